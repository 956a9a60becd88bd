"""The figure of the scores claims only what was tested: drivers with drivers."""

from collections.abc import Callable

import pandas as pd
import pytest

from tests.findings.conftest import demo_job
from toolkit.analysis.baseline import Scores
from toolkit.analysis.job import Job
from toolkit.findings import baseline as say
from toolkit.report.blocks import Figure
from toolkit.report.sections import baseline as sections

__all__ = ["demo_job"]

JobOf = Callable[..., Job]


def scores(lowest: str | None) -> Scores:
    """Of the drivers image scores lowest, but effort, a touchpoint, scores lower still."""
    rows = {"trust": ("driver", 60.0), "image": ("driver", 50.0), "effort": ("touchpoint", 40.0)}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["role", "estimate"])
    frame = frame.assign(low=frame["estimate"] - 2, high=frame["estimate"] + 2, n=400, n_effective=400.0)
    return Scores(frame, lowest, None, 2, ())


@pytest.mark.parametrize(
    ("code", "title"),
    [("en", "Of the drivers, “Image” scores lowest"), ("nl", "Van de drivers scoort ‘Imago’ het laagst")],
)
def test_the_lowest_driver_is_called_lowest_of_the_drivers(demo_job: JobOf, code: str, title: str) -> None:
    job = demo_job("baseline", code)
    result = scores("image")
    said = say.scores(job, result)
    (figure,) = [one for one in sections.scores(job, result, said) if isinstance(one, Figure)]
    assert figure.title == title
    # Nor does the board's page call it lowest of all.
    assert said[0].plain.startswith({"en": "Of what loyalty may depend on", "nl": "Van wat loyaliteit"}[code])


def test_without_a_lowest_the_title_claims_nothing(demo_job: JobOf) -> None:
    job = demo_job("baseline")
    result = scores(None)
    (figure,) = [
        one for one in sections.scores(job, result, say.scores(job, result)) if isinstance(one, Figure)
    ]
    assert figure.title == "The scores per theme lie between 40 and 60 out of 100"
