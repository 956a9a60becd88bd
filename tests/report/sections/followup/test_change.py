"""The title over the changes claims what a finding shows, and nothing that has a doubt it cannot hold."""

from __future__ import annotations

import importlib
from dataclasses import replace

import pandas as pd
import pytest

from tests.conftest import ROOT
from toolkit.analysis import followup
from toolkit.analysis.followup import Change
from toolkit.analysis.job import Job
from toolkit.findings import followup as say_followup
from toolkit.notebook import open_job
from toolkit.report.sections.followup.change import change_figure

NEUTRAL = "The difference between the first and the last measurement, per theme"


@pytest.fixture(scope="module")
def job() -> Job:
    return open_job("followup", "voorbeeld-energie", workspace=str(ROOT), language="en")


@pytest.fixture(scope="module")
def result(job: Job) -> Change:
    return followup.change(job)


def _title(job: Job, result: Change, table: pd.DataFrame, **changed: tuple[str, ...]) -> str:
    found = replace(result, table=table, unreliable=(), **changed)
    return change_figure(job, found, say_followup.change(job, found)).title


def test_the_title_is_the_weightiest_shown_change(job: Job, result: Change) -> None:
    assert _title(job, result, result.table).startswith("The score on “Trust” rose by 7.6 points")


def test_a_change_by_other_customers_or_up_and_down_is_no_title(
    job: Job, result: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = result.table.loc[["trust"]]
    assert _title(job, result, only, by_others=("trust",)) == NEUTRAL
    module = importlib.import_module("toolkit.findings.followup.change")
    monkeypatch.setattr(module, "up_and_down", lambda job, name: "Up and down.")
    assert _title(job, result, only) == NEUTRAL
    (told,) = say_followup.change(job, replace(result, table=only, unreliable=()))
    assert told.text.endswith("Up and down.")
    assert (told.plain, told.decision) == ("", "")


def test_where_nothing_or_only_lock_in_moved_it_says_so(job: Job, result: Change) -> None:
    nothing = "No theme is shown to be better or worse"
    assert _title(job, result, result.table.loc[["image"]]) == nothing
    assert _title(job, result, result.table.loc[["lock_in"]].assign(verdict="better")) == nothing
