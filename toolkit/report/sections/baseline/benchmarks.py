"""The client's figures beside those of others, and where those are from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from toolkit.analysis.baseline.benchmarks import Benchmarks, Beside
from toolkit.analysis.job import Job, n_effective
from toolkit.findings.baseline.benchmarks import SHARES, figure, measure_label, reasons
from toolkit.findings.finding import Finding
from toolkit.language import N_, UNKNOWN
from toolkit.measures.thresholds import BENCHMARK_YEARS
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    Nobody,
    base_note,
    counts_note,
    heading,
    said,
    table,
)


def benchmarks(job: Job, result: Benchmarks | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show ours beside each benchmark, and the country, mode, year and source of each."""
    if result is None:
        return ()
    begin = (heading(job, N_("Beside other organisations")), said(say))
    if not result.rows:
        return begin
    differences = (_differences(job, result),) if result.compared else ()
    return (*begin, _beside(job, result), *differences, _sources(job, result))


def _beside(job: Job, result: Benchmarks) -> Table:
    """Print ours and each benchmark, compared or not."""
    language = job.language
    labels = {
        "measure": language.say("Measure"),
        "ours": language.say("Own figure"),
        "low": language.say("from"),
        "high": language.say("to"),
        "n": language.say("n"),
        "label": language.say("Benchmark of"),
        "benchmark": language.say("Benchmark"),
    }
    told = pd.Series([row.comparison.ours.n for row in result.rows if not row.base_hidden], dtype=int)
    title = language.say("Own figures beside benchmarks")
    return _printed(job, "benchmarks", title, result.rows, labels, counts_note(job, told))


def _differences(job: Job, result: Benchmarks) -> Table:
    """Print the difference with each benchmark that may be compared with, and what its test says."""
    language, several = job.language, len(result.compared) > 1
    labels = {
        "measure": language.say("Measure"),
        "label": language.say("Benchmark of"),
        "difference": language.say("Difference"),
        "difference_low": language.say("from"),
        "difference_high": language.say("to"),
        "p": language.say("p (Holm)") if several else language.say("p"),
        "verdict": language.say("Verdict"),
    }
    title = language.say(
        "Where {client} lies higher or lower than a benchmark", client=job.engagement.client.name
    )
    note = base_note(job, "", *_explained(job, result))
    return _printed(job, "benchmark-differences", title, result.compared, labels, note)


def _printed(
    job: Job, identifier: str, title: str, rows: Sequence[Beside], labels: Mapping[str, str], note: str
) -> Table:
    frame = pd.DataFrame([_row(job, row) for row in rows])
    left = ("measure", "label", "verdict")
    columns: dict[str, tuple[str, str, Cell]] = {
        name: (label, "left" if name in left else "right", _written(name)) for name, label in labels.items()
    }
    about = tuple(name for name in ("measure", "label", "benchmark") if name in labels)
    counts = Customers(about=about, rows=("count", "count_effective"))
    return table(job, identifier, title, frame, columns, note, counts=counts)


def _written(name: str) -> Cell:
    return lambda row: str(row[name])


def _row(job: Job, row: Beside) -> dict[str, object]:
    measure, found = row.benchmark.measure, row.comparison
    return {
        "measure": measure_label(job, measure),
        "label": job.text(row.benchmark.label),
        "ours": figure(job, measure, found.ours.value),
        "low": figure(job, measure, found.ours.low),
        "high": figure(job, measure, found.ours.high),
        "n": UNKNOWN if row.base_hidden else job.language.number(found.ours.n),
        "benchmark": figure(job, measure, found.benchmark),
        "difference": _signed(job, measure, found.difference),
        "difference_low": _signed(job, measure, found.low),
        "difference_high": _signed(job, measure, found.high),
        "p": job.language.p_value(row.p_holm),
        "verdict": _verdict(job, row),
        "count": found.ours.n,
        "count_effective": n_effective(found.ours),
    }


def _signed(job: Job, measure: str, value: float) -> str:
    """Write a difference; of shares in percentage points."""
    return job.language.signed(100 * value if measure in SHARES else value, 1)


def _verdict(job: Job, row: Beside) -> str:
    language = job.language
    if not row.differs(job.engagement.analysis.confidence):
        return language.say("no difference shown")
    return language.say("higher") if row.comparison.difference > 0 else language.say("lower")


def _explained(job: Job, result: Benchmarks) -> list[str]:
    """Say how to read the differences that are there."""
    language = job.language
    compared = result.compared
    said = [language.say("Difference: own figure less the benchmark; of shares in percentage points.")]
    if any(row.comparison.n_benchmark is None for row in compared):
        said.append(
            language.say(
                "Where the number of answers behind a benchmark is not known, only the uncertainty of the own figure "
                "counts."
            )
        )
    with_n = {row.benchmark.measure for row in compared if row.comparison.n_benchmark is not None}
    if "nps" in with_n:
        said.append(
            language.say(
                "How far the answers behind a published NPS lie apart is not known: it is taken as large as it can be."
            )
        )
    if with_n - {"nps", *SHARES}:
        said.append(
            language.say(
                "How far the answers behind a published mean lie apart is not known: it is taken to be as in this "
                "survey."
            )
        )
    if len(compared) > 1:
        said.append(
            language.say(
                "A difference is called one when a test shows it after Holm over all {count} comparisons.",
                count=language.number(len(compared)),
            )
        )
    return said


def _sources(job: Job, result: Benchmarks) -> Table:
    language = job.language
    frame = pd.DataFrame([_source(job, row) for row in result.rows])
    labels = {
        "label": language.say("Benchmark of"),
        "measure": language.say("Measure"),
        "country": language.say("Country"),
        "mode": language.say("How people answered"),
        "year": language.say("Year"),
        "n": language.say("n"),
        "source": language.say("Source"),
        "compared": language.say("Comparable"),
    }
    columns: dict[str, tuple[str, str, Cell]] = {
        name: (label, "right" if name in ("year", "n") else "left", _written(name))
        for name, label in labels.items()
    }
    note = language.say(
        "Comparable: the same country, the same way of asking, the same question and scale, and not measured more "
        "than {years} years apart. n: number of answers behind the benchmark, where that is known.",
        years=language.number(BENCHMARK_YEARS),
    )
    title = language.say("Where the benchmarks are from")
    return table(
        job, "benchmark-sources", title, frame, columns, note, counts=Nobody("published figures of others")
    )


def _source(job: Job, row: Beside) -> dict[str, str]:
    language, one = job.language, row.benchmark
    compared = language.say("yes")
    if row.why_not:
        compared = language.say("no: {reasons}", reasons=reasons(job, row))
    return {
        "label": job.text(one.label),
        "measure": measure_label(job, one.measure),
        "country": country_name(job, one.country),
        "mode": job.text(one.mode),
        "year": str(one.year),
        "n": language.number(math.nan if one.n is None else one.n),
        "source": job.text(one.source),
        "compared": compared,
    }


def country_name(job: Job, code: str) -> str:
    """Give the name of a country as the reader writes it; its code where it is not known."""
    return str(job.language.locale.territories.get(code, code))
