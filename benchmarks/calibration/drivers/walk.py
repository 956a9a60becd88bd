"""The whole driver report of clients of whom nothing is true: how often any of its chapters claims something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from benchmarks.calibration.client_by_client import each
from benchmarks.calibration.designs import Design, null
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from tests.simulate.jobs import job_of
from toolkit.analysis import drivers
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.findings.finding import Finding
from toolkit.simulate import simulate_wave

OUTCOMES: Final = ("attitude", "behaviour")
# Chapters that need nothing but the job and their own numbers.
CHAPTERS: Final = ("missing", "categories", "paths", "asymmetry", "interactions", "priorities", "what_if")
ACTION: Final = {"lift": {"low": 1, "likely": 3, "high": 6}, "cost": 1000, "weeks": 2}
ACTIONS: Final = [{**ACTION, "title": one, "driver": one} for one in ("trust", "image")]
# What says that a link is there without being of strength "shown": it tells of one that was tested.
TELLS: Final = {"drivers": "explained", "categories": "explained", "actions": "gain"}


def findings(job: Job) -> Iterator[Finding]:
    """Compute and say every chapter of the driver report."""
    outcomes = [drivers.drivers_of(job, role) for role in OUTCOMES]
    for results in outcomes:
        yield from say.drivers(job, results)
    for chapter in CHAPTERS:
        yield from getattr(say, chapter)(job, getattr(drivers, chapter)(job))
    plan = drivers.actions(job)
    yield from (*say.actions(job, plan), *say.roadmap(job, plan), *say.association(job, *outcomes))


def family(finding: Finding) -> str:
    """Name the family whose tests share their error: a chapter, and in it an outcome."""
    parts = finding.key.split(".")
    return f"{parts[0]} {parts[1]}" if parts[1] in (*OUTCOMES, "promoter") else parts[0]


def claims_link(finding: Finding) -> bool:
    """Say whether a finding claims a link, or a difference between links."""
    parts = finding.key.split(".")
    tells = TELLS.get(parts[0])
    if finding.strength == "shown":
        return True
    return tells is not None and tells in parts and finding.strength == "fact"


FAMILIES: Final = {
    **{f"drivers {one}": f"the drivers are called linked to {one} (`drivers_of`)" for one in OUTCOMES},
    "categories promoter": "themes are called linked to who recommends (`categories`)",
    "categories": "steps of the scale are said to differ, or promoters from attitude (`categories`)",
    **{
        f"missing {one}": f"a driver is said to lead for {one} however answers are missing (`missing`)"
        for one in OUTCOMES
    },
    **{f"paths {one}": f"a theme is linked to {one} through others (`paths`)" for one in OUTCOMES},
    **{f"asymmetry {one}": f"a driver of {one} is given a kind (`asymmetry`)" for one in OUTCOMES},
    **{
        f"interactions {one}": f"links with {one} are said to differ by group (`interactions`)"
        for one in OUTCOMES
    },
    **{f"priorities {one}": f"a driver of {one} is put in a quadrant (`priorities`)" for one in OUTCOMES},
    "actions": "what an action works on is called linked (`actions`)",
}
CLAIMS: Final[Mapping[str, Claim]] = {name: Claim("type I", says) for name, says in FAMILIES.items()}


@study("driver-report", "drivers", CLAIMS, designs=("base", "n200", "n1000", "hard"), piece=20)
def walk(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom nothing is true, and let every chapter of the report speak."""
    world, extra = null(design), {"actions": ACTIONS}

    def ask(number: int, _number: int) -> dict[str, Any]:
        sample = simulate_wave(world, design.n, seed=1000 * seed + number)
        found = list(findings(job_of(world, sample, report="drivers", extra=extra)))
        told = {family(one) for one in found if claims_link(one)}
        if strange := told - set(FAMILIES):
            raise ValueError(f"Families of findings that are not counted: {', '.join(sorted(strange))}.")
        return {name: name in told for name in FAMILIES}

    return each(CLAIMS, range(repeats), ask)
