"""Who did not answer again: how many they are, and whether they were different the first time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.segments import MOST_GROUPS, NPS
from toolkit.analysis.followup.frames import frames, key_of, weight_of
from toolkit.analysis.job import Job, hidden_parts, unreliable
from toolkit.followup.attrition import attrition as compared
from toolkit.measures.differences import Kind
from toolkit.measures.suppression import hidden_places
from toolkit.measures.thresholds import DETRACTOR_UP_TO, PROMOTER_FROM
from toolkit.measures.weights import sizes_within


@dataclass(frozen=True, eq=False)
class Attrition:
    """Those of the first wave who did not answer the last, or were not asked, against those who did.

    `n_stayed`, `n_left`: how many. `measures`, `segments` and `groups` as `toolkit.followup.attrition` gives them, of
    what may be shown; `groups` also has `behind_stayed` and `behind_left`, the smaller of number and effective number,
    for the gate. `no_claim` are themes whose scale does not hold: shown, but not among the tests. `hidden` are measures
    with too few answers in a part. `tests` is how many tests share the family.
    `too_few`: fewer than the minimum cell left or stayed, so that nothing else is told.
    """

    n_stayed: int
    n_left: int
    measures: pd.DataFrame
    segments: pd.DataFrame
    groups: pd.DataFrame
    no_claim: tuple[str, ...]
    hidden: tuple[str, ...]
    tests: int
    too_few: bool


def attrition(job: Job) -> Attrition | None:
    """Compare who left with who stayed; None where nobody is known to have answered again, or all of both waves did."""
    if key_of(job) is None:
        return None
    scores, survey = frames(job), job.surveys[0]
    known = scores.before["key"].notna()
    stayed = scores.before["key"].isin(scores.after["key"].dropna()) & known
    n_stayed, n_left = int(stayed.sum()), int((known & ~stayed).sum())
    everybody = not n_left and bool(known.all()) and len(scores.after) == n_stayed
    if not n_stayed or everybody:
        return None
    both = pd.DataFrame({"stayed": stayed, "left": ~stayed})[known]
    empty = pd.DataFrame()
    if hidden_parts(job, both, survey).any() or not n_left:
        return Attrition(n_stayed, n_left, empty, empty, empty, (), (), 0, too_few=True)
    answers = _answers(job, scores.before, scores.shown)[known]
    gone = (~stayed)[known]
    unknown = _answers(job, scores.before, scores.shown)[~known]
    hidden = tuple(
        name
        for name in map(str, answers)
        if _few(job, unknown[name]) or not _shown(job, answers[name], name, gone)
    )
    flagged = tuple(name for name in unreliable(job, scores.shown) if name not in hidden)
    kinds: dict[str, Kind] = {
        name: "nps" if name == NPS else "mean"
        for name in map(str, answers)
        if name not in hidden and name not in flagged
    }
    segments = _segments(job, known)
    weights = survey.weights[known] if weight_of(job) is not None and survey.weights is not None else None
    found = compared(answers, kinds, segments, gone, weights, confidence=job.engagement.analysis.confidence)
    groups = found.groups.join(_behind(found.groups, segments, gone, weights))
    tests = int(found.measures["p"].notna().sum() + found.segments["p"].notna().sum())
    return Attrition(
        n_stayed, n_left, found.measures, found.segments, groups, flagged, hidden, tests, too_few=False
    )


def _answers(job: Job, before: pd.DataFrame, shown: tuple[str, ...]) -> pd.DataFrame:
    """The themes that are compared, and the recommendation question of the first wave."""
    answers = before[list(shown)]
    item = job.engagement.questions.recommendation
    if item is not None and item in job.surveys[0].items:
        answers = answers.assign(**{NPS: job.surveys[0].items[item]})
    return answers


def _few(job: Job, answers: pd.Series) -> bool:
    """Tell whether so few have no key that their score would follow: from that of all, and of those on both sides."""
    return 0 < int(answers.notna().sum()) < job.engagement.privacy.minimum_cell


def _shown(job: Job, answers: pd.Series, name: str, gone: pd.Series) -> bool:
    """Tell whether enough of those who left and of those who stayed stand behind each part that would be told."""
    given = answers.notna()
    values, left = answers[given], gone[given]
    if name == NPS:
        kinds = np.select([values >= PROMOTER_FROM, values <= DETRACTOR_UP_TO], ["high", "low"], "middle")
        parts = pd.Series(kinds, index=values.index)
    else:
        # Of two answers, such as yes and no, a mean tells how many gave each.
        parts = values if values.nunique() == 2 else pd.Series("all", index=values.index)
    codes, names = pd.factorize(parts)
    cell = codes * 2 + left.to_numpy().astype(int)
    weights = job.surveys[0].weights
    behind = sizes_within(
        cell, 2 * len(names), None if weights is None else weights.loc[values.index].to_numpy()
    ).reshape(-1, 2)
    minimum = job.engagement.privacy.minimum_cell
    enough = len(names) > 0 and bool((behind.sum(axis=0) >= minimum).all())
    return enough and not hidden_places(behind, minimum, across=True, down=True).any()


def _segments(job: Job, known: pd.Series) -> pd.DataFrame:
    """The divisions of the first wave into two groups or more, and not too many to read."""
    segments = job.surveys[0].segments[known]
    return segments[[name for name in segments if 2 <= int(segments[name].nunique()) <= MOST_GROUPS]]


def _behind(
    groups: pd.DataFrame, segments: pd.DataFrame, gone: pd.Series, weights: pd.Series | None
) -> pd.DataFrame:
    """Count, per row of `groups`, the smaller of respondents and effective number of those who stayed and who left."""
    found: Mapping[str, list[float]] = {"behind_stayed": [], "behind_left": []}
    w = None if weights is None else weights.to_numpy()
    for segment, rows in groups.groupby("segment", sort=False):
        place = pd.Index(rows["group"]).get_indexer(pd.Index(segments[segment].astype(object)))
        cell = np.where(place >= 0, 2 * place + gone.to_numpy().astype(int), -1)
        behind = sizes_within(cell, 2 * len(rows), w).reshape(-1, 2)
        found["behind_stayed"].extend(behind[:, 0])
        found["behind_left"].extend(behind[:, 1])
    return pd.DataFrame(found, index=groups.index)
