"""The airport of 2018: food and security lead without a decision, and the report says so in one plain sentence."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from toolkit.analysis.drivers.importance import OutcomeDrivers, drivers_of
from toolkit.analysis.job import Job
from toolkit.findings.drivers.importance import outcome_drivers
from toolkit.language import Language
from toolkit.notebook import open_job
from toolkit.report.blocks import Figure
from toolkit.report.sections.drivers.importance import drivers as section

Reference = Callable[[str], dict[str, Any]]
PLAIN = {
    "en": "“Restaurants” and “Getting through security” are in front for “Recommendation”, but these answers do not "
    "decide which theme comes first.",
    "nl": "‘Restaurants’ en ‘Door de beveiliging komen’ staan vooraan bij ‘Aanbeveling’, maar deze antwoorden "
    "beslissen niet welk thema op de eerste plaats komt.",
}


@pytest.fixture(scope="module")
def airport(shared: Path) -> tuple[Job, OutcomeDrivers]:
    """Unweighted, as the reference values are."""
    assert shared
    workspace = str(ROOT / "tests" / "engagements")
    job = open_job("drivers", "sfo-airport", workspace=workspace, language="en", waves="followup")
    job = replace(job, surveys=(replace(job.survey, weights=None),))
    (result,) = drivers_of(job, "attitude")
    return job, result


def test_the_chances_of_first_place_are_those_of_r(
    airport: tuple[Job, OutcomeDrivers], reference: Reference
) -> None:
    job, result = airport
    assert result.importance is not None
    block = reference("sfo_drivers")["ols_NETPRO"]
    told, resamples = block["boot_tight"]["prob_rank1"], block["boot_tight"]["b"]
    for name, chance in result.importance.table["p_first"].items():
        (item,) = job.items(str(name))
        # Three joint Monte Carlo errors; never less than one resample in a thousand.
        spread = told[item] * (1 - told[item])
        error = 3 * (spread / result.importance.resamples + spread / resamples) ** 0.5
        assert chance == pytest.approx(told[item], abs=max(error, 0.001)), name
    assert result.importance.n == block["n"]
    assert result.importance.table["p_first"].nlargest(2).index.tolist() == ["restaurants", "security"]


def test_shares_and_what_stands_beside_them_are_those_of_r(
    airport: tuple[Job, OutcomeDrivers], reference: Reference
) -> None:
    job, result = airport
    assert result.importance is not None
    assert result.account is not None
    block = reference("sfo_drivers")["ols_NETPRO"]
    item_of = {name: job.items(name)[0] for name in map(str, result.importance.table.index)}
    columns = {
        "unique": block["other_metrics"]["last"],
        "partial": block["partial_correlation"],
        "vif": block["ols"]["vif"],
    }
    for name, item in item_of.items():
        assert result.importance.table.at[name, "share"] == pytest.approx(
            block["lmg"]["normalised"][item], abs=1e-8
        )
        for column, told in columns.items():
            assert result.account.table.at[name, column] == pytest.approx(told[item], abs=1e-8)


@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_report_says_it_in_one_plain_sentence(airport: tuple[Job, OutcomeDrivers], code: str) -> None:
    job, result = replace(airport[0], language=Language(code)), airport[1]
    first = outcome_drivers(job, result)[0]
    assert first.plain == PLAIN[code]
    assert first.plain.count(".") == 1
    assert first.strength == "not_shown"
    # The chances stand in the finding, the other three that are not ruled out too.
    assert result.importance is not None
    chances = result.importance.table["p_first"]
    for name in ("restaurants", "security"):
        assert f"({job.language.percent(chances[name])})" in first.text
    for name in ("cleanliness", "signs", "wayfinding"):
        assert job.label(name) in first.text
    assert job.label("safety") not in first.text
    # The same sentence is the title of the figure.
    blocks = section(job, (result,), outcome_drivers(job, result))
    (figure,) = [block for block in blocks if isinstance(block, Figure)]
    assert figure.title + "." == PLAIN[code]
