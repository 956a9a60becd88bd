"""The chapter on the forecast: what was expected of the plan, what was measured, and how often forecasts came true."""

from __future__ import annotations

from typing import Final

import pandas as pd

from toolkit.analysis.followup.forecast import ScoredForecast, title_of
from toolkit.analysis.followup.scored import FLAGGED, NOT_CARRIED_OUT, NOT_MEASURED
from toolkit.analysis.job import Job
from toolkit.engagement.forecasts import NPS
from toolkit.figures.forecast import expected_and_measured
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes
from toolkit.language import N_, UNKNOWN
from toolkit.report.blocks import Block, Figure, Scores, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    Nobody,
    base_note,
    blocks,
    heading,
    look,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.followup.bases import bases_cell, bases_note, bases_of, items_behind
from toolkit.report.sections.followup.forecasts_so_far import so_far
from toolkit.report.sections.telling import in_words

VERDICTS: Final = {
    "inside": N_("as expected"),
    "above": N_("more than expected"),
    "below": N_("less than expected"),
}
UNTOLD: Final = N_("too wide to tell")
WHY_NOT: Final = {
    NOT_CARRIED_OUT: N_("not carried out"),
    FLAGGED: N_("not judged"),
    NOT_MEASURED: N_("not measured"),
}
CARRIED: Final = {
    "yes": N_("yes"),
    "partly": N_("partly"),
    "no": N_("no"),
    "later": N_("too late to notice"),
    "unknown": N_("not known"),
}
BASES: Final = ("n_before", "n_after", "n_effective_before", "n_effective_after")


def forecast(job: Job, result: ScoredForecast | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what was expected beside what was measured, and all forecasts so far; nothing where there is no forecast."""
    if result is None:
        return ()
    return blocks(
        heading(job, N_("Were we right? What was expected and what was measured")),
        said(say),
        _figure(job, result, say),
        _table(job, result),
        so_far(job, result),
        Scores(result.record) if result.record else None,
    )


def forecast_in_full(job: Job, result: ScoredForecast | None) -> tuple[Block, ...]:
    """Print for the appendix what was planned, what was done of it, and where a right forecast would lie."""
    if result is None:
        return ()
    return blocks(heading(job, N_("The plan that was forecast"), 2), _actions(job, result))


def row_label(job: Job, measure: str) -> str:
    """The name of a measure as the head of a row."""
    return job.language.say("NPS") if measure == NPS else job.label(measure)


def _told(result: ScoredForecast) -> pd.DataFrame:
    """The rows with a measured change; of the others only the findings tell."""
    return result.table[result.table["measured"].notna() & result.table["low"].notna()]


def _figure(job: Job, result: ScoredForecast, say: tuple[Finding, ...]) -> Figure | None:
    language = job.language
    drawn = result.table[result.table["verdict"] != ""]
    if drawn.empty:
        return None
    names = [row_label(job, str(name)) for name in drawn.index]
    values = [language.signed(value, 1) for value in drawn["measured"]]
    chart = expected_and_measured(
        drawn,
        names,
        values,
        look(job),
        axis_label=language.say("change in points"),
        expected_label=language.say("expected"),
        measured_label=language.say("measured"),
        tick=language.signed,
    )
    expected = [language.signed(value, 1) for value in drawn["expected"]]
    # Apart: what is said inside another sentence is not found for translation.
    told = [
        language.say(
            "{theme} {measured} where {expected} was expected", theme=name, measured=value, expected=plan
        )
        for name, value, plan in zip(names, values, expected, strict=True)
    ]
    alt = language.say(
        "Bands of what was expected with dots of what was measured, in points: {list}.",
        list=language.listing(told),
    )
    note = base_note(
        result.round.job,
        bases_of(result.round.job, drawn),
        language.say(
            "Band: the forecast with its limits, the line in it what was expected. Dot: what was measured, with its "
            "margin. Full and coloured: outside what a right forecast allows."
        ),
        _cause(job),
        smallest=float(drawn[["n_before", "n_after"]].to_numpy(float).min()),
    )
    title = _claim(job, say)
    return Figure("forecast", title, chart, in_words(title, alt), note)


def _claim(job: Job, say: tuple[Finding, ...]) -> str:
    """What a test shows of the largest surprise; else what is drawn."""
    told = [one for one in say if one.strength == "shown" and one.plain]
    if told:
        return max(told, key=lambda finding: finding.weight).plain.rstrip(".")
    return job.language.say("What was expected of the plan, and what was measured")


def _cause(job: Job) -> str:
    return job.language.say(
        "The forecast holds if the links are causes; that it came true does not show that the actions did it."
    )


def _table(job: Job, result: ScoredForecast) -> Table | None:
    frame = _told(result)
    if frame.empty:
        return None
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: row_label(job, str(row.name))),
        "expected": (language.say("Expected"), "right", signed_cell(job, "expected")),
        "forecast": (language.say("Its limits"), "right", _limits(job, "forecast_low", "forecast_high")),
        "measured": (language.say("Measured"), "right", signed_cell(job, "measured")),
        "margin": (language.say("Margin"), "right", _limits(job, "low", "high")),
        "right": (language.say("If right"), "right", _limits(job, "right_low", "right_high")),
        "n": (
            language.say("n"),
            "right",
            lambda row: bases_cell(result.round.job, items_behind(job, str(row.name)), row),
        ),
        "verdict": (language.say("Verdict"), "left", lambda row: _verdict(job, row)),
    }
    shared = frame["share"] < 1
    note = base_note(
        result.round.job,
        bases_of(result.round.job, frame),
        bases_note(result.round.job, frame),
        language.say(
            "If right: where the change that is measured lies of a right forecast, by the errors of both together."
        ),
        language.say("Too wide to tell: the margin is wider than the change that was expected.")
        if (frame["verdict"].eq("inside") & ~frame["could_tell"].astype(bool)).any()
        else "",
        language.say(
            "Touchpoints: the measured change times the part of the customers who have an opinion, as the forecast is "
            "over all customers."
        )
        if shared.any()
        else "",
        smallest=float(frame[["n_before", "n_after"]].to_numpy(float).min()),
    )
    title = language.say("Expected and measured")
    counts = Customers(about=("theme", "expected", "forecast"), rows=BASES)
    return table(job, "forecast-table", title, frame, columns, note, counts=counts)


def _limits(job: Job, low: str, high: str) -> Cell:
    return lambda row: (
        UNKNOWN if pd.isna(row[low]) else changes(job.language, float(row[low]), float(row[high]))
    )


def _verdict(job: Job, row: pd.Series) -> str:
    if row["why_not"]:
        word = WHY_NOT[row["why_not"]]
    elif row["verdict"] == "inside" and not row["could_tell"]:
        word = UNTOLD
    else:
        word = VERDICTS[row["verdict"]]
    return job.language.say(word)


def _actions(job: Job, result: ScoredForecast) -> Table:
    language = job.language
    rows = {
        place: {
            "title": title_of(job, one),
            "driver": one.planned.driver,
            "carried": one.carried,
            "expected": one.planned.drivers[one.planned.driver].expected,
            "low": one.planned.drivers[one.planned.driver].low,
            "high": one.planned.drivers[one.planned.driver].high,
            "start": one.planned.start,
            "cost": one.planned.cost,
        }
        for place, one in enumerate(result.round.actions)
    }
    columns: dict[str, tuple[str, str, Cell]] = {
        "action": (language.say("Action"), "left", lambda row: str(row["title"])),
        "driver": (language.say("Works on"), "left", lambda row: job.label(str(row["driver"]))),
        "expected": (language.say("Expected"), "right", signed_cell(job, "expected")),
        "limits": (language.say("Its limits"), "right", _limits(job, "low", "high")),
        "cost": (
            language.say("Cost"),
            "right",
            lambda row: language.money(row["cost"], result.round.file.data.currency),
        ),
        "carried": (language.say("Carried out"), "left", lambda row: _carried(job, row)),
    }
    file = result.round.file
    note = language.say(
        "Expected: points on the theme that the action by itself adds over all customers. Source: {name}, run {run}.",
        name=file.name,
        run=file.data.run,
    )
    title = language.say("The plan that was forecast, and what came of it")
    frame = pd.DataFrame.from_dict(rows, orient="index")
    nobody = Nobody("what was planned and done")
    return table(job, "forecast-plan", title, frame, columns, note, counts=nobody)


def _carried(job: Job, row: pd.Series) -> str:
    word = CARRIED[row["carried"]]
    return job.language.say(word)
