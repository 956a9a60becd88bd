"""Attitude against later behaviour: who counts, what is hidden, what is said, drawn and printed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.analysis.followup.later_client import SHOP, UNTIL, WAVES, later_client, lines, standing
from toolkit.analysis import followup
from toolkit.analysis.followup.later import AGAIN, AMOUNT, later
from toolkit.analysis.followup.results import Results, _tells_of_few
from toolkit.analysis.job import Job
from toolkit.errors import IntakeError
from toolkit.findings import followup as say
from toolkit.findings.finding import rounded
from toolkit.language import Language
from toolkit.report.blocks import Figure, Table
from toolkit.report.sections import followup as sections
from toolkit.simulate.orders import returning

N = 360


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    # In the days of the wave itself: one who had bought before, and one who had not.
    between = [["k1", "2021-02-10", "10.00", "paid"], ["new", "2021-02-10", "10.00", "paid"]]
    orders = [*lines(N), pd.DataFrame(between, columns=["wie", "wanneer", "bedrag", "status"])]
    return later_client(tmp_path_factory.mktemp("later"), pd.concat(orders))


@pytest.fixture(scope="module")
def result(job: Job) -> Results:
    found = followup.results(job)
    assert found is not None
    return found


def test_who_comes_back_is_counted_over_the_same_days_for_all(job: Job, result: Results) -> None:
    before, after = lines(N)
    kept = after[(after["status"] == "paid") & (after["wanneer"] > f"{WAVES[0][1]}")]
    known = before[before["status"] == "paid"]["wie"]
    did = later(job)
    assert did is not None
    assert did.source == "orders"
    wanted = pd.Series([f"k{place}" for place in range(N)])
    assert did.found == wanted.isin(known).sum() == result.counted
    assert did.again is not None
    came = wanted.isin(kept["wie"]).astype(float).where(wanted.isin(known))
    pd.testing.assert_series_equal(did.again, came, check_names=False)
    spent = kept["bedrag"].astype(float).groupby(kept["wie"]).sum().reindex(wanted).fillna(0).to_numpy()
    np.testing.assert_allclose(did.means[AMOUNT].dropna(), spent[wanted.isin(known)])
    assert "respondents)" in repr(did)


def test_attitude_tells_who_comes_back_as_much_as_was_planted(result: Results) -> None:
    lift = result.lift(AGAIN)
    assert lift is not None
    own = np.sort(standing(N))
    start = WAVES[0][1]
    true = [returning(SHOP, part, start=start, until=UNTIL).mean() for part in np.array_split(own, 3)]
    low, high = lift.table.iloc[0], lift.table.iloc[-1]
    # Thirds of the answers are not quite thirds of what they measure.
    assert low["estimate"] == pytest.approx(true[0], abs=0.12)
    assert high["estimate"] == pytest.approx(true[2], abs=0.12)
    assert lift.p < 0.001
    assert lift.ratio is not None
    assert lift.ratio.value == pytest.approx(high["estimate"] / low["estimate"])
    assert lift.table["n"].sum() == result.counted
    assert (lift.table["score_low"].to_numpy()[1:] > lift.table["score_high"].to_numpy()[:-1]).all()
    assert result.calibration is not None
    assert result.calibration.auc.low > 0.55
    assert result.lift(AMOUNT, "recommendation") is not None


def test_how_few_of_a_group_never_bought_before_does_not_follow(job: Job, result: Results) -> None:
    marks, did = job.surveys[0].items["a1"], later(job)
    assert did is not None
    assert did.again is not None
    left = pd.cut(marks[did.again.isna()], [-1, 6, 8, 10]).value_counts()
    by_mark, again = result.lift(AMOUNT, "recommendation"), result.lift(AGAIN)
    assert by_mark is not None
    assert again is not None
    assert by_mark.bases_hidden == bool(((left > 0) & (left < 10)).any())
    for hidden in (False, True):
        lifts = tuple(replace(lift, bases_hidden=hidden) for lift in (again, by_mark))
        changed = replace(result, lifts=lifts)
        told = say.results(job, changed)
        blocks = sections.results(job, changed, told)
        rows = next(
            block for block in blocks if isinstance(block, Table) and block.id == "results-table"
        ).rows
        numbers = [str(n) for lift in lifts for n in lift.table["n"]]
        assert [row["n"] for row in rows] == (["x"] * len(numbers) if hidden else numbers)
        evidence = next(one.evidence for one in told if one.key == "results.attitude.again")
        assert ("Customers: – and –." in evidence) == hidden


def test_what_is_said_has_its_numbers_and_no_cause(job: Job, result: Results) -> None:
    told = {finding.key: finding for finding in say.results(job, result)}
    lift = result.lift(AGAIN)
    assert lift is not None
    high, low = (f"{100 * lift.table.iloc[place]['estimate']:.0f}%" for place in (-1, 0))
    again = told["results.attitude.again"]
    assert again.strength == "shown"
    assert again.plain.startswith(
        f"Of the customers with the highest score on “Attitude” {high} bought again"
    )
    assert f"of those with the lowest {low}" in again.plain
    assert "from 21 February 2021 to 31 January 2022" in again.text
    assert "times as many" in again.evidence
    assert "That is" in told["results.attitude.amount"].text
    assert "€" in told["results.recommendation.amount"].text
    assert "guessing does so in half of them" in told["results.ranked"].text
    assert rounded(again)["difference"] == pytest.approx(lift.difference.value, abs=6e-4)
    assert "does not make it the cause" in told["results.cause"].text
    assert "results.bound" not in told
    assert not any("because" in finding.text for finding in told.values())


def test_the_picture_lays_what_happened_beside_what_was_predicted(job: Job, result: Results) -> None:
    told = say.results(job, result)
    blocks = sections.results(job, result, told)
    figure = next(block for block in blocks if isinstance(block, Figure))
    table = next(block for block in blocks if isinstance(block, Table))
    assert figure.title == next(f.plain for f in told if f.key == "results.attitude.again").rstrip(".")
    assert "as predicted" in figure.svg
    assert f"Base: {result.counted} customers." in figure.note
    assert "w2" not in figure.note
    assert [row["part"] for row in table.rows[:3]] == ["lowest third", "middle third", "highest third"]
    assert table.rows[0]["measure"] == "bought again"
    _, full = sections.results_in_full(job, result)
    assert isinstance(full, Table)
    assert result.observed is not None
    assert len(full.rows) == len(result.observed) >= 3
    assert "log odds" in full.note


def test_it_is_said_in_dutch(job: Job, result: Results) -> None:
    dutch = replace(job, language=Language("nl"))
    told = {finding.key: finding for finding in say.results(dutch, result)}
    assert told["results.attitude.again"].plain.startswith(
        "Van de klanten met de hoogste score op ‘Houding’ kocht"
    )
    assert "€" in told["results.attitude.amount"].text
    assert not {f.text for f in told.values()} & {f.text for f in say.results(job, result)}


def test_orders_that_end_too_early_are_refused(job: Job) -> None:
    orders = job.engagement.orders
    assert orders is not None
    longer = orders.model_copy(update={"followed_until": date(2022, 6, 30)})
    with pytest.raises(IntakeError, match="customers would seem gone"):
        followup.results(_with(job, orders=longer))
    # A wave that ended after that day has no later orders.
    early = _with(job, orders=orders.model_copy(update={"followed_until": date(2021, 2, 20)}))
    found = later(early)
    assert found is not None
    assert found.source == "survey"


def test_groups_that_are_too_small_are_hidden(job: Job) -> None:
    large = _with(job, privacy=job.engagement.privacy.model_copy(update={"minimum_cell": 150}))
    found = followup.results(large)
    assert found is not None
    assert (found.lifts, found.calibration, found.observed) == ((), None, None)
    assert found.hidden == (AGAIN, AMOUNT)
    (told,) = say.results(large, found)
    assert told.strength == "too_few"
    assert "at least 150 customers" in told.evidence


def test_money_that_is_mostly_of_one_is_hidden(job: Job, result: Results) -> None:
    spent = pd.Series([20.0] * 59 + [90_000.0])
    part = pd.Series(np.repeat([0, 1, 2], 20))
    assert _tells_of_few(job, spent, part, None, shares=False, money=True)
    assert not _tells_of_few(job, spent.clip(upper=100), part, None, shares=False, money=True)
    assert _tells_of_few(job, pd.Series([1.0] * 5 + [0.0] * 55), part, None, shares=True, money=False)
    told = say.results(job, replace(result, hidden=(AMOUNT,)))
    assert "one of them makes up most of it" in " ".join(finding.text for finding in told)


def test_what_is_not_shown_is_not_claimed(job: Job, result: Results) -> None:
    none = replace(result, lifts=tuple(replace(lift, p=0.4) for lift in result.lifts), free=False)
    told = {finding.key: finding for finding in say.results(job, none)}
    lifts = [finding for key, finding in told.items() if key.endswith((".again", ".amount"))]
    assert {finding.strength for finding in lifts} == {"not_shown"}
    assert all("is not shown" in finding.text and not finding.plain for finding in lifts)
    assert "not free to go" in told["results.bound"].text
    blocks = sections.results(job, none, tuple(told.values()))
    titles = [block.title for block in blocks if isinstance(block, Figure)]
    assert titles == ["Bought again, as predicted and as it came out"]
    weak = {finding.key: finding for finding in say.results(job, replace(none, unreliable=True))}
    assert weak["results.attitude.again"].strength == "fact"
    assert weak["results.unreliable"].strength == "warning"
    assert "results.ranked" not in weak
    assert result.calibration is not None
    assert result.calibration.slope is not None
    off = replace(result.calibration, slope=replace(result.calibration.slope, value=0.5, low=0.3, high=0.7))
    assert "Do not use them as they are" in " ".join(
        finding.text for finding in say.results(job, replace(result, calibration=off))
    )


def test_what_runs_the_other_way_is_told_as_such(job: Job, result: Results) -> None:
    turned = tuple(
        replace(
            lift, table=lift.table[::-1], difference=replace(lift.difference, value=-lift.difference.value)
        )
        for lift in result.lifts
    )
    told = {finding.key: finding for finding in say.results(job, replace(result, lifts=turned))}
    again = told["results.attitude.again"]
    assert again.strength == "shown"
    assert "the third that scored lowest on “Attitude” did more later" in again.text
    assert again.text.endswith("bought again.")
    assert "€" in told["results.recommendation.amount"].text
    assert "detractors did more later" in told["results.recommendation.amount"].text
    assert not again.plain
    refused = say.results(
        job, replace(result, calibration=None, refusal="score: line, alone or with others, separates x")
    )
    assert "results.not_predicted" in {finding.key for finding in refused}


def _with(job: Job, **changes: object) -> Job:
    engagement = job.engagement.model_copy(update=changes)
    engagement._folder = job.engagement._folder
    return replace(job, engagement=engagement)


def test_without_orders_the_later_answers_stand_in_and_say_so(tmp_path: Path) -> None:
    job = later_client(tmp_path, None)
    found = followup.results(job)
    assert found is not None
    assert found.source == "survey"
    assert found.counted == N // 2
    told = {finding.key: finding for finding in say.results(job, found)}
    assert "say in “w2” that they bought again" in told["results.attitude.again"].text
    assert "say a wave later" in told["results.attitude.again"].plain
    assert "what customers say themselves" in told["results.self_reported"].text
    assert told["results.attitude.behaviour"].strength == "shown"
    blocks = sections.results(job, found, tuple(told.values()))
    assert any("say that they bought again" in block.svg for block in blocks if isinstance(block, Figure))
    mute = replace(job, surveys=(job.surveys[0], replace(job.surveys[1], key=None)))
    assert followup.results(mute) is None
    assert say.results(mute, None) == ()
    assert sections.results(mute, None, ()) == ()
    assert sections.results_in_full(mute, None) == ()
