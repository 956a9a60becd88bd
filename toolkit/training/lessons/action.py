"""Lesson 6: from driver to action. Sportschool Baan Zes would spend its budget on what matters most, and has that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from toolkit.analysis.drivers import Actions, actions, priorities
from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.training.case import Case
from toolkit.training.checks import Answer, Exercise, Misconception, letter, names, number
from toolkit.training.invented.gym import WAVE, draw
from toolkit.training.plans import Plan

RACKS: Final = 2  # the action on room to train, by its number in the engagement
TEN: Final = 10  # the report tells links per ten points


def links(case: Case) -> pd.DataFrame:
    """Give the link (effect, points of attitude per point) and the score (0–100) of each driver.

    Raises ValueError where the report has none: the client is not as drawn.
    """
    found = priorities(case.job("drivers"))[0].found
    if found is None:
        raise ValueError("no link of a driver is known")
    return found.table[["effect", "score"]]


def link(case: Case, driver: str) -> float:
    """Give the link of a driver, in points of attitude per point."""
    return float(links(case)["effect"][driver])


def score(case: Case, driver: str) -> float:
    """Give the score of a driver, 0–100."""
    return float(links(case)["score"][driver])


def most_of(case: Case, driver: str) -> float:
    """Give what attitude would gain if a driver went to the end of its scale, in points."""
    return link(case, driver) * (100 - score(case, driver))


def with_most(case: Case) -> list[str]:
    """Give the driver that could bring most."""
    return [max(links(case).index, key=lambda driver: most_of(case, str(driver)))]


def plan_of_client(case: Case) -> Actions:
    """Give what the report makes of the actions. Raises ValueError where it makes nothing of them."""
    found = actions(case.job("drivers"))
    if found is None or found.gains is None:
        raise ValueError("nothing can be expected of the actions")
    return found


def expected(case: Case) -> float:
    """Give what the report expects of the racks, in points of attitude."""
    plan = plan_of_client(case)
    return plan.alone(plan.outcome, RACKS).mean


def by_hand(case: Case, lift: float = 0.0, reach: float = 0.0) -> float:
    """Give the same by hand: link × reach × lift, those of the action where they are 0."""
    action = case.job("drivers").engagement.actions[RACKS - 1]
    mean = (action.lift.low + 4 * action.lift.likely + action.lift.high) / 6
    return link(case, "space") * (reach or action.reach) * (lift or mean)


def of_the_theme(case: Case) -> float:
    """Give how many points the racks add to their own theme."""
    return by_hand(case) / link(case, "space")


def lift_of(which: str) -> Answer:
    """Give what comes of it where one of the three lifts is taken for the expected one."""
    return lambda case: by_hand(
        case, lift=float(getattr(case.job("drivers").engagement.actions[RACKS - 1].lift, which))
    )


def plain_mean(case: Case) -> float:
    """Give what comes of it where the three lifts weigh the same."""
    lift = case.job("drivers").engagement.actions[RACKS - 1].lift
    return by_hand(case, lift=(lift.low + lift.likely + lift.high) / 3)


def total_low(case: Case) -> float:
    """Give the lower limit of what the plan brings together, in points of attitude."""
    plan = plan_of_client(case)
    return plan.total(plan.outcome).low


def sum_of_lows(case: Case) -> float:
    """Give the sum of the lower limits of the actions in the plan."""
    plan = plan_of_client(case)
    if plan.choice is None:
        raise ValueError("nothing was chosen")
    chosen = [one for one, is_in in zip(plan.numbers, plan.choice.chosen, strict=True) if is_in]
    return sum(plan.alone(plan.outcome, one).low for one in chosen)


def all_disappoint(case: Case) -> float:
    """Give the gain of the plan where each lift in it disappoints."""
    plan = plan_of_client(case)
    if plan.gains is None or plan.choice is None:
        raise ValueError("nothing was chosen")
    chosen = [one for one, is_in in zip(plan.gains.actions, plan.choice.chosen, strict=True) if is_in]
    return sum(link(case, one.driver) * one.reach * one.lift[0] for one in chosen)


def reveal(case: Case) -> Iterator[str]:
    """Say what was planted."""
    language, truth = Language(case.language, TRAINING), case.drawn.waves[WAVE].truth
    yield language.say(
        "Coaching does most: one standard deviation more brings {coaching} standard deviation of attitude, against "
        "{space} for room to train. But its true score is {good} of 100, and that of room to train {poor}: there lies "
        "what can be gained.",
        coaching=language.number(truth.attitude_effects["coaching"], 2),
        space=language.number(truth.attitude_effects["space"], 2),
        good=language.number(truth.means["coaching"]),
        poor=language.number(truth.means["space"]),
    )
    yield language.say(
        "The app has the lowest true score, {score} of 100, and does nothing: its effect is 0.",
        score=language.number(truth.means["app"]),
    )
    yield language.say(
        "Here the links are causes, since these members were made so. In real life that takes a follow-up, and lots."
    )


MOST = Exercise(
    "a",
    number(0.0, share=0.06),
    right=lambda case: most_of(case, "coaching"),
    another=lambda case: (
        f"{round(TEN * link(case, 'coaching'), 1) / TEN * (100 - score(case, 'coaching')):.1f}"
    ),
    wrong=(
        Misconception(
            N_("You multiplied by the score. That part is there already: only what is left can be gained."),
            lambda case: link(case, "coaching") * score(case, "coaching"),
        ),
        Misconception(
            N_("You let coaching go from 0 to 100. It does not begin at 0: how far is it from the end?"),
            lambda case: link(case, "coaching") * 100,
        ),
        Misconception(
            N_("That is the room on coaching itself. How many points of attitude go with that?"),
            lambda case: 100 - score(case, "coaching"),
        ),
        Misconception(
            N_(
                "That is ten times too much: the link in the report is per ten points, in the table per point."
            ),
            lambda case: TEN * most_of(case, "coaching"),
        ),
    ),
    hints=(
        N_("The scale ends at 100. How many points are left for coaching?"),
        N_("Room × link: (100 − score) × effect."),
    ),
    because=N_("So much and no more, and only if everybody gives the highest mark. That is headroom."),
)

WHICH = Exercise(
    "b",
    names(),
    right=with_most,
    another=lambda case: case.job("drivers").label(with_most(case)[0]),
    wrong=(
        Misconception(
            N_(
                "Coaching has the strongest link, and hardly any room. Important is not the same as improvable."
            ),
            "coaching",
        ),
        Misconception(
            N_(
                "The app has the lowest score and the most room. But next to nothing goes with it: much room × next to "
                "nothing is little."
            ),
            "app",
        ),
        Misconception(
            N_("Atmosphere has some room and some link. Multiply the two, and look for a larger product."),
            "atmosphere",
        ),
        Misconception(
            N_("Cleanliness has room, and hardly any link. Multiply the two, and look for a larger product."),
            "cleanliness",
        ),
    ),
    hints=(
        N_("Work out room × link for each driver, as you did for coaching."),
        N_("Take the column score from 100 and multiply by the column effect: that does all five at once."),
    ),
    because=N_("Not the most important, nor the worst: the one with both a link and room."),
)

EXPECTED = Exercise(
    "c",
    number(0.0, share=0.04),
    right=expected,
    another=by_hand,
    wrong=(
        Misconception(
            N_("You forgot the reach: only members who come at peak hours notice anything of it."),
            lambda case: by_hand(case, reach=1.0),
        ),
        Misconception(
            N_("That is what room to train itself gains. How many points of attitude go with that?"),
            of_the_theme,
        ),
        Misconception(
            N_(
                "Somewhat too much. Did you take the likely lift, or round on the way? It can fall short further than "
                "it can go beyond: the mean lies lower."
            ),
            lift_of("likely"),
        ),
        Misconception(
            N_("You weighed the three alike. What is most likely counts four times, the two others once."),
            plain_mean,
        ),
        Misconception(
            N_("That is what comes of it if all goes well. What do you expect, with the bad cases in it?"),
            lift_of("high"),
        ),
        Misconception(
            N_("That is what comes of it if it disappoints. What do you expect, with the good cases in it?"),
            lift_of("low"),
        ),
    ),
    hints=(
        N_("Three things multiplied: the expected lift, the reach and the link."),
        N_("The expected lift is (low + 4 × likely + high) / 6."),
    ),
    because=N_(
        "Of thirteen points for the members whom it reaches, three or so are left: that is reach, and link."
    ),
)

CHOICE = Exercise(
    "d",
    letter,
    right="b",
    another="B)",
    wrong=(
        Misconception(
            N_(
                "The strongest link, for nearly all of the money. Add up what two other actions bring for the same."
            ),
            "a",
        ),
        Misconception(
            N_(
                "The link of the app is not shown. Of the host more is expected, for less money; see the table."
            ),
            "c",
        ),
        Misconception(
            N_("That costs more than twice what there is. To choose is to say what you will not do."),
            "d",
        ),
    ),
    hints=(
        N_("Which combinations cost no more than 50,000 euros?"),
        N_("Add up the expected points of each combination that fits."),
    ),
    because=N_("The same money, and far more expected of it. The most important driver comes later, or not."),
)

LEAST = Exercise(
    "e",
    number(0.12),
    right=total_low,
    another=lambda case: f"{total_low(case):.1f}".replace(".", ","),
    wrong=(
        Misconception(
            N_(
                "That is what is expected. About half of the time it will be less: where does the margin begin?"
            ),
            lambda case: plan_of_client(case).total(plan_of_client(case).outcome).mean,
        ),
        Misconception(
            N_(
                "You added up the lower limits. That both turn out so badly at once is rarer than one of them."
            ),
            sum_of_lows,
        ),
        Misconception(
            N_("You took every lift at its worst, all at once. That is gloomier than the margin asks for."),
            all_disappoint,
        ),
        Misconception(
            N_("That is the lower limit of the racks alone. What comes next in the plan counts as well."),
            lambda case: plan_of_client(case).alone(plan_of_client(case).outcome, RACKS).low,
        ),
        Misconception(
            N_("That is the upper end of the margin: what it brings if nearly all goes well."),
            lambda case: plan_of_client(case).total(plan_of_client(case).outcome).high,
        ),
    ),
    hints=(
        N_("Look at the last rows of the roadmap: what does the whole plan bring, and with which margin?"),
        N_("plan.total(plan.outcome) gives mean, low and high of the plan."),
    ),
    because=N_(
        "The margin of a sum is narrower than the sum of the margins: luck and ill luck even out, unless you judged "
        "all lifts too hopefully."
    ),
)

PROMISE = Exercise(
    "f",
    letter,
    right="a",
    another="A",
    wrong=(
        Misconception(
            N_("A number without a margin comes true hardly ever, and a link is no cause until it is shown."),
            "b",
        ),
        Misconception(
            N_("Who waits with the forecast can explain any outcome afterwards, and learns from none."),
            "c",
        ),
        Misconception(
            N_("Choosing the best end of the margin is selling. Next year you are held to it."),
            "d",
        ),
    ),
    hints=(
        N_("Which sentence can turn out untrue, and yet does not promise too much?"),
        N_("Three things belong in a forecast: a margin, a condition and a date."),
    ),
    because=N_("A margin, a condition, and a date before the measurement: now you can be right, or wrong."),
)

PLAN = Plan(
    number=6,
    slug="6-action",
    client="sportschool-baan-zes",
    draw=draw,
    exercises=(MOST, WHICH, EXPECTED, CHOICE, LEAST, PROMISE),
    reveal=reveal,
)
