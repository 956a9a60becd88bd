"""Lesson 4: attitude, behaviour and lock-in. Glasnet's customers stay, and not for love."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

import pandas as pd

from toolkit.analysis.baseline import Loyalty, loyalty
from toolkit.analysis.job import construct_scores
from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.measures.differences import mean_difference
from toolkit.simulate.baseline_truth import baseline_truth
from toolkit.training.answers import Plain
from toolkit.training.case import Case
from toolkit.training.checks import Exercise, Misconception, letter, number
from toolkit.training.dials import Dials
from toolkit.training.invented.internet import HIGH, THEMES, WAVE, WORLD, differences, draw, shares
from toolkit.training.plans import Plan

CALLERS: Final = {"anouk": "a", "bram": "b", "chantal": "c", "dirk": "d"}
_LETTER: Final = re.compile(r"\b[a-d]\b")


def in_order(_: Case, handed: Plain, answer: Plain) -> float:
    """Compare letters in their order, however they are written: "c, b, a, d", "(c) (b) (a) (d)", "cbad" or by name."""
    return 0.0 if _letters(handed) == answer else math.inf


def _letters(handed: Plain) -> list[str]:
    """Read the letters of customers, in their order; those of who is called by name too."""
    words = handed if isinstance(handed, list) else [handed]
    written = " ".join(word for word in words if isinstance(word, str)).casefold()
    for name, one in CALLERS.items():
        written = written.replace(name, f" {one} ")
    return list(written) if re.fullmatch("[a-d]{4}", written) else _LETTER.findall(written)


def scores_of(case: Case) -> pd.DataFrame:
    """Give the three scores of this participant's customers who have them all."""
    return construct_scores(case.job(), THEMES).dropna()


def share(case: Case, name: str) -> float:
    """Give one of the shares, of this participant's customers."""
    return shares(scores_of(case))[name]


def count(case: Case, name: str) -> float:
    """Give how many customers one of the shares of all is."""
    return float(round(share(case, name) / 100 * len(scores_of(case))))


def gap(case: Case, name: str) -> float:
    """Give one of the differences, or one of the means."""
    return differences(scores_of(case))[name]


def chapter(case: Case) -> Loyalty:
    """Give the chapter on attitude and behaviour as the report has it, worked out once."""
    job = case.job()
    return job.remembered(("lesson", "loyalty"), lambda: loyalty(job))


def by_groups(case: Case) -> float:
    """Give how many of who stays are attached, from the shares of the four groups in the report."""
    groups = chapter(case).groups[0].table["estimate"]
    return 100 * float(groups["true"] / (groups["true"] + groups["spurious"]))


def by_report(case: Case) -> object:
    """Give the share of captive customers as the report prints it, to one decimal."""
    held = chapter(case).held
    return f"{100 * held.captive.value:.1f}%" if held and held.captive else None


def by_test(case: Case) -> object:
    """Give the difference in behaviour as the report would test it."""
    scores = scores_of(case)
    held = scores["lock_in"] >= HIGH
    return mean_difference(scores["behaviour"][held], scores["behaviour"][~held])


def reveal(case: Case) -> Iterator[str]:
    """Say what was planted."""
    language, truth = Language(case.language, TRAINING), case.drawn.waves[WAVE].truth
    found = baseline_truth(WORLD)
    yield language.say(
        "Behaviour was made of two things: lock-in, with an effect of {lock_in}, and attitude, with {attitude}.",
        lock_in=language.number(truth.behaviour_effects["lock_in"], 2),
        attitude=language.number(truth.behaviour_effects["attitude"], 2),
    )
    yield language.say(
        "Lock-in has no effect on attitude whatever, and customers with everything in one package are no more attached "
        "than others: they only find it harder to leave."
    )
    yield language.say(
        "Of all customers {true} are loyal in both, {spurious} in behaviour only, and {captive} are captive.",
        true=language.percent(found.groups["true"]),
        spurious=language.percent(found.groups["spurious"]),
        captive=language.percent(found.captive or 0.0),
    )


KINDS = Exercise(
    "a",
    in_order,
    right=lambda _: ["c", "b", "a", "d"],
    another="C, B, A, D",
    wrong=(
        Misconception(
            N_(
                "You exchanged two. Bram has the bond and is elsewhere: latent. Anouk is there without it: spurious."
            ),
            lambda _: ["c", "a", "b", "d"],
        ),
        Misconception(
            N_(
                "Anouk has been there longest, and stays for her address. Without a bond that is not true loyalty."
            ),
            lambda _: ["a", "b", "c", "d"],
        ),
        Misconception(
            N_("Bram has the bond, but not the behaviour: he is with another. True loyalty takes both."),
            lambda _: ["b", "c", "a", "d"],
        ),
        Misconception(
            N_(
                "Anouk grumbles, and stays: she is loyal in behaviour. Dirk has neither the bond nor the behaviour."
            ),
            lambda _: ["c", "b", "d", "a"],
        ),
    ),
    hints=(
        N_("Ask two questions of each: would they choose Glasnet gladly, and are they with Glasnet?"),
        N_('Twice yes is true, only the first is latent, only the second is spurious. Write "x, x, x, x".'),
    ),
    because=N_("Two questions, four kinds of customers. Who looks at staying alone sees two of them."),
)

OF_STAYERS = Exercise(
    "b",
    number(0.6),
    right=lambda case: share(case, "attached of stays"),
    another=by_groups,
    wrong=(
        Misconception(
            N_("You turned it round: of who is attached, how many stay. Divide by the column of who stays."),
            lambda case: share(case, "stays of attached"),
        ),
        Misconception(
            N_("You divided by all customers. Ruben speaks of who stays: divide by these."),
            lambda case: share(case, "attached and stays"),
        ),
        Misconception(
            N_("That is who is attached among all customers. How is it among those who stay?"),
            lambda case: share(case, "attached"),
        ),
        Misconception(
            N_("That is who stays: Ruben’s own number. How many of these are attached?"),
            lambda case: share(case, "stays"),
        ),
        Misconception(
            N_("That is how many of those who stay are not attached. Asked are those who are."),
            lambda case: share(case, "unattached of stays"),
        ),
        Misconception(
            N_("That is a number of customers: a percentage is asked. What do you divide it by?"),
            lambda case: count(case, "attached and stays"),
        ),
    ),
    hints=(
        N_("Stay in the right column of the table: these are the customers who stay."),
        N_('In code: 100 * (scores["attitude"][scores["behaviour"] >= 60] >= 60).mean()'),
    ),
    because=N_(
        "Fewer than half of those who stay score high on attitude. Ruben’s number counts staying alone."
    ),
)

CAPTIVE = Exercise(
    "c",
    number(0.7),
    right=lambda case: share(case, "unattached and held"),
    another=by_report,
    wrong=(
        Misconception(
            N_(
                "That is who stays without being attached. Not all of these are held: some stay out of convenience."
            ),
            lambda case: share(case, "unattached and stays"),
        ),
        Misconception(
            N_("That is who finds it hard to leave. Some of them would stay anyway, for they are attached."),
            lambda case: share(case, "held"),
        ),
        Misconception(
            N_("You divided by who finds it hard to leave. Captive customers are told as a share of all."),
            lambda case: share(case, "unattached of held"),
        ),
        Misconception(
            N_(
                "You asked behaviour as well. Captive are all who are held without a bond, whatever they do now."
            ),
            lambda case: share(case, "unattached, stays and held"),
        ),
        Misconception(
            N_("Those find it hard to leave and are attached. Captive is who is held without a bond."),
            lambda case: share(case, "attached and held"),
        ),
        Misconception(
            N_("That is a number of customers: a percentage is asked. What do you divide it by?"),
            lambda case: count(case, "unattached and held"),
        ),
    ),
    hints=(
        N_("Captive: low on attitude, high on lock-in. Which of the four fields of the table is that?"),
        N_("Divide that field by the whole table, all four fields together."),
    ),
    because=N_("They are held, not bound. Keeping them is retention; the report does not call it loyalty."),
)

LIFTED = Exercise(
    "d",
    number(0.6),
    right=lambda case: gap(case, "behaviour"),
    another=by_test,
    wrong=(
        Misconception(
            N_("That is the difference in attitude. Take the column of behaviour."),
            lambda case: gap(case, "attitude"),
        ),
        Misconception(
            N_(
                "That is the difference in lock-in itself, by which you made the groups. Take the column of behaviour."
            ),
            lambda case: gap(case, "lock_in"),
        ),
        Misconception(
            N_(
                "That is the behaviour of who finds it hard to leave. How much higher is it than that of the others?"
            ),
            lambda case: gap(case, "of the held"),
        ),
        Misconception(
            N_("That is the behaviour of who can leave easily. How much higher is it among the others?"),
            lambda case: gap(case, "of the free"),
        ),
    ),
    hints=(
        N_("The column of behaviour has two numbers, one for each row. How far apart are they?"),
        N_("True is who finds it hard to leave. Take the number at False from the number at True."),
    ),
    because=N_("Who finds it hard to leave does more at Glasnet. Now look one column to the left."),
)

BUNDLE = Exercise(
    "e",
    letter,
    right="b",
    another="B",
    wrong=(
        Misconception(
            N_(
                "Behaviour is higher, and so is lock-in. Where leaving is hard, doing more is no proof of loyalty."
            ),
            "a",
        ),
        Misconception(
            N_(
                "A difference in attitude is not shown. That is not the same as shown to be none: see the margins."
            ),
            "c",
        ),
        Misconception(
            N_(
                "You saw who has which package, not what a package does. And the bond is not shown to be any stronger."
            ),
            "d",
        ),
    ),
    hints=(
        N_("Which rows of the table have a letter, and which have none?"),
        N_("Your sentence must say what differs, and of attitude no more than the report does."),
    ),
    because=N_("More behaviour and more lock-in, and no more bond shown: a package may tie without binding."),
)

ADVICE = Exercise(
    "f",
    letter,
    right="c",
    another="(c)",
    wrong=(
        Misconception(
            N_(
                "That keeps a fine number and hides what it is made of. That behaviour will stay high was not measured "
                "either."
            ),
            "a",
        ),
        Misconception(
            N_(
                "That higher switching costs make anybody feel less is not in these answers. Nor that they feel more."
            ),
            "b",
        ),
        Misconception(
            N_(
                "That an open door makes a bond was not measured. In these answers lock-in and attitude are not shown "
                "to go together."
            ),
            "d",
        ),
    ),
    hints=(
        N_("Cross out each piece of advice that promises something which you did not measure."),
        N_("What must Ruben see apart from now on, and what does he not know yet?"),
    ),
    because=N_("Call staying by its name, count who is captive apart, and look for what makes the bond."),
)

PLAN = Plan(
    number=4,
    slug="4-lock-in",
    client="glasnet",
    draw=draw,
    exercises=(KINDS, OF_STAYERS, CAPTIVE, LIFTED, BUNDLE, ADVICE),
    reveal=reveal,
    dials=Dials(("lock_in",), ("baseline", "loyalty")),
)
