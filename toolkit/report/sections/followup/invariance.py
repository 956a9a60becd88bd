"""Whether the questions of the themes still measure the same."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup.invariance import Invariance, ThemeInvariance
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.followup.invariance.difference import Step
from toolkit.language import N_
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    HIDDEN,
    Cell,
    Customers,
    base_hidden_note,
    counts_note,
    heading,
    number_cell,
    p_cell,
    said,
    signed_cell,
    table,
    word_cell,
)
from toolkit.report.sections.followup.bases import items_behind, survey_hidden

CONCLUSIONS = {
    "holds": N_("comparable"),
    "partial": N_("comparable in part"),
    "fails": N_("not comparable"),
}


def invariance(job: Job, result: Invariance, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Say which themes may be compared, with a line for each that was tested where not all may."""
    if not say:
        return ()
    parts: list[Block] = [heading(job, N_("Do the questions still measure the same?")), said(say)]
    frame = _frame(result)
    if not frame.empty and not _all_hold(frame):
        parts.append(_short_table(job, result, frame))
    return tuple(parts)


def invariance_in_full(job: Job, result: Invariance) -> tuple[Block, ...]:
    """Print every model of every theme, for the appendix, and whether themes can be compared where all can."""
    frame = _frame(result)
    if frame.empty:
        return ()
    short = (_short_table(job, result, frame),) if _all_hold(frame) else ()
    title = heading(job, N_("Do the questions still measure the same? In full"), 2)
    return (title, *short, _full_table(job, frame))


def _all_hold(frame: pd.DataFrame) -> bool:
    """Whether all themes may be compared: a table that says so of each goes to the appendix."""
    return bool((frame["outcome"] == "holds").all())


def _frame(result: Invariance) -> pd.DataFrame:
    """Put the themes that were tested in a table, a row each."""
    rows = [row for row in map(_row, result.themes) if row]
    return pd.DataFrame(rows).set_index("theme") if rows else pd.DataFrame()


def _row(theme: ThemeInvariance) -> dict[str, object]:
    levels, conclusion = theme.levels, theme.conclusion
    if levels is None or conclusion is None:
        return {}
    fit = levels.configural
    return {
        "theme": theme.construct,
        "questions": len(theme.items),
        "kept": len(theme.held) if theme.outcome != "fails" else 0,
        "n": min(theme.n),
        "n_all": theme.n,
        "n_effective": min(theme.n_effective),
        "chi_square": fit.chi_square,
        "degrees": fit.degrees,
        "p": conclusion.p_configural,
        "cfi": fit.cfi,
        "rmsea": fit.rmsea,
        **_step("metric", levels.to_metric, conclusion.p_metric),
        **_step("scalar", levels.to_scalar, conclusion.p_scalar),
        "bias": conclusion.bias,
        "outcome": conclusion.outcome,
    }


def _step(name: str, step: Step, p_holm: float) -> dict[str, float]:
    return {
        f"{name}_chi_square": step.chi_square,
        f"{name}_degrees": step.degrees,
        f"{name}_p": step.p,
        f"{name}_p_holm": p_holm,
        f"{name}_cfi": -step.cfi,
    }


def _short_table(job: Job, result: Invariance, frame: pd.DataFrame) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": _theme(job),
        "questions": (language.say("Questions"), "right", number_cell(job, "questions")),
        "n": (language.say("n"), "right", lambda row: _sizes(job, row)),
        "metric": (language.say("p (links)"), "right", p_cell(job, "metric_p_holm")),
        "scalar": (language.say("p (levels)"), "right", p_cell(job, "scalar_p_holm")),
        "bias": (language.say("Shift"), "right", signed_cell(job, "bias")),
        "outcome": (language.say("Conclusion"), "left", word_cell(job, "outcome", CONCLUSIONS)),
    }
    note = counts_note(
        job,
        _all_sizes(job, frame),
        _not_printed(job, frame),
        language.say(
            "p (links): chance of a difference at least this large if each question went together with its theme as "
            "before. p (levels): the same, if a customer with the same view of the theme gave the same answer as "
            "before. Both corrected for {tests} tests (Holm). Shift: points that questions which moved by themselves "
            "would add to the change of the score; more than {most} matter.",
            tests=language.number(result.count),
            most=language.number(result.largest_bias, 1),
        ),
        language.say(
            "Answers on a few points are taken for numbers here: where many customers give the highest or lowest "
            "answer, a large change can look like a question that moved."
        ),
    )
    title = language.say("Whether themes can be compared")
    return table(job, "invariance", title, frame, columns, note, counts=_counts())


def _full_table(job: Job, frame: pd.DataFrame) -> Table:
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": _theme(job),
        "n": (language.say("n"), "right", lambda row: _sizes(job, row)),
        "chi_square": (language.say("χ² (df)"), "right", _chi_square(job, "chi_square", "degrees")),
        "cfi": (language.say("CFI"), "right", number_cell(job, "cfi", 3)),
        "rmsea": (language.say("RMSEA"), "right", number_cell(job, "rmsea", 3)),
        "metric": (language.say("Δχ² loadings (df)"), "right", _step_cell(job, "metric")),
        "metric_p": (language.say("p"), "right", p_cell(job, "metric_p")),
        "metric_cfi": (language.say("ΔCFI"), "right", signed_cell(job, "metric_cfi", 3)),
        "scalar": (language.say("Δχ² intercepts (df)"), "right", _step_cell(job, "scalar")),
        "scalar_p": (language.say("p"), "right", p_cell(job, "scalar_p")),
        "scalar_cfi": (language.say("ΔCFI"), "right", signed_cell(job, "scalar_cfi", 3)),
    }
    note = counts_note(
        job,
        _all_sizes(job, frame),
        _not_printed(job, frame),
        language.say(
            "χ², CFI, RMSEA: one factor in each wave, with its own loadings and intercepts (configural); three "
            "questions fit exactly. Then loadings equal in all waves (metric), then intercepts too (scalar): what "
            "χ² and CFI lose by it; – where no model fits in which they are equal. χ² is by maximum likelihood for "
            "normal answers; p is of a robust score test, or of a robust Wald test where equal loadings or intercepts "
            "do not describe the answers at all. Both also hold for skewed answers, weights, and customers who "
            "answered more than once; not corrected for the number of tests."
        ),
    )
    title = language.say("Factor models of the themes over the waves")
    return table(job, "invariance-full", title, frame, columns, note, counts=_counts())


def _theme(job: Job) -> tuple[str, str, Cell]:
    return job.language.say("Theme"), "left", lambda row: job.label(str(row.name))


def _sizes(job: Job, row: pd.Series) -> str:
    kept_back = _hidden_sizes(job, row)
    told = zip(row["n_all"], kept_back, strict=True)
    return " / ".join(HIDDEN if hidden else job.language.number(n) for n, hidden in told)


def _hidden_sizes(job: Job, row: pd.Series) -> tuple[bool, ...]:
    items = items_behind(job, str(row.name))
    return tuple(
        survey_hidden(job, survey, n, items) for survey, n in zip(job.surveys, row["n_all"], strict=True)
    )


def _all_sizes(job: Job, frame: pd.DataFrame) -> pd.Series:
    return pd.Series(
        [
            n
            for _, row in frame.iterrows()
            for n, hidden in zip(row["n_all"], _hidden_sizes(job, row), strict=True)
            if not hidden
        ],
        dtype=int,
    )


def _not_printed(job: Job, frame: pd.DataFrame) -> str:
    return base_hidden_note(job, pd.Series([any(_hidden_sizes(job, row)) for _, row in frame.iterrows()]))


def _chi_square(job: Job, value: str, degrees: str) -> Cell:
    return lambda row: f"{job.language.number(row[value], 1)} ({job.language.number(row[degrees])})"


def _step_cell(job: Job, name: str) -> Cell:
    return _chi_square(job, f"{name}_chi_square", f"{name}_degrees")


def _counts() -> Customers:
    return Customers(about=("theme",), rows=("n", "n_effective"))
