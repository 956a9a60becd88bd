"""The numbers in the flawed report: each from the participant's own data, and the wrong ones wrong as happens."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import pearsonr, t, ttest_ind, ttest_rel

from toolkit.followup.changes.compare import compare_waves
from toolkit.intake import Survey
from toolkit.language import Language
from toolkit.measures.estimate import Estimate
from toolkit.measures.nps import net_promoter_score, nps_scores
from toolkit.measures.scores import mean_estimate

if TYPE_CHECKING:
    from toolkit.simulate import Sample

INVITED = 1600
SCALES = {"SAT": (1, 10), "TRU": (1, 7), "SRV": (1, 7), "ATT": (1, 7), "BEH": (0, 10)}
WIDER = {"ATT_1": (0, 10)}
# One of these is told on page 2: one of which the rounded shares do not add up to 100%.
ADVICE = ("SRV_1", "SRV_2", "SRV_3")
MARK, RECOMMEND = "SAT_1", "ATT_1"
LIFT = 5.0  # points of trust that the plan may add
PROMISE = 30  # points of NPS that the report promises


@dataclass(frozen=True, eq=False)
class Answers:
    """One wave: its answers (n, items), its groups (n, segments) and its customers (n,), however these are written."""

    items: pd.DataFrame
    segments: pd.DataFrame
    key: pd.Series

    @classmethod
    def of(cls, wave: Survey | Sample) -> Answers:
        """Take a wave as it was drawn, or as the toolkit read it."""
        key = pd.Series(wave.key if wave.key is not None else [])
        return cls(wave.items, wave.segments.astype(str), key)

    def score(self, stem: str) -> pd.Series:
        """Give the score of a theme, 0 to 100, from the first letters of its questions."""
        columns = [name for name in self.items if str(name).startswith(stem)]
        low, high = np.array([WIDER.get(str(name), SCALES[stem]) for name in columns]).T
        scaled = 100 * (self.items[columns].to_numpy(float) - low) / (high - low)
        given = np.isfinite(scaled)
        enough = given.mean(axis=1) >= 0.5
        score = np.nansum(scaled, axis=1) / np.maximum(given.sum(axis=1), 1)
        return pd.Series(np.where(enough, score, np.nan), index=self.items.index)


@dataclass(frozen=True, eq=False)
class Two:
    """Spring and autumn, of the same customers as far as they answered again."""

    spring: Answers
    autumn: Answers

    @property
    def stayed(self) -> npt.NDArray[np.bool_]:
        """Who of spring answered again."""
        return self.spring.key.isin(self.autumn.key).to_numpy()

    def moved(self, first: pd.Series, last: pd.Series) -> Estimate:
        """Give the mean change of who answered both times, from a column of each wave."""
        one = pd.Series(first.to_numpy(), index=self.spring.key)
        two = pd.Series(last.to_numpy(), index=self.autumn.key)
        both = pd.DataFrame({"one": one.reindex(two.index), "two": two}).dropna()
        found = ttest_rel(both["two"], both["one"])
        ends = found.confidence_interval()
        return Estimate(
            float((both["two"] - both["one"]).mean()), ends.low, ends.high, len(both), "points", "t"
        )

    def verdicts(self, smallest: float) -> pd.Series:
        """Give what a follow-up report says of each theme, all customers counted, where so many points matter.

        All themes in one comparison, as in the report: a verdict allows for how many are compared.
        """
        before, after = (
            pd.DataFrame({"key": wave.key} | {stem: wave.score(stem) for stem in SCALES})
            for wave in (self.spring, self.autumn)
        )
        found = compare_waves(before, after, list(SCALES), key="key", smallest_change=smallest)
        return found["verdict"].astype(str)

    def recommended(self) -> Estimate:
        """Give how far the NPS of who answered both times moved."""
        return self.moved(*(_promoted(wave.items[RECOMMEND]) for wave in (self.spring, self.autumn)))


def _promoted(marks: pd.Series) -> pd.Series:
    scores = pd.Series(np.nan, index=marks.index)
    scores[marks.notna()] = nps_scores(marks.dropna())
    return scores


def apart(values: pd.Series, here: npt.NDArray[np.bool_]) -> Estimate:
    """Give how much higher the mean is here than elsewhere (Welch)."""
    one, other = values[here].dropna(), values[~here].dropna()
    ends = ttest_ind(one, other, equal_var=False).confidence_interval()
    return Estimate(
        float(one.mean() - other.mean()), ends.low, ends.high, len(one) + len(other), "points", "t"
    )


def slope(outcome: pd.Series, causes: pd.DataFrame, of: str) -> Estimate:
    """Give by how much the outcome is higher per point of one cause, the others held equal (least squares)."""
    rows = pd.concat([outcome.rename("y"), causes], axis=1).dropna()
    design = np.column_stack([np.ones(len(rows)), rows[list(causes)]])
    found, squares, rank, _ = np.linalg.lstsq(design, rows["y"].to_numpy(), rcond=None)
    free = len(rows) - int(rank)
    place = 1 + list(causes).index(of)
    error = math.sqrt(float(squares[0]) / free * np.linalg.inv(design.T @ design)[place, place])
    half = float(t.ppf(0.975, free)) * error
    value = float(found[place])
    return Estimate(value, value - half, value + half, len(rows), "coefficient", "t")


def split(answers: pd.Series) -> tuple[float, float, float]:
    """Give the shares of low (1 to 3), middle (4) and high (5 to 7) answers on agreement, in percent."""
    given = answers.dropna()
    low, middle = 100 * float((given <= 3).mean()), 100 * float((given == 4).mean())
    return low, middle, 100 - low - middle


def uneven(answers: Answers) -> str:
    """Name the first question on the advice whose rounded shares do not make 100%; "" where all do."""
    return next((item for item in ADVICE if sum(map(round, split(answers.items[item]))) != 100), "")


def marks_by_branch(wave: Answers) -> pd.Series:
    """Give the mean mark of each branch, highest first: as it should not be told."""
    return wave.items[MARK].groupby(wave.segments["branch"]).mean().sort_values(ascending=False)


def facts(two: Two, language: Language, names: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """Fill the slots of each sentence, by its number; `names` are those of branches and questions."""
    return {**dict(_first_page(two, language)), **dict(_second_page(two, language, names))} | {
        **dict(_third_page(two, language, names)),
        **dict(_fourth_page(two, language)),
    }


def _margin(language: Language, found: Estimate, decimals: int, *, signed: bool = False) -> dict[str, str]:
    say = language.signed if signed else language.number
    return {"low": say(found.low, decimals), "high": say(found.high, decimals)}


def _first_page(two: Two, language: Language) -> Iterator[tuple[int, dict[str, str]]]:
    number, spring = language.number, two.spring
    everybody, attitude = len(spring.key), spring.score("ATT")
    less = apart(attitude, two.stayed)
    yield (
        1,
        {
            "invited": number(INVITED),
            "all": number(everybody),
            "rate": language.percent(everybody / INVITED),
        },
    )
    yield (
        2,
        {"all": number(everybody), "again": number(len(two.autumn.key)), "less": number(less.value, 1)}
        | _margin(language, less, 1),
    )
    yield (
        3,
        {
            "before": number(attitude.mean(), 1),
            "after": number(two.autumn.score("ATT").mean(), 1),
        },
    )
    yield 4, {}
    yield 5, {"marked": number(int(spring.items[MARK].notna().sum())), "all": number(everybody)}
    yield (
        6,
        {
            "all": number(everybody),
            "margin": language.percent(0.98 / math.sqrt(everybody), 1),
        },
    )


def _second_page(
    two: Two, language: Language, names: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    number, signed, spring = language.number, language.signed, two.spring
    marks, recommended = spring.items[MARK].dropna(), spring.items[RECOMMEND].dropna()

    def part(values: pd.Series, least: int, most: int) -> float:
        return round(100 * float(values.between(least, most).mean()))

    def percent(share: float) -> str:
        return language.percent(share / 100)

    mark, score = mean_estimate(marks, unit="mark"), net_promoter_score(recommended)
    yield 7, {"mark": number(mark.value, 1)} | _margin(language, mark, 1)
    high, low = part(marks, 9, 10), part(marks, 1, 6)
    yield 8, {"high": percent(high), "low": percent(low), "score": signed(high - low)}
    yield 9, {"score": signed(score.value)} | _margin(language, score, 0, signed=True)
    promoters, passives, detractors = (
        part(recommended, 9, 10),
        part(recommended, 6, 8),
        part(recommended, 0, 6),
    )
    yield (
        10,
        {
            "promoters": percent(promoters),
            "passives": percent(passives),
            "detractors": percent(detractors),
            "sum": percent(promoters + passives + detractors),
        },
    )
    item = uneven(spring) or ADVICE[0]
    parts = [round(share) for share in split(spring.items[item])]
    told = dict(zip(("low", "middle", "high"), map(percent, parts), strict=True))
    yield 11, told | {"question": names[item], "sum": percent(sum(parts))}
    trust = float(spring.score("TRU").mean())
    yield 12, {"raw": number(1 + 6 * trust / 100, 2), "score": number(trust)}


def _third_page(
    two: Two, language: Language, names: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    number, signed, spring = language.number, language.signed, two.spring
    order = marks_by_branch(spring)
    places = zip(("first", "second", "third"), ("one", "two", "three"), order.items(), strict=True)
    slots: dict[str, str] = {}
    for branch, mark, (name, value) in places:
        slots |= {branch: names[str(name)], mark: number(float(value), 1)}
    yield 13, slots
    north = spring.items[MARK][spring.segments["branch"] == "north"].dropna()
    of_north = mean_estimate(north, unit="mark")
    yield (
        14,
        {"few": number(len(north)), "mark": number(of_north.value, 1)} | _margin(language, of_north, 1),
    )
    laid_out = spring.items[RECOMMEND][spring.segments["buys"] == "laid_out"].dropna()
    yield (
        15,
        {"few": number(len(laid_out)), "score": signed(net_promoter_score(laid_out).value)},
    )
    garden = apart(spring.score("ATT"), (spring.segments["garden"] == "yes").to_numpy())
    yield 16, {"more": number(garden.value, 1)} | _margin(language, garden, 1)
    trust = two.moved(spring.score("TRU"), two.autumn.score("TRU"))
    yield 17, {"change": signed(trust.value, 1)} | _margin(language, trust, 1, signed=True)
    score = two.recommended()
    yield 18, {"change": signed(score.value)} | _margin(language, score, 0, signed=True)


def _fourth_page(two: Two, language: Language) -> Iterator[tuple[int, dict[str, str]]]:
    number, signed, spring = language.number, language.signed, two.spring
    satisfaction = two.moved(spring.score("SAT"), two.autumn.score("SAT"))
    yield 19, {"change": number(satisfaction.value, 1)} | _margin(language, satisfaction, 1)
    themes = pd.DataFrame({stem: spring.score(stem) for stem in ("SAT", "TRU", "SRV")})
    attitude = spring.score("ATT")
    known = pd.concat([themes["TRU"], attitude], axis=1).dropna().to_numpy()
    yield 20, {"r": number(float(pearsonr(*known.T).statistic), 2)}
    yield 21, {"slope": number(slope(attitude, themes[["SRV"]], "SRV").value, 1)}
    yield 22, {}
    trust = slope(attitude, themes, "TRU")
    gain = Estimate(LIFT * trust.value, LIFT * trust.low, LIFT * trust.high, trust.n, "points", "t")
    yield 23, {"gain": signed(gain.value, 1)} | _margin(language, gain, 1, signed=True)
    score = net_promoter_score(spring.items[RECOMMEND].dropna()).value
    yield 24, {"target": signed(score + PROMISE)}
