"""A world on the house's question bank: an energy supplier whom customers judge fairly well."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from toolkit.simulate.world import Construct, Item, Segment, World

_DRIVERS = ("satisfaction", "image", "trust", "involvement", "friendliness")
_CORRELATIONS = (  # satisfaction, image, trust, involvement, friendliness
    (1.00, 0.45, 0.45, 0.35, 0.40),
    (0.45, 1.00, 0.45, 0.40, 0.30),
    (0.45, 0.45, 1.00, 0.40, 0.35),
    (0.35, 0.40, 0.40, 1.00, 0.25),
    (0.40, 0.30, 0.35, 0.25, 1.00),
)
_ATTITUDE_EFFECTS = {
    "trust": 0.50,
    "satisfaction": 0.22,
    "involvement": 0.12,
    "image": 0.06,
    "friendliness": 0.0,
}
_BEHAVIOUR_EFFECTS = {"attitude": 0.45, "lock_in": 0.40}


def standard_world(
    *,
    attitude_effects: Mapping[str, float] = _ATTITUDE_EFFECTS,
    behaviour_effects: Mapping[str, float] = _BEHAVIOUR_EFFECTS,
    lock_in_correlation: float = 0.0,
    segments: tuple[Segment, ...] | None = None,
) -> World:
    """Give a world with five drivers, attitude, behaviour and lock-in, on items of the question bank.

    Trust is by far the strongest driver of attitude, satisfaction the second; friendliness does nothing of
    itself (it only goes with the others). Lock-in raises behaviour and leaves attitude alone;
    `lock_in_correlation` is its correlation with every driver.
    Everything else is changed with `dataclasses.replace`.
    """
    size = len(_DRIVERS) + 1
    correlations = np.full((size, size), lock_in_correlation)
    correlations[:-1, :-1] = _CORRELATIONS
    correlations[-1, -1] = 1.0
    return World(
        constructs=_constructs(),
        correlations=tuple(tuple(row) for row in correlations.tolist()),
        attitude_effects=dict(attitude_effects),
        behaviour_effects=dict(behaviour_effects),
        segments=_segments() if segments is None else segments,
        stability=0.6,
        recommendation="ATT_1",
    )


def _constructs() -> tuple[Construct, ...]:
    return (
        Construct("satisfaction", "driver", _marks()),
        Construct("image", "driver", _agreements("IMG", (5.0, 4.9, 4.6, 4.2), (1.3, 1.4, 1.4, 1.5))),
        Construct("trust", "driver", _agreements("TRU", (4.7, 4.4, 4.1, 3.9), (1.4, 1.4, 1.4, 1.4), 0.85)),
        Construct("involvement", "driver", _agreements("INV", (3.9, 3.5, 3.8), (1.5, 1.6, 1.5))),
        Construct(
            "friendliness", "driver", _agreements("SRV", (5.6, 5.1, 5.0), (1.2, 1.3, 1.4)), applies=0.82
        ),
        Construct("attitude", "attitude", _attitude()),
        Construct("behaviour", "behaviour", _behaviour()),
        Construct("lock_in", "lock_in", _lock_in()),
    )


def _agreements(
    stem: str, means: tuple[float, ...], sds: tuple[float, ...], loading: float = 0.8
) -> tuple[Item, ...]:
    """Items on agreement, 1 to 7; the later ones ask more insight, so fewer customers know."""
    return tuple(
        Item(
            f"{stem}_{n}", 1, 7, mean, sd, loading, dont_know=0.01 + 0.01 * (n == len(means)), no_answer=0.01
        )
        for n, (mean, sd) in enumerate(zip(means, sds, strict=True), start=1)
    )


def _marks() -> tuple[Item, ...]:
    return (
        Item("SAT_1", 1, 10, mean=7.2, sd=1.3, loading=0.85, no_answer=0.005),
        Item("SAT_2", 1, 10, mean=6.9, sd=1.4, loading=0.85, dont_know=0.01, no_answer=0.01),
        Item("SAT_3", 1, 10, mean=6.6, sd=1.6, loading=0.80, dont_know=0.02, no_answer=0.01),
    )


def _attitude() -> tuple[Item, ...]:
    return (
        Item("ATT_1", 0, 10, mean=7.6, sd=1.9, loading=0.85, dont_know=0.01, no_answer=0.01),
        Item("ATT_2", 1, 7, mean=4.7, sd=1.5, loading=0.85, no_answer=0.01),
        Item("ATT_3", 1, 7, mean=3.8, sd=1.6, loading=0.75, dont_know=0.01, no_answer=0.01),
        Item("ATT_4", 1, 7, mean=4.2, sd=1.7, loading=0.80, no_answer=0.01),
    )


def _behaviour() -> tuple[Item, ...]:
    return (
        Item("BEH_1", 0, 10, mean=7.0, sd=2.6, loading=0.80, dont_know=0.02, no_answer=0.01),
        Item("BEH_2", 0, 100, mean=72, sd=24, loading=0.80, step=10, dont_know=0.03, no_answer=0.02),
        Item("BEH_3", 0, 1, mean=1.2, sd=0.8, loading=0.70, reverse=True, no_answer=0.01),
    )


def _lock_in() -> tuple[Item, ...]:
    return (
        Item("SWI_1", 1, 7, mean=4.6, sd=1.5, loading=0.80, dont_know=0.02, no_answer=0.01),
        Item("SWI_2", 1, 7, mean=4.1, sd=1.7, loading=0.70, dont_know=0.04, no_answer=0.01),
        Item("SWI_3", 1, 7, mean=4.4, sd=1.6, loading=0.80, reverse=True, dont_know=0.01, no_answer=0.01),
    )


def _segments() -> tuple[Segment, ...]:
    """Who came through an adviser trusts more and answers less often: unweighted, all looks worse."""
    return (
        Segment(
            "channel",
            shares={"website": 0.50, "telephone": 0.30, "adviser": 0.20},
            response={"website": 1.0, "telephone": 0.7, "adviser": 0.5},
            shifts={"adviser": {"trust": 0.35, "satisfaction": 0.20}},
        ),
        Segment("region", shares={"north": 0.25, "east": 0.20, "west": 0.35, "south": 0.20}),
    )
