"""Something that is done for some of the customers and not for the others, who are the control group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri


@dataclass(frozen=True, slots=True)
class Action:
    """What is done between the wave before and this one.

    share     share of all customers for whom it is done
    gains     driver or lock-in -> points of 0-100 by which its mean would rise, were it done for everybody; attitude
              and behaviour rise with their causes
    by        the driver or lock-in on which customers are picked; "" = at random
    picked    how much they are picked for standing low on it in the wave before: the correlation of the pick with that,
              0 to 1. Who is picked for a low standing stands higher the next time, whatever is done (regression to the
              mean)
    """

    share: float
    gains: Mapping[str, float]
    by: str = ""
    picked: float = 0.0


def action_faults(action: Action | None, known: Sequence[str], bent: str) -> Iterator[str]:
    """Tell what cannot be: `known` are drivers and lock-in, `bent` the driver with a bend, or "" for none."""
    if action is None:
        return
    if not 0 < action.share < 1:
        yield "the share of an action must lie between 0 and 1"
    for key in {*action.gains, *((action.by,) if action.by else ())} - set(known):
        yield f"the action names {key}, which is not one of {', '.join(known)}"
    if not 0 <= action.picked < 1 or bool(action.by) != bool(action.picked):
        yield "an action picks by one driver or lock-in with a correlation above 0 and below 1, or by none with 0"
    if bent and action.by and bent != action.by:
        yield f"the action picks by {action.by} where the bend is in {bent}: only one of them can be worked out"


def picked_for(action: Action, before: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Draw for whom it is done: `before` (n,) is the chance part of their standing on `by` in the wave before."""
    own = rng.standard_normal(len(before))
    pick = np.sqrt(1 - action.picked**2) * own - action.picked * before
    return np.asarray(pick > ndtri(1 - action.share))


def pick_chance(action: Action, standing: NDArray[np.float64], stability: float) -> NDArray[np.float64]:
    """Give the chance that it is done at each standing (n,); `stability` ties that to the wave before."""
    along = action.picked * stability
    return np.asarray(ndtr((-ndtri(1 - action.share) - along * standing) / np.sqrt(1 - along**2)))
