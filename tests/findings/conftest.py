"""Jobs on the demo client, in each language."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from tests.conftest import ROOT
from toolkit.analysis.job import Job
from toolkit.language import Language
from toolkit.notebook import open_job


@cache
def _job(report: str) -> Job:
    return open_job(report, "voorbeeld-energie", workspace=str(ROOT))


@pytest.fixture(scope="session")
def demo_job() -> Callable[..., Job]:
    """`demo_job("drivers", "en")`: the demo client's job of a report in a language."""

    def make(report: str, language: str = "en") -> Job:
        return replace(_job(report), language=Language(language))

    return make
