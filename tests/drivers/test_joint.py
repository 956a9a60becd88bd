"""The joint test of all drivers: by hand, against statsmodels, and its error rate on drivers that mean nothing."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from toolkit.drivers.importance import relative_importance
from toolkit.drivers.joint import joint_test

DRIVERS = ["a", "b", "c"]


def _frame(n: int, seed: int, effect: float) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(draw.normal(size=(n, 4)), columns=[*DRIVERS, "held"])
    return frame.assign(y=effect * frame["a"] + 0.5 * frame["held"] + draw.normal(size=n))


def test_by_hand() -> None:
    # R² = .36 with one driver and 27 respondents: F = .36 / (.64/25) = 14.06; adjusted 1 − .64·26/25 = .3344.
    x = np.r_[np.ones(13), -np.ones(13), 0]
    noise = np.tile([1.0, -1.0], 14)[:27]
    noise -= np.polyval(np.polyfit(x, noise, 1), x)
    y = 0.6 * x / x.std() + 0.8 * noise / noise.std()
    joint = joint_test(relative_importance(pd.DataFrame({"y": y, "x": x}), "y", ["x"], resamples=0))
    assert joint.f == pytest.approx(0.36 / (0.64 / 25))
    assert joint.explained == pytest.approx(1 - 0.64 * 26 / 25)


def test_as_statsmodels() -> None:
    frame = _frame(120, 1, 0.4)
    joint = joint_test(relative_importance(frame, "y", DRIVERS, always=["held"], resamples=0))
    full = sm.OLS(frame["y"], sm.add_constant(frame[[*DRIVERS, "held"]])).fit()
    alone = sm.OLS(frame["y"], sm.add_constant(frame[["held"]])).fit()
    f, p, df = full.compare_f_test(alone)
    assert [joint.f, joint.p, joint.df_drivers] == pytest.approx([f, p, df], abs=1e-8)
    assert joint.explained == pytest.approx(full.rsquared_adj - alone.rsquared_adj, abs=1e-10)


@pytest.mark.simulation
def test_drivers_that_mean_nothing_are_called_linked_in_five_percent() -> None:
    runs = 600
    frames = (_frame(40, seed, 0.0) for seed in range(runs))
    results = [joint_test(relative_importance(f, "y", DRIVERS, always=["held"], resamples=0)) for f in frames]
    rate = np.mean([joint.p < 0.05 for joint in results])
    assert abs(rate - 0.05) < 3 * np.sqrt(0.05 * 0.95 / runs)
    assert np.mean([joint.explained for joint in results]) < 0.03
