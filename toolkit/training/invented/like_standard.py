"""What invented customers share: constructs like those of the standard world, their scores, answers kept apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any, Final

import pandas as pd

from toolkit.measures.scores import construct_score, scale_0_100
from toolkit.simulate import Construct, Sample, World, standard_world

APART: Final = 1.2  # points, or percent, from the right answer to each wrong one
DIFFERENT: Final = 0.2  # and between two wrong ones, of which the nearest to what is handed in is told


def construct_like(key: str, *means: float, **changes: Any) -> Construct:
    """Take a construct of the standard world, as many of its questions as there are means; `changes` are of each."""
    known = next(one for one in standard_world().constructs if one.key == key)
    items = (replace(item, mean=mean, **changes) for item, mean in zip(known.items, means, strict=False))
    return replace(known, items=tuple(items))


def scores_of(sample: Sample, world: World) -> pd.DataFrame:
    """Give the scores of 0 to 100 as the toolkit will read them: customers × constructs, NaN where there is none."""
    found = {}
    for one in world.constructs:
        lowest, highest = (
            {item.id: getattr(item, end) for item in one.items} for end in ("minimum", "maximum")
        )
        turned = [item.id for item in one.items if item.reverse]
        found[one.key] = construct_score(scale_0_100(sample.items[list(lowest)], lowest, highest, turned))
    return pd.DataFrame(found)


def kept_apart(right: float, *wrong: float) -> bool:
    """Say whether chance has kept the right answer apart from each wrong one, and the wrong ones from each other."""
    return all(abs(one - right) >= APART for one in wrong) and all(
        abs(one - other) >= DIFFERENT for one, other in combinations(wrong, 2)
    )
