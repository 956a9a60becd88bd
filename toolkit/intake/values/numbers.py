"""Texts that are numbers, as people and programs write them: 7, 7.5, 7,5, 1.234,50, 1,234.50, 1e-05."""

from __future__ import annotations

import numpy as np
import pandas as pd

PLAIN = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
COMMA = r"[+-]?[0-9]+,[0-9]+"
POINT_GROUPS = r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"
WHOLE = r"[+-]?[0-9]+"
COMMA_GROUPS = r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"


# How faults tell a number in doubt, and what to do about it.
DOUBTFUL = "may have three decimals or may be in thousands, and no other cell tells which"
UNDOUBTED = (
    "Write the numbers of this column without a mark for thousands and with less or more than three decimals."
)


def numbers_of(texts: pd.Series, *, typed: bool = False, highest: float | None = None) -> np.ndarray:
    """Read the texts of a column as numbers; NaN where one is no finite number, or `numbers_and_doubts` is in doubt."""
    return numbers_and_doubts(texts, typed=typed, highest=highest)[0]


def numbers_and_doubts(
    texts: pd.Series, *, typed: bool = False, highest: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Read the texts of a column as numbers (NaN where one is no finite number), and say which are in doubt (NaN too).

    Which mark stands for decimals is decided for the column as a whole. "1.250" is

    - 1250 where other cells have a decimal comma ("7,5", "1.234,50") and none has a decimal point;
    - 1.25 where another cell has a decimal point for certain ("7.5", "0.250");
    - 1.25 where `typed` says that the file told numbers from text, or where no number can be over `highest`, the end
      of a scale, which is under 1000;
    - 1.25 where nothing is known of a highest number and all cells are written like it, as a program writes three
      decimals: no whole number stands between them;
    - otherwise in doubt. Beside "980" it may as well be 1250.

    For "1,250" the same goes with point and comma exchanged.
    """
    plain_text = texts.astype("str").str.replace("\u2212", "-").str.strip()
    values = np.full(len(texts), np.nan)
    doubts = np.zeros(len(texts), dtype=bool)
    plain = plain_text.str.fullmatch(PLAIN).to_numpy(bool)
    pointed = plain & plain_text.str.contains(".", regex=False).to_numpy(bool)
    values[plain] = plain_text[plain].astype(float)
    if plain.all() and not pointed.any():
        return _finite(values), doubts
    comma = plain_text.str.fullmatch(COMMA).to_numpy(bool)
    points = plain_text.str.fullmatch(POINT_GROUPS).to_numpy(bool)
    commas = plain_text.str.fullmatch(COMMA_GROUPS).to_numpy(bool)
    decimal_comma = ((comma & ~commas) | (points & ~plain)).any()
    decimal_point = ((pointed & ~points) | (commas & ~comma)).any()
    either_points, either_commas = plain & points, comma & commas
    as_points, as_commas = points & ~plain, commas & ~comma
    if decimal_comma and not decimal_point and not typed:
        as_points |= either_points
    if decimal_point and not decimal_comma and not typed:
        as_commas |= either_commas
    in_thousands = highest is None or highest >= 1000
    if in_thousands and not (decimal_comma or decimal_point or typed):
        whole = plain_text.str.fullmatch(WHOLE).to_numpy(bool).any()
        alike = not (whole or (either_points.any() and either_commas.any()))
        doubts = (either_points | either_commas) & (highest is not None or not alike)
    values[comma] = plain_text[comma].str.replace(",", ".").astype(float)
    values[as_points] = plain_text[as_points].str.replace(".", "").str.replace(",", ".").astype(float)
    values[as_commas] = plain_text[as_commas].str.replace(",", "").astype(float)
    values[doubts] = np.nan
    return _finite(values), doubts


def _finite(values: np.ndarray) -> np.ndarray:
    values[~np.isfinite(values)] = np.nan
    return values
