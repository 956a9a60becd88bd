"""The calibration: its bounds can be missed, its page is made of what was drawn, and a slice of it is drawn here."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.calibration import clients as drawing
from benchmarks.calibration.designs import DESIGNS
from benchmarks.calibration.rates import Claim, Rate, rate_of, verdict
from benchmarks.calibration.results import added, keep, kept, rates_of, usable
from benchmarks.calibration.run import is_stale, run
from benchmarks.calibration.studies import REGISTER, REPORTS, Study, drawn, studies
from benchmarks.calibration.table import FEW, PAGE, outside, page
from benchmarks.calibration.version import version_of
from tests.conftest import ROOT

KNOWN = studies()
FOUND = {name: kept(name) for name in KNOWN}
ERROR, COVERS = Claim("type I", "errs"), Claim("coverage", "covers")
# Cheap studies of each kind, that tell at once when a procedure no longer does what it did.
SLICE = ("headline", "groups-apart", "reasons-without-link", "moments-alike")


def hits(share: float, clients: int) -> Rate:
    return rate_of(np.arange(clients) < round(share * clients))


@pytest.mark.parametrize(
    ("claim", "share", "told"),
    [
        (ERROR, 0.05, "within"),
        (ERROR, 0.08, "within"),  # 3 errors of 400 clients are 3.3 points
        (ERROR, 0.09, "outside"),
        (ERROR, 0.01, "cautious"),
        (COVERS, 0.95, "within"),
        (COVERS, 0.88, "outside"),
        (COVERS, 1.0, "cautious"),
        (Claim("false winner", "names"), 0.0, "within"),
        (Claim("false winner", "names"), 0.09, "outside"),
        (Claim("power", "finds"), 0.75, "within"),
        (Claim("power", "finds"), 0.70, "outside"),
        (Claim("power", "finds"), 0.99, "within"),
        (Claim("power", "finds", told=True), 0.1, "told"),
    ],
)
def test_a_rate_beyond_its_bound_is_outside(claim, share, told):
    assert verdict(claim, hits(share, 400)) == told


def test_pieces_add_up_and_what_is_refused_is_counted_apart():
    whole = rate_of([1, 0, 0.5, np.nan, 1])
    assert rate_of([1, 0]) + rate_of([0.5, np.nan, 1]) == whole
    assert (whole.of, whole.value, whole.left_out) == (4, 0.625, 1)
    assert whole.error == pytest.approx(np.std([1, 0, 0.5, 1], ddof=1) / 2)
    with pytest.raises(ValueError, match="between 0 and 1"):
        rate_of([2])


def test_clients_with_several_intervals_count_for_what_they_tell():
    # Ten intervals that go together tell as much as one, ten that do not as ten.
    alike, apart = rate_of([1.0] * 88 + [0.0] * 12), rate_of([0.9] * 80 + [0.8] * 20)
    assert (alike.value, apart.value) == pytest.approx((0.88, 0.88))
    assert (verdict(COVERS, alike), verdict(COVERS, apart)) == ("within", "outside")


def test_every_report_has_studies_and_every_study_a_kept_run():
    assert {one.report for one in KNOWN.values()} == set(REPORTS)
    assert {name for name, cells in FOUND.items() if not cells} == set()
    assert {path.stem for path in (ROOT / "benchmarks/calibration/results").glob("*.json")} == set(KNOWN)


def test_nothing_that_was_drawn_lies_outside_its_bounds():
    assert [line for name, one in KNOWN.items() for line in outside(one, FOUND[name])] == []


def test_the_page_is_made_of_what_was_drawn():
    assert PAGE.read_text("utf-8") == page(KNOWN, FOUND), "python -m benchmarks.calibration --table"


@pytest.fixture(scope="module")
def fewer():
    """Draw fewer customers to stand for all: here a slice is enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "EVERYBODY", 60_000)
        yield


@pytest.mark.usefixtures("fewer")
@pytest.mark.parametrize("name", SLICE)
def test_a_slice_keeps_its_promises(name):
    one = KNOWN[name]
    rates = rates_of(drawn(one, "hard", 0))
    assert {claim for claim, rate in rates.items() if verdict(one.claims[claim], rate) == "outside"} == set()
    # The same seeds draw the same clients: another number is another method, or another world.
    if one.claims[next(iter(rates))].kind == "type I" and not is_stale(one, FOUND[name]["hard"]):
        assert rates == dict(FOUND[name]["hard"].first)


def dishonest(design, repeats, seed):
    """Call an interval of 80% one of 95%, and a test that errs in 15% one that errs in 5%."""
    means = np.random.default_rng(seed).standard_normal((repeats, design.n)).mean(axis=1) * np.sqrt(design.n)
    return {"interval": np.abs(means) < 1.28, "test": np.abs(means) > 1.44}


@pytest.fixture
def lie(monkeypatch):
    one = Study("lie", "baseline", {"interval": COVERS, "test": ERROR}, dishonest, ("base",), 150, __name__)
    monkeypatch.setitem(REGISTER, "lie", one)
    return one


def test_a_procedure_that_lies_is_found_out(lie, tmp_path):
    run([lie], ["base", "hard"], 300, folder=tmp_path, tell=lambda _: None)
    cells = kept("lie", tmp_path)
    assert list(cells) == ["base"]
    assert cells["base"].rates["test"].of == 300
    told = list(outside(lie, cells))
    assert len(told) == 2
    assert "promised 95%" in told[0]
    shown = page({"lie": lie}, {"lie": cells})
    assert f"**{100 * cells['base'].rates['interval'].value:.1f}**" in shown
    assert "2 lie outside their bound" in shown
    assert "| The baseline report | 2 | 0 | 0 | 0 | 2 |" in shown


def told_of(clients: dict[str, int]) -> str:
    """Make the page of a study with so many clients per design, of whom 95% of the intervals hold the truth."""
    one = Study("few", "baseline", {"interval": COVERS}, dishonest, ("base", "n100", "hard"), 50, __name__)
    cells = {design: added(None, {"interval": hits(0.95, n)}, "now", n) for design, n in clients.items()}
    return page({"few": one}, {"few": cells})


def test_what_rests_on_few_clients_is_marked_and_counted_apart():
    shown = told_of({"base": FEW, "n100": FEW - 100})
    assert f"| few: interval | coverage | 1 of 3 | 95.0 | 95.0 ({FEW - 100}) |" in shown
    assert f"Of 2 rates 1 keep their promise on {FEW} clients or more and 1 on fewer" in shown
    # What is to be drawn has a dash, what does not apply nothing.
    assert shown.split("| few: interval |")[1].split("\n")[0].split(" | ")[4:14] == [""] * 9 + ["–"]
    assert "1 of the 3 rates of the whole grid are still to be drawn" in shown


def test_one_glance_tells_how_many_promises_are_held():
    def glance(clients):
        told = told_of(clients).split("## In one glance")[1]
        return next(line for line in told.splitlines() if line.startswith("| The baseline report"))

    assert (
        glance(dict.fromkeys(("base", "n100", "hard"), FEW)) == "| The baseline report | 1 | 1 | 0 | 0 | 0 |"
    )
    assert glance({"base": FEW, "n100": FEW - 1}) == "| The baseline report | 1 | 0 | 1 | 0 | 0 |"
    assert glance({"base": FEW - 1}) == "| The baseline report | 1 | 0 | 0 | 1 | 0 |"


def test_a_rate_without_a_client_is_no_rate():
    shown = told_of({"base": FEW, "hard": 0})
    assert "Of 1 rates 1 keep their promise" in shown
    assert "; 0 are told without a promise." in shown
    assert "nan" not in shown


def test_a_long_run_is_made_in_pieces_and_old_code_is_held_against_new(lie, tmp_path):
    told = []
    run([lie], ["base"], 150, folder=tmp_path, tell=told.append)
    run([lie], ["base"], 300, folder=tmp_path, tell=told.append)
    whole = kept("lie", tmp_path)
    assert [line.split(" (")[0] for line in told] == ["1/1 lie base 0", "1/1 lie base 1"]
    # Drawn by other code that says the same: it stays, and is of now.
    keep("lie", {"base": replace(whole["base"], version="other")}, tmp_path)
    run([lie], ["base"], 300, folder=tmp_path, tell=told.append)
    assert kept("lie", tmp_path) == whole
    assert told[2:] == ["lie base: still says the same"]
    # Drawn by other code that said something else: all of it goes.
    first = {name: hits(0.5, 150) for name in ("interval", "test")}
    other = added(added(None, first, "other", 150), first, "other", 150)
    keep("lie", {"base": other}, tmp_path)
    run([lie], ["base"], 150, folder=tmp_path, tell=told.append)
    assert kept("lie", tmp_path)["base"] == added(None, whole["base"].first, version_of(__name__), 150)


def test_other_claims_or_other_code_make_a_result_stale(lie):
    cell = added(None, rates_of(dishonest(DESIGNS["base"], 150, 1)), version_of(__name__), 150)
    assert not is_stale(lie, cell)
    assert not is_stale(lie, None)
    assert is_stale(lie, replace(cell, version="other"))
    assert not usable(cell, replace(lie, piece=100))
    assert not usable(cell, replace(lie, claims={"test": ERROR}))
    assert version_of("benchmarks.calibration.baseline.units") != version_of(__name__)
