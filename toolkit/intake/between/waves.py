"""All that is odd of waves beside each other: faults, which stop the reports, and doubts, which are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from toolkit.engagement import Engagement, wave
from toolkit.errors import Fault, IntakeError
from toolkit.intake.between.copied import copies
from toolkit.intake.between.doubt import Doubt
from toolkit.intake.between.keys import other_spelling
from toolkit.intake.between.pairs import pairs_of, strangers
from toolkit.intake.between.points import other_points
from toolkit.intake.between.turned import turned_codes
from toolkit.intake.survey import Survey
from toolkit.intake.telling import refusal


@dataclass(frozen=True, slots=True)
class Between:
    """What holding waves against each other found.

    `errors`: one per wave that cannot be compared. `doubts`: what is only told, per id of a wave.
    """

    errors: tuple[IntakeError, ...]
    doubts: tuple[tuple[str, str], ...]

    def told(self, surveys: Sequence[Survey]) -> list[Survey]:
        """Give the surveys with these doubts among their warnings."""
        return [
            replace(one, source=replace(one.source, warnings=(*one.source.warnings, *mine)))
            if (mine := [doubt for name, doubt in self.doubts if name == one.wave])
            else one
            for one in surveys
        ]


def between_waves(engagement: Engagement, surveys: Sequence[Survey]) -> Between:
    """Hold each wave against the first, and all against each other for copies; `surveys` are in order of time."""
    faults: dict[str, list[Fault]] = {}
    doubts: dict[tuple[str, str], None] = {}
    for doubt in _doubts(engagement, surveys):
        if not doubt.certain:
            doubts[doubt.wave, str(doubt)] = None
        elif doubt.fault not in faults.setdefault(doubt.wave, []):
            faults[doubt.wave].append(doubt.fault)
    errors = (refusal(wave(engagement, name).file, found, name) for name, found in faults.items())
    return Between(tuple(errors), tuple(doubts))


def _doubts(engagement: Engagement, surveys: Sequence[Survey]) -> Iterator[Doubt]:
    copied: set[str] = set()
    for first, second in combinations(surveys, 2):
        for doubt in copies(first, second):
            copied |= {second.wave} if doubt.certain else set()
            yield doubt
    # Of a copy all else that is odd follows from that.
    for second in surveys[1:]:
        if second.wave not in copied:
            yield from _against(engagement, surveys[0], second)


def _against(engagement: Engagement, first: Survey, second: Survey) -> Iterator[Doubt]:
    pairs = pairs_of(engagement, first, second)
    turned = list(turned_codes(engagement, first, second, pairs))
    yield from turned or other_points(engagement, first, second)
    yield from other_spelling(engagement, first, second)
    yield from strangers(first, second, pairs)
