"""Lesson 1: satisfied is not loyal. Swimming pool De Golf pleases nearly everybody, and sees its visitors elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.analysis.baseline import Curve, curve
from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.measures.loyalty.bend import Bend
from toolkit.simulate.baseline_truth import baseline_truth, bend_of
from toolkit.training.case import Case
from toolkit.training.checks import Exercise, Misconception, letter, number
from toolkit.training.invented.pool import OFTEN, WORLD, draw, shares, slopes
from toolkit.training.plans import Plan
from toolkit.training.tools import crossed


def share(case: Case, name: str) -> float:
    """Give one of the shares, of this participant's visitors."""
    items = case.job().survey.items
    return shares(items["SAT_1"], items["BEH_1"])[name]


def chapter(case: Case) -> Curve:
    """Give the chapter on the curve as the report has it, worked out once."""
    job = case.job()
    found = job.remembered(("lesson", "curve"), lambda: curve(job))
    assert found is not None  # so drawn
    return found


def bent(case: Case) -> Bend:
    """Give the bend that the report finds."""
    found = chapter(case).bend
    assert found is not None  # so drawn
    return found


def slope(case: Case, name: str) -> float:
    """Give one of the slopes, or what is made of two of them."""
    return slopes(bent(case))[name]


def by_report(case: Case) -> object:
    """Give the share of who gives a 7 or 8 and comes often, as the report works it out."""
    satisfied = chapter(case).steps[1].satisfied
    return None if satisfied is None else f"{100 * satisfied.value:.1f}%"


def by_hand(case: Case) -> float:
    """Give the share of the sevens and eights among who comes often, by the counts of the table."""
    items = case.job().survey.items
    often = crossed(items["SAT_1"], (7, 9), items["BEH_1"], (OFTEN,)).iloc[:, 1]
    return 100 * float(often.iloc[1] / often.sum())


def reveal(case: Case) -> Iterator[str]:
    """Say what was planted."""
    language, truth = Language(case.language, TRAINING), baseline_truth(WORLD)
    mark, before, after = bend_of(truth.curve, truth.marks)
    yield language.say(
        "The bend is real: of all visitors each mark up to {mark} goes with {before} points of attitude, and each "
        "further mark with {after}.",
        mark=language.number(mark),
        before=language.number(before, 1),
        after=language.number(after, 1),
    )
    yield language.say(
        "In this invented world satisfaction does raise attitude, and attitude alone decides how often somebody swims "
        "here. One survey of a real pool cannot tell that from other accounts of the same curve."
    )


SATISFIED = Exercise(
    "a",
    number(0.6),
    right=lambda case: share(case, "7+"),
    another=lambda case: f"{share(case, '7-8') + share(case, '9+'):.1f}".replace(".", ","),
    wrong=(
        Misconception(
            N_("That is ten times the mean mark. A share counts people: how many give a 7 or higher?"),
            lambda case: share(case, "ten times the mean"),
        ),
        Misconception(
            N_("That is who gives an 8 or higher. The annual report counts a 7 as satisfied too."),
            lambda case: share(case, "8+"),
        ),
        Misconception(
            N_("That is who gives a 9 or 10. Keep that number: you will need it at the end."),
            lambda case: share(case, "9+"),
        ),
        Misconception(
            N_("You counted the sixes as satisfied. A 6 is a pass; the annual report begins at a 7."),
            lambda case: share(case, "6+"),
        ),
        Misconception(
            N_("That is the sevens and eights alone. Who gives a 9 or 10 is satisfied as well."),
            lambda case: share(case, "7-8"),
        ),
    ),
    hints=(
        N_("Add the numbers of visitors at 7, 8, 9 and 10, and divide by all visitors."),
        N_("In code: 100 * (mark >= 7).mean(), for the mean of yes and no is the share of yes."),
    ),
    because=N_("Nearly everybody is satisfied: that is what the annual report says, and it is true."),
    otherwise=N_("Not yet. Asked is a percentage: who gives a 7 or higher, out of all visitors."),
)

COMES_BACK = Exercise(
    "b",
    number(0.6),
    right=lambda case: share(case, "often of 7-8"),
    another=by_report,
    wrong=(
        Misconception(
            N_("That is who gives a 9 or 10. Asked is the row of the sevens and eights."),
            lambda case: share(case, "often of 9+"),
        ),
        Misconception(
            N_("That is everybody with a 7 or higher. The nines and tens lift it: leave them out."),
            lambda case: share(case, "often of 7+"),
        ),
        Misconception(
            N_("That is all visitors together. How is it among those who give a 7 or 8?"),
            lambda case: share(case, "often"),
        ),
        Misconception(
            N_(
                "You divided by the column: of who comes often, how many give a 7 or 8. Asked is the row: divide by "
                "the sevens and eights."
            ),
            lambda case: share(case, "7-8 of often"),
        ),
        Misconception(
            N_("You divided by all visitors. Divide by those who give a 7 or 8: it is about them."),
            lambda case: share(case, "often and 7-8"),
        ),
    ),
    hints=(
        N_("Stay in the middle row of the table: the right number, divided by both together."),
        N_("In code: 100 * (swims[mark.between(7, 8)] >= 6).mean()"),
    ),
    because=N_(
        "Fewer than half. They are satisfied, they say so themselves, and most swim elsewhere at least as often."
    ),
    otherwise=N_("Not yet. Asked is a percentage: of who gives a 7 or 8, who swims here six times or more?"),
)

BENT = Exercise(
    "c",
    number(0.4),
    right=lambda case: slope(case, "change"),
    another=lambda case: bent(case).change,
    wrong=(
        Misconception(
            N_("That is what a mark goes with above the bend. How much more is that than below it?"),
            lambda case: slope(case, "after"),
        ),
        Misconception(
            N_("That is what a mark goes with below the bend. How much more is it above?"),
            lambda case: slope(case, "before"),
        ),
        Misconception(
            N_("That is how many times as much. Asked is how many points more: take one from the other."),
            lambda case: slope(case, "ratio"),
        ),
        Misconception(
            N_("That is one straight line through all marks: it hides the bend that you are after."),
            lambda case: slope(case, "line"),
        ),
    ),
    hints=(
        N_("The sentence about the bend names two numbers of points: above the bend and below it."),
        N_("baseline.curve(job).bend holds both: after.value and before.value. Take one from the other."),
    ),
    because=N_("One mark up goes with far more attitude above the bend than below it."),
    otherwise=N_(
        "Not yet. Take two numbers of the same sentence: the step above the bend less the one below it."
    ),
)

MAY_SAY = Exercise(
    "d",
    letter,
    right="c",
    another="C.",
    wrong=(
        Misconception(
            N_(
                "You saw other people give a 9, not the same people before and after. What makes somebody give a 9 "
                "may make them loyal too."
            ),
            "a",
        ),
        Misconception(
            N_("Look again at your table: a good part of the sevens and eights does come back."),
            "b",
        ),
        Misconception(
            N_("That is not shown: read the margin of the line below the bend. ‘Little’ is not ‘nothing’."),
            "d",
        ),
    ),
    hints=(
        N_("Which sentence describes visitors, and which promise what happens if you do something?"),
        N_("Watch the words that leave no room: makes, not, nothing."),
    ),
    because=N_(
        "It says who goes together with what, and no more. Why somebody gives a 9 is for the driver analysis."
    ),
)

TURNED = Exercise(
    "e",
    number(0.6),
    right=lambda case: share(case, "7-8 of often"),
    another=by_hand,
    wrong=(
        Misconception(
            N_(
                "That is your answer to b: how many sevens and eights come often. Asked is how many of who comes "
                "often give a 7 or 8."
            ),
            lambda case: share(case, "often of 7-8"),
        ),
        Misconception(
            N_("That is the sevens and eights among all visitors. Look only at who comes often."),
            lambda case: share(case, "7-8"),
        ),
        Misconception(
            N_("That is the nines and tens among who comes often. Asked are the sevens and eights."),
            lambda case: share(case, "9+ of often"),
        ),
        Misconception(
            N_("You counted the nines and tens in. Without them: how many give a 7 or 8?"),
            lambda case: share(case, "7+ of often"),
        ),
        Misconception(
            N_("You divided by all visitors. Divide by those who come often: the right column together."),
            lambda case: share(case, "often and 7-8"),
        ),
    ),
    hints=(
        N_("Now stay in the right column of the table, from top to bottom."),
        N_("In code: 100 * mark[swims >= 6].between(7, 8).mean()"),
    ),
    because=N_(
        "More than half of the regulars give a 7 or 8, for they are so many. A 9 tells who is most often loyal, "
        "not who matters."
    ),
    otherwise=N_("Not yet. Asked is a percentage: of who swims here six times or more, who gives a 7 or 8?"),
)

REPORTED = Exercise(
    "f",
    letter,
    right="b",
    another="b)",
    wrong=(
        Misconception(
            N_(
                "A mean says nothing of who gives a 9. Two pools with the same mean may differ widely in that."
            ),
            "a",
        ),
        Misconception(
            N_("True, and beside the point: you have just seen how many satisfied visitors swim elsewhere."),
            "c",
        ),
        Misconception(
            N_(
                "A goal for the mark invites asking for nines. It is the visit that must change, not the form."
            ),
            "d",
        ),
    ),
    hints=(
        N_("Which line would have warned Marleen a year ago?"),
        N_("It must tell satisfied from very satisfied, show what visitors do, and have a margin."),
    ),
    because=N_(
        "Who is very satisfied, with a margin, and what both groups do: that is what Marleen can steer by."
    ),
)

PLAN = Plan(
    number=1,
    slug="1-satisfied",
    client="zwembad-de-golf",
    draw=draw,
    exercises=(SATISFIED, COMES_BACK, BENT, MAY_SAY, TURNED, REPORTED),
    reveal=reveal,
)
