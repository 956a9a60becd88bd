"""The benchmark of large surveys: its client is one that the toolkit reads, and its table tells a broken promise."""

from pathlib import Path

import pytest

from benchmarks.size import table
from benchmarks.size.client import DEMO, write_client
from benchmarks.size.measured import Cost
from toolkit.engagement import load_engagement
from toolkit.report.waves import each_wave


def test_the_client_is_the_demo_with_other_respondents(tmp_path: Path):
    write_client(tmp_path / "n400", 400)
    engagement = load_engagement(tmp_path / "n400")
    surveys, errors = each_wave(engagement, None)
    assert not errors
    assert [len(one.items) for one in surveys] == [400, 400]
    demo, _ = each_wave(load_engagement(DEMO), None)
    for here, there in zip(surveys, demo, strict=True):
        assert list(here.items) == list(there.items)
        assert list(here.segments) == list(there.segments)
        assert (here.open["OPEN_1"].fillna("") != "").mean() > 0.05
    assert surveys[0].key.isin(surveys[1].key).sum() == 200


def test_costs_are_kept_piece_by_piece_and_told_on_the_page(tmp_path: Path):
    results, page = tmp_path / "results.json", tmp_path / "performance.md"
    table.keep(100_000, "all", Cost(50.0, 900.4), results)
    table.keep(10_000, "all", Cost(30.0, 500), results)
    table.keep(10_000, "baseline", Cost(12.04, 400), results)
    page.write_text(f"# Large\n\n{table.BEGIN}\nold\n{table.END}\n\nafter\n", encoding="utf-8")
    table.page(table.kept(results), page)
    told = page.read_text(encoding="utf-8")
    lines = [line for line in told.splitlines() if line.startswith("| 1")]
    assert lines == [
        "| 10,000 | baseline | 12 | – | 0.4 |",
        "| 10,000 | all | 30 | – | 0.5 |",
        "| 100,000 | all | 50 | 2.22 | 0.9 |",
    ]
    assert "old" not in told
    assert told.endswith(f"{table.END}\n\nafter\n")
    table.page(table.kept(results), page)
    assert page.read_text(encoding="utf-8") == told


@pytest.mark.parametrize(
    ("larger", "told"),
    [
        (Cost(300, 5_900), []),
        (Cost(300, 6_100), ["all of 100,000 respondents held 6,100 MB, more than 6,000"]),
        (Cost(400, 900), ["all costs 13.3 times as much at 100,000 as at 10,000 respondents"]),
    ],
)
def test_too_much_memory_and_too_fast_growth_break_the_promise(larger: Cost, told: list[str]):
    assert list(table.broken({10_000: {"all": Cost(30, 500)}, 100_000: {"all": larger}})) == told
