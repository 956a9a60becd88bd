"""What goes on the board's page: by weight and by stated rules, whatever the order of computation."""

import math
import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.findings.conftest import faults_of
from tests.plain_words import faults
from toolkit.findings import ranking
from toolkit.findings.finding import CERTAINTY, Finding, Strength
from toolkit.findings.ranking import (
    asking,
    decisions,
    of_difference,
    of_group,
    of_level,
    of_link,
    ranked,
)
from toolkit.report.sections.front import LEADING

PAGE = ROOT / "docs" / "methods" / "ranking.md"


def test_the_summary_takes_the_weightiest_plain_findings() -> None:
    findings = [
        Finding("a", "A.", "fact", "", "a", "", 0.1, 0.1),
        Finding("b", "B.", "shown", "", "b", "do b?", 0.9, 0.9),
        Finding("c", "C.", "shown", "", "", "do c?", 1.0, 1.0),
        Finding("d", "D.", "not_shown", "", "d", "do b?", 0.9, 0.9),
    ]
    assert [finding.key for finding in ranked(findings, 2)] == ["b", "d"]
    assert decisions(findings, ranked(findings, 2), 3) == ("do b?", "do c?")


def test_the_summary_says_once_what_two_findings_say_in_the_same_words() -> None:
    findings = [
        Finding(
            "drivers.attitude.lock_in",
            "A.",
            "warning",
            "",
            "“Trust” asks how hard it is to leave.",
            "",
            0.9,
            0.9,
        ),
        Finding(
            "drivers.behaviour.lock_in",
            "B.",
            "warning",
            "",
            "“Trust” asks how hard it is to leave.",
            "",
            0.9,
            1.0,
        ),
        Finding("drivers.c", "C.", "shown", "", "c", "", 0.1, 0.1),
    ]
    assert [finding.key for finding in ranked(findings, 2)] == ["drivers.behaviour.lock_in", "drivers.c"]


def test_a_page_of_many_chapters_takes_one_finding_of_each() -> None:
    findings = [
        Finding("moments.a", "A.", "shown", "", "a", "", 0.9, 0.9),
        Finding("moments.b", "B.", "shown", "", "b", "", 0.8, 0.9),
        Finding("scores.c", "C.", "fact", "", "c", "", 0.1, 0.1),
    ]
    assert [finding.key for finding in ranked(findings, 2, 1)] == ["moments.a", "scores.c"]
    assert [finding.key for finding in ranked(findings, 3, 1)] == ["moments.a", "scores.c", "moments.b"]


def test_the_questions_of_a_report_go_before_what_weighs_more() -> None:
    findings = [
        Finding("results.a", "A.", "shown", "", "a", "", 0.9, 0.9),
        Finding("forecast.b", "B.", "fact", "", "b", "", 0.1, 0.1),
        Finding("change.c", "C.", "shown", "", "c", "", 0.5, 0.5),
        Finding("change.d", "D.", "shown", "", "d", "", 0.6, 0.6),
    ]
    leading = ("change", "impact", "forecast")
    assert [one.key for one in ranked(findings, 3, leading=leading)] == [
        "change.d",
        "forecast.b",
        "results.a",
    ]


def test_what_goes_first_counts_as_its_chapter() -> None:
    findings = [
        Finding("loyalty.true.a", "A.", "fact", "", "a", "", 0.1, 0.5),
        Finding("loyalty.captive", "B.", "fact", "", "b", "", 0.9, 1.0),
        Finding("loyalty.truest", "C.", "fact", "", "c", "", 0.8, 1.0),
        Finding("scores.d", "D.", "fact", "", "d", "", 0.2, 0.5),
    ]
    told = [one.key for one in ranked(findings, 3, 1, ("loyalty.true", "absent"))]
    assert told == ["loyalty.true.a", "scores.d", "loyalty.captive"]


def test_a_decision_of_a_finding_that_is_not_on_the_page_comes_last() -> None:
    listed = Finding("a", "A.", "shown", "", "a", "do a?", 0.1, 0.1)
    left_out = Finding("b", "B.", "shown", "", "b", "do b?", 1.0, 1.0)
    whole = Finding("c", "C.", "fact", "", "", "do c?", 0.1, 0.1)
    silent = Finding("d", "D.", "shown", "", "d", "", 1.0, 1.0)
    assert decisions([left_out, whole, listed, silent], [listed], 3) == ("do a?", "do c?", "do b?")
    assert decisions([left_out, whole, listed, silent], [listed], 2) == ("do a?", "do c?")
    assert decisions([silent], [silent], 3) == ()


STRENGTHS = st.sampled_from(list(CERTAINTY))
PARTS = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@st.composite
def made(draw: st.DrawFn, key: str) -> Finding:
    strength: Strength = draw(STRENGTHS)
    plain, decision = draw(st.sampled_from(["", "a", "b", key])), draw(st.sampled_from(["", "do?", key]))
    return Finding(key, f"{key}.", strength, "", plain, decision, draw(PARTS), draw(PARTS))


MANY = st.tuples(*(made(f"{chapter}.{place}") for chapter in "xyz" for place in range(4)))


@given(MANY, st.randoms(use_true_random=False))
def test_the_order_of_computation_has_no_part_in_the_page(
    findings: tuple[Finding, ...], order: Random
) -> None:
    shuffled = list(findings)
    order.shuffle(shuffled)
    for per_chapter in (None, 1):
        page = ranked(findings, 5, per_chapter, ("y", "z.1"))
        assert page == ranked(shuffled, 5, per_chapter, ("y", "z.1"))
        assert decisions(findings, page, 3) == decisions(shuffled, page, 3)


@given(MANY)
def test_without_leading_chapters_nothing_left_out_weighs_more(findings: tuple[Finding, ...]) -> None:
    page = ranked(findings, 5)
    assert [one.weight for one in page] == sorted((one.weight for one in page), reverse=True)
    said = {one.plain for one in page}
    rest = [one for one in findings if one.plain and one.plain not in said]
    assert len(page) == 5 or not rest
    assert all(one.weight <= page[-1].weight for one in rest)


def test_the_size_comes_from_the_number() -> None:
    assert (of_difference(-5), of_difference(25), of_difference(10, "nps")) == (0.25, 1.0, 0.25)
    assert (of_difference(0.05, "share"), of_difference(1, "mark")) == (0.2, 0.5)
    assert (of_group(0.2), of_group(0.6), of_level(46, 0, 100), of_level(20, -100, 100)) == (
        0.4,
        1.0,
        0.54,
        0.4,
    )
    assert (of_link(-0.5), of_link(0.5, "behaviour"), of_link(1.2)) == (0.5, 0.4, 1.0)
    for size in (of_difference(math.nan), of_group(math.nan), of_level(math.nan, 0, 1), of_link(math.nan)):
        assert size == ranking.UNMEASURED
    assert (asking("do?", 0.2), asking("", 0.2)) == (1.0, 0.2)


def _numbers_of_the_page() -> dict[str, float]:
    rows = re.findall(r"^\| `(\w+)` \| ([0-9.]+) \|", PAGE.read_text("utf-8"), re.M)
    return {name: float(value) for name, value in rows}


def test_the_page_of_methods_states_every_number_of_the_rule() -> None:
    stated = {
        name: getattr(ranking, name)
        for name in ("LOST", "UNMEASURED", "OF_MEASURING", "ASSUMED", "BEHAVIOUR")
    }
    stated |= {
        name: getattr(ranking, name) for name in ("DECIDE", "WORK_ON", "WATCH", "NOTHING", "FULL_GROUP")
    }
    stated |= {str(name): value for name, value in (*ranking.FULL.items(), *CERTAINTY.items())}
    assert _numbers_of_the_page() == stated


@pytest.mark.parametrize("report", LEADING)
def test_the_page_of_methods_states_what_goes_first(report: str) -> None:
    (row,) = re.findall(rf"^\| {report} \| .* \| (.*) \|$", PAGE.read_text("utf-8"), re.M)
    named = tuple(re.findall(r"`([\w.]+)`", row))
    assert [name for name in named if not name.startswith("drivers.")] == list(LEADING[report])


def test_a_finding_against_the_rules_is_found() -> None:
    right = Finding(
        "a", "A.", "shown", "", "Customers score 5 points higher.", "Who starts?", 0.5, ranking.DECIDE
    )
    assert faults_of(right) == []
    hard = Finding("a", "A.", "shown", "", "The coefficient is high.", "Who?", 1.5, ranking.WATCH)
    assert len(faults_of(hard)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "The difference is significant.",
        "Het verschil is significant.",
        "De score is gewogen.",
        "The NPS rose.",
        "There are fewer captive customers.",
        "Word " * 29 + "end.",
    ],
)
def test_what_a_board_may_not_be_asked_to_understand_is_found(text: str) -> None:
    assert list(faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "The score on “NPS drivers of trust” fell by 3 points (1 to 5).",
        "De score op ‘Betrouwbaarheid’ daalde. " + "Woord " * 27 + "eind.",
        "The driver analysis shows it. The recommendation score (NPS) rose.",
    ],
)
def test_plain_words_are_let_through(text: str) -> None:
    assert list(faults(text)) == []
