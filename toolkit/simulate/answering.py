"""How customers answer: the point of the scale that their standing comes to, and the answers they do not give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.simulate.more import items_of
from toolkit.simulate.parts import Construct, Item
from toolkit.simulate.scales import thresholds

REASONS = ("answered", "not_applicable", "dont_know", "no_answer")
ANSWERED, NOT_APPLICABLE, DONT_KNOW, NO_ANSWER = range(len(REASONS))


def answers(constructs: Sequence[Construct], latent: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Answer every item, with measurement error, on its own scale."""
    return pd.DataFrame(
        {
            item.id: _answer(item, latent[construct.key].to_numpy(), rng)
            for construct in constructs
            for item in construct.items
        },
        index=latent.index,
    )


def _answer(item: Item, standing: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    error = np.sqrt(1 - item.loading**2) * rng.standard_normal(len(standing))
    point = item.minimum + item.step * np.searchsorted(thresholds(item), item.loading * standing + error)
    return (item.minimum + item.maximum - point if item.reverse else point).astype(float)


def reasons(constructs: Sequence[Construct], n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Say of every answer whether it is given (0), and if not, why: its place in REASONS."""
    chance = rng.random((n, len(items_of(constructs))))
    applies = dict(zip(constructs, rng.random((len(constructs), n)), strict=True))
    columns: dict[str, NDArray[np.int_]] = {}
    for construct in constructs:
        out = applies[construct] >= construct.applies
        for item in construct.items:
            drawn = chance[:, len(columns)]
            unknown, silent = drawn < item.dont_know, drawn >= 1 - item.no_answer
            columns[item.id] = np.select(
                [out, unknown, silent], [NOT_APPLICABLE, DONT_KNOW, NO_ANSWER], ANSWERED
            )
    return pd.DataFrame(columns, index=pd.RangeIndex(n))


def told(codes: pd.DataFrame) -> pd.DataFrame:
    """Give the reasons their names, as categories."""
    dtype = pd.CategoricalDtype(list(REASONS))
    return pd.DataFrame(
        {key: pd.Categorical.from_codes(column, dtype=dtype) for key, column in codes.items()},
        index=codes.index,
    )
