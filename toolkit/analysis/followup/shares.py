"""What became of the shares that a board knows: nines and tens, found it easy, loyal, captive.

Promoters are not among them: their share is part of the recommendation score, which has its own test; the same answers
would be judged twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.baseline.segments import EFFORT, NINE_PLUS
from toolkit.analysis.baseline.shares import top_two_from
from toolkit.analysis.followup.frames import Frames, frames, key_of, weight_of
from toolkit.analysis.job import Job, hidden_parts, unreliable
from toolkit.followup.changes.compare import COLUMNS
from toolkit.followup.changes.shares import compare_shares
from toolkit.followup.changes.verdict import decided
from toolkit.followup.waves import partners
from toolkit.intake import Survey
from toolkit.measures.thresholds import NINE_PLUS_FROM

# Measures that are no construct, in capitals, as NINE_PLUS and EFFORT are.
LOYAL: Final = "LOYAL"
ATTACHED: Final = "ATTACHED"
CAPTIVE: Final = "CAPTIVE"
# A share of 0 to 1 where themes run from 0 to 100.
_POINTS: Final = 100.0


@dataclass(frozen=True, eq=False)
class Shares:
    """What became of shares of customers. `table` is as `compare_shares` gives it, indexed by measure.

    The measures: NINE_PLUS, EFFORT, LOYAL (high on attitude and behaviour; ATTACHED, high on attitude, where customers
    are not free to go) and CAPTIVE (held and not attached). `hidden` are those that may not be shown in a wave,
    `unmatched` those compared as if nobody had answered twice, because so few turned that the margin would tell them.
    `themes` are the constructs that LOYAL, ATTACHED and CAPTIVE rest on, by role; `cut` is where high begins.
    """

    table: pd.DataFrame
    hidden: tuple[str, ...]
    unmatched: tuple[str, ...]
    themes: Mapping[str, str]
    cut: float
    smallest_change: float


@dataclass(frozen=True, eq=False)
class _Measure:
    """A yes or no per respondent of each wave (1, 0, NaN for no answer); `parts` are what a reader could count."""

    hits: tuple[pd.Series, pd.Series]
    parts: tuple[pd.DataFrame, pd.DataFrame]


def shares(job: Job) -> Shares | None:
    """Compare the shares that both waves carry; None where there is none to show or to call hidden."""
    scores, themes = frames(job), _themes(job)
    found = {**_asked(job), **_scored(job, scores, themes)}
    hidden = tuple(name for name, one in found.items() if not _shown(job, one))
    kept = {name: one for name, one in found.items() if name not in hidden}
    if not found:
        return None
    unmatched = tuple(name for name, one in kept.items() if _few_turned(job, scores, one))
    smallest = job.engagement.analysis.smallest_change / _POINTS
    return Shares(
        table=_compared(job, scores, kept, unmatched, smallest),
        hidden=hidden,
        unmatched=unmatched,
        themes=themes,
        cut=job.engagement.analysis.cut,
        smallest_change=smallest,
    )


def _themes(job: Job) -> dict[str, str]:
    """Give the first construct of each role that both waves measured and that carries a claim."""
    shown = frames(job).shown
    flagged = unreliable(job, shown)
    constructs = job.engagement.constructs
    found: dict[str, str] = {}
    for name in shown:
        if constructs[name].role in {"attitude", "behaviour", "lock_in"} and name not in flagged:
            found.setdefault(constructs[name].role, name)
    return found


def _asked(job: Job) -> dict[str, _Measure]:
    """The shares of one question: nines and tens, and the two best answers on how easy it was."""
    asked = job.engagement.questions
    lines = {NINE_PLUS: (asked.report_mark, float(NINE_PLUS_FROM))}
    if asked.effort is not None:
        lines[EFFORT] = asked.effort, top_two_from(job, asked.effort)
    found = {}
    for name, (item, line) in lines.items():
        ends = job.surveys[0], job.surveys[-1]
        if item is None or not all(_answered(survey, item) for survey in ends):
            continue
        first, second = (_hits(survey.items[item] >= line, survey.items[item]) for survey in ends)
        found[name] = _Measure((first, second), (_yes_and_no(first), _yes_and_no(second)))
    return found


def _answered(survey: Survey, item: str) -> bool:
    return item in survey.items and bool(survey.items[item].notna().any())


def _hits(yes: pd.Series, *answers: pd.Series) -> pd.Series:
    known = np.logical_and.reduce([one.notna().to_numpy() for one in answers])
    return yes.astype(float).where(known)


def _yes_and_no(hits: pd.Series) -> pd.DataFrame:
    yes = hits.dropna() == 1
    return pd.DataFrame({"yes": yes, "no": ~yes})


def _scored(job: Job, scores: Frames, themes: Mapping[str, str]) -> dict[str, _Measure]:
    """The shares of scores from the cut on; what the report tells of the other groups counts among their parts."""
    attitude, cut = themes.get("attitude"), job.engagement.analysis.cut
    if attitude is None:
        return {}
    found: dict[str, _Measure] = {}
    waves = scores.before, scores.after
    behaviour, lock_in = themes.get("behaviour"), themes.get("lock_in")
    if not chooses_freely(job):
        first, second = (_hits(wave[attitude] >= cut, wave[attitude]) for wave in waves)
        found[ATTACHED] = _Measure((first, second), (_yes_and_no(first), _yes_and_no(second)))
    elif behaviour is not None:
        found[LOYAL] = _two(waves, attitude, behaviour, cut, attached=True)
    if lock_in is not None:
        found[CAPTIVE] = _two(waves, attitude, lock_in, cut, attached=False)
    return found


def _two(
    waves: tuple[pd.DataFrame, pd.DataFrame], attitude: str, other: str, cut: float, *, attached: bool
) -> _Measure:
    """High on the other score too, among those high on attitude (`attached`) or those who are not."""
    hits, parts = [], []
    for wave in waves:
        high, more = wave[attitude] >= cut, wave[other] >= cut
        among = high if attached else ~high
        both = wave[[attitude, other]].notna().all(axis=1)
        hits.append((among & more).astype(float).where(both))
        each = {"yes": among & more, "no": among & ~more, "others": ~among}
        parts.append(pd.DataFrame(each)[both])
    return _Measure((hits[0], hits[1]), (parts[0], parts[1]))


def _shown(job: Job, one: _Measure) -> bool:
    """Tell whether enough customers stand behind each part of each wave, or nobody behind one."""
    minimum = job.engagement.privacy.minimum_cell
    return all(
        len(parts) >= minimum and not hidden_parts(job, parts, survey).any()
        for parts, survey in zip(one.parts, (job.surveys[0], job.surveys[-1]), strict=True)
    )


def _few_turned(job: Job, scores: Frames, one: _Measure) -> bool:
    """Tell whether the margin would give away how few turned from yes to no or back.

    Of the same customers twice, both shares and the margin tell all four numbers of the table of both answers.
    """
    if key_of(job) is None:
        return False
    first, second = (hits.dropna() for hits in one.hits)
    partner = partners(scores.before.loc[first.index, "key"], scores.after.loc[second.index, "key"])
    minimum, pairs = job.engagement.privacy.minimum_cell, int((partner >= 0).sum())
    if not pairs or max(len(first), len(second)) - pairs >= minimum:
        return False
    turned = second.to_numpy()[partner[partner >= 0]] - first.to_numpy()[partner >= 0]
    return any(0 < int((turned == way).sum()) < minimum for way in (1, -1))


def _compared(
    job: Job, scores: Frames, kept: Mapping[str, _Measure], unmatched: tuple[str, ...], smallest: float
) -> pd.DataFrame:
    if not kept:
        return pd.DataFrame(columns=list(COLUMNS), index=pd.Index([], name="measure"))
    before, after = (
        wave[[name for name in ("key", "weight") if name in wave]].assign(
            **{name: one.hits[place] for name, one in kept.items()}
        )
        for place, wave in enumerate((scores.before, scores.after))
    )
    confidence = job.engagement.analysis.confidence
    ways = (([name for name in kept if name not in unmatched], key_of(job)), (list(unmatched), None))
    tables = [
        compare_shares(
            before,
            after,
            names,
            key=key,
            weights=weight_of(job),
            smallest_change=smallest,
            confidence=confidence,
        )
        for names, key in ways
        if names
    ]
    # All of them are one family.
    return decided(pd.concat(tables), confidence).loc[list(kept), list(COLUMNS)]
