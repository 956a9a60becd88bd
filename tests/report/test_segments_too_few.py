"""A division of which fewer than two groups may be shown: named with the reason, and no word of how large they are."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.test_segments import MODEL, answers
from tests.report.test_segments import told
from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.language import Language
from toolkit.notebook import say, sections
from toolkit.report.blocks import Figure, FindingItem, Findings, Heading, Table

JobOf = Callable[..., Job]
SIZES = (231, 181, 8)
ALONE = MODEL[: MODEL.index("[segments.shop]")]
REGION = "By “region” nothing can be compared: fewer than two groups can be shown."
SHOP = REGION.replace("region", "shop")


def chapter(job: Job) -> tuple[list[Heading], list[FindingItem]]:
    """Give the headings of the chapter on groups and the findings that it prints."""
    groups = baseline.segments(job)
    blocks = sections.baseline.segments(job, groups, say.baseline.segments(job, groups))
    headings = [one for one in blocks if isinstance(one, Heading)]
    return headings, [item for one in blocks if isinstance(one, Findings) for item in one.findings]


def region(found: tuple[Finding, ...]) -> Finding:
    (one,) = [one for one in found if one.key.startswith("segments.region")]
    return one


@pytest.mark.parametrize("sizes", [SIZES, (400, 6, 4), (420, 0, 0)])
def test_it_is_named_beside_other_divisions(job_of: JobOf, sizes: tuple[int, int, int]) -> None:
    job = job_of("baseline", MODEL, answers(sizes))
    headings, printed = chapter(job)
    assert [one.text for one in headings] == [
        "Scores per group of customers",
        "By “shop”",
        "Groups that are not set out",
    ]
    assert [one.key for one in printed] == ["segments.shop.alike", "segments.region.few"]
    assert (printed[-1].text, printed[-1].strength) == (REGION, "too_few")


def test_it_is_named_where_there_is_no_other_division(job_of: JobOf) -> None:
    headings, printed = chapter(job_of("baseline", ALONE, answers(SIZES)))
    assert [one.level for one in headings] == [1]
    assert [one.text for one in printed] == [REGION]


def test_each_is_named_once_beside_too_many_groups(job_of: JobOf) -> None:
    both = answers(SIZES)
    both["shop"] = np.repeat(["west", "east"], [412, 8])
    _, printed = chapter(job_of("baseline", MODEL, both))
    assert [one.text for one in printed] == [REGION, SHOP]
    both["shop"] = np.arange(420) % 20
    _, printed = chapter(job_of("baseline", MODEL, both))
    assert [one.key for one in printed] == ["segments.region.few", "segments.too_many"]


def test_nothing_of_its_groups_is_told(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers(SIZES))
    blocks, found = told(job)
    few = region(found)
    assert few.numbers == {}
    assert few.plain == few.decision == ""
    minimum = job.engagement.privacy.minimum_cell
    assert re.findall(r"\d+", few.text + few.evidence) == [str(minimum)]
    assert minimum > min(SIZES)
    drawn = [one.id for one in blocks if isinstance(one, Figure | Table)]
    assert any("shop" in one for one in drawn)
    assert not any("region" in one for one in drawn)


def test_the_same_is_said_whatever_the_size_of_the_small_group(job_of: JobOf) -> None:
    said = {
        region(say.baseline.segments(job, baseline.segments(job))).text
        for sizes in ((231, 181, 8), (231, 187, 2))
        for job in [job_of("baseline", MODEL, answers(sizes))]
    }
    assert said == {REGION}


def test_it_is_said_in_dutch(job_of: JobOf) -> None:
    job = replace(job_of("baseline", MODEL, answers(SIZES)), language=Language("nl"))
    few = region(say.baseline.segments(job, baseline.segments(job)))
    assert (
        few.text == "Naar ‘region’ valt niets te vergelijken: minder dan twee groepen kunnen worden getoond."
    )
    assert few.evidence.startswith("Een groep staat er niet bij als zij minder dan 10 klanten heeft")
