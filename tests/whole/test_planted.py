"""Planted names, addresses and numbers of people reach no file that a command writes, searched byte for byte."""

import csv
import json
import re
import shutil
import zipfile
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from tests.conftest import ROOT
from tests.whole.conftest import DEMO, Said, run_command, unpacked
from toolkit.cli import app

PLANTED = {
    "naam": "Quirina Zwaanenburg-Feijtel",
    "mail": "quirina.zf@postvak.example",
    "telefoon": "06-28374655",
    "iban": "NL20INGB0001234567",
    "bsn": "123456782",
}
BSNS = ["999990330", "999990421", "999990470", "999990512", "999990561", "999990603"]
# What one planted customer spends: more than all others together, so that a sum of money would tell of them.
SPENT = "98765432,10"
# What reading leaves behind: a lock, and the salt of the keys.
OWN = {".lock", ".salt"}
SENTENCE = (
    "Mevrouw {naam} hielp mij; mail {mail} of bel {telefoon}, rekening {iban}, bsn {bsn}. Verder prima."
)


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The demo client as it is in the repository, in a workspace of its own."""
    leave = shutil.ignore_patterns("reports", ".salt", ".lock")
    folder = tmp_path / "clients" / DEMO
    shutil.copytree(ROOT / "clients" / DEMO, folder, ignore=leave)
    return folder


def change(client: Path, changed: dict[str, list[str]], privacy: str = "") -> None:
    """Add columns to the baseline, or replace cells of one, and write more into engagement.toml."""
    path = client / "data" / "nulmeting.csv"
    with path.open(encoding="cp1252", newline="") as file:
        header, *rows = list(csv.reader(file, delimiter=";"))
    for column, cells in changed.items():
        if column not in header:
            header.append(column)
            rows = [[*row, ""] for row in rows]
        place = header.index(column)
        for row, cell in zip(rows, cells, strict=False):
            row[place] = cell
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *rows])
    toml = client / "engagement.toml"
    text = toml.read_text("utf-8")
    assert text.count("[privacy]\n") == 1
    text = text.replace("resamples = 2000", "resamples = 200").replace("[privacy]\n", f"[privacy]\n{privacy}")
    toml.write_text(text, encoding="utf-8")


def lay_beside(client: Path) -> None:
    """Plant the same in the files of orders and employees: in columns, in their headers, and as customers."""
    for name in ("bestellingen.csv", "medewerkers.csv"):
        path = client / "data" / name
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file, delimiter=";"))
        rows = [[*row, *PLANTED.values()] for row in rows]
        if "klantnummer" in header:
            customer, amount, number = (
                header.index(one) for one in ("klantnummer", "bedrag", "bestelnummer")
            )
            for place, value in enumerate(PLANTED.values()):
                row = [*rows[-1]]
                row[customer], row[amount], row[number] = value, SPENT if not place else "12,00", f"Q{place}"
                rows.append(row)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(
                [[*header, *PLANTED, PLANTED["naam"]], *([*row, ""] for row in rows)]
            )


def loyalty(client: Path, *words: str) -> Said:
    workspace = client.parent.parent
    return run_command(f"loyalty {' '.join(words)} --workspace '{workspace.as_posix()}'", workspace)


def written(client: Path) -> list[Path]:
    """Every file of the workspace but the raw data themselves."""
    files = [path for path in client.parent.parent.rglob("*") if path.is_file()]
    return [path for path in files if client / "data" not in path.parents]


def spellings(value: str) -> set[bytes]:
    """A value as files may hold it: plain, in JSON, in HTML, without blanks or marks, in UTF-16."""
    bare = "".join(sign for sign in value if sign.isalnum())
    texts = {
        value,
        bare,
        value.casefold(),
        value.upper(),
        json.dumps(value)[1:-1],
        value.replace("-", "&#45;"),
    }
    texts |= set(value.split()) if " " in value else set()
    return {text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le", "cp1252")}


def leaks(client: Path) -> list[str]:
    found = []
    for path in written(client):
        content = path.read_bytes()
        if path.suffix == ".pdf":
            content += "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages).encode("utf-8")
            content += pdf_streams(path)
        if path.suffix == ".xlsx":
            content += unpacked(path)
        for what, value in PLANTED.items():
            if any(spelling in content for spelling in spellings(value)):
                found.append(f"{what} in {path.relative_to(client)}")
    return found


def pdf_streams(path: Path) -> bytes:
    """All streams of a PDF, unpacked: attachments, metadata and pages."""
    reader = pypdf.PdfReader(path)
    objects = (
        (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
        if reader.xref.get(0)
        else ()
    )
    return b"".join(one.get_data() for one in objects if isinstance(one, pypdf.generic.StreamObject))


def silent_on_the_planted(text: str) -> None:
    for value in PLANTED.values():
        assert value not in text


def refused(client: Path) -> str:
    """Run a report in this process, as its refusal starts no kernel."""
    before = {path: path.read_bytes() for path in written(client)}
    said = CliRunner().invoke(app, ["run", DEMO, "baseline", "--workspace", str(client.parent.parent)])
    assert said.exit_code == 1, said.output
    assert {path: path.read_bytes() for path in written(client) if path.name not in OWN} == before
    silent_on_the_planted(said.output)
    return said.output


def test_in_an_open_answer_and_in_declared_columns(client: Path) -> None:
    cells = {name: [value] * 30 for name, value in PLANTED.items()}
    cells["toelichting"] = [SENTENCE.format(**PLANTED)] * 40
    declared = f"personal = {json.dumps(list(PLANTED))}\n"
    change(client, cells, privacy=declared)
    lay_beside(client)
    assert 'column = "toelichting"' in (client / "engagement.toml").read_text("utf-8")
    for words in (
        ("check", DEMO, "--html"),
        ("map", DEMO, "data/nulmeting.csv"),
        ("quotes", DEMO),
    ):
        done = CliRunner().invoke(app, [*words, "--workspace", str(client.parent.parent)])
        assert done.exit_code == 0, done.output
        silent_on_the_planted(done.output)
    said = loyalty(client, "run", DEMO, "all")
    assert said.code == 0, said.text
    silent_on_the_planted(said.text)
    names = {path.name for path in written(client)}
    assert {
        "baseline.pdf",
        "followup.html",
        "baseline.run.json",
        "check.html",
        "engagement.proposal.toml",
    } <= names
    assert leaks(client) == []
    # Nor that sum, to the three digits that a report prints.
    page = (client / "reports" / "baseline.html").read_text("utf-8")
    assert "Besteed in de laatste 365 dagen" in page
    assert not re.search(r"98\.\d00\.000", page)


def test_the_search_finds_what_is_there(client: Path) -> None:
    (client / "reports").mkdir()
    (client / "reports" / "x.json").write_text(json.dumps({"n": PLANTED["naam"]}), encoding="utf-8")
    with zipfile.ZipFile(client / "reports" / "y.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", PLANTED["iban"])
    assert sorted(leaks(client)) == [
        f"iban in {Path('reports') / 'y.xlsx'}",
        f"naam in {Path('reports') / 'x.json'}",
    ]


@pytest.mark.parametrize("what", PLANTED)
def test_in_a_column_that_nobody_declared(client: Path, what: str) -> None:
    # One number of nine digits is none that can be known for a BSN; a column of them is.
    cells = [PLANTED[what]] * 30 if what != "bsn" else [PLANTED[what], "111222333", *BSNS]
    change(client, {what if what == "naam" else "extra": cells})
    assert "holds personal data that are not declared" in refused(client)


@pytest.mark.parametrize("what", PLANTED)
def test_in_an_answer(client: Path, what: str) -> None:
    change(client, {"V4a_vakkennis": [PLANTED[what]]})
    assert "V4a_vakkennis" in refused(client)


def test_in_a_segment(client: Path) -> None:
    change(client, {"regio": [PLANTED["mail"], PLANTED["naam"]]})
    assert "regio" in refused(client)
