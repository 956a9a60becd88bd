"""A file as it was received: its cells as text, before anything is concluded from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Export:
    """The table of one file.

    `frame` holds text, NaN where a cell is empty; its index is the number of the row as a spreadsheet shows it
    (the header is row 1), and its columns keep the file's names, double ones included. `questions` gives the text of a
    question per column, `labels` the text per code per column, `missing_ranges` the ranges that the file itself
    declares missing. `typed` says that the file told numbers from text, so that a point is never a thousands mark.
    """

    frame: pd.DataFrame
    questions: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    missing_ranges: Mapping[str, tuple[tuple[float, float], ...]]
    format: str
    warnings: tuple[str, ...] = ()
    file: str = ""
    sha256: str = ""
    typed: bool = field(default=False)

    def __repr__(self) -> str:
        # No cell may reach a notebook or a log by way of a repr.
        return f"Export({self.format}, {len(self.frame)} rows, {self.frame.shape[1]} columns)"
