"""What loyal customers bring beside the others: referral, spend, voice, staff; and who is an ambassador."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline.asked import Contrast, attitude_of, contrasts, is_asked, on_hundred, yes_to
from toolkit.analysis.job import Job, construct_scores, sizes_of, unreliable, weights_of
from toolkit.measures.differences import Kind
from toolkit.measures.estimate import Estimate
from toolkit.measures.loyalty.dividends import (
    ambassadors,
    capped_referrals,
    silent_promoters,
)
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_estimate
from toolkit.measures.suppression import hidden_cells
from toolkit.measures.thresholds import PROMOTER_FROM

LOYAL, OTHERS = "loyal", "others"
STAFF = "friendliness"


@dataclass(frozen=True)
class Dividend:
    """One thing that loyal customers may bring: `answers` per respondent, in `unit` share, people, euros or points."""

    key: str
    unit: str
    answers: pd.Series

    @property
    def kind(self) -> Kind:
        """What is compared: a share or a mean."""
        return "share" if self.unit == "share" else "mean"


@dataclass(frozen=True)
class Dividends:
    """The dividends. `table` is indexed by dividend.

    Columns: unit, all, loyal, others, estimate, low, high (loyal less others), p, p_holm, n_loyal, n_others, and least,
    least_effective: the smallest number of customers behind any of these, for the gate. Numbers are NaN where that is
    too small. `ambassadors` and `silent` (promoters who recommended to nobody) are None where they may not be shown.
    `unreliable`: the attitude, where its scale does not hold, and others of the table's constructs.
    """

    attitude: str
    cut: float
    table: pd.DataFrame
    ambassadors: Estimate | None
    silent: Estimate | None
    unreliable: tuple[str, ...]


def dividends(job: Job) -> Dividends | None:
    """Set loyal customers (attitude from the cut on) beside the others; None where no dividend was asked."""
    attitude, scores = attitude_of(job)
    asked = list(measured(job))
    if attitude is None or scores is None or not asked:
        return None
    cut = job.engagement.analysis.cut
    members = pd.DataFrame({LOYAL: scores >= cut, OTHERS: scores < cut})
    rows = {one.key: _row(job, one, members) for one in asked}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("dividend")
    known = set(table.index[table["all"].notna()])
    shown = [one for one in asked if one.key in known]
    tests = contrasts(
        job, [Contrast(one.key, one.kind, one.answers, LOYAL, OTHERS, members) for one in shown]
    )
    tests = tests.set_index("measure")[["estimate", "low", "high", "p", "p_holm"]]
    flagged = unreliable(job, (attitude, *([STAFF] if STAFF in rows else [])))
    return Dividends(
        attitude, cut, table.join(tests), _ambassadors(job, scores, members), _silent(job), flagged
    )


def measured(job: Job) -> Iterator[Dividend]:
    """Give the dividends that this wave asked about, in the order to show."""
    asked, survey = job.engagement.questions, job.survey
    if asked.referrals and is_asked(job, asked.referrals):
        people = survey.items[asked.referrals]
        yield Dividend("referral", "share", (people >= 1).astype(float).where(people.notna()))
        capped = pd.Series(capped_referrals(people), index=people.index)
        yield Dividend("people", "people", capped)
    if asked.price_tolerance and is_asked(job, asked.price_tolerance):
        yield Dividend("price", "points", on_hundred(job, asked.price_tolerance))
    if asked.share_of_wallet and is_asked(job, asked.share_of_wallet):
        yield Dividend("wallet", "euros", on_hundred(job, asked.share_of_wallet))
    for key, item in (("voice", asked.voice), ("review", asked.review)):
        if item and is_asked(job, item):
            yield Dividend(key, "share", yes_to(job, item))
    if STAFF in job.constructs("driver", "touchpoint"):
        yield Dividend(STAFF, "points", construct_scores(job, (STAFF,))[STAFF])


def _row(job: Job, one: Dividend, members: pd.DataFrame) -> dict[str, object]:
    """Give the number of all, of the loyal and of the others, among those with an attitude; NaN where too few."""
    there = members.any(axis=1) & one.answers.notna()
    answers, theirs = one.answers[there], members[there]
    parts = _parts(answers >= 1, theirs, shares=one.unit in {"share", "people"})
    sizes = sizes_of(job, parts)
    found: dict[str, object] = {"unit": one.unit}
    found |= {"n_loyal": int(theirs[LOYAL].sum()), "n_others": int(theirs[OTHERS].sum())}
    found |= {
        least: _least(sizes[count])
        for least, count in (("least", "count"), ("least_effective", "count_effective"))
    }
    if too_few(job, parts) or not theirs.any().all():
        return found | dict.fromkeys(("all", LOYAL, OTHERS), float("nan"))
    for name, who in (("all", there), (LOYAL, members[LOYAL]), (OTHERS, members[OTHERS])):
        values = one.answers.where(there & who)
        estimate = proportion if one.unit == "share" else mean_estimate
        found[name] = estimate(values, weights_of(job.survey)).value
    return found


def _least(counts: pd.Series) -> float:
    """Give the smallest number of customers in a part that is not empty; 0 where all are."""
    return float(counts[counts > 0].min()) if (counts > 0).any() else 0.0


def _parts(answers: pd.Series, members: pd.DataFrame, *, shares: bool) -> pd.DataFrame:
    """Give the cells behind a comparison: each group, or each group by yes and no (`answers`, bool).

    A mean number of people tells of who recommended at all, where these are few.
    """
    if not shares:
        return members
    return pd.DataFrame(
        {
            f"{name} {word}": members[name] & (answers == hit)
            for name in members
            for word, hit in (("yes", True), ("no", False))
        }
    )


def too_few(job: Job, parts: pd.DataFrame) -> bool:
    """Tell whether some cell of a comparison is too small to show: then nothing of it is."""
    sizes, minimum = sizes_of(job, parts), job.engagement.privacy.minimum_cell
    return bool(hidden_cells(sizes, minimum, down=True, whole_rows=True).any(axis=None))


def _ambassadors(job: Job, scores: pd.Series, members: pd.DataFrame) -> Estimate | None:
    item = job.engagement.questions.referrals
    if item is None or not is_asked(job, item):
        return None
    people, settings = job.survey.items[item], job.engagement.analysis
    there = scores.notna() & people.notna()
    told = (people >= 1)[there]
    if not there.any() or too_few(job, _parts(told, members[there], shares=True)):
        return None
    return ambassadors(
        scores, people, weights_of(job.survey), cut=settings.cut, confidence=settings.confidence
    )


def _silent(job: Job) -> Estimate | None:
    asked = job.engagement.questions
    if not (asked.referrals and asked.recommendation):
        return None
    if not (is_asked(job, asked.referrals) and is_asked(job, asked.recommendation)):
        return None
    ratings, people = job.survey.items[asked.recommendation], job.survey.items[asked.referrals]
    there = ratings.notna() & people.notna()
    promoter = pd.DataFrame({"promoters": ratings >= PROMOTER_FROM, "rest": ratings < PROMOTER_FROM})[there]
    told = (people >= 1)[there]
    if not promoter["promoters"].any() or too_few(job, _parts(told, promoter, shares=True)):
        return None
    return silent_promoters(
        ratings, people, weights_of(job.survey), confidence=job.engagement.analysis.confidence
    )
