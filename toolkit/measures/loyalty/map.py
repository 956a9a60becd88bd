"""Where customers lie between attitude and behaviour, in fields that are large enough to show."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.measures.loyalty.groups import group_members, with_all_scores
from toolkit.measures.thresholds import HIGH_FROM
from toolkit.measures.weights import FloatArray

# Widths of a field in points, finest first; of the first with so many customers in fields that may be drawn.
_WIDTHS = (10.0, 20.0, 50.0, 100.0)
_DRAWN_SHARE = 0.8
SHADES = 4


def map_fields(
    attitude: npt.ArrayLike,
    behaviour: npt.ArrayLike,
    *,
    minimum: int,
    cut: float = HIGH_FROM,
    weights: npt.ArrayLike | None = None,
) -> pd.DataFrame:
    """Divide the square of attitude by behaviour into fields, and tell how full each is, in classes.

    `attitude` and `behaviour` have shape (n,), points of 0 to 100 of the same respondents, NaN where there is none.
    Fields end at `cut`, so that each lies in one group of `loyalty_groups`. They are as small as leaves four of five
    respondents in fields of at least `minimum` (also weighted, Kish); other fields are not given.
    Returns a frame with `left, right` (attitude), `bottom, top` (behaviour), `group`, and `shade` of 1 to `SHADES`:
    customers per area as quarters of the fullest field. A class, and no number: what is left out cannot be computed.
    Raises StatisticsError as `loyalty_groups` does.
    In R this is `hist2d` of package gplots, with the cells below the minimum taken out.

    >>> fields = map_fields([70] * 30 + [20] * 12 + [90] * 3, [80] * 30 + [30] * 12 + [10] * 3, minimum=10)
    >>> fields[["left", "bottom", "group", "shade"]].to_numpy().tolist()
    [[20.0, 30.0, 'none', 2], [70.0, 80.0, 'true', 4]]
    """
    scores, w = with_all_scores(weights, attitude=attitude, behaviour=behaviour)
    own = np.ones(len(scores)) if w is None else w
    for width in _WIDTHS:
        fields, drawn = _fields(scores, own, _edges(cut, width), minimum)
        if drawn >= _DRAWN_SHARE:
            break
    members = group_members(fields["left"].to_numpy() >= cut, fields["bottom"].to_numpy() >= cut)
    fields["group"] = np.select(list(members.values()), list(members), "")
    most = fields["density"].max() if len(fields) else 1.0
    fields["shade"] = np.ceil(SHADES * fields["density"] / most - 1e-9).astype(int)
    return fields.drop(columns="density").reset_index(drop=True)


def _edges(cut: float, width: float) -> FloatArray:
    """Give the limits of the fields: about `width` apart on either side of the cut."""
    low, high = (max(1, round(side / width)) for side in (cut, 100 - cut))
    return np.unique(np.concatenate([np.linspace(0, cut, low + 1), np.linspace(cut, 100, high + 1)]))


def _fields(scores: FloatArray, w: FloatArray, edges: FloatArray, minimum: int) -> tuple[pd.DataFrame, float]:
    """Count the fields and give those that may be drawn, with the share of customers in them."""
    counts, weight, squares = (
        np.histogram2d(scores[:, 0], scores[:, 1], bins=[edges, edges], weights=values)[0]
        for values in (None, w, w**2)
    )
    effective = np.divide(weight**2, squares, out=np.zeros_like(weight), where=squares > 0)
    shown = (counts >= minimum) & (effective >= minimum - 1e-9)
    x, y = np.nonzero(shown)
    fields = pd.DataFrame({"left": edges[x], "right": edges[x + 1], "bottom": edges[y], "top": edges[y + 1]})
    area = (fields["right"] - fields["left"]) * (fields["top"] - fields["bottom"])
    fields["density"] = weight[shown] / area.to_numpy()
    return fields, float(weight[shown].sum() / weight.sum())
