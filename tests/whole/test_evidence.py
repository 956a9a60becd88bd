"""The demo's findings lead to rows of tables, and every row that is named holds what its finding states."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
import pytest

from toolkit.report.document import build_document
from toolkit.report.findings_form import SCHEMA_FILE, FindingsForm

# Of the findings that state a number; the others rest on no table that is printed, such as the counts of a file.
LEAST_LINKED = {"baseline": 0.65, "drivers": 0.4, "followup": 0.6}
REPORTS = tuple(LEAST_LINKED)


def numbers(text: str, point: str) -> list[tuple[float, int]]:
    """The numbers in a text without their signs, with their decimals; read apart from the code that links."""
    found = []
    for one in re.findall(r"\d+(?:[.,]\d+)*", text):
        whole, _, part = one.partition(point)
        bare = whole.replace("," if point == "." else ".", "")
        if bare.isdecimal() and (part.isdecimal() or not part):
            found.append((float(f"{bare}.{part or 0}"), len(part)))
    return found


def agree(cell: tuple[float, int], stated: tuple[float, int]) -> bool:
    room = 0.0 if cell[1] == stated[1] else 0.5 * 10 ** -cell[1] + 0.5 * 10 ** -stated[1]
    return cell[1] >= stated[1] and abs(cell[0] - stated[0]) <= room + 1e-9


@pytest.fixture(scope="module")
def documents(reports: Path) -> dict[str, dict[str, Any]]:
    return {one: build_document(nbformat.read(reports / f"{one}.ipynb", as_version=4)) for one in REPORTS}


@pytest.mark.parametrize("report", REPORTS)
def test_every_row_that_is_named_holds_what_its_finding_states(
    documents: dict[str, dict[str, Any]], report: str
) -> None:
    document = documents[report]
    point = "," if document["meta"]["language"] == "nl" else "."
    tables = {one["number"]: one for one in document["blocks"] if one["kind"] == "table"}
    faults = []
    checked = 0
    for finding in (
        one for block in document["blocks"] if block["kind"] == "findings" for one in block["findings"]
    ):
        stated = numbers(finding["text"], point)
        for link in finding["rests_on"]:
            table = tables[link["table"]]
            assert table["id"] == link["id"]
            heads = [column["label"] for column in table["columns"]]
            for row in link["rows"]:
                cells = table["rows"][row["row"] - 1]
                assert cells[0] in row["label"]
                for one in row["cells"]:
                    assert (heads[one["column"] - 1], cells[one["column"] - 1]) == (one["head"], one["cell"])
                held = [numbers(one["cell"], point) for one in row["cells"]]
                fitting = sum(any(agree(one, two) for one in cell for two in stated) for cell in held)
                checked += 1
                if fitting < len(row["cells"]):
                    faults.append((finding["number"], row, cells))
    assert faults == []
    assert checked >= 10


@pytest.mark.parametrize("report", REPORTS)
def test_most_findings_that_state_a_number_lead_to_a_row(reports: Path, report: str) -> None:
    findings = json.loads((reports / f"{report}.findings.json").read_text("utf-8"))
    stating = [one for one in findings if re.search(r"\d", one["text"])]
    linked = [one for one in stating if any(table["rows"] for table in one["rests_on"])]
    assert len(linked) / len(stating) >= LEAST_LINKED[report], (len(linked), len(stating))
    unstated = [one for one in findings if one not in stating]
    assert [one["number"] for one in unstated if any(table["rows"] for table in one["rests_on"])] == []


def test_both_languages_lead_to_the_same_rows(reports: Path) -> None:
    kept = [
        json.loads(path.read_text("utf-8"))
        for path in sorted((reports / "history").glob("followup-*/findings.json"))
    ]
    places = [
        {
            one["key"]: [(table["id"], [row["row"] for row in table["rows"]]) for table in one["rests_on"]]
            for one in run
        }
        for run in kept
    ]
    assert len({run[0]["section"] for run in kept}) == 2
    assert all(one == places[0] for one in places)


@pytest.mark.parametrize("report", REPORTS)
def test_the_findings_have_the_published_form(reports: Path, report: str) -> None:
    found = json.loads((reports / f"{report}.findings.json").read_text("utf-8"))
    jsonschema.validate(found, json.loads(SCHEMA_FILE.read_text("utf-8")), jsonschema.Draft202012Validator)
    assert FindingsForm.model_validate(found).root[0].number == found[0]["number"]


@pytest.mark.parametrize("report", REPORTS)
def test_every_link_of_the_page_leads_somewhere(reports: Path, report: str) -> None:
    page = (reports / f"{report}.html").read_text("utf-8")
    targets = re.findall(r'href="#([^"]+)"', page)
    rows = [one for one in targets if re.fullmatch(r"table-\d+-row-\d+", one)]
    assert len(rows) >= 10
    assert [one for one in targets if f'id="{one}"' not in page] == []
