"""A file as it was received: its cells as text, before anything is concluded from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Export:
    """The table of one file.

    `frame` holds text, NaN where a cell is empty; its index is the number of the row as a spreadsheet shows it
    (the header is row 1), and its columns keep the file's names. `questions` gives the text of the question per
    column, `labels` the text per code per column, `missing_ranges` the codes or ranges of codes that the file itself
    declares missing, first and last included. `sets` gives the columns of each multiple-choice question.
    `paradata`, with the same index, is what the platform says of how a row came about; it has those of these columns
    that the file knows: respondent (text), started and ended (datetime64), seconds (float64), finished and test
    (bool), language (text). `personal` names the columns of personal data that the platform adds by itself.
    `reasons` gives the texts that the platform itself writes in place of an answer, with the reason each stands for.
    `unit` says what a row or a group of rows stands for ("respondent", "order", ...), `units` how many there are.
    `typed` says that the file told numbers from text, so that a point is never a thousands mark.
    """

    frame: pd.DataFrame
    questions: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    missing_ranges: Mapping[str, tuple[tuple[float | str, float | str], ...]]
    format: str
    warnings: tuple[str, ...] = ()
    file: str = ""
    sha256: str = ""
    typed: bool = False
    paradata: pd.DataFrame = field(default_factory=pd.DataFrame)
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    unit: str = "respondent"
    units: int = 0

    def __repr__(self) -> str:
        # No cell may reach a notebook or a log by way of a repr.
        return f"Export({self.format}, {len(self.frame)} rows, {self.frame.shape[1]} columns)"
