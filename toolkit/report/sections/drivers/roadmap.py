"""The chapter on the plan: first, next, later, and what would change it."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from toolkit.analysis.drivers.actions import NPS, Actions
from toolkit.analysis.job import Job
from toolkit.drivers.actions.roadmap import Step
from toolkit.findings.drivers.actions import title_of
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes
from toolkit.language import N_, UNKNOWN
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    Nobody,
    blocks,
    counts_note,
    heading,
    said,
    signed_cell,
    table,
    word_cell,
)
from toolkit.report.sections.drivers.actions import title_cell

PHASES: Final = {
    "first": N_("First"),
    "next": N_("Next"),
    "later": N_("Later"),
    "not": N_("Not"),
}
REASONS: Final = {
    "crowded_out": N_("no money or time beside the others"),
    "too_dear": N_("beyond the budget"),
    "too_long": N_("no time within the quarters planned"),
    "no_gain": N_("no gain expected"),
    "no_room": N_("no room on the scale beside the others"),
    "unknown": N_("cannot be estimated"),
}


def roadmap(job: Job, result: Actions | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the plan in time and what would change it; nothing where no action can be estimated."""
    if result is None or result.gains is None:
        return ()
    return blocks(
        heading(job, N_("The plan: first, next, later"), 2),
        said(say),
        _plan(job, result),
        _together(job, result, say),
        _changing(job, result),
    )


def _plan(job: Job, result: Actions) -> Table:
    language = job.language
    rows = [(int(step.action), step.phase, _period(job, step)) for step in result.steps]
    rows += [(number, "not", language.say(REASONS["unknown"])) for number in result.unknown]
    frame = pd.DataFrame(rows, columns=["number", "phase", "period"]).set_index("number")
    said_of = {number: job.engagement.actions[number - 1] for number in frame.index}
    columns = {
        "phase": (language.say("Order"), "left", word_cell(job, "phase", PHASES)),
        "action": (language.say("Action"), "left", title_cell(job)),
        "owner": (
            language.say("Owner"),
            "left",
            lambda row: said_of[int(str(row.name))].owner or UNKNOWN,
        ),
        "period": (language.say("When"), "left", lambda row: str(row["period"])),
        "cost": (
            language.say("Cost"),
            "right",
            lambda row: language.money(said_of[int(str(row.name))].cost, job.engagement.plan.currency),
        ),
        "measure": (
            language.say("How one sees that it works"),
            "left",
            lambda row: job.text(said_of[int(str(row.name))].measure) or UNKNOWN,
        ),
    }
    note = language.say(
        "The plan that brings most on “{outcome}” over the quarters planned, within the budget and the weeks of work; "
        "the earlier something works, the longer it counts.",
        outcome=job.label(result.outcome),
    )
    title = language.say("What to do first, next and later")
    return table(job, "roadmap", title, frame, columns, note, counts=Nobody("the plan of the actions"))


def _together(job: Job, result: Actions, say: tuple[Finding, ...]) -> Table | None:
    """Print what the first actions and the whole plan may bring together, as far as it is told."""
    keys = {finding.key for finding in say}
    parts = {"roadmap.first": N_("What comes first"), "roadmap.whole": N_("The whole plan")}
    told = [(label, key == "roadmap.first") for key, label in parts.items() if key in keys]
    if not told or result.gains is None:
        return None
    language = job.language
    outcomes = {result.outcome: job.label(result.outcome)}
    if NPS in result.outcomes:
        outcomes[NPS] = language.say("NPS")
    columns: dict[str, tuple[str, str, Cell]] = {
        "part": (language.say("Part"), "left", lambda row: str(row["part"]))
    }
    for place, label in enumerate(outcomes.values()):
        head = language.say("Its margin") if place else language.say("Margin")
        columns[f"gain_{place}"] = (label, "right", signed_cell(job, f"gain_{place}"))
        columns[f"margin_{place}"] = (head, "right", _margin(job, place))
    behind = [one.effects for name, one in result.gains.outcomes.items() if name in outcomes]
    bases = {"n": min(one.n for one in behind), "n_effective": min(one.n_effective for one in behind)}
    rows = []
    for label, first in told:
        row: dict[str, object] = {"part": language.say(label), **bases}
        for place, name in enumerate(outcomes):
            total = result.total(name, first=first)
            row |= {f"gain_{place}": total.mean, f"low_{place}": total.low, f"high_{place}": total.high}
        rows.append(row)
    note = language.say(
        "Points, if the links are causes. Margins: {confidence} interval.",
        confidence=language.percent(job.engagement.analysis.confidence),
    )
    title, counts = language.say("What the plan may bring together"), Customers(("part",), tuple(bases))
    return table(job, "roadmap-together", title, pd.DataFrame(rows), columns, note, counts=counts)


def _margin(job: Job, place: int) -> Cell:
    return lambda row: changes(job.language, row[f"low_{place}"], row[f"high_{place}"])


def _period(job: Job, step: Step) -> str:
    """When an action begins and is done, or why it is in no quarter."""
    if step.start is None or step.end is None:
        return job.language.say(REASONS[step.reason or "unknown"])
    return job.language.interval(job.language.date(step.start), job.language.date(step.end))


def _changing(job: Job, result: Actions) -> Table | None:
    """Print per uncertainty what it does to the plan, and per action up to which cost it belongs in it."""
    if result.sensitivity is None or result.gains is None:
        return None
    language, currency = job.language, job.engagement.plan.currency
    of_actions = ["first", "cost", "break_even"]
    frame = result.sensitivity.factors.join(result.sensitivity.costs[of_actions], on="name")
    frame.loc[frame["kind"] == "effect", of_actions] = math.nan
    drivers = {action.key: action.driver for action in result.gains.actions}
    frame[["n", "n_effective"]] = [
        result.customers(result.outcome, drivers.get(name, name)) for name in frame["name"]
    ]
    columns = {
        "what": (language.say("What is uncertain"), "left", lambda row: _what(job, row)),
        "part": (language.say("Part of the spread"), "right", lambda row: language.percent(row["part"])),
        "differs": (
            language.say("Others come first"),
            "right",
            lambda row: language.percent(row["differs"]),
        ),
        "first": (
            language.say("Comes first"),
            "right",
            lambda row: "" if row["kind"] == "effect" else language.percent(row["first"]),
        ),
        "cost": (
            language.say("Cost"),
            "right",
            lambda row: "" if row["kind"] == "effect" else language.money(row["cost"], currency),
        ),
        "break_even": (language.say("In the plan up to"), "right", lambda row: _limit(job, row)),
    }
    note = counts_note(
        job,
        frame["n"],
        language.say(
            "Part of the spread: how much of the spread of what the plan brings comes from this, one uncertainty drawn "
            "at a time. Others come first: part of the draws of this alone in which the plan begins with other "
            "actions. Comes first: part of the draws of everything at once in which the plan begins with this action. "
            "In the plan up to: the cost at which the action leaves the plan or enters it, all else equal."
        ),
    )
    title = language.say("What would change the choice")
    counts = Customers(about=("what", "cost", "break_even"), rows=("n", "n_effective"))
    return table(job, "what-would-change", title, frame, columns, note, counts=counts)


def _what(job: Job, row: pd.Series) -> str:
    if row["kind"] == "effect":
        return job.language.say("The link of “{driver}”", driver=job.label(str(row["name"])))
    return job.language.say("The lift of “{action}”", action=title_of(job, int(row["name"])))


def _limit(job: Job, row: pd.Series) -> str:
    if row["kind"] == "effect":
        return ""
    if math.isinf(row["break_even"]):
        return job.language.say("any cost")
    if math.isnan(row["break_even"]):
        return job.language.say("not even for free")
    return job.language.money(row["break_even"], job.engagement.plan.currency)
