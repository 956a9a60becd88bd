"""What order files tell of customers, and of respondents by their hashed key."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.analysis.baseline.bought import SHOP, bought, with_minimum
from tests.analysis.conftest import job_of
from toolkit.analysis.baseline.behaviour import behaviour
from toolkit.analysis.baseline.cohorts import cohorts_of, drawn_steps
from toolkit.analysis.baseline.customers import customers_of, of_respondents
from toolkit.errors import IntakeError
from toolkit.measures.behaviour.summary import summarised
from toolkit.measures.behaviour.survival import kaplan_meier
from toolkit.simulate.orders import Shop, draw_orders, lapse_curve

__all__ = ["bought", "job_of"]


def test_without_orders_there_is_nothing(bought):
    job = bought(orders=None)
    assert behaviour(job) is None
    assert customers_of(job) is None


def test_the_customers_are_those_of_the_file(bought):
    job = bought()
    found = behaviour(job)
    drawn = draw_orders(SHOP, np.random.default_rng(1).normal(size=300), seed=1)
    purchases = drawn.groupby("customer")["ordered_at"].agg(lambda days: days.dt.date.nunique())
    assert found.customers == 300
    assert found.purchases == purchases.sum()
    assert found.rows == len(drawn)
    assert found.repeat.value == pytest.approx((purchases > 1).mean())
    assert found.purchases_each == purchases.median()
    last_year = drawn["ordered_at"].dt.date > pd.Timestamp("2024-01-01").date()
    assert found.amount_year == pytest.approx(drawn.loc[last_year, "amount"].sum())
    assert found.classes["customers"].sum() == 300
    assert found.classes["purchases_from"].unique().tolist() == [1, 2]  # more classes would be too small


def test_respondents_are_found_by_their_hashed_key(bought):
    job = bought(respondents=240, customers=200)
    found = behaviour(job)
    assert (found.respondents, found.asked) == (200, 200)
    joined = of_respondents(job, customers_of(job))
    drawn = draw_orders(SHOP, np.random.default_rng(1).normal(size=200), seed=1)
    purchases = drawn.groupby("customer")["ordered_at"].agg(lambda days: days.dt.date.nunique())
    assert joined["purchases"].tolist() == purchases.tolist()
    assert not set(customers_of(job).frame["customer"]) & {f"k{place}" for place in range(200)}
    assert "k1" not in repr(customers_of(job))


def test_two_respondents_with_one_key_are_nobody(bought):
    job = bought()
    keys = job.survey.key.copy()
    keys[1] = keys[0]
    joined = of_respondents(replace(job, surveys=(replace(job.survey, key=keys),)), customers_of(job))
    assert joined["purchases"].isna().tolist() == [True, True] + [False] * 238


def test_without_a_key_nobody_is_joined(bought):
    found = behaviour(bought(key=""))
    assert (found.respondents, found.asked, found.attached) == (0, 0, ())
    assert found.cohorts is not None


def test_planted_attitude_shows_in_what_customers_do(bought):
    found = {one.act: one for one in behaviour(bought()).attached}
    often = found["purchases_year"]
    assert often.p < 0.001
    assert often.association.low > 0.1
    assert often.high.value > often.low.value
    assert often.association.n == 240


def test_no_planted_attitude_is_not_found(bought):
    job = bought(shop=Shop(rate=6.0, lapse=0.5), seed=4)
    assert all(one.p > 0.05 for one in behaviour(job).attached)


def test_weights_count(bought):
    plain, weighted = (
        behaviour(bought()),
        behaviour(bought(weight="w", w=np.where(np.arange(240) % 2, 0.5, 1.5))),
    )
    assert weighted.attached[0].association.n_effective < 240
    assert weighted.attached[0].association.value != plain.attached[0].association.value
    assert weighted.repeat == plain.repeat


def test_an_unreliable_attitude_is_not_tested(bought):
    noise = np.random.default_rng(2).integers(0, 11, 240)
    found = behaviour(bought(a2=noise, a1=np.random.default_rng(3).integers(0, 11, 240)))
    assert found.unreliable == ("attitude",)
    assert all(np.isnan(one.p) for one in found.attached)


def test_too_few_customers_are_not_told(bought):
    job = bought()
    assert behaviour(with_minimum(job, 301)) is None
    assert behaviour(with_minimum(job, 60)).repeat is None
    few = behaviour(with_minimum(bought(respondents=30), 31))
    assert few.attached == ()


def ordering(job, *lines):
    """The same job, with these orders too: who, when, how much."""
    path = job.engagement.folder / "data" / "orders.csv"
    more = "".join(f"{who};{day} 10:00:00;{amount:.2f}\n" for who, day, amount in lines)
    path.write_text(path.read_text("utf-8") + more, encoding="utf-8")
    return job


def test_money_of_which_one_customer_makes_up_most_is_not_told(bought):
    found = behaviour(ordering(bought(), ("groot", "2024-12-05", 9e6)))
    assert np.isnan(found.amount_year)
    assert found.classes[["amount_year", "amount_share"]].isna().all(axis=None)
    assert found.classes["customers"].sum() == 301


def test_a_class_of_which_one_makes_up_most_takes_others_with_it(bought):
    plain = behaviour(bought(customers=900))
    lapsed = plain.classes[(plain.classes["recency_from"] == 91) & (plain.classes["purchases_from"] == 1)]
    large = float(lapsed["amount_year"].iloc[0]) * 3 + 100
    found = behaviour(ordering(bought(customers=900), ("groot", "2024-09-01", large)))
    hidden = found.classes["amount_share"].isna()
    assert found.amount_year == pytest.approx(plain.amount_year + large)
    assert hidden[lapsed.index[0]]
    assert 1 < hidden.sum() < len(hidden)
    # What is hidden together is no sum of one either.
    assert large < 0.5 * (1 - found.classes["amount_share"].sum()) * found.amount_year


def test_means_of_which_one_respondent_makes_up_most_are_not_told(bought):
    job = ordering(bought(), ("k3", "2024-12-05", 1e6))
    found = {one.act: one for one in behaviour(job).attached}
    assert (found["amount_year"].high, found["amount_year"].low) == (None, None)
    assert found["purchases_year"].high is not None


def test_a_file_is_read_once_and_again_when_it_changes(bought, monkeypatch):
    job = bought()
    first = customers_of(job)
    monkeypatch.setattr("toolkit.analysis.baseline.customers.read_orders", None)
    assert customers_of(job) is first
    monkeypatch.undo()
    path = job.engagement.folder / "data" / "orders.csv"
    path.write_text(path.read_text("utf-8") + "nieuw;2024-05-05 10:00:00;5.00\n", encoding="utf-8")
    assert len(customers_of(job).frame) == len(first.frame) + 1


def test_a_window_without_orders_is_a_fault(bought):
    job = bought(orders="zone = 'Europe/Amsterdam'")
    settings = job.engagement.orders.model_copy(
        update={"start": pd.Timestamp("2030-01-01").date(), "end": None}
    )
    engagement = job.engagement.model_copy(update={"orders": settings})
    with pytest.raises(IntakeError) as caught:
        customers_of(replace(job, engagement=engagement))
    (fault,) = caught.value.faults
    assert (fault.where, fault.what[:43]) == ("orders.start", "2030-01-01 lies after the last order, 2024-")


def test_an_order_that_is_yet_to_come_does_not_end_the_window(bought):
    job = ordering(bought(), ("k3", "2999-01-01", 5))
    assert customers_of(job).end.year == 2024  # by `end` in [orders]
    settings = job.engagement.orders.model_copy(update={"end": None})
    engagement = job.engagement.model_copy(update={"orders": settings})
    with pytest.raises(IntakeError) as caught:
        customers_of(replace(job, engagement=engagement))
    assert "the last order is of 2999-01-01, which is yet to come" in str(caught.value.faults[0])


def test_a_window_that_ends_long_after_the_last_order_is_told(bought):
    job = bought(shop=Shop(rate=6.0, lapse=3.0, joined_by=pd.Timestamp("2022-06-30").date()))
    assert any("the last order is of" in told for told in customers_of(job).warnings)


def newcomers(first: list[str], second_days: list[float]) -> pd.DataFrame:
    """Customers by the day of their first purchase, who bought again after so many days (NaN: never)."""
    start, again = pd.to_datetime(pd.Series(first)), pd.Series(second_days)
    tenure = (pd.Timestamp("2024-12-31") - start).dt.days
    last = again.fillna(0)
    return pd.DataFrame(
        {
            "known": False,
            "first": start,
            "tenure_days": tenure,
            "second_days": again,
            "lapse_days": (last + 180).where(last + 180 <= tenure, tenure),
            "lapsed": last + 180 <= tenure,
        }
    )


def test_the_few_of_no_period_do_not_follow_from_the_others():
    first = ["2022-03-01"] * 3 + ["2023-03-01"] * 40 + ["2024-03-01"] * 50
    frame = newcomers(first, [20.0] * 43 + [np.nan] * 50)
    found = cohorts_of(frame, period="year", inactive_after_days=180, minimum=10, confidence=0.95)
    assert (found.customers, found.left_out) == (93, 3)
    assert found.sizes == {"2024": 50}
    followed = found.stayed[found.stayed["time"] == 180].set_index("cohort")["at_risk"]
    assert followed.isna().to_dict() == {"": True, "2023": True, "2024": False}


def test_two_shares_do_not_tell_of_the_few_between_them():
    again = [20.0] * 30 + [60.0] * 3 + [100.0] * 12 + [np.nan] * 35
    frame = newcomers(["2023-03-01"] * 80, again)
    found = cohorts_of(frame, period="year", inactive_after_days=180, minimum=10, confidence=0.95).returned
    told = found.set_index("time")["estimate"]
    # Three came back between day 30 and 90; with the twelve after them they are enough.
    assert told.round(4).to_dict() == pytest.approx(
        {30: 30 / 80, 90: np.nan, 180: 45 / 80, 365: 45 / 80}, nan_ok=True, abs=1e-4
    )


def followed(shop: Shop, customers: int, seed: int) -> pd.DataFrame:
    return summarised(draw_orders(shop, customers, seed=seed), end=shop.end, inactive_after_days=180)


@pytest.mark.simulation
def test_the_churn_curve_recovers_the_planted_hazard():
    shop, days = Shop(rate=6.0, lapse=0.5, spread=1.5), [180, 365, 730]
    truth = lapse_curve(shop, days, silence=180)
    found = [
        cohorts_of(
            followed(shop, 1200, seed), period="year", inactive_after_days=180, minimum=10, confidence=0.95
        ).stayed
        for seed in range(6)
    ]
    every = [one[one["cohort"] == ""].set_index("time").loc[days] for one in found]
    mean = np.mean([one["estimate"].to_numpy() for one in every], axis=0)
    np.testing.assert_allclose(mean, truth, atol=0.02)
    covered = np.mean([(one["low"] <= truth) & (truth <= one["high"]) for one in every])
    assert covered >= 0.75


@pytest.mark.simulation
def test_equal_cohorts_are_rarely_told_apart():
    customers = followed(Shop(rate=6.0, lapse=0.6), 15_000, 5)
    given = {"period": "year", "inactive_after_days": 180, "minimum": 10, "confidence": 0.95}
    p = [cohorts_of(own, **given).test.p for _, own in customers.groupby(customers["customer"] % 50)]
    assert np.mean(np.array(p) < 0.05) <= 0.12


def test_periods_are_lengthened_until_they_can_be_told_apart():
    customers = followed(SHOP, 600, 3)
    given = {"inactive_after_days": 180, "minimum": 10, "confidence": 0.95}
    found = cohorts_of(customers, period="month", **given)
    assert found.period == "year"
    assert list(found.curves) == ["2022", "2023", "2024"][: len(found.curves)]
    assert sum(found.sizes.values()) + found.left_out == found.customers == 600
    assert len(found.pairs) == 3
    short = customers[customers["first"] >= "2024-01-01"].assign(known=False)
    assert cohorts_of(short, period="month", **given).period == "quarter"
    assert cohorts_of(customers.assign(known=True), period="month", **given) is None


def test_steps_of_too_few_are_taken_together_and_the_curve_ends_in_time():
    time = np.repeat(np.arange(1, 41), 3)
    event = np.tile([True, False, False], 40)
    steps = drawn_steps(kaplan_meier(time, event), 10)
    whole = kaplan_meier(time, event)
    assert steps["time"].iloc[0] == 0
    inside = steps.iloc[1:-1]
    levels = whole.set_index("time")["estimate"]
    assert inside["estimate"].tolist() == levels.loc[inside["time"]].tolist()
    drawn = np.diff(np.r_[0, whole.set_index("time")["events"].cumsum().loc[inside["time"]]])
    assert (drawn >= 10).all()
    # After the thirtieth event those that follow are too few for a step: there the curve stops.
    assert steps["time"].iloc[-1] == 31
    assert steps["estimate"].iloc[-1] == inside["estimate"].iloc[-1]


def test_what_a_hidden_cohort_would_follow_from_is_hidden():
    customers = pd.DataFrame(
        {
            "first": pd.to_datetime(["2022-01-01"] * 100 + ["2023-01-01"] * 100),
            "known": False,
            "tenure_days": [900] * 100 + [500] * 100,
            "second_days": np.nan,
            "lapsed": [True] * 40 + [False] * 60 + [True] * 4 + [False] * 96,
            "lapse_days": [180] * 40 + [900] * 60 + [180] * 4 + [500] * 96,
        }
    )
    found = cohorts_of(customers, period="year", inactive_after_days=180, minimum=10, confidence=0.95).stayed
    first = found[found["time"] == 180].set_index("cohort")["estimate"]
    assert first.loc["2022"] == pytest.approx(0.6)
    assert np.isnan(first.loc["2023"])
    assert first.loc[""] == pytest.approx(0.78)
    # With the number of all, those who lapsed in 2023 could be worked out.
    assert np.isnan(found.loc[(found["time"] == 180) & (found["cohort"] == ""), "at_risk"]).all()


def test_those_who_are_left_are_enough_too():
    customers = pd.DataFrame(
        {
            "first": pd.Timestamp("2022-01-01"),
            "known": False,
            "tenure_days": [900] * 50,
            "second_days": [5.0] * 45 + [np.nan] * 5,
            "lapsed": [True] * 45 + [False] * 5,
            "lapse_days": [180] * 45 + [900] * 5,
        }
    )
    found = cohorts_of(customers, period="year", inactive_after_days=180, minimum=10, confidence=0.95)
    assert found.stayed["estimate"].isna().all()
    assert found.test is None
    assert np.isnan(found.returned["estimate"].iloc[0])
