"""Who is named the first driver where none is, and whether drivers are called linked where none is linked."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.calibration.client_by_client import LEVEL, each
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import nothing, twins
from benchmarks.calibration.drivers.importance import account_of, found_of
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from tests.simulate.jobs import job_of
from toolkit.analysis.drivers.importance import drivers_of
from toolkit.drivers.joint import joint_test
from toolkit.simulate import simulate_wave

TWINS = {
    "by shares": Claim("false winner", "one of two equal drivers leads by its share (`bootstrap.leads`)"),
    "by all methods": Claim(
        "false winner",
        "one of two equal drivers leads by its share, Johnson's weights and corrected (`account`)",
    ),
}


@study("twins", "drivers", TWINS)
def two_equal(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom two drivers are equally strong, asked and answered alike."""
    world = twins(design)

    def ask(client: Client, number: int) -> Mapping[str, float]:
        found = found_of(client, number)
        alone = found.leaders if len(found.leaders) == 1 else ()
        everywhere = bool(alone)
        if alone:
            # Only where the shares name one are the other methods asked.
            fronts = account_of(world, client, number).fronts
            everywhere = all(front == alone for front in fronts.values())
        return {"by shares": bool(alone), "by all methods": everywhere}

    return each(TWINS, clients(design, world, repeats, seed), ask)


REPORTED = {"named": Claim("false winner", "the driver report names one of two equal drivers (`drivers_of`)")}


@study("twins-report", "drivers", REPORTED, designs=("base", "n1000", "skewed", "hard"), piece=25)
def reported(design: Design, repeats: int, seed: int) -> Hits:
    """Draw such clients and go by all rules of the report."""
    world = twins(design)

    def ask(number: int, _: int) -> Mapping[str, float]:
        sample = simulate_wave(world, design.n, seed=1000 * seed + number)
        (result,) = drivers_of(job_of(world, sample, report="drivers"), "attitude")
        return {"named": len(result.leaders) == 1}

    return each(REPORTED, range(repeats), ask)


LINKED = {"linked": Claim("type I", "drivers without any link are called linked, the F test (`joint_test`)")}


@study("linked", "drivers", LINKED)
def linked(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom attitude owes nothing to the drivers."""

    def ask(client: Client, number: int) -> Mapping[str, float]:
        return {"linked": joint_test(found_of(client, number, resamples=0)).p < LEVEL}

    return each(LINKED, clients(design, nothing(design), repeats, seed), ask)
