"""The course over all waves in full, for the appendix: each score in each wave, and each step."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup.trend import Trend
from toolkit.analysis.job import Job
from toolkit.findings.followup.steps import theme_label
from toolkit.findings.followup.trend import LOCK_IN
from toolkit.findings.wording import changes, points
from toolkit.language import N_
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_cell,
    base_hidden_note,
    base_note,
    heading,
    number_cell,
    p_cell,
    signed_cell,
    table,
)
from toolkit.report.sections.followup.bases import wave_hidden
from toolkit.report.sections.followup.change import BASES, NEUTRAL_VERDICTS, VERDICTS
from toolkit.report.sections.followup.trend import MOST_PANELS, course_figure, panels, together


def trend_in_full(job: Job, result: Trend | None) -> tuple[Block, ...]:
    """Print each score in each wave with its base and margin, the tests behind the course, and each step."""
    if result is None:
        return ()
    whole = job.over_time()
    parts: list[Block] = [heading(job, N_("The course over all waves in full"), 2)]
    if more := panels(whole, result)[MOST_PANELS:]:
        title = job.language.say("The course of the other themes")
        parts.append(course_figure(whole, result, more, "trend-more", title))
    return (*parts, _levels(whole, result), _tests(whole, result), _steps(whole, result))


def _levels(job: Job, result: Trend) -> Table:
    language = job.language
    frame = together(result, "levels").reset_index()
    frame["base_hidden"] = [
        wave_hidden(job, str(row["measure"]), int(row["wave"]), int(row["n"])) for _, row in frame.iterrows()
    ]
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: theme_label(job, row["measure"])),
        "wave": (language.say("Wave"), "left", _wave(job, result, "wave")),
        "estimate": (language.say("Score"), "right", number_cell(job, "estimate", 1)),
        "margin": (
            language.say("Margin"),
            "right",
            lambda row: points(language, row["low"], row["high"], 1),
        ),
        "n": (language.say("n"), "right", base_cell(job)),
    }
    if (frame["n_effective"] < frame["n"]).any():
        columns["n_effective"] = (language.say("effective n"), "right", number_cell(job, "n_effective"))
    counts = Customers(about=("theme", "wave"), rows=("n", "n_effective"))
    title = language.say("Every score in every wave")
    note = base_note(job, "", base_hidden_note(job, frame["base_hidden"]))
    return table(job, "trend-levels", title, frame, columns, note, counts=counts)


def _tests(job: Job, result: Trend) -> Table:
    language = job.language
    smallest = together(result, "levels")[["n", "n_effective"]].groupby(level="measure").min()
    frame = together(result, "trends").join(smallest)
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: theme_label(job, str(row.name))),
        "slope": (language.say("Points a year"), "right", signed_cell(job, "slope", 2)),
        "margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, row["slope_low"], row["slope_high"], 2),
        ),
        "p_holm": (language.say("p (slope)"), "right", p_cell(job, "p_holm")),
        "p_waves_holm": (language.say("p (waves differ)"), "right", p_cell(job, "p_waves_holm")),
        "p_line_holm": (language.say("p (not a line)"), "right", p_cell(job, "p_line_holm")),
        "p_same_holm": (language.say("p (all equal)"), "right", p_cell(job, "p_same_holm")),
    }
    note = base_note(
        job,
        "",
        language.say(
            "Each column of p-values is corrected for the number of themes (Holm); the NPS is a measure of its own. "
            "p (all equal): chance that no two waves lie further apart than here, if the true scores of two waves "
            "differed by what matters."
        ),
    )
    title = language.say("The tests behind the course")
    counts = Customers(about=("theme",), rows=("n", "n_effective"))
    return table(job, "trend-tests", title, frame, columns, note, counts=counts)


def _steps(job: Job, result: Trend) -> Table:
    language = job.language
    frame = together(result, "steps").reset_index()
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: theme_label(job, row["measure"])),
        "since": (language.say("From"), "left", _wave(job, result, "since")),
        "wave": (language.say("To"), "left", _wave(job, result, "wave")),
        "difference": (language.say("Change"), "right", signed_cell(job, "difference")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "verdict": (language.say("Verdict"), "left", _verdict(job, result)),
    }
    note = base_note(
        job,
        "",
        language.say(
            "p (Holm): corrected for all steps of all themes together; the NPS is a measure of its own."
        ),
    )
    counts = Customers(about=("theme", "since", "wave"), rows=tuple(BASES))
    return table(
        job,
        "trend-steps",
        language.say("Each wave against the one before"),
        frame,
        columns,
        note,
        counts=counts,
    )


def _wave(job: Job, result: Trend, column: str) -> Cell:
    def write(row: pd.Series) -> str:
        return job.wave_label_of(result.waves[int(row[column])])

    return write


def _verdict(job: Job, result: Trend) -> Cell:
    def write(row: pd.Series) -> str:
        neutral = result.roles.get(row["measure"]) == LOCK_IN
        words = {**VERDICTS, **NEUTRAL_VERDICTS} if neutral else VERDICTS
        word = words[row["verdict"]]
        return job.language.say(word)

    return write
