"""What a run leaves to be compared with later ones: its record, its findings and its tables, small and as printed.

`reports/history/<report>-<run>/` holds `run.json`, `findings.json`, `tables.json` (key figures too), the
`engagement.toml` of that run, and what it left for later reports. They are put in place with the report, all or none.
`reports/history/runs.json` tells in which order the runs were made: by number and not by time, so that a copy of the
folder tells the same. Nothing of a respondent is in it: it holds what the report prints.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.engagement import did_you_mean
from toolkit.errors import ReportError
from toolkit.report.blocks import LETTERS
from toolkit.report.manifest import ENGAGEMENT_FILE

if TYPE_CHECKING:
    from toolkit.report.document import Document

HISTORY = "history"  # in reports/
ORDER = "runs.json"
RUN_FILE, FINDINGS_FILE, TABLES_FILE = "run.json", "findings.json", "tables.json"
_FOLDER = re.compile(rf"({'|'.join(LETTERS)})-([0-9a-f]{{8}})")
KPI_FIELDS = ("value", "interval", "base", "note")

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One run as it was: its record without the hash, that hash, its findings and tables as printed.

    `engagement` is the text of its engagement.toml, "" where that is not kept.
    """

    report: str
    run: str
    record: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    tables: Sequence[Mapping[str, Any]]
    engagement: str = ""

    @property
    def name(self) -> str:
        """Give the name of its folder."""
        return f"{self.report}-{self.run}"

    @property
    def language(self) -> str:
        """Give the language it was made in."""
        return str(self.record.get("parameters", {}).get("language", ""))


def kept_files(
    run: str, record: Mapping[str, Any], document: Document, folder: Path, left: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Give what a run keeps, by path under reports/; `folder` is the client's, `left` what stays for later reports."""
    from toolkit.report.document import findings_json  # noqa: PLC0415 - slow to import

    where = f"{HISTORY}/{document['meta']['report']}-{run}"
    files = {
        f"{where}/{RUN_FILE}": as_json({"run": run, **record}),
        f"{where}/{FINDINGS_FILE}": as_json(findings_json(document)),
        f"{where}/{TABLES_FILE}": as_json(tables_of(document)),
        **{f"{where}/{name}": content for name, content in left.items()},
    }
    settings = folder / ENGAGEMENT_FILE
    if settings.is_file():
        content = settings.read_bytes()
        # One that was changed while the report was computed is not that of this run.
        if hashlib.sha256(content).hexdigest() == record.get("files", {}).get(ENGAGEMENT_FILE):
            files[f"{where}/{ENGAGEMENT_FILE}"] = content
    return files


def order_file(reports: Path, made: Iterable[str]) -> dict[str, bytes]:
    """Give `runs.json` with the runs that are made now behind the others; a run that is made again moves behind."""
    new = list(made)
    names = [*(name for name in _order(reports) if name not in new), *new]
    return {f"{HISTORY}/{ORDER}": as_json(names)}


def tables_of(document: Document) -> list[Data]:
    """Give the tables of a report as they are printed, and each row of key figures as one more."""
    found: list[Data] = []
    section = ""
    seen: dict[str, int] = {}
    for block in document["blocks"]:
        if block["kind"] == "heading":
            section = block["text"]
        elif block["kind"] == "table":
            columns = [{key: column[key] for key in ("key", "label", "align")} for column in block["columns"]]
            kept = {key: block[key] for key in ("id", "number", "title", "rows", "note")}
            found.append({**kept, "section": section, "columns": columns})
        elif block["kind"] == "kpis":
            seen[section] = seen.get(section, 0) + 1
            found.append(_key_figures(block, section, seen[section]))
    return found


def _key_figures(block: Mapping[str, Any], section: str, place: int) -> Data:
    labels = ("label", *KPI_FIELDS)
    columns = [{"key": key, "label": key, "align": "left" if key == "label" else "right"} for key in labels]
    rows = [[item[key] for key in labels] for item in block["items"]]
    identity = f"key figures {place}: {section}"
    return {
        **{"id": identity, "number": "", "title": section, "section": section, "note": ""},
        **{"columns": columns, "rows": rows},
    }


def run_of(document: Document, run: str, record: Mapping[str, Any]) -> KeptRun:
    """Give the run that a document is of, as if it came out of the history."""
    from toolkit.report.document import findings_json  # noqa: PLC0415 - slow to import

    return KeptRun(document["meta"]["report"], run, record, findings_json(document), tables_of(document))


def runs_kept(reports: Path) -> tuple[str, ...]:
    """Name the runs that are kept, in the order in which they were made; one that the order lacks comes first."""
    folder = reports / HISTORY
    there = sorted(path.name for path in folder.glob("*-*") if _FOLDER.fullmatch(path.name) and path.is_dir())
    order = [name for name in _order(reports) if name in there]
    return (*(name for name in there if name not in order), *order)


def found_run(reports: Path, words: str) -> str:
    """Find the one kept run that these words name: report and hash, a hash, or how a hash begins.

    Raises ReportError where none or more than one is so called.
    """
    known = runs_kept(reports)
    fits = [name for name in known if name == words or name.split("-")[1].startswith(words.lower())]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise ReportError(
            f"More than one run begins with {words!r}: {', '.join(fits)}. Write more of its hash."
        )
    there = (
        f"Kept are: {', '.join(known)}." if known else "No run is kept yet; each loyalty run keeps its own."
    )
    raise ReportError(
        " ".join(filter(None, (f"There is no run {words!r}.", did_you_mean(words, known), there)))
    )


def read_run(reports: Path, name: str) -> KeptRun:
    """Read one kept run by the name of its folder.

    Raises ReportError where its files are not whole.
    """
    folder = reports / HISTORY / name
    try:
        record = _read(folder / RUN_FILE, dict)
        findings = _read(folder / FINDINGS_FILE, list)
        tables = _read(folder / TABLES_FILE, list)
        settings = folder / ENGAGEMENT_FILE
        engagement = settings.read_text("utf-8-sig") if settings.is_file() else ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReportError(
            f"{HISTORY}/{name} cannot be read ({type(error).__name__}: {error}). "
            f"Delete that folder; to have the run again, make it with the data and settings of then."
        ) from error
    report, run = name.split("-")
    kept = {key: value for key, value in record.items() if key != "run"}
    return KeptRun(report, run, kept, findings, tables, engagement)


def _read(path: Path, kind: type) -> Any:
    value = json.loads(path.read_text("utf-8-sig"))
    rows = value if isinstance(value, list) else [value]
    if not isinstance(value, kind) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path.name} holds something else than a run leaves")
    whole = {RUN_FILE: _is_record, FINDINGS_FILE: _is_finding, TABLES_FILE: _is_table}[path.name]
    if not all(whole(row) for row in rows):
        raise ValueError(f"{path.name} holds something else than a run leaves")
    return value


def _is_record(record: Mapping[str, Any]) -> bool:
    return isinstance(record["parameters"], dict)


def _is_finding(finding: Mapping[str, Any]) -> bool:
    return all(isinstance(finding[key], str) for key in ("number", "text", "strength"))


def _is_table(table: Mapping[str, Any]) -> bool:
    """Say whether a table has all that it is compared by, and in each row a text for every column."""
    columns, rows = table["columns"], table["rows"]
    texts = [table[key] for key in ("id", "number", "title", "section")]
    texts += [column[key] for column in columns for key in ("key", "label", "align")]
    whole = all(len(row) == len(columns) for row in rows)
    return whole and all(isinstance(text, str) for text in (*texts, *(cell for row in rows for cell in row)))


def _order(reports: Path) -> list[str]:
    try:
        names = json.loads((reports / HISTORY / ORDER).read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):  # without it the runs are in order of name
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def as_json(value: Any) -> bytes:
    """Write data as the files of a run hold it: readable, and the same each time."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=isinstance(value, dict))
    return f"{text}\n".encode()
