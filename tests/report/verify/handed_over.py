"""A small client whose report is computed here and not by a notebook, to be handed over, changed and verified."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, ContentStream, NameObject, TextStringObject

from tests.report import sample
from tests.small_client import NAME
from toolkit.engagement import load_engagement
from toolkit.intake import read_survey
from toolkit.language import Language
from toolkit.report import files
from toolkit.report.blocks import (
    Block,
    Column,
    Figure,
    FindingItem,
    Findings,
    Heading,
    KpiItem,
    Kpis,
    Prose,
    Summary,
    SummaryItem,
    Table,
)
from toolkit.report.files import ReportFiles
from toolkit.report.manifest import manifest, run_hash
from toolkit.workspace import client_folder

QUESTIONS = {"SAT_1": "Satisfied “now”", "SAT_2": "Served well", "ATT_1": "Loyal"}


def executed(_: Any, parameters: Mapping[str, Any], *, report: str, workspace: Path, **__: Any) -> Any:
    """Stand in for the notebook: a report with every kind of number, computed from the client's files."""
    engagement = load_engagement(client_folder(workspace, parameters["client"]))
    survey = read_survey(engagement, engagement.waves[0].id)
    own = {name: value for name, value in parameters.items() if name not in ("client", "workspace")}
    record = manifest(engagement, report, own, [survey])
    language = Language(parameters["language"])
    rows = []
    for item, label in QUESTIONS.items():
        answers = survey.items[item].dropna()
        values = {"mean": language.number(answers.mean(), 3), "n": language.number(len(answers))}
        margin = f"{language.number(answers.mean() - 1, 1)} to {language.number(answers.mean() + 1, 1)}"
        rows += [{"item": label, **values}, {"item": "– margin", "mean": margin}]
    first = rows[0]["mean"]
    columns = (Column("item", "Question"), Column("mean", "Mean", "right"), Column("n", "n", "right"))
    meta = sample.meta(
        **{"language": language.code, "report": report, "labels": {}, "logo": "", "client": "Klein"},
        **{"run": run_hash(record), "manifest": record, "status": "final" if own["final"] else "draft"},
    )
    picture = Figure("means", "The means", sample.chart(), f"Means: {first} and more", "Base: all")
    blocks: list[Block] = [
        meta,
        Summary("In short", "What we found.", (SummaryItem("one"),)),
        Heading(1, "Results"),
        Kpis((KpiItem("Satisfied", first, "", "n = 40"),)),
        Findings((FindingItem("one", f"The mean is {first} in all.", "shown", "Table", {"mean": first}),)),
        picture,
        Table("means", "All means", columns, tuple(rows), "Base: all who answered."),
        Prose(("It was measured with 1,234 words.",)),
    ]
    return sample.notebook(blocks), ()


@cache
def _set(written: str, report: str, folder: Path) -> ReportFiles:
    return files.report_files(nbformat.reads(written, as_version=4), report, folder, lambda _: None)


def set_once(notebook: NotebookNode, report: str, folder: Path, tell: Callable[[str], None]) -> ReportFiles:
    """Set a notebook as files, the same one only once: the bytes are the same each time, as its own tests show."""
    return _set(nbformat.writes(notebook), report, Path("no client's own templates"))


def handed_over(clean: Path, folder: Path) -> Path:
    """Copy a workspace with its reports; give the folder of the reports."""
    shutil.copytree(clean, folder, dirs_exist_ok=True)
    return folder / "clients" / NAME / "reports"


def other_digit(text: str) -> str:
    """Change the last digit of a text."""
    place = max(n for n, sign in enumerate(text) if sign.isdigit())
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def change_json(path: Path, change: Callable[[Any], None]) -> None:
    """Change the data in a JSON file."""
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2), encoding="utf-8", newline="\n")


def change_part(path: Path, name: str, pattern: bytes, new: Callable[[bytes], bytes]) -> None:
    """Change the first thing that fits a pattern in one part of a packed file."""
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    found = re.search(pattern, parts[name])
    assert found, name
    parts[name] = parts[name][: found.start()] + new(found[0]) + parts[name][found.end() :]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for one, content in parts.items():
            packed.writestr(one, content)
    path.write_bytes(target.getvalue())


def change_pdf(path: Path, wanted: str) -> str:
    """Draw another digit in a number of a PDF, as an editor of PDFs would; give the number as it is then."""
    writer = PdfWriter(clone_from=path)
    for page in writer.pages:
        stream = ContentStream(page["/Contents"].get_object(), writer)
        signs: dict[int, str] = {}
        for operands, operator in stream.operations:
            if operator == b"Tf":
                signs = _signs(page["/Resources"]["/Font"][operands[0]])
            drawn = _drawn(operands, operator, signs)
            if drawn.strip() == wanted:
                codes = {sign: code for code, sign in signs.items()}
                digit = next(sign for sign in wanted if sign.isdigit())
                other = next(sign for sign in "1234567890" if sign in codes and sign != digit)
                _draw(operands, operator, codes[digit], codes[other])
                page[NameObject("/Contents")] = writer._add_object(stream)
                writer.write(path)
                return wanted.replace(digit, other, 1)
    raise AssertionError(f"no page draws {wanted} in one piece")


def _signs(font: Any) -> dict[int, str]:
    """Read which sign each code of a font stands for."""
    text = font.get_object()["/ToUnicode"].get_object().get_data().decode("latin-1")
    return {
        int(code, 16): bytes.fromhex(sign).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S)
        for code, sign in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block)
    }


def _codes(piece: Any) -> bytes:
    return piece.original_bytes if isinstance(piece, TextStringObject) else bytes(piece)


def _strings(operands: Any, operator: bytes) -> list[Any]:
    if operator not in (b"Tj", b"TJ"):
        return []
    pieces = operands[0] if operator == b"TJ" else operands[:1]
    return [one for one in pieces if isinstance(one, (TextStringObject, ByteStringObject))]


def _drawn(operands: Any, operator: bytes, signs: Mapping[int, str]) -> str:
    return "".join(
        signs.get(int.from_bytes(code[place : place + 2], "big"), "?")
        for code in map(_codes, _strings(operands, operator))
        for place in range(0, len(code), 2)
    )


def _draw(operands: Any, operator: bytes, old: int, new: int) -> None:
    """Draw another sign in place of the first of this code."""
    pieces = list(operands[0]) if operator == b"TJ" else list(operands[:1])
    for place, piece in enumerate(pieces):
        if not isinstance(piece, (TextStringObject, ByteStringObject)):
            continue
        codes = [_codes(piece)[n : n + 2] for n in range(0, len(_codes(piece)), 2)]
        if old.to_bytes(2, "big") in codes:
            codes[codes.index(old.to_bytes(2, "big"))] = new.to_bytes(2, "big")
            pieces[place] = ByteStringObject(b"".join(codes))
            break
    operands[0] = ArrayObject(pieces) if operator == b"TJ" else pieces[0]
