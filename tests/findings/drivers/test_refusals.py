"""Why numbers were refused is told in the report's language: themes by their name, and no count of customers."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.analysis.conftest import job_of
from tests.bent_client import MODEL, answers
from toolkit.analysis.job import Job
from toolkit.drivers.importance import relative_importance
from toolkit.errors import StatisticsError
from toolkit.findings.drivers.refusals import WORDS, why
from toolkit.language import Language

__all__ = ["job_of"]

REASONS = {
    "friendliness and trust: correlation 1, so they are one; leave one out": (
        "“Friendliness” and “Trust” go together wholly, so they are one; leave one out"
    ),
    "trust: correlation 0.995 with the outcome attitude, above 0.98: it measures the outcome itself; leave it out": (
        "“Trust” measures almost the same as “Attitude”; leave one of the two out"
    ),
    "image, trust and promoter: each follows exactly from the others; leave one out": (
        "each of “Image”, “Trust” and “promoter” follows exactly from the others; leave one out"
    ),
    "trust: all 23 complete rows have the value 75; leave it out, or look whether other answers went missing": (
        "everybody who counts scores the same on “Trust”; leave it out, or look which answers went missing"
    ),
    "3 of 60 rows are complete, too few for 8 drivers and variables held constant: at least 10 are needed; name "
    "fewer, or collect more answers": (
        "too few customers answered about all of these themes; name fewer themes, or collect more answers"
    ),
    "too few customers answered the outcome and all drivers: so many drivers take 80": (
        "too few customers answered about all of these themes: so many themes take at least 80 of them"
    ),
    "outcome: its answers are so unevenly spread that they tell as much as 4 of the rarer kind, too few for 8 drivers "
    "and variables held constant: at least 40 are needed; name fewer, or collect more answers": (
        "too few customers gave one of the answers; name fewer themes, or collect more answers"
    ),
}


@pytest.fixture
def job(job_of: Callable[..., Job]) -> Job:
    return job_of("drivers", MODEL, answers())


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_names_themes_as_the_reader_does_and_no_customers(job: Job, reason: str) -> None:
    assert why(job, reason) == REASONS[reason]


def test_each_reason_has_its_dutch(job: Job) -> None:
    dutch = replace(job, language=Language("nl"))
    assert all(dutch.language.pattern(words) != words for _, words in WORDS)
    told = why(dutch, "friendliness and trust: correlation 1, so they are one; leave one out")
    assert told == "‘Vriendelijkheid’ en ‘Vertrouwen’ gaan volledig samen en zijn dus één; laat er een weg"


def test_a_reason_without_words_is_told_as_it_is(job: Job) -> None:
    assert why(job, "something new") == "something new"


def _refused(frame: pd.DataFrame, **changes: object) -> str:
    with pytest.raises(StatisticsError) as caught:
        relative_importance(
            frame.assign(**changes), outcome="attitude", drivers=["trust", "image"], resamples=0
        )
    return str(caught.value)


def test_what_the_statistics_refuse_has_words() -> None:
    generator = np.random.default_rng(1)
    frame = pd.DataFrame(generator.normal(size=(60, 3)), columns=["trust", "image", "attitude"])
    late = np.where(np.arange(60) < 57, np.nan, frame["image"])
    refusals = [
        _refused(frame, image=frame["trust"]),
        _refused(frame, image=5.0),
        _refused(frame, image=late),
        _refused(frame, image=frame["attitude"]),
        _refused(frame, attitude=frame["trust"] + frame["image"]),
    ]
    assert len({*refusals}) == 5
    for reason in refusals:
        assert any(re.fullmatch(pattern, reason) for pattern, _ in WORDS), reason
