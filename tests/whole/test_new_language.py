"""A language is added by copying one file: a whole report in a language that the toolkit had never heard of.

The toolkit is copied with its notebooks and templates, the catalogue of Dutch is copied to that of German with a mark
before each sentence, and nothing else is changed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from babel.messages.pofile import read_po
from pypdf import PdfReader

from tests.conftest import ROOT
from tests.pseudo_language import MARK, pseudo_catalogue
from tests.whole.conftest import DEMO, Said
from toolkit.catalogues import catalogue_file
from toolkit.engagement import text
from toolkit.instrument import known_labels
from toolkit.report.blocks import to_json
from toolkit.report.document import collect

CODE = "de"
REPORT = "drivers"
# What nobody reads, and the cells of tables, which hold the words of client and question bank beside ours.
NOT_READ = (
    *("id", "key", "kind", "report", "language", "date", "run", "colour", "logo", "manifest", "strength"),
    *("align", "status", "version", "svg", "draws", "rows"),
)
WORD = re.compile(r"[A-Za-z]{3}")
DRAWN = re.compile(r"<text[^>]*>([^<]+)<")


@dataclass(frozen=True)
class German:
    """What was left by the run in German, and what `loyalty run --help` says of languages."""

    folder: Path
    run: Said
    help: Said


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> German:
    place = tmp_path_factory.mktemp("german")
    house, client = place / "house", place / "work" / "clients" / DEMO
    for name in ("toolkit", "notebooks", "templates"):
        shutil.copytree(ROOT / name, house / name)
    catalogue = house / "toolkit" / "locale" / CODE / "LC_MESSAGES" / "report.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(pseudo_catalogue(CODE))
    shutil.copytree(
        ROOT / "clients" / DEMO, client, ignore=shutil.ignore_patterns("reports", ".salt", ".lock")
    )
    settings = client / "engagement.toml"
    written = settings.read_text("utf-8").replace('language = "nl"', f'language = "{CODE}"', 1)
    named = '[constructs.trust]\nlabel = { nl = "Vertrouwen", de = "Vertrauen" }\n'
    settings.write_text(written.replace("[constructs.trust]\n", named, 1), "utf-8", newline="\n")

    def said(*arguments: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "toolkit", *arguments],
            cwd=place / "work",
            env={**os.environ, "PYTHONPATH": str(house)},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        return Said(done.returncode, done.stdout + done.stderr)

    return German(client / "reports", said("run", DEMO, REPORT), said("run", "--help"))


def _leaves(content: Any) -> Iterator[str]:
    """Every text in a block that a reader sees."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in NOT_READ:
                yield from _leaves(value)
    elif isinstance(content, list):
        for value in content:
            yield from _leaves(value)
    elif isinstance(content, str) and content:
        yield content


def test_the_report_is_made(german: German) -> None:
    assert german.run.code == 0, german.run.text
    assert "--language" in german.help.text
    assert "de|en|nl" in german.help.text


def test_the_files_say_which_language_they_are_in(german: German) -> None:
    pdf = PdfReader(german.folder / f"{REPORT}.pdf")
    assert str(pdf.root_object["/Lang"]) == "de-DE"
    page = (german.folder / f"{REPORT}.html").read_text("utf-8")
    assert '<html lang="de">' in page


def test_numbers_and_dates_are_as_that_language_writes_them(german: German) -> None:
    findings = json.loads((german.folder / f"{REPORT}.findings.json").read_text("utf-8"))
    assert all(MARK in one["text"] for one in findings)
    assert any(re.search(r"\d,\d", one["text"]) for one in findings)
    assert any(re.search(r"\d\xa0%", one["text"]) for one in findings)
    cover = PdfReader(german.folder / f"{REPORT}.pdf").pages[0].extract_text()
    assert re.search(r"\d\. (Januar|Februar|März|April|Mai|Juni|Juli)", cover)


def test_labels_of_the_client_are_in_that_language_where_it_wrote_them_else_in_english(
    german: German,
) -> None:
    page = (german.folder / f"{REPORT}.html").read_text("utf-8")
    assert "Vertrauen" in page
    assert "Vertrouwen" not in page
    assert "Satisfaction" in page


def _words_of(content: Any) -> set[str]:
    """Every text that an engagement file holds."""
    if isinstance(content, dict):
        return set().union(*map(_words_of, content.values()))
    if isinstance(content, list):
        return set().union(*map(_words_of, content))
    return {content.strip()} if isinstance(content, str) else set()


def test_no_sentence_of_the_code_comes_past_the_catalogue(german: German) -> None:
    engagement = tomllib.loads((german.folder.parent / "engagement.toml").read_text("utf-8"))
    theirs = _words_of(engagement) | {text(label, "en") for label in known_labels().values()}
    with catalogue_file("nl").open("rb") as file:
        ours = {message.id for message in read_po(file, locale="nl") if isinstance(message.id, str)}
    blocks = [to_json(one) for one in collect(nbformat.read(german.folder / f"{REPORT}.ipynb", 4))]
    kinds = {block["kind"] for block in blocks}
    assert {"meta", "summary", "heading", "findings", "figure", "table", "prose", "what_if"} <= kinds
    told = [one for block in blocks if block["kind"] != "forecast" for one in _leaves(block)]
    bare = [one for one in told if WORD.search(one) and MARK not in one and one not in theirs]
    assert bare == []
    cells = {one for block in blocks for row in block.get("rows", ()) for one in row.values()}
    drawn = {one for block in blocks for one in DRAWN.findall(block.get("svg", ""))}
    assert any(MARK in one for one in cells)
    assert any(MARK in one for one in drawn)
    assert {one for one in cells | drawn if one in ours and WORD.search(one)} - theirs == set()
