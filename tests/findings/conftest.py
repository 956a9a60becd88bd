"""Jobs on the demo client, in each language; and what holds of every finding that any test here has said."""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.plain_words import faults
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import DECIDE
from toolkit.language import Language
from toolkit.notebook import open_job


@pytest.fixture(autouse=True)
def _each_finding_keeps_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every finding that the toolkit makes to the rules of docs/methods/ranking.md and to plain words."""
    make = Finding.__init__

    def checked(self: Finding, *values: Any, **named: Any) -> None:
        make(self, *values, **named)
        if sys._getframe(1).f_globals["__name__"].startswith("toolkit."):
            assert faults_of(self) == []

    monkeypatch.setattr(Finding, "__init__", checked)


def faults_of(finding: Finding) -> list[str]:
    """Give what keeps a finding from the page for the board."""
    told = [*faults(finding.plain), *faults(finding.decision)]
    for name in ("size", "actionable"):
        if not 0 <= getattr(finding, name) <= 1:
            told.append(f"{finding.key}: {name} is {getattr(finding, name)}")
    if finding.plain and finding.decision and finding.actionable != DECIDE:
        told.append(f"{finding.key} asks a decision, and can be done for {finding.actionable} only")
    return told


@cache
def _job(report: str) -> Job:
    return open_job(report, "voorbeeld-energie", workspace=str(ROOT))


@pytest.fixture(scope="session")
def demo_job() -> Callable[..., Job]:
    """`demo_job("drivers", "en")`: the demo client's job of a report in a language."""

    def make(report: str, language: str = "en") -> Job:
        return replace(_job(report), language=Language(language))

    return make
