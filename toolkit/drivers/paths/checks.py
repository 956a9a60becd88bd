"""What a fit of paths refuses: a drawing that the answers cannot carry."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.drivers.checks import Weights, checked_names, complete_rows
from toolkit.drivers.matrices import explained
from toolkit.drivers.moments import Moments, Sample, sample_of
from toolkit.drivers.paths.model import PathModel
from toolkit.drivers.thresholds import ROUNDING
from toolkit.errors import StatisticsError
from toolkit.measures.scales import flags
from toolkit.measures.thresholds import DEPENDENT_WITHIN, DUPLICATE_CORRELATION
from toolkit.measures.weights import as_numbers


def checked_sample(
    frame: pd.DataFrame, model: PathModel, weights: Weights
) -> tuple[Sample, npt.NDArray[np.bool_]]:
    """Keep the complete rows of what the drawing names: standardised scores, and which rows of the frame they are.

    Raises StatisticsError as `complete_rows` does; where two variables are one, a theme measures its own cause, the
    predictors of an effect determine each other, or an effect follows exactly from its causes.
    """
    names = checked_names(frame, model.names[-1], model.names[:-1], (), weights)
    values, kept = complete_rows(frame, names, weights)
    complete = np.asarray(frame[list(names)].notna().to_numpy().all(axis=1))
    if weights is not None:
        given = frame[weights] if isinstance(weights, str) else weights
        complete &= as_numbers(given, "weights") > 0
    sample = sample_of(values, names, kept)
    _checked_moments(sample.moments, model)
    return sample, complete


def _checked_moments(moments: Moments, model: PathModel) -> None:
    names, r = moments.names, moments.correlation
    for (i, first), (j, second) in combinations(enumerate(names), 2):
        if abs(r[i, j]) >= 1 - DEPENDENT_WITHIN:
            raise StatisticsError(
                f"{first} and {second}: correlation {r[i, j]:.0f}, so they are one; leave one out"
            )
    place = {name: number for number, name in enumerate(names)}
    for effect in model.effects:
        predictors = model.predictors(effect)
        for cause in predictors:
            correlation = r[place[cause], place[effect]]
            if abs(correlation) > DUPLICATE_CORRELATION:
                raise StatisticsError(
                    f"{cause}: correlation {correlation:.3f} with {effect}, above {DUPLICATE_CORRELATION}: "
                    "it measures the same thing; leave one of the two out"
                )
        # The arrows that are left out are tried too, so that these must be told apart as well.
        at = [place[name] for name in (*predictors, *model.left_out(effect))]
        involved = [names[at[number]] for number in flags.dependent_part(r[np.ix_(at, at)])]
        if involved:
            raise StatisticsError(
                f"{', '.join(involved[:-1])} and {involved[-1]}: each follows exactly from the others; leave one out"
            )
        if 1 - r_squared(moments, predictors, effect) <= ROUNDING:
            raise StatisticsError(
                f"{effect}: it follows exactly from its causes, as a score does from its own items; "
                "take out what it was computed from"
            )


def r_squared(moments: Moments, predictors: tuple[str, ...], effect: str) -> float:
    """Part of an effect's variance that its predictors explain."""
    at = [moments.names.index(name) for name in (*predictors, effect)]
    return float(explained(moments.correlation[np.ix_(at, at)][..., None])[0])
