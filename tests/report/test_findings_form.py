"""`*.findings.json` has a published form."""

import copy
import json
from typing import Any

import jsonschema
import pytest

from tests.conftest import ROOT
from toolkit.report.findings_form import SCHEMA_FILE, rendered_schema

DOCS = ROOT / "docs" / "findings.md"
SAMPLE = {
    "number": "B3",
    "key": "scores.lowest",
    "text": "“Trust” scores lowest: 55 out of 100.",
    "strength": "shown",
    "evidence": "Differences within respondents.",
    "rests_on": [
        {
            "table": "4",
            "id": "scores-table",
            "rows": [{"row": 2, "label": "Trust", "cells": [{"column": 2, "head": "Score", "cell": "54.7"}]}],
        }
    ],
    "numbers": {"estimate": 54.7, "high": None},
    "section": "4 Scores per theme",
    "flags": [],
    "answers": [],
}


def check(found: Any) -> None:
    jsonschema.validate(found, json.loads(rendered_schema()), jsonschema.Draft202012Validator)


def test_the_shipped_schema_is_that_of_the_models() -> None:
    told = SCHEMA_FILE.read_text(encoding="utf-8")
    assert told == rendered_schema(), "run `python -m toolkit.report.findings_form`"
    assert b"\r" not in SCHEMA_FILE.read_bytes()
    jsonschema.Draft202012Validator.check_schema(json.loads(told))


def test_every_field_is_described_and_told_in_the_docs() -> None:
    page = DOCS.read_text(encoding="utf-8")
    for name, form in json.loads(rendered_schema())["$defs"].items():
        for field, node in form["properties"].items():
            assert node["description"].endswith("."), (name, field)
            assert f"`{field}`" in page, (name, field)


def test_the_sample_has_the_form() -> None:
    check([SAMPLE])
    check([])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("number",), "X1"),
        (("strength",), "certain"),
        (("numbers", "estimate"), "54.7"),
        (("rests_on", 0, "rows", 0, "row"), 0),
        (("rests_on", 0, "table"), "Table 4"),
        (("more",), "something"),
    ],
)
def test_another_form_is_refused(place: tuple[Any, ...], value: Any) -> None:
    found = copy.deepcopy(SAMPLE)
    inner: Any = found
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        check([found])


def test_no_field_may_be_absent() -> None:
    for name in SAMPLE:
        with pytest.raises(jsonschema.ValidationError):
            check([{key: value for key, value in SAMPLE.items() if key != name}])
