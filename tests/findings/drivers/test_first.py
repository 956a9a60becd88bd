"""Which driver comes first is said no more strongly than every method allows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from toolkit.analysis.drivers.importance import OutcomeDrivers, drivers_of
from toolkit.analysis.job import Job
from toolkit.drivers.account import Account
from toolkit.findings.drivers.first import in_front
from toolkit.findings.drivers.importance import outcome_drivers
from toolkit.findings.finding import Finding

JobOf = Callable[..., Job]


def attitude(job: Job) -> OutcomeDrivers:
    (result,) = drivers_of(job, "attitude")
    return result


def changed(result: OutcomeDrivers, leaders: tuple[str, ...] = (), **account: Any) -> OutcomeDrivers:
    """The demo's result with other leaders, or other numbers beside the shares."""
    assert result.importance is not None
    assert result.account is not None
    importance = replace(result.importance, leaders=leaders or result.importance.leaders)
    return replace(result, importance=importance, account=replace(result.account, **account))


def table_of(result: OutcomeDrivers) -> pd.DataFrame:
    assert result.account is not None
    return result.account.table.copy()


def keyed(job: Job, result: OutcomeDrivers) -> dict[str, Finding]:
    return {finding.key: finding for finding in outcome_drivers(job, result)}


def test_a_leader_by_every_method_is_named_with_what_it_explains(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    found = keyed(job, attitude(job))
    leader = found["drivers.attitude.leader"]
    assert leader.strength == "shown"
    assert "Johnson’s weights, and shares corrected for errors in measurement" in leader.evidence
    unique = found["drivers.attitude.unique.trust"]
    assert unique.strength == "fact"
    assert 0 < unique.numbers["unique"] < unique.numbers["alone"]
    assert unique.numbers["shared"] == pytest.approx(unique.numbers["alone"] - unique.numbers["unique"])
    assert "no other theme explains" in unique.text
    assert "Whichever other themes are taken along, “Trust”" in found["drivers.attitude.dominance"].text
    assert not any(".method." in key or key.endswith((".overlap", ".condition")) for key in found)


@pytest.mark.parametrize(
    ("code", "sentence", "plain"),
    [
        ("en", "but whether it comes first depends on the method", "depends on the method of computation"),
        ("nl", "maar of die driver de eerste is, hangt van de methode af", "hangt van de rekenmethode af"),
    ],
)
def test_a_lead_that_another_method_contests_is_not_said(
    demo_job: JobOf, code: str, sentence: str, plain: str
) -> None:
    job = demo_job("drivers", code)
    fronts = {"johnson": ("trust",), "corrected": ("satisfaction", "trust")}
    result = changed(attitude(job), fronts=fronts)
    assert result.leaders == ("trust", "satisfaction")
    found = keyed(job, result)
    first = found["drivers.attitude.leaders"]
    assert first.strength == "not_shown"
    assert sentence in first.text
    assert plain in first.plain
    for name in ("trust", "satisfaction"):
        assert job.label(name) in first.plain
        assert job.label(name) in first.decision
    assert "drivers.attitude.leader" not in found
    assert not any(".method." in key for key in found)
    assert first.text.count("Johnson") == 0
    both = keyed(job, changed(attitude(job), fronts=dict.fromkeys(fronts, ("satisfaction",))))
    assert both["drivers.attitude.leaders"].text.count("Johnson") == 1


def test_a_lead_of_which_measurement_may_be_the_cause_is_not_said(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    result = changed(attitude(job), fronts={"johnson": ("trust",)}, corrected=None, refusal="impossible")
    assert result.leaders == ()
    found = outcome_drivers(job, result)
    assert (found[0].key, found[0].strength) == ("drivers.attitude.not_said", "warning")
    assert "some themes being measured better than others" in found[0].text
    assert found[0].plain == found[0].decision == ""
    # Where nobody leads alone, it is told as a warning of its own.
    shared = changed(result, leaders=("trust", "satisfaction"), refusal="impossible")
    told = keyed(job, shared)
    assert "drivers.attitude.leaders" in told
    assert told["drivers.attitude.uncorrected"].strength == "warning"


def test_methods_that_put_another_driver_at_the_top_are_told(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    table = table_of(attitude(job))
    table.loc["satisfaction", ["johnson", "johnson_low", "johnson_high"]] = [0.6, 0.5, 0.7]
    result = changed(attitude(job), leaders=("trust", "satisfaction"), table=table)
    found = keyed(job, result)
    told = found["drivers.attitude.method.johnson"]
    assert told.strength == "fact"
    assert "By Johnson’s weights “Satisfaction” has the largest share" in told.text
    assert "(60%, margin 50% to 70%)" in told.text
    assert "drivers.attitude.method.corrected" not in found
    table.loc["satisfaction", "corrected"] = 0.6
    assert "drivers.attitude.method.corrected" in keyed(job, result)
    # A theme that carries no claim is no rival.
    flagged = keyed(job, replace(result, unreliable=("image",)))
    assert "drivers.attitude.method.johnson" in flagged


def test_those_in_front_come_first_often_enough_together(demo_job: JobOf) -> None:
    importance = attitude(demo_job("drivers")).importance
    assert importance is not None
    chances = pd.Series([0.45, 0.3, 0.2, 0.05, 0.0], index=importance.table.index)
    ranked = replace(importance, table=importance.table.assign(p_first=chances))
    names = list(map(str, importance.table.index))
    assert in_front(ranked, names) == names[:3]
    # A driver in front alone is named with the next: they are co-leaders.
    sure = replace(importance, table=importance.table.assign(p_first=[0.9, 0.06, 0.04, 0, 0]))
    assert in_front(sure, names[:3]) == names[:2]


def test_co_leaders_that_are_not_in_front_are_not_ruled_out(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    result = attitude(job)
    assert result.importance is not None
    names = list(map(str, result.importance.table.index))
    table = result.importance.table.assign(p_first=[0.5, 0.4, 0.1, 0.0, 0.0])
    ranked = replace(result.importance, table=table, leaders=tuple(names[:3]))
    several = replace(result, importance=ranked, account=None, treatments=None)
    first = outcome_drivers(job, several)[0]
    labels = [job.label(name) for name in names]
    assert f"“{labels[0]}” (50%) and “{labels[1]}” (40%)" in first.text
    assert first.text.endswith(f"Not ruled out as the first: “{labels[2]}”.")
    assert labels[2] not in first.plain
    assert labels[2] not in first.decision
    assert first.numbers[names[2]] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("vif", "strength", "words"),
    [(4.9, None, ""), (5.1, "fact", "overlap much with"), (10.1, "warning", "hardly known")],
)
def test_overlap_is_noted_and_then_warned_of(
    demo_job: JobOf, vif: float, strength: str | None, words: str
) -> None:
    job = demo_job("drivers")
    table = table_of(attitude(job))
    table.loc["image", "vif"] = vif
    found = keyed(job, changed(attitude(job), table=table)).get("drivers.attitude.overlap")
    assert (None if found is None else found.strength) == strength
    if found is not None:
        assert words in found.text
        assert f"“Image” ({vif})" in found.text


def test_a_condition_number_beyond_its_line_is_warned_of(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    assert "drivers.attitude.condition" not in keyed(job, changed(attitude(job), condition_number=30.0))
    found = keyed(job, changed(attitude(job), condition_number=31.0))["drivers.attitude.condition"]
    assert found.strength == "warning"
    assert "condition number 31, above 30" in found.text


def test_a_leader_that_the_others_bring_out_is_told_so(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    table = table_of(attitude(job))
    table.loc["trust", ["alone", "unique", "shared"]] = [0.02, 0.09, -0.07]
    found = keyed(job, changed(attitude(job), table=table))["drivers.attitude.unique.trust"]
    assert "these bring its link out" in found.text


def test_dominance_that_is_not_complete_is_told_as_a_part(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    account: Account | None = attitude(job).account
    assert account is not None
    assert account.dominance is not None
    part = replace(account.dominance, part=0.75)
    found = keyed(job, changed(attitude(job), dominance=part))["drivers.attitude.dominance"]
    assert "with 75% of the combinations of other themes, not with all" in found.text
    other = replace(account.dominance, first="image")
    assert "drivers.attitude.dominance" not in keyed(job, changed(attitude(job), dominance=other))


def test_no_first_action_is_asked_for_on_a_driver_that_goes_both_ways(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    result = attitude(job)
    assert result.importance is not None
    table = result.importance.table.copy()
    assert "Should the first action" in keyed(job, result)["drivers.attitude.leader"].decision
    table.loc["trust", "suppressor"] = True
    opposed = replace(result, importance=replace(result.importance, table=table))
    assert keyed(job, opposed)["drivers.attitude.leader"].decision == ""
    together = changed(opposed, leaders=("trust", "satisfaction", "image"))
    assert "“Trust”" not in keyed(job, together)["drivers.attitude.leaders"].decision


def test_who_leads_by_another_method_and_may_come_first_is_in_front_too(demo_job: JobOf) -> None:
    importance = attitude(demo_job("drivers")).importance
    assert importance is not None
    chances = pd.Series([0.5, 0.4, 0.1, 0.0, 0.0], index=importance.table.index)
    ranked = replace(importance, table=importance.table.assign(p_first=chances))
    names = list(map(str, importance.table.index))
    assert in_front(ranked, names[:3], [(names[2], names[0]), (), (names[4],)]) == names[:3]
