"""Draw respondents from a world: their standing, their answers, and the answers they do not give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import StatisticsError
from toolkit.simulate.action import picked_for
from toolkit.simulate.answering import REASONS, answers, reasons, told
from toolkit.simulate.blanks import left_blank
from toolkit.simulate.draw_more import draw_more
from toolkit.simulate.more import more_constructs
from toolkit.simulate.population import Cells, action_shifts, improvement_shifts, segment_cells
from toolkit.simulate.seen import distributions_of_blanks
from toolkit.simulate.truth import Truth, true_values
from toolkit.simulate.world import World, all_items, effects, exogenous, keys, rests

__all__ = ["REASONS", "Sample", "simulate_wave"]

_NUMBERS = 10_000_000  # customer numbers stay below this; with eight digits each has a leading zero


@dataclass(frozen=True, slots=True)
class Sample:
    """Respondents of one wave, n rows, in the shape in which intake hands on a survey, and their truth.

    items       float64, one column per item, raw scale (reversed items not turned), NaN where missing
    reasons     same shape, categories "answered", "not_applicable", "dont_know", "no_answer"
    segments    category columns, one per segment of the world
    key         invented customer number as text; the same person has the same number in every wave
    weights     mean 1; they take out the response bias of the segments
    latent      the true standing on every construct, in standard deviations; a real survey has no such thing
    truth       the truth of the world the wave was drawn from
    treated     bool: for whom the action of the world is done; nobody without one
    wave        0 for the first wave, 1 for the one drawn with it as `previous`, and so on

    The two private fields are what the next wave carries on with: each latent's chance part and the segment cell.
    """

    items: pd.DataFrame
    reasons: pd.DataFrame
    segments: pd.DataFrame
    key: pd.Series[str]
    weights: pd.Series[float]
    latent: pd.DataFrame
    truth: Truth
    treated: pd.Series[bool]
    wave: int
    _deviates: NDArray[np.float64]
    _cells: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _People:
    """Who answers: customer numbers (n,), segment cells (n,), the chance part of each latent (n, p + 2).

    `before` is the place of each in the wave before (n,), −1 for who was not in it.
    """

    numbers: NDArray[np.int64]
    cells: NDArray[np.intp]
    deviates: NDArray[np.float64]
    before: NDArray[np.intp]


def simulate_wave(
    world: World, n: int, *, seed: int, previous: Sample | None = None, overlap: int = 0
) -> Sample:
    """Draw n respondents; the same arguments give the same respondents.

    With `previous`, `overlap` of its respondents answer again: they keep number and segments, and their
    standing correlates with what it was (the world's `stability`). All others are new.
    People, answers, missing answers and what else is asked are drawn from separate streams of the seed and the
    wave, so that one mechanism can change without the others. What else is asked is drawn anew in each wave.

    Raises StatisticsError when n, the overlap or the previous wave do not fit.
    """
    if n < 1 or not 0 <= overlap <= (min(n, len(previous.key)) if previous else 0):
        raise StatisticsError("n must be 1 or more, and the overlap within both waves.")
    if previous and not _same_kind(world, previous):
        raise StatisticsError("The previous wave was drawn from a world with other constructs or segments.")
    wave = previous.wave + 1 if previous else 0
    streams = np.random.default_rng([seed, wave]).spawn(6)
    cells = segment_cells(world)
    people = _people(world, cells, n, previous, overlap, streams[0])
    done = _treated(world, people, previous, streams[5])
    latent = _latent(world, cells, people, done)
    given = answers(world.constructs, latent, streams[1])
    why = reasons(world.constructs, n, streams[2])
    weights = 1 / cells.response[people.cells]
    more = draw_more(world, latent, streams[3])
    given = pd.concat([given, more.items], axis=1)
    why = pd.concat([why, more.reasons], axis=1)
    if world.blanks:
        scales = {item.id: item for item in all_items(world)}
        why = left_blank(world.blanks, scales, distributions_of_blanks(world), given, why, streams[4])
    return Sample(
        items=given.where(why == 0),
        reasons=told(why),
        segments=pd.concat([_segments(world, cells, people.cells), more.segments], axis=1),
        key=pd.Series([f"{number:08d}" for number in people.numbers], name="key", dtype="str"),
        weights=pd.Series(weights / weights.mean(), name="weight"),
        latent=pd.concat([latent, more.latent], axis=1),
        truth=true_values(world),
        treated=pd.Series(done, name="treated"),
        wave=wave,
        _deviates=people.deviates,
        _cells=people.cells,
    )


def _same_kind(world: World, previous: Sample) -> bool:
    """Say whether the previous wave has the constructs and segment groups of this world."""
    groups = {key: list(column.cat.categories) for key, column in previous.segments.items()}
    here = {segment.key: list(segment.shares) for segment in world.segments}
    here |= {choice.key: list(choice.shares) for choice in world.more.choices if not choice.item}
    constructs = [construct.key for construct in (*world.constructs, *more_constructs(world.more))]
    return list(previous.latent.columns) == constructs and groups == here


def _people(
    world: World, cells: Cells, n: int, previous: Sample | None, overlap: int, rng: np.random.Generator
) -> _People:
    """Draw who answers: new people by share and response, old ones at random, in mixed order."""
    chance = cells.shares * cells.response
    groups = rng.choice(len(chance), size=n, p=chance / chance.sum())
    root = np.linalg.cholesky(np.array(world.correlations))
    deviates = rng.standard_normal((n, len(root) + 2))
    deviates[:, : len(root)] = deviates[:, : len(root)] @ root.T
    taken = previous.key.astype(int).to_numpy() if previous else np.empty(0, dtype=np.int64)
    numbers = rng.choice(_NUMBERS - 1, size=n + len(taken), replace=False) + 1
    numbers = numbers[~np.isin(numbers, taken)][:n]
    before = np.full(n, -1)
    if previous and overlap:
        again = rng.permutation(len(previous.key))[:overlap]
        before[:overlap] = again
        numbers[:overlap] = taken[again]
        groups[:overlap] = previous._cells[again]
        fresh = np.sqrt(1 - world.stability**2) * deviates[:overlap]
        deviates[:overlap] = world.stability * previous._deviates[again] + fresh
    mixed = rng.permutation(n)
    return _People(numbers[mixed], groups[mixed], deviates[mixed], before[mixed])


def _treated(
    world: World, people: _People, previous: Sample | None, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Draw for whom the action is done; who was not in the wave before stood somewhere then all the same."""
    if world.action is None:
        return np.zeros(len(people.before), dtype=bool)
    column = exogenous(world).index(world.action.by) if world.action.by else 0
    unseen = rng.standard_normal(len(people.before))
    stood = world.stability * people.deviates[:, column] + np.sqrt(1 - world.stability**2) * unseen
    if previous is not None:
        stood = np.where(people.before >= 0, previous._deviates[people.before, column], stood)
    return picked_for(world.action, stood, rng)


def _latent(world: World, cells: Cells, people: _People, done: NDArray[np.bool_]) -> pd.DataFrame:
    """Give each person's standing on every construct, in standard deviations (n, constructs)."""
    on_attitude, of_attitude, on_behaviour = effects(world)
    rest_attitude, rest_behaviour = rests(world)
    causes = improvement_shifts(world) + cells.shifts[people.cells] + people.deviates[:, :-2]
    causes = causes + np.outer(done, action_shifts(world)) if world.action else causes
    attitude = causes @ on_attitude + rest_attitude * people.deviates[:, -2]
    if world.bend:
        standing = causes[:, exogenous(world).index(world.bend.driver)]
        attitude = attitude + world.bend.slope * np.maximum(standing - world.bend.at, 0.0)
    behaviour = of_attitude * attitude + causes @ on_behaviour + rest_behaviour * people.deviates[:, -1]
    latent = pd.DataFrame(causes, columns=list(exogenous(world)))
    latent[keys(world, "attitude")[0]] = attitude
    latent[keys(world, "behaviour")[0]] = behaviour
    return latent[[construct.key for construct in world.constructs]]


def _segments(world: World, cells: Cells, drawn: NDArray[np.intp]) -> pd.DataFrame:
    """Give the group of every person in each segment, categories in the world's order."""
    columns = {}
    for place, segment in enumerate(world.segments):
        groups = list(segment.shares)
        of_cell = np.array([groups.index(code[place]) for code in cells.codes])
        columns[segment.key] = pd.Categorical.from_codes(of_cell[drawn], categories=pd.Index(groups))
    return pd.DataFrame(columns, index=pd.RangeIndex(len(drawn)))
