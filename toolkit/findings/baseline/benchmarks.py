"""What may be said of our figures beside those of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from toolkit.analysis.baseline.benchmarks import Benchmarks, Beside, Why
from toolkit.analysis.job import Job
from toolkit.engagement.setting import Benchmark
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WATCH, Unit, asking, of_difference
from toolkit.findings.wording import changes
from toolkit.language import N_
from toolkit.measures.thresholds import BENCHMARK_YEARS

FIGURE_LABELS: Final = {
    "nps": N_("Recommendation (NPS)"),
    "mark": N_("Mark out of 10"),
    "nine_plus": N_("Gives a 9 or 10"),
    "effort": N_("Finds it easy"),
}
SHARES: Final = ("nine_plus", "effort")
WHY_NOT: Final[dict[Why, str]] = {
    "country_unknown": N_("it is not stated in which country the customers live"),
    "country": N_("measured in another country"),
    "mode": N_("asked in another way"),
    "question": N_("another question or scale"),
    "year": N_("measured more than {years} years apart"),
    "unreliable": N_("the questions asked here do not belong together well enough"),
    "margin_hidden": N_("the margin of the own figure may not be shown"),
}
# How a difference was tested: by kind of figure, and whether the benchmark has a number of answers.
TESTS: Final = {
    ("nps", False): N_("test against a fixed number"),
    ("nps", True): N_("test of two scores, the spread of the benchmark taken as large as it can be"),
    ("share", False): N_("score test against a fixed number"),
    ("share", True): N_("score test of two shares"),
    ("mean", False): N_("t test against a fixed number"),
    ("mean", True): N_("t test of two means, the spread of the benchmark taken to be that found here"),
}
# A difference of this size or more counts in full where findings are ranked.
UNITS: Final[dict[str, Unit]] = {"nps": "nps", "mark": "mark", "nine_plus": "share", "effort": "share"}


def measure_label(job: Job, measure: str) -> str:
    """What the reader knows a figure by."""
    own = FIGURE_LABELS.get(measure)
    return job.label(measure) if own is None else job.language.say(own)


def figure(job: Job, measure: str, value: float) -> str:
    """Write a figure in the unit of its measure."""
    return job.language.percent(value, 1) if measure in SHARES else job.language.number(value, 1)


def reasons(job: Job, row: Beside) -> str:
    """Say why a benchmark is not compared with."""
    language, years = job.language, job.language.number(BENCHMARK_YEARS)
    return language.listing(language.say(WHY_NOT[why], years=years) for why in row.why_not)


def benchmarks(job: Job, result: Benchmarks | None) -> tuple[Finding, ...]:
    """Say where ours is shown to differ, where not, and which benchmarks are not compared with."""
    if result is None:
        return ()
    confidence = job.engagement.analysis.confidence
    shown = [row for row in result.compared if row.differs(confidence)]
    others = [row for row in result.compared if not row.differs(confidence)]
    found = [_differs(job, row, len(result.compared)) for row in shown]
    if others:
        found.append(_not_shown(job, others, len(result.compared)))
    if apart := [row for row in result.rows if row.why_not]:
        found.append(_not_compared(job, apart))
    if result.left_out:
        found.append(_left_out(job, result.left_out))
    return tuple(found)


def _differs(job: Job, row: Beside, family: int) -> Finding:
    language, slots = job.language, _slots(job, row)
    decision = ""
    if row.comparison.difference > 0:
        text = language.say(
            "On “{measure}” {client} lies higher than {label}: {ours} against {benchmark} (difference {difference}, "
            "margin {margin}).",
            **slots,
        )
        plain = language.say(
            "On “{measure}” {client} lies higher than {label}: {ours} against {benchmark}.", **slots
        )
    else:
        text = language.say(
            "On “{measure}” {client} lies lower than {label}: {ours} against {benchmark} (difference {difference}, "
            "margin {margin}).",
            **slots,
        )
        plain = language.say(
            "On “{measure}” {client} lies lower than {label}: {ours} against {benchmark}.", **slots
        )
        decision = language.say("Is the level of {label} on “{measure}” one that we want to reach?", **slots)
    measure, found = row.benchmark.measure, row.comparison
    size = of_difference(found.difference, UNITS.get(measure, "points"))
    numbers = {
        "value": found.ours.value,
        "benchmark": found.benchmark,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "p": row.p_holm,
    }
    evidence = _test_told(job, row, family)
    key = f"benchmarks.{measure}.{row.place}"
    return Finding(key, text, "shown", evidence, plain, decision, size, asking(decision, WATCH), numbers)


def _test_told(job: Job, row: Beside, family: int) -> str:
    language, found = job.language, row.comparison
    slots = {
        "test": language.say(TESTS[_kind(row.benchmark.measure), found.n_benchmark is not None]),
        "p": language.p_equals(row.p_holm),
    }
    if family == 1:
        return language.say("Table of benchmarks; {test}; p {p}.", **slots)
    return language.say(
        "Table of benchmarks; {test}; p {p}, after Holm over {count} comparisons.",
        count=language.number(family),
        **slots,
    )


def _kind(measure: str) -> str:
    return measure if measure == "nps" else "share" if measure in SHARES else "mean"


def _slots(job: Job, row: Beside) -> dict[str, str]:
    measure, found = row.benchmark.measure, row.comparison
    return {
        "measure": measure_label(job, measure),
        "client": job.engagement.client.name,
        "label": job.text(row.benchmark.label),
        "ours": figure(job, measure, found.ours.value),
        "benchmark": figure(job, measure, found.benchmark),
        "difference": _difference(job, measure, found.difference),
        "margin": _margin(job, measure, found.low, found.high),
    }


def _difference(job: Job, measure: str, value: float) -> str:
    language = job.language
    if measure in SHARES:
        return language.say("{points} percentage points", points=language.signed(100 * value, 1))
    return language.signed(value, 1)


def _margin(job: Job, measure: str, low: float, high: float) -> str:
    times = 100 if measure in SHARES else 1
    return changes(job.language, times * low, times * high)


def _not_shown(job: Job, rows: Sequence[Beside], family: int) -> Finding:
    language = job.language
    parts = [
        language.say("{label} on “{measure}” (difference {difference}, margin {margin})", **_slots(job, row))
        for row in rows
    ]
    text = language.say(
        "Whether {client} differs from these is not shown: {list}.",
        client=job.engagement.client.name,
        list="; ".join(parts),
    )
    evidence = language.say("Table of benchmarks.")
    if family > 1:
        evidence = language.say(
            "Table of benchmarks; Holm over {count} comparisons.", count=language.number(family)
        )
    return Finding("benchmarks.not_shown", text, "not_shown", evidence)


def _not_compared(job: Job, rows: Sequence[Beside]) -> Finding:
    language = job.language
    parts = [
        language.say(
            "{label} on “{measure}” ({reasons})",
            label=job.text(row.benchmark.label),
            measure=measure_label(job, row.benchmark.measure),
            reasons=reasons(job, row),
        )
        for row in rows
    ]
    text = language.say(
        "These benchmarks are printed, but {client} is not compared with them: {list}.",
        client=job.engagement.client.name,
        list="; ".join(parts),
    )
    evidence = language.say("Table of the sources of the benchmarks.")
    return Finding("benchmarks.not_compared", text, "warning", evidence)


def _left_out(job: Job, left_out: Sequence[Benchmark]) -> Finding:
    language = job.language
    parts = [
        language.say(
            "{label} on “{measure}”", label=job.text(one.label), measure=measure_label(job, one.measure)
        )
        for one in left_out
    ]
    text = language.say(
        "Benchmarks without a figure of {client} beside them, because fewer than {minimum} customers gave an answer "
        "here or such a number would follow: {list}.",
        client=job.engagement.client.name,
        minimum=language.number(job.engagement.privacy.minimum_cell),
        list="; ".join(parts),
    )
    return Finding("benchmarks.left_out", text, "too_few", language.say("Minimum cell of the engagement."))
