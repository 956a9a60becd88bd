"""The flawed report: each rule is broken once, and what is planted is so in everybody's data."""

from __future__ import annotations

import re

import pytest

from tests.training.courses import SEEDS, case_of
from toolkit.analysis import followup
from toolkit.catalogues import TRAINING
from toolkit.language import Language
from toolkit.training.case import Case
from toolkit.training.flawed import report_page, report_text
from toolkit.training.flawed.facts import RECOMMEND, SCALES, marks_by_branch, split, uneven
from toolkit.training.flawed.pages import HEADS, two_of, whys_of
from toolkit.training.flawed.sentences import SENTENCES
from toolkit.training.lesson import Lesson
from toolkit.training.tools import not_disclosed, stopped_by_audit

NUMBER = 8
THEMES = ("satisfaction", "trust", "friendliness", "attitude", "behaviour")  # in the order of SCALES


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case_of(NUMBER, SEEDS[0], tmp_path_factory.mktemp("flawed"))


def test_each_rule_is_broken_once_among_as_many_sound_sentences() -> None:
    broken = [one.rule for one in SENTENCES if one.rule]
    assert sorted(broken) == list("abcdefghij")
    assert len(SENTENCES) >= 2 * len(broken)
    assert [one.number for one in SENTENCES] == list(range(1, len(SENTENCES) + 1))
    for page in HEADS:
        here = [one for one in SENTENCES if one.page == page]
        assert sum(bool(one.rule) for one in here) >= 2
        assert sum(not one.rule for one in here) >= 3
    for one in SENTENCES:
        assert bool(one.mistaken) is bool(one.rule)
        assert one.rule not in one.mistaken


def test_every_page_shows_its_sentences_with_their_numbers(case: Case) -> None:
    lesson = Lesson(case, Language("en", TRAINING))
    shown = [number for page in HEADS for number, _ in report_page(lesson, page).sentences]
    assert shown == [one.number for one in SENTENCES]
    page = report_page(lesson, 1)
    assert repr(page).splitlines()[0] == page.head
    assert all(f">{number}</strong>" in page._repr_html_() for number, _ in page.sentences)
    assert "{" not in report_text(lesson)


def test_what_is_planted_is_so_in_everybodys_data(case: Case) -> None:
    two = two_of(case.job("followup"))
    spring, autumn = two.spring, two.autumn
    assert autumn.score("ATT").mean() > spring.score("ATT").mean() + 1
    assert spring.score("ATT")[two.stayed].mean() > spring.score("ATT")[~two.stayed].mean()
    satisfied = two.moved(spring.score("SAT"), autumn.score("SAT"))
    assert 0 < satisfied.low < satisfied.high < 5
    recommended = two.recommended()
    assert recommended.low < 0 < recommended.high
    assert recommended.high > 5 or recommended.low < -5
    laid_out = spring.items[RECOMMEND][spring.segments["buys"] == "laid_out"].notna().sum()
    assert 5 <= laid_out < 10
    assert sum(round(share) for share in split(spring.items[uneven(spring)])) != 100
    said = followup.change(case.job("followup")).table["verdict"]
    assert dict(two.verdicts(5.0)) == dict(zip(SCALES, said[list(THEMES)], strict=True))
    assert set(said[["satisfaction", "trust"]]) == {"no relevant change"}
    assert said["attitude"] != "better"
    assert two.moved(spring.score("ATT"), autumn.score("ATT")).low < 0
    assert marks_by_branch(spring).round(1).nunique() > 1
    added = next(why for why in whys_of(case) if "add up to" in why)
    assert int(re.findall(r"(\d+)%", added)[0]) > 104


def test_the_audit_stops_the_small_group_and_nothing_else(case: Case) -> None:
    job = case.job("followup")
    lesson = Lesson(case, Language("en", TRAINING))
    lines = report_text(lesson).splitlines()
    assert [one.partition(":")[0] for one in stopped_by_audit(job, "\n".join(lines))] == [
        "the report, line 15"
    ]
    assert stopped_by_audit(job, "\n".join(lines[:14] + lines[15:])) == ()
    assert "limitations" in not_disclosed(job)


def test_a_change_is_that_of_the_same_customers(case: Case) -> None:
    two = two_of(case.job("followup"))
    first, last = two.spring.score("SAT"), two.autumn.score("SAT")
    of_them = first.set_axis(two.spring.key).reindex(two.autumn.key)
    expected = (last.set_axis(two.autumn.key) - of_them).mean()
    assert two.moved(first, last).value == pytest.approx(expected)
    assert two.moved(first, last).value != pytest.approx(last.mean() - first.mean(), abs=1e-6)
