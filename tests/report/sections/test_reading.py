"""The page on how to read an interval, and its picture."""

import re
from dataclasses import replace

import pytest

from tests.simulate.jobs import job_of
from toolkit.analysis.job import Job
from toolkit.engagement import Engagement
from toolkit.figures.reading import reading as drawn
from toolkit.figures.style import Look
from toolkit.language import Language
from toolkit.report.blocks import Figure, Heading, Prose, Table
from toolkit.report.sections import appendix
from toolkit.report.sections.reading import EXAMPLES, reading
from toolkit.simulate import simulate_wave, standard_world


@pytest.fixture(scope="module")
def job() -> Job:
    world = standard_world()
    return job_of(world, simulate_wave(world, 60, seed=1))


def test_it_is_a_page_with_a_picture_between_two_texts(job: Job) -> None:
    heading, before, figure, after, signs = reading(job)
    assert isinstance(heading, Heading)
    assert heading.text == "How to read a margin"
    assert isinstance(before, Prose)
    assert "in 95% of them" in before.paragraphs[0]
    assert isinstance(after, Prose)
    assert isinstance(figure, Figure)
    assert "Made-up numbers." in figure.note
    assert isinstance(signs, Table)
    first, _, glossary, *_ = (one for one in appendix.appendix(job) if isinstance(one, Heading))
    assert (first.text, first.new_page) == ("Appendix", True)
    assert (glossary.text, glossary.new_page) == ("Words used", True)


def test_the_words_under_the_picture_are_true_of_its_numbers(job: Job) -> None:
    widths = [high - low for _, low, high in EXAMPLES]
    assert widths[0] == 2 * widths[1]  # four times as many customers
    a, b, c = ((low, high) for _, low, high in EXAMPLES[2:])
    assert a[1] < b[0]
    assert c[0] < a[1]
    assert all(estimate == (low + high) / 2 for estimate, low, high in EXAMPLES)
    figure = reading(job)[2]
    assert isinstance(figure, Figure)
    told = [int(number) for number in re.findall(r"\d+", figure.alt.partition("The example")[2])]
    assert told == [64, 52, 76, 58, 70, 54, 62, 66, 74, 59, 67]


def test_the_confidence_and_the_smallest_group_are_those_of_the_engagement(job: Job) -> None:
    raw = job.engagement.model_dump() | {"analysis": {"confidence": 0.9}, "privacy": {"minimum_cell": 15}}
    other = replace(job, engagement=Engagement.model_validate(raw))
    _, before, *_, signs = reading(other)
    assert isinstance(before, Prose)
    assert "in 90% of them" in before.paragraphs[0]
    assert isinstance(signs, Table)
    assert "fewer than 15 customers" in {row["sign"]: row["meaning"] for row in signs.rows}["“x”"]


def test_letters_are_explained_only_where_tables_have_them(job: Job) -> None:
    def told(one: Job) -> set[str]:
        signs = reading(one)[-1]
        assert isinstance(signs, Table)
        return {row["sign"] for row in signs.rows}

    assert "A, B, C" in told(job)
    assert "A, B, C" not in told(replace(job, report="drivers"))
    dutch = told(replace(job, language=Language("nl")))
    assert {"Aangetoond", "Niet aangetoond", "‘x’", "Let op"} <= dutch


def test_the_picture_names_the_ends_and_shows_every_number() -> None:
    values = [f"getal {place}" for place in range(5)]
    svg = drawn(
        EXAMPLES,
        list("VWABC"),
        values,
        Look.of("#ffd500"),
        parts=("laag", "getal", "hoog"),
        axis_label="score",
    )
    shown = re.findall(r">([^<>]+)</text>", svg)
    assert {"laag", "getal", "hoog", "score", *"VWABC", *values} <= set(shown)
    assert svg == drawn(
        EXAMPLES,
        list("VWABC"),
        values,
        Look.of("#ffd500"),
        parts=("laag", "getal", "hoog"),
        axis_label="score",
    )
