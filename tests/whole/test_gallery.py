"""The gallery in the repository shows the kinds of figures and tables that the demo client's reports hold now."""

import json
from pathlib import Path

from tests.conftest import ROOT
from toolkit.report.blocks import Block, Figure
from toolkit.report.document import collect
from toolkit.report.final.readiness import REPORTS
from toolkit.report.gallery import PAGE, figures_of, shown, tables_of

RENEW = "make the gallery again: python -m toolkit.report.gallery docs/gallery"


def _blocks(reports: Path) -> list[Block]:
    notebooks = (json.loads((reports / f"{report}.ipynb").read_text("utf-8")) for report in REPORTS)
    return [block for notebook in notebooks for block in collect(notebook)]


def test_the_gallery_is_not_behind_the_reports(reports: Path) -> None:
    blocks = _blocks(reports)
    drawings, tables = shown((ROOT / "docs" / "gallery" / PAGE).read_text(encoding="utf-8"))
    assert tables == tuple(tables_of(blocks)), RENEW
    assert figures_of(blocks)
    assert drawings


def test_every_figure_of_the_reports_tells_its_claim_and_its_numbers_to_who_cannot_see_it(
    reports: Path,
) -> None:
    figures = [block for block in _blocks(reports) if isinstance(block, Figure)]
    assert len(figures) > 20
    for figure in figures:
        assert figure.alt.startswith(figure.title.rstrip(".")), figure.id
        assert any(sign.isdigit() for sign in figure.alt.removeprefix(figure.title)), figure.id
        assert figure.note, figure.id
