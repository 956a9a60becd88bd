"""What is said of the rows of a file: each check in plain words, and why one could not be made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.engagement import Contradiction, ItemScale, MissingCodes
from toolkit.engagement.data import Quality as Settings
from toolkit.findings.quality import CHECKS, NOT_CHECKED, RULES, WHY_NOT, left_out, rule, why_not
from toolkit.intake.quality import flags as intake_quality

JobOf = Callable[..., Job]
ROWS = 12


def _not_checked(items: int = 0, contradictions: object = (), **paradata: object) -> dict[str, str]:
    """What intake says of the checks that it cannot make of such rows."""
    names = [f"i{place}" for place in range(items)]
    values = pd.DataFrame({name: np.full(ROWS, 3.0) for name in names}, index=range(ROWS))
    reasons = pd.DataFrame(
        {name: pd.Categorical(["answered"] * ROWS, categories=["answered", "no_answer"]) for name in names},
        index=range(ROWS),
    )
    found = intake_quality.quality_flags(
        values=values,
        reasons=reasons,
        scales={name: ItemScale(1, 7, False, MissingCodes(), "c") for name in names},
        blocks={"c": names},
        paradata=pd.DataFrame(paradata, index=range(ROWS)),
        key=None,
        start=dt.date(2026, 2, 2),
        end=dt.date(2026, 2, 20),
        settings=Settings(contradictions=contradictions),
    )
    return dict(found.not_checked)


def _every_why_not() -> dict[str, str]:
    """Every reason that intake has for not making a check, and the check."""
    absent: Any = (Contradiction(label="x", when={"elsewhere": 1}),)
    few = [300.0] * 3 + [np.nan] * (ROWS - 3)
    told = [
        _not_checked(),
        _not_checked(items=2, contradictions=absent),
        _not_checked(seconds=few),
        _not_checked(seconds=[0.0] * ROWS),
    ]
    return {why: check for one in told for check, why in one.items()}


def test_every_check_has_a_name_and_a_rule() -> None:
    assert tuple(CHECKS) == tuple(RULES) == intake_quality.CHECKS


def test_every_reason_of_intake_has_its_sentence(demo_job: JobOf) -> None:
    reasons = _every_why_not()
    assert len(reasons) == len(WHY_NOT)
    english, dutch = demo_job("baseline"), demo_job("baseline", "nl")
    said = {why: why_not(english, why) for why in reasons}
    assert NOT_CHECKED not in said.values()
    assert len(set(said.values())) == len(WHY_NOT)
    assert all(sentence.startswith("Not checked: ") for sentence in said.values())
    assert all(why_not(dutch, why).startswith("Niet gecontroleerd: ") for why in reasons)
    # How many durations are known is a number on few respondents, and is not told.
    (few,) = [why for why in reasons if why.startswith("only 3 ")]
    assert "3" not in said[few]


def test_a_reason_that_is_new_is_not_told_in_english_by_mistake(demo_job: JobOf) -> None:
    assert why_not(demo_job("baseline", "nl"), "the moon was full") == (
        "Niet gecontroleerd: dat kan met dit bestand niet."
    )


@pytest.mark.parametrize(("seconds", "said"), [(None, "a third of the time"), (90.0, "less than 90 seconds")])
def test_the_rule_of_speed_is_the_engagement_s(demo_job: JobOf, seconds: float | None, said: str) -> None:
    job = demo_job("baseline")
    settings = job.engagement.quality.model_copy(
        update={"speeder_seconds": seconds, "straight_line_items": 8}
    )
    job = replace(job, engagement=job.engagement.model_copy(update={"quality": settings}))
    assert said in rule(job, "speeder")
    assert "a block of 8 questions or more" in rule(job, "straight_line")


def _said(job: Job, excluded: dict[str, int], rows: int, n: int) -> str:
    result = baseline.response(job)
    checks = result.checks.assign(excluded=[excluded.get(check, np.nan) for check in result.checks["check"]])
    (found,) = left_out(job, replace(result, checks=checks, rows=rows, n=n))
    assert found.strength == "fact"
    assert found.numbers == {"rows": rows, "n": n, "left_out": sum(excluded.values())}
    return found.text


def test_rows_that_were_left_out_are_counted_and_none_is_told_too(demo_job: JobOf) -> None:
    job = demo_job("baseline")
    assert _said(job, {}, 1200, 1200) == (
        "Baseline 2025: all 1,200 rows in the file count in this report. No row was left out as suspect."
    )
    assert _said(job, {"test": 1}, 1200, 1199).endswith("1 row was left out as suspect.")
    assert _said(job, {"test": 3, "speeder": 15}, 1210, 1190) == (
        "Baseline 2025: of the 1,210 rows in the file, 1,190 count in this report. 18 rows were left out as suspect. "
        "2 other rows do not belong to this measurement, have no answer, or have a weight of 0."
    )
    dutch = _said(demo_job("baseline", "nl"), {"test": 3, "speeder": 15}, 1210, 1190)
    assert dutch.startswith(
        "Nulmeting 2025: van de 1.210 rijen in het bestand tellen er 1.190 mee in dit rapport."
    )
