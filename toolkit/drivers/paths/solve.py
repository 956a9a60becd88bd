"""Direct and total effects of a drawing, of many covariance matrices at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.drivers.matrices import regularised
from toolkit.drivers.paths.model import PathModel
from toolkit.measures.weights import FloatArray


def slopes(stack: FloatArray, predictors: Sequence[int], outcome: int) -> FloatArray:
    """Least-squares slopes of a variable on others, S_pp⁻¹ s_py of each matrix: shape (k, m).

    `stack` has shape (q, q, m). Where predictors determine each other in a resample, a vanishing ridge decides.
    """
    places = [*predictors, outcome]
    part = np.moveaxis(regularised(stack[np.ix_(places, places)]), -1, 0)
    solved = np.linalg.solve(part[:, :-1, :-1], part[:, :-1, -1:])
    return np.asarray(solved[..., 0].T)


def direct_effects(stack: FloatArray, model: PathModel) -> FloatArray:
    """Give B of each matrix, shape (q, q, m): B[i, j] is the slope of variable i on variable j, in the order of names.

    Each equation by ordinary least squares, which in a recursive system is maximum likelihood where the errors of an
    equation go with none of its predictors.
    Source: Bollen (1989), Structural Equations with Latent Variables, chapter 4.
    """
    place = {name: number for number, name in enumerate(model.names)}
    direct = np.zeros_like(stack)
    for effect in model.effects:
        predictors = [place[name] for name in model.predictors(effect)]
        direct[place[effect], predictors] = slopes(stack, predictors, place[effect])
    return direct


def total_effects(direct: FloatArray, model: PathModel) -> FloatArray:
    """Give (I − B)⁻¹ − I of each matrix, shape (q, q, m): the sum over all ways along the arrows from j to i.

    Worked out from causes to effects, in place of an inverse: T_i = Σ_j B_ij (e_j + T_j).
    Source: Alwin & Hauser (1975), American Sociological Review 40, 37–47; Bollen (1989), section 8.
    """
    place = {name: number for number, name in enumerate(model.names)}
    total = np.zeros_like(direct)
    for effect in model.effects:
        row = place[effect]
        for cause in (place[name] for name in model.predictors(effect)):
            total[row] += direct[row, cause] * total[cause]
            total[row, cause] += direct[row, cause]
    return total
