"""The glossary explains the words of this report, and no others."""

from dataclasses import replace

import pytest

from tests.simulate.jobs import job_of
from toolkit.analysis.job import Job
from toolkit.report.blocks import Table
from toolkit.report.sections.glossary import glossary, occurs
from toolkit.simulate import complete_world, simulate_wave, standard_world


def _words(job: Job) -> set[str]:
    (table,) = [block for block in glossary(job) if isinstance(block, Table)]
    return {row["word"] for row in table.rows}


def test_what_is_not_measured_is_not_explained() -> None:
    world, rich = standard_world(), complete_world()
    plain = job_of(world, simulate_wave(world, 60, seed=1))
    complete = job_of(rich, simulate_wave(rich, 60, seed=1))
    assert {"attitude", "NPS", "margin", "lock-in"} <= _words(plain)
    assert not {"ambassador", "base of loyalty", "benchmark", "lapsed customer"} & _words(plain)
    assert {"ambassador", "base of loyalty", "convenience customer"} <= _words(complete)


def test_the_other_reports_explain_nothing_of_the_baseline_alone() -> None:
    world = complete_world()
    job = job_of(world, simulate_wave(world, 60, seed=1))
    assert "ambassador" not in _words(replace(job, report="drivers"))


def test_only_words_that_the_reader_has_been_shown_are_explained() -> None:
    world = complete_world()
    job = job_of(world, simulate_wave(world, 60, seed=1))
    told = replace(job, seen=["Captive customers score 12 (margin 10 to 14).", "Ambassadors: 3%"])
    assert _words(told) == {"ambassador", "captive customer", "margin", "score"}


@pytest.mark.parametrize(
    ("word", "line", "found"),
    [
        ("captive customer", "31% of customers are captive", True),
        ("captive customer", "31% of customers are free", False),
        ("promoter, passive, detractor", "more Promoters than before", True),
        ("ratio (HTMT)", "the HTMT of two themes", True),
        ("odds", "at odds with", True),
        ("odds", "methods", False),
        ("gebonden klant", "Gebonden klanten zijn niet loyaal", True),
        ("NPS", "de NPS steeg", True),
        ("lock-in (overstapkosten)", "hoge overstapkosten", True),
        ("alpha and omega", "alpha alone", False),
    ],
)
def test_a_word_is_known_in_its_other_forms(word: str, line: str, found: bool) -> None:
    assert occurs(word, ["Nothing here.", line]) is found
