"""Clients without any real difference: no kind of claim is made for more of them than chance allows."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from scipy import stats

from benchmarks.calibration.baseline.said import PLAIN, SHOP, family_of, findings
from tests.conftest import ROOT
from tests.simulate.jobs import engagement_of, null_jobs
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.simulate import null_world, true_values

# What so many clients can tell: a family that errs for a quarter of its clients and not for 5% is found out in four
# walks of five, for 30% in nineteen of twenty. Smaller faults are found by the calibration (`baseline-said`), which
# takes the same walk through more of them.
CLIENTS, CUSTOMERS = 40, 300
LEVEL = 0.05
TRUTH = true_values(null_world())
# A benchmark that is the truth itself: to differ from it would be a false claim too.
BENCHMARKS = [
    {
        "measure": measure,
        "value": value,
        "label": "the truth",
        "country": "NL",
        "mode": "online",
        "same_mode": True,
        "same_question": True,
        "year": 2025,
        "source": "the simulated world",
    }
    for measure, value in (("nps", TRUTH.nps), ("attitude", TRUTH.means["attitude"]))
]
# Two divisions of the customers tell as much as four, in half the time: each is a family of its own.
SEGMENTS = {
    key: division
    for key, division in engagement_of(null_world())["segments"].items()
    if key in ("arrival", "team")
}


def _clients(folder: Path) -> Iterator[Job]:
    return null_jobs(
        CLIENTS, n=CUSTOMERS, folder=folder, shop=SHOP, extra={"benchmarks": BENCHMARKS, "segments": SEGMENTS}
    )


def _true(finding: Finding) -> bool:
    """Say whether a claim is true in this world: it really has more detractors than promoters."""
    numbers = finding.numbers
    return finding.key == "distribution.promoters" and numbers["detractors"] > numbers["promoters"]


def test_the_walk_passes_every_chapter_of_the_notebook() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "baseline.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    said = set(re.findall(r"say\.(?:baseline\.)?(\w+)\(job", code))
    walked = {"response", "headline", "segments", "distribution", "next_step", "reliability", *PLAIN}
    assert said == walked


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """Count per family the clients for whom it claims something."""
    found: Counter[str] = Counter()
    folder: Path = tmp_path_factory.mktemp("null")
    for job in _clients(folder):
        claimed = [finding for finding in findings(job) if finding.strength == "shown"]
        found.update({family_of(finding) for finding in claimed if not _true(finding)})
    return found


def test_no_family_claims_more_than_its_error(claims: Counter[str]) -> None:
    # The most that an honest test at 5% would reach in so many clients, but for one time in a thousand.
    most = stats.binom.ppf(0.999, CLIENTS, LEVEL)
    assert {family: count for family, count in claims.items() if count > most} == {}


def test_over_all_families_together_no_more_than_that_is_claimed(claims: Counter[str]) -> None:
    families = len(claims)
    assert families > 5, "no family ever claims anything: the walk is empty"
    # As many as honest tests reach but for one time in a hundred, as if no two families had to do with each other.
    assert sum(claims.values()) <= stats.binom.ppf(0.99, CLIENTS * families, LEVEL)
