"""Lesson 9, the exam: a whole engagement for Drukkerij Inkt & Zoon, from a raw export to what may be claimed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.analysis import baseline
from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.measures.nps import net_promoter_score
from toolkit.training.case import Case
from toolkit.training.checks import Exercise, Misconception, letter, names, number
from toolkit.training.exports import COLUMNS
from toolkit.training.plans import Plan
from toolkit.training.printer import AGAIN, RECOMMEND, draw, nps_of
from toolkit.training.tools import raw_export


def reveal(case: Case) -> Iterator[str]:
    """Say what was planted."""
    language, waves = Language(case.language, TRAINING), case.drawn.waves
    truth = waves["followup"].truth
    yield language.say("{count} customers stood in the first export twice.", count=language.number(AGAIN))
    yield language.say("Trust and satisfaction weigh the same for attitude; friendliness weighs nothing.")
    yield language.say(
        "Trust rose by {gain} points among all customers, and attitude with it by {attitude}.",
        gain=language.number(truth.change["trust"], 1),
        attitude=language.number(truth.change["attitude"], 1),
    )
    yield language.say("The visits did nothing: who stood low came back by themselves, visited or not.")


def columns(*items: str) -> list[str]:
    """Name the columns of these questions in the export."""
    return [COLUMNS[item] for item in items]


def raw_nps(case: Case, *, twice: bool, codes: float | None = None) -> float:
    """Count the NPS in the raw export: with who is in it twice or without, codes left out or taken for a mark."""
    rows = raw_export(case.job())
    rows = rows if twice else rows.drop_duplicates("customer")
    marks = rows[COLUMNS[RECOMMEND]].astype(float)
    return nps_of(marks.where(marks <= 10, codes).dropna())


def complete(case: Case) -> int:
    """Count the customers who answered every question."""
    items = case.job().survey.items
    return int(items.notna().all(axis=1).sum())


def promoters(case: Case) -> float:
    """Give the share of promoters, in percent."""
    return 100 * float((case.job().survey.items[RECOMMEND].dropna() >= 9).mean())


TRUST: Final = ("TRU_1", "TRU_2", "TRU_3", "TRU_4")

CUSTOMERS = Exercise(
    "a",
    number(0.4),
    right=lambda case: len(case.job().survey.items),
    another=lambda case: raw_export(case.job())["customer"].nunique(),
    wrong=(
        Misconception(
            N_("Those are the rows of the file. Is every row another customer?"),
            lambda case: len(raw_export(case.job())),
        ),
        Misconception(
            N_("You left out both answers of who answered twice. One of the two may stay."),
            lambda case: len(case.job().survey.items) - AGAIN,
        ),
        Misconception(
            N_("You kept only who answered every question. Who skips one has answered all the same."),
            complete,
        ),
    ),
    hints=(
        N_("Look at the column that tells who it is."),
        N_("What tells you that two rows are two customers? Of a column, .nunique() counts how many differ."),
    ),
    because=N_("A customer counts once, however often the form was filled in."),
)

MAPPED = Exercise(
    "b",
    names(),
    right=lambda _: columns(*TRUST),
    another=lambda _: ", ".join(columns(*reversed(TRUST))).lower(),
    wrong=(
        Misconception(
            N_("One is missing. A question can be about trust and be put the other way round."),
            lambda _: columns("TRU_1", "TRU_2", "TRU_4"),
        ),
        Misconception(
            N_("One too many: a question about the staff belongs to another theme."),
            lambda _: columns(*TRUST, "SRV_2"),
        ),
        Misconception(
            N_("One too many: choosing without looking elsewhere is loyalty itself, not what it comes from."),
            lambda _: columns(*TRUST, "ATT_4"),
        ),
    ),
    hints=(
        N_("Read all eighteen questions first, and only then choose."),
        N_(
            "Trust is about agreements, honesty, openness and being taken into account, whichever way it is asked."
        ),
    ),
    because=N_("A theme is what its questions ask, whichever way round they ask it."),
)

REVERSED = Exercise(
    "c",
    names(),
    right=lambda _: columns("TRU_3", "SWI_3"),
    another=lambda _: tuple(columns("SWI_3", "TRU_3")),
    wrong=(
        Misconception(
            N_("That one, yes. There is another theme with a question that runs against the others."),
            lambda _: columns("TRU_3"),
        ),
        Misconception(
            N_("That one, yes. Among the questions on trust there is one as well."),
            lambda _: columns("SWI_3"),
        ),
        Misconception(
            N_("One too many: trouble in switching is unpleasant, but high on it is high on being tied."),
            lambda _: columns("TRU_3", "SWI_3", "SWI_1"),
        ),
        Misconception(
            N_("One too many: a question with ‘without’ in it may well run with the others of its theme."),
            lambda _: columns("TRU_3", "SWI_3", "ATT_4"),
        ),
    ),
    hints=(
        N_("Ask of each question: does a 7 here mean more of its theme, or less?"),
        N_("Not whether it sounds unpleasant counts, but whether it runs against the others of its theme."),
    ),
    because=N_("Not turned, these two pull the reliability of their themes down, and make the scores wrong."),
)

SCORE = Exercise(
    "d",
    number(0.5),
    right=lambda case: baseline.headline(case.job()).recommendation,
    another=lambda case: f"{net_promoter_score(case.job().survey.items[RECOMMEND].dropna()).value:.1f}",
    wrong=(
        Misconception(
            N_("You counted the codes as marks: a 99 became a promoter."),
            lambda case: raw_nps(case, twice=False, codes=99),
        ),
        Misconception(
            N_("You left in who answered twice. The second time they were in a bad mood."),
            lambda case: raw_nps(case, twice=True),
        ),
        Misconception(
            N_("You counted who gave no mark as a detractor. No answer is no 0."),
            lambda case: raw_nps(case, twice=False, codes=0),
        ),
        Misconception(
            N_("That is the share of promoters. A part of the score is missing."),
            promoters,
        ),
    ),
    hints=(
        N_("Who counts, and which numbers in that column are marks?"),
        N_("The chapter with key figures gives it, with its margin."),
    ),
    because=N_("Of every customer once, and of marks alone. And never without its margin."),
)

LEADERS = Exercise(
    "e",
    names(),
    right=lambda _: ["satisfaction", "trust"],
    another=lambda case: [case.job().label("trust"), case.job().label("satisfaction")],
    wrong=(
        Misconception(
            N_("Look again at the margins: is it shown that this one comes before every other?"),
            lambda _: ["trust"],
        ),
        Misconception(
            N_("Its share may be largest in your answers. Would it be so among other customers?"),
            lambda _: ["satisfaction"],
        ),
        Misconception(
            N_("You named all. Of one the answers show that others come before it."),
            lambda _: ["satisfaction", "trust", "friendliness"],
        ),
    ),
    hints=(
        N_("The chapter says which themes lead, and whether that is decided."),
        N_("Name each theme that may come first, and none that may not."),
    ),
    because=N_("So does the house: where more than one may come first, it names them all."),
)

FORECAST = Exercise(
    "f",
    letter,
    right="b",
    another="B",
    wrong=(
        Misconception(N_("You promise what is expected. With which words does the chapter begin?"), "a"),
        Misconception(
            N_(
                "That is too strict. An expectation with its condition and its margin may be told: it can be tested."
            ),
            "c",
        ),
        Misconception(
            N_(
                "A low score is no reason to begin there. What counts is what an action may bring, and what it costs."
            ),
            "d",
        ),
    ),
    hints=(
        N_("Read the sentences of the chapter, from the first word on."),
        N_("Which statement could be proved wrong at the follow-up, and says when it holds?"),
    ),
    because=N_("A condition, a number and a margin. So the follow-up can score it."),
)

BETTER = Exercise(
    "g",
    names(),
    right=lambda _: ["trust"],
    another=lambda case: case.job().label("trust"),
    wrong=(
        Misconception(
            N_("Not all that rose is shown to rise. Look which margins hold zero."),
            lambda _: ["trust", "attitude"],
        ),
        Misconception(
            N_("That is the theme the director hopes for. What do the margins show?"),
            lambda _: ["attitude"],
        ),
        Misconception(
            N_("You named every theme. Of which does the report say, in so many words, that it is better?"),
            lambda _: ["satisfaction", "trust", "friendliness", "attitude", "behaviour", "lock_in"],
        ),
    ),
    hints=(
        N_("The report gives each theme one of four verdicts."),
        N_("Only one of the four verdicts is asked for."),
    ),
    because=N_("What is shown, and no more than that."),
)

CAUSE = Exercise(
    "h",
    letter,
    right="c",
    another="c.",
    wrong=(
        Misconception(
            N_("Who was visited, and how did they stand before? Compare them with others who stood as low."),
            "a",
        ),
        Misconception(
            N_("Not shown to work is not shown not to work. See how wide the margin is."),
            "b",
        ),
        Misconception(
            N_("That it rose after the plan does not say that it rose by the plan."),
            "d",
        ),
    ),
    hints=(
        N_("Find out how the visited customers were picked."),
        N_(
            "Not what is left of their own change counts: everybody’s trust rose. Look at how they differ from equals."
        ),
    ),
    because=N_(
        "Who is picked for standing low, comes back without help as well. Drawing lots could have told."
    ),
)

PLAN = Plan(
    number=9,
    slug="9-exam",
    client="drukkerij-inkt-en-zoon",
    draw=draw,
    exercises=(CUSTOMERS, MAPPED, REVERSED, SCORE, LEADERS, FORECAST, BETTER, CAUSE),
    reveal=reveal,
)
