"""The XmR chart: its constants, by hand, and what it must never call a signal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.followup.course.xmr import Xmr, xmr
from toolkit.followup.thresholds import XMR_FIRM_FROM, XMR_LIMIT, XMR_RANGE


def _chart(values: list[float], margin: float = 1.0) -> Xmr:
    x = np.array(values)
    return xmr(x, x - margin, x + margin)


def test_the_chart_by_hand() -> None:
    chart = _chart([60, 62, 59, 61])
    # Steps of 2, 3 and 2: on average 7/3.
    assert chart.centre == 60.5
    assert chart.upper - chart.centre == pytest.approx(2.66 * 7 / 3)
    assert chart.range_limit == pytest.approx(3.267 * 7 / 3)
    assert chart.points["moving_range"].tolist()[1:] == [2, 3, 2]
    assert not chart.firm


def test_the_constants_are_three_standard_deviations_of_normal_noise() -> None:
    noise = np.random.default_rng(5).normal(size=400_000)
    mean_range = np.abs(np.diff(noise)).mean()
    spread = np.abs(noise[::2] - noise[1::2]).std()
    assert XMR_LIMIT * mean_range == pytest.approx(3, abs=0.02)
    assert XMR_RANGE * mean_range == pytest.approx(mean_range + 3 * spread, abs=0.03)
    assert pytest.approx(3 * np.sqrt(np.pi) / 2, abs=0.005) == XMR_LIMIT
    assert pytest.approx(1 + 3 * np.sqrt(np.pi / 2 - 1), abs=0.005) == XMR_RANGE


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=4))
def test_three_or_four_waves_never_leave_limits_that_they_made(values: list[float]) -> None:
    assert not _chart(values).points["outside"].any()


def test_a_wave_is_a_signal_only_with_its_whole_margin() -> None:
    values = [60.0] * 9 + [80.0]
    sharp, blunt = _chart(values, 1), _chart(values, 20)
    assert sharp.points["signal"].tolist() == [False] * 9 + [True]
    assert blunt.points["outside"].tolist() == [False] * 9 + [True]
    assert not blunt.points["signal"].any()
    assert sharp.points["jumped"].sum() == 1


def test_a_wave_without_a_margin_is_no_signal() -> None:
    values = np.array([60.0] * 9 + [80.0])
    chart = xmr(values, np.full(10, np.nan), np.full(10, np.nan))
    assert chart.points["outside"].any()
    assert not chart.points["signal"].any()


def test_limits_are_firm_from_the_threshold_on() -> None:
    assert not _chart([60.0, 61.0] * ((XMR_FIRM_FROM - 1) // 2)).firm
    assert _chart([60.0] * XMR_FIRM_FROM).firm


def test_refusals_say_what_to_mend() -> None:
    with pytest.raises(StatisticsError, match="at least 3 waves"):
        _chart([60, 61])
    with pytest.raises(StatisticsError, match="one of each per wave"):
        xmr([60, 61, 62], [59], [63])
    with pytest.raises(StatisticsError, match="Leave it out"):
        _chart([60, np.nan, 61])
