"""The words used in a report, explained: those of what this engagement measures that a page of it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.language import N_
from toolkit.report.blocks import Block
from toolkit.report.sections.common import Nobody, heading, table

BASELINE = ("baseline",)
SCALES = ("baseline", "drivers")
LONGEST_WHOLE = 5  # signs: a longer word may end otherwise where it is used
EVERYWHERE = ("baseline", "drivers", "followup")


@dataclass(frozen=True)
class Word:
    """A word with its meaning, the reports that use it, and whether this engagement gives them cause to."""

    word: str
    meaning: str
    reports: tuple[str, ...] = EVERYWHERE
    used: Callable[[Job], bool] = lambda _: True


def _measured(*roles: str) -> Callable[[Job], bool]:
    return lambda job: all(job.constructs(role) for role in roles)


def _asked(*questions: str) -> Callable[[Job], bool]:
    return lambda job: all(getattr(job.engagement.questions, name) is not None for name in questions)


def _scales(job: Job) -> bool:
    """Tell whether a theme has several questions."""
    return any(len(job.items(name)) > 1 for name in job.themes)


WORDS = (
    Word(
        N_("alpha and omega"),
        N_(
            "How well the questions of one theme belong together, up to 1. Alpha counts each question alike, omega "
            "each for what it tells."
        ),
        SCALES,
        _scales,
    ),
    Word(
        N_("ambassador"),
        N_("A customer who scores high on attitude and has really recommended the organisation."),
        BASELINE,
        _asked("referrals"),
    ),
    Word(
        N_("attitude"),
        N_("What customers think and feel: whether they recommend, choose first, make an effort."),
    ),
    Word(
        N_("base of loyalty"),
        N_(
            "A reason to stay: advantage (calculative), liking it (affective), being tied (structural) or feeling that "
            "one ought to (moral)."
        ),
        BASELINE,
        _measured("basis"),
    ),
    Word(N_("behaviour"), N_("What customers do: how much they buy here and how much elsewhere.")),
    Word(
        N_("benchmark"),
        N_("A figure of others to compare with. It says little where country, mode or question differ."),
        BASELINE,
        lambda job: bool(job.engagement.benchmarks),
    ),
    Word(
        N_("captive customer"),
        N_("A customer who finds leaving hard and is not attached."),
        EVERYWHERE,
        _measured("lock_in"),
    ),
    Word(
        N_("convenience customer"),
        N_("A customer who keeps coming without being attached, and who could leave easily."),
        BASELINE,
        _measured("lock_in", "attitude", "behaviour"),
    ),
    Word(
        N_("driver"),
        N_("A theme that loyalty is thought to depend on, such as trust."),
        EVERYWHERE,
        _measured("driver"),
    ),
    Word(
        N_("lapsed customer"),
        N_(
            "A customer who has not ordered for so long that we count them as gone; the report says how long."
        ),
        BASELINE,
        lambda job: job.engagement.orders is not None,
    ),
    Word(
        N_("lock-in"),
        N_("What makes leaving hard: trouble, cost, a contract. It holds customers; it is not loyalty."),
        EVERYWHERE,
        _measured("lock_in"),
    ),
    Word(
        N_("margin"),
        N_("The interval that a number lies in when chance is allowed for; see “How to read a margin”."),
    ),
    Word(
        N_("NPS"),
        N_(
            "Net Promoter Score: the percentage of customers who give a 9 or 10 on the recommendation question, "
            "less the percentage who give a 6 or lower. It runs from −100 to 100."
        ),
        EVERYWHERE,
        _asked("recommendation"),
    ),
    Word(
        N_("odds"),
        N_("How many customers do something for each who does not: of three who do and one who does not, 3."),
        SCALES,
        lambda job: (
            (job.report == "drivers" or bool(job.engagement.open_answers)) and _asked("recommendation")(job)
        ),
    ),
    Word(
        N_("promoter, passive, detractor"),
        N_("A customer who gives a 9 or 10 on the recommendation question, a 7 or 8, and a 6 or lower."),
        SCALES,
        _asked("recommendation"),
    ),
    Word(
        N_("ratio (HTMT)"),
        N_("How far customers answer on two themes as if they were one: near 1 they do not tell them apart."),
        SCALES,
        _scales,
    ),
    Word(
        N_("score"),
        N_("The answers to the questions of one theme, brought to a scale from 0 to 100 and averaged."),
    ),
    Word(
        N_("value at stake"),
        N_(
            "What a group of customers brings in over some years. It is no forecast: nobody says that they leave."
        ),
        BASELINE,
        lambda job: job.engagement.value is not None,
    ),
)


def glossary(job: Job) -> tuple[Block, ...]:
    """Explain the words that this report uses; of one of which nothing has been shown yet, those it may use."""
    language = job.language
    known = [one for one in WORDS if job.report in one.reports and one.used(job)]
    rows = sorted(
        ({"word": language.say(one.word), "meaning": language.say(one.meaning)} for one in known),
        key=lambda row: row["word"].lower(),
    )
    if job.seen:
        rows = [row for row in rows if occurs(row["word"], job.seen)]
    columns = {
        "word": (language.say("Word"), "left", lambda row: str(row["word"])),
        "meaning": (language.say("Meaning"), "left", lambda row: str(row["meaning"])),
    }
    title, none = language.say("Words used in this report"), Nobody("the meaning of words")
    return (
        heading(job, N_("Words used"), 2, new_page=True),
        table(job, "glossary", title, pd.DataFrame(rows), columns, counts=none),
    )


def occurs(word: str, lines: Iterable[str]) -> bool:
    """Tell whether one of the lines holds a word, in whatever form: "captive customers" for "captive customer".

    A word of several parts ("promoter, passive, detractor") occurs where one of them does.
    """
    parts = [part.split() for part in re.split(r"[(),]", word.lower()) if part.strip()]
    found = [re.compile("".join(rf"(?=.*\b{re.escape(_stem(one))})" for one in part)) for part in parts]
    return any(one.match(line.lower()) for line in lines for one in found)


def _stem(word: str) -> str:
    """Leave out the end of a long word, where forms differ."""
    return word[:-2] if len(word) > LONGEST_WHOLE else word
