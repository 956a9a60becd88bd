"""The dials of the simulator: the reports' own claims, the truth beside them, and a panel that answers at once."""

from __future__ import annotations

import html
import math
import time
from dataclasses import fields, replace
from typing import Any

import pytest

from toolkit.errors import TrainingError
from toolkit.language import Language
from toolkit.training import dials
from toolkit.training.case import Case
from toolkit.training.claims import CLAIMS, Claim, Row, claims_of, true_shares
from toolkit.training.dials import DIALS, Dials, Still, panel, show_dials, shown
from toolkit.training.invented_wave import DRIVERS, Settings
from toolkit.training.lesson import Lesson
from toolkit.training.plans import Plan, plan_of, plans

SEED = 6
LARGE = 3200
WITH_DIALS = [plan for plan in plans().values() if plan.dials is not None]


def claim(name: str, language: str = "en", **turned: float) -> Claim:
    settings = replace(Settings(), **turned)  # type: ignore[arg-type]  # a number for each of these fields
    return claims_of(settings, (name,), language, SEED)[0]


def row(found: Claim, label: str) -> Row:
    return next(one for one in found.rows if one.label == label)


class TestClaims:
    def test_the_baseline_holds_the_truth_of_many_who_answer_alike(self) -> None:
        found = claim("baseline", sample=LARGE)
        assert [one.label for one in found.rows] == ["Attitude", "NPS"]
        assert not any(one.missed for one in found.rows)
        assert found.sentences[0].startswith("The recommendation score (NPS) is ")

    def test_more_answers_narrow_the_margin_and_not_what_comes_of_who_answers(self) -> None:
        few, many = (claim("baseline", sample=size, response=3.0) for size in (200, LARGE))
        widths = [[one.high - one.low for one in found.rows] for found in (few, many)]
        # Sixteen times as many: a quarter of the width.
        assert [wide / narrow for wide, narrow in zip(*widths, strict=True)] == pytest.approx(
            [4, 4], rel=0.15
        )
        assert all(one.missed and one.low > one.truth for one in many.rows)

    def test_a_driver_is_named_where_it_leads(self) -> None:
        found = claim("drivers", sample=LARGE, trust=0.55, satisfaction=0.0)
        assert found.sentences[0].startswith("“Trust” is linked most strongly to “Attitude”")
        assert row(found, "Trust").value > 0.5

    def test_with_error_in_the_answers_none_is_named(self) -> None:
        found = claim("drivers", sample=LARGE, trust=0.55, satisfaction=0.0, error=0.9)
        assert "cannot be said" in found.sentences[0]

    def test_without_effects_none_is_ranked(self) -> None:
        found = claim("drivers", trust=0.0, satisfaction=0.0)
        assert found.rows == ()
        assert "do not show that the drivers are linked" in found.sentences[0]

    def test_error_shows_in_the_questions(self) -> None:
        good, bad = (claim("reliability", error=error) for error in (0.2, 0.8))
        assert "belong together: every alpha is" in good.sentences[0]
        assert "do not belong together well enough" in bad.sentences[0]
        assert all(one.value < other.value for one, other in zip(bad.rows, good.rows, strict=True))

    def test_who_cannot_leave_stays_without_being_attached(self) -> None:
        found = {points: claim("loyalty", sample=LARGE, lock_in=points) for points in (-20, 20)}
        only_do = {points: row(one, "only in what they do") for points, one in found.items()}
        assert only_do[20].value > only_do[-20].value + 0.05
        assert only_do[20].truth > only_do[-20].truth + 0.05
        assert not any(one.missed for one in only_do.values())

    @pytest.mark.parametrize(
        ("change", "says"), [(15.0, "rose from"), (-15.0, "fell from"), (0.0, "any change is smaller")]
    )
    def test_the_follow_up_finds_what_changed(self, change: float, says: str) -> None:
        found = claim("followup", sample=LARGE, change=change)
        assert says in found.sentences[0]
        assert not any(one.missed for one in found.rows)
        assert math.copysign(1, change) == math.copysign(1, row(found, "NPS").truth) or change == 0

    @pytest.mark.parametrize("name", CLAIMS)
    @pytest.mark.parametrize("sample", [50, 400])
    def test_each_speaks_dutch_and_says_something_at_any_size(self, name: str, sample: int) -> None:
        dutch, english = (claim(name, language, sample=sample) for language in ("nl", "en"))
        assert dutch.head != english.head
        assert len(dutch.rows) == len(english.rows)
        assert len(dutch.rows) + len(dutch.sentences) > 0
        assert not set(dutch.sentences) & set(english.sentences)

    def test_other_customers_answer_otherwise_and_the_same_ones_the_same(self) -> None:
        one, other = (claims_of.__wrapped__(Settings(), ("baseline",), "en", seed) for seed in (1, 2))
        assert one != other
        assert one == claims_of.__wrapped__(Settings(), ("baseline",), "en", 1)
        assert [row.truth for row in one[0].rows] == [row.truth for row in other[0].rows]

    def test_the_true_shares_follow_the_effects(self) -> None:
        shares = true_shares(Settings(trust=0.5, satisfaction=0.1))
        assert sum(shares.values()) == pytest.approx(1)
        assert shares["trust"] > shares["satisfaction"] > shares["friendliness"] > 0
        assert all(math.isnan(share) for share in true_shares(Settings(trust=0, satisfaction=0)).values())
        assert set(shares) == set(DRIVERS)

    def test_a_turn_takes_less_than_a_second(self) -> None:
        claims_of(Settings(), tuple(CLAIMS), "nl", 1)
        start = time.process_time()
        claims_of(Settings(sample=LARGE, response=4.0), tuple(CLAIMS), "nl", 2)
        assert time.process_time() - start < 1


class TestPlans:
    def test_some_lesson_has_dials(self) -> None:
        assert WITH_DIALS

    @pytest.mark.parametrize("plan", WITH_DIALS, ids=lambda plan: plan.slug)
    def test_its_dials_and_claims_are_known_and_stand_somewhere(self, plan: Plan) -> None:
        assert plan.dials is not None
        assert set(plan.dials.turn) <= set(DIALS)
        assert set(plan.dials.shows) <= set(CLAIMS)
        assert all(getattr(plan.dials.settings, name) in DIALS[name].stands for name in plan.dials.turn)

    def test_each_dial_turns_a_setting_and_can_stand_where_it_is_by_itself(self) -> None:
        assert [one.name for one in fields(Settings)] == list(DIALS)
        assert all(getattr(Settings(), name) in dial.stands for name, dial in DIALS.items())

    def test_a_lesson_without_says_so(self, tmp_path: Any) -> None:
        case = Case(replace(plan_of(3), dials=None), tmp_path, "en", 1)
        with pytest.raises(TrainingError, match=r"^Lesson 3 has no dials\.$"):
            Lesson(case, Language("en")).dials()


class TestShown:
    ROW = Row("<b>A</b>", 10.0, 5.0, 15.0, 20.0, 0, 100, "points")

    def test_a_margin_that_misses_is_told_in_words(self) -> None:
        missed = shown((Claim("Head & all", (self.ROW,), ("1 < 2.",)),), Language("en"))
        assert "20 (missed)" in missed
        assert "Head &amp; all" in missed
        assert "1 &lt; 2." in missed
        assert "<b>A</b>" not in missed
        held = shown((Claim("", (replace(self.ROW, truth=15.0),), ()),), Language("en"))
        assert "missed" not in held

    def test_what_the_report_hides_is_hidden_here(self) -> None:
        hidden = replace(self.ROW, value=math.nan, low=math.nan, high=math.nan)
        told = shown((Claim("", (hidden,), ()),), Language("en"))
        assert "too few to show" in told
        assert "missed" not in told
        assert "nan" not in told

    def test_without_any_truth_there_is_no_column_for_it(self) -> None:
        told = shown((Claim("", (replace(self.ROW, truth=math.nan),), ()),), Language("en"))
        assert "Truth" not in told
        assert "polygon" not in told

    def test_what_lies_beyond_the_axis_stays_on_the_picture(self) -> None:
        told = shown((Claim("", (replace(self.ROW, high=500.0, truth=-300.0),), ()),), Language("en"))
        places = [float(part.split('"')[0]) for part in told.split('x2="')[1:]]
        assert max(places) <= dials.WIDTH


class TestPanel:
    TWO = Dials(("sample", "trust"), ("baseline", "drivers"), {"sample": 200})

    def test_turning_a_dial_writes_new_claims(self) -> None:
        made: Any = panel(self.TWO, "nl", 5)
        sample, trust, draw, result = made.children
        assert (sample.description, trust.description) == ("Aantal antwoorden", "Echte invloed vertrouwen")
        first = result.value
        assert html.escape(claims_of(self.TWO.settings, ("baseline",), "nl", 5)[0].sentences[0]) in first
        sample.value = 50
        second = result.value
        settings = replace(self.TWO.settings, sample=50)
        assert html.escape(claims_of(settings, ("baseline",), "nl", 5)[0].sentences[0]) in second
        draw.click()
        assert html.escape(claims_of(settings, ("baseline",), "nl", 6)[0].sentences[0]) in result.value
        assert len({first, second, result.value}) == 3

    def test_where_nobody_is_there_a_picture_stands(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given: list[Any] = []
        monkeypatch.setattr(dials, "display", given.append)
        monkeypatch.setattr(dials, "panel", lambda *_: pytest.fail("nobody can turn it"))
        show_dials(self.TWO, "en", 5)
        (still,) = given
        assert still == Still(self.TWO, "en", 5)
        told = still._repr_html_()
        assert "<li>How many answer: 200</li><li>True effect of trust: 0.45</li>" in told
        assert "<script" not in told
        assert repr(still).startswith("The baseline would say\nThe recommendation score (NPS) is ")

    def test_a_person_gets_the_panel(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given: list[Any] = []
        monkeypatch.setattr(dials, "display", given.append)
        monkeypatch.setattr(dials, "somebody_there", lambda: True)
        show_dials(self.TWO, "en", 5)
        assert type(given[0]).__name__ == "VBox"
