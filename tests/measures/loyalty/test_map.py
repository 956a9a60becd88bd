"""The map of attitude by behaviour: no field tells of fewer respondents than the minimum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.groups import GROUPS
from toolkit.measures.loyalty.map import SHADES, map_fields

seeds = st.integers(0, 10_000)


def _scores(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return tuple(np.clip(rng.normal(60, rng.uniform(1, 40), n), 0, 100) for _ in range(2))


@given(seeds, st.integers(1, 400), st.sampled_from([60.0, 37.5, 90.0]), st.booleans())
def test_each_field_is_large_enough_and_lies_in_one_group(seed, n, cut, weighted):
    attitude, behaviour = _scores(seed, n)
    w = np.random.default_rng(seed).choice([0.2, 1.0, 4.0], n) if weighted else np.ones(n)
    fields = map_fields(attitude, behaviour, minimum=10, cut=cut, weights=w)
    assert fields.columns.tolist() == ["left", "right", "bottom", "top", "group", "shade"]
    for one in fields.itertuples():
        across = (attitude >= one.left) & ((attitude < one.right) | (one.right == 100))
        inside = across & (behaviour >= one.bottom) & ((behaviour < one.top) | (one.top == 100))
        assert inside.sum() >= 10
        assert w[inside].sum() ** 2 / (w[inside] ** 2).sum() >= 10 - 1e-6
        felt, done = GROUPS[one.group]
        assert (one.left >= cut) == felt == (one.right > cut)
        assert (one.bottom >= cut) == done == (one.top > cut)
    assert fields["shade"].isin(range(1, SHADES + 1)).all()


def test_fields_are_as_fine_as_leaves_four_of_five_in_them():
    # Many customers: fields of ten points; few: the four groups themselves.
    wide = {n: map_fields(*_scores(3, n), minimum=10).eval("right - left").max() for n in (40, 20_000)}
    assert wide[20_000] == pytest.approx(10)
    assert wide[40] > 20


def test_the_fullest_field_is_darkest_and_shades_are_by_area():
    attitude, behaviour = (
        np.repeat([70.0, 20.0, 95.0], [100, 49, 26]),
        np.repeat([80.0, 20.0, 95.0], [100, 49, 26]),
    )
    fields = map_fields(attitude, behaviour, minimum=10)
    assert dict(zip(fields["left"], fields["shade"], strict=True)) == {20: 2, 70: 4, 90: 2}


def test_nobody_or_too_few_gives_no_field():
    assert map_fields([50, 60], [10, 90], minimum=10).empty
    with pytest.raises(StatisticsError, match="nobody has a score for both"):
        map_fields([np.nan], [1.0], minimum=1)
