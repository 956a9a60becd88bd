"""Questions that some customers leave blank: at random, given another answer, or for their own answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.simulate.answering import ANSWERED, NO_ANSWER
from toolkit.simulate.parts import Item

ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Blank:
    """Questions left without an answer, more often by some customers than by others.

    items   the questions, each left blank on its own
    share   share of those who would have answered that leaves it blank
    on      "" = completely at random; an item = at random given the answer to that one (who did not answer it leaves
            blank with chance `share`); "itself" = not at random: it hangs on the answer that is not given
    tilt    how much the log-odds of a blank rise per standard deviation of the answer that it hangs on
    """

    items: tuple[str, ...]
    share: float
    on: str = ""
    tilt: float = 0.0


def blank_chances(blank: Blank, distribution: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the chance of a blank at each point of the scale that it hangs on, (points,), lowest first.

    `distribution` is the share of customers at each point; together they leave blank as many as the blank says.
    """
    points = np.arange(len(distribution), dtype=float)
    centred = points - distribution @ points
    power = blank.tilt * centred / np.sqrt(distribution @ centred**2)
    low, high = -60.0, 60.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        reached = distribution @ _logistic(middle + power)
        low, high = (middle, high) if reached < blank.share else (low, middle)
    return _logistic(low + power)


def left_blank(
    blanks: Sequence[Blank],
    scales: dict[str, Item],
    distributions: dict[str, NDArray[np.float64]],
    given: pd.DataFrame,
    why: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Give the reasons of answers once more, with those that are left blank: shape as `why`.

    given           what customers would answer (n, items)
    distributions   of each item that a blank hangs on, over all customers, in the direction of the construct
    """
    found = why.copy()
    for blank in blanks:
        for item in blank.items:
            drawn = rng.random(len(given))
            chance = _chance(blank, item, scales, distributions, given, why)
            blanked = (found[item].to_numpy() == ANSWERED) & (drawn < chance)
            found[item] = np.where(blanked, NO_ANSWER, found[item])
    return found


def hangs_on(blank: Blank, item: str) -> str:
    """Give the item whose answer decides; "" for none."""
    return item if blank.on == ITSELF else blank.on


def blank_faults(blanks: Sequence[Blank], known: Sequence[str]) -> Iterator[str]:
    """Tell what cannot be: `known` are the items with a scale."""
    named = [item for blank in blanks for item in blank.items]
    for item in sorted({item for item in named if named.count(item) > 1}):
        yield f"more than one blank names {item}"
    for blank in blanks:
        for item in (*blank.items, *((blank.on,) if blank.on not in ("", ITSELF) else ())):
            if item not in known:
                yield f"a blank names {item}, which is no question with a scale"
        if not blank.items or not 0 < blank.share < 1:
            yield "a blank needs questions, and a share above 0 and below 1"
        if blank.on in named:
            yield f"a blank hangs on {blank.on}, which is left blank too (on its own answer: on='{ITSELF}')"
        if blank.tilt and not blank.on:
            yield "a blank with a tilt needs the answer that it hangs on"


def _chance(
    blank: Blank,
    item: str,
    scales: dict[str, Item],
    distributions: dict[str, NDArray[np.float64]],
    given: pd.DataFrame,
    why: pd.DataFrame,
) -> NDArray[np.float64]:
    on = hangs_on(blank, item)
    if not on:
        return np.full(len(given), blank.share)
    scale = scales[on]
    answer = given[on].to_numpy()
    turned = scale.minimum + scale.maximum - answer if scale.reverse else answer
    place = np.rint((turned - scale.minimum) / scale.step).astype(int)
    chance = blank_chances(blank, distributions[on])[place]
    # Its own answer decides even where nobody hears it; another's only where it is given.
    return chance if on == item else np.where(why[on].to_numpy() == ANSWERED, chance, blank.share)


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-x)))
