"""The chapter on what to do next: advice per action, the rules it follows, and where the next round starts."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from toolkit.analysis.followup.steering import Steering
from toolkit.analysis.job import Job
from toolkit.engagement import advised_on
from toolkit.findings.finding import Finding
from toolkit.findings.followup.steering import title_of
from toolkit.findings.wording import changes, points
from toolkit.followup.steering import DIMENSIONS, RULES
from toolkit.language import N_, UNKNOWN
from toolkit.report.blocks import Block, Table
from toolkit.report.sections.common import (
    HIDDEN,
    Cell,
    Customers,
    Nobody,
    base_hidden_note,
    base_note,
    blocks,
    heading,
    number_cell,
    said,
    table,
)
from toolkit.report.sections.followup.forecast import BASES, row_label

ADVICES: Final = {
    "continue": N_("continue"),
    "adjust": N_("adjust"),
    "stop": N_("stop"),
    "measure": N_("not decided"),
}
CONDITIONS: Final = {
    "carried": N_("Carried out"),
    "impact": N_("Compared with customers without it"),
    "change": N_("Its theme"),
    "forecast": N_("Against the forecast"),
    "cost": N_("Cost"),
}
VALUES: Final = {
    "carried": {
        "yes": N_("yes"),
        "partly": N_("partly"),
        "no": N_("no"),
        "later": N_("too late to notice"),
        "unknown": N_("not known"),
    },
    "impact": {
        "more": N_("did better"),
        "less": N_("did worse"),
        "same": N_("about the same"),
        "none": N_("not known"),
    },
    "change": {
        "better": N_("better"),
        "small": N_("rose, but little"),
        "same": N_("about the same"),
        "worse": N_("worse"),
        "undecided": N_("not decided"),
        "none": N_("not judged"),
    },
    "forecast": {
        "above": N_("more than expected"),
        "inside": N_("as expected"),
        "below": N_("less than expected"),
        "wide": N_("too wide to tell"),
        "none": N_("not known"),
    },
    "cost": {"within": N_("within the plan"), "over": N_("far over the plan")},
}
_PER: Final = 1000.0


def steering(job: Job, result: Steering, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the advice per action and where the next round starts; nothing where there is neither."""
    if not say:
        return ()
    advised = N_("What next: continue, adjust or stop")
    start_only = N_("Where the next round starts")
    return blocks(
        heading(job, start_only if result.actions.empty else advised),
        said(say),
        _advice(job, result),
        _start(job, result),
    )


def steering_in_full(job: Job, result: Steering) -> tuple[Block, ...]:
    """Print the rules and the money for the appendix, where there is any advice."""
    if result.actions.empty:
        return ()
    return (heading(job, N_("The rules of the advice"), 2), _rules(job), _money(job, result))


def word_of(job: Job, dimension: str, value: str) -> str:
    """The word for a piece of evidence."""
    word = VALUES[dimension][value]
    return job.language.say(word)


def advice_word(job: Job, advice: str) -> str:
    """The word for an advice."""
    word = ADVICES[advice]
    return job.language.say(word)


def _advice(job: Job, result: Steering) -> Table | None:
    frame = result.actions
    if frame.empty:
        return None
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "action": (language.say("Action"), "left", _action(job)),
        "driver": (language.say("Works on"), "left", lambda row: job.label(str(row["driver"]))),
        "carried": (language.say("Carried out"), "left", _cell(job, "carried")),
        "change": (language.say("Change"), "right", lambda row: _change(job, row)),
        "impact": (language.say("Against others"), "left", _cell(job, "impact", dash=True)),
        "forecast": (language.say("Forecast"), "left", _cell(job, "forecast", dash=True)),
        "advice": (language.say("Advice"), "left", lambda row: advice_word(job, row["advice"])),
    }
    if not result.compared:
        del columns["impact"]
    later = any(_advised_later(job, int(str(number))) for number in frame.index)
    note = base_note(
        job.over_time() if later else job,
        language.say(
            "Change: of its theme over all customers. Against others: against customers who did not have the action; a "
            "dash where that gives no answer."
        )
        if result.compared
        else language.say(
            "Change: of its theme over all customers. For no action does a comparison with customers who did not have "
            "it give an answer."
        ),
        language.say("Each action is judged from the measurement on which it was advised.") if later else "",
    )
    counts = Customers(
        about=("action", "driver", "carried", "forecast", "impact", "advice"),
        rows=BASES,
    )
    return table(
        job, "steering", language.say("Advice per action"), _told(job, frame), columns, note, counts=counts
    )


def _advised_later(job: Job, number: int) -> bool:
    """Whether an action was advised on a later wave than the first that is compared."""
    advised = advised_on(job.engagement, job.engagement.actions[number - 1])
    return advised is not None and advised.id != job.surveys[0].wave


def _action(job: Job) -> Cell:
    return lambda row: title_of(job, int(str(row.name)))


def _told(job: Job, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with their bases; where nothing is told of a theme there is nothing to hide: its cells are dashes."""
    measured, enough = frame["difference"].notna(), job.engagement.privacy.minimum_cell
    return frame.assign(**{name: frame[name].where(measured, enough) for name in BASES})


def _money(job: Job, result: Steering) -> Table:
    """Print what was spent, and what the themes rose beside it."""
    language, currency = job.language, job.engagement.plan.currency
    columns: dict[str, tuple[str, str, Cell]] = {
        "action": (language.say("Action"), "left", _action(job)),
        "driver": (language.say("Works on"), "left", lambda row: job.label(str(row["driver"]))),
        "planned": (language.say("Planned"), "right", lambda row: language.money(row["planned"], currency)),
        "spent": (language.say("Spent"), "right", lambda row: language.money(row["spent"], currency)),
        "per_cost": (
            language.say("Points per {amount}", amount=language.money(_PER, currency)).replace("\xa0", " "),
            "right",
            lambda row: _per_cost(job, row["per_cost"]),
        ),
        "expected_per_cost": (
            language.say("Expected"),
            "right",
            lambda row: _per_cost(job, row["expected_per_cost"]),
        ),
    }
    note = language.say(
        "Points per amount: what the theme rose per amount spent on all actions on it, and what was expected of the "
        "amount planned. It says what went with the money, not what the money did."
    )
    title = language.say("What the actions cost, and what their themes rose")
    counts = Customers(about=("action", "driver", "planned", "spent", "expected_per_cost"), rows=BASES)
    return table(job, "steering-costs", title, _told(job, result.actions), columns, note, counts=counts)


def _cell(job: Job, dimension: str, *, dash: bool = False) -> Cell:
    """The word for a piece of evidence; `dash`: a dash where there is none."""
    return lambda row: (
        UNKNOWN if dash and row[dimension] == "none" else word_of(job, dimension, row[dimension])
    )


def _change(job: Job, row: pd.Series) -> str:
    if pd.isna(row["difference"]):
        return UNKNOWN
    return job.language.say(
        "{value} ({margin})",
        value=job.language.signed(row["difference"], 1),
        margin=changes(job.language, row["low"], row["high"]),
    )


def _per_cost(job: Job, points_per: float) -> str:
    value = float(points_per) * _PER
    return job.language.signed(value, 2) if math.isfinite(value) else UNKNOWN


def _rules(job: Job) -> Table:
    """Print the rules in the order in which they are held against the evidence."""
    language = job.language
    frame = pd.DataFrame({"rule": RULES}, index=range(1, len(RULES) + 1))
    columns: dict[str, tuple[str, str, Cell]] = {
        "number": (language.say("Rule"), "right", lambda row: language.number(int(str(row.name)))),
        "when": (language.say("Where it holds"), "left", _conditions(job)),
        "advice": (
            language.say("Advice"),
            "left",
            lambda row: advice_word(job, row["rule"].advice),
        ),
    }
    note = language.say(
        "The first rule that fits gives the advice. “Stop” takes evidence that nothing was gained; without any "
        "evidence, or where so little was expected that it cannot be ruled out, the advice is not decided."
    )
    title = language.say("The rules of the advice, in their order")
    return table(job, "steering-rules", title, frame, columns, note, counts=Nobody("rules"))


def _conditions(job: Job) -> Cell:
    """All that a rule asks in one cell: most ask of one or two of the five kinds of evidence."""
    language = job.language

    def condition(dimension: str, asked: tuple[str, ...]) -> str:
        values = (word_of(job, dimension, value) for value in asked)
        return f"{language.say(CONDITIONS[dimension])}: {language.listing(values, either=True)}"

    def write(row: pd.Series) -> str:
        when = row["rule"].when
        return "; ".join(condition(name, when[name]) for name in DIMENSIONS if name in when)

    return write


def _start(job: Job, result: Steering) -> Table | None:
    frame = result.levels
    if frame.empty:
        return None
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Score"), "left", lambda row: row_label(job, str(row.name))),
        "estimate": (language.say("Now"), "right", number_cell(job, "estimate", 1)),
        "margin": (
            language.say("Margin"),
            "right",
            lambda row: points(language, float(row["low"]), float(row["high"]), 1),
        ),
        "n": (
            language.say("n"),
            "right",
            lambda row: HIDDEN if row["base_hidden"] else language.number(row["n"]),
        ),
        "independent": (
            language.say("As many other customers show a change of"),
            "right",
            number_cell(job, "independent", 1),
        ),
        "panel": (language.say("The same customers show a change of"), "right", number_cell(job, "panel", 1)),
    }
    title = language.say("Where the next round starts")
    counts = Customers(about=("theme",), rows=("n", "n_effective"))
    return table(job, "steering-start", title, frame, columns, _start_note(job, frame), counts=counts)


def _start_note(job: Job, frame: pd.DataFrame) -> str:
    language, settings = job.language, job.engagement.analysis
    parts = (
        language.say(
            "The scores of {wave} by itself, on all questions that it asked, also those that no comparison is made on.",
            wave=job.wave_label(job.surveys[-1]),
        ),
        language.say(
            "What next time can be shown: a change that {power} of measurements would show, with as many answers.",
            power=language.percent(settings.power),
        ),
        base_hidden_note(job, frame["base_hidden"].astype(bool)),
        language.say(
            "Margins: {confidence} interval.",
            confidence=language.percent(settings.confidence),
        ),
    )
    return " ".join(part for part in parts if part)
