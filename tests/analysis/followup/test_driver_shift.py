"""Importance of two waves: what is compared, what is refused, and what stands in findings, tables and figure."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.conftest import job_of
from tests.analysis.followup.shift_client import MODEL, answers, client
from toolkit.analysis import followup
from toolkit.analysis.followup.driver_shift import NOT_COMPARED, ONE_DRIVER, UNLINKED, OutcomeShift
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.language import Language
from toolkit.report.blocks import Figure, Table
from toolkit.report.sections import followup as sections

__all__ = ["job_of"]

JobOf = Callable[..., Job]
BEFORE, AFTER = (0.9, 0.3, 0.2), (0.2, 0.3, 0.9)


@pytest.fixture(scope="module")
def shifted(tmp_path_factory: pytest.TempPathFactory) -> Job:
    later = answers(AFTER, seed=2, first=150)
    return client(tmp_path_factory.mktemp("shifted"), answers(BEFORE), later)


def outcomes(job: Job) -> dict[str, OutcomeShift]:
    return {one.outcome: one for one in followup.driver_shift(job) or ()}


def test_a_planted_shift_is_found_told_drawn_and_printed(shifted: Job) -> None:
    found = outcomes(shifted)
    attitude, behaviour = found["attitude"], found["behaviour"]
    assert attitude.shift is not None
    assert (attitude.shift.n_before, attitude.shift.n_after, attitude.shift.n_both) == (300, 300, 150)
    assert attitude.moved("share")[:2] in {("trust", "service"), ("service", "trust")}
    assert ("trust", "service") in attitude.turned
    assert behaviour.moved("share") == ()
    told = {finding.key: finding for finding in say.driver_shift(shifted, (attitude, behaviour))}
    trust = told["driver_shift.attitude.trust"]
    row = attitude.shift.table.loc["trust"]
    assert trust.strength == "shown"
    assert trust.text.startswith("“Trust” carries less weight for “Attitude” than before: ")
    assert f"{100 * row['share_after']:.0f}% of what all drivers explain" in trust.text
    assert "carries more weight" in told["driver_shift.attitude.service"].plain
    assert "Does the order of the actions change?" in trust.decision
    assert "300 before, 300 after" in trust.evidence
    assert told["driver_shift.attitude.turned.trust.service"].strength == "shown"
    same = told["driver_shift.behaviour.not_shown"]
    assert same.plain == "The drivers of “Behaviour” are not shown to weigh otherwise than before."
    blocks = sections.driver_shift(shifted, (attitude, behaviour), tuple(told.values()))
    figures = [block for block in blocks if isinstance(block, Figure)]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert figures[0].title in {f.plain.rstrip(".") for f in told.values()}
    assert figures[1].title == same.plain.rstrip(".")
    assert "Base: 300 customers before, 300 after" in figures[0].note
    assert tables[0].rows[0]["driver"] == "Trust"
    assert tables[0].rows[0]["after"] == f"{100 * row['share_after']:.0f}%"
    links = sections.driver_shift_in_full(shifted, (attitude, behaviour))[1]
    assert isinstance(links, Table)
    assert links.rows[0]["before"] == f"+{10 * row['link_before']:.1f}"


def test_it_is_said_in_dutch(shifted: Job) -> None:
    dutch = replace(shifted, language=Language("nl"))
    results = followup.driver_shift(shifted)
    told = {finding.key: finding for finding in say.driver_shift(dutch, results)}
    assert told["driver_shift.attitude.service"].plain.startswith(
        "‘Dienstverlening’ weegt zwaarder mee voor ‘Houding’ dan eerst"
    )
    assert not {f.text for f in told.values()} & {f.text for f in say.driver_shift(shifted, results)}


def test_drivers_that_carry_no_claim_are_no_members_of_the_family(job_of: JobOf) -> None:
    first, last = answers(BEFORE), answers(AFTER, seed=2)
    last["i2"] = np.random.default_rng(1).integers(1, 8, 300)  # a question that goes with nothing
    job = job_of("followup", MODEL, first, last)
    attitude = outcomes(job)["attitude"]
    if attitude.shift is not None and "image" in attitude.drivers:
        assert "image" in attitude.no_claim
        assert np.isnan(attitude.shift.table.at["image", "share_p_holm"])
        assert attitude.tests == 2
    else:
        assert "image" in attitude.left_out


def test_what_the_waves_cannot_carry_is_told(job_of: JobOf) -> None:
    few = job_of("followup", MODEL, answers(BEFORE, n=25), answers(AFTER, n=300, seed=2))
    told = say.driver_shift(few, followup.driver_shift(few))
    assert {finding.strength for finding in told} == {"too_few"}
    assert "so many themes take at least 30 of them" in told[0].evidence
    assert not [
        b for b in sections.driver_shift(few, followup.driver_shift(few), told) if isinstance(b, Figure)
    ]
    noise = answers((0.0, 0.0, 0.0), seed=3)
    unlinked = outcomes(job_of("followup", MODEL, answers(BEFORE), noise))["attitude"]
    assert unlinked.refusal == UNLINKED
    finding = say.driver_shift(few, (unlinked,))[0]
    assert "not shown to be linked" in finding.text


def test_questions_of_one_wave_only_are_left_out(job_of: JobOf) -> None:
    first, last = answers(BEFORE), answers(AFTER, seed=2)
    job = job_of("followup", MODEL, first, last | {"s1": [None] * 300, "s2": [None] * 300})
    attitude = outcomes(job)["attitude"]
    assert attitude.left_out == ("service",)
    assert attitude.drivers == ("trust", "image")
    text = " ".join(finding.text for finding in say.driver_shift(job, (attitude,)))
    assert "as the waves did not both ask it alike: “Service”" in text


@pytest.mark.parametrize("reason", [NOT_COMPARED, ONE_DRIVER, "trust: all 30 complete rows have the value 3"])
def test_every_refusal_has_its_sentence(shifted: Job, reason: str) -> None:
    refused = replace(outcomes(shifted)["attitude"], shift=None, refusal=reason)
    (finding,) = say.driver_shift(shifted, (refused,))
    assert finding.strength == "too_few"
    assert "What drives “Attitude” is not compared" in finding.text
    assert "30 complete" not in finding.evidence


def test_sentences_for_what_only_some_clients_have(shifted: Job) -> None:
    attitude = outcomes(shifted)["attitude"]
    assert attitude.shift is not None
    none = attitude.shift.table.assign(share_p_holm=0.5, link_p_holm=0.5)
    somewhere = replace(attitude, shift=replace(attitude.shift, table=none, crossed=()))
    told = {finding.key: finding for finding in say.driver_shift(shifted, (somewhere,))}
    assert told["driver_shift.attitude.somewhere"].strength == "shown"
    assert "driver_shift.attitude.not_shown" not in told
    explained = attitude.shift.explained.copy()
    explained.loc["difference", ["low", "high"]] = [0.1, 0.2]
    other = replace(attitude, shift=replace(attitude.shift, explained=explained))
    warned = {finding.key: finding for finding in say.driver_shift(shifted, (other,))}
    assert "not the same whole" in warned["driver_shift.attitude.explained"].text
    assert warned["driver_shift.attitude.explained"].strength == "warning"
    below = attitude.shift.table.assign(link_after=-0.1)
    hidden = say.driver_shift(shifted, (replace(attitude, shift=replace(attitude.shift, table=below)),))
    trust = next(finding for finding in hidden if finding.key == "driver_shift.attitude.trust")
    assert "A share hides the direction" in trust.text
    assert not trust.plain
    assert not trust.decision
    silent = attitude.shift.table.assign(share_p_holm=np.nan, link_p_holm=np.nan)
    nothing = replace(attitude, shift=replace(attitude.shift, table=silent))
    assert say.driver_shift(shifted, (nothing,))[0].strength == "warning"
    assert say.driver_shift(shifted, None) == ()
    assert sections.driver_shift(shifted, None, ()) == ()
