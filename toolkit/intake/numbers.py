"""Texts that are numbers, as people and programs write them: 7, 7.5, 7,5, 1.234,50, 1,234.50, 1e-05."""

from __future__ import annotations

import numpy as np
import pandas as pd

PLAIN = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
COMMA = r"[+-]?[0-9]+,[0-9]+"
POINT_GROUPS = r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"
COMMA_GROUPS = r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"


def numbers_of(texts: pd.Series, *, typed: bool = False) -> np.ndarray:
    """Read texts as numbers; NaN where one is no finite number.

    Which mark stands for decimals is decided for the column as a whole: "1.234" is 1234 where other cells have a
    decimal comma ("7,5") and none has a decimal point, and 1.234 otherwise; "1,234" the other way round.
    `typed` says that the file told numbers from text, so that such doubt does not arise.
    """
    plain_text = texts.astype("str").str.replace("\u2212", "-").str.strip()
    values = np.full(len(texts), np.nan)
    plain = plain_text.str.fullmatch(PLAIN).to_numpy(bool)
    values[plain] = plain_text[plain].astype(float)
    if plain.all():
        return _finite(values)
    comma = plain_text.str.fullmatch(COMMA).to_numpy(bool)
    points = plain_text.str.fullmatch(POINT_GROUPS).to_numpy(bool)
    commas = plain_text.str.fullmatch(COMMA_GROUPS).to_numpy(bool)
    pointed = plain & plain_text.str.contains(".", regex=False).to_numpy(bool)
    decimal_comma = ((comma & ~commas) | (points & ~plain)).any()
    decimal_point = ((pointed & ~points) | (commas & ~comma)).any()
    doubtful_points, doubtful_commas = plain & points, comma & commas
    values[comma] = plain_text[comma].str.replace(",", ".").astype(float)
    as_points = points & ~plain
    as_commas = commas & ~comma
    if decimal_comma and not decimal_point and not typed:
        as_points |= doubtful_points
    if decimal_point and not decimal_comma and not typed:
        as_commas |= doubtful_commas
    values[as_points] = plain_text[as_points].str.replace(".", "").str.replace(",", ".").astype(float)
    values[as_commas] = plain_text[as_commas].str.replace(",", "").astype(float)
    return _finite(values)


def _finite(values: np.ndarray) -> np.ndarray:
    values[~np.isfinite(values)] = np.nan
    return values
