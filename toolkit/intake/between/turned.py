"""Whether codes run the other way in a wave: 1 for "agree completely" where it was 7.

Turning some questions turns the sign of their correlation with all others. Turning all of them leaves those signs as
they were, but mirrors the means, and sets customers who answered twice against themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement
from toolkit.errors import Fault
from toolkit.intake.between.common import common_items, on_one_scale
from toolkit.intake.between.doubt import Doubt
from toolkit.intake.between.pairs import Pairs
from toolkit.intake.survey import Survey
from toolkit.intake.telling import names_told

LEAST_ROWS = 50
# More rows add nothing to what is seen.
MOST_ROWS = 20_000
# Questions that hardly go with others (root mean square correlation) say nothing of their direction.
RELATED = 0.15
# A question is turned where its correlations in the other wave are at least half as strong, with the other sign, and
# this is so many standard errors from none at all: to be told, and to be certain.
OPPOSED, TOLD, ERRORS = -0.5, 2.5, 4.0
# Means are mirrored where they moved by so much of the scale, and lie so many times nearer to the mirror image.
MOVED, NEARER = 0.15, 3.0
LEAST_ITEMS = 3
# Customers set against themselves: their correlation is under this, and so many standard errors from none.
AGAINST = -0.2


def turned_codes(engagement: Engagement, first: Survey, second: Survey, pairs: Pairs) -> Iterator[Doubt]:
    """Doubt a second wave whose answers run the other way than those of the first, in some questions or in all."""
    items = common_items(first, second)
    if min(len(first.items), len(second.items)) < LEAST_ROWS or len(items) < LEAST_ITEMS:
        return
    before, after = (
        on_one_scale(engagement, survey.items.loc[:: -(-len(survey.items) // MOST_ROWS), items])
        for survey in (first, second)
    )
    opposed = _opposed(before, after)
    against = pairs.correlation <= AGAINST and pairs.correlation * np.sqrt(pairs.n) <= -ERRORS
    if opposed:
        # Customers set against themselves by most questions show that it is not these few that are turned.
        names = [item for item in items if item not in opposed] if against else list(opposed)
        yield _some(first, second, names, certain=max(opposed.values()) >= ERRORS)
        return
    if against or _mirrored(before, after):
        yield _all(first, second, certain=against)


def _opposed(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, float]:
    """Name the items whose correlations with the others have the other sign than before, with how sure that is.

    With R1 and R2 the correlations of the two waves, turning a set of items makes R1∘R2 (item by item) about D(R1∘R1)D,
    with −1 in D for those turned: its first eigenvector has their signs. Which half of the questions is turned cannot
    be told from that; the smaller one is named.
    """
    first, second = (
        frame.corr(min_periods=LEAST_ROWS).fillna(0.0).to_numpy().copy() for frame in (before, after)
    )
    for matrix in (first, second):
        np.fill_diagonal(matrix, 0.0)
    product = first * second
    leading = np.linalg.eigh(product)[1][:, -1]
    turned = leading < 0
    if turned.sum() * 2 > len(turned):
        turned = leading > 0
    if not turned.any():
        return {}
    weight = (first[:, ~turned] ** 2).sum(axis=1)
    related = np.sqrt(weight / (~turned).sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        agreement = product[:, ~turned].sum(axis=1) / weight
    n = min(int(before.notna().sum().min()), int(after.notna().sum().min()))
    errors = -agreement * related * np.sqrt(n)
    told = turned & (agreement <= OPPOSED) & (related >= RELATED) & (errors >= TOLD)
    names = list(map(str, before.columns))
    return {name: float(error) for name, error, odd in zip(names, errors, told, strict=True) if odd}


def _mirrored(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    first, second = before.mean(), after.mean()
    moved = float(np.sqrt(((second - first) ** 2).mean()))
    from_mirror = float(np.sqrt(((second - (1 - first)) ** 2).mean()))
    return moved >= MOVED and moved >= NEARER * from_mirror


def _some(first: Survey, second: Survey, items: list[str], *, certain: bool) -> Doubt:
    what = (
        f'go with the other questions the other way round than in wave "{first.wave}": their codes seem to run from '
        "high to low in one of the two files"
    )
    mend = (
        "See in the questionnaires what 1 stood for, and turn the codes in a corrected copy of the file; or leave the "
        f'items out of this wave ([waves.columns] {items[0]} = "").'
    )
    return Doubt(second.wave, Fault(f"{second.source.file}, {names_told(items)}", what, mend), certain)


def _all(first: Survey, second: Survey, *, certain: bool) -> Doubt:
    why = (
        "customers who were high are now low, and the other way round"
        if certain
        else "the means are the mirror image of what they were"
    )
    what = f'seems to have all its codes the other way round than wave "{first.wave}": {why}'
    mend = "See in the questionnaires what 1 stood for, and turn the codes in a corrected copy of the file."
    return Doubt(second.wave, Fault(second.source.file, what, mend), certain)
