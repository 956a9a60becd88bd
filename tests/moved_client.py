"""Two waves of simulated customers who answer one question about trust otherwise than before; and all of image."""

from dataclasses import replace
from functools import cache

from tests.simulate.jobs import followup_job
from toolkit.analysis.job import Job
from toolkit.simulate import World, simulate_wave, standard_world

# How far a question moves, in standard deviations of its own.
MOVED = {"TRU_2": -0.5}
STOPPED = {"IMG_1": 0.6, "IMG_2": -0.6}


def moved(world: World, drift: dict[str, float]) -> World:
    """The same world, in which these questions are answered higher or lower than before."""
    constructs = tuple(
        replace(
            construct,
            items=tuple(
                replace(item, mean=item.mean + drift.get(item.id, 0.0) * item.sd) for item in construct.items
            ),
        )
        for construct in world.constructs
    )
    return replace(world, constructs=constructs)


@cache
def moved_job(*, n: int = 700, stopped: bool = True, language: str = "en") -> Job:
    """Make the job: TRU_2 moved by itself, and where `stopped` two of the four questions about image, in two ways."""
    world = standard_world()
    drift = MOVED | (STOPPED if stopped else {})
    first = simulate_wave(world, n, seed=11)
    second = simulate_wave(moved(world, drift), n, seed=11, previous=first, overlap=n // 3)
    return followup_job(world, [first, second], language=language)
