"""A forecast held against what was measured, and all forecasts counted."""

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from toolkit.errors import StatisticsError
from toolkit.followup.forecast import (
    Limits,
    Prediction,
    calibration,
    joined,
    score_forecast,
)

VALUES = st.floats(-80, 80)
WIDTHS = st.floats(0.01, 30)
TURNED = {"inside": "inside", "above": "below", "below": "above"}


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    value = draw(VALUES)
    return Limits(value, value - draw(WIDTHS), value + draw(WIDTHS))


def turned(one: Limits) -> Limits:
    return Limits(-one.value, -one.high, -one.low)


def test_limits_as_wide_to_both_sides_are_those_of_two_normal_errors() -> None:
    z = norm.ppf(0.975)
    forecast = Limits(4.0, 4 - z * 1.5, 4 + z * 1.5)
    measured = Limits(8.8, 8.8 - z * 2.0, 8.8 + z * 2.0)
    found = score_forecast(forecast, measured)
    se = math.hypot(1.5, 2.0)
    assert (found.low, found.high) == pytest.approx(norm.interval(0.95, loc=4.0, scale=se))
    assert found.p == pytest.approx(2 * norm.sf(4.8 / se))
    assert found.verdict == "inside"
    assert (found.surprise_low, found.surprise_high) == pytest.approx((4.8 - z * se, 4.8 + z * se))


@given(limits(), limits())
def test_the_verdict_the_limits_and_the_p_value_agree(forecast: Limits, measured: Limits) -> None:
    found = score_forecast(forecast, measured)
    if abs(found.p - 0.05) > 1e-9:
        assert (found.verdict == "inside") == (found.p > 0.05)
    slack = 1e-9
    if found.verdict == "inside":
        assert found.low - slack <= measured.value <= found.high + slack
    elif found.verdict == "above":
        assert measured.value > found.high - slack
    else:
        assert measured.value < found.low + slack


@given(limits(), limits(), st.floats(0.1, 10))
def test_turned_signs_turn_the_verdict_and_units_change_nothing(
    forecast: Limits, measured: Limits, unit: float
) -> None:
    found = score_forecast(forecast, measured)
    other = score_forecast(turned(forecast), turned(measured))
    assert other.verdict == TURNED[found.verdict]
    assert (other.low, other.high) == pytest.approx((-found.high, -found.low))
    scaled = score_forecast(*(Limits(*(unit * number for number in one)) for one in (forecast, measured)))
    assert scaled.p == pytest.approx(found.p, abs=1e-9)


@given(limits(), limits(), WIDTHS)
def test_a_wider_margin_never_puts_outside_what_was_inside(
    forecast: Limits, measured: Limits, more: float
) -> None:
    wider = Limits(measured.value, measured.low - more, measured.high + more)
    if score_forecast(forecast, measured).verdict == "inside":
        assert score_forecast(forecast, wider).verdict == "inside"


def test_a_measurement_can_tell_by_its_margin_and_not_by_what_it_found() -> None:
    forecast = Limits(4.0, 1.0, 7.0)
    assert score_forecast(forecast, Limits(0.0, -4.0, 4.0)).could_tell
    assert score_forecast(forecast, Limits(20.0, 16.0, 24.0)).could_tell
    assert not score_forecast(forecast, Limits(4.0, -0.1, 7.0)).could_tell
    assert not score_forecast(forecast, Limits(4.0, 1.0, 8.1)).could_tell
    assert score_forecast(Limits(-4.0, -7.0, -1.0), Limits(0.0, -4.0, 4.0)).could_tell


def test_numbers_without_error_are_equal_or_not() -> None:
    exact = Limits(3.0, 3.0, 3.0)
    assert score_forecast(exact, exact).p == 1
    assert score_forecast(exact, Limits(3.5, 3.5, 3.5)).verdict == "above"
    assert score_forecast(exact, Limits(3.5, 3.5, 3.5)).p == 0


@pytest.mark.parametrize(
    "wrong", [Limits(math.nan, 0, 1), Limits(1, -math.inf, 2), Limits(5, 0, 4), Limits(-1, 0, 4)]
)
def test_what_is_no_number_with_limits_is_refused(wrong: Limits) -> None:
    right = Limits(1.0, 0.0, 2.0)
    for pair in ((wrong, right), (right, wrong)):
        with pytest.raises(StatisticsError, match=r"Leave it out|Give low"):
            score_forecast(*pair)
    with pytest.raises(StatisticsError, match=r"Leave it out|Give low"):
        joined([right, wrong], independent=True)
    with pytest.raises(StatisticsError, match="at least one"):
        joined([], independent=True)


@given(st.lists(limits(), min_size=1, max_size=5))
def test_joined_forecasts_lie_between_independent_and_tied(parts: list[Limits]) -> None:
    loose, tied = (joined(parts, independent=independent) for independent in (True, False))
    assert loose.value == tied.value == pytest.approx(sum(part.value for part in parts))
    assert tied.low <= loose.low + 1e-9
    assert loose.high <= tied.high + 1e-9
    if len(parts) == 1:
        assert tuple(loose) == pytest.approx(tuple(parts[0]))


def lopsided(draw: np.random.Generator, size: int) -> np.ndarray:
    """Lifts of a PERT distribution from 0 to 12 with its peak at 2."""
    return 12 * draw.beta(1 + 4 / 6, 5 - 4 / 6, size=size)


@pytest.mark.simulation
def test_a_right_forecast_is_inside_in_95_percent_whatever_the_two_errors() -> None:
    draw = np.random.default_rng(6)
    shape = lopsided(draw, 200_000)
    forecast = Limits(float(shape.mean()), *(float(q) for q in np.quantile(shape, [0.025, 0.975])))
    for se in (0.5, 2.0, 6.0):
        true = lopsided(draw, 1500)
        found = [
            score_forecast(forecast, Limits(m, m - 1.96 * se, m + 1.96 * se)).verdict == "inside"
            for m in (true + draw.normal(scale=se, size=true.size)).tolist()
        ]
        # Three standard errors of the simulation, and a lean of the distribution that squares only nearly undo.
        assert np.mean(found) == pytest.approx(0.95, abs=0.025)


def predictions(
    rounds: int, each: int, draw: np.random.Generator, tie: float, shift: float
) -> list[Prediction]:
    told = []
    for number in range(rounds):
        errors = math.sqrt(tie) * draw.normal() + math.sqrt(1 - tie) * draw.normal(size=each) + shift
        told += [Prediction(str(number), 4.0, e, e - 1.96, e + 1.96) for e in errors.tolist()]
    return told


def test_alone_in_their_plans_the_margin_is_that_of_statsmodels() -> None:
    told = [
        Prediction(str(n), 2.0, surprise, surprise - 1, surprise + 1)
        for n, surprise in enumerate([0, 3, 0.5])
    ]
    found = calibration(told)
    assert found is not None
    assert (found.n, found.rounds, found.inside) == (3, 3, 2)
    assert (found.share.low, found.share.high) == pytest.approx(proportion_confint(2, 3, method="wilson"))
    assert found.gained == pytest.approx(
        (1 + 3.5 / 6, 1 + (3.5 - math.sqrt(3)) / 6, 1 + (3.5 + math.sqrt(3)) / 6)
    )


def test_expectations_of_one_plan_weigh_less_than_as_many_plans() -> None:
    def told(names: str) -> list[Prediction]:
        return [Prediction(name, 2.0, 0.0, -1.0, 1.0) for name in names]

    tied, alone = calibration(told("aaaa")), calibration(told("abcd"))
    assert tied is not None
    assert alone is not None
    assert tied.n_effective == pytest.approx(4 / 2.5)
    assert alone.n_effective == 4
    assert tied.share.low < alone.share.low
    assert tied.gained is not None
    assert alone.gained is not None
    # Width of a sum of four: 4 with ties of ½ between each pair, √4 without.
    assert tied.gained.high - 1 == pytest.approx(math.sqrt(4 + 12 * 0.5) / 8)
    assert alone.gained.high - 1 == pytest.approx(2 / 8)


def test_nothing_to_count_is_none_and_nothing_expected_has_no_ratio() -> None:
    assert calibration([]) is None
    found = calibration([Prediction("a", 0.0, 1.0, -1.0, 3.0)])
    assert found is not None
    assert found.gained is None
    # Nor of the little that is left of rises and falls that were expected.
    mixed = [Prediction("a", 4.0, -1.0, -1.5, -0.5), Prediction("a", -3.8, 1.0, 0.5, 1.5)]
    both = calibration(mixed)
    assert both is not None
    assert both.gained is None


@pytest.mark.simulation
def test_counts_of_right_forecasts_hold_the_promise_and_of_wrong_ones_do_not() -> None:
    draw = np.random.default_rng(61)
    right = [calibration(predictions(4, 4, draw, 0.5, 0.0)) for _ in range(300)]
    promised = [one.share.low <= 0.95 <= one.share.high for one in right if one is not None]
    ones = [one.gained.low <= 1 <= one.gained.high for one in right if one is not None and one.gained]
    assert np.mean(promised) >= 0.93
    assert np.mean(ones) == pytest.approx(0.95, abs=0.04)
    wrong = [calibration(predictions(4, 4, draw, 0.5, -2.5)) for _ in range(100)]
    too_much = [one.gained.high < 1 for one in wrong if one is not None and one.gained]
    assert np.mean(too_much) > 0.9


def test_a_score_is_plain_numbers() -> None:
    found = score_forecast(Limits(4.0, 1.0, 7.0), Limits(9.0, 5.0, 13.0))
    assert all(isinstance(one, float | str | bool) for one in astuple(found))
