"""The grid of designs: how many customers a client asks, how, and how they answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from toolkit.simulate import Blank, World, complete_world, null_world
from toolkit.simulate.shapes import on_points, skewed, together, unequal_response
from toolkit.simulate.world import all_items


@dataclass(frozen=True, slots=True)
class Design:
    """How a client asks its customers.

    n             respondents of a wave
    points        of every question of agreement
    skew          skewness of the inner answers; below 0 most answers lie high, with a tail to the low end
    weighted      groups answer unevenly, and weights set it right (about 74% of the respondents count)
    missing       one in seven answers to every other question is missing, at random given the report mark
    correlated    drivers correlate .7 or more
    """

    name: str
    n: int = 400
    points: int = 7
    skew: float = 0.0
    weighted: bool = False
    missing: bool = False
    correlated: bool = False


_ALL = (
    Design("base"),
    Design("n100", n=100),
    Design("n200", n=200),
    Design("n1000", n=1000),
    Design("n2000", n=2000),
    Design("points5", points=5),
    Design("points11", points=11),
    Design("skewed", skew=-1.2),
    Design("weighted", weighted=True),
    Design("missing", missing=True),
    Design("correlated", correlated=True),
    Design("hard", n=200, points=5, skew=-1.2, weighted=True, missing=True, correlated=True),
)
DESIGNS = {design.name: design for design in _ALL}
QUICK = ("base", "hard")


def world_of(design: Design, world: World) -> World:
    """Give the same truth as this design asks it: points, skew, correlations, response and missing answers."""
    shaped = world if design.points == 7 else on_points(world, design.points)
    shaped = skewed(shaped, design.skew) if design.skew else shaped
    shaped = together(shaped, 0.7) if design.correlated else shaped
    shaped = unequal_response(shaped, (1.0, 0.45, 0.25) if design.weighted else ())
    if not design.missing:
        return shaped
    # The report mark decides, so it is not left out itself.
    skipped = tuple(item.id for item in all_items(shaped) if item.id != "SAT_1")[::2]
    return replace(shaped, blanks=(Blank(skipped, share=1 / 7, on="SAT_1", tilt=-0.5),))


def planted(design: Design) -> World:
    """Give the complete world, with something planted in everything, as a design asks it."""
    return world_of(design, complete_world())


def null(design: Design) -> World:
    """Give the world in which nothing differs and nothing goes together, as a design asks it."""
    return world_of(design, null_world())
