"""What files that tell numbers from text have in common: their cells become text, each different value once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from toolkit.engagement import plain_number


def number_texts(values: Sequence[float]) -> list[str]:
    """Write numbers as people do: 7.0 is "7"."""
    return [plain_number(value) for value in values]


def cells(places: np.ndarray, texts: Sequence[str] | pd.Series) -> ExtensionArray:
    """Make the cells of a column from its different texts and the place of each cell among them, -1 where empty.

    An empty text is an empty cell. A column of few different texts is a category of text, any other is text.
    """
    different: pd.Index = pd.Index(list(texts), dtype="str")
    blank = (different == "") | different.isna()
    if blank.any() or not different.is_unique:
        same, kept = pd.factorize(different.where(~blank))
        different, places = pd.Index(kept, dtype="str"), np.append(same, -1)[places]
    if len(different) * 2 <= len(places):
        return pd.Categorical.from_codes(places, categories=different)
    return different.array.take(places, allow_fill=True)
