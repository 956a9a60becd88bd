"""Lesson 3: the net promoter score and its uncertainty. Hotel De Linde sees its score rise, and nothing has changed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import norm, ttest_ind

from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.measures.nps import net_promoter_score, nps_scores
from toolkit.measures.planning import Design, alike
from toolkit.simulate import Sample, Segment, simulate_wave, standard_world
from toolkit.training.case import Case, Drawn
from toolkit.training.checks import Exercise, Misconception, letter, number
from toolkit.training.dials import Dials
from toolkit.training.plans import Plan
from toolkit.training.samples import Samples
from toolkit.training.tools import chance_of_more, error_of_difference, spread_of_scores

GUESTS: Final = 200  # who answer, per wave
LEAST, MOST = 4.0, 8.0  # points by which the score seems to rise
LOWEST: Final = 10.0  # points: nearer to zero, wrong ways to count give the right score
RISE: Final = 5.0  # points: what the director calls a clear rise
STAYED: Final = 9000  # guests in half a year, as in the engagement of the lesson
TRIES: Final = 400
SURVEYS: Final = 200  # in the picture that moves
STAYS: Final = {"business": 0.46, "weekend": 0.44, "group": 0.10}

_STANDARD = standard_world(segments=(Segment("stay", shares=STAYS),))
# Guests are kinder than customers of a utility: a mean mark of 8.3 where they are asked to recommend.
WORLD = replace(
    _STANDARD,
    constructs=tuple(
        replace(one, items=(replace(one.items[0], mean=8.3), *one.items[1:]))
        if one.key == "attitude"
        else one
        for one in _STANDARD.constructs
    ),
)


def draw(seed: int) -> Drawn:
    """Draw guests in spring and other guests in autumn from one world, such that the score seems to rise by chance."""
    for attempt in range(TRIES):
        spring, autumn = (
            simulate_wave(WORLD, GUESTS, seed=seed * 10_000 + 10 * attempt + wave) for wave in range(2)
        )
        rise = _score(autumn) - _score(spring)
        if LEAST <= rise <= MOST and _score(spring) >= LOWEST and not _groups_differ(spring):
            break
    # Other people each time: no number of spring may come back in autumn.
    return Drawn({"spring": spring, "autumn": replace(autumn, key="2" + autumn.key)}, {})


def _score(sample: Sample) -> float:
    return net_promoter_score(sample.items["ATT_1"]).value


def _groups_differ(sample: Sample) -> bool:
    """Say whether chance makes one kind of stay stand out from all others."""
    scores = pd.Series(nps_scores(sample.items["ATT_1"]), index=sample.items.index)
    groups = [sample.segments["stay"] == stay for stay in STAYS]
    return any(ttest_ind(scores[one].dropna(), scores[~one].dropna()).pvalue < 0.05 for one in groups)


def marks(case: Case, wave: int = 0) -> pd.Series:
    """Give the recommendation marks of a wave, 0 to 10, of who gave one."""
    return case.job("followup").surveys[wave].items["ATT_1"].dropna()


def share(case: Case, least: int, most: int = 10) -> float:
    """Give the share of guests whose mark in spring lies between two marks, in percent."""
    return 100 * float(marks(case).between(least, most).mean())


def margin(case: Case) -> float:
    """Give half the width of the interval of the score in spring, in points."""
    found = net_promoter_score(marks(case))
    return (found.high - found.low) / 2


def redrawn(case: Case) -> float:
    """Give how often that happens when guests are drawn anew from the guests of spring, in percent."""
    scores = nps_scores(marks(case))
    drawn = np.random.default_rng(case.seed).choice(scores, (2, 4000, len(scores))).mean(axis=2)
    return 100 * float((abs(drawn[1] - drawn[0]) >= RISE).mean())


def needed(case: Case) -> float:
    """Give how many guests two waves need each to find a rise of five points with a power of 80%."""
    return alike(Design(len(marks(case)), sd=spread_of_scores(marks(case)), student=False), RISE)


def by_formula(case: Case) -> float:
    """Give the same by the formula of the textbook: 2 · (1.96 + 0.84)² · variance / difference²."""
    return 2 * (2.80 * spread_of_scores(marks(case)) / RISE) ** 2


def repeated(case: Case) -> Samples:
    """Draw the spring survey over and over, of guests who do not change."""
    drawn = simulate_wave(WORLD, SURVEYS * GUESTS, seed=case.seed)
    surveys = drawn.items["ATT_1"].to_numpy().reshape(SURVEYS, GUESTS)
    found = [net_promoter_score(survey) for survey in surveys]
    estimates, low, high = np.array([(one.value, one.low, one.high) for one in found]).T
    return Samples(estimates, low, high, float(drawn.truth.nps or 0.0))


def reveal(case: Case) -> Iterator[str]:
    """Say what was planted."""
    language, waves = Language(case.language, TRAINING), case.drawn.waves
    yield language.say(
        "Spring and autumn were drawn from the same guests: their true score is {score} both times.",
        score=language.signed(float(waves["spring"].truth.nps or 0.0)),
    )
    yield language.say(
        "The rise of {rise} points is chance, and so is every difference between kinds of stay.",
        rise=language.signed(_score(waves["autumn"]) - _score(waves["spring"])),
    )


SCORE = Exercise(
    "a",
    number(0.6),
    right=lambda case: net_promoter_score(marks(case)),
    another=lambda case: f"{share(case, 9) - share(case, 0, 6):.1f}".replace(".", ","),
    wrong=(
        Misconception(
            N_("That is the share of promoters alone. Guests who warn others count too: take them off."),
            lambda case: share(case, 9),
        ),
        Misconception(
            N_(
                "That is ten times the mean mark. The score counts people: who gives 9 or 10, and who 6 or less."
            ),
            lambda case: 10 * marks(case).mean(),
        ),
        Misconception(
            N_("You counted an 8 as a promoter. A promoter gives a 9 or a 10, however kind an 8 is meant."),
            lambda case: share(case, 8) - share(case, 0, 6),
        ),
        Misconception(
            N_("You counted a 6 as neutral. At school a 6 is a pass; here it is a detractor."),
            lambda case: share(case, 9) - share(case, 0, 5),
        ),
        Misconception(
            N_("You left the sevens and eights out of the total. They add nothing, yet they are guests too."),
            lambda case: 100 * (share(case, 9) - share(case, 0, 6)) / (share(case, 9) + share(case, 0, 6)),
        ),
    ),
    hints=(
        N_("Make three groups: 9 and 10, 7 and 8, 0 to 6. Two are in the score, all three in the total."),
        N_("net_promoter_score does it for you: what it gives has a value, a low and a high."),
    ),
    because=N_("The share of promoters less the share of detractors, of all guests who gave a mark."),
    otherwise=N_(
        "Not yet. Asked are percentages of all guests of spring who gave a mark: one less the other."
    ),
)

MARGIN = Exercise(
    "b",
    number(0.55),
    right=margin,
    another=lambda case: 1.96 * spread_of_scores(marks(case)) / math.sqrt(len(marks(case))),
    wrong=(
        Misconception(
            N_("That is one standard error. To hold the truth in 95 of 100 surveys it takes 1.96 of them."),
            lambda case: margin(case) / 1.96,
        ),
        Misconception(
            N_(
                "That is the whole width of the interval. The margin is what goes off on one side: half of it."
            ),
            lambda case: 2 * margin(case),
        ),
        Misconception(
            N_(
                "That is the margin of the share of promoters. A score is a difference of two shares: less sure."
            ),
            lambda case: 1.96 * math.sqrt(share(case, 9) * (100 - share(case, 9)) / len(marks(case))),
        ),
        Misconception(
            N_(
                "That is the margin of the mean mark. The score makes three groups of eleven marks, and pays for it."
            ),
            lambda case: 1.96 * marks(case).std() / math.sqrt(len(marks(case))),
        ),
    ),
    hints=(
        N_("net_promoter_score gives a low and a high. How far are they apart?"),
        N_("The margin is half that width: (high − low) / 2."),
    ),
    because=N_("Some ten points to either side, with two hundred guests. Remember that number."),
    otherwise=N_("Not yet. How far do low and high lie from the score? That is one number of points."),
)

MAY_SAY = Exercise(
    "c",
    letter,
    right="b",
    another=" B)",
    wrong=(
        Misconception(
            N_(
                "That the score of these guests rose is a fact. That guests became keener is not shown by it."
            ),
            "a",
        ),
        Misconception(
            N_(
                "That goes too far the other way: not shown is not the same as shown to be absent. See the interval."
            ),
            "c",
        ),
        Misconception(
            N_(
                "‘A trend’ is a rise said softly. The interval holds zero and falls as well: nothing to lean on."
            ),
            "d",
        ),
    ),
    hints=(
        N_("Look at the interval of the difference: does it hold zero? And what else does it hold?"),
        N_("Two things must be in your sentence: what is not shown, and what is not excluded."),
    ),
    because=N_("Not shown, and not excluded: with so few guests both a rise and a fall are possible."),
)

BY_CHANCE = Exercise(
    "d",
    number(7.0),
    right=lambda case: chance_of_more(RISE, marks(case), marks(case, 1)),
    another=redrawn,
    wrong=(
        Misconception(
            N_(
                "5% is how often a test cries wolf. No test is asked for: how often does the score move so far?"
            ),
            5.0,
        ),
        Misconception(
            N_(
                "That counts rises only. Had it fallen by five points, the director would have called you as well."
            ),
            lambda case: chance_of_more(RISE, marks(case), marks(case, 1)) / 2,
        ),
        Misconception(
            N_(
                "That takes the score of spring for the truth. Both surveys have their chance, and these add up."
            ),
            lambda case: 200 * norm.sf(RISE * math.sqrt(len(marks(case))) / spread_of_scores(marks(case))),
        ),
        Misconception(
            N_("Nothing changed among the guests, but other guests answered. That alone moves the score."),
            0.0,
        ),
    ),
    hints=(
        N_("Look at the picture again: how often do two samples next to each other differ by five points?"),
        N_("The standard error of the difference is the root of the sum of the two squared standard errors."),
    ),
    because=N_("About every other time: a rise of five points is what a quiet half year looks like."),
    otherwise=N_(
        "Not yet. Guess by the picture: of ten pairs of surveys, how many lie five points or more apart?"
    ),
)

NEEDED = Exercise(
    "e",
    number(0.0, share=0.1),
    right=needed,
    another=by_formula,
    wrong=(
        Misconception(
            N_(
                "That makes the margin of one score five points. A difference has the chance of two scores in it."
            ),
            lambda case: (1.96 * spread_of_scores(marks(case)) / RISE) ** 2,
        ),
        Misconception(
            N_(
                "That is half of it: you took the spring score for a known number, or left out the 80% to find it."
            ),
            lambda case: by_formula(case) / 2,
        ),
        Misconception(
            N_("That is both waves together. How many in each?"), lambda case: 2 * by_formula(case)
        ),
        Misconception(
            N_(
                "You reckoned with 9,000 guests in all. Sander's question is about next year's guests too: leave that "
                "out."
            ),
            lambda case: 1 / (1 / by_formula(case) + 1 / STAYED),
        ),
        Misconception(
            N_(
                "You made the margin shrink in proportion. It goes by the root: four times the guests halve it."
            ),
            lambda case: len(marks(case)) * 1.96 * error_of_difference(marks(case), marks(case, 1)) / RISE,
        ),
    ),
    hints=(
        N_("alike(Design(…), 5) asks for the spread of the scores (sd); spread_of_scores gives it."),
        N_("By hand: 2 · (1.96 + 0.84)² · sd² / 5². The 0.84 is for a power of 80%."),
    ),
    because=N_("Thousands of guests in each wave. A hotel of this size should not steer by five points."),
)

GROUPS = Exercise(
    "f",
    letter,
    right="c",
    another="C",
    wrong=(
        Misconception(
            N_(
                "Somebody is always first. The intervals overlap widely: other guests may turn the order round."
            ),
            "a",
        ),
        Misconception(
            N_("A smallest group at the top or bottom is what small groups do: they jump about most."),
            "b",
        ),
        Misconception(
            N_(
                "Leaving out a group because it is small hides guests. Show it with its margin, and claim nothing."
            ),
            "d",
        ),
    ),
    hints=(
        N_("How many guests are there in the smallest kind of stay, and how wide is its interval?"),
        N_("Which sentence would still be true if you asked other guests tomorrow?"),
    ),
    because=N_("The order of the groups is not shown. A ranking without margins would have claimed one."),
)

PLAN = Plan(
    number=3,
    slug="3-nps",
    client="hotel-de-linde",
    draw=draw,
    exercises=(SCORE, MARGIN, MAY_SAY, BY_CHANCE, NEEDED, GROUPS),
    reveal=reveal,
    repeated=repeated,
    dials=Dials(("sample", "response"), ("baseline", "followup"), {"sample": GUESTS}),
)
