"""The tables of the chapter on what actions did."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup import ActionImpact
from toolkit.analysis.followup.earlier import FROM
from toolkit.analysis.job import Job
from toolkit.findings.followup.impact_words import title_of
from toolkit.findings.wording import changes
from toolkit.followup.changes.compare import NPS
from toolkit.followup.impact.contrast import Targeted
from toolkit.report.blocks import Table
from toolkit.report.sections.common import (
    HIDDEN,
    Cell,
    Customers,
    base_note,
    n_range,
    number_cell,
    p_cell,
    signed_cell,
    table,
)
from toolkit.report.sections.followup.bases import bases_of
from toolkit.report.sections.followup.change import BASES, VERDICTS

SIDES = {1: "treated", 0: "others"}
# Those behind a row with differences of both sides, in both waves.
CELLS = [
    f"{n}_{side}_{when}"
    for n in ("n", "n_effective")
    for side in SIDES.values()
    for when in ("before", "after")
]
PAIRS = [f"{n}_{side}" for n in ("n", "n_effective") for side in SIDES.values()]


def base_of(job: Job, counts: pd.Series) -> str:
    """Say on how many customers a figure or table of both sides rests."""
    return job.language.say("Base: {n} customers per side and measurement.", n=n_range(job, counts))


def _measure(job: Job) -> Cell:
    def write(row: pd.Series) -> str:
        name = str(row["measure"])
        return job.language.say("Recommendation (NPS)") if name == NPS else job.label(name)

    return write


def _difference_columns(job: Job) -> dict[str, tuple[str, str, Cell]]:
    language = job.language
    return {
        "difference": (language.say("Difference"), "right", signed_cell(job, "difference")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "p_equivalence_holm": (language.say("p (equal)"), "right", p_cell(job, "p_equivalence_holm")),
    }


def sides_table(job: Job, one: ActionImpact, found: pd.DataFrame) -> Table:
    """Print the change of both sides and their difference."""
    language = job.language
    frame = found.reset_index()
    for side in SIDES.values():
        frame[f"change_{side}"] = frame[f"{side}_after"] - frame[f"{side}_before"]

    def change_of(side: str) -> Cell:
        # So few are on neither side that both changes beside that of all would tell of them.
        return lambda row: HIDDEN if one.leftover else language.signed(row[f"change_{side}"], 1)

    columns: dict[str, tuple[str, str, Cell]] = {
        "measure": (language.say("Measure"), "left", _measure(job)),
        "with": (language.say("Change with"), "right", change_of("treated")),
        "without": (language.say("Change without"), "right", change_of("others")),
        **_difference_columns(job),
        "n": (language.say("n with / without"), "right", lambda row: _counts(job, row, CELLS)),
    }
    if one.equals is None:
        columns["verdict"] = (language.say("Verdict"), "left", lambda row: _verdict(job, one, row))
    note = base_note(
        job.since(one.before) or job,
        base_of(job, pd.concat([found[name] for name in CELLS[:4]])),
        language.say(
            "Difference: the change with the action less the change without it. n: the smallest number of customers of "
            "the two measurements."
        ),
        language.say("Differences are computed before rounding."),
        _equality_note(job),
        job.language.say("Margins hold for each theme by itself."),
        ""
        if one.apart is None
        else language.say("Verdict: only where customers who stood equally at the start give the same one."),
        smallest=float(found[CELLS[:4]].to_numpy().min()),
    )
    title = language.say("With and without “{action}”", action=title_of(job, one.number))
    return table(
        job,
        f"impact-{one.number}-table",
        title,
        frame,
        columns,
        note,
        counts=Customers(about=("measure",), rows=tuple(CELLS)),
    )


def equals_table(job: Job, one: ActionImpact, found: pd.DataFrame) -> Table:
    """Print the difference among customers who stood equally at the start; low, where they were picked for that."""
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "measure": (language.say("Measure"), "left", _measure(job)),
        **_difference_columns(job),
        "n": (language.say("n with / without"), "right", lambda row: _counts(job, row, PAIRS)),
    }
    if one.apart is None:
        columns["verdict"] = (language.say("Verdict"), "left", lambda row: _verdict(job, one, row))
    note = base_note(
        job.since(one.before) or job,
        base_of(job, pd.concat([found[name] for name in PAIRS[:2]])),
        language.say(
            "Difference at the second measurement between customers with and without the action who scored the same at "
            "the first; all answered both times."
        ),
        _equality_note(job),
        job.language.say("Margins hold for each theme by itself."),
        smallest=float(found[PAIRS[:2]].to_numpy().min()),
    )
    slots = {"action": title_of(job, one.number)}
    if one.apart is None:
        title = language.say("“{action}” among customers equally low at the start", **slots)
    else:
        title = language.say("“{action}” among customers who stood equally at the start", **slots)
    return table(
        job,
        f"impact-{one.number}-equals",
        title,
        found.reset_index(),
        columns,
        note,
        counts=Customers(about=("measure",), rows=tuple(PAIRS)),
    )


def earlier_table(job: Job, one: ActionImpact, found: pd.DataFrame) -> Table:
    """Print the same difference between the measurements before the action."""
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        "period": (
            language.say("Between"),
            "left",
            lambda row: language.say(
                "{first} and {last}",
                first=job.wave_label_of(str(row[FROM])),
                last=job.wave_label_of(one.before),
            ),
        ),
        "measure": (language.say("Measure"), "left", _measure(job)),
        **_difference_columns(job),
        "n": (language.say("n with / without"), "right", lambda row: _counts(job, row, CELLS)),
    }
    note = base_note(
        job.over_time(),
        base_of(job, pd.concat([found[name] for name in CELLS[:4]])),
        language.say(
            "Difference: the change of those who had the action later less the change of the others."
        ),
        _equality_note(job),
        job.language.say("Margins hold for each theme by itself."),
        smallest=float(found[CELLS[:4]].to_numpy().min()),
    )
    title = language.say("Before “{action}” began", action=title_of(job, one.number))
    return table(
        job,
        f"impact-{one.number}-before",
        title,
        found.reset_index(),
        columns,
        note,
        counts=Customers(about=("period", "measure"), rows=tuple(CELLS)),
    )


def targeted_table(job: Job, found: Targeted) -> Table:
    """Print the change of each theme, those that were worked on first."""
    language = job.language
    frame = found.drivers.reset_index()
    aimed = frame["measure"].isin(found.targeted)
    frame = frame.assign(aimed=aimed).sort_values("aimed", ascending=False, kind="stable")
    columns: dict[str, tuple[str, str, Cell]] = {
        "measure": (language.say("Theme"), "left", _measure(job)),
        "aimed": (
            language.say("Worked on"),
            "left",
            lambda row: language.say("yes") if row["aimed"] else language.say("no"),
        ),
        "before": (language.say("Before"), "right", number_cell(job, "before", 1)),
        "after": (language.say("After"), "right", number_cell(job, "after", 1)),
        "difference": (language.say("Change"), "right", signed_cell(job, "difference")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
    }
    counts = frame[["n_before", "n_after"]]
    note = base_note(
        job,
        bases_of(job, found.drivers),
        smallest=float(counts.to_numpy().min()),
    )
    return table(
        job,
        "impact-themes",
        language.say("Themes that were worked on beside the others, 0 to 100"),
        frame,
        columns,
        note,
        counts=Customers(about=("measure", "aimed"), rows=tuple(BASES)),
    )


def _counts(job: Job, row: pd.Series, columns: list[str]) -> str:
    told = [
        job.language.number(min(row[name] for name in columns if name.startswith(f"n_{side}")))
        for side in SIDES.values()
    ]
    return f"{told[0]} / {told[1]}"


def _verdict(job: Job, one: ActionImpact, row: pd.Series) -> str:
    word = VERDICTS[next(effect.verdict for effect in one.effects or () if effect.measure == row["measure"])]
    return job.language.say(word)


def _equality_note(job: Job) -> str:
    settings = job.engagement.analysis
    return job.language.say(
        "p (Holm): chance of a difference at least this large if there were none. p (equal): chance of one this small "
        "if the real one were {smallest} points or more ({smallest_nps} of the NPS). Both are corrected for the "
        "number of rows (Holm).",
        smallest=job.language.number(settings.smallest_change),
        smallest_nps=job.language.number(settings.smallest_change_nps),
    )
