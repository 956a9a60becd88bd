"""The rules of the advice: every evidence has one, every rule is used, and better evidence never worsens the advice."""

import re
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from tests.conftest import ROOT
from toolkit.errors import StatisticsError
from toolkit.followup.steering import (
    ADVICES,
    DIMENSIONS,
    RULES,
    Evidence,
    Rule,
    cost_of,
    gain_per_cost,
    steer,
)

PAGE = (ROOT / "docs" / "methods" / "steering.md").read_text("utf-8")
# From good to bad; "measure" has no place in it.
ORDER = {"continue": 0, "adjust": 1, "stop": 2}


def every_evidence() -> list[Evidence]:
    """List every evidence that there can be."""
    return [
        Evidence(**dict(zip(DIMENSIONS, values, strict=True))) for values in product(*DIMENSIONS.values())
    ]


def test_every_evidence_has_one_first_rule_and_every_rule_is_used() -> None:
    everything = every_evidence()
    assert len(everything) == len(set(everything)) == 1200
    used = Counter(steer(one).key for one in everything)
    assert set(used) == {rule.key for rule in RULES}
    assert len({rule.key for rule in RULES}) == len(RULES)
    assert {rule.advice for rule in RULES} == set(ADVICES)


def test_rules_name_dimensions_and_values_that_there_are() -> None:
    for rule in RULES:
        for name, values in rule.when.items():
            assert set(values) <= set(DIMENSIONS[name])
            assert values


@pytest.mark.parametrize(
    ("name", "better", "worse"),
    [
        ("impact", "more", "same"),
        ("impact", "same", "less"),
        ("change", "better", "small"),
        ("change", "small", "same"),
        ("change", "same", "worse"),
        ("forecast", "above", "inside"),
        ("forecast", "inside", "below"),
        ("cost", "within", "over"),
    ],
)
def test_better_evidence_never_worsens_the_advice(name: str, better: str, worse: str) -> None:
    compared = 0
    for one in every_evidence():
        if getattr(one, name) == better:
            best, other = steer(one).advice, steer(replace(one, **{name: worse})).advice
            if best in ORDER and other in ORDER:
                assert ORDER[best] <= ORDER[other], one
                compared += 1
    assert compared


def test_stop_takes_evidence() -> None:
    for one in every_evidence():
        if steer(one).advice == "stop":
            assert one.carried in ("yes", "partly")
            assert one.impact in ("less", "same") or one.change in ("worse", "small", "same")
    for one in every_evidence():
        if one.impact == "none" and one.change in ("undecided", "none"):
            assert steer(one).advice in ("measure", "adjust")
        if one.carried in ("no", "later", "unknown"):
            assert steer(one).advice == "measure"


@pytest.mark.parametrize("forecast", ["inside", "above", "wide"])
@pytest.mark.parametrize("carried", ["yes", "partly"])
def test_what_was_expected_and_is_not_ruled_out_is_no_reason_to_stop(carried: str, forecast: str) -> None:
    """An action that reaches few customers was expected to add little: that it is not seen shows nothing."""
    evidence = Evidence(carried, "none", "same", forecast, "within")
    assert steer(evidence).advice == "measure"
    assert steer(replace(evidence, forecast="below")).advice in ("stop", "adjust")
    assert steer(replace(evidence, forecast="none")).advice in ("stop", "adjust")


def test_a_comparison_goes_before_a_change_over_time() -> None:
    worse_but_helped = Evidence("yes", "more", "worse", "below", "within")
    assert steer(worse_but_helped).advice == "continue"
    better_but_not_by_it = Evidence("yes", "same", "better", "above", "within")
    assert steer(better_but_not_by_it).advice == "stop"


def test_what_was_done_in_part_is_not_stopped_but_for_harm() -> None:
    stopped = {
        steer(one).key for one in every_evidence() if one.carried == "partly" and steer(one).advice == "stop"
    }
    assert stopped == {"harmed"}


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(
        StatisticsError, match=r"carried is 'maybe'\. Use one of: yes, partly, no, later, unknown"
    ):
        steer(Evidence("maybe", "none", "better", "none", "within"))


def test_cost_and_gain_per_cost() -> None:
    assert cost_of(0, 0) == "within"
    assert cost_of(0, 1) == "over"
    assert cost_of(100, 125) == "within"
    assert cost_of(100, 125.01) == "over"
    assert cost_of(100, None) == "within"
    assert gain_per_cost(4, 2) == 2
    assert gain_per_cost(4, 0) == float("inf")
    assert gain_per_cost(-4, 0) == float("-inf")
    assert gain_per_cost(0, 0) != gain_per_cost(0, 0)


def told(rule: Rule) -> str:
    conditions = "; ".join(f"{name} is {' or '.join(values)}" for name, values in rule.when.items())
    return f"| `{rule.key}` | {conditions} | {rule.advice} |"


def test_the_page_prints_the_rules_in_their_order() -> None:
    rows = re.findall(
        r"^\| `[a-z_]+` \| .* \| (?:continue|adjust|stop|measure) \|$", PAGE, flags=re.MULTILINE
    )
    assert rows == [told(rule) for rule in RULES]


def test_the_page_names_every_value() -> None:
    table = PAGE.split("| part | values |")[1].split("| rule |")[0]
    for name, values in DIMENSIONS.items():
        row = next(line for line in table.splitlines() if f"`{name}`" in line)
        for value in values:
            assert re.search(rf"\b{value}\b", row), (name, value)
