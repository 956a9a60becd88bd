"""Who stands behind each group of each division, and what was left out."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis import baseline
from toolkit.analysis.job import Job, hidden_parts, sizes_of
from toolkit.intake.weighting.response import nonresponse

JobOf = Callable[..., Job]
MODEL = """
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["a1"]
[segments.region]
column = "region"
[segments.region.values]
N = "North"
O = "East"
Z = "South"
"""


def _answers() -> dict[str, np.ndarray]:
    region = np.array(["N"] * 30 + ["O"] * 10)
    return {"a1": np.arange(40) % 11, "region": region, "w": np.r_[np.ones(30), np.full(9, 1.0), 11.0]}


def test_customers_per_group_by_hand(job_of: JobOf) -> None:
    sizes = baseline.response(job_of("baseline", MODEL, _answers(), weight="w")).sizes
    assert sizes.loc[("region", "N")].tolist() == pytest.approx([30, 30])
    # Nine of weight 1 and one of 11: 20² / (9 + 121).
    assert sizes.loc[("region", "O")].tolist() == pytest.approx([10, 400 / 130])
    assert sizes.loc[("region", "Z")].tolist() == [0, 0]


def test_without_weights_the_effective_number_is_the_number(job_of: JobOf) -> None:
    sizes = baseline.response(job_of("baseline", MODEL, _answers())).sizes
    assert sizes["n"].tolist() == sizes["n_effective"].tolist() == [30, 10, 0]


def test_the_list_of_those_invited_adds_who_was_silent(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, _answers())
    frame = pd.DataFrame({"region": ["N"] * 50 + ["Elders"] * 5})
    asked = nonresponse(frame, pd.Series([True] * 30 + [False] * 25), ["region"])
    job = replace(job, surveys=(replace(job.survey, nonresponse=asked),))
    sizes = baseline.response(job).sizes
    assert sizes.loc[("region", "N")].tolist() == [30, 30, 30, 20]
    assert sizes.loc[("region", "Elders")].tolist() == [0, 0, 0, 5]
    assert sizes.loc[("region", "O")].tolist() == [10, 10, 0, 0]


def test_a_client_without_divisions_has_no_groups(job_of: JobOf) -> None:
    model = MODEL.split("[segments.region]", maxsplit=1)[0]
    job = job_of("baseline", model, _answers())
    assert baseline.response(job).sizes.empty
    asked = nonresponse(pd.DataFrame(index=range(60)), pd.Series([True] * 40 + [False] * 20), [])
    job = replace(job, surveys=(replace(job.survey, nonresponse=asked),))
    assert baseline.response(job).sizes.empty


def test_what_was_left_out_adds_up(job_of: JobOf) -> None:
    result = baseline.response(job_of("baseline", MODEL, _answers()))
    assert result.rows == result.n == 40
    assert result.left_out == 0
    excluded = [3, np.nan, 2, *[np.nan] * 5]
    assert replace(result, checks=result.checks.assign(excluded=excluded)).left_out == 5


def test_parts_of_a_whole_are_counted_with_their_weights(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, _answers(), weight="w")
    east = job.survey.segments["region"] == "O"
    sizes = sizes_of(job, pd.DataFrame({"east": east, "others": ~east, "nobody": east & ~east}))
    assert sizes["count"].tolist() == [10, 30, 0]
    assert sizes["count_effective"].tolist() == pytest.approx([400 / 130, 30, 0])
    # Ten customers, but of the weight of three: hidden, and the rest with them, of which they would follow.
    assert hidden_parts(job, pd.DataFrame({"east": east, "others": ~east})).all()
    unweighted = job_of("baseline", MODEL, _answers())
    assert not hidden_parts(unweighted, pd.DataFrame({"east": east, "others": ~east})).any()


def test_rare_codes_have_one_name_in_the_reader_s_language(job_of: JobOf) -> None:
    model = MODEL.split("[segments.region.values]", maxsplit=1)[0]
    answers = _answers() | {"region": np.array(["N"] * 30 + ["Prulleveld"] * 3 + ["Xandor"] * 7)}
    job = job_of("baseline", model, answers)
    codes = job.survey.segments["region"].cat.categories.tolist()
    assert [job.group_label("region", code) for code in codes] == ["N", job.language.say("Other groups")]
    assert baseline.response(job).sizes.loc["region"].index.tolist() == codes
