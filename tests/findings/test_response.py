"""What is said of who answered, of those who did not, and of the weights that are to mend it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.findings.finding import Finding
from toolkit.findings.response import response
from toolkit.intake.weighting.raking import raked
from toolkit.intake.weighting.response import Nonresponse, nonresponse

JobOf = Callable[..., Job]
SIZES = {"1": 500, "2": 300, "3": 400}


def _asked(channel: dict[str, int], region: dict[str, int]) -> Nonresponse:
    """1,200 invited, of whom so many per code answered."""
    invited = pd.DataFrame({"channel": np.repeat(list(SIZES), list(SIZES.values()))})
    place = invited.groupby("channel").cumcount()
    responded = place < invited["channel"].map(channel)
    invited["region"] = "West"
    for code, answers in region.items():
        invited.loc[invited.index[responded][:answers], "region"] = code
    return nonresponse(invited, responded, ["channel", "region"])


def _with(job: Job, **changes: object) -> Response:
    return replace(baseline.response(job), **changes)


def _one(findings: tuple[Finding, ...], ending: str) -> Finding:
    (found,) = [finding for finding in findings if finding.key.endswith(ending)]
    return found


def test_the_response_stands_with_its_margin(demo_job: JobOf) -> None:
    asked = _asked({"1": 200, "2": 120, "3": 160}, {})
    job = demo_job("baseline")
    found = _one(response(job, _with(job, nonresponse=asked, n=482)), ".count")
    assert found.text == (
        "Baseline 2025: 482 customers answered. Of the 1,200 customers on the list of those invited, 480 did: a "
        "response of 40% (margin 37% to 43%)."
    )
    assert found.numbers["low"] == pytest.approx(asked.low)
    assert "responded" in found.numbers


def test_equal_response_asks_for_no_warning(demo_job: JobOf) -> None:
    asked = _asked({"1": 200, "2": 120, "3": 160}, {})
    said = response(demo_job("baseline"), _with(demo_job("baseline"), nonresponse=asked))
    assert not [finding for finding in said if finding.key.endswith(".unequal")]


@pytest.mark.parametrize(
    ("language", "named", "not_yet"),
    [
        ("en", "“Channel", "does not yet make the results wrong"),
        ("nl", "‘Kanaal", "betekent nog niet dat de uitkomsten"),
    ],
)
def test_unequal_response_is_warned_of_and_is_not_called_bias(
    demo_job: JobOf, language: str, named: str, not_yet: str
) -> None:
    job = demo_job("baseline", language)
    asked = _asked({"1": 300, "2": 60, "3": 120}, {})
    found = _one(response(job, _with(job, nonresponse=asked)), ".unequal")
    assert found.strength == "warning"
    assert named in found.text
    assert not_yet in found.text
    assert "Regio" not in found.text
    assert set(found.numbers) == {"p_holm_channel"}
    assert not found.plain


def test_weights_are_said_to_mend_only_what_they_mend(demo_job: JobOf) -> None:
    job = demo_job("baseline")
    asked = _asked({"1": 300, "2": 60, "3": 120}, {})
    segments = pd.DataFrame({"channel": pd.Categorical(np.repeat(list(SIZES), [300, 60, 120]))})
    margins = {"channel": {"1": 0.4, "2": 0.3, "3": 0.3}}
    mended, trimmed = raked(segments, margins), raked(segments, margins, trim=(0.9, 1.2))
    assert not trimmed.converged
    right = "The weights put the shares of these groups right. That mends the results only if, within a group, those"
    whole = response(job, _with(job, nonresponse=asked, raking=mended, effective=400.0))
    assert right in _one(whole, ".unequal").text
    assert (
        "so that each group of “Channel through which they became a customer” has the share that it has"
        in (_one(whole, ".weights").text)
    )
    part = response(job, _with(job, nonresponse=asked, raking=trimmed, effective=400.0))
    assert right not in _one(part, ".unequal").text
    assert "come closer to their shares among all customers" in _one(part, ".weights").text
    by_region = replace(asked, tests=asked.tests.assign(segment=["region", "channel"]))
    other = response(job, _with(job, nonresponse=by_region, raking=mended, effective=400.0))
    assert right not in _one(other, ".unequal").text


def test_who_answered_is_said_once_where_all_were_on_the_list(demo_job: JobOf) -> None:
    job = demo_job("baseline", "nl")
    asked = _asked({"1": 200, "2": 120, "3": 160}, {})
    text = _one(response(job, _with(job, nonresponse=asked, n=480)), ".count").text
    assert text == (
        "Nulmeting 2025: 480 van de 1.200 uitgenodigde klanten hebben geantwoord, een respons van 40% (marge 37% tot "
        "43%)."
    )


def test_what_weighting_costs_is_not_told_where_a_group_would_follow(demo_job: JobOf) -> None:
    job = demo_job("baseline")
    segments = pd.DataFrame({"channel": pd.Categorical(np.repeat(list(SIZES), [320, 74, 6]))})
    raking = raked(segments, {"channel": {"1": 0.8, "2": 0.15, "3": 0.05}})
    result = _with(job, raking=raking, effective=raking.effective_n, n=400)
    told, kept = (
        _one(response(job, replace(result, withheld=withheld)), ".weights") for withheld in (False, True)
    )
    assert f"{raking.effective_n:.0f} unweighted" in told.text
    assert f"{raking.effective_n:.0f}" not in kept.text
    assert "the size of a group of fewer than 10 customers would follow" in kept.text
    assert kept.numbers == {}
