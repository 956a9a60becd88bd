"""The gallery: it shows every way of drawing and every kind of table, and is not behind the reports."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.figures.specimens import SPECIMENS
from toolkit.errors import ReportError
from toolkit.figures.style import Look
from toolkit.report.blocks import Column, Figure, Meta, Table
from toolkit.report.gallery import (
    COLOURS,
    DRAWINGS,
    MOST_ROWS,
    PAGE,
    figures_of,
    gallery,
    kind_of,
    made_up,
    shown,
    tables_of,
)

GALLERY = ROOT / "docs" / "gallery" / PAGE
SOURCE = GALLERY.read_text(encoding="utf-8")


def _table(identifier: str, *keys: str) -> Table:
    rows = tuple({keys[0]: str(row)} for row in range(9))
    return Table(identifier, identifier, tuple(Column(key, key) for key in keys), rows)


def test_every_way_of_drawing_is_shown() -> None:
    """`SPECIMENS` holds every drawing function: a test of its own sees to that."""
    assert set(DRAWINGS) == set(SPECIMENS)
    assert shown(SOURCE)[0] == tuple(DRAWINGS)


def test_the_page_is_one_small_file_that_reaches_for_nothing() -> None:
    assert [path.name for path in GALLERY.parent.iterdir()] == [PAGE]
    assert GALLERY.stat().st_size < 1_500_000
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', SOURCE)
    assert str(Path.home()) not in SOURCE


def test_every_figure_of_the_page_tells_its_claim_and_its_numbers_to_who_cannot_see_it() -> None:
    alts = re.findall(r"To who cannot see it: (.*?)</p>", SOURCE, re.S)
    assert len(alts) >= len(DRAWINGS)
    assert all(re.search(r"\d", alt) for alt in alts)


def test_other_colours_are_shown_as_they_are_adjusted() -> None:
    for colour in COLOURS:
        assert f"A client’s colour of {colour}: areas {Look.of(colour).fill}" in SOURCE


def test_a_figure_is_known_by_the_longest_beginning_of_its_id() -> None:
    assert kind_of("distribution-mark") == "distribution-mark"
    assert kind_of("distribution-region") == "distribution"
    assert kind_of("trend-more") == "trend-more"
    with pytest.raises(ReportError, match="DRAWINGS"):
        kind_of("trends")


def test_the_first_of_each_kind_is_shown_and_of_long_tables_the_first_rows() -> None:
    meta = Meta("t", "c", "baseline", "en", "2026-01-05")
    figures = [
        Figure(name, name, made_up(Look.of("#0b6e4f"))[0].svg, name) for name in ("segments-a", "segments-b")
    ]
    tables = [_table("a", "x", "group-1"), _table("b", "x", "group-1", "group-2"), _table("c", "y")]
    blocks = [meta, *figures, *tables]
    assert [figure.id for figure in figures_of(blocks).values()] == ["segments-a"]
    assert list(tables_of(blocks)) == ["a", "c"]
    laid = list(gallery(blocks))
    assert all(len(block.rows) == MOST_ROWS for block in laid if isinstance(block, Table))
    assert {block.id for block in laid if isinstance(block, Figure)} >= {"segments-a", "trend", "trend-chart"}


def test_a_page_read_back_gives_what_it_shows() -> None:
    source = (
        '<h2>1 Figures</h2><h3 id="a"><span>1.1</span> bars</h3><h2>2 Tables</h2><h3>2.1 scores-table</h3>'
    )
    assert shown(source) == (("bars",), ("scores-table",))
    assert json.dumps(shown(SOURCE)[1]).count("-table") > 10
