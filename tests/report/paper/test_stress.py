"""Pages of a client with the longest names, many drivers and many groups: nothing is cut off, all of it can be read."""

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from pdfua import validate
from pypdf import PdfReader

from tests.report import sample
from tests.stress_client import CLIENTS, LONG, SHORT, Stress, named, write_client
from toolkit.engagement import load_engagement
from toolkit.notebook import baseline, open_job, say, sections
from toolkit.report.exporters import LoyaltyPDFExporter
from toolkit.report.fonts import text_width

MARGIN = 70.8  # points: 25 mm


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text on a page: where it begins, and how large it is, in points."""

    text: str
    left: float
    size: float
    page_width: float


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    workspace = tmp_path_factory.mktemp("stress")
    write_client(workspace / "clients" / "long", Stress(customers=300))
    job = open_job("baseline", "long", workspace=str(workspace))
    scores, response = baseline.scores(job), baseline.response(job)
    blocks = [
        sections.front.cover(job, {}, final=False),
        *sections.response.response(job, say.response(job, response)),
        *sections.baseline.scores(job, scores, say.baseline.scores(job, scores)),
        *sections.appendix.appendix(job, response),
    ]
    made, _ = LoyaltyPDFExporter().from_notebook_node(sample.notebook(blocks))
    return made


@pytest.fixture(scope="module")
def lines(pdf: bytes) -> list[Line]:
    """All upright text of all pages."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        width = float(page.mediabox.width)

        def visit(
            text: str, to: list[float], at: list[float], _: object, size: float, width: float = width
        ) -> None:
            if text.strip() and to[1] == at[1] == 0:
                found.append(Line(text, to[4] + at[4] * to[0], size * abs(to[0] * at[0]), width))

        page.extract_text(visitor_text=visit)
    return found


def test_names_are_as_long_as_asked_and_each_is_another() -> None:
    for length in (SHORT, LONG):
        made = [named(number, length, letter) for letter in "DG" for number in range(26)]
        assert {len(name) for name in made} == {length}
        assert len(set(made)) == len(made)


def test_the_clients_are_at_both_ends(tmp_path: Path) -> None:
    found = set()
    for name, stress in CLIENTS.items():
        folder = tmp_path / "clients" / name
        write_client(folder, Stress(**{**{f: getattr(stress, f) for f in stress.__slots__}, "customers": 60}))
        engagement = load_engagement(folder)
        drivers = [one for one in engagement.constructs.values() if one.role == "driver"]
        found.add((len(engagement.client.name), len(drivers), len(engagement.segments["many"].values)))
        assert engagement.client.colour == stress.colour
    assert found == {(60, 22, 25), (3, 4, 2), (60, 4, 2), (3, 22, 25)}


def test_every_name_is_printed_whole(lines: list[Line]) -> None:
    text = unicodedata.normalize("NFC", "".join(line.text for line in lines))
    printed = re.sub(r"[\s\u00ad\u200b-]", "", text)
    for name in [
        *(named(number, LONG, "D") for number in range(22)),
        named(1, LONG, "K"),
        named(3, LONG, "O"),
    ]:
        assert re.sub(r"[\s-]", "", name) in printed


def test_nothing_runs_over_the_edge_of_the_text(lines: list[Line]) -> None:
    assert len(lines) > 500
    for line in lines:
        # Semibold letters are a little wider than these, and kerned ones a little narrower.
        assert line.left > MARGIN - 1, line
        assert line.left + 0.97 * text_width(line.text.strip(), line.size) < line.page_width - MARGIN + 1, (
            line
        )


def test_it_is_accessible(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    assert validate(path).findings == ()
