"""Change on change: the reference panel, statsmodels, and what it finds on customers with a known truth."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.followup.linked_change import linked_changes

Reference = Callable[[str], dict[str, Any]]
Waves = tuple[pd.DataFrame, pd.DataFrame]


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-8, abs=1e-10)


def two_waves(n: int = 60, seed: int = 1) -> Waves:
    """Customers of whom some answer once, two drivers, one of which the outcome follows."""
    draw = np.random.default_rng(seed)
    first = pd.DataFrame(draw.normal(60, 10, (n, 3)), columns=["loyal", "trust", "image"])
    step = draw.normal(0, 8, (n, 2))
    second = first.copy()
    second[["trust", "image"]] += step
    second["loyal"] += 0.5 * step[:, 0] + draw.normal(2, 5 + np.abs(step[:, 0]) / 2, n)
    keys, weights = np.arange(n), draw.uniform(0.5, 2, n)
    before = first.assign(key=keys, weight=weights)
    after = second.assign(key=keys, weight=1.0).iloc[::-1].reset_index(drop=True)
    before.loc[3, "trust"] = after.loc[5, "loyal"] = np.nan
    return before.iloc[:-4], after.iloc[:-2]


def test_the_first_differences_of_the_reference_panel(shared: Path, reference: Reference) -> None:
    expected = reference("waves")["paired"]["first_difference"]
    wide = pd.read_csv(shared / "reference" / "data" / "panel_univbct_wide.csv").assign(
        key=lambda rows: np.arange(len(rows))
    )
    waves = [
        wide[["key", f"COMMIT{t}", f"JOBSAT{t}"]].set_axis(["key", "commit", "job"], axis=1) for t in (1, 2)
    ]
    found = linked_changes(waves[0], waves[1], "commit", ["job"], key="key")
    assert (found.n, found.df) == (expected["n"], expected["n"] - 2)
    assert found.table.at["job", "estimate"] == close(expected["coef"]["dJOBSAT"])
    assert found.intercept == close(expected["coef"]["intercept"])
    assert found.r2 == close(expected["r2"])
    # R's errors there are those of equal spread; statsmodels has them too, and HC3 on the same fit.
    change = (waves[1] - waves[0]).drop(columns="key").dropna()
    fit = sm.OLS(change["commit"], sm.add_constant(change["job"])).fit()
    assert fit.bse["job"] == close(expected["se"]["dJOBSAT"])
    robust = fit.get_robustcov_results("HC3", use_t=True)
    assert (found.intercept_error, found.table.at["job", "error"]) == (
        close(robust.bse[0]),
        close(robust.bse[1]),
    )
    assert found.table.at["job", "p"] == close(robust.pvalues[1])
    assert found.table.loc["job", ["low", "high"]].tolist() == close(robust.conf_int()[1])


@pytest.mark.parametrize("weights", [None, "weight"])
def test_against_statsmodels(weights: str | None) -> None:
    before, after = two_waves()
    found = linked_changes(before, after, "loyal", ["trust"], key="key", always=["image"], weights=weights)
    both = before.merge(after, on="key", suffixes=("", "_2")).dropna()
    change = pd.DataFrame({name: both[f"{name}_2"] - both[name] for name in ("loyal", "trust", "image")})
    w = np.ones(len(both)) if weights is None else both["weight"]
    fit = sm.WLS(change["loyal"], sm.add_constant(change[["trust", "image"]]), weights=w).fit()
    robust = fit.get_robustcov_results("HC3", use_t=True)
    assert list(found.table.index) == ["trust"]
    assert found.table.loc["trust", ["estimate", "error"]].tolist() == close(
        [robust.params[1], robust.bse[1]]
    )
    assert (found.n, found.r2) == (len(both), close(fit.rsquared))
    assert found.n_effective == close(w.sum() ** 2 / (w**2).sum())
    assert found.table.at["trust", "p_holm"] == found.table.at["trust", "p"]


@settings(max_examples=20)
@given(st.integers(0, 1000), st.floats(-30, 30))
def test_what_does_not_change_of_a_customer_drops_out(seed: int, kind: float) -> None:
    """Somebody who is kinder to all questions, both times, changes nothing."""
    before, after = two_waves(seed=seed)
    plain = linked_changes(before, after, "loyal", ["trust", "image"], key="key").table
    themes = ["loyal", "trust", "image"]
    for wave in (before, after):
        wave[themes] += kind * (wave[["key"]].to_numpy() % 5)
    again = linked_changes(before, after, "loyal", ["trust", "image"], key="key").table
    pd.testing.assert_frame_equal(plain, again, rtol=1e-6)


def test_order_of_rows_and_equal_weights_change_nothing() -> None:
    before, after = two_waves()
    plain = linked_changes(before, after, "loyal", ["trust", "image"], key="key")
    mixed = linked_changes(
        before.assign(weight=3.0).sample(frac=1, random_state=1).reset_index(drop=True),
        after,
        "loyal",
        ["trust", "image"],
        key="key",
        weights="weight",
    )
    pd.testing.assert_frame_equal(plain.table, mixed.table, rtol=1e-9)


DRAWS = 120


@pytest.mark.simulation
def test_coverage_and_false_claims() -> None:
    """Spread that grows with the driver's change, where errors of equal spread would be too sure."""
    found = [
        linked_changes(*two_waves(seed=seed), "loyal", ["trust", "image"], key="key").table
        for seed in range(DRAWS)
    ]
    slack = 3 * np.sqrt(0.05 * 0.95 / DRAWS)
    inside = [table.at["trust", "low"] <= 0.5 <= table.at["trust", "high"] for table in found]
    assert np.mean(inside) == pytest.approx(0.95, abs=slack)
    assert np.mean([table.at["image", "p"] < 0.05 for table in found]) <= 0.05 + slack


@pytest.mark.parametrize(
    ("change", "drivers", "wrong"),
    [
        ({}, [], "Name at least one"),
        ({}, ["trus"], "did you mean 'trust'"),
        ({"key": range(500, 556)}, ["trust"], "Nobody answered these questions in both waves"),
        ({"key": [None] * 56}, ["trust"], "Nobody answered"),
        ({"copy": lambda rows: rows["trust"]}, ["trust", "copy"], "follows exactly from the others"),
        ({"flat": 5.0}, ["flat"], "flat: changed by the same step for all"),
    ],
)
def test_what_cannot_be_fitted_is_refused(change: dict[str, Any], drivers: list[str], wrong: str) -> None:
    before, after = two_waves()
    after = after.assign(copy=after["trust"], flat=9.0)
    with pytest.raises(StatisticsError, match=wrong):
        linked_changes(
            before.assign(copy=before["trust"], flat=5.0).assign(**change), after, "loyal", drivers, key="key"
        )
