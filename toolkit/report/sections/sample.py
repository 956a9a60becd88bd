"""How well the answers stand for all customers: weights to the population, and who answered of those invited."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.findings.response import cost, divisions
from toolkit.intake.weighting.raking import Raking
from toolkit.intake.weighting.response import ALL_OR_NONE, ONE_CODE, TOO_FEW, Nonresponse
from toolkit.language import N_
from toolkit.report.blocks import Block, Heading, Prose
from toolkit.report.sections.common import (
    Cell,
    Customers,
    number_cell,
    p_cell,
    percent_cell,
    signed_cell,
    table,
)

DIVISION, GROUP = N_("Division"), N_("Group")
# Why a division has no p.
NO_TEST = {
    TOO_FEW: N_("–: too few were invited to test."),
    ALL_OR_NONE: N_("–: everybody or nobody answered, so there is nothing to test."),
    ONE_CODE: N_("–: only one group was invited."),
}


def representativeness(job: Job, result: Response) -> tuple[Block, ...]:
    """Compare the answers with all customers, before and after weighting; nothing where no margins were given."""
    if result.raking is None:
        return ()
    language = job.language
    groups = result.raking.representativeness.drop(columns="n")
    frame = _with_sizes(result, groups.assign(first=_first(groups)))
    columns: dict[str, tuple[str, str, Cell]] = {
        **_group_columns(job),
        "population": (language.say("All customers"), "right", percent_cell(job, "population_share", 1)),
        "n": (language.say("n"), "right", number_cell(job, "n")),
        "sample": (language.say("Participants"), "right", percent_cell(job, "sample_share", 1)),
        "before": (language.say("Difference"), "right", signed_cell(job, "before")),
        "weighted": (language.say("Weighted"), "right", percent_cell(job, "weighted_share", 1)),
        "after": (language.say("Difference after weighting"), "right", signed_cell(job, "after")),
    }
    slots = {"wave": job.wave_label_of(result.wave)}
    title = language.say("The answers beside all customers: {wave}", **slots)
    return (
        Heading(2, title),
        Prose(tuple(_weights(job, result, result.raking))),
        table(
            job,
            f"sample-{result.wave}",
            language.say("Share of each group before and after weighting, {wave}", **slots),
            frame,
            columns,
            _sample_note(job, slots["wave"]),
            counts=_behind(result, "population"),
        ),
    )


def _with_sizes(result: Response, groups: pd.DataFrame) -> pd.DataFrame:
    return groups.join(result.sizes, on=["segment", "code"])


def _first(groups: pd.DataFrame) -> pd.Series:
    """Say of each row whether it is the first of its division, where what holds for the division is printed."""
    return ~groups["segment"].duplicated()


def _behind(result: Response, *about: str) -> Customers:
    """The customers behind a table of groups.

    The tables of a wave go by the same numbers, so that what one of them hides does not follow from another.
    """
    return Customers(
        about=("division", "group", *about), rows=tuple(result.sizes.columns), down=True, parts="segment"
    )


def _group_columns(job: Job) -> dict[str, tuple[str, str, Cell]]:
    language = job.language
    return {
        "division": (
            language.say(DIVISION),
            "left",
            lambda row: job.segment_label(row["segment"]) if row["first"] else "",
        ),
        "group": (language.say(GROUP), "left", lambda row: job.group_label(row["segment"], row["code"])),
    }


def _sample_note(job: Job, wave: str) -> str:
    language = job.language
    note = language.say(
        "Difference: in percentage points, with all customers. Shares are among the customers whose group is known."
    )
    note = f"{note} {_source(job, wave)}"
    source = job.text(job.engagement.weighting.source)
    if not source:
        return note
    return f"{note} " + language.say(
        "Source of the shares of all customers: {source}.", source=source.rstrip(". ")
    )


def _weights(job: Job, result: Response, raking: Raking) -> list[str]:
    """Say what the weights do, with the first wave that has them, what they cost and how they were trimmed."""
    first = next((survey.wave for survey in job.read if survey.raking is not None), result.wave)
    said = [_weighting_explained(job)] if result.wave == first else []
    return [*said, *_price(job, result, raking)]


def _price(job: Job, result: Response, raking: Raking) -> list[str]:
    """Say what the weights cost and how they were trimmed."""
    language, trim = job.language, job.engagement.weighting.trim
    if result.withheld:
        # The weights at a limit, and what that leaves of a difference, tell the size of a group as well.
        limits = language.say("The weights were not trimmed.") if trim is None else _limits(job)
        return [cost(job, result), limits]
    said = [
        language.say(
            "The weighted answers are as precise as about {effective} unweighted ones, {efficiency} of their number.",
            effective=language.number(raking.effective_n),
            efficiency=language.percent(raking.efficiency / 100),
        )
    ]
    if trim is None:
        return [*said, language.say("The weights were not trimmed.")]
    said.append(f"{_limits(job)} {_trimmed(job, raking)}")
    if not raking.converged:
        said.append(
            language.say(
                "Because of these limits, a share can still differ up to {points} percentage points from that of all "
                "customers.",
                points=language.number(raking.remaining, 2),
            )
        )
    return said


def weighting(job: Job, result: Response) -> list[str]:
    """Say for the appendix how a wave was weighted, in whole sentences; none where it was not."""
    if result.raking is None:
        return []
    language, source = job.language, job.text(job.engagement.weighting.source)
    said = [
        language.say(
            "weighted by raking, to the shares of the groups of {divisions} among all customers.",
            divisions=divisions(job, result.raking),
        )
    ]
    if source:
        said.append(language.say("Source of these shares: {source}.", source=source.rstrip(". ")))
    trimmed = job.engagement.weighting.trim is not None
    return [*said, _limits(job) if trimmed else language.say("The weights were not trimmed.")]


def _weighting_explained(job: Job) -> str:
    return job.language.say(
        "Some groups are larger in the file than among all customers, and others smaller. Weights put that right: "
        "answers from a group that is too small count for more, those from a group that is too large for less. "
        "That helps only if, within a group, those who did not answer think like those who did. "
        "Weighting usually makes the margins wider."
    )


def _limits(job: Job) -> str:
    """Say between which limits weights were kept; the engagement has them."""
    lowest, highest = job.engagement.weighting.trim or (0.0, 0.0)
    return job.language.say(
        "The weights were trimmed: none is smaller than {lowest} or larger than {highest}, where 1 is the mean.",
        lowest=job.language.number(lowest, 2),
        highest=job.language.number(highest, 2),
    )


def _trimmed(job: Job, raking: Raking) -> str:
    return job.language.say(
        "Weights at the lowest limit: {low}; at the highest: {high}.",
        low=_few(job, raking.trimmed[0]),
        high=_few(job, raking.trimmed[1]),
    )


def _few(job: Job, count: int) -> str:
    """Write a number of customers, but not one under the minimum cell."""
    if not count:
        return job.language.say("none")
    minimum = job.engagement.privacy.minimum_cell
    if 0 < count < minimum:
        return job.language.say("fewer than {minimum}", minimum=job.language.number(minimum))
    return job.language.number(count)


def nonresponse(job: Job, result: Response) -> tuple[Block, ...]:
    """Compare who answered with who was invited; nothing where there is no list of those invited."""
    if result.nonresponse is None:
        return ()
    language, p = job.language, p_cell(job, "p_holm")
    columns: dict[str, tuple[str, str, Cell]] = {
        **_group_columns(job),
        "invited": (language.say("Invited"), "right", number_cell(job, "invited")),
        "responded": (language.say("Responded"), "right", number_cell(job, "responded")),
        "rate": (language.say("Response"), "right", percent_cell(job, "rate", 1)),
        "low": (language.say("from"), "right", percent_cell(job, "low", 1)),
        "high": (language.say("to"), "right", percent_cell(job, "high", 1)),
        "p": (language.say("p (Holm)"), "right", lambda row: p(row) if row["first"] else ""),
    }
    slots = {"wave": job.wave_label_of(result.wave)}
    groups = result.nonresponse.groups.drop(columns="responded")
    tests = result.nonresponse.tests.set_index("segment")
    return (
        Heading(2, language.say("Who answered of those invited: {wave}", **slots)),
        table(
            job,
            f"response-{result.wave}",
            language.say("Response per group, {wave}", **slots),
            _with_sizes(
                result, groups.assign(p_holm=groups["segment"].map(tests["p_holm"]), first=_first(groups))
            ),
            columns,
            _response_note(job, result, result.nonresponse),
            counts=_behind(result, "p"),
        ),
    )


def _response_note(job: Job, result: Response, asked: Nonresponse) -> str:
    language = job.language
    parts = [
        language.say(
            "p (Holm): chance of a difference at least this large if all groups of a division answered equally often, "
            "corrected for the number of divisions."
        ),
        *(language.say(said) for why, said in NO_TEST.items() if why in set(asked.tests["why_not"])),
    ]
    if asked.tests["too_small"].any():
        parts.append(language.say("Groups of which too few were invited are left out of the test."))
    parts.append(
        language.say(
            "Whoever answered and was left out as suspect counts as answered here, and does not count in the results."
        )
    )
    confidence = language.percent(job.engagement.analysis.confidence)
    parts.append(language.say("Margins: {confidence} interval.", confidence=confidence))
    return " ".join([*parts, _source(job, job.wave_label_of(result.wave))])


def _source(job: Job, wave: str) -> str:
    return job.language.say("Source: {source}.", source=wave)
