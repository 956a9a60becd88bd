"""What a comparison of two waves is asked: measures, margins and confidence checked, the answers of each measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.followup.changes.change import Change
from toolkit.followup.waves import (
    AFTER,
    BEFORE,
    IntArray,
    Sample,
    answers,
    did_you_mean,
    partners,
    require_answers,
    require_columns,
    wave_weights,
)
from toolkit.measures.weights import FloatArray, as_numbers


@dataclass(frozen=True, eq=False)
class Asked:
    """The answers of both waves per measure, who is whose partner, and the smallest change that matters per measure."""

    samples: Mapping[str, tuple[Sample, Sample]]
    partner: IntArray | None
    margins: list[float]


def asked(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    *,
    key: str | None,
    weights: str | Sequence[Any] | None,
    smallest_change: float | Mapping[str, float],
    confidence: float,
) -> Asked:
    """Check what `compare_waves` and `compare_shares` are asked; arguments and errors as `compare_waves` has them."""
    names = checked_measures(measures)
    margins = checked_margins(smallest_change, names)
    check_confidence(confidence)
    require_columns(before, after, [*names, *([] if key is None else [key])])
    weights_before, weights_after = wave_weights(before, after, weights)
    partner = None if key is None else partners(before[key], after[key])
    samples = {
        name: (_measured(before, name, BEFORE, weights_before), _measured(after, name, AFTER, weights_after))
        for name in names
    }
    require_answers(samples)
    return Asked(samples, partner, margins)


def frame_of(changes: Mapping[str, Change]) -> pd.DataFrame:
    """Give a row per measure (index `measure`) with what `Change` has."""
    index = pd.Index(list(changes), name="measure")
    return pd.DataFrame([asdict(change) for change in changes.values()], index=index)


def _measured(frame: pd.DataFrame, name: str, wave: str, weights: FloatArray | None) -> Sample:
    where = f"measure {name!r} of the {wave} wave"
    if frame[name].dtype.kind in "mM":
        raise StatisticsError(f"{where}: holds dates or times, not numbers. Turn them into a number first.")
    return answers(as_numbers(frame[name], where), weights, where)


def checked_measures(measures: Sequence[str]) -> list[str]:
    """Give the names of the measures, each of them once; else refuse."""
    if isinstance(measures, str):
        raise StatisticsError(f"`measures` is a list of column names. Write [{measures!r}].")
    names = list(measures)
    if not names:
        raise StatisticsError("There is no measure to compare. Name at least one column.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise StatisticsError(f"Measures are named twice: {', '.join(map(repr, twice))}. Name each once.")
    return names


def checked_margins(smallest_change: float | Mapping[str, float], names: list[str]) -> list[float]:
    """Give the smallest change that matters of each measure; refuse one that is not over 0."""
    if isinstance(smallest_change, Mapping):
        absent = [name for name in names if name not in smallest_change]
        if absent:
            listed = ", ".join(f"{name!r}{did_you_mean(name, smallest_change)}" for name in absent)
            raise StatisticsError(f"`smallest_change` says nothing of {listed}. Give each measure one.")
        margins = [float(smallest_change[name]) for name in names]
    else:
        margins = [float(smallest_change)] * len(names)
    if not all(np.isfinite(margin) and margin > 0 for margin in margins):
        raise StatisticsError("The smallest change that matters is a finite number over 0, such as 5.0.")
    return margins


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is not between 0.5 and 1."""
    if not 0.5 < confidence < 1:
        raise StatisticsError(
            f"A confidence of {confidence} is not between 0.5 and 1. Give a share, such as 0.95."
        )
