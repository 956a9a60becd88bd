"""The drawing: which themes lead to which, without going round in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from toolkit.errors import StatisticsError


@dataclass(frozen=True, slots=True)
class PathModel:
    """A recursive system: each effect with its causes, in an order in which causes come before effects.

    `names`: every variable, `covariates` first, causes before effects. `equations`: per effect its causes, without
    covariates. `adjusted`: the effects in whose equation the covariates enter too.
    """

    names: tuple[str, ...]
    equations: tuple[tuple[str, tuple[str, ...]], ...]
    covariates: tuple[str, ...] = ()
    adjusted: tuple[str, ...] = ()

    @property
    def effects(self) -> tuple[str, ...]:
        """The variables that have a cause, in order."""
        return tuple(effect for effect, _ in self.equations)

    @property
    def exogenous(self) -> tuple[str, ...]:
        """The variables that are no covariate and that nothing in the drawing leads to, in order."""
        return tuple(name for name in self.names if name not in {*self.covariates, *self.effects})

    def causes(self, effect: str) -> tuple[str, ...]:
        """The direct causes of an effect, without covariates; () for a variable that has none."""
        return dict(self.equations).get(effect, ())

    def predictors(self, effect: str) -> tuple[str, ...]:
        """What enters the equation of an effect: its covariates, where it has these, and its causes."""
        return ((*self.covariates,) if effect in self.adjusted else ()) + self.causes(effect)

    def ancestors(self, outcome: str) -> tuple[str, ...]:
        """What leads to an outcome, directly or through others, without covariates, in order."""
        found: set[str] = set()
        for effect, causes in reversed(self.equations):
            if effect == outcome or effect in found:
                found.update(causes)
        return tuple(name for name in self.names if name in found)

    def left_out(self, effect: str) -> tuple[str, ...]:
        """The arrows to an effect that the drawing could have and has not, by their cause, in order.

        From what leads to the effect through others, and from what has no cause itself. Two variables that both have
        causes, and of which neither leads to the other, may go together for reasons outside the drawing: of these it
        claims nothing.
        """
        possible = {*self.ancestors(effect), *self.exogenous} - {*self.causes(effect), effect}
        return tuple(name for name in self.names if name in possible)

    def part(self, outcome: str) -> PathModel:
        """The part of the drawing that leads to an outcome."""
        kept = {*self.ancestors(outcome), outcome}
        return path_model(
            {effect: causes for effect, causes in self.equations if effect in kept},
            covariates=self.covariates if kept & set(self.adjusted) else (),
            adjusted=tuple(effect for effect in self.adjusted if effect in kept),
        )


def path_model(
    equations: Mapping[str, Sequence[str]],
    *,
    covariates: Sequence[str] = (),
    adjusted: Sequence[str] = (),
) -> PathModel:
    """Make the drawing in which each effect of `equations` has these causes.

    `covariates` enter the equations of the effects in `adjusted`, and are held equal there; an effect without causes
    counts as one that has no equation, unless covariates enter it.
    Raises StatisticsError where arrows go round in a circle, a theme is its own cause or is named twice, a covariate
    is drawn as cause or effect, or an effect in `adjusted` stands in no equation.

    >>> model = path_model({"loyalty": ["trust", "image"], "trust": ["image"]})
    >>> model.names, model.exogenous, model.ancestors("loyalty")
    (('image', 'trust', 'loyalty'), ('image',), ('image', 'trust'))
    """
    for effect, causes in equations.items():
        _checked(effect, causes, covariates)
    unknown = [effect for effect in adjusted if effect not in equations]
    if unknown:
        raise StatisticsError(
            f"{unknown[0]}: covariates are to enter it, but it is no effect; give it a cause"
        )
    drawn = {effect: tuple(causes) for effect, causes in equations.items() if causes or effect in {*adjusted}}
    if not any(drawn.values()):
        raise StatisticsError("paths: no arrow is drawn; name at least one effect with a cause")
    try:
        order = tuple(TopologicalSorter(drawn).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise StatisticsError(f"{circle}: these arrows go round in a circle; leave one out") from None
    order = _stable(drawn, order)
    return PathModel(
        names=(*covariates, *order),
        equations=tuple((effect, drawn[effect]) for effect in order if effect in drawn),
        covariates=tuple(covariates),
        adjusted=tuple(effect for effect in order if effect in adjusted),
    )


def _checked(effect: str, causes: Sequence[str], covariates: Sequence[str]) -> None:
    if isinstance(causes, str):
        raise StatisticsError(f"{effect}: give a list of causes, such as [{causes!r}], not one text")
    if effect in causes:
        raise StatisticsError(f"{effect}: it is named as its own cause; take it out")
    twice = [name for place, name in enumerate(causes) if name in causes[:place]]
    if twice:
        raise StatisticsError(f"{effect}: {twice[0]} is named twice as its cause; name it once")
    held = [name for name in (effect, *causes) if name in covariates]
    if held:
        raise StatisticsError(f"{held[0]}: it is held equal, so that it is neither cause nor effect here")


def _stable(drawn: Mapping[str, tuple[str, ...]], order: tuple[str, ...]) -> tuple[str, ...]:
    """Order by depth, the longest way from a theme without cause; within a depth as the arrows name them."""
    depth: dict[str, int] = {}
    for name in order:
        depth[name] = 1 + max((depth[cause] for cause in drawn.get(name, ())), default=-1)
    named = dict.fromkeys(name for effect, causes in drawn.items() for name in (*causes, effect))
    return tuple(sorted(named, key=depth.__getitem__))
