"""What is said about other customers answering, and what is not."""

import sys
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.analysis.followup.shifted import risen_job, shifted_job
from toolkit.analysis.followup import Composition, change, composition
from toolkit.analysis.followup.composition import NPS
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.findings.finding import Finding, rounded


@pytest.fixture(scope="module")
def shifted() -> Job:
    return shifted_job()


@pytest.fixture(scope="module")
def risen() -> Job:
    return risen_job()


def found(job: Job, result: Composition | None = None) -> dict[str, Finding]:
    made = composition(job) if result is None else result
    return {one.key: one for one in say.composition(job, made)}


def result_of(job: Job) -> Composition:
    made = composition(job)
    assert made is not None
    return made


def set_to(result: Composition, name: str, **cells: object) -> Composition:
    table = result.table.copy()
    for column, value in cells.items():
        table.loc[name, column] = value
    return replace(result, table=table)


def texts(findings: Iterable[Finding]) -> str:
    return " ".join(one.text for one in findings)


def test_a_shift_of_customers_is_said_in_whole_sentences(shifted: Job) -> None:
    told = found(shifted)
    trust, row = told["composition.trust"], result_of(shifted).table.loc["trust"]
    assert trust.text.startswith(
        f"The rise of {row['difference']:.1f} points on “Trust” comes at least in part from other customers"
    )
    assert f"+{row['composition']:.1f} (margin +" in trust.text
    # Not shown is not disproved: what like customers did is left open.
    assert "Within like customers no change is shown, but none is ruled out either" in trust.text
    assert trust.strength == "shown"
    # On the first page the change itself says so; the decision is asked all the same.
    assert trust.plain == ""
    assert trust.decision.startswith("How do we see to it that the same kinds of customers answer")
    assert "alike on “channel” and “region”" in told["composition.compared"].text
    assert "composition.hardly" not in told
    assert set(rounded(trust)) >= {"within", "within_low", "composition", "composition_high", "difference"}
    assert rounded(trust)["composition"] == round(row["composition"], 1)


def test_a_real_rise_is_one_of_like_customers(risen: Job) -> None:
    told = found(risen)
    trust, row = told["composition.trust"], result_of(risen).table.loc["trust"]
    assert trust.text.startswith(
        f"Of the rise of {row['difference']:.1f} points on “Trust”, +{row['within']:.1f}"
    )
    assert "comes from other customers answering" in trust.text
    assert f"score {row['within']:.1f} points higher than before" in trust.plain
    assert trust.decision == ""
    # Nothing else moved: one sentence says so of all, and one that other customers cannot have mattered.
    assert told["composition.none"].strength == "not_shown"
    assert "“Image”" in told["composition.none"].text
    assert told["composition.hardly"].strength == "shown"
    assert "moved no theme by more than" in told["composition.hardly"].plain
    assert "gives the same picture" in told["composition.raked"].text
    assert not any(one.decision for one in told.values())


def test_falls_and_opposite_parts_have_sentences_of_their_own(risen: Job) -> None:
    result = result_of(risen)
    turned = {
        "difference": -6.0,
        "within": -5.0,
        "within_low": -7.0,
        "within_high": -3.0,
        "composition": -1.0,
    }
    fell = found(risen, set_to(result, "trust", **turned))["composition.trust"]
    assert fell.text.startswith("Of the fall of 6.0 points on “Trust”, −5.0 (margin −7.0 to −3.0)")
    assert "5.0 points lower than before (3.0 to 7.0)" in fell.plain
    other = found(risen, set_to(result, "trust", **turned, verdict="composition"))["composition.trust"]
    assert other.text.startswith("The fall of 6.0 points on “Trust” comes at least in part from other")
    hidden = found(risen, set_to(result, "trust", difference=-0.1, verdict="both"))["composition.trust"]
    assert "but among like customers the change is +" in hidden.text


def test_a_change_too_small_to_matter_for_certain_is_not_sold_to_a_board(risen: Job) -> None:
    small = {"within": 2.0, "within_low": 1.0, "within_high": 3.0}
    told = found(risen, set_to(result_of(risen), "trust", **small))["composition.trust"]
    assert told.plain == ""
    assert told.text.endswith("as much as the 5 points that matter.")


def test_a_change_of_which_no_part_is_shown_is_not_decided(risen: Job) -> None:
    result = set_to(result_of(risen), "trust", verdict="not decided", difference_p_holm=0.01)
    told = found(risen, result)
    assert "composition.trust" not in told
    assert told["composition.undecided"].text.endswith("because other customers answered: “Trust”.")
    assert "“Trust”" not in told["composition.none"].text.split("The most")[0]


def test_what_carries_no_claim_is_said_nowhere(risen: Job) -> None:
    result = set_to(result_of(risen), "trust", verdict="not decided", within_p_holm=np.nan)
    assert "Trust" not in texts(found(risen, replace(result, silent=("trust",))).values())


def test_two_ways_that_differ_are_a_warning(risen: Job) -> None:
    result = set_to(result_of(risen), "trust", gap_p_holm=0.001, raked=3.0)
    told = found(risen, result)
    assert told["composition.bent"].strength == "warning"
    assert "“Trust” (+3.0 raked, +" in told["composition.bent"].text
    assert "composition.raked" not in told
    none = replace(result, table=result.table.assign(raked=np.nan))
    assert "There the regression stands alone" in found(risen, none)["composition.empty"].text


def test_segments_left_out_are_named_with_the_reason(risen: Job) -> None:
    result = result_of(risen)
    everything = tuple(result.table.index)
    left_out = {("region", "unmatched"): everything, ("channel", "too_many"): ("trust", NPS)}
    told = found(risen, replace(result, left_out=left_out))
    assert told["composition.left_out.0"].strength == "warning"
    assert "“region”: one wave has a group that the other hardly has" in told["composition.left_out.0"].text
    second = told["composition.left_out.1"].text
    assert second.endswith("That holds for “Trust” and “Recommendation score (NPS)”.")
    only = replace(result, segments=(), left_out={("region", "one_group"): everything})
    assert list(found(risen, only)) == ["composition.left_out.0"]
    assert "have 10 customers in each wave" in found(risen, only)["composition.left_out.0"].text


def test_without_segments_it_is_said_that_nobody_can_tell(risen: Job) -> None:
    (told,) = say.composition(risen, None)
    assert told.strength == "too_few"
    assert told.plain == ""


def test_weighted_answers_point_to_the_chapter_on_weights(risen: Job) -> None:
    weighted = replace(
        risen,
        surveys=tuple(replace(one, weights=pd.Series(1.0, one.items.index)) for one in risen.surveys),
        memory={},
    )
    told = found(weighted)["composition.weighted"].text
    assert "What weighting does to the changes" in told
    assert "already give both waves the same make-up on" not in told
    alike = found(weighted, replace(result_of(weighted), alike=("region",)))["composition.weighted"].text
    assert "the same make-up on “region”" in alike
    assert "composition.weighted" not in found(risen)


def test_more_themes_than_a_reader_takes_in_are_counted(risen: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    names = len(result_of(risen).table)
    for chapter in (say.change, say.composition):
        monkeypatch.setattr(sys.modules[chapter.__module__], "MOST_LISTED", 0)
    calm = found(risen)["composition.none"].text
    assert f"of the {names} themes, neither a change within like customers" in calm
    assert "“Image”, " not in calm
    same = next(one for one in say.change(risen, change(risen)) if one.key == "change.same").text
    assert "themes; the table names them. If anything changed there, it is less than 5 points." in same
