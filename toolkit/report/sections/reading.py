"""The page that tells how to read an interval, the word beside a finding, and the signs in tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.figures.reading import reading as drawn
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Prose
from toolkit.report.sections.common import HIDDEN, Nobody, heading, look, table
from toolkit.report.sections.telling import in_words

# Made-up numbers, each with its low and its high end: one, the same of four times as many customers, three groups.
EXAMPLES: Final = (
    (64.0, 52.0, 76.0),
    (64.0, 58.0, 70.0),
    (58.0, 54.0, 62.0),
    (70.0, 66.0, 74.0),
    (63.0, 59.0, 67.0),
)


def reading(job: Job) -> tuple[Block, ...]:
    """Explain what a margin is, with a picture, and what the words and signs of this report mean."""
    return (
        heading(job, N_("How to read a margin"), 2),
        Prose(_what_it_is(job)),
        _picture(job),
        Prose(_what_it_allows(job)),
        _signs(job),
    )


def _what_it_is(job: Job) -> tuple[str, ...]:
    language = job.language
    return (
        language.say(
            "Other customers would have given slightly other numbers; the margin shows how much. If we measured many "
            "times, the number for all customers would lie within the margin in {confidence} of them.",
            confidence=language.percent(job.engagement.analysis.confidence),
        ),
    )


def _what_it_allows(job: Job) -> tuple[str, ...]:
    language = job.language
    return (
        language.say(
            "A wide margin means few answers, or answers far apart. Two numbers whose margins overlap a little can "
            "still differ beyond chance, and among many numbers some margins lie apart by chance alone. That is why "
            "this report tests differences, and says what the tests allow."
        ),
        language.say(
            "The margins do not cover everything: who did not answer, and how a question was understood, "
            "can shift a number too."
        ),
    )


def _picture(job: Job) -> Figure:
    language = job.language
    margins = [language.interval(language.number(low), language.number(high)) for _, low, high in EXAMPLES]
    numbers = [language.number(estimate) for estimate, *_ in EXAMPLES]
    names = (
        language.say("An example"),
        language.say("Four times as many customers"),
        *(language.say("Group {letter}", letter=letter) for letter in "ABC"),
    )
    svg = drawn(
        EXAMPLES,
        names,
        [f"{number} ({margin})" for number, margin in zip(numbers, margins, strict=True)],
        look(job),
        parts=(language.say("low end"), language.say("number"), language.say("high end")),
        axis_label=language.say("score, 0 to 100"),
    )
    title = language.say("The longer the line, the less sure the number")
    told = language.say(
        "Five made-up scores from 0 to 100, each a dot on a line that is its margin. The example is {number} with "
        "a margin of {margin}. With four times as many customers the same number has a margin of {narrow}. Groups "
        "A ({a}) and B ({b}) have margins that lie apart; those of A and C ({c}) overlap.",
        number=numbers[0],
        margin=margins[0],
        narrow=margins[1],
        a=margins[2],
        b=margins[3],
        c=margins[4],
    )
    note = language.say(
        "Made-up numbers. Four times as many customers halve the margin. The margins of groups A and B lie apart: "
        "between two groups, chance alone hardly ever does that. Those of A and C overlap: only a test can tell."
    )
    return Figure("reading-a-margin", title, svg, in_words(title, told), note)


def _signs(job: Job) -> Block:
    """List the words beside findings and the signs in tables."""
    language = job.language
    columns = {
        "sign": (language.say("Word or sign"), "left", lambda row: str(row["sign"])),
        "meaning": (language.say("Meaning"), "left", lambda row: str(row["meaning"])),
    }
    rows = pd.DataFrame(list(_meanings(job)), columns=["sign", "meaning"])
    title = language.say("What the words beside findings and the signs in tables mean")
    return table(job, "signs", title, rows, columns, counts=Nobody("the meaning of words and signs"))


def _meanings(job: Job) -> Iterator[tuple[str, str]]:
    language = job.language
    yield language.say("Shown"), language.say("A test supports it.")
    yield (
        language.say("Not shown"),
        language.say("These answers cannot tell. That does not mean that there is nothing."),
    )
    yield (
        language.say("Too few answers to say"),
        language.say("So few customers answered that no test can say anything."),
    )
    yield (
        language.say("Fact"),
        language.say("A number as it was counted, measured or worked out. What it rests on stands with it."),
    )
    yield language.say("Note"), language.say("Something to bear in mind while reading.")
    yield (
        language.quoted(HIDDEN),
        language.say(
            "Hidden: it rests on fewer than {minimum} customers, or such a number would follow from it.",
            minimum=language.number(job.engagement.privacy.minimum_cell),
        ),
    )
    yield (
        language.quoted("–"),
        language.say("There is no number: it does not apply, or could not be computed."),
    )
    if job.report == "baseline" and job.engagement.segments:
        yield (
            language.say("A, B, C"),
            language.say(
                "Behind a number: higher than in the group with that letter, by more than chance explains."
            ),
        )
    yield language.quoted("n"), language.say("The number of customers behind a number.")
    yield (
        language.quoted("p"),
        language.say("How often chance alone would give a difference of at least this size."),
    )
