"""Levers for who reads the report on a screen: what would go with a driver that scored higher, at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from toolkit.errors import ReportError


@dataclass(frozen=True)
class Lever:
    """Something that the reader of a `WhatIf` can move, from 0 up to `most` points; `now` says where it stands."""

    label: str
    most: float
    now: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.most) and self.most > 0):
            raise ReportError(f"Lever {self.label!r} goes up to {self.most}. Give it a number above 0.")


@dataclass(frozen=True)
class Consequence:
    """What moves along with the levers: the effect of each, and the resamples of it.

    `effects` are points per point of a lever; `draws` hold a text per lever, in steps of `step` points, as
    `toolkit.report.draws.packed` writes them; `room` says how far it can fall and rise; `sentence` has the slots
    {gain}, {low} and {high}.
    """

    label: str
    effects: tuple[float, ...]
    draws: tuple[str, ...]
    step: float
    room: tuple[float, float]
    sentence: str
    decimals: int = 1


@dataclass(frozen=True)
class WhatIf:
    """Levers that the reader of the HTML page moves, to see what goes with it; on paper it is left out.

    It carries effects and no answers. A `Table` beside it tells fixed lifts to who reads on paper or without scripts.
    `lift` says how far a lever stands, with the slot {points}; `reset` stands on the button that puts all back to 0.
    """

    kind: ClassVar[str] = "what_if"
    id: str
    title: str
    levers: tuple[Lever, ...]
    consequences: tuple[Consequence, ...]
    confidence: float
    lift: str
    reset: str
    note: str = ""

    def __post_init__(self) -> None:
        if not (self.levers and self.consequences and 0 < self.confidence < 1):
            raise ReportError(
                f"What-if {self.id!r} needs levers, a consequence, and a confidence between 0 and 1."
            )
        for one in self.consequences:
            if not len(self.levers) == len(one.effects) == len(one.draws):
                raise ReportError(
                    f"What-if {self.id!r} has {len(self.levers)} levers, but {one.label!r} has {len(one.effects)} "
                    f"effects and {len(one.draws)} rows of draws. Give one of each per lever."
                )
            if not (len(one.room) == 2 and -math.inf < one.room[0] <= 0 <= one.room[1] < math.inf):
                raise ReportError(f"{one.label!r} can move {one.room}. Give how far it can fall and rise.")
