"""How well the answers stand for all customers: weights to the population, and who answered of those invited."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.intake.raking import Raking
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


def representativeness(job: Job, result: Response) -> tuple[Block, ...]:
    """Compare the answers with all customers, before and after weighting; nothing where no margins were given."""
    if result.raking is None:
        return ()
    language = job.language
    frame = _with_sizes(result, result.raking.representativeness.drop(columns="n"))
    columns: dict[str, tuple[str, str, Cell]] = {
        **_group_columns(job),
        "population": (language.say("All customers"), "right", percent_cell(job, "population_share", 1)),
        "n": (language.say("n"), "right", number_cell(job, "n")),
        "sample": (language.say("Answers"), "right", percent_cell(job, "sample_share", 1)),
        "before": (language.say("Difference"), "right", signed_cell(job, "before")),
        "weighted": (language.say("Weighted"), "right", percent_cell(job, "weighted_share", 1)),
        "after": (language.say("Difference then"), "right", signed_cell(job, "after")),
    }
    slots = {"wave": job.wave_label_of(result.wave)}
    title = language.say("The answers beside all customers: {wave}", **slots)
    return (
        Heading(2, title),
        Prose(tuple(_weights(job, result.n, result.raking))),
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
        "division": (language.say(DIVISION), "left", lambda row: job.segment_label(row["segment"])),
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


def _weights(job: Job, n: int, raking: Raking) -> list[str]:
    """Say what the weights do, cost and cannot do."""
    language, trim = job.language, job.engagement.weighting.trim
    said = [
        language.say(
            "Some groups are larger in the file than among all customers, and others smaller. Weights put that right: "
            "answers from a group that is too small count for more, those from a group that is too large for less. "
            "They put right what has to do with these groups, and nothing else."
        ),
        language.say(
            "Weighting makes the margins wider: the {n} weighted answers are as precise as {effective} unweighted "
            "ones, which is {efficiency} of them.",
            n=language.number(n),
            effective=language.number(raking.effective_n),
            efficiency=language.percent(raking.efficiency / 100),
        ),
    ]
    if trim is None:
        said.append(language.say("The weights were not trimmed."))
        return said
    said.append(
        language.say(
            "The weights were trimmed: none is smaller than {lowest} or larger than {highest}, where 1 is the mean. "
            "{low} weights are at the lowest limit, {high} at the highest.",
            lowest=language.number(trim[0], 2),
            highest=language.number(trim[1], 2),
            low=_few(job, raking.trimmed[0]),
            high=_few(job, raking.trimmed[1]),
        )
    )
    if not raking.converged:
        said.append(
            language.say(
                "Because of these limits, a share can still differ up to {points} percentage points from that of all "
                "customers.",
                points=language.number(raking.remaining, 2),
            )
        )
    return said


def _few(job: Job, count: int) -> str:
    """Write a number of customers, but not one under the minimum cell."""
    minimum = job.engagement.privacy.minimum_cell
    if 0 < count < minimum:
        return job.language.say("fewer than {minimum}", minimum=job.language.number(minimum))
    return job.language.number(count)


def nonresponse(job: Job, result: Response) -> tuple[Block, ...]:
    """Compare who answered with who was invited; nothing where there is no list of those invited."""
    if result.nonresponse is None:
        return ()
    language = job.language
    columns: dict[str, tuple[str, str, Cell]] = {
        **_group_columns(job),
        "invited": (language.say("Invited"), "right", number_cell(job, "invited")),
        "responded": (language.say("Responded"), "right", number_cell(job, "responded")),
        "rate": (language.say("Response"), "right", percent_cell(job, "rate", 1)),
        "low": (language.say("from"), "right", percent_cell(job, "low", 1)),
        "high": (language.say("to"), "right", percent_cell(job, "high", 1)),
        "p": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
    }
    slots = {"wave": job.wave_label_of(result.wave)}
    groups = result.nonresponse.groups.drop(columns="responded")
    tests = result.nonresponse.tests.set_index("segment")["p_holm"]
    return (
        Heading(2, language.say("Who answered of those invited: {wave}", **slots)),
        table(
            job,
            f"response-{result.wave}",
            language.say("Response per group, {wave}", **slots),
            _with_sizes(result, groups.assign(p_holm=groups["segment"].map(tests))),
            columns,
            _response_note(job, slots["wave"]),
            counts=_behind(result, "p"),
        ),
    )


def _response_note(job: Job, wave: str) -> str:
    language = job.language
    test = language.say(
        "p (Holm): chance of a difference at least this large if all groups of a division answered equally often, "
        "corrected for the number of divisions; –: too few to test."
    )
    confidence = language.percent(job.engagement.analysis.confidence)
    margins = language.say("Margins: {confidence} interval.", confidence=confidence)
    return f"{test} {margins} {_source(job, wave)}"


def _source(job: Job, wave: str) -> str:
    return job.language.say("Source: {source}.", source=wave)
