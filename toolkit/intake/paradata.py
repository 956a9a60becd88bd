"""How rows came about: what the platform says of it, and what the engagement names columns for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.engagement import Wave, folded
from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.files.table import coded, spread
from toolkit.intake.telling import suggestion
from toolkit.intake.values.dates import moments
from toolkit.intake.values.numbers import numbers_of

YES = {"1", "true", "waar", "ja", "yes", "y", "j", "complete", "completed", "voltooid", "x"}


def paradata_of(one: Wave, export: Export) -> tuple[pd.DataFrame, list[Fault], tuple[str, ...]]:
    """Give the paradata of a file's rows, as `Export` describes them, the engagement's own columns first."""
    frame = export.paradata.reindex(export.frame.index)
    faults: list[Fault] = []
    warnings: list[str] = []
    unreadable = pd.Series(False, index=frame.index)
    named = {role: getattr(one.paradata, role) for role in type(one.paradata).model_fields}
    for role, column in named.items():
        if column is None:
            continue
        cells = export.frame.get(column)
        if not isinstance(cells, pd.Series):
            hint = suggestion(column, list(export.frame.columns)[:2000])
            faults.append(
                Fault(
                    export.file,
                    f'has no column "{column}" (paradata {role})',
                    f"{hint}Mend `paradata` of the wave.",
                )
            )
        elif role in ("started", "ended"):
            frame[role], told = moments(cells.astype("str"))
            warnings += told
            unreadable |= frame[role].isna() & cells.notna()
        elif role == "seconds":
            frame[role] = _once_per_text(cells, export.typed)
        else:
            frame[role] = _is_yes(cells)
    if unreadable.any():
        frame["unreadable"] = unreadable
    return frame, faults, tuple(warnings)


def _once_per_text(cells: pd.Series, typed: bool) -> pd.Series:
    places, texts = coded(cells)
    return pd.Series(spread(numbers_of(texts, typed=typed), places, np.nan), index=cells.index)


def _is_yes(cells: pd.Series) -> pd.Series:
    places, texts = coded(cells)
    yes = np.array([folded(text) in YES for text in texts], dtype=bool)
    return pd.Series(spread(yes, places, False), index=cells.index)
