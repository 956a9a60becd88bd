import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

import jsonschema
import pytest
from pydantic import BaseModel

from tests.engagement.conftest import SAMPLE, changed
from toolkit.engagement.keys import allowed, engagement_schema, keys, node_at
from toolkit.engagement.model import Engagement
from toolkit.engagement.schema import DOCS_FILE, SCHEMA_FILE, rendered_schema, with_table
from toolkit.engagement.words import Words

MADE_BY = "python -m toolkit.engagement.schema"


def test_the_shipped_schema_is_that_of_the_models() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == rendered_schema(), f"run `{MADE_BY}`"
    assert b"\r" not in SCHEMA_FILE.read_bytes()


def test_the_docs_hold_every_key() -> None:
    page = DOCS_FILE.read_text(encoding="utf-8")
    assert page == with_table(page), f"run `{MADE_BY}`"


def leaves(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The keys of a model by its annotations, found apart from the schema."""
    for name, field in model.model_fields.items():
        inner = list(models(field.annotation))
        if inner:
            for one in inner:
                yield from leaves(one, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation is not Words:
            yield annotation
    elif get_origin(annotation) in {Union, UnionType} or get_args(annotation):
        for one in get_args(annotation):
            yield from models(one)


def test_no_key_of_the_models_is_left_out_of_the_docs() -> None:
    chosen = {"KEY", "ITEM", "CODE", "COLUMN", "ANSWER"}
    told = {
        ".".join(part for part in path.replace("[]", "").split(".") if part not in chosen)
        for path, _, _ in keys()
    }
    assert told == set(leaves(Engagement))


def test_every_key_is_described_and_its_values_are_said() -> None:
    for path, node, _ in keys():
        assert node.get("description", "").endswith("."), path
        assert allowed(node), path


def test_the_schema_says_what_editors_need() -> None:
    schema = engagement_schema()
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["client", "author"]
    assert node_at(("constructs", "trust", "role"))["enum"][0] == "driver"
    assert node_at(("waves", 0, "start"))["format"] == "date"
    assert node_at(("client", "category", "nl"))["type"] == "string"
    assert node_at(("nonsense", "x")) == {}
    assert "null" not in json.dumps(schema)


def as_editors_see_it(source: str) -> Any:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, list):
            return [plain(one) for one in value]
        return value.isoformat() if isinstance(value, dt.date) else value

    return plain(tomllib.loads(source))


def test_the_schema_accepts_the_sample() -> None:
    jsonschema.Draft202012Validator.check_schema(engagement_schema())
    jsonschema.validate(as_editors_see_it(SAMPLE), engagement_schema(), jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "change",
    [
        ('colour = "#0b6e4f"', 'color = "#0b6e4f"'),
        ('role = "driver"', 'role = "drivers"'),
        ("minimum_cell = 10", "minimum_cell = 5"),
        ("[constructs.satisfaction]", "[constructs.Satisfaction]"),
        ('role = "driver"\n', ""),
    ],
)
def test_the_schema_refuses_what_the_models_refuse(change: tuple[str, str]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(
            as_editors_see_it(changed(change)), engagement_schema(), jsonschema.Draft202012Validator
        )
