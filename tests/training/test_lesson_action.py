"""What lesson 6 tells its participants holds for each of them: what matters most is not what is to be done first."""

from __future__ import annotations

import pytest

from tests.training.courses import SEEDS, case_of
from toolkit.analysis.drivers import drivers_of, priorities
from toolkit.training.case import Case
from toolkit.training.invented.gym import DRIVERS, WAVE
from toolkit.training.lessons.action import (
    all_disappoint,
    expected,
    link,
    most_of,
    plan_of_client,
    score,
    sum_of_lows,
    total_low,
)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    return [case_of(6, seed, tmp_path_factory.mktemp("action")) for seed in SEEDS]


def test_coaching_matters_most_and_has_no_room(cases: list[Case]) -> None:
    for case in cases:
        assert drivers_of(case.job("drivers"), "attitude")[0].leaders == ("coaching",)
        assert max(DRIVERS, key=lambda driver: link(case, driver)) == "coaching"
        assert score(case, "coaching") > 80
        assert most_of(case, "space") > 1.5 * most_of(case, "coaching")
        effects = case.drawn.waves[WAVE].truth.attitude_effects
        assert effects["coaching"] > effects["space"]


def test_the_app_is_worst_and_its_link_is_not_shown(cases: list[Case]) -> None:
    for case in cases:
        assert min(DRIVERS, key=lambda driver: score(case, driver)) == "app"
        assert not plan_of_client(case).shown("app")
        assert all(plan_of_client(case).shown(driver) for driver in ("coaching", "space", "atmosphere"))
        assert case.drawn.waves[WAVE].truth.attitude_effects["app"] == pytest.approx(0)


def test_the_map_says_where_to_look_first_and_what_to_keep(cases: list[Case]) -> None:
    for case in cases:
        place = priorities(case.job("drivers"))[0]
        assert place.in_quadrant("first") == ("space",)
        assert place.in_quadrant("keep") == ("coaching",)


def test_the_plan_leaves_out_what_matters_most(cases: list[Case]) -> None:
    for case in cases:
        plan = plan_of_client(case)
        assert plan.choice is not None
        assert plan.choice.chosen.tolist() == [False, True, True, False]
        assert [(step.action, step.phase) for step in plan.steps[:2]] == [("2", "first"), ("3", "next")]
        assert plan.leading()[0] == 2
        assert plan.leading()[1] > 0.8
        assert plan.total(plan.outcome).mean > 1.4 * plan.alone(plan.outcome, 1).mean


def test_the_limits_of_a_plan_are_not_those_of_its_actions_added_up(cases: list[Case]) -> None:
    for case in cases:
        assert all_disappoint(case) < sum_of_lows(case) < total_low(case)
        assert total_low(case) < plan_of_client(case).total("attitude").mean
        assert expected(case) < plan_of_client(case).total("attitude").mean


def test_coaching_has_no_room_for_all_of_its_lift(cases: list[Case]) -> None:
    for case in cases:
        gains = plan_of_client(case).gains
        assert gains is not None
        assert gains.cut[0] > 0.2
        assert gains.cut[1] == 0
