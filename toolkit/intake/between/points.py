"""Whether a wave was asked on other points than another one: five points read as seven give wrong numbers in silence.

Codes 1 to 5 lie within a scale of 1 to 7, so that the file alone shows nothing. What tells is a cliff: points that
many chose in the other wave, and here nobody, right beside a point that many chose. Opinions that really moved thin
out towards the end of a scale; they do not stop at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.engagement import Engagement, item_scale, plain_number
from toolkit.errors import Fault
from toolkit.intake.between.common import common_items
from toolkit.intake.between.doubt import Doubt
from toolkit.intake.survey import Survey
from toolkit.intake.telling import names_told

# So many answers are expected at the points that nobody chose: by chance nobody does once in some 160,000 waves (e⁻¹²).
EXPECTED = 12
# They have this share of the other wave, and the point beside them has as much here: a cliff.
SHARE, BESIDE = 0.05, 0.05
# What less than a whole theme shows asks for twice of it: a mean that moved much leaves few at that end too.
ALONE = 2.0
# From so many points on what is left is a scale; two are a question of yes and no.
LEAST_POINTS = 3
# So many questions of a theme that stop so, where no other goes further, are no chance.
CERTAIN = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """The points of an item that nobody chose: `kind` "over" or "under" the point `end`, or "between" some points.

    `share`: how many chose them in the other wave; `cliff`: how many times what is asked for is there, expected answers
    and answers to the point beside them, the lesser of both.
    """

    kind: str
    end: float
    share: float
    cliff: float


def other_points(engagement: Engagement, first: Survey, second: Survey) -> Iterator[Doubt]:
    """Doubt the wave, of two, that lacks points of a scale that the other one has; certain of a whole theme."""
    themes: dict[str, list[str]] = defaultdict(list)
    for item in common_items(first, second):
        themes[item_scale(engagement, item).construct].append(item)
    for odd, other in ((second, first), (first, second)):
        for items in themes.values():
            found: dict[tuple[str, float], dict[str, Missing]] = defaultdict(dict)
            for item in items:
                missing = _missing(odd.items[item], other.items[item])
                if missing is not None:
                    found[missing.kind, missing.end][item] = missing
            for (kind, end), stopped in found.items():
                certain = len(stopped) >= CERTAIN and _all_end(odd.items[items], kind, end)
                if certain or max(one.cliff for one in stopped.values()) >= ALONE:
                    yield _told(odd, other, stopped, certain=certain)


def _all_end(answers: pd.DataFrame, kind: str, end: float) -> bool:
    """Say whether no question of a theme has an answer beyond the end of those that stop there."""
    if kind == "over":
        return bool(answers.max().max() <= end)
    return kind == "under" and bool(answers.min().min() >= end)


def _missing(odd: pd.Series, other: pd.Series) -> Missing | None:
    here, counts = _counted(odd)
    there, theirs = _counted(other)
    if len(here) < LEAST_POINTS:
        return None
    shares, share_there = counts / counts.sum(), theirs / theirs.sum()
    sides = {
        "over": (there > here[-1], float(here[-1]), float(shares[-1])),
        "under": (there < here[0], float(here[0]), float(shares[0])),
        "between": (~np.isin(there, here) & (there > here[0]) & (there < here[-1]), float(here[0]), 1.0),
    }
    for kind, (absent, end, beside) in sides.items():
        share = float(share_there[absent].sum())
        cliff = min(float(share * counts.sum()) / EXPECTED, beside / BESIDE)
        if share >= SHARE and cliff >= 1:
            return Missing(kind, end, share, cliff)
    return None


def _counted(answers: pd.Series) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    values = answers.to_numpy(np.float64)
    return np.unique(values[~np.isnan(values)], return_counts=True)


def _told(odd: Survey, other: Survey, stopped: dict[str, Missing], *, certain: bool) -> Doubt:
    one = next(iter(stopped.values()))
    all_shares = [missing.share for missing in stopped.values()]
    least, most = (f"{share:.0%}" for share in (min(all_shares), max(all_shares)))
    share = least if least == most else f"{least} to {most}"
    point, wave = plain_number(one.end), f'wave "{other.wave}"'
    nobody = {
        "over": f"nobody chose more than {point}, and in {wave} {share} did so",
        "under": f"nobody chose less than {point}, and in {wave} {share} did so",
        "between": f"nobody chose some points within the scale, which {share} chose in {wave}",
    }[one.kind]
    return Doubt(
        odd.wave,
        Fault(
            f"{odd.source.file}, {names_told(stopped)}",
            f"{nobody}: this wave seems to be asked on another scale",
            "Answers on two scales cannot be compared: if the scale was another, leave the items out of this wave "
            f'([waves.columns] {next(iter(stopped))} = ""); if it was not, ask who coded the file.',
        ),
        certain,
    )
