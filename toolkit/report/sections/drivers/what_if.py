"""What if a driver scored higher: levers for who reads on a screen, and a table of fixed lifts for all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.analysis.drivers.drawing import NPS
from toolkit.analysis.drivers.what_if import Levers
from toolkit.analysis.job import Job
from toolkit.drivers.effects import TotalEffects
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes
from toolkit.language import N_
from toolkit.report.blocks import Block, Prose, Table, WhatIf
from toolkit.report.draws import packed
from toolkit.report.sections.common import Cell, Customers, counts_note, heading, said, table
from toolkit.report.what_if import Consequence, Lever

# The lifts of the table, in points.
LIFTS = (1, 5, 10)
# Sentences whose slots the page fills.
LIFTED = N_("{points} points")
GAINED = N_("{gain} points (margin {low} to {high})")
# Decimals of an effect in the page: twenty points more make no difference in what is printed.
EFFECT_DECIMALS = 5


def what_if(job: Job, levers: Levers | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the levers and, per outcome, the table that stands for them on paper."""
    if levers is None:
        return ()
    tables = (_table(job, levers, effects) for effects in levers.outcomes)
    return (
        heading(job, N_("What if a driver scored higher?")),
        Prose(_reading(job, levers)),
        said(say),
        _levers(job, levers),
        *tables,
    )


def outcome_label(job: Job, outcome: str) -> str:
    """The name of an outcome as its reader knows it."""
    return job.language.say("NPS") if outcome == NPS else job.label(outcome)


def _reading(job: Job, levers: Levers) -> tuple[str, ...]:
    language = job.language
    paragraphs = [
        language.say(
            "If a driver scored some points higher, how much might loyalty gain? The numbers below carry on the links "
            "found above in a straight line, each link by itself and through other themes added up."
        )
    ]
    if len(levers.outcomes) > 1:
        paragraphs.append(
            language.say(
                "“{outcome}” and the recommendation score (NPS) are two views of one thing, and partly the same "
                "question. Do not add their gains.",
                outcome=job.label(levers.outcomes[0].outcome),
            )
        )
    return tuple(paragraphs)


def _levers(job: Job, levers: Levers) -> WhatIf:
    language = job.language
    return WhatIf(
        id="what-if",
        title=language.say("Try it: move one or more drivers"),
        levers=tuple(
            Lever(
                job.label(name),
                float(levers.most[name]),
                language.say("now {score}", score=language.number(levers.now[name].value)),
            )
            for name in levers.drivers
        ),
        consequences=tuple(
            _consequence(job, effects, room)
            for effects, room in zip(levers.outcomes, levers.rooms, strict=True)
        ),
        confidence=job.engagement.analysis.confidence,
        lift=language.pattern(LIFTED),
        reset=language.say("Put all back to 0"),
        note=warning(job),
    )


def warning(job: Job) -> str:
    """Say what no lever can know."""
    return job.language.say(
        "Expected, if the links are causes. These answers show what goes together at one moment; they do not prove "
        "that work on a driver raises loyalty."
    )


def _consequence(job: Job, effects: TotalEffects, room: tuple[float, float]) -> Consequence:
    rows, step = packed(effects.draws)
    return Consequence(
        label=outcome_label(job, effects.outcome),
        effects=tuple(np.round(effects.estimate, EFFECT_DECIMALS).tolist()),
        draws=rows,
        step=step,
        room=room,
        sentence=job.language.pattern(GAINED),
    )


def _table(job: Job, levers: Levers, effects: TotalEffects) -> Table:
    language, outcome = job.language, outcome_label(job, effects.outcome)
    frame = _fixed(levers, effects)
    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "now": (language.say("Score"), "right", lambda row: language.number(row["now"])),
    }
    for lift in LIFTS:
        head = language.plural("+{count} point", "+{count} points", lift)
        columns[f"gain_{lift}"] = (head, "right", _gain_cell(job, lift))
        columns[f"margin_{lift}"] = (language.say("Margin"), "right", _margin_cell(job, lift))
    note = counts_note(
        job,
        pd.Series([effects.n]),
        language.say(
            "Points of “{outcome}” that may be gained when this driver alone scores so much higher. –: there is no "
            "room for so many points.",
            outcome=outcome,
        )
        if frame.isna().any(axis=None)
        else language.say(
            "Points of “{outcome}” that may be gained when this driver alone scores so much higher.",
            outcome=outcome,
        ),
        warning(job),
    )
    title = language.say("What “{outcome}” may gain when a driver scores higher", outcome=outcome)
    if effects.outcome == NPS:
        title = language.say("What the NPS may gain when a driver scores higher")
    counts = Customers(about=("driver",), rows=("n", "n_effective", "n_now"))
    return table(job, f"what-if-{effects.outcome}", title, frame, columns, note, counts=counts)


def _fixed(levers: Levers, effects: TotalEffects) -> pd.DataFrame:
    """Give the gain with its limits of each driver for each of `LIFTS`; NaN where the driver has no such room."""
    place = levers.outcomes.index(effects)
    rows = []
    for at, name in enumerate(levers.drivers):
        row: dict[str, float] = {"now": levers.now[name].value, "n_now": levers.now[name].n}
        for lift in LIFTS:
            lifts = np.zeros(len(levers.drivers))
            lifts[at] = lift
            found = levers.gains(lifts)[place]
            there = lift <= levers.most[name]
            row |= {
                f"{key}_{lift}": value if there else np.nan
                for key, value in (("gain", found.value), ("low", found.low), ("high", found.high))
            }
        rows.append(row)
    frame = pd.DataFrame(rows, index=pd.Index(levers.drivers, name="driver"))
    return frame.assign(n=effects.n, n_effective=effects.n_effective)


def _gain_cell(job: Job, lift: int) -> Cell:
    return lambda row: job.language.signed(row[f"gain_{lift}"], 1)


def _margin_cell(job: Job, lift: int) -> Cell:
    return lambda row: (
        changes(job.language, row[f"low_{lift}"], row[f"high_{lift}"])
        if np.isfinite(row[f"gain_{lift}"])
        else job.language.number(np.nan)
    )
