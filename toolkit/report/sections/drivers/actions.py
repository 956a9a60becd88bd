"""The chapter on the actions: what each may bring."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd

from toolkit.analysis.drivers.actions import NPS, Actions, table_of
from toolkit.analysis.job import Job
from toolkit.figures import gains as drawing
from toolkit.findings.drivers.actions import title_of
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes
from toolkit.language import N_, UNKNOWN
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    Nobody,
    blocks,
    counts_note,
    heading,
    look,
    number_cell,
    percent_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.telling import in_words, with_margins


def actions(job: Job, result: Actions | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what each action may bring; nothing where the engagement names none."""
    if result is None:
        return ()
    frame = table_of(job, result)
    drawn = result.gains is not None
    return blocks(
        heading(job, N_("Actions: what they may bring")),
        said(say),
        _figure(job, result, frame) if drawn else None,
        _gains(job, result, frame) if drawn else None,
    )


def actions_in_full(job: Job, result: Actions | None) -> tuple[Block, ...]:
    """Print what the adviser says of each action, for the appendix."""
    if result is None:
        return ()
    return (heading(job, N_("The actions, as the adviser sees them"), 2), _inputs(job, table_of(job, result)))


def title_cell(job: Job) -> Cell:
    """A cell with the title of an action."""
    return lambda row: title_of(job, int(str(row.name)))


def _by_gain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.dropna(subset="gain").sort_values("gain", ascending=False, kind="stable")


def _figure(job: Job, result: Actions, frame: pd.DataFrame) -> Figure:
    """Draw the gains, what is in the plan in colour."""
    language, outcome = job.language, job.label(result.outcome)
    ordered = _by_gain(frame).rename(columns={"gain": "estimate", "low": "lift_low", "high": "lift_high"})
    ordered = ordered.rename(columns={"gain_low": "low", "gain_high": "high"})
    names = [title_of(job, int(number)) for number in ordered.index]
    values = [language.signed(value, 1) for value in ordered["estimate"]]
    # Where all are in the plan, colour would tell nothing.
    coloured = not ordered["chosen"].all() and bool(ordered["chosen"].any())
    chart = drawing.gains(
        ordered,
        names,
        values,
        look(job),
        axis_label=language.say("points on “{outcome}”", outcome=outcome),
        highlight=[bool(chosen) and coloured for chosen in ordered["chosen"]],
        tick=lambda value: language.signed(value, 1),
    )
    title = language.say("What each action may bring, if the links are causes")
    alt = language.say(
        "Dots with margins: the points that each action may bring on “{outcome}”: {list}.",
        outcome=outcome,
        list=language.listing(with_margins(names, values, ordered, partial(changes, language))),
    )
    note = counts_note(
        job,
        ordered["n"],
        language.say("Coloured: in the plan.") if coloured else "",
        _assumed(job),
    )
    return Figure("actions", title, chart, in_words(title, alt), note)


def _assumed(job: Job) -> str:
    return job.language.say(
        "The margin holds the uncertainty of the link and that of the lift, which is the adviser’s judgement."
    )


def _gains(job: Job, result: Actions, frame: pd.DataFrame) -> Table:
    language = job.language
    per = 1000.0
    frame = _by_gain(frame)
    frame = frame.assign(
        per_thousand=frame["per_cost"] * per,
        link=[result.shown(str(name)) for name in frame["driver"]],
    )
    columns = {
        "action": (language.say("Action"), "left", title_cell(job)),
        "driver": (language.say("Works on"), "left", lambda row: _driver(job, row)),
        "gain": (job.label(result.outcome), "right", signed_cell(job, "gain")),
        "margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, row["gain_low"], row["gain_high"]),
        ),
        "per_thousand": (
            # With a space at which the heading may break.
            language.say("Per {amount}", amount=language.money(per, job.engagement.plan.currency)).replace(
                "\xa0", " "
            ),
            "right",
            lambda row: _per_thousand(job, row["per_thousand"]),
        ),
        "p_best": (language.say("Chance of bringing most"), "right", percent_cell(job, "p_best")),
    }
    if NPS in result.outcomes:
        nps = {
            "nps": (language.say("NPS"), "right", signed_cell(job, "nps")),
            "nps_margin": (
                language.say("Its margin"),
                "right",
                lambda row: changes(language, row["nps_low"], row["nps_high"]),
            ),
        }
        before = ("action", "driver", "gain", "margin")
        columns = {key: columns[key] for key in before} | nps | columns
    customers = [name for name in ("n", "n_nps") if name in frame]
    note = counts_note(
        job,
        pd.Series(frame[customers].to_numpy().ravel()),
        language.say("Points, if the links are causes. Chance: part of the draws in which it brings most."),
        language.say("Per amount: {sign} costs nothing.", sign=UNKNOWN)
        if not frame["per_thousand"].map(math.isfinite).all()
        else "",
        language.say("* These answers do not show its link.") if not frame["link"].all() else "",
        _assumed(job),
    )
    rests_on = (*customers, *(f"{name}_effective" for name in customers), "n_score", "n_score_effective")
    counts = Customers(about=("action", "driver"), rows=rests_on)
    title = language.say("What each action may bring")
    return table(job, "actions-gains", title, frame, columns, note, counts=counts)


def _driver(job: Job, row: pd.Series) -> str:
    return job.label(str(row["driver"])) + ("" if row["link"] else " *")


def _per_thousand(job: Job, value: float) -> str:
    return job.language.signed(value, 2) if math.isfinite(value) else UNKNOWN


def _inputs(job: Job, frame: pd.DataFrame) -> Table:
    language = job.language
    columns = {
        "action": (language.say("Action"), "left", title_cell(job)),
        "driver": (language.say("Works on"), "left", lambda row: job.label(str(row["driver"]))),
        "low": (language.say("Lift if it disappoints"), "right", signed_cell(job, "low")),
        "likely": (language.say("Most likely"), "right", signed_cell(job, "likely")),
        "high": (language.say("If all goes well"), "right", signed_cell(job, "high")),
        "reach": (language.say("Reach"), "right", percent_cell(job, "reach")),
        "cost": (
            language.say("Cost"),
            "right",
            lambda row: language.money(row["cost"], job.engagement.plan.currency),
        ),
        "weeks": (language.say("Weeks of work"), "right", number_cell(job, "weeks", 1)),
    }
    note = language.say(
        "Lift: points of 100 on the theme, for the customers whom it reaches. Reach: part of all customers."
    )
    title = language.say("What the adviser says of each action")
    nobody = Nobody("what the adviser expects of actions")
    return table(job, "actions-inputs", title, frame, columns, note, counts=nobody)
