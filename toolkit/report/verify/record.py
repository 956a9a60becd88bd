"""The record of a report that is verified: whether it was changed, and what has changed since it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from toolkit.engagement.private import PURGED
from toolkit.errors import LoyaltyError
from toolkit.report.blocks import Meta
from toolkit.report.document import collect
from toolkit.report.manifest import ENGAGEMENT_FILE, run_hash
from toolkit.report.notebook_format import nbformat
from toolkit.report.runs.records import RecordChange, record_changes, setting_changes
from toolkit.report.verify.given import Given
from toolkit.report.verify.places import Difference

Found = tuple[str, Difference]  # the file, and what differs in it


def of_record(change: RecordChange) -> Difference:
    """Tell an entry of the record that differs."""
    one = change.change
    return Difference(
        one.where,
        "nothing" if one.before is None else one.before,
        "nothing" if one.after is None else one.after,
    )


def trusted(one: Given) -> tuple[Mapping[str, Any], list[Found]]:
    """Give the record that the report was made by: that of run.json, or where this was changed what it was before."""
    comes_out = run_hash(one.record)
    if comes_out == one.run:
        return one.record, []
    found = [(one.source, Difference("the run that its entries give", one.run, comes_out))]
    kept = [] if one.kept is None else [one.kept.record]
    meta = cover_of(one.notebook)
    for record in (*kept, *([] if meta is None else [meta.manifest])):
        if _hash(record) == one.run:
            changes = record_changes(one.record, record)
            return record, found + [(one.source, of_record(change)) for change in changes]
    return one.record, found


def _hash(record: Mapping[str, Any]) -> str:
    try:
        return run_hash(record)
    except (ValueError, TypeError):  # what was written by hand need not be a record
        return ""


def cover_of(notebook: bytes | None) -> Meta | None:
    """Give the facts of the cover that an executed notebook shows; None where it shows none."""
    try:
        blocks = collect(nbformat.reads((notebook or b"").decode("utf-8"), as_version=4))
    except (ValueError, KeyError, TypeError, AttributeError, LoyaltyError):
        return None
    return next((block for block in blocks if isinstance(block, Meta)), None)


def settings_since(one: Given, changes: Sequence[RecordChange]) -> Iterator[str]:
    """Name what changed in engagement.toml, where the history holds that of the run."""
    there = one.folder / ENGAGEMENT_FILE
    changed = any(ENGAGEMENT_FILE in change.change.where for change in changes)
    if changed and one.kept is not None and one.kept.engagement and there.is_file():
        for change in setting_changes(one.kept.engagement, there.read_text("utf-8-sig")):
            yield f"{ENGAGEMENT_FILE}, {change}"


def deleted_since(one: Given, record: Mapping[str, Any]) -> Iterator[str]:
    """Tell of the data that were deleted whether they were those that the report was made of."""
    try:
        lines = (one.folder / PURGED).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for entry in record.get("data", ()):
        for line in lines:
            name, _, digest = line.partition(" deleted ")[2].partition(" sha256 ")
            if PurePosixPath(name).name == entry.get("file") and digest:
                same = "the file that" if digest == entry.get("sha256") else "another file than the one that"
                yield f"{name} was deleted; {PURGED} tells that it was {same} this report was made of"
