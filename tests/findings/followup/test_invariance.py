"""What is said of themes that may or may not be compared: what the tests support, and each reason once."""

import sys
from dataclasses import replace

import pytest

from tests.moved_client import moved_job
from toolkit.analysis import followup
from toolkit.analysis.followup import Invariance
from toolkit.analysis.followup.invariance import Reason, ThemeInvariance
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.findings.finding import Finding, rounded
from toolkit.findings.followup.row import used_otherwise
from toolkit.language import Language


def said(job: Job, result: Invariance) -> dict[str, Finding]:
    return {finding.key.removeprefix("invariance."): finding for finding in say.invariance(job, result)}


def with_theme(result: Invariance, name: str, **changes: object) -> Invariance:
    """The same result, in which the conclusion of a theme is another one."""
    themes = tuple(
        replace(theme, conclusion=replace(theme.conclusion, **changes))
        if theme.construct == name and theme.conclusion is not None
        else theme
        for theme in result.themes
    )
    return replace(result, themes=themes)


def test_a_theme_that_fails_is_told_with_a_decision() -> None:
    job = moved_job()
    found = said(job, followup.invariance(job))
    image = found["image"]
    assert image.strength == "warning"
    assert image.text.startswith(
        "“Image” cannot be compared: customers understand or use its questions otherwise"
    )
    assert "could be a difference in how they answer" in image.text
    assert image.plain.startswith("“Image” cannot be compared with before")
    assert "exactly as they are" in image.decision
    assert "equal levels p < 0.001" in image.evidence
    assert image.evidence.endswith("after Holm over 21 tests.")
    assert rounded(image)["p_scalar"] == 0
    # An outcome that cannot be compared is what a board has to hear first.
    themes = tuple(
        replace(theme, construct="attitude") if theme.construct == "image" else theme
        for theme in followup.invariance(job).themes
        if theme.construct != "attitude"
    )
    attitude = said(job, replace(followup.invariance(job), themes=themes))["attitude"]
    assert attitude.weight == pytest.approx(0.7)
    assert image.weight < 0.4


def test_a_question_that_moved_is_named_with_what_it_would_have_done() -> None:
    job = moved_job()
    result = followup.invariance(job)
    trust = said(job, result)["trust"]
    conclusion = next(theme.conclusion for theme in result.themes if theme.construct == "trust")
    assert conclusion is not None
    assert f"“{job.item_text('TRU_2')}” moved by itself" in trust.text
    assert "on the 3 other questions of its 4" in trust.text
    assert f"by about −{abs(conclusion.bias):.1f} points" in trust.text
    assert trust.plain.startswith("“Trust” is compared without the question “")
    two = said(job, with_theme(result, "trust", moved=("TRU_1", "TRU_2"), held=("TRU_3", "TRU_4")))["trust"]
    assert "moved by themselves" in two.text
    assert "on the 2 other questions of its 4" in two.text


def test_what_was_not_refuted_is_no_more_than_that() -> None:
    job = moved_job()
    result = followup.invariance(job)
    found = said(job, result)
    assert found["holds"].strength == "not_shown"
    assert found["holds"].text.startswith(
        "Nothing shows that customers use the questions otherwise than before"
    )
    assert "What moves all questions of a theme alike" in found["holds"].text
    assert not found["holds"].plain
    assert "slight" not in found
    slight = said(job, with_theme(result, "attitude", bias=0.4))
    assert slight["slight"].text.startswith("Compared all the same: “Attitude”.")
    assert "by less than 1.0 points" in slight["slight"].text
    assert "Attitude" not in slight["holds"].text


def test_a_theme_of_two_things_is_told_apart_from_one_that_moved() -> None:
    job = moved_job()
    result = with_theme(followup.invariance(job), "image", failing="configural", p_configural=0.0001)
    image = said(job, result)["image"]
    assert "its questions do not measure one thing" in image.text
    assert (
        image.evidence
        == "One factor in each wave: p < 0.001 after Holm over 21 tests, and CFI under its limit."
    )


def _untested(reason: Reason, name: str = "trust") -> ThemeInvariance:
    return ThemeInvariance(name, ("TRU_1",), (200, 200), (200.0, 200.0), reason)


def test_each_reason_is_told_once_and_single_questions_in_one_sentence() -> None:
    job = moved_job()
    acts = said(job, followup.invariance(job))["acts"]
    assert acts.strength == "warning"
    assert "“Behaviour”: they add up acts" in acts.text
    only = Invariance((_untested("single"), _untested("two", "image")), 0, 1.0)
    (short,) = say.invariance(job, only)
    assert short.text.endswith("All themes are compared as if they do.")
    some = replace(
        only, themes=(*only.themes, _untested("few", "attitude"), _untested("no_fit", "involvement"))
    )
    found = said(job, some)
    assert "“Trust” and “Image”" in found["short"].text
    assert "fewer than 150 customers" in found["few"].text
    assert found["few"].strength == "too_few"
    assert found["no_fit"].strength == "warning"
    # A theme with a red flag carries no claim, which is told where claims are made.
    assert say.invariance(job, replace(only, themes=(_untested("flagged"),))) == ()


def test_the_changes_say_what_was_left_out() -> None:
    job = moved_job()
    found = {finding.key: finding for finding in say.change(job, followup.change(job))}
    assert found["change.not_comparable"].text.endswith(": “Image”.")
    assert found["change.trust.moved"].text.startswith("“Trust” is compared on 3 of its 4 questions")


def test_it_is_said_in_dutch_too() -> None:
    job = moved_job()
    result = followup.invariance(job)
    dutch = said(replace(job, language=Language("nl")), result)
    assert dutch["image"].plain.startswith("‘Imago’ is niet met de vorige meting te vergelijken")
    assert not {f.text for f in dutch.values()} & {f.text for f in said(job, result).values()}


def test_the_change_of_one_question_is_doubted_where_its_theme_is(monkeypatch: pytest.MonkeyPatch) -> None:
    job = moved_job()
    assert "is one of “Trust”, and not all of those are used as before" in used_otherwise(job, "TRU_2")
    assert all("“Image”" in used_otherwise(job, item) for item in job.items("image"))
    assert used_otherwise(job, "TRU_1") == used_otherwise(job, "SAT_1") == used_otherwise(job, None) == ""
    change, shares = followup.change(job), followup.shares(job)
    assert change.recommendation is not None
    assert shares is not None
    row = change.recommendation.copy()
    row["verdict"] = "better"
    change = replace(change, recommendation=row)
    table = shares.table.assign(verdict="better")
    for doubt in ("", "In doubt."):
        for chapter in ("recommendation", "shares"):
            module = sys.modules[f"toolkit.findings.followup.{chapter}"]
            monkeypatch.setattr(module, "used_otherwise", lambda *_, told=doubt: told)
        (nps,) = say.recommendation(job, change)
        (mark,) = (
            one for one in say.shares(job, replace(shares, table=table)) if one.key == "shares.nine_plus"
        )
        for text in (nps.text, nps.plain, mark.text, mark.plain):
            assert text.endswith(" In doubt.") == bool(doubt)
