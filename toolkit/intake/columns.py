"""Which columns and rows of a file a wave needs, and whether they are there."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, Wave, code_number, column_of, folded, items
from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.numbers import numbers_of
from toolkit.intake.telling import names_told, suggestion, value_told

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
    others += [(segment.column, f"segment {key}") for key, segment in engagement.segments.items()]
    for column, what in others:
        needed.setdefault(column, []).append(what)
    return needed


def check_columns(engagement: Engagement, one: Wave, export: Export) -> list[Fault]:
    """Check that each needed column is in the file, once."""
    times = Counter(export.frame.columns)
    faults = []
    listed = f"Columns of the file: {names_told(times)}."
    for column, uses in needed_columns(engagement, one).items():
        name = f'"{column}" ({", ".join(uses)})'
        if column not in times:
            hint = suggestion(column, list(times)[:2000])
            how = _how(uses[0])
            faults.append(
                Fault(export.file, f"has no column {name}", f"{hint}{how}{f' {listed}' if listed else ''}")
            )
            listed = ""  # once is enough, however many are missing
        elif times[column] > 1:
            faults.append(
                Fault(
                    export.file,
                    f"has {times[column]} columns {name}",
                    "Rename or delete the one that is not meant.",
                )
            )
    return faults


def _how(use: str) -> str:
    kind, _, item = use.partition(" ")
    if kind == "item":
        return f'Map it in [columns], or write columns = {{ {item} = "" }} in the wave if it was not asked.'
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
    found = cells.dropna().unique().tolist()
    if len(found) > MANY_VALUES:
        told = f"{len(found):,} different values"
    else:
        told = ", ".join(value_told(one) for one in found[:VALUES_LISTED]) or "nothing"
        told += f" and {len(found) - VALUES_LISTED} more" if len(found) > VALUES_LISTED else ""
    return Fault(
        f"{file}, column {column}", f"no row has {value}", f"Mend `rows` of the wave. Found: {told}."
    )
