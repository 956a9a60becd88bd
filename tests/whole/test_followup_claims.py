"""Follow-ups of clients of whom nothing is true claim nothing, and planted truths come out; `benchmarks.followup`
counts it for many clients.
"""

import re
from collections.abc import Callable

import nbformat
import pytest
from scipy import stats

from benchmarks.followup import (
    LEVEL,
    OWN,
    Planted,
    change_of_planned_size,
    composition_shift,
    false_claims,
    item_drift,
    treated_group,
)
from tests.conftest import ROOT
from toolkit.analysis import followup
from toolkit.findings import followup as say

pytestmark = pytest.mark.simulation
CLIENTS = range(
    2, 10
)  # the same customers, others and both, with and without weights, of two and of three waves


def test_the_walk_passes_every_chapter_of_the_notebook() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "followup.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert set(re.findall(r"say\.followup\.(\w+)\(job", code)) <= set(say.__all__)
    assert [name for name in say.__all__ if name not in OWN and name not in followup.__all__] == []


def test_no_family_claims_much_more_than_its_error() -> None:
    found = false_claims(CLIENTS, n=200)
    # The most that honest tests at 5% reach, but for one time in a thousand: each family, and all of them together.
    most = stats.binom.ppf(0.999, len(CLIENTS), LEVEL)
    assert {name: times for name, times in found.items() if times > most} == {}
    families = 16
    assert len(found) <= families
    assert found.total() <= stats.binom.ppf(0.999, len(CLIENTS) * families, LEVEL)


PLANTED: dict[str, tuple[Callable[[int], Planted], str, float, float]] = {
    # What is planted in so many clients -> what is found, in which share of them at least and at most.
    "a change of the planned size": (change_of_planned_size, "better", 0.5, 1.0),
    "a change of the planned size is never for the worse": (change_of_planned_size, "worse", 0.0, 0.0),
    "a question that moved by itself": (item_drift, "stopped, or the question named", 1.0, 1.0),
    "other customers": (composition_shift, "trust: composition", 0.75, 1.0),
    "other customers are no real change": (composition_shift, "trust: real", 0.0, 0.0),
    "an action": (treated_group, "interval holds the truth", 0.75, 1.0),
}


@pytest.fixture(scope="module")
def found() -> Callable[[Callable[[int], Planted]], Planted]:
    made: dict[str, Planted] = {}

    def find(plant: Callable[[int], Planted]) -> Planted:
        if plant.__name__ not in made:
            made[plant.__name__] = plant(6 if plant is change_of_planned_size else 4)
        return made[plant.__name__]

    return find


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_truth_comes_out(name: str, found: Callable[[Callable[[int], Planted]], Planted]) -> None:
    plant, what, least, most = PLANTED[name]
    assert least <= found(plant).shares.get(what, 0.0) <= most
