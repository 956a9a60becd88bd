"""Client text is data: markup of any language, emoji and other scripts print as text and stop no report."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pypdf
import pytest

from tests.whole.conftest import Said, run_command, unpacked

TYPST = '#panic("typst") *bold* $x^2$ @ref <label> \\ `raw`'
HTML = "<script>alert(1)</script><b>html</b> &amp;"
JINJA = "{{ 7 * 7 }} {% raw %} {# no #} {client}"
TEX = r"\input{x} \frac{1}{2} %TeX"
SCRIPTS = "emoji 🎉, 日本, عربي, עברית"

ENGAGEMENT = """\
seed = 3
[client]
name = {name}
language = "en"
[author]
name = {author}
organisation = {organisation}
[population]
description = {population}
[constructs.trust]
role = "driver"
label = {driver}
minimum = 1
maximum = 7
items = ["t1", "t2"]
[constructs.image]
role = "driver"
label = "=1+1"
minimum = 1
maximum = 7
items = ["i1"]
[constructs.attitude]
role = "attitude"
label = {attitude}
minimum = 0
maximum = 10
items = ["nps"]
[constructs.behaviour]
role = "behaviour"
label = {behaviour}
minimum = 0
maximum = 10
items = ["b1"]
[items.t1]
text = {driver}
[questions]
recommendation = "nps"
[analysis]
resamples = 200
"""
WAVE = """\
[[waves]]
id = "w{n}"
file = "w{n}.csv"
start = 202{n}-01-05
end = 202{n}-01-20
label = "{n} <i>wave</i>"
"""


def _answers(seed: int) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    trust = draw.integers(1, 8, 90)
    return pd.DataFrame(
        {
            "t1": trust,
            "t2": np.clip(trust + draw.integers(-1, 2, 90), 1, 7),
            "i1": draw.integers(1, 8, 90),
            "nps": np.clip(trust + draw.integers(0, 4, 90), 0, 10),
            "b1": draw.integers(0, 11, 90),
            "remark": TYPST,
        }
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    workspace = tmp_path_factory.mktemp("hostile")
    folder = workspace / "clients" / "hostile"
    folder.mkdir(parents=True)
    texts = {
        "name": f"A [bold] {JINJA}",
        "author": TYPST,
        "organisation": HTML,
        "population": TEX,
        "driver": f"{TYPST} {HTML}",
        "attitude": JINJA,
        "behaviour": SCRIPTS,
    }
    written = {key: json.dumps(text, ensure_ascii=False) for key, text in texts.items()}
    waves = "".join(WAVE.format(n=n) for n in (1, 2))
    (folder / "engagement.toml").write_text(ENGAGEMENT.format(**written) + waves, encoding="utf-8")
    for n in (1, 2):
        _answers(n).to_csv(folder / f"w{n}.csv", index=False, encoding="utf-8")
    (folder / "text").mkdir()
    (folder / "text" / "drivers.en.md").write_text(
        f"{TYPST}\n\n{HTML}\n\n{JINJA}\n\n{TEX}\n", encoding="utf-8"
    )
    return folder / "reports", run_command("loyalty run hostile all", workspace)


def _text(path: Path) -> str:
    """The words of a PDF without the spaces and the zero-width places where a long line may break."""
    pages = pypdf.PdfReader(path).pages
    return "".join("".join(page.extract_text().split()) for page in pages).replace("\u200b", "")


def test_the_reports_are_made(made: tuple[Path, Said]) -> None:
    reports, said = made
    assert said.code == 0, said.text
    assert len(list(reports.glob("*.pdf"))) == 3


@pytest.mark.parametrize("report", ["baseline", "drivers", "followup"])
def test_the_text_stands_in_the_pdf_as_it_was_written(made: tuple[Path, Said], report: str) -> None:
    text = _text(made[0] / f"{report}.pdf")
    for hostile in (JINJA, TEX, "=1+1", "#panic(", "<script>alert(1)</script>", "[bold]"):
        assert "".join(hostile.split()) in text, hostile


def test_a_script_without_a_font_prints_as_its_numbers(made: tuple[Path, Said]) -> None:
    assert "[U+65E5]" in _text(made[0] / "baseline.pdf")


@pytest.mark.parametrize("report", ["baseline", "drivers", "followup"])
def test_nothing_of_it_is_a_formula_in_the_workbook(made: tuple[Path, Said], report: str) -> None:
    content = unpacked(made[0] / f"{report}.tables.xlsx")
    assert b"=1+1" in content
    assert b"<f>" not in content
    assert b"externalLink" not in content


@pytest.mark.parametrize("report", ["baseline", "drivers", "followup"])
def test_it_is_text_in_the_deck(made: tuple[Path, Said], report: str) -> None:
    content = unpacked(made[0] / f"{report}.slides.pptx")
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in content
    assert b'TargetMode="External"' not in content
    assert b"hlinkClick" not in content


@pytest.mark.parametrize("report", ["baseline", "drivers", "followup"])
def test_nothing_of_it_is_markup_in_the_page(made: tuple[Path, Said], report: str) -> None:
    page = (made[0] / f"{report}.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "<b>html</b>" not in page
    assert "<i>wave</i>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
