"""Actions with effects made by hand, and the best plan by trying them all."""

from itertools import product

import numpy as np

from toolkit.drivers.actions.options import Limits, Options
from toolkit.drivers.effects import TotalEffects


def effects_of(outcome="attitude", **draws):
    """Total effects with these draws per driver, each repeated to the same length."""
    longest = max(np.size(one) for one in draws.values())
    stack = np.array([np.resize(np.asarray(one, dtype=float), max(longest, 40)) for one in draws.values()])
    return TotalEffects(outcome, tuple(draws), stack.mean(axis=1), stack, 400, 400.0, 0.95)


def random_case(seed):
    """A small case: up to five actions on up to three drivers, some without limits, some with low ceilings."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 6))
    drivers = tuple(f"d{one}" for one in rng.integers(0, 3, size))
    gain = rng.integers(-1, 9, size) / 2
    ceilings = rng.integers(1, 20, 3) / 2 if rng.random() < 0.5 else np.full(3, 1000.0)
    options = Options(
        keys=tuple(f"a{place}" for place in range(size)),
        gain=gain,
        cost=rng.integers(0, 12, size).astype(float),
        weeks=rng.integers(1, 14, size).astype(float),
        drivers=drivers,
        ceiling={f"d{place}": float(one) for place, one in enumerate(ceilings)},
        most=float(rng.integers(2, 12)) if rng.random() < 0.3 else np.inf,
    )
    limits = Limits(
        budget=None if rng.random() < 0.2 else float(rng.integers(0, 30)),
        capacity=None if rng.random() < 0.2 else float(rng.integers(3, 12)),
        quarters=int(rng.integers(1, 4)),
    )
    return options, limits


def brute_force(options, limits):
    """Try every plan: its worth and its cost, the largest worth first and then the lowest cost."""
    span = limits.span(options.weeks)
    best = (0.0, 0.0)
    ways = [range(-1, max(limits.quarters - int(one) + 1, 0)) for one in span]
    for plan in product(*ways):
        starts = np.array(plan)
        chosen = starts >= 0
        cost = options.cost[chosen].sum()
        if (chosen & (options.gain <= 0)).any() or (limits.budget is not None and cost > limits.budget):
            continue
        quarters = np.arange(limits.quarters)
        busy = chosen[:, None] & (starts[:, None] <= quarters) & (quarters < starts[:, None] + span[:, None])
        if limits.capacity is not None and (((options.weeks / span) @ busy > limits.capacity + 1e-9).any()):
            continue
        worth = 0.0
        for quarter in quarters:
            done = chosen & (starts + span - 1 <= quarter)
            by_driver = {}
            for place in np.flatnonzero(done):
                name = options.drivers[place]
                by_driver[name] = by_driver.get(name, 0.0) + options.gain[place]
            worth += min(
                options.most, sum(min(one, options.ceiling[name]) for name, one in by_driver.items())
            )
        best = max(best, (worth, -cost))
    return best[0], -best[1]
