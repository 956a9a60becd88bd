"""The chapter on low and high scores: basic, performance and excitement factors."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.drivers.asymmetry import OutcomeAsymmetry
from toolkit.analysis.job import Job
from toolkit.drivers.asymmetry import Asymmetry
from toolkit.figures import penalties as drawing
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Heading, Prose, Table
from toolkit.report.sections.common import (
    Customers,
    counts_note,
    heading,
    look,
    number_cell,
    percent_cell,
    said,
    signed_cell,
    table,
)
from toolkit.report.sections.telling import in_words

KINDS = {
    "basic": N_("basic"),
    "performance": N_("performance"),
    "excitement": N_("excitement"),
    "none": N_("nothing shown"),
    "undecided": N_("not decided"),
    "no_claim": N_("no conclusion"),
}


def asymmetry(
    job: Job, results: tuple[OutcomeAsymmetry, ...] | None, say: tuple[Finding, ...]
) -> tuple[Block, ...]:
    """Show per outcome what low and high scores of each driver go with; `say` is what the findings said of all."""
    if not results:
        return ()
    intro = job.language.say(
        "A theme can work in three ways. A basic factor counts most where it falls short: customers take it for "
        "granted. An excitement factor counts most where it excels. A performance factor counts both ways. Here each "
        "theme’s low and high scores are set against its middle ones, with all other themes equal."
    )
    parts: list[Block] = [heading(job, N_("What low scores and high scores go with")), Prose((intro,))]
    for place, result in enumerate(results):
        name = job.language.quoted(job.label(result.outcome))
        parts += [Heading(2, name), said(_of(say, result))]
        if (
            result.found is not None
            and _drawn(result.found)
            and (not place or _classed(result, result.found))
        ):
            parts.append(_figure(job, result, result.found, say))
    return tuple(parts)


def _drawn(found: Asymmetry) -> bool:
    """Whether low or high scores of any driver tell something."""
    return bool((found.table["kind"] != "none").any())


def _classed(result: OutcomeAsymmetry, found: Asymmetry) -> bool:
    """Whether a class is named of any driver."""
    return bool(
        found.table["kind"].drop(list(result.no_claim)).isin(["basic", "performance", "excitement"]).any()
    )


def _of(say: tuple[Finding, ...], result: OutcomeAsymmetry) -> tuple[Finding, ...]:
    return tuple(finding for finding in say if finding.key.startswith(f"asymmetry.{result.outcome}."))


def _figure(job: Job, result: OutcomeAsymmetry, found: Asymmetry, say: tuple[Finding, ...]) -> Figure:
    language = job.language
    span = found.table["reward"] - found.table["penalty"]
    ordered = found.table.loc[span.sort_values(ascending=False, kind="stable").index]
    names = [job.label(str(name)) for name in ordered.index]
    chart = drawing.penalties(
        ordered,
        names,
        [_kind(job, result, ordered, str(name)) for name in ordered.index],
        look(job),
        labels=(language.say("low scores"), language.say("high scores")),
        axis_label=language.say(
            "points on “{outcome}” beside middle scores", outcome=job.label(result.outcome)
        ),
        tick=language.signed,
    )
    told = [
        language.say(
            "{driver} low {penalty}, high {reward}",
            driver=label,
            penalty=language.signed(penalty, 1),
            reward=language.signed(reward, 1),
        )
        for label, penalty, reward in zip(names, ordered["penalty"], ordered["reward"], strict=True)
    ]
    alt = language.say(
        "Bars with margins: how many points customers with low and with high scores differ on “{outcome}” from those "
        "in the middle: {list}.",
        outcome=job.label(result.outcome),
        list=language.listing(told),
    )
    note = counts_note(
        job,
        pd.Series([found.n]),
        language.say(
            "Low, middle and high: about a third of the customers each; all other drivers held equal."
        ),
    )
    title = _title(job, result, say)
    return Figure(f"asymmetry-{result.outcome}", title, chart, in_words(title, alt), note)


def _kind(job: Job, result: OutcomeAsymmetry, frame: pd.DataFrame, name: str) -> str:
    word = KINDS["no_claim"] if name in result.no_claim else KINDS[str(frame.at[name, "kind"])]
    return job.language.say(word)


def _title(job: Job, result: OutcomeAsymmetry, say: tuple[Finding, ...]) -> str:
    """Claim the first class that is shown by a test of its own; else say what is drawn."""
    claim = next((finding.plain for finding in _of(say, result) if finding.plain), "")
    if claim:
        return claim.rstrip(".")
    return job.language.say(
        "What low and high scores of each driver go with on “{outcome}”", outcome=job.label(result.outcome)
    )


def asymmetry_in_full(job: Job, results: tuple[OutcomeAsymmetry, ...] | None) -> tuple[Block, ...]:
    """Print all contrasts, the parts that were cut and the chance of each class; draw what no chapter draws."""
    parts: list[Block] = []
    for place, result in enumerate(results or ()):
        if result.found is not None:
            if place and _drawn(result.found) and not _classed(result, result.found):
                parts.append(_figure(job, result, result.found, ()))
            parts += [_contrasts(job, result, result.found), _chances(job, result, result.found)]
    return tuple(parts)


def _frame(found: Asymmetry) -> pd.DataFrame:
    behind = found.table[["low_count", "middle_count", "high_count"]].min(axis=1)
    # The analysis cuts a driver only where each part holds enough effective customers.
    return found.table.assign(n=behind, n_effective=found.n_effective)


def _contrasts(job: Job, result: OutcomeAsymmetry, found: Asymmetry) -> Table:
    language = job.language
    columns = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "penalty": (language.say("Low scores"), "right", signed_cell(job, "penalty")),
        "penalty_margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, row["penalty_low"], row["penalty_high"]),
        ),
        "reward": (language.say("High scores"), "right", signed_cell(job, "reward")),
        "reward_margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, row["reward_low"], row["reward_high"]),
        ),
        "asymmetry": (language.say("Sum"), "right", signed_cell(job, "asymmetry")),
        "asymmetry_margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, row["asymmetry_low"], row["asymmetry_high"]),
        ),
        "kind": (
            language.say("Works as"),
            "left",
            lambda row: _kind(job, result, found.table, str(row.name)),
        ),
    }
    note = counts_note(
        job,
        pd.Series([found.n]),
        language.say(
            "Points on the outcome beside customers with middle scores, all other drivers held equal (HC3). Sum: below "
            "0 where low scores count more than high ones. A class is only named where that holds beyond chance and "
            "beyond what a straight line and the end of the scale give, Holm over the drivers."
        ),
    )
    title = language.say(
        "Low and high scores beside middle ones: “{outcome}”", outcome=job.label(result.outcome)
    )
    counts = Customers(about=("driver", "kind"), rows=("n", "n_effective"))
    return table(job, f"asymmetry-{result.outcome}-table", title, _frame(found), columns, note, counts=counts)


def _chances(job: Job, result: OutcomeAsymmetry, found: Asymmetry) -> Table:
    language = job.language
    columns = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "low_cut": (language.say("Low up to"), "right", number_cell(job, "low_cut")),
        "high_cut": (language.say("High from"), "right", number_cell(job, "high_cut")),
        "low_share": (language.say("Low"), "right", percent_cell(job, "low_share")),
        "middle_share": (language.say("Middle"), "right", percent_cell(job, "middle_share")),
        "high_share": (language.say("High"), "right", percent_cell(job, "high_share")),
        "chance_basic": (language.say("Basic"), "right", percent_cell(job, "chance_basic")),
        "chance_performance": (language.say("Performance"), "right", percent_cell(job, "chance_performance")),
        "chance_excitement": (language.say("Excitement"), "right", percent_cell(job, "chance_excitement")),
        "chance_none": (language.say("None or less"), "right", percent_cell(job, "chance_none")),
    }
    note = counts_note(
        job,
        pd.Series([found.n]),
        language.say(
            "Low, middle and high: parts of the customers, as nearly thirds as their answers allow. Basic to none: how "
            "often customers drawn anew ({resamples} times) give that picture, steps up and down made equally large. "
            "Such a chance names no class by itself: it leaves in what the end of the scale gives.",
            resamples=language.number(found.resamples),
        ),
    )
    title = language.say("How sure each class is: “{outcome}”", outcome=job.label(result.outcome))
    counts = Customers(about=("driver",), rows=("n", "n_effective"))
    return table(
        job, f"asymmetry-{result.outcome}-chances", title, _frame(found), columns, note, counts=counts
    )
