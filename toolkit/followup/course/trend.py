"""The course of each measure over three or more waves: its level, its line, its steps, and the pattern of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from toolkit.errors import StatisticsError
from toolkit.followup.changes.change import mean_change, score_change
from toolkit.followup.changes.verdict import judge, tested
from toolkit.followup.course.course import People, Waves, any_difference, line, off_the_line
from toolkit.followup.course.pattern import PATTERNS, patterned
from toolkit.followup.thresholds import TREND_WAVES
from toolkit.followup.waves import MINIMUM_ANSWERS, IntArray, Sample, answers, partners, weight_array
from toolkit.measures.intervals import upper_tail
from toolkit.measures.nps import net_promoter_score, nps_scores
from toolkit.measures.scores import mean_estimate
from toolkit.measures.weights import FloatArray, as_numbers

__all__ = ["PATTERNS", "Trends", "nps_trend", "wave_trends"]

NPS = "nps"


@dataclass(frozen=True, eq=False)
class Trends:
    """The course of each measure; everything in the measure's units, times in years, never rounded.

    `levels`: per measure and wave (its place in the list, from 0) `time, estimate, low, high, n, n_effective`.
    `trends`: per measure the line: `slope, slope_low, slope_high` per year; what it adds up to over `span` years from
    the first wave to the last, `difference, se, df, low, high, p, p_holm, p_equivalence, p_equivalence_holm, verdict`;
    `f_waves, p_waves, p_waves_holm` that the waves differ at all; `f_line, p_line, p_line_holm` that they depart from
    the line; `p_same, p_same_holm` that all are within the smallest change of each other; `pattern`, one of PATTERNS;
    `waves`, how many; `repeated`, whether anybody answered in several.
    `steps`: per measure and wave, that wave against the one before, as `compare_waves` has them; `since` is its place.
    """

    levels: pd.DataFrame
    trends: pd.DataFrame
    steps: pd.DataFrame


def wave_trends(
    waves: Sequence[pd.DataFrame],
    measures: Sequence[str],
    times: ArrayLike,
    *,
    key: str | None = None,
    weights: str | None = None,
    smallest_change: float = 5.0,
    confidence: float = 0.95,
    equal_spread: bool = False,
) -> Trends:
    """Follow the mean of each measure over the waves, by the design that the data have.

    `waves`: per wave a frame, one row per respondent, NaN where there is no answer; a measure without any answer in
    a wave was not asked there, and is followed over the others, of which it needs three.
    `times`: when each wave was, in years, rising. `key`: column of all waves that tells who answered more than once.
    `weights`: column of all waves. `smallest_change`: the smallest change that matters, in the measures' units.

    Line and tests are those of `toolkit.followup.course.course`: unweighted least squares and Welch's analysis of
    variance (in R `oneway.test`), weighted design-based (in R `svyglm`, `regTermTest`), with respondents in several
    waves clustered by respondent. `equal_spread`: unweighted and nobody twice, take the spread as equal in all waves
    (in R `lm`, `anova`). Steps and pairs of waves are those of `mean_change`.
    A measure without spread in one of its waves has no line, test or interval there: NaN and "not decided".
    Raises StatisticsError for fewer than three waves, times that do not rise, an absent column, a measure with fewer
    than three waves of two answers, a key twice in a wave, unusable weights or settings.
    Sources: Welch (1951), Biometrika 38; Johansen (1980), Biometrika 67; Lumley (2010), Complex Surveys, 5 and 6;
    Draper & Smith (1998), Applied Regression Analysis, 1.5 and 2.1 (lack of fit); Hotelling (1931), Annals of
    Mathematical Statistics 2; Berger & Hsu (1996), Statistical Science 11 (the largest p of several equivalence
    tests); Holm (1979), Scandinavian Journal of Statistics 6.

    >>> waves = [pd.DataFrame({"trust": [50.0 + up, 60 + up, 70 + up, 60 + up] * 25}) for up in (0, 6, 12)]
    >>> row = wave_trends(waves, ["trust"], [2021, 2022, 2023]).trends.loc["trust"]
    >>> f"{row['slope']:.1f} a year, {row['difference']:.1f} ± {row['se']:.1f} in all: {row['pattern']}"
    '6.0 a year, 12.0 ± 1.0 in all: rising'
    """
    when = _checked_times(times, len(waves))
    for name in [*measures, *(one for one in (key, weights) if one is not None)]:
        _require_column(waves, name)
    given = [
        None if weights is None else weight_array(wave[weights], wave, _wave(place))
        for place, wave in enumerate(waves)
    ]
    keys = None if key is None else [wave[key] for wave in waves]
    samples = {
        name: [
            answers(as_numbers(wave[name], f"measure {name!r} of {_wave(place)}"), weight, _wave(place))
            for place, (wave, weight) in enumerate(zip(waves, given, strict=True))
        ]
        for name in measures
    }
    return _followed(samples, when, _matches(keys), smallest_change, confidence, equal_spread=equal_spread)


def nps_trend(
    ratings: Sequence[pd.Series | ArrayLike],
    times: ArrayLike,
    *,
    keys: Sequence[pd.Series | ArrayLike] | None = None,
    weights: Sequence[ArrayLike] | None = None,
    smallest_change: float = 5.0,
    confidence: float = 0.95,
) -> Trends:
    """Follow the net promoter score over the waves; one measure, "nps", in points of −100 to 100.

    `ratings`: 0–10 per wave, NaN where there is no answer; `keys` and `weights` per wave in the same order, or None.
    As `wave_trends` on scores of −100, 0 and 100, of which an unweighted wave has the variance p + d − (p − d)²,
    divided by n, and all tests the normal distribution; `levels` have Tango's interval. It is a family of its own.

    >>> ratings = [[10] * 40 + [5] * 60, [10] * 50 + [5] * 50, [10] * 60 + [5] * 40]
    >>> row = nps_trend(ratings, [2021, 2022, 2023]).trends.loc["nps"]
    >>> f"{row['slope']:.1f} ± {row['se'] / row['span']:.1f} a year: {row['pattern']}"
    '20.0 ± 6.9 a year: rising'
    """
    when = _checked_times(times, len(ratings))
    parts: Sequence[ArrayLike | None] = [None] * len(ratings) if weights is None else weights
    samples = []
    for place, (given, weight) in enumerate(zip(ratings, parts, strict=True)):
        scores = nps_scores(as_numbers(given, f"recommendation question of {_wave(place)}"))
        samples.append(answers(scores, weight_array(weight, given, _wave(place)), _wave(place)))
    return _followed({NPS: samples}, when, _matches(keys), smallest_change, confidence, nps=True)


@dataclass(frozen=True, eq=False)
class _Matches:
    """Who answered more than once: respondents' numbers per wave, and partners per pair of waves."""

    people: People | None
    partners: Mapping[tuple[int, int], IntArray]


def _matches(keys: Sequence[pd.Series | ArrayLike] | None) -> _Matches:
    if keys is None:
        return _Matches(None, {})
    found = {
        (first, second): partners(keys[first], keys[second])
        for first, second in combinations(range(len(keys)), 2)
    }
    if not any((partner >= 0).any() for partner in found.values()):
        return _Matches(None, {})
    series = [pd.Series(wave).astype(object) for wave in keys]
    codes, _ = pd.factorize(pd.concat(series, ignore_index=True))
    # A missing key is nobody else's: each gets a number of its own.
    nobody = codes < 0
    codes[nobody] = codes.max() + 1 + np.arange(int(nobody.sum()))
    ends = np.cumsum([len(wave) for wave in series])[:-1]
    return _Matches(tuple(part.astype(np.intp) for part in np.split(codes, ends)), found)


def _followed(
    samples: Mapping[str, Sequence[Sample]],
    times: FloatArray,
    matches: _Matches,
    smallest_change: float,
    confidence: float,
    *,
    nps: bool = False,
    equal_spread: bool = False,
) -> Trends:
    upper_tail(confidence)
    if not (np.isfinite(smallest_change) and smallest_change > 0):
        raise StatisticsError("The smallest change that matters is a finite number over 0, such as 5.0.")
    asked = {name: [place for place, one in enumerate(waves) if one.n] for name, waves in samples.items()}
    _require_waves(samples, asked)
    levels: dict[Any, Any] = {}
    rows: dict[Any, Any] = {}
    pairs: dict[Any, Any] = {}
    for name, waves in samples.items():
        places = asked[name]
        course = replace(_course(waves, places, times, matches, nps=nps), equal_spread=equal_spread)
        rows[name] = _row(course)
        for place in places:
            levels[name, place] = _level(waves[place], confidence, nps=nps) | {"time": times[place]}
        for first, second in combinations(places, 2):
            change = score_change if nps else mean_change
            partner = matches.partners.get((first, second))
            pairs[name, first, second] = asdict(change(waves[first], waves[second], partner))
    compared = tested(_frame(pairs, ["measure", "since", "wave"]), smallest_change, confidence)
    trends = patterned(pd.DataFrame.from_dict(rows, orient="index"), compared, smallest_change, confidence)
    return Trends(
        _frame(levels, ["measure", "wave"]),
        trends.rename_axis("measure"),
        _steps(compared, asked, smallest_change, confidence),
    )


def _course(
    samples: Sequence[Sample], places: Sequence[int], times: FloatArray, matches: _Matches, *, nps: bool
) -> Waves:
    taken = tuple(samples[place] for place in places)
    people = None
    if matches.people is not None:
        people = tuple(matches.people[place][samples[place].rows] for place in places)
    weighted = any(one.weights is not None for one in taken)
    return Waves(taken, times[list(places)], people, corrected=weighted or not nps)


def _row(course: Waves) -> dict[str, Any]:
    fitted, waves, straight = line(course), any_difference(course), off_the_line(course)
    span = float(np.ptp(course.times))
    return {
        "slope": fitted.slope,
        "difference": fitted.slope * span,
        "se": fitted.se * span,
        "df": fitted.df,
        "span": span,
        "f_waves": waves.statistic,
        "p_waves": waves.p,
        "f_line": straight.statistic,
        "p_line": straight.p,
        "waves": len(course.samples),
        "repeated": course.repeated,
    }


def _steps(
    pairs: pd.DataFrame, asked: Mapping[str, Sequence[int]], smallest_change: float, confidence: float
) -> pd.DataFrame:
    """Keep of all pairs each wave with the one before, judged as one family over measures and steps."""
    wanted = [(name, first, second) for name, places in asked.items() for first, second in pairwise(places)]
    steps = judge(pairs.loc[wanted], smallest_change, confidence)
    return steps.reset_index("since").assign(since=lambda frame: frame["since"].astype(int))


def _level(sample: Sample, confidence: float, *, nps: bool) -> dict[str, float]:
    if nps:
        # Scores of −100, 0 and 100 stand for ratings of 0, 7 and 10, which count the same.
        ratings = np.select([sample.values > 0, sample.values < 0], [10.0, 0.0], default=7.0)
        found = net_promoter_score(ratings, sample.weights, confidence=confidence)
    else:
        found = mean_estimate(sample.values, sample.weights, confidence=confidence)
    effective = float(found.n) if found.n_effective is None else found.n_effective
    return {
        "estimate": found.value,
        "low": found.low,
        "high": found.high,
        "n": found.n,
        "n_effective": effective,
    }


def _frame(rows: Mapping[Any, Any], names: Sequence[str]) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples(list(rows), names=list(names))
    return pd.DataFrame(list(rows.values()), index=index)


def _checked_times(times: ArrayLike, waves: int) -> FloatArray:
    when = as_numbers(times, "times of the waves")
    if waves < TREND_WAVES:
        raise StatisticsError(
            f"A course needs at least {TREND_WAVES} waves, and there are {waves}. Compare two waves by compare_waves."
        )
    if when.shape != (waves,) or np.isnan(when).any() or not (np.diff(when) > 0).all():
        raise StatisticsError(
            f"`times` gives for each of the {waves} waves when it was, in years, each later than the one before."
        )
    return when


def _require_column(waves: Sequence[pd.DataFrame], name: str) -> None:
    without = [_wave(place) for place, wave in enumerate(waves) if list(wave.columns).count(name) != 1]
    if without:
        raise StatisticsError(
            f"{name!r} is not a column, once, of {', '.join(without)}. Give each wave one; it is empty where it was "
            "not asked."
        )


def _require_waves(samples: Mapping[str, Sequence[Sample]], asked: Mapping[str, Sequence[int]]) -> None:
    few = [
        f"{name!r}"
        for name, waves in samples.items()
        if len(asked[name]) < TREND_WAVES or min(waves[place].n for place in asked[name]) < MINIMUM_ANSWERS
    ]
    if few:
        raise StatisticsError(
            f"A course needs at least {TREND_WAVES} waves of {MINIMUM_ANSWERS} answers or more; "
            f"too few for {', '.join(few)}. Leave these measures out."
        )


def _wave(place: int) -> str:
    return f"wave {place + 1}"
