"""Lesson 8: the report and the reviewer. Tuincentrum Het Blad got a report in which ten sentences say too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np
from scipy.stats import ttest_ind

from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.measures.nps import net_promoter_score
from toolkit.simulate import Item, Sample, Segment, simulate_wave, standard_world
from toolkit.training.case import Case, Drawn
from toolkit.training.checks import Exercise, Misconception, accusations, letter
from toolkit.training.flawed.facts import (
    MARK,
    RECOMMEND,
    Answers,
    Two,
    apart,
    marks_by_branch,
    slope,
    uneven,
)
from toolkit.training.flawed.pages import whys_of
from toolkit.training.flawed.sentences import SENTENCES
from toolkit.training.plans import Plan

CUSTOMERS: Final = 320  # who answer in spring
MATTERS: Final = 5.0  # points: the smallest change that matters
GAIN: Final = 2.2  # points by which satisfaction really rises
SEEMS: Final = 1.2  # points by which attitude must seem to rise, where who left is forgotten
CLEAR: Final = 0.3  # points by which a margin stays clear of what it is held against, whatever is rounded
SMALL: Final = 5  # and up to 9: customers in the group that may not be told
GARDEN: Final = 2.0  # points by which a garden must at least go with a higher attitude
INDICATIVE: Final = (12, 28)  # customers in the smallest branch
LINKED: Final = 0.06  # points of attitude that at least go with a point of friendliness
TRIES: Final = 2000
AGAIN: Final = 64  # times that others of one spring stay, before another spring is drawn
ANEW: Final = 16  # of these times on the same answers in autumn


def _asked(item: Item) -> Item:
    """Ask the recommendation of customers who are less keen, and leave more marks open."""
    if item.id == RECOMMEND:
        return replace(item, mean=6.9)
    return replace(item, no_answer=0.05) if item.id == MARK else item


_STANDARD = standard_world(
    segments=(
        Segment("branch", shares={"east": 0.48, "west": 0.46, "north": 0.06}),
        Segment("buys", shares={"shop": 0.80, "online": 0.177, "laid_out": 0.023}),
        Segment(
            "garden",
            shares={"yes": 0.6, "no": 0.4},
            shifts={"yes": {"trust": 0.6, "satisfaction": 0.5}},
        ),
    )
)
WORLD = replace(
    _STANDARD,
    constructs=tuple(replace(one, items=tuple(map(_asked, one.items))) for one in _STANDARD.constructs),
    stability=0.85,
)
LATER = replace(WORLD, improvement={"satisfaction": GAIN})


def draw(seed: int) -> Drawn:
    """Draw customers in spring and those of them who answer again, such that every fault is one and no other is."""
    for attempt in range(TRIES):
        number = seed * 10_000 + attempt
        if not attempt % AGAIN:
            spring = _tempting_spring(number)
        if not attempt % ANEW:
            everybody = simulate_wave(LATER, CUSTOMERS, seed=number, previous=spring, overlap=CUSTOMERS)
        autumn = _who_stay(spring, everybody, number)
        if _misleading(Two(Answers.of(spring), Answers.of(autumn))):
            break
    return Drawn({"spring": spring, "autumn": autumn}, {})


def _tempting_spring(seed: int) -> Sample:
    """Draw customers in spring of whom the report can tell too much."""
    for attempt in range(TRIES):
        spring = simulate_wave(WORLD, CUSTOMERS, seed=seed + 1_000_000_000 * attempt)
        if _tempting(Answers.of(spring)):
            break
    return spring


def _tempting(spring: Answers) -> bool:
    """Say whether spring has the groups that the report tells of, and branches that chance alone has put in order."""
    laid_out = int(spring.items[RECOMMEND][spring.segments["buys"] == "laid_out"].notna().sum())
    north = int(spring.items[MARK][spring.segments["branch"] == "north"].notna().sum())
    if not (SMALL <= laid_out <= 9 and INDICATIVE[0] <= north <= INDICATIVE[1] and uneven(spring)):
        return False
    marks = [one.dropna() for _, one in spring.items[MARK].groupby(spring.segments["branch"])]
    alike = all(ttest_ind(one, other).pvalue > 0.1 for one, other in combinations(marks, 2))
    if marks_by_branch(spring).round(1).nunique() == 1:  # no order to tell, as rounded
        return False
    online = int(((spring.segments["branch"] == "north") & (spring.segments["buys"] == "online")).sum())
    attitude = spring.score("ATT")
    linked = slope(attitude, spring.score("SRV").to_frame("SRV"), "SRV").low > LINKED
    garden = apart(attitude, (spring.segments["garden"] == "yes").to_numpy())
    below = net_promoter_score(spring.items[RECOMMEND].dropna()).value < -1
    return alike and below and linked and 1 < online < 10 and garden.low > GARDEN


def _who_stay(spring: Sample, everybody: Sample, seed: int) -> Sample:
    """Let customers of little attitude answer again less often."""
    standing = spring.latent["attitude"].set_axis(spring.key).reindex(everybody.key).to_numpy()
    chance = 1 / (1 + np.exp(-0.5 - 0.45 * standing))
    stays = np.random.default_rng([seed, 8]).random(len(standing)) < chance
    kept = {
        name: getattr(everybody, name)[stays].reset_index(drop=True)
        for name in ("items", "reasons", "segments", "key", "weights", "latent", "treated")
    }
    return replace(everybody, **kept)


def _misleading(two: Two) -> bool:
    """Say whether the changes between the waves are what the report makes too much of."""
    spring, autumn = two.spring, two.autumn
    seems = float(autumn.score("ATT").mean() - spring.score("ATT").mean())
    left = apart(spring.score("ATT"), two.stayed)
    if seems < SEEMS or left.low < CLEAR:
        return False
    satisfied = two.moved(spring.score("SAT"), autumn.score("SAT"))
    if satisfied.low < CLEAR or satisfied.high > MATTERS - CLEAR:
        return False
    if (
        two.moved(spring.score("ATT"), autumn.score("ATT")).low > -CLEAR
    ):  # then who stayed did become more loyal
        return False
    trust = two.moved(spring.score("TRU"), autumn.score("TRU"))
    recommended = two.recommended()
    if not (
        max(trust.high, -trust.low) < MATTERS - CLEAR
        and recommended.low < -1
        and recommended.high > 1
        and recommended.high - recommended.low > 2 * MATTERS + 2
    ):
        return False
    said = two.verdicts(MATTERS)
    return bool(said["ATT"] != "better" and (said[["SAT", "TRU"]] == "no relevant change").all())


def reveal(case: Case) -> Iterator[str]:
    """Say what was planted: the ten faults, and what is true of all customers."""
    language, truth = Language(case.language, TRAINING), case.drawn.waves["autumn"].truth
    yield from whys_of(case)
    yield language.say(
        "Among all customers satisfaction rose by {gain} points, and attitude with it by {attitude}.",
        gain=language.number(truth.change["satisfaction"], 1),
        attitude=language.number(truth.change["attitude"], 1),
    )
    yield language.say("Branches do not differ, and friendliness moves nobody of itself.")


def _page(key: str, page: int, hints: tuple[str, str], because: str, whole: str) -> Exercise:
    """Make the exercise on a page: its faulty sentences, each with its rule; `whole` is told where a rule is wrong."""
    here = [one for one in SENTENCES if one.page == page]
    faulty = [one for one in here if one.rule]
    numbers = [one.number for one in faulty]
    accused = [f"{one.number}{one.rule}" for one in faulty]
    sound = tuple(Misconception(one.why, str(one.number)) for one in here if not one.rule)
    mistaken = tuple(
        Misconception(says, f"{one.number}{rule}") for one in faulty for rule, says in one.mistaken.items()
    )
    return Exercise(
        key,
        accusations,
        right=lambda _: accused,
        another="; ".join(f"{one.number} ({one.rule.upper()})" for one in reversed(faulty)),
        wrong=(*sound, *mistaken, Misconception(whole, lambda _: numbers)),
        hints=hints,
        because=because,
        otherwise=N_(
            "Not yet. You accuse no sound sentence. But one is still to be found, breaks another rule, or stands on "
            "another page."
        ),
    )


FIRST = _page(
    "a",
    1,
    (
        N_(
            "Ask of every figure: whose is it, and of how many? Then of every comparison: are these the same people?"
        ),
        N_("There are two. One compares other people, one uses a margin for what it was not made for."),
    ),
    N_("Whose figure, and whose margin: the first two questions at every page."),
    N_("These are the two sentences of page 1. A rule is missing, or belongs to another sentence."),
)
SECOND = _page(
    "b",
    2,
    (
        N_("Take a pencil. What was asked, on which scale? And what does it add up to?"),
        N_("There are two. They stand near a sound sentence that does the same, and does it well."),
    ),
    N_("The scale, and the sum: two faults that anybody finds who works the numbers out again."),
    N_("These are the two sentences of page 2. A rule is missing, or belongs to another sentence."),
)
THIRD = _page(
    "c",
    3,
    (
        N_("Read each sentence, and then its margin. Does the sentence say more than the margin allows?"),
        N_("There are three. One has no margin, one has too few customers, one reads its margin wrongly."),
    ),
    N_("No order without margins, no group under ten, and not shown is not unchanged."),
    N_("These are the three sentences of page 3. A rule is missing, or belongs to another sentence."),
)
FOURTH = _page(
    "d",
    4,
    (
        N_("Which sentences would the director like best? Begin there, and ask what each of them rests on."),
        N_("There are three. One makes much of little, one makes a cause of a link, one knows the future."),
    ),
    N_("What matters, what causes, what comes: here the money is spent, so here the words must be right."),
    N_("These are the three sentences of page 4. A rule is missing, or belongs to another sentence."),
)

STOPPED = Exercise(
    "e",
    letter,
    right="b",
    another="B.",
    wrong=(
        Misconception(
            N_(
                "The toolkit does not write such sentences itself. What you write in your own words it cannot "
                "understand: it counts."
            ),
            "a",
        ),
        Misconception(
            N_(
                "It does not look for words such as ‘significant’: sound sentences hold them too. It counts customers."
            ),
            "c",
        ),
        Misconception(
            N_(
                "One of them it does stop: that about so few customers that they can be recognised. Run the next cell."
            ),
            "d",
        ),
    ),
    hints=(
        N_("A program can count customers. Can it tell whether a cause is claimed with good reason?"),
        N_("Run the cell under this exercise: it has the audit read the whole report."),
    ),
    because=N_("Only the small group. The nine others are stopped by nobody but you."),
)

VERIFIED = Exercise(
    "f",
    letter,
    right="c",
    another="(c)",
    wrong=(
        Misconception(
            N_(
                "A conclusion can be wrong and come out the same each time. Verifying makes again; it does not judge."
            ),
            "a",
        ),
        Misconception(
            N_(
                "Whom the sample stands for, no computer can tell: that is in the disclosure, for you to read."
            ),
            "b",
        ),
        Misconception(
            N_(
                "Own words are allowed, and stand in the record as settings do. Changed afterwards is another matter."
            ),
            "d",
        ),
    ),
    hints=(
        N_(
            "What does the toolkit do when it verifies? It makes the report again and lays the two side by side."
        ),
        N_("Which of these can be known by making a report again, and which takes a reader?"),
    ),
    because=N_(
        "It shows that nothing was changed. Whether it is true and well said, is for a reviewer: you."
    ),
)

PLAN = Plan(
    number=8,
    slug="8-review",
    client="tuincentrum-het-blad",
    draw=draw,
    exercises=(FIRST, SECOND, THIRD, FOURTH, STOPPED, VERIFIED),
    reveal=reveal,
)
