"""Every number that a fit of paths tells, by its name, and its value in many covariance matrices at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from toolkit.drivers.paths.model import PathModel
from toolkit.drivers.paths.solve import direct_effects, slopes, total_effects
from toolkit.measures.weights import FloatArray


class Quantity(NamedTuple):
    """One number: the frame it stands in, what it leads from and to, its kind or theme between, and if it is drawn.

    One that the drawing has no way for is 0 by assumption.
    """

    frame: str
    cause: str
    effect: str
    kind: str = ""
    through: str = ""
    drawn: bool = True


def quantities(model: PathModel, outcome: str) -> tuple[Quantity, ...]:
    """Name the numbers in the order in which `values` gives them."""
    return tuple(_named(model, outcome))


def _named(model: PathModel, outcome: str) -> Iterator[Quantity]:
    for effect, causes in model.equations:
        yield from (Quantity("arrows", cause, effect) for cause in causes)
    for effect in model.adjusted:
        yield from (Quantity("held", covariate, effect) for covariate in model.covariates)
    routes = _routes(model, outcome)
    for cause in model.ancestors(outcome):
        direct = cause in model.causes(outcome)
        indirect = any(cause == first for first, _ in routes)
        yield Quantity("effects", cause, outcome, "direct", drawn=direct)
        yield Quantity("effects", cause, outcome, "indirect", drawn=indirect)
        yield Quantity("effects", cause, outcome, "total")
    yield from (Quantity("routes", cause, outcome, through=through) for cause, through in routes)
    for effect in model.effects:
        yield from (Quantity("left_out", cause, effect) for cause in model.left_out(effect))


def _routes(model: PathModel, outcome: str) -> list[tuple[str, str]]:
    """The first steps of the ways from each theme to the outcome that pass another theme."""
    leading = model.ancestors(outcome)
    return [(cause, through) for cause in leading for through in leading if cause in model.causes(through)]


def values(stack: FloatArray, model: PathModel, outcome: str) -> FloatArray:
    """Give each number of `quantities`, shape (numbers, m), from covariances of shape (q, q, m) in order of names."""
    place = {name: number for number, name in enumerate(model.names)}
    direct = direct_effects(stack, model)
    total = total_effects(direct, model)
    end = place[outcome]
    rows: list[FloatArray] = []
    for effect, causes in model.equations:
        rows += [direct[place[effect], place[cause]] for cause in causes]
    for effect in model.adjusted:
        rows += [direct[place[effect], place[covariate]] for covariate in model.covariates]
    for cause in (place[name] for name in model.ancestors(outcome)):
        rows += [direct[end, cause], total[end, cause] - direct[end, cause], total[end, cause]]
    for cause, through in ((place[a], place[b]) for a, b in _routes(model, outcome)):
        rows.append(direct[through, cause] * total[end, through])
    for effect in model.effects:
        more = model.left_out(effect)
        if more:
            entered = [place[name] for name in (*model.predictors(effect), *more)]
            rows += list(slopes(stack, entered, place[effect])[-len(more) :])
    return np.asarray(rows)
