"""Raking: margins hold, other implementations agree, and what cannot be is refused in so many words."""

import doctest
import importlib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from toolkit.errors import IntakeError
from toolkit.intake.weighting.margins import as_shares
from toolkit.intake.weighting.raking import Raking, raked, weights_alone
from toolkit.intake.weighting.weights import effective_n, representativeness, weight_warnings

Margins = Mapping[str, Mapping[str, float]]


def by_definition(
    segments: pd.DataFrame, margins: Margins, base: np.ndarray | None = None, rounds: int = 20_000
) -> np.ndarray:
    """Iterative proportional fitting as Deming and Stephan wrote it: margin after margin until nothing moves."""
    weights = np.ones(len(segments)) if base is None else base / base.mean()
    for _ in range(rounds):
        before = weights.copy()
        for segment, margin in margins.items():
            whole = sum(margin.values())
            for code, share in margin.items():
                rows = (segments[segment] == code).to_numpy()
                weights[rows] *= share / whole * len(segments) / weights[rows].sum()
        if np.abs(weights - before).max() < 1e-14:
            break
    return weights / weights.mean()


def people(seed: int, n: int, *sizes: int, skew: float = 1.0) -> pd.DataFrame:
    """Respondents with a segment per size, unevenly spread over its codes."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            f"s{place}": pd.Categorical(
                rng.choice([str(code) for code in range(size)], n, p=rng.dirichlet(np.full(size, 5 / skew))),
                categories=[str(code) for code in range(size)],
            )
            for place, size in enumerate(sizes)
        },
        index=range(2, n + 2),
    )


def margins_of(segments: pd.DataFrame, seed: int) -> dict[str, dict[str, float]]:
    rng = np.random.default_rng(seed)
    return {
        segment: dict(
            zip(cells.cat.categories, rng.dirichlet(np.full(len(cells.cat.categories), 8)), strict=True)
        )
        for segment, cells in segments.items()
    }


def faults(segments: pd.DataFrame, margins: Margins, **more: Any) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        raked(segments, margins, **more)
    assert caught.value.headline.startswith("engagement.toml cannot be used: ")
    return [str(fault) for fault in caught.value.faults]


def two(*cells: tuple[str, str, int]) -> pd.DataFrame:
    """Respondents by channel and region."""
    rows = [(channel, region) for channel, region, number in cells for _ in range(number)]
    return pd.DataFrame(rows, columns=["channel", "region"]).astype("category")


EVEN = {"channel": {"shop": 50, "web": 50}, "region": {"east": 50, "west": 50}}


def test_a_worked_example_in_closed_form() -> None:
    # 30 10 / 20 40: raking keeps the odds ratio, 30·40 / (10·20) = 6. With margins of a half x²/(½−x)² = 6.
    segments = two(("shop", "east", 30), ("shop", "west", 10), ("web", "east", 20), ("web", "west", 40))
    made = raked(segments, EVEN)
    x = 0.5 * math.sqrt(6) / (1 + math.sqrt(6))
    shares = made.weights.groupby([segments["channel"], segments["region"]], observed=True).sum() / 100
    assert shares.to_numpy() == pytest.approx([x, 0.5 - x, 0.5 - x, x], abs=1e-12)
    assert made.weights.mean() == pytest.approx(1, abs=1e-12)
    w = np.array([x / 0.3, (0.5 - x) / 0.1, (0.5 - x) / 0.2, x / 0.4])
    assert made.effective_n == pytest.approx(
        100 / (0.3 * w[0] ** 2 + 0.1 * w[1] ** 2 + 0.2 * w[2] ** 2 + 0.4 * w[3] ** 2)
    )
    assert made.efficiency == pytest.approx(made.effective_n)
    assert made.design_effect == pytest.approx(100 / made.effective_n)
    assert (made.converged, made.trimmed, made.warnings) == (True, (0, 0), ())


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_the_definition(seed: int) -> None:
    segments = people(seed, 400, 3, 4, 2)
    margins = margins_of(segments, seed)
    assert raked(segments, margins).weights.to_numpy() == pytest.approx(
        by_definition(segments, margins), abs=1e-8
    )
    base = pd.Series(np.random.default_rng(seed).uniform(0.2, 4, 400), index=segments.index)
    expected = by_definition(segments, margins, base.to_numpy())
    found = raked(segments, margins, base=base).weights.to_numpy()
    assert found == pytest.approx(expected, abs=1e-8)
    assert (weights_alone(segments, margins, base) == found).all()


def test_it_agrees_with_the_public_door_of_weightipy() -> None:
    import weightipy

    segments = people(1, 500, 3, 4)
    margins = margins_of(segments, 1)
    theirs = weightipy.weight(segments, weightipy.scheme_from_dict(margins, name="w"))
    assert raked(segments, margins).weights.to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-8)


def test_margins_that_hang_together_hold_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Where weightipy by itself stops after a few rounds, ten points off."""
    rng = np.random.default_rng(1)
    region = rng.integers(0, 2, 2000)
    province = np.where(rng.random(2000) < 0.02, 1 - region, region)
    segments = pd.DataFrame({"region": region, "province": province}).astype(str).astype("category")
    margins = {"region": {"0": 40, "1": 60}, "province": {"0": 55, "1": 45}}
    made = raked(segments, margins)
    assert made.representativeness["after"].abs().max() < 1e-9
    assert made.weights.to_numpy() == pytest.approx(by_definition(segments, margins), abs=1e-8)
    assert capsys.readouterr().out == ""


@settings(max_examples=60)
@given(
    st.integers(0, 10_000),
    st.lists(st.integers(2, 5), min_size=1, max_size=4),
    st.sampled_from([1, 100, 5000]),
)
def test_margins_hold_whatever_they_are(seed: int, sizes: list[int], whole: int) -> None:
    segments = people(seed, 300, *sizes)
    assume(all((cells.value_counts() > 0).all() for _, cells in segments.items()))
    margins = margins_of(segments, seed)
    if whole == 5000:
        margins = {
            one: {code: math.ceil(5000 * share) for code, share in shares.items()}
            for one, shares in margins.items()
        }
    else:
        margins = {
            one: {code: whole * share for code, share in shares.items()} for one, shares in margins.items()
        }
    try:
        made = raked(segments, margins)
    except IntakeError as error:
        # 300 respondents in up to 625 cells: sometimes there are no such weights.
        told = str(error)
        made = None
    if made is None:
        assert "cannot hold together" in told
        return
    weights = made.weights
    assert weights.index.equals(segments.index)
    assert (weights > 0).all()
    assert weights.mean() == pytest.approx(1, abs=1e-12)
    for segment, margin in margins.items():
        got = weights.groupby(segments[segment], observed=False).sum() / weights.sum()
        want = pd.Series(margin) / sum(margin.values())
        assert got.to_numpy() == pytest.approx(want[got.index].to_numpy(), abs=2e-9)
    assert made.representativeness["after"].abs().max() <= 2e-7
    assert 0 < made.efficiency <= 100 + 1e-9


@given(st.integers(0, 2**32 - 1))
def test_the_order_of_respondents_does_not_matter(seed: int) -> None:
    segments = people(3, 120, 3, 2)
    order = np.random.default_rng(seed).permutation(120)
    margins = margins_of(segments, 3)
    straight, shuffled = raked(segments, margins).weights, raked(segments.iloc[order], margins).weights
    assert shuffled.to_numpy() == pytest.approx(straight.to_numpy()[order], abs=1e-10)


def test_shares_percentages_and_customers_are_the_same() -> None:
    segments = two(("shop", "east", 3), ("web", "east", 9), ("shop", "west", 5), ("web", "west", 4))
    made = [
        raked(segments, {"channel": {"shop": a, "web": b}}).weights
        for a, b in ((0.4, 0.6), (40, 60), (4000, 6000), (0.399, 0.599))
    ]
    for other in made[1:3]:
        assert other.to_numpy() == pytest.approx(made[0].to_numpy(), abs=1e-12)
    assert made[3].to_numpy() == pytest.approx(made[0].to_numpy(), abs=2e-3)


def test_margins_that_hold_already_change_nothing() -> None:
    segments = two(("shop", "east", 30), ("shop", "west", 20), ("web", "east", 20), ("web", "west", 30))
    made = raked(segments, EVEN)
    assert made.weights.to_numpy() == pytest.approx(np.ones(100), abs=1e-15)
    assert (made.efficiency, made.iterations) == (pytest.approx(100), 0)


def test_a_base_weight_of_nought_stays_nought() -> None:
    segments = two(("shop", "east", 3), ("web", "east", 3))
    base = pd.Series([0.0, 1, 1, 2, 2, 2])
    made = raked(segments, {"channel": {"shop": 50, "web": 50}}, base=base)
    assert made.weights.tolist() == pytest.approx([0, 1.25, 1.25, 5 / 6, 5 / 6, 5 / 6])
    assert made.representativeness["n"].tolist() == [2, 3]
    assert made.effective_n == pytest.approx(effective_n(made.weights.to_numpy()))


def test_who_has_no_code_keeps_his_share_and_the_margin_holds_among_the_others() -> None:
    segments = two(*[("shop", "east", 20), ("web", "east", 60), ("shop", "west", 10), ("web", "west", 10)])
    segments.loc[[0, 1, 2, 3, 99], "channel"] = np.nan
    made = raked(segments, EVEN)
    unknown = segments["channel"].isna()
    assert made.weights[unknown].sum() == pytest.approx(5)
    assert made.weights[segments["channel"] == "shop"].sum() == pytest.approx(47.5)
    assert made.weights[segments["region"] == "east"].sum() == pytest.approx(50)
    assert made.warnings[0] == (
        "5 respondents have no code of segment channel (5.0 %): they keep that share, "
        "and the margin holds among the others"
    )


class TestTrimming:
    segments = people(5, 400, 3, 4)

    def trimmed(self, lowest: float, highest: float) -> Raking:
        return raked(self.segments, margins_of(self.segments, 9), trim=(lowest, highest))

    def test_bounds_that_are_not_met_change_nothing(self) -> None:
        free = raked(self.segments, margins_of(self.segments, 9))
        bounds = free.weights.min() / 2, free.weights.max() * 2
        assert self.trimmed(*bounds).weights.to_numpy() == pytest.approx(free.weights.to_numpy(), abs=1e-12)

    def test_bounds_that_leave_room_hold_together_with_the_margins(self) -> None:
        free = raked(self.segments, margins_of(self.segments, 9))
        made = self.trimmed(free.weights.min() * 1.02, free.weights.max() * 0.97)
        assert made.converged
        assert made.representativeness["after"].abs().max() < 1e-4
        assert made.weights.max() <= free.weights.max() * 0.97 + 1e-12
        assert sum(made.trimmed) > 0
        assert not [told for told in made.warnings if "bound" in told]

    def test_bounds_that_leave_no_room_hold_and_the_difference_is_told(self) -> None:
        made = self.trimmed(0.9, 1.1)
        assert not made.converged
        assert made.remaining == pytest.approx(made.representativeness["after"].abs().max(), abs=1e-9)
        assert made.remaining > 1
        assert any(f"they differ by {made.remaining:.2f} points at most" in told for told in made.warnings)
        assert made.trimmed == (int((made.weights <= 0.9).sum()), int((made.weights >= 1.1).sum()))

    def test_a_difference_that_no_table_prints_is_no_difference(self) -> None:
        made = [self.trimmed(0.5, highest) for highest in (1.33, 1.34, 1.35, 1.36)]
        near = [one for one in made if 1e-4 < one.remaining < 0.05]
        assert near
        for one in near:
            assert one.converged
            assert not [told for told in one.warnings if "bound" in told]
        assert all(one.converged == (one.remaining <= 0.05) for one in made)

    @given(st.integers(0, 5000), st.floats(0.1, 0.95), st.floats(1.05, 6))
    @settings(max_examples=20)
    def test_bounds_and_mean_hold_always(self, seed: int, lowest: float, highest: float) -> None:
        segments = people(seed, 200, 3, 3)
        assume(all((cells.value_counts() > 0).all() for _, cells in segments.items()))
        base = pd.Series(np.random.default_rng(seed).choice([0.5, 1, 3], 200), index=segments.index)
        made = raked(segments, margins_of(segments, seed), trim=(lowest, highest), base=base)
        assert lowest - 1e-9 <= made.weights.min() <= made.weights.max() <= highest + 1e-9
        assert made.weights.mean() == pytest.approx(1, abs=1e-9)

    def test_it_is_nearer_to_the_margins_than_cutting_off_is(self) -> None:
        free = raked(self.segments, margins_of(self.segments, 9)).weights
        cut = free.clip(0.6, 1.5)
        targets = margins_of(self.segments, 9)
        off = representativeness(self.segments, targets, cut)["after"].abs().max()
        assert self.trimmed(0.6, 1.5).remaining < off


class TestRefusals:
    segments = two(("shop", "east", 3), ("web", "east", 3), ("web", "west", 4))

    def test_margins_that_do_not_add_up(self) -> None:
        (told,) = faults(self.segments, {"channel": {"shop": 60, "web": 60}})
        assert told == (
            "weighting.margins.channel: adds up to 120: neither 1, for shares, nor 100, for percentages. Correct the "
            "numbers; numbers of customers are whole and 1,000 or more together, fewer are written as shares."
        )

    @pytest.mark.parametrize(
        ("margin", "sure"),
        [
            ({"a": 0.5, "b": 0.5}, True),
            ({"a": 0.333, "b": 0.333, "c": 0.333}, True),
            ({"a": 33.3, "b": 33.3, "c": 33.3}, True),
            ({"a": 0.5, "b": 0.49}, False),
            ({"a": 50, "b": 49}, False),
            ({"a": 500, "b": 50}, False),
            ({"a": 501, "b": 499}, True),
            ({"a": 5000, "b": 0}, True),
            ({"a": 5000.5, "b": 10}, False),
            ({"a": 1.5, "b": -0.5}, False),
            ({"a": math.nan, "b": 1}, False),
            ({"a": math.inf, "b": 1}, False),
            ({"a": 0, "b": 0}, False),
            ({}, False),
        ],
    )
    def test_what_is_no_clear_margin_is_not_guessed_at(self, margin: dict[str, float], sure: bool) -> None:
        shares = as_shares(margin)
        assert (shares is not None) == sure
        if shares is not None:
            assert sum(shares.values()) == pytest.approx(1)

    def test_every_fault_of_the_codes_at_once(self) -> None:
        segments = self.segments.assign(
            region=pd.Categorical(self.segments["region"], categories=["east", "west", "south", "north"])
        )
        told = faults(
            segments,
            {"channel": {"shop": 1, "wed": 0}, "region": {"east": 60, "west": 0, "south": 40}},
        )
        assert told == [
            "weighting.margins.channel: code wed is none of the segment. Did you mean `web`? Codes: shop, web.",
            "weighting.margins.channel: says nothing of code web, which 7 respondents have. "
            "Give each code of the segment its share; 0 is one too.",
            "weighting.margins.region: code west has a share of 0, but 4 respondents have it. "
            "Correct the share, or leave these respondents out with `rows`.",
            "weighting.margins.region: code south, 40.0 % of the population, has no respondent. "
            "Merge it with another code in the file and in the margin, or leave this margin out.",
            "weighting.margins.region: says nothing of code north, which nobody has. "
            "Give each code of the segment its share; 0 is one too.",
        ]

    def test_a_code_that_nobody_has_may_have_a_share_of_nought(self) -> None:
        segments = self.segments.assign(
            region=pd.Categorical(self.segments["region"], categories=["east", "west", "south"])
        )
        made = raked(segments, {"region": {"east": 0.5, "west": 0.5, "south": 0}})
        assert made.representativeness["n"].tolist() == [6, 4, 0]
        assert made.representativeness["after"].abs().max() < 1e-9

    def test_segments_bounds_and_weights(self) -> None:
        base = pd.Series([1.0] * 9 + [-1.0])
        told = faults(
            self.segments, {"chanel": {"a": 1}, "region": {"east": -1, "west": 2}}, trim=(1.2, 3.0), base=base
        )
        assert told == [
            "weight: a respondent has no weight to start from, or one below 0. Give each row a weight of 0 or more.",
            "weighting.margins.chanel: is no segment of this wave. Did you mean `channel`? Segments: channel, region.",
            "weighting.margins.region: code east has no share of 0 or more. Correct the number.",
            "weighting.trim: is not a lowest weight below 1 and a highest above 1. "
            "Write [0.3, 3.0], for instance: the mean weight is 1.",
        ]

    def test_nothing_to_rake(self) -> None:
        assert faults(self.segments, {}) == [
            "weighting.margins: names no segment. Write a table [weighting.margins.…] per segment."
        ]
        assert "there is no respondent to weight" in faults(self.segments.iloc[:0], EVEN)[0]
        unknown = self.segments.assign(region=pd.Categorical([None] * 10, categories=["east"]))
        assert "no respondent has a code of this segment" in faults(unknown, {"region": {"east": 1}})[0]

    @pytest.mark.parametrize(
        "segments",
        [
            two(("shop", "east", 50), ("web", "west", 50)),
            two(("shop", "east", 50), ("shop", "west", 50), ("web", "west", 50)),
        ],
    )
    def test_margins_that_contradict_each_other(self, segments: pd.DataFrame) -> None:
        margins = {"channel": {"shop": 40, "web": 60}, "region": {"east": 55, "west": 45}}
        (told,) = faults(segments, margins, where="waves[2].margins")
        assert told.startswith(
            "waves[2].margins.channel: cannot hold together with the other margins: after "
        )
        assert "points off its" in told
        assert told.endswith("merge codes, or leave one of the margins out.")

    def test_margins_that_only_weights_of_nought_would_satisfy(self) -> None:
        segments = two(("shop", "east", 5), ("shop", "west", 5), ("web", "west", 5))
        assert "cannot hold together" in faults(segments, EVEN)[0]


def test_representativeness_in_points_before_and_after() -> None:
    segments = two(("shop", "east", 30), ("web", "east", 70))
    table = raked(segments, {"channel": {"shop": 50, "web": 50}}).representativeness
    assert table.columns.tolist() == [
        "segment", "code", "n", "sample_share", "weighted_share", "population_share", "before", "after",
    ]  # fmt: skip
    assert table["code"].tolist() == ["shop", "web"]
    assert table["before"].tolist() == pytest.approx([-20, 20])
    assert table["after"].tolist() == pytest.approx([0, 0], abs=1e-9)
    without = representativeness(segments, {"channel": {"shop": 0.5, "web": 0.5}})
    assert without["weighted_share"].isna().all()
    assert without["after"].isna().all()


class TestWarnings:
    def test_nothing_is_said_of_even_weights(self) -> None:
        assert weight_warnings(pd.Series(np.ones(500))) == ()
        assert weight_warnings(pd.Series(np.ones(5))) == ()
        assert weight_warnings(pd.Series([], dtype=float)) == ()

    def test_one_huge_weight_is_named_by_its_row(self) -> None:
        weights = pd.Series(np.ones(200), index=range(2, 202))
        weights[17] = 60.0
        told = weight_warnings(weights)
        assert (
            told[0] == "row 17: one respondent counts for up to 23% of all 200, over 5%: merge codes or trim"
        )
        assert told[1] == "the highest weight is 46.3 times the mean, over 5 times: merge codes or trim"
        assert told[2].startswith(
            "weighting has an efficiency of 9 %, under 50 %: 200 respondents tell as much as 18"
        )
        assert len(told) == 3

    def test_weights_of_nought_are_nobody(self) -> None:
        assert weight_warnings(pd.Series([0.0] * 900 + [1.0] * 100)) == ()


@pytest.mark.parametrize("name", ["raking", "margins", "weights"])
def test_examples_of_each_docstring(name: str) -> None:
    assert not doctest.testmod(importlib.import_module(f"toolkit.intake.weighting.{name}")).failed


def test_worked_examples_of_the_page() -> None:
    page = ROOT / "docs" / "methods" / "raking.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in page.read_text(encoding="utf-8")
