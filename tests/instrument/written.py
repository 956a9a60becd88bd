"""Reads back what was written for LimeSurvey and Qualtrics, as those would: from the file and from nothing else."""

import re
from dataclasses import dataclass, field
from html import unescape

from defusedxml import ElementTree


@dataclass
class Column:
    """One column that an export will have: question text and, per code, the words of the answer."""

    name: str
    text: str
    codes: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    mandatory: bool = False
    relevance: str = "1"


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def lss_tables(data: bytes) -> dict[str, list[dict[str, str]]]:
    root = ElementTree.fromstring(data)
    return {
        table.tag: [{cell.tag: cell.text or "" for cell in row} for row in table.iter("row")]
        for table in root
        if table.find("rows") is not None
    }


def lss_columns(data: bytes, language: str = "nl") -> list[Column]:
    """The answer columns of LimeSurvey's export with codes as headings, in the order of the survey."""
    tables = lss_tables(data)
    texts = {row["qid"]: row["question"] for row in tables["question_l10ns"] if row["language"] == language}
    words = {row["aid"]: row["answer"] for row in tables["answer_l10ns"] if row["language"] == language}
    codes: dict[str, dict[str, str]] = {}
    for row in sorted(tables["answers"], key=lambda row: int(row["sortorder"])):
        codes.setdefault(row["qid"], {})[row["code"]] = _plain(words[row["aid"]])
    groups = {row["gid"]: int(row["group_order"]) for row in tables["groups"]}
    questions = sorted(tables["questions"], key=lambda row: (groups[row["gid"]], int(row["question_order"])))
    columns = []
    for row in questions:
        parts = [one for one in tables.get("subquestions", []) if one["parent_qid"] == row["qid"]]
        named = [(f"{row['title']}[{one['title']}]", one["qid"]) for one in parts] or [
            (row["title"], row["qid"])
        ]
        columns += [
            Column(
                name,
                _plain(texts[qid]),
                codes.get(row["qid"], {}),
                row["type"],
                row["mandatory"] == "Y",
                row["relevance"],
            )
            for name, qid in named
        ]
    return columns


def txt_columns(data: bytes) -> list[Column]:
    """The answer columns of Qualtrics' export: a column per question that is no mere text, named by its export tag."""
    lines = data.decode("utf-8").split("\n")
    assert lines[0] == "[[AdvancedFormat]]"
    columns: list[Column] = []
    code = None
    for line in lines[1:]:
        tag = re.fullmatch(r"\[\[(\w+)(?::(.*))?\]\]", line)
        if tag is None:
            assert "[[" not in line
            if code is not None:
                columns[-1].codes[code] = _plain(line)
                code = None
            elif line and columns:
                columns[-1].text = _plain(line)
        elif tag[1] == "Question":
            columns.append(Column("", "", kind=tag[2]))
        elif tag[1] == "ID":
            columns[-1].name = tag[2]
        elif tag[1] == "Choice":
            code = tag[2]
        else:
            assert tag[1] in {"Block", "AdvancedChoices"}, line
    return [column for column in columns if column.kind != "DB"]
