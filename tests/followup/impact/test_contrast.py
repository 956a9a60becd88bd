"""Drivers that were aimed at beside the others."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.followup.impact.contrast import targeted_contrast

NAMES = ["trust", "price", "image", "staff"]


def drivers(seed: int, n: int, rise: dict[str, float], mood: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    person = rng.standard_normal((n, 1))
    frame = pd.DataFrame(60 + mood + 8 * person + 10 * rng.standard_normal((n, 4)), columns=NAMES)
    return frame + pd.Series(rise, dtype=float).reindex(NAMES, fill_value=0.0)


def test_of_other_customers_it_is_welch_s_test_on_the_contrast() -> None:
    before, after = drivers(1, 90, {}), drivers(2, 80, {"trust": 6})
    found = targeted_contrast(before, after, ["trust"], ["price", "image", "staff"])
    d = [wave["trust"] - wave[["price", "image", "staff"]].mean(axis=1) for wave in (before, after)]
    test = stats.ttest_ind(d[1], d[0], equal_var=False)
    assert found.contrast["p"] == pytest.approx(test.pvalue)
    assert found.contrast["difference"] == pytest.approx(d[1].mean() - d[0].mean())
    assert found.drivers.index.tolist() == NAMES
    assert (found.targeted, found.untargeted) == (("trust",), ("price", "image", "staff"))


def test_a_mood_that_moves_all_answers_drops_out() -> None:
    before, after = drivers(3, 400, {}), drivers(4, 400, {}, mood=7)
    found = targeted_contrast(before, after, ["trust"], ["price", "image"])
    assert (found.drivers["verdict"] == "better").all()
    assert found.contrast["verdict"] == "no relevant change"


def test_only_who_scored_all_of_them_counts_in_the_contrast() -> None:
    before, after = drivers(5, 60, {}), drivers(6, 60, {})
    after.loc[:19, "image"] = np.nan
    found = targeted_contrast(before, after, ["trust"], ["price", "image"])
    assert found.contrast["n_after"] == 40
    assert found.drivers["n_after"].tolist() == [60, 60, 40]


def test_weights_and_keys_go_on_to_the_comparison() -> None:
    before = drivers(7, 50, {}).assign(key=range(50), w=2.0)
    after = drivers(7, 50, {"trust": 5}).assign(key=range(50), w=2.0)
    found = targeted_contrast(before, after, ["trust"], ["price"], key="key", weights="w")
    assert found.contrast["design"] == "paired"
    assert found.contrast["difference"] == pytest.approx(5)


@pytest.mark.parametrize(("ours", "others"), [([], ["price"]), (["trust"], []), (["trust"], ["trust"])])
def test_both_kinds_are_needed(ours: list[str], others: list[str]) -> None:
    with pytest.raises(StatisticsError, match="at least one driver"):
        targeted_contrast(drivers(1, 20, {}), drivers(2, 20, {}), ours, others)
