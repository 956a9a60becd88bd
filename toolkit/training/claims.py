"""What the reports would claim of invented customers, in their own sentences, with the truth beside each number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from toolkit.analysis import baseline, drivers, followup
from toolkit.analysis.job import Job, construct_scores
from toolkit.catalogues import TRAINING
from toolkit.drivers.shapley import lmg
from toolkit.findings import baseline as say_baseline
from toolkit.findings import drivers as say_drivers
from toolkit.findings import followup as say_followup
from toolkit.findings.finding import Finding
from toolkit.findings.reliability import reliability as say_reliability
from toolkit.findings.wording import row_of
from toolkit.language import N_, Language
from toolkit.measures.estimate import Estimate
from toolkit.simulate import true_values
from toolkit.simulate.baseline_truth import baseline_truth
from toolkit.simulate.everybody import everybody
from toolkit.training.invented_wave import DRIVERS, Settings, jobs_of, world_of

NO_TRUTH: Final = math.nan
MOST_SENTENCES: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One number of a claim, its margin and its truth, on an axis from `least` to `most`; the truth may be unknown."""

    label: str
    value: float
    low: float
    high: float
    truth: float
    least: float
    most: float
    unit: str  # "points", "difference", "share" (of 1) or "coefficient"

    @property
    def missed(self) -> bool:
        """Whether the margin does not hold the truth, where both are known."""
        return self.low > self.truth or self.high < self.truth


@dataclass(frozen=True, slots=True)
class Claim:
    """What one report would say: its numbers, and its own sentences about them."""

    head: str
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Turned:
    """The dials as they stand, the surveys that were drawn, and the words of the reader."""

    settings: Settings
    baseline: Job
    followup: Job
    words: Language


@lru_cache(maxsize=32)
def claims_of(settings: Settings, shows: tuple[str, ...], language: str, seed: int) -> tuple[Claim, ...]:
    """Draw customers and give the claims with these names, of `CLAIMS`; the same arguments give the same claims."""
    turned = _Turned(settings, *jobs_of(settings, language, seed), Language(language, TRAINING))
    return tuple(CLAIMS[name](turned) for name in shows)


def _said(findings: tuple[Finding, ...], most: int = MOST_SENTENCES) -> tuple[str, ...]:
    return tuple(finding.text for finding in findings[:most])


def _row(label: str, found: Estimate, truth: float, least: float, most: float, unit: str = "points") -> Row:
    return Row(label, found.value, found.low, found.high, truth, least, most, unit)


def _baseline(turned: _Turned) -> Claim:
    """Mean attitude and the recommendation score."""
    job, truth = turned.baseline, true_values(world_of(turned.settings))
    found = baseline.headline(job)
    mean = baseline.mean_score(job, construct_scores(job, ("attitude",))["attitude"])
    rows = [_row(job.label("attitude"), mean, truth.means["attitude"], 0, 100)]
    if found.recommendation is not None:
        rows.append(_row("NPS", found.recommendation, truth.nps or 0.0, -100, 100))
    head = turned.words.say(N_("The baseline would say"))
    return Claim(head, tuple(rows), _said(say_baseline.headline(job, found)))


def _reliability(turned: _Turned) -> Claim:
    """How well the questions of each theme belong together."""
    job = turned.baseline
    found = baseline.reliability(job)
    rows = tuple(
        Row(job.label(str(name)), row["estimate"], row["low"], row["high"], NO_TRUTH, 0, 1, "coefficient")
        for name, row in found.table.iterrows()
        if name in (*DRIVERS, "attitude")
    )
    return Claim(turned.words.say(N_("Of its questions")), rows, _said(say_reliability(job, found), 2))


def _loyalty(turned: _Turned) -> Claim:
    """Loyal in what they feel and in what they do, in one of both, or in neither."""
    job, truth = turned.baseline, baseline_truth(world_of(turned.settings))
    found = baseline.loyalty(job)
    names = {
        "true": N_("loyal in both"),
        "latent": N_("only in what they feel"),
        "spurious": N_("only in what they do"),
    }
    rows = tuple(
        Row(
            turned.words.say(names[str(group)]),
            row["estimate"],
            row["low"],
            row["high"],
            truth.groups[str(group)],
            0,
            1,
            "share",
        )
        for groups in found.groups
        for group, row in groups.table.iterrows()
        if group in names
    )
    findings = [one for one in say_baseline.loyalty(job, found) if ".band" not in one.key]
    return Claim(turned.words.say(N_("Of loyalty it would say")), rows, _said(tuple(findings), 4))


def _drivers(turned: _Turned) -> Claim:
    """Which driver matters, and whether one may be called the first."""
    job, truth = turned.baseline, true_shares(turned.settings)
    (found,) = drivers.drivers_of(job, "attitude")
    # What is not linked is not ranked: the report shows no shares then.
    table = found.importance.table if found.importance is not None and found.linked else pd.DataFrame()
    rows = tuple(
        Row(job.label(str(name)), row["share"], row["low"], row["high"], truth[str(name)], 0, 1, "share")
        for name, row in table.iterrows()
    )
    head = turned.words.say(N_("The driver report would say"))
    return Claim(head, rows, _said(say_drivers.drivers(job, (found,)), 2))


def true_shares(settings: Settings) -> Mapping[str, float]:
    """Give the part of each driver in what the drivers explain, were there no error of measurement.

    NaN where they explain nothing: nothing can be divided then.
    """
    people = everybody(world_of(settings))
    names = [people.names.index(name) for name in (*DRIVERS, "attitude")]
    covariance = people.covariance()[np.ix_(names, names)]
    spread = np.sqrt(np.diag(covariance))
    parts = lmg(covariance / np.outer(spread, spread))
    total = float(parts.sum())
    return dict(zip(DRIVERS, (parts / total if total > 1e-9 else parts + math.nan).tolist(), strict=True))


def _followup(turned: _Turned) -> Claim:
    """What changed between the waves."""
    job = turned.followup
    before, after = (true_values(world_of(turned.settings, wave)) for wave in range(2))
    head = turned.words.say(N_("The follow-up would say"))
    found = followup.change(job)
    outcome = [name for name in found.table.index if name == "attitude"]
    rows = list(_changes(job, found, after.means["attitude"] - before.means["attitude"], outcome))
    if found.recommendation is not None:
        row = found.recommendation
        change = (after.nps or 0.0) - (before.nps or 0.0)
        rows.append(Row("NPS", row["difference"], row["low"], row["high"], change, -40, 40, "difference"))
    own = replace(found, table=found.table.loc[outcome], moved={}, not_comparable=(), unreliable=())
    told = (*say_followup.recommendation(job, found), *say_followup.change(job, own))
    return Claim(head, tuple(rows), _said(told))


def _changes(job: Job, found: followup.Change, truth: float, names: list[str]) -> Iterator[Row]:
    for name in names:
        row = row_of(found.table, name)
        yield Row(job.label(name), row["difference"], row["low"], row["high"], truth, -20, 20, "difference")


CLAIMS: Final[Mapping[str, Callable[[_Turned], Claim]]] = {
    "baseline": _baseline,
    "reliability": _reliability,
    "loyalty": _loyalty,
    "drivers": _drivers,
    "followup": _followup,
}

__all__ = ["CLAIMS", "Claim", "Row", "claims_of", "true_shares"]
