"""Draw what else customers are asked and belong to, from where they stand in the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.simulate.answering import ANSWERED, NO_ANSWER, NOT_APPLICABLE, answers, reasons
from toolkit.simulate.chances import Spread, chances, log_mean, spread_of
from toolkit.simulate.everybody import everybody
from toolkit.simulate.more import (
    RESOLVED,
    UNAFFECTED,
    UNRESOLVED,
    Choice,
    Count,
    Moments,
    causes_of,
    items_of,
    more_constructs,
)
from toolkit.simulate.world import World, covariance, keys, model_keys


@dataclass(frozen=True, slots=True)
class DrawnMore:
    """What was drawn, in the shapes of a Sample; `items` holds what is not answered too, `reasons` codes."""

    items: pd.DataFrame
    reasons: pd.DataFrame
    segments: pd.DataFrame
    latent: pd.DataFrame


def draw_more(world: World, latent: pd.DataFrame, rng: np.random.Generator) -> DrawnMore:
    """Draw everything of `world.more` for people of this standing in the model.

    Each kind of thing has a stream of its own, and each thing of a kind one of that, so that a further one at the
    end of its kind changes no other.
    """
    followers, choosing, needing, counting = rng.spawn(4)
    attitude = latent[keys(world, "attitude")[0]].to_numpy()
    spread = (
        spread_of(everybody(world)) if world.more.choices or world.more.counts or world.more.moments else None
    )
    standing, given, why = _followers(world, latent, followers)
    groups = {}
    if spread is not None:
        parts = [_moments(world.more.moments, attitude, spread, needing)] if world.more.moments else []
        for choice, stream in zip(world.more.choices, choosing.spawn(len(world.more.choices)), strict=True):
            codes = _choose(choice, attitude, spread, stream)
            if choice.item:
                parts.append(_answered(choice.item, _numbers(choice)[codes], choice.no_answer, stream))
            else:
                groups[choice.key] = pd.Categorical.from_codes(
                    codes, categories=pd.Index(list(choice.shares))
                )
        for count, stream in zip(world.more.counts, counting.spawn(len(world.more.counts)), strict=True):
            parts.append(
                _answered(count.item, _count(count, attitude, spread, stream), count.no_answer, stream)
            )
        for values, codes_of in parts:
            given = pd.concat([given, values], axis=1)
            why = pd.concat([why, codes_of], axis=1)
    return DrawnMore(given, why, pd.DataFrame(groups, index=latent.index), standing)


def _followers(
    world: World, latent: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give standing, answers and reasons of the constructs that follow; each construct has its own stream."""
    names, within = model_keys(world), covariance(world)
    constructs = more_constructs(world.more)
    standing = pd.DataFrame(index=latent.index)
    given, why = pd.DataFrame(index=latent.index), pd.DataFrame(index=latent.index)
    streams = rng.spawn(len(constructs))
    for follower, construct, stream in zip(world.more.followers, constructs, streams, strict=True):
        effects = causes_of(follower, names)
        rest = np.sqrt(1 - effects @ within @ effects)
        drawn = latent[list(names)].to_numpy() @ effects + rest * stream.standard_normal(len(latent))
        standing[construct.key] = drawn
        given = pd.concat([given, answers((construct,), standing, stream)], axis=1)
        why = pd.concat([why, reasons((construct,), len(latent), stream)], axis=1)
    columns = [item.id for item in items_of(constructs)]
    return standing, given.reindex(columns=columns), why.reindex(columns=columns)


def _choose(
    choice: Choice, attitude: NDArray[np.float64], spread: Spread, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Draw the place of each person's group."""
    reached = chances(choice, attitude, spread).cumsum(axis=1)
    drawn = rng.random(len(attitude))[:, None] >= reached[:, :-1]
    return np.asarray(drawn.sum(axis=1), dtype=np.intp)


def _numbers(choice: Choice) -> NDArray[np.float64]:
    return np.array([float(code) for code in choice.shares])


def _answered(
    item: str, values: NDArray[np.float64], no_answer: float, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    silent = rng.random(len(values)) < no_answer
    return pd.DataFrame({item: values}), pd.DataFrame({item: np.where(silent, NO_ANSWER, ANSWERED)})


def _moments(
    moments: Moments, attitude: NDArray[np.float64], spread: Spread, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw who had a problem, and the mark for its solution."""
    names = np.array(list(moments.groups.shares))
    groups = names[_choose(moments.groups, attitude, spread, rng)]
    marks = np.full(len(groups), np.nan)
    for group in (RESOLVED, UNRESOLVED):
        chance = moments.marks[group]
        drawn = rng.choice(list(chance), len(groups), p=list(chance.values()))
        marks = np.where(groups == group, drawn, marks)
    affected = (groups != UNAFFECTED).astype(float)
    silent = rng.random((2, len(groups))) < moments.groups.no_answer
    # Who leaves the first question blank is not led to the second.
    recovery = np.select(
        [silent[0], affected == 0, silent[1]], [NO_ANSWER, NOT_APPLICABLE, NO_ANSWER], ANSWERED
    )
    problem = np.where(silent[0], NO_ANSWER, ANSWERED)
    columns = [moments.problem, moments.recovery]
    return (
        pd.DataFrame(dict(zip(columns, (affected, marks), strict=True))),
        pd.DataFrame(dict(zip(columns, (problem, recovery), strict=True))),
    )


def _count(
    count: Count, attitude: NDArray[np.float64], spread: Spread, rng: np.random.Generator
) -> NDArray[np.float64]:
    mean = np.exp(log_mean(count, spread) + count.tilt * attitude)
    drawn = rng.poisson(mean * rng.gamma(count.spread, 1 / count.spread, len(attitude)))
    return np.minimum(drawn, count.maximum).astype(float)
