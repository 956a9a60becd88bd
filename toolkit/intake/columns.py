"""Which columns and rows of a file a wave needs, and whether they are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, Wave, code_number, column_of, folded, items, segment_columns
from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.telling import OTHER_SHEETS, column_told, names_told, suggestion, value_told
from toolkit.intake.values.numbers import numbers_of

MANY_ABSENT = 4
MANY_VALUES = 20
VALUES_LISTED = 10


def needed_columns(engagement: Engagement, one: Wave) -> dict[str, list[str]]:
    """List the columns that a wave reads, each with what it is read for."""
    needed: dict[str, list[str]] = {}
    for item in items(engagement):
        column = column_of(engagement, one, item)
        if column:
            needed.setdefault(column, []).append(f"item {item}")
    others = [(column, "rows") for column in one.rows]
    others += [
        (column, what) for column, what in ((one.weight, "weight"), (one.key, "key")) if column is not None
    ]
    others += [(column, f"segment {key}") for key, column in segment_columns(engagement, one).items()]
    for column, what in others:
        needed.setdefault(column, []).append(what)
    return needed


def unread_columns(
    engagement: Engagement, one: Wave, export: Export, personal: Collection[str]
) -> tuple[str, ...]:
    """Name the columns that are neither needed, nor an open answer, nor paradata that the wave names, nor personal."""
    read = {*needed_columns(engagement, one), *personal}
    read |= {question.column or name for name, question in engagement.open_answers.items()}
    read |= {getattr(one.paradata, role) for role in type(one.paradata).model_fields}
    return tuple(name for name in export.frame.columns if name not in read)


def check_columns(engagement: Engagement, one: Wave, export: Export) -> list[Fault]:
    """Check that each needed column is in the file, once."""
    times = Counter(export.frame.columns)
    needed = needed_columns(engagement, one)
    absent = [column for column in needed if column not in times]
    unasked = [column for column in absent if needed[column][0].startswith("item ")]
    # What is read as something else cannot be what is meant.
    free = [str(name) for name in times if name not in needed]
    faults = []
    if len(unasked) >= MANY_ABSENT:
        faults.append(
            _many_absent(engagement, one, export, [needed[column][0][5:] for column in unasked], free)
        )
        absent = [column for column in absent if column not in unasked]
    listed = "" if faults else f" {_free_columns(free)}"
    for column in absent:
        name = f'"{column}" ({", ".join(needed[column])})'
        mend = f"{suggestion(column, free[:2000])}{_how(needed[column][0])}{listed}"
        faults.append(Fault(export.file, f"has no column {name}", mend))
        listed = ""  # once is enough, however many are missing
    faults += [
        Fault(
            export.file,
            f'has {times[column]} columns "{column}" ({", ".join(uses)})',
            "In a corrected copy of the file, rename or delete the one that is not meant.",
        )
        for column, uses in needed.items()
        if times[column] > 1
    ]
    return faults


def _many_absent(
    engagement: Engagement, one: Wave, export: Export, absent: list[str], free: list[str]
) -> Fault:
    """Tell of many items without a column once: they are mapped together, or it is not the table of answers."""
    asked = sum(column_of(engagement, one, item) != "" for item in items(engagement))
    sheets = "".join(f" Or {told}." for told in export.warnings if told.endswith(OTHER_SHEETS))
    return Fault(
        export.file,
        f"has no column for {len(absent)} of {asked} items ({names_told(absent)})",
        f"See which column is which: loyalty map {engagement.slug} {one.file}.{sheets} {_free_columns(free)}",
    )


def _free_columns(free: list[str]) -> str:
    return f"Columns not read yet: {names_told(free)}." if free else "The file has no other columns."


def _how(use: str) -> str:
    kind, _, item = use.partition(" ")
    if kind == "item":
        return f'Map it in [columns], or write columns = {{ {item} = "" }} in the wave if it was not asked.'
    if kind == "segment":
        return f'Mend the name of the column, or write segments = {{ {item} = "" }} in the wave if it does not tell.'
    return "Mend the name of the column in engagement.toml."


def kept_rows(one: Wave, export: Export) -> tuple[np.ndarray | None, list[Fault]]:
    """Select the rows that a wave keeps; None where none can be selected."""
    frame = export.frame
    if not len(frame):
        return None, [Fault(export.file, "has a header and no rows", "Export it again, with the answers.")]
    kept = np.ones(len(frame), dtype=bool)
    for column, value in one.rows.items():
        if not isinstance(frame.get(column), pd.Series):
            return None, []  # absent or double: told as a column, and without it nothing more can be said
        places, different = pd.factorize(frame[column])
        texts = pd.Series(different, dtype="str")
        number = code_number(value)
        if number is None:
            fits = (texts.map(folded) == folded(str(value))).to_numpy(bool)
        else:
            fits = numbers_of(texts, typed=export.typed) == number
        chosen = kept & np.append(fits, False)[places]
        if not chosen.any():
            return None, [_no_rows(export.file, column, str(value), frame.loc[kept, column])]
        kept = chosen
    return kept, []


def _no_rows(file: str, column: str, value: str, cells: pd.Series) -> Fault:
    counts = cells.dropna().value_counts(sort=False)
    counts = counts[counts > 0]
    found = [(str(text), int(rows)) for text, rows in counts.items()]
    if len(found) > MANY_VALUES:
        told = f"{len(found):,} different values"
    else:
        told = ", ".join(value_told(text, rows) for text, rows in found[:VALUES_LISTED]) or "nothing"
        told += f" and {len(found) - VALUES_LISTED} more" if len(found) > VALUES_LISTED else ""
    return Fault(
        f"{file}, column {column_told(column)}",
        f"no row has {value}",
        f"Mend `rows` of the wave. Found: {told}.",
    )
