"""The parts that a world is put together from: questions, what they measure, and groups of customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal[
    "driver", "attitude", "behaviour", "lock_in", "basis", "touchpoint", "dividend", "alignment"
]  # the first four make up the model, the others follow from it


@dataclass(frozen=True, slots=True)
class Item:
    """One question and how it is answered.

    A customer's inner answer is normal on the item's own scale; the answer given is the nearest point of that
    scale, so that ceilings and skew appear by themselves.

    minimum, maximum        the ends of the scale
    mean, sd                of the inner answer in points of the scale, where high is high on the construct
    loading                 correlation of the inner answer with the construct; the rest is measurement error
    reverse                 the question is put the other way round: the answer is minimum + maximum − point
    step                    customers answer in steps of this size (a sum of money in tens)
    skew                    skewness of the inner answer: not 0 = the exponential of a normal, mirrored where below 0 (a
                            long tail to the low end). The order of the answers stays, and `loading` is that of before
    dont_know, no_answer    share of those to whom the question applies who answer so, at random
    """

    id: str
    minimum: int
    maximum: int
    mean: float
    sd: float
    loading: float = 0.8
    reverse: bool = False
    step: int = 1
    skew: float = 0.0
    dont_know: float = 0.0
    no_answer: float = 0.0


@dataclass(frozen=True, slots=True)
class Bend:
    """Where attitude begins to rise faster with a driver: satisfied is not loyal, very satisfied is.

    From the standing `at` on the driver on (in standard deviations), attitude gains `slope` more per standard
    deviation than below it.
    """

    driver: str
    at: float
    slope: float


@dataclass(frozen=True, slots=True)
class Construct:
    """What a set of items measures.

    `applies` is the share of customers who can judge it; the others, drawn at random in each wave, have "not
    applicable" on all of its items (never spoke with staff: no opinion on their friendliness).
    """

    key: str
    role: Role
    items: tuple[Item, ...]
    applies: float = 1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A division of the customers into groups.

    shares      share of all customers per group; together 1
    response    how likely a customer of the group is to answer, relative to the other groups; absent = 1
    shifts      per group: how far it stands from the others on a driver or on lock-in, in standard deviations
                (the average over all customers is taken out)
    """

    key: str
    shares: Mapping[str, float]
    response: Mapping[str, float] = field(default_factory=dict)
    shifts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
