"""The chapter on employees as it is printed and drawn."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.employees import UNITS, customers, employees, pulse_job
from toolkit.analysis.job import Job
from toolkit.language import Language
from toolkit.notebook import baseline, say, sections
from toolkit.report.blocks import Block, Figure, Findings, Heading, Table

JobOf = Callable[..., Job]


def chapter(job: Job) -> tuple[Block, ...]:
    result = baseline.pulse(job)
    return sections.baseline.pulse(job, result, say.baseline.pulse(job, result))


def test_the_units_are_drawn_and_printed_by_their_names(job_of: JobOf) -> None:
    heading, found, figure, table = chapter(pulse_job(job_of, customers(), employees()))
    assert isinstance(heading, Heading)
    assert isinstance(found, Findings)
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert heading.text == "Employees and customers"
    assert figure.title == "Where employees score higher, customers score higher on “Attitude”"
    drawn = set(re.findall(r">(Branch \w+)<", figure.svg))
    printed = [row["unit"] for row in table.rows]
    assert len(printed) == len(UNITS)
    assert drawn == set(printed)
    assert figure.alt.startswith(f"{figure.title}. Dots with margins for 8 units")
    assert figure.alt.count(": employees ") == len(UNITS)
    assert "Base: 50 customers. Employees per unit: 20 to 27; source: Staff 2025." in figure.note
    assert "left out" not in figure.note
    assert [float(row["employees"]) for row in table.rows] == sorted(
        (float(row["employees"]) for row in table.rows), reverse=True
    )


def test_a_unit_that_is_left_out_is_named_nowhere(job_of: JobOf) -> None:
    staff = employees()
    few = staff.drop(staff.index[staff["team"] == "u4"][7:])
    blocks = chapter(pulse_job(job_of, customers(), few))
    told = " ".join(map(str, blocks))
    assert "Branch West" not in told
    assert "2 units are left out: fewer than 10 employees or customers answered" in told
    assert "Jansen" not in told


def test_without_a_claim_the_title_claims_nothing(job_of: JobOf) -> None:
    asked = customers()
    asked["branch"] = asked["branch"].map(dict(zip(UNITS, [*UNITS[1::2], *UNITS[0::2]], strict=True)))
    figure = next(
        block for block in chapter(pulse_job(job_of, asked, employees())) if isinstance(block, Figure)
    )
    assert figure.title == "Scores of employees and customers in 8 units"


def test_with_too_few_units_only_that_is_said(job_of: JobOf) -> None:
    staff = employees()
    blocks = chapter(pulse_job(job_of, customers(), staff[staff["team"].isin(UNITS[:3])]))
    assert [type(block) for block in blocks] == [Heading, Findings]
    assert sections.baseline.pulse(pulse_job(job_of, customers(), staff), None, ()) == ()


@pytest.mark.parametrize("code", ["nl", "en"])
def test_it_reads_in_both_languages(job_of: JobOf, code: str) -> None:
    job = replace(pulse_job(job_of, customers(), employees()), language=Language(code))
    heading = chapter(job)[0]
    assert isinstance(heading, Heading)
    assert heading.text == {"nl": "Medewerkers en klanten", "en": "Employees and customers"}[code]
