"""Lesson 2: a good question. Museum De Waag asks its visitors, and the margins do not tell which questions are bad."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import pandas as pd

from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.measures.scales.reliability import cronbach_alpha
from toolkit.simulate import Construct, Item, World, simulate_wave
from toolkit.simulate.world import covariance, model_keys
from toolkit.training.case import Case, Drawn
from toolkit.training.checks import Exercise, Misconception, letter, number
from toolkit.training.dials import Dials
from toolkit.training.plans import Plan

VISITORS: Final = 300
TRIES: Final = 400
# What every participant sees: bad questions whose alpha is about .44, good ones of about .85.
BAD, GOOD, TURNED = (0.41, 0.47), (0.83, 0.88), (0.76, 0.86)
LEAST_GAP: Final = 0.08  # by which the correlation of the badly asked theme is smaller, as seen
MOST_GAP: Final = 0.12  # by which the two differ once the error is taken out: they are alike
LEAST_LOST: Final = 0.03  # of alpha, where the question put the other way is left out and not turned
OTHER_WAY: Final = "PRC_3"  # put the other way round, and not turned in engagement.toml
HIGHEST: Final = "PRC_4"  # the highest mark of its theme: a trap


def _asked(stem: str, means: tuple[float, ...], loadings: tuple[float, ...]) -> tuple[Item, ...]:
    """Make questions on a scale of 1 to 7, all with the same spread: only how well they measure differs."""
    ids = [f"{stem}_{place}" for place in range(1, len(means) + 1)]
    return tuple(
        Item(one, 1, 7, mean, 1.4, loading, reverse=one == OTHER_WAY)
        for one, mean, loading in zip(ids, means, loadings, strict=True)
    )


# The exhibitions and the welcome do exactly as much for loyalty; they are only not asked equally well.
WORLD = World(
    constructs=(
        Construct("exhibitions", "driver", _asked("EXH", (5.0, 4.7, 4.9, 4.5), (0.80, 0.82, 0.80, 0.78))),
        Construct("welcome", "driver", _asked("WEL", (4.9, 5.1, 4.6, 4.7), (0.52, 0.52, 0.42, 0.25))),
        Construct("price", "driver", _asked("PRC", (4.4, 4.3, 4.2, 4.9), (0.78, 0.76, 0.78, 0.74))),
        Construct("attitude", "attitude", _asked("LOY", (4.8, 4.5, 4.4), (0.84, 0.84, 0.82))),
        Construct("behaviour", "behaviour", (Item("BEH_1", 0, 10, 3.0, 2.2),)),
    ),
    correlations=((1.0, 0.25, 0.25), (0.25, 1.0, 0.25), (0.25, 0.25, 1.0)),
    attitude_effects={"exhibitions": 0.45, "welcome": 0.45, "price": 0.10},
    behaviour_effects={"attitude": 0.5},
)


def draw(seed: int) -> Drawn:
    """Draw visitors whose answers show what the world is made for, whatever chance adds."""
    for attempt in range(TRIES):
        sample = simulate_wave(WORLD, VISITORS, seed=seed * 10_000 + attempt)
        if _telling(sample.items):
            break
    return Drawn({"spring": sample}, {})


def _telling(items: pd.DataFrame) -> bool:
    """Say whether these answers tell a bad scale from a good one, and would mislead who does not look."""
    alphas = {stem: alpha(_of(items, stem)) for stem in ("EXH", "WEL", "LOY")}
    turned = alpha(turn(_of(items, "PRC"), OTHER_WAY))
    alphas_hold = all(
        low <= found <= high
        for found, (low, high) in ((alphas["WEL"], BAD), (alphas["EXH"], GOOD), (turned, TURNED))
    )
    if not alphas_hold or turned - alpha(_of(items, "PRC").drop(columns=OTHER_WAY)) < LEAST_LOST:
        return False
    seen = {stem: link(items, stem) for stem in ("EXH", "WEL")}
    true = {stem: found / math.sqrt(alphas[stem] * alphas["LOY"]) for stem, found in seen.items()}
    return seen["EXH"] - seen["WEL"] >= LEAST_GAP and abs(true["EXH"] - true["WEL"]) <= MOST_GAP


def _of(items: pd.DataFrame, stem: str) -> pd.DataFrame:
    return items[[item for item in items.columns if item.startswith(stem)]]


def alpha(items: pd.DataFrame) -> float:
    """Give Cronbach's alpha of questions as they stand."""
    return cronbach_alpha(items).value


def turn(items: pd.DataFrame, item: str) -> pd.DataFrame:
    """Turn one question on 1 to 7 round."""
    return items.assign(**{item: 8 - items[item]})


def link(items: pd.DataFrame, stem: str) -> float:
    """Give the correlation of a theme with loyalty, as seen."""
    return float(_of(items, stem).mean(axis=1).corr(_of(items, "LOY").mean(axis=1)))


def theme(case: Case, stem: str) -> pd.DataFrame:
    """Give the answers to the questions of a theme, (visitors, questions), as they were given."""
    return _of(case.job().survey.items, stem)


def by_variances(items: pd.DataFrame) -> float:
    """Give alpha as the textbook does: k/(k − 1) · (1 − sum of the variances / variance of the sum)."""
    count = items.shape[1]
    return float(count / (count - 1) * (1 - items.var().sum() / items.sum(axis=1).var()))


def mean_link(items: pd.DataFrame) -> float:
    """Give the mean correlation of two questions of a theme."""
    count = items.shape[1]
    return float((items.corr().to_numpy().sum() - count) / (count * (count - 1)))


def seen(case: Case) -> float:
    """Give the correlation of the welcome with loyalty, as seen."""
    return link(case.job().survey.items, "WEL")


def without_error(case: Case) -> float:
    """Give what that correlation would be, were both asked without error: Spearman's correction."""
    return seen(case) / math.sqrt(alpha(theme(case, "WEL")) * alpha(theme(case, "LOY")))


def from_the_page(case: Case) -> str:
    """Give the same from numbers with two decimals, as they stand on a page."""
    welcome, loyalty = (round(alpha(theme(case, stem)), 2) for stem in ("WEL", "LOY"))
    return f"{round(seen(case), 2) / math.sqrt(welcome * loyalty):.2f}"


def reveal(case: Case) -> Iterator[str]:
    """Say what was planted."""
    language = Language(case.language, TRAINING)
    names, matrix = model_keys(WORLD), covariance(WORLD)
    exhibitions, welcome = (
        float(matrix[names.index(key), names.index("attitude")]) for key in ("exhibitions", "welcome")
    )
    yield language.say(
        "Exhibitions and welcome do equally much: their true correlations with loyalty are {exhibitions} and "
        "{welcome}.",
        exhibitions=language.number(exhibitions, 2),
        welcome=language.number(welcome, 2),
    )
    yield language.say(
        "You saw {seen} for the welcome. What is missing was lost in the questions, not at the desk.",
        seen=language.number(seen(case), 2),
    )
    yield language.say(
        "The questions about the price are good ones: alpha {alpha} as soon as one of them is turned round.",
        alpha=language.number(alpha(turn(theme(case, "PRC"), OTHER_WAY)), 2),
    )


KEEP = Exercise(
    "a",
    letter,
    right="c",
    another="C.",
    wrong=(
        Misconception(
            N_(
                "Two questions in one. Who met a friendly guide who knew nothing cannot answer; what would a 4 mean?"
            ),
            "a",
        ),
        Misconception(
            N_("The question knows the answer already: ‘warm’ is an opinion, and not one of the visitor."),
            "b",
        ),
        Misconception(
            N_(
                "Three of the four answers praise, and who was dissatisfied finds no box: on such a scale all is well."
            ),
            "d",
        ),
        Misconception(
            N_(
                "‘Never’ and ‘not’ and then ‘disagree’: a reader easily ends up on the wrong side of the scale."
            ),
            "e",
        ),
    ),
    hints=(
        N_("Read each one aloud to your neighbour. Where does your neighbour ask: what do you mean?"),
        N_("One thing per question, no opinion in it, and a scale with as much room below as above."),
    ),
    because=N_("One thing, that happened, that everybody reads alike, and a way out for who asked nothing."),
)

ALPHA = Exercise(
    "b",
    number(0.015),
    right=lambda case: cronbach_alpha(theme(case, "WEL")),
    another=lambda case: f"{by_variances(theme(case, 'WEL')):.2f}".replace(".", ","),
    wrong=(
        Misconception(
            N_(
                "That is how two questions go together on average. Four of them together are less unsure than two."
            ),
            lambda case: mean_link(theme(case, "WEL")),
        ),
        Misconception(
            N_("That is the part of the differences that is noise. Alpha is what remains: take it from 1."),
            lambda case: 1 - alpha(theme(case, "WEL")),
        ),
        Misconception(
            N_("That is the root of alpha: how the score goes with what is meant. Alpha is its square."),
            lambda case: math.sqrt(alpha(theme(case, "WEL"))),
        ),
        Misconception(
            N_("That is alpha of the exhibitions. Which questions did you take?"),
            lambda case: alpha(theme(case, "EXH")),
        ),
    ),
    hints=(
        N_("cronbach_alpha(welcome) does it for you: what it gives has a value, a low and a high."),
        N_(
            "By hand: k/(k − 1) · (1 − sum of the variances of the questions / variance of their sum), k = 4."
        ),
    ),
    because=N_("Of the differences between visitors on this score, more than half is noise."),
    otherwise=N_("Not yet. Take all four questions of the welcome, and no others."),
)

NARROW = Exercise(
    "c",
    letter,
    right="d",
    another="d)",
    wrong=(
        Misconception(
            N_(
                "Its mean moves less, yet of each visitor it tells less: alpha is half that of the exhibitions."
            ),
            "a",
        ),
        Misconception(
            N_(
                "Look at a single question: there visitors differ as much as on any other. Only their means lie close."
            ),
            "b",
        ),
        Misconception(
            N_("Everybody answered all questions: the number of visitors is the same for each theme."),
            "c",
        ),
    ),
    hints=(
        N_(
            "What becomes of the mean of four marks that have nothing to do with each other? Does it jump more or less?"
        ),
        N_("A margin tells how far other visitors would have moved the mean. Does it know what was asked?"),
    ),
    because=N_(
        "Answers that do not belong together cancel out: all means creep to the middle. A margin does not see it."
    ),
)

TURN = Exercise(
    "d",
    number(0.012),
    right=lambda case: cronbach_alpha(turn(theme(case, "PRC"), OTHER_WAY)),
    another=lambda case: by_variances(
        theme(case, "PRC").assign(**{OTHER_WAY: -theme(case, "PRC")[OTHER_WAY]})
    ),
    wrong=(
        Misconception(
            N_("That is alpha of the answers as they were given. One question is still the wrong way round."),
            lambda case: alpha(theme(case, "PRC")),
        ),
        Misconception(
            N_(
                "You left that question out. It is a good question, only put the other way: turn it and keep it."
            ),
            lambda case: alpha(theme(case, "PRC").drop(columns=OTHER_WAY)),
        ),
        Misconception(
            N_(
                "You turned the question with the highest mark. That is no sign: which one runs against the rest?"
            ),
            lambda case: alpha(turn(theme(case, "PRC"), HIGHEST)),
        ),
    ),
    hints=(
        N_("Which question goes against the rest of its theme? Then read what it asks."),
        N_("On a scale of 1 to 7 a question is turned by 8 − answer: price.assign(PRC_1=8 - price.PRC_1)."),
    ),
    because=N_(
        "Nothing was wrong with the questions. One line was missing in engagement.toml, and the theme was lost."
    ),
    otherwise=N_(
        "Not yet. Turn only the question that runs against the rest of its theme, and keep all four."
    ),
)

CORRECTED = Exercise(
    "e",
    number(0.02),
    right=without_error,
    another=from_the_page,
    wrong=(
        Misconception(
            N_("That is the correlation as seen, noise and all. How much does that noise take away?"),
            seen,
        ),
        Misconception(
            N_(
                "You took the noise in loyalty into account, and left that in the welcome: there it is largest."
            ),
            lambda case: seen(case) / math.sqrt(alpha(theme(case, "LOY"))),
        ),
        Misconception(
            N_("You took the noise in the welcome into account. Loyalty was not asked without error either."),
            lambda case: seen(case) / math.sqrt(alpha(theme(case, "WEL"))),
        ),
        Misconception(
            N_("You divided by the alphas themselves. A correlation shrinks by their root."),
            lambda case: seen(case) / (alpha(theme(case, "WEL")) * alpha(theme(case, "LOY"))),
        ),
        Misconception(
            N_("You multiplied. Noise makes a correlation smaller, so without it there is more, not less."),
            lambda case: seen(case) * math.sqrt(alpha(theme(case, "WEL")) * alpha(theme(case, "LOY"))),
        ),
    ),
    hints=(
        N_("Seen = true · root of (alpha of the one · alpha of the other). What is true, then?"),
        N_(
            "The score of a theme is its mean: welcome.mean(axis=1). Its correlation: .corr(…) with that of loyalty."
        ),
    ),
    because=N_(
        "About as high as that of the exhibitions. That the welcome does less does not follow from these answers."
    ),
    otherwise=N_("Not yet. Divide what you saw by one root: that of both alphas multiplied."),
)

TELL = Exercise(
    "f",
    letter,
    right="b",
    another="B",
    wrong=(
        Misconception(
            N_(
                "A small correlation has two causes: little effect, or bad questions. Here you know of the second."
            ),
            "a",
        ),
        Misconception(
            N_(
                "A correction is an estimate on top of an estimate, with a wide margin. It repairs no question."
            ),
            "c",
        ),
        Misconception(
            N_(
                "Then nobody hears of it, while a job hangs on it. Print the score, and say why nothing rests on it."
            ),
            "d",
        ),
    ),
    hints=(
        N_("What does the report say of this theme? It prints the score, and what else?"),
        N_("Which sentence would you still dare to sign when the new questions are in?"),
    ),
    because=N_("‘It cannot be told’ is an answer too, provided you say what it takes to know."),
)

PLAN = Plan(
    number=2,
    slug="2-question",
    client="museum-de-waag",
    draw=draw,
    exercises=(KEEP, ALPHA, NARROW, TURN, CORRECTED, TELL),
    reveal=reveal,
    dials=Dials(("error",), ("reliability", "drivers")),
)
