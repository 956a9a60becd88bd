"""Does the follow-up report claim what is not there, and find what is? `python -m benchmarks.followup`.

First table: clients of whom nothing is true: no theme changed, nothing goes with anything, no action did anything, and
who answers is drawn alike each time. Every chapter of the follow-up is computed and said, of two waves or three, with
the same customers, others or some of both, with and without weights, with an honest forecast and an action that some
customers had. Counted are the clients for whom a family of findings claims something (strength "shown") at 5%; that
something is about the same is no such claim, as it is true.

Second table: planted truths. A theme that really changed by what the baseline's plan says these waves find with 80%
power; one question that moved by itself; more of the customers who are high; an action for half of the customers.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy import stats

from tests.forecast_client import forecast, gain, in_folder, put
from tests.simulate.jobs import followup_job
from toolkit.analysis import baseline, followup
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.findings.finding import Finding
from toolkit.simulate import Sample, Segment, World, null_world, simulate_wave, standard_world
from toolkit.simulate.scales import construct_mean

LEVEL = 0.05
CUSTOMERS = 300
SURE = 2.0  # standard error of what a forecast expects, in points
# Share of the customers who answered the wave before too.
DESIGNS = {"the same customers": 1.0, "half of them": 0.5, "others": 0.0}
# What is said to be about the same is not claimed to differ: known by its key, or by the p of a difference.
ALIKE = re.compile(r".*\.(same|hardly|none|alike|holds|the_same_throughout|no_trend)")
# Families within a chapter: each action, and each outcome, has tests of its own; so have the steps of a trend.
APART = ("impact", "driver_shift", "linked_changes", "results")
ALONE = (
    *("change.nps", "composition.nps", "trend.nps", "trend.steps_shown", "trend.chart"),
    *("forecast.own", "forecast.own_gained"),
)
OWN = ("design", "change", "recommendation", "cause", "weighting", "steering")
# An action that was carried out after the first wave.
DONE = {
    "lift": {"low": 1, "likely": 3, "high": 6},
    "cost": 1000,
    "weeks": 2,
    "carried_out": "yes",
    "since": date(2021, 6, 1),
}


def findings(job: Job) -> Iterator[Finding]:
    """Compute and say every chapter of the follow-up, those that are added later too."""
    change = followup.change(job)
    yield from (*say.design(job, change), *say.change(job, change), *say.recommendation(job, change))
    yield from (*say.cause(job), *say.weighting(job, followup.weighting(job)))
    steering = followup.steering(job, followup.forecast(job), followup.impact(job))
    yield from say.steering(job, steering)
    for chapter in say.__all__:
        if chapter not in OWN:
            yield from getattr(say, chapter)(job, getattr(followup, chapter)(job))


def family(finding: Finding) -> str:
    """Name the family whose tests share their error."""
    parts = finding.key.split(".")
    return ".".join(parts[:2]) if finding.key in ALONE or parts[0] in APART else parts[0]


def claimed(job: Job, said: Iterable[Finding] | None = None) -> dict[str, str]:
    """Give per family that claims a difference what it says; `said` is all that the report says, where it is known."""
    told = findings(job) if said is None else said
    shown = [one for one in told if one.strength == "shown" and not ALIKE.fullmatch(one.key)]
    return {family(one): one.text for one in shown if not _no_difference(job, one)}


def _no_difference(job: Job, finding: Finding) -> bool:
    """Tell whether what is shown is that nothing differs by what matters."""
    chapter, _, measure = finding.key.partition(".")
    if chapter == "shares":
        shares = followup.shares(job)
        assert shares is not None
        verdicts = {str(name).lower(): row["verdict"] for name, row in shares.table.iterrows()}
        return verdicts[measure] == "no relevant change"
    p = finding.numbers.get("p_holm", finding.numbers.get("p"))
    return p is not None and p >= LEVEL


def waves(
    worlds: tuple[World, ...], n: int, *, seed: int, again: float, extra: Mapping[str, Any] | None = None
) -> Job:
    """Draw a client: a wave of `n` of each world, of whom a share `again` answered the wave before too."""
    drawn: list[Sample] = []
    for world in worlds:
        previous = drawn[-1] if drawn else None
        overlap = 0 if previous is None else round(again * n)
        drawn.append(simulate_wave(world, n, seed=seed, previous=previous, overlap=overlap))
    return followup_job(worlds[0], drawn, extra=extra)


def null_client(seed: int, *, n: int = CUSTOMERS, world: World | None = None) -> Job:
    """Draw a client without any truth; its design, weights and number of waves go by its own number."""
    world = null_world() if world is None else world
    if seed % 2:
        # Who answers more is weighted back; as all customers are alike, that moves nothing.
        response = {code: 1.0 + place for place, code in enumerate(world.segments[0].shares)}
        world = replace(world, segments=(replace(world.segments[0], response=response), *world.segments[1:]))
    again = tuple(DESIGNS.values())[seed // 2 % len(DESIGNS)]
    number = 3 if seed // 6 % 2 == 0 else 2
    # Carried out between the last wave and the one before.
    actions = [{**action, "since": date(2019 + number, 6, 1)} for action in _actions(world)]
    return waves((world,) * number, n, seed=seed, again=again, extra={"actions": actions})


def _actions(world: World) -> list[dict[str, Any]]:
    """Give two actions; some customers had the first."""
    drivers = [construct.key for construct in world.constructs if construct.role == "driver"]
    group = {"segment": world.segments[0].key, "codes": [next(iter(world.segments[0].shares))]}
    return [
        {**DONE, "title": "for some", "driver": drivers[0], "group": group},
        {**DONE, "title": "for all", "driver": drivers[1]},
    ]


def with_forecast(job: Job, folder: Path, seed: int) -> Job:
    """Keep an honest forecast of the plan in a folder: what it expects lies as far off as its limits say."""
    rng = np.random.default_rng([seed, 5])
    placed = in_folder(job, folder / "klein")

    def expected() -> dict[str, float]:
        # Of nothing that changes, limits at 95%.
        return gain(float(rng.normal(0, SURE)), 1.96 * SURE)

    template = forecast()["actions"][0]
    actions = [
        {
            **template,
            "number": number,
            "title": {"nl": action.title, "en": action.title},
            "driver": action.driver,
        }
        | {
            "drivers": {str(action.driver): expected()},
            "outcomes": {"attitude": expected(), "nps": expected()},
        }
        for number, action in enumerate(job.engagement.actions, 1)
    ]
    total = {
        **forecast()["total"],
        "drivers": {one["driver"]: {**one["drivers"][one["driver"]], "also_through": []} for one in actions},
        "outcomes": {"attitude": expected(), "nps": expected()},
    }
    put(folder / "klein", forecast(wave=job.read[0].wave, actions=actions, total=total))
    return placed


def false_claims(clients: Iterable[int], *, n: int = CUSTOMERS) -> Counter[str]:
    """Count per family the clients, by their numbers, for whom it claims a difference."""
    found: Counter[str] = Counter()
    for seed in clients:
        with TemporaryDirectory() as folder:
            job = with_forecast(null_client(seed, n=n), Path(folder), seed)
            found.update(claimed(job).keys())
    return found


@dataclass(frozen=True)
class Planted:
    """A truth that was planted: for which share of the clients each thing is found."""

    name: str
    shares: Mapping[str, float]


def change_of_planned_size(clients: int, *, n: int = CUSTOMERS, theme: str = "trust") -> Planted:
    """Plant the change of a theme that the baseline's plan finds with the power of the engagement, 80%."""
    world = standard_world()
    found: Counter[str] = Counter()
    for seed in range(clients):
        sample = simulate_wave(world, n, seed=1000 + seed)
        first = followup_job(world, (sample,))
        plan = baseline.planning(first, baseline.headline(first))
        assert plan is not None
        better = replace(world, improvement={theme: float(plan.table["independent"][theme])})
        job = waves((world, better), n, seed=1000 + seed, again=0.0)
        found[str(followup.change(job).table.at[theme, "verdict"])] += 1
    return Planted(f"“{theme}” changed by what the plan finds with 80% power", _shares(found, clients))


def item_drift(clients: int, *, n: int = CUSTOMERS, theme: str = "trust", by: float = -1.0) -> Planted:
    """Plant a question of a theme that moved by itself, by points of its own scale."""
    world = standard_world()
    place = next(place for place, one in enumerate(world.constructs) if one.key == theme)
    asked = world.constructs[place]
    moved = replace(asked.items[1], mean=asked.items[1].mean + by)
    items = (asked.items[0], moved, *asked.items[2:])
    drifted = (*world.constructs[:place], replace(asked, items=items), *world.constructs[place + 1 :])
    later = replace(world, constructs=drifted)
    found: Counter[str] = Counter()
    for seed in range(clients):
        job = waves((world, later), n, seed=2000 + seed, again=0.5)
        known = next(one for one in followup.invariance(job).themes if one.construct == theme)
        table = followup.change(job).table
        verdict = str(table.at[theme, "verdict"]) if theme in table.index else "not compared"
        found[f"{theme}: {verdict}"] += 1
        found["stopped, or the question named"] += moved.id not in known.held
    return Planted(f"{moved.id} moved by itself, by {by:g} of its scale of 1 to 7", _shares(found, clients))


def composition_shift(clients: int, *, n: int = CUSTOMERS) -> Planted:
    """Plant that more customers of a group answer that stands higher; within the groups nothing changes."""
    kind = Segment("kind", {"a": 0.5, "b": 0.5}, {}, {"b": {"trust": 1.2}})
    first = replace(standard_world(), segments=(kind,))
    second = replace(first, segments=(replace(kind, response={"b": 4.0}),))
    found: Counter[str] = Counter()
    for seed in range(clients):
        job = without_weights(waves((first, second), n, seed=3000 + seed, again=0.0))
        result = followup.composition(job)
        assert result is not None
        found[f"trust: {result.table.at['trust', 'verdict']!s}"] += 1
        found["another theme: real"] += bool((result.table["verdict"].drop("trust") == "real").any())
    return Planted("more customers answered who are high on “trust”", _shares(found, clients))


def treated_group(clients: int, *, n: int = CUSTOMERS, standing: float = 0.5, share: float = 0.5) -> Planted:
    """Plant an action that lifts a share of the customers on one theme, and nobody else."""
    world = standard_world()
    before = replace(world, segments=(Segment("had", {"no": 1 - share, "yes": share}),))
    after = replace(before, segments=(replace(before.segments[0], shifts={"yes": {"trust": standing}}),))
    trust = next(one for one in world.constructs if one.key == "trust")
    with_it, without = (
        construct_mean(trust, np.array([place]), np.ones(1))
        for place in (standing * (1 - share), -standing * share)
    )
    action = {**DONE, "title": "for some", "driver": "trust"}
    extra = {"actions": [{**action, "group": {"segment": "had", "codes": ["yes"]}}]}
    found: Counter[str] = Counter()
    for seed in range(clients):
        result = followup.impact(waves((before, after), n, seed=4000 + seed, again=0.5, extra=extra))
        assert result is not None
        effect = (result.effects_of(1) or ())[0]
        found["interval holds the truth"] += effect.low <= with_it - without <= effect.high
        found[f"trust: {effect.verdict}"] += 1
    return Planted(f"an action of {with_it - without:.1f} points for half of them", _shares(found, clients))


def without_weights(job: Job) -> Job:
    """Take the weights of all waves away."""
    bare = {survey.wave: replace(survey, weights=None) for survey in job.read}
    surveys, series = (tuple(bare[one.wave] for one in part) for part in (job.surveys, job.series))
    return replace(job, surveys=surveys, series=series, memory={})


def _shares(found: Counter[str], clients: int) -> dict[str, float]:
    return {name: times / clients for name, times in sorted(found.items())}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.followup", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--clients", type=int, default=120, help="clients without any truth")
    parser.add_argument("--planted", type=int, default=100, help="clients per planted truth")
    chosen = parser.parse_args(arguments)
    started = time.perf_counter()
    most = stats.binom.ppf(0.999, chosen.clients, LEVEL)
    print(f"{chosen.clients} clients of whom nothing is true, waves of {CUSTOMERS}: false claims")
    for name, times in false_claims(range(chosen.clients)).most_common():
        print(f"  {name:<36}{times:>4}{times / chosen.clients:>8.1%}{'  too many' if times > most else ''}")
    print(f"  (an honest 5% stays at {most:.0f} or fewer, but for one time in a thousand)")
    for plant in (change_of_planned_size, item_drift, composition_shift, treated_group):
        planted = plant(chosen.planted)
        print(f"{planted.name} ({chosen.planted} clients)")
        for name, share in planted.shares.items():
            print(f"  {name:<36}{share:>8.1%}")
    print(f"{time.perf_counter() - started:.0f} seconds")


if __name__ == "__main__":
    main()
