"""What a faultless baseline would find among all customers of a world: integrated, not drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from toolkit.simulate.chances import Spread, chances, log_mean, spread_of
from toolkit.simulate.everybody import Everybody, everybody, normal_nodes
from toolkit.simulate.more import Count, all_choices, causes_of
from toolkit.simulate.parts import Construct
from toolkit.simulate.scales import item_mean
from toolkit.simulate.scoring import OfStanding, answer_chances, expected_score, reaching, tabled
from toolkit.simulate.world import World, covariance, items, keys

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class BaselineTruth:
    """The truth of what is asked beside the model, and of scores against cuts; all customers answering.

    groups          share of customers whose scores are "true" (attitude and behaviour at the cut or above), "latent"
                    (attitude alone), "spurious" (behaviour alone) and "none": as measured, errors of measurement and
                    all, since that is what can be found
    captive         share with lock-in at the cut or above and attitude below it; None without lock-in
    means           mean of each construct that follows, 0-100
    item_means      the same per item
    gaps            per value, by number: mean experience − mean importance, in points of 0-100
    partial         per outcome and basis: correlation of their standings, the other bases held fixed; among scores it
                    is nearer to 0, as they are measured with error
    differences     per choice and group: mean attitude score of the group, 0-100 (moments of need among them)
    shares          per choice and group: its share, as stated
    curve           per report mark: mean attitude score of those who give it, 0-100
    marks           per report mark: share of customers who give it
    referrals       mean number of people recommended to; None where it is not asked
    ambassadors     share with attitude at the cut or above who recommended to anybody; None where it is not asked
    """

    groups: Mapping[str, float]
    captive: float | None
    means: Mapping[str, float]
    item_means: Mapping[str, float]
    gaps: Mapping[int, float]
    partial: Mapping[str, Mapping[str, float]]
    differences: Mapping[str, Mapping[str, float]]
    shares: Mapping[str, Mapping[str, float]]
    curve: Mapping[int, float]
    marks: Mapping[int, float]
    referrals: float | None
    ambassadors: float | None


def baseline_truth(world: World, *, cut: float = 60.0, mark: str = "SAT_1") -> BaselineTruth:
    """Work out what a faultless baseline of a world finds; `cut` is where a score is called high."""
    people = everybody(world)
    attitude, behaviour = (_construct(world, keys(world, role)[0]) for role in ("attitude", "behaviour"))
    both = _crossed(people, attitude, behaviour, cut)
    lock_in = keys(world, "lock_in")
    captive = _crossed(people, _construct(world, lock_in[0]), attitude, cut)[1] if lock_in else None
    spread, score = spread_of(people), tabled(partial(expected_score, attitude))
    item_means = _item_means(world, people)
    curve, marks = _curve(world, people, score, mark)
    count = world.more.counts[0] if world.more.counts else None
    return BaselineTruth(
        groups=dict(zip(("true", "latent", "spurious", "none"), both, strict=True)),
        captive=captive,
        means={
            follower.construct.key: float(np.mean([item_means[item.id] for item in follower.construct.items]))
            for follower in world.more.followers
        },
        item_means=item_means,
        gaps=_gaps(item_means),
        partial=_partial(world, people),
        differences=_differences(world, spread, score),
        shares={choice.key: dict(choice.shares) for choice in all_choices(world.more)},
        curve=curve,
        marks=marks,
        referrals=count.mean if count else None,
        ambassadors=_ambassadors(spread, attitude, count, cut) if count else None,
    )


def bend_of(
    curve: Mapping[int, float], marks: Mapping[int, float], least: float = 0.05
) -> tuple[int, float, float]:
    """Give the mark at which two straight lines through a curve meet best, and their slopes in points per mark.

    Least squares, each mark by its share. The lines meet at a mark with at least a share `least` on either side.
    """
    x, share = np.array(list(curve), dtype=float), np.array(list(marks.values()))
    y, root = np.array(list(curve.values())), np.sqrt(share)
    found = []
    for place in np.flatnonzero((share.cumsum() - share >= least) & (1 - share.cumsum() >= least)):
        design = np.column_stack([np.ones_like(x), x, np.maximum(x - x[place], 0.0)])
        fitted = np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0]
        left = float(share @ (y - design @ fitted) ** 2)
        found.append((left, int(x[place]), float(fitted[1]), float(fitted[1] + fitted[2])))
    return min(found)[1:]


def _construct(world: World, key: str) -> Construct:
    return next(construct for construct in world.constructs if construct.key == key)


def _crossed(
    people: Everybody, one: Construct, other: Construct, cut: float
) -> tuple[float, float, float, float]:
    """Give the shares of high and high, high and low, low and high, low and low, on the scores of two constructs."""
    nodes, weights = normal_nodes()
    of_one, of_other = (tabled(partial(reaching, construct, cut)) for construct in (one, other))
    first, second = (people.mean(construct.key)[:, None] for construct in (one, other))
    deviation = np.sqrt(people.together(one.key, one.key))
    slope = people.together(one.key, other.key) / deviation
    rest = np.sqrt(max(people.together(other.key, other.key) - slope**2, 0.0))
    high = of_one(first + deviation * nodes)
    theirs = of_other((second + slope * nodes)[..., None] + rest * nodes) @ weights
    share = people.shares[:, None] * weights
    return (
        float((share * high * theirs).sum()),
        float((share * high * (1 - theirs)).sum()),
        float((share * (1 - high) * theirs).sum()),
        float((share * (1 - high) * (1 - theirs)).sum()),
    )


def _item_means(world: World, people: Everybody) -> dict[str, float]:
    found = {}
    chance = covariance(world)
    for follower in world.more.followers:
        effects = causes_of(follower, people.names)
        variance = 1 - effects @ chance @ effects + effects @ people.within @ effects
        for item in follower.construct.items:
            found[item.id] = item_mean(item, people.means @ effects, people.shares, float(variance))
    return found


def _gaps(item_means: Mapping[str, float]) -> dict[int, float]:
    numbers = [int(item.split("_")[1]) for item in item_means if item.endswith("_IMP")]
    return {number: item_means[f"VAL_{number}_EXP"] - item_means[f"VAL_{number}_IMP"] for number in numbers}


def _partial(world: World, people: Everybody) -> dict[str, dict[str, float]]:
    """Partial correlations from the inverse of the covariances of the four bases and one outcome, over everybody."""
    bases = [follower for follower in world.more.followers if follower.construct.role == "basis"]
    total, within = people.covariance(), covariance(world)
    found = {}
    for outcome in keys(world, "attitude", "behaviour") if bases else ():
        loads = np.array([causes_of(follower, people.names) for follower in bases])
        rests = [*(1 - row @ within @ row for row in loads), 0.0]
        loads = np.vstack([loads, np.eye(len(people.names))[people.names.index(outcome)]])
        inverse = np.linalg.inv(loads @ total @ loads.T + np.diag(rests))
        scale = np.sqrt(np.diag(inverse))
        row = -inverse[-1, :-1] / (scale[-1] * scale[:-1])
        found[outcome] = dict(zip((one.construct.key for one in bases), row.tolist(), strict=True))
    return found


def _differences(world: World, spread: Spread, score: OfStanding) -> dict[str, dict[str, float]]:
    scores = score(spread.points)
    found = {}
    for choice in all_choices(world.more):
        weights = chances(choice, spread.points, spread) * spread.shares[:, None]
        means = (scores @ weights / weights.sum(axis=0)).tolist()
        found[choice.key] = dict(zip(choice.shares, means, strict=True))
    return found


def _ambassadors(spread: Spread, attitude: Construct, count: Count, cut: float) -> float:
    mean = np.exp(log_mean(count, spread) + count.tilt * spread.points)
    nobody = (
        count.spread / (count.spread + mean)
    ) ** count.spread  # a gamma-spread Poisson is negative binomial
    return float(spread.shares @ (reaching(attitude, cut, spread.points) * (1 - nobody)))


def _curve(
    world: World, people: Everybody, score: OfStanding, mark: str
) -> tuple[dict[int, float], dict[int, float]]:
    """Give per mark the mean attitude score of who gives it, and how many do."""
    construct = next((c for c in world.constructs if any(item.id == mark for item in c.items)), None)
    if construct is None:
        return {}, {}
    item = next(item for item in items(world) if item.id == mark)
    nodes, weights = normal_nodes()
    attitude = keys(world, "attitude")[0]
    variance = people.together(construct.key, construct.key)
    # Beyond a bend of its own each part is at one standing on the construct.
    own, shares = (nodes, weights) if variance > _NOTHING else (np.zeros(1), np.ones(1))
    slope = people.together(construct.key, attitude) / np.sqrt(variance) if variance > _NOTHING else 0.0
    rest = np.sqrt(people.together(attitude, attitude) - slope**2)
    standing = people.mean(construct.key)[:, None] + np.sqrt(max(variance, 0.0)) * own
    expected = score((people.mean(attitude)[:, None] + slope * own)[..., None] + rest * nodes) @ weights
    chance = answer_chances(item, standing.ravel()) * np.outer(people.shares, shares).reshape(-1, 1)
    places = range(item.minimum, item.maximum + 1, item.step)
    given = chance.sum(axis=0)
    return (
        dict(zip(places, (expected.ravel() @ chance / given).tolist(), strict=True)),
        dict(zip(places, given.tolist(), strict=True)),
    )
