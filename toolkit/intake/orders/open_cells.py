"""Cells of orders that can be read in two ways, or in none: faults, for nothing of money or days is guessed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.telling import listed, names_told, refusal
from toolkit.intake.values.dates import open_slashes
from toolkit.intake.values.money import money_and_doubts

# From this part of the filled amounts on that cannot be read, what customers spent would be told too low.
MOST_UNREAD = 0.01


def refuse_open(
    export: Export,
    roles: Mapping[str, str],
    cells: Mapping[str, pd.Series],
    nothing: np.ndarray,
    doubtful: np.ndarray,
) -> None:
    """Raise IntakeError where days or amounts can be read in two ways, or too many amounts in none.

    `nothing` and `doubtful`: in which rows no amount was read, and in which it is in doubt (`money_and_doubts`).
    """
    faults = [
        *_open_days(export, roles["ordered_at"], cells["ordered_at"]),
        *_open_amounts(export, roles["amount"], cells["amount"], doubtful),
        *_unread(export, roles["amount"], cells["amount"], nothing & ~doubtful),
    ]
    if "refunded" in roles:
        _, unclear = money_and_doubts(cells["refunded"], typed=export.typed)
        faults += _open_amounts(export, roles["refunded"], cells["refunded"], unclear)
    if faults:
        raise refusal(export.file, faults)


def _where(export: Export, column: str, rows: pd.Index) -> str:
    return f"{export.file}, column {names_told([column])}, {listed(rows.tolist())}"


def _open_amounts(export: Export, column: str, cells: pd.Series, doubtful: np.ndarray) -> list[Fault]:
    """Find amounts that may be in thousands or have three decimals; a thousandth of what was spent must not pass."""
    if not doubtful.any():
        return []
    digits, whole, decimals = cells[doubtful].str.extract("(([0-9]+)[.,]([0-9]+))").iloc[0]
    what = f'"{digits}" can be {whole}{decimals} or {float(f"{whole}.{decimals}"):g}'
    mend = "Write amounts with two decimals (1250,00 or 1250.00), or without thousands marks."
    return [Fault(_where(export, column, cells.index[doubtful]), what, mend)]


def _unread(export: Export, column: str, cells: pd.Series, nothing: np.ndarray) -> list[Fault]:
    """Find more than a few cells that are filled and hold no amount."""
    filled = cells.notna().to_numpy(bool)
    unread = filled & nothing
    if unread.sum() <= MOST_UNREAD * filled.sum():
        return []
    what = f"{unread.sum():,} of {filled.sum():,} filled cells hold no amount that can be read"
    mend = "Write amounts as 1250,00 or 1250.00, and leave a cell empty where there is none."
    return [Fault(_where(export, column, cells.index[unread]), what, mend)]


def _open_days(export: Export, column: str, cells: pd.Series) -> list[Fault]:
    """Find days with slashes of which neither they nor the others tell whether the month stands first."""
    doubtful = open_slashes(cells)
    if not doubtful.any():
        return []
    what = "days such as 3/1/2025 can be 3 January or 1 March, and no other cell tells which"
    return [
        Fault(_where(export, column, cells.index[doubtful]), what, "Write days as yyyy-mm-dd: 2025-01-03.")
    ]
