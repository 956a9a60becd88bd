"""What is said of promoters and of buying again: never more than the numbers, and each case its own sentence."""

from dataclasses import replace

import pytest

from tests.analysis.drivers.test_categories import made
from toolkit.analysis.drivers.categories import Comparison, categories
from toolkit.findings.drivers.categories import categories as say
from toolkit.language import Language


@pytest.fixture(scope="module")
def found():
    job = made(questions={"bought_again": "BEH_3"})
    return job, categories(job)


def told(job, result):
    return {finding.key: finding for finding in say(job, result)}


def of(result, **changes):
    """The result with its promoters changed."""
    return replace(result, outcomes=(replace(result.promoter, **changes),))


def test_nothing_asked_nothing_said(found):
    job, _ = found
    assert say(job, None) == ()


def test_a_leader_is_shown_and_its_effect_told(found):
    job, result = found
    said = told(job, result)
    first = said["categories.promoter.leader"]
    row = result.promoter.importance.table.loc["trust"]
    assert first.strength == "shown"
    assert f"{row['share']:.0%}" in first.text
    # A second look at attitude is no news for the board.
    assert first.plain == ""
    assert "Held equal" in first.evidence
    effect = said["categories.promoter.effect.trust"]
    points = 1_000 * result.promoter.model.table.at["trust", "effect"]
    assert f"+{points:.1f} percentage points" in effect.text
    assert effect.strength == "fact"
    assert "no second proof" in said["categories.beside"].text
    assert "comes first" in said["categories.check"].text
    assert said["categories.promoter.explained"].numbers["auc"] == pytest.approx(result.promoter.model.auc)


def test_what_customers_do_may_reach_the_board(found):
    job, result = found
    bought = replace(result.promoter, key="bought_again")
    (first, *_) = say(job, replace(result, outcomes=(bought,), beside=None, checked=None, check=None))
    assert first.key == "categories.bought_again.leader"
    assert "buying again" in first.plain
    several = replace(bought, importance=replace(bought.importance, leaders=("trust", "image")))
    (first, *_) = say(job, replace(result, outcomes=(several,), beside=None, checked=None, check=None))
    assert first.strength == "not_shown"
    assert "one of these" in first.plain


def test_co_leaders_are_named_together(found):
    job, result = found
    importance = replace(result.promoter.importance, leaders=("trust", "satisfaction"))
    first = told(job, of(result, importance=importance))["categories.promoter.leaders"]
    assert first.strength == "not_shown"
    assert "These answers do not tell which" in first.text
    contested = told(job, of(result, contested=("image",)))["categories.promoter.depends"]
    assert contested.strength == "not_shown"
    assert "for attitude “Image” may come first as well" in contested.text


@pytest.mark.parametrize(
    ("changes", "key", "strength"),
    [
        ({"importance": None, "refusal": "too few"}, "categories.promoter.refused", "warning"),
        ({"level": 0.0}, "categories.promoter.not_linked", "not_shown"),
        ({"unreliable": ("trust",)}, "categories.promoter.not_said", "warning"),
        ({"alike": (("trust", "image"),)}, "categories.promoter.not_said", "warning"),
        ({"unchecked": True}, "categories.promoter.not_said", "warning"),
        ({"left_out": ("image",)}, "categories.promoter.left_out", "fact"),
    ],
)
def test_what_cannot_be_claimed_is_not(found, changes, key, strength):
    job, result = found
    said = told(job, of(result, **changes))
    assert said[key].strength == strength
    if strength != "fact":
        assert "categories.promoter.leader" not in said
        assert "categories.promoter.effect.trust" not in said


def test_a_single_driver_has_no_rank(found):
    job, result = found
    alone = replace(result.promoter.importance, table=result.promoter.importance.table.loc[["trust"]])
    assert "categories.promoter.single" in told(job, of(result, importance=alone))


@pytest.mark.parametrize(
    ("verdict", "first", "strength", "words"),
    [
        ("same", ("trust",), "fact", "the same driver comes first"),
        ("same", ("trust", "image"), "fact", "the same drivers may come first"),
        ("overlap", ("trust", "image"), "not_shown", "do not show that another driver does"),
        ("undecided", ("image",), "not_shown", "it may be chance"),
        ("other", ("image",), "shown", "more than chance"),
    ],
)
def test_promoters_beside_attitude(found, verdict, first, strength, words):
    job, result = found
    finding = told(job, replace(result, beside=Comparison(verdict, first, ("trust",))))["categories.beside"]
    assert finding.strength == strength
    assert words in finding.text
    assert bool(finding.plain) == (verdict == "other")
    apart = replace(result, item_of=False, beside=Comparison(verdict, first, ("trust",)))
    assert "second look" not in told(job, apart)["categories.beside"].text


@pytest.mark.parametrize(
    ("verdict", "first", "strength", "words"),
    [
        ("same", ("trust",), "fact", "comes first"),
        ("overlap", ("trust", "image"), "not_shown", "the first place is not decided"),
        ("other", ("image",), "warning", "Do not choose"),
        ("undecided", ("image",), "warning", "may be chance"),
    ],
)
def test_the_whole_scale(found, verdict, first, strength, words):
    job, result = found
    finding = told(job, replace(result, checked=Comparison(verdict, first, ("trust",))))["categories.check"]
    assert finding.strength == strength
    assert words in finding.text


def test_a_check_that_says_nothing_is_told(found):
    job, result = found
    for check in (
        replace(result.check, importance=None, refusal="too few"),
        replace(result.check, level=0.0),
        replace(result.check, unreliable=("trust",)),
    ):
        finding = told(job, replace(result, check=check, checked=None))["categories.check"]
        assert finding.strength == "too_few"
        assert "could not be checked" in finding.text


def test_steps_are_told_by_their_test(found):
    job, result = found
    model, steps = result.check.model, result.check.model.steps
    assert steps is not None

    def with_steps(changed):
        check = replace(result.check, model=replace(model, steps=changed))
        return told(job, replace(result, check=check))["categories.steps"]

    assert with_steps(replace(steps, joint=replace(steps.joint, p=0.4))).strength == "not_shown"
    assert with_steps(None).strength == "too_few"
    table = steps.table.assign(p_holm=1.0)
    table.loc[["trust", "image", "lock_in"], "p_holm"] = 0.01
    table.loc["trust", [1.0, 2.0]] = 0.01, 0.05
    table.loc["image", [1.0, 2.0]] = 0.05, 0.01
    apart = with_steps(replace(steps, joint=replace(steps.joint, p=0.001), table=table))
    assert apart.strength == "shown"
    assert "giving a 9 or 10: “Trust”" in apart.text
    assert "giving a 7 or more: “Image”" in apart.text
    assert "Lock-in" not in apart.text
    # A lower number below 0 is no weaker link, and of drivers that are not told apart nothing is told.
    table.loc["trust", [1.0, 2.0]] = -0.05, -0.01
    turned = with_steps(replace(steps, joint=replace(steps.joint, p=0.001), table=table))
    assert "Trust" not in turned.text
    table.loc["trust", [1.0, 2.0]] = 0.01, 0.05
    check = replace(
        result.check,
        model=replace(model, steps=replace(steps, joint=replace(steps.joint, p=0.001), table=table)),
        alike=(("trust", "satisfaction"),),
    )
    blurred = told(job, replace(result, check=check))["categories.steps"]
    assert "Trust" not in blurred.text
    assert "“Image”" in blurred.text


def test_a_random_part_of_the_customers_is_not_said_to_be_all_who_answered(found):
    job, result = found
    plain = told(job, result)["categories.promoter.explained"].text
    drawn = of(result, n_complete=result.promoter.model.n + 1)
    text = told(job, drawn)["categories.promoter.explained"].text
    assert "drawn at random" in text
    assert "drawn at random" not in plain


def test_every_sentence_is_said_in_dutch(found):
    job, result = found
    dutch = say(replace(job, language=Language("nl")), result)
    english = {finding.key: finding.text for finding in say(job, result)}
    assert all(finding.text != english[finding.key] for finding in dutch)
