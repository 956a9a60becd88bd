"""What lesson 7 tells its participants holds for each of them: calling seems to work, lots show what does."""

from __future__ import annotations

import numpy as np
import pytest

from tests.training.courses import SEEDS, case_of
from toolkit.analysis.followup import change, composition, frames, impact
from toolkit.training.case import Case
from toolkit.training.invented.car_hire import AUTUMN, FALL, GAIN, NEXT, SPRING, asked_of
from toolkit.training.lessons.worked import (
    as_reported,
    beyond_the_others,
    by_itself,
    calls,
    cells,
    changes_by_kind,
    first_round,
    part,
    rise_of_called,
    second_round,
    themes,
)
from toolkit.training.tools import by_group, tie_between_waves


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    return [case_of(7, seed, tmp_path_factory.mktemp("worked")) for seed in SEEDS]


def test_the_lowest_were_called_as_far_as_they_picked_up(cases: list[Case]) -> None:
    for case in cases:
        spring, autumn = (asked_of(case.drawn.waves[wave]).set_index("key") for wave in (SPRING, AUTUMN))
        told = case.drawn.waves[AUTUMN].segments["called"].to_numpy()
        called = autumn.index[told == "yes"]
        panel = spring.loc[spring.index.intersection(autumn.index), "trust"]
        assert panel[called].max() < panel.median()
        on_the_list = panel[panel <= panel[called].max()]
        assert 0.4 < len(called) / len(on_the_list) < 0.7


def test_calling_seems_to_work_and_does_not_among_equals(cases: list[Case]) -> None:
    for case in cases:
        found = calls(case)
        assert beyond_the_others(case) > rise_of_called(case) > 5
        assert cells(case)[1] < cells(case)[0]
        assert abs(rise_of_called(case) - as_reported(case)) < 10
        assert abs(by_itself(case) - as_reported(case)) < 1.5
        assert found.equals is not None
        row = found.equals.loc["trust"]
        assert row["low"] < 0 < row["high"]
        assert all(effect.verdict in ("not decided", "no relevant change") for effect in found.effects or ())


def test_like_customers_fell_while_the_mean_rose(cases: list[Case]) -> None:
    for case in cases:
        assert case.drawn.waves[AUTUMN].truth.change["satisfaction"] == pytest.approx(FALL, abs=0.01)
        assert part(case, "difference") > 0 > part(case, "within")
        assert (changes_by_kind(case) < 0).all()
        found = composition(first_round(case))
        assert found is not None
        assert found.table["verdict"]["satisfaction"] == "both"


def test_lots_show_what_the_deposit_does(cases: list[Case]) -> None:
    for case in cases:
        found = impact(second_round(case))
        assert found is not None
        of_trust = next(effect for effect in found.actions[1].effects or () if effect.measure == "trust")
        assert of_trust.verdict == "better"
        assert case.drawn.waves[NEXT].truth.effect["trust"] == pytest.approx(GAIN, abs=0.01)
        assert of_trust.low < GAIN + 5
        assert of_trust.high > GAIN - 5
        assert found.actions[0].why_not == "began_before"


def test_what_few_answered_is_never_shown_to_be_the_same(cases: list[Case]) -> None:
    for case in cases:
        assert themes(case, "not decided").count("breakdown") == 1
        assert {"satisfaction", "image"} <= set(themes(case, "no relevant change"))
        table = change(second_round(case)).table
        assert (table["p_holm"][themes(case, "no relevant change")] >= 0.05).all()


def test_the_tie_and_the_means_of_groups_are_those_of_the_answers(cases: list[Case]) -> None:
    job = first_round(cases[0])
    before, after = (frame.set_index("key")["trust"] for frame in (frames(job).before, frames(job).after))
    both = before.index.intersection(after.index)
    expected = np.corrcoef(before[both], after[both])[0, 1]
    assert tie_between_waves(job, "trust") == pytest.approx(expected)
    table = by_group(job, "satisfaction", "kind")
    spring = asked_of(cases[0].drawn.waves[SPRING])
    assert set(table.index) == {"private", "business"}
    assert list(table.columns) == ["spring", "n spring", "autumn", "n autumn"]
    private = spring.loc[spring["kind"] == "private", "satisfaction"]
    assert table.loc["private", "spring"] == round(private.mean(), 1)
    assert table.loc["private", "n spring"] == len(private)
