"""Few customers: too few for a driver analysis at all, or so few outside it that its base would tell of them."""

import json
import re
from collections.abc import Callable

import numpy as np
import pytest

from tests.scales import answers, model
from toolkit.analysis.drivers.claims import too_few
from toolkit.analysis.drivers.importance import drivers_of
from toolkit.analysis.drivers.paths import path_fit, total_effects
from toolkit.analysis.job import Job, construct_scores
from toolkit.analysis.response import count_told
from toolkit.notebook import drivers, say, sections
from toolkit.report.blocks import to_json

JobOf = Callable[..., Job]
CODES = '[missing]\nnot_applicable = ["n/a"]\n'
NAMES = ("attitude", "image", "trust", "value")


def told(job: Job) -> str:
    """All that the driver report shows of its chapters, and the record of its findings."""
    said, shown = [], []
    for name in ("categories", "paths", "asymmetry", "interactions", "priorities", "what_if"):
        result = getattr(drivers, name)(job)
        found = getattr(say.drivers, name)(job, result)
        said += found
        shown += getattr(sections.drivers, name)(job, result, found)
    results = drivers.drivers_of(job, "attitude")
    found = say.drivers.drivers(job, results)
    shown += sections.drivers.drivers(job, results, found)
    shown += sections.drivers.drivers_in_full(job, results, say=found)
    shown += sections.drivers.interactions_in_full(job, drivers.interactions(job))
    shown += sections.drivers.paths_in_full(job, drivers.paths(job))
    record = [finding.numbers for finding in (*said, *found)]
    return json.dumps([to_json(block) for block in shown]) + json.dumps(record, default=float)


@pytest.mark.parametrize(("n", "enough"), [(12, False), (29, False), (30, True)])
def test_so_many_drivers_take_so_many_customers(job_of: JobOf, n: int, enough: bool) -> None:
    job = job_of("drivers", CODES + model(), answers(n=n))
    (result,) = drivers_of(job, "attitude")
    assert (result.importance is not None) is enough
    assert (path_fit(job, "attitude")[0] is not None) is enough
    assert (total_effects(job, "attitude") is not None) is enough
    if not enough:
        assert result.refusal == path_fit(job, "attitude")[1]
        assert result.refusal.endswith("so many drivers take 30")
        assert drivers.what_if(job) is None


def test_each_further_driver_takes_ten_customers_more(job_of: JobOf) -> None:
    job = job_of("drivers", CODES + model(), answers(n=45))
    scores = construct_scores(job, NAMES)
    assert too_few(job, scores) == ""
    four = scores.assign(more=scores["value"], still=scores["trust"])
    assert too_few(job, four).endswith("so many drivers take 50")


def test_weights_that_leave_too_few_effective_customers_refuse_too(job_of: JobOf) -> None:
    asked = answers(n=60) | {"w": np.r_[np.full(5, 100.0), np.full(55, 1.0)]}
    job = job_of("drivers", CODES + model(), asked, weight="w")
    (result,) = drivers_of(job, "attitude")
    assert result.importance is None


def asked_of_all_but(few: int) -> dict[str, np.ndarray]:
    """Answers of 200 customers to `few` of whom the questions on trust do not apply."""
    asked = dict(answers(n=200))
    for name in ("t1", "t2", "t3"):
        asked[name] = np.array(["n/a"] * few + [f"{value:g}" for value in asked[name][few:]])
    region = np.array(["north", "south"])[np.arange(200) % 2]
    return asked | {"region": region}


def segment() -> str:
    return (
        '[segments.region]\ncolumn = "region"\n[segments.region.values]\nnorth = "North"\nsouth = "South"\n'
    )


def test_a_base_does_not_tell_how_few_a_theme_does_not_apply_to(job_of: JobOf) -> None:
    job = job_of("drivers", CODES + model() + "\n" + segment(), asked_of_all_but(4))
    assert [count_told(job, n) for n in (200, 196, 195, 190, 150)] == [200, 190, 190, 190, 150]
    text = told(job)
    assert "190 of meer" in text or "190 or more" in text
    assert [found[0] for found in re.finditer(r".{60}(?<![\d.,])19[5-9](\.0)?(?![\d.,]*\d).{9}", text)] == []


def test_where_many_are_left_out_the_base_is_told_in_full(job_of: JobOf) -> None:
    job = job_of("drivers", CODES + model() + "\n" + segment(), asked_of_all_but(14))
    assert [count_told(job, n) for n in (200, 186, 185)] == [200, 186, 185]
    assert re.search(r"\b186\b", told(job))


def test_the_board_s_page_says_that_nothing_can_be_told(job_of: JobOf) -> None:
    job = job_of("drivers", CODES + model(), answers(n=12))
    (refused,) = say.drivers.drivers(job, drivers.drivers_of(job, "attitude"))
    assert refused.key == "drivers.attitude.refused"
    assert refused.plain == job.language.say(
        "These answers cannot tell what “{outcome}” is linked to.", outcome=job.label("attitude")
    )
    assert refused.plain.startswith("These answers cannot tell")
