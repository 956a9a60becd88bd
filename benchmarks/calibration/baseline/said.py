"""The baseline as it is said: clients of whom nothing is true go through every chapter, and what is claimed is counted.

Each family is a chapter, and of segments a table: tests that share one error of 5%.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.calibration.clients import everybody
from benchmarks.calibration.designs import DESIGNS, Design, null
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from tests.simulate.jobs import job_of
from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.measures.estimate import Estimate
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.scores import mean_estimate
from toolkit.notebook import say
from toolkit.simulate import simulate_wave
from toolkit.simulate.orders import Shop
from toolkit.simulate.words import even_themes, open_answers

# Chapters that need nothing but the job; the others are in `_findings`.
PLAIN = (
    *("benchmarks", "scores", "context", "loyalty", "curve", "bases", "alignment", "moments", "dividends"),
    *("network", "behaviour", "value", "words", "pulse", "activities"),
)
FAMILIES = {
    "segments.channel": "Three channels that do not differ are said to",
    "segments.region": "Four regions that do not differ are said to",
    "segments.arrival": "Five ways of arrival that do not differ are said to",
    "segments.team": "Eight teams that do not differ are said to",
    "distribution": "Promoters or detractors are said to be more, who of all customers are not",
    "benchmarks": "A benchmark that is the truth itself is said to differ",
    "scores": "Of themes with the same mean any is said to be higher or lower",
    "loyalty": "Loyalty groups are said to lie otherwise over segments",
    "curve": "A line that does not rise is said to rise or bend",
    "bases": "A reason to stay is said to go with loyalty, or to be the first",
    "alignment": "Of values without a gap any is said to have one",
    "moments": "Moments of need that do not differ are said to",
    "dividends": "Loyal customers who bring no more are said to",
    "network": "How customers came, which tells nothing, is said to",
    "behaviour": "Purchases that have nothing to do with loyalty are said to, or cohorts to differ",
    "words": "Words that all write as often are said to set groups apart",
    "pulse": "Employees' answers that tell nothing are said to go with the customers'",
}
SHOP = Shop(rate=3.0, lapse=0.4)


@study(
    "baseline-said",
    "baseline",
    {
        family: Claim("type I", f"{says} (every sentence of the chapter).")
        for family, says in FAMILIES.items()
    },
    designs=("base", "n200", "n1000", "points5", "skewed", "weighted", "missing", "hard"),
    piece=10,
)
def baseline_said(design: Design, repeats: int, seed: int) -> Hits:
    """Walk through the report of clients without anything to tell."""
    found: dict[str, list[float]] = {family: [] for family in FAMILIES}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(repeats):
            job = _job(design, seed * 1000 + number, Path(folder) / str(number))
            claimed = {
                family_of(one)
                for one in findings(job)
                if one.strength == "shown" and not _true(one, design.name)
            }
            for family, marks in found.items():
                marks.append(float(family in claimed))
            if unknown := claimed - set(FAMILIES):
                raise ValueError(f"There is no promise about {', '.join(sorted(unknown))}.")
    return found


def findings(job: Job) -> Iterator[Finding]:
    """Say everything that the baseline report says."""
    key_figures, groups = baseline.headline(job), baseline.segments(job)
    yield from say.response(job, baseline.response(job))
    yield from say.baseline.headline(job, key_figures)
    yield from say.baseline.segments(job, groups)
    yield from say.baseline.distribution(job, baseline.distribution(job, key_figures, groups))
    yield from say.baseline.next_step(job, baseline.planning(job, key_figures))
    yield from say.reliability(job, baseline.reliability(job))
    for chapter in PLAIN:
        yield from getattr(say.baseline, chapter)(job, getattr(baseline, chapter)(job))


def family_of(finding: Finding) -> str:
    """Name the family whose tests share their error: a chapter, and of segments a table."""
    parts = finding.key.split(".")
    return ".".join(parts[:2]) if parts[0] == "segments" else parts[0]


def _true(finding: Finding, design: str) -> bool:
    """Say whether a claim is true of all customers: only that one kind of them outnumbers another can be here."""
    if finding.key != "distribution.promoters":
        return False
    said = finding.numbers["promoters"] - finding.numbers["detractors"]
    return said * _more(design) > 0


@cache
def _true_values(design: str) -> dict[str, Estimate]:
    """Give the net promoter score and the mean attitude of all customers who answer.

    The margin is one that the draw itself misses once in ten thousand times.
    """
    whole = everybody(DESIGNS[design], null(DESIGNS[design]))
    return {
        "nps": net_promoter_score(whole.items["ATT_1"], whole.weights, confidence=0.9999),
        "attitude": mean_estimate(whole.scores["attitude"], whole.weights),
    }


def _more(design: str) -> int:
    """Say who are more of all customers: 1 promoters, −1 detractors, 0 where no more than the draw tells them apart."""
    score = _true_values(design)["nps"]
    return int(score.low > 0) - int(score.high < 0)


def _benchmarks(design: str) -> list[dict[str, Any]]:
    """Give benchmarks that are the truth itself, of all customers who answer."""
    beside = {
        "label": "the truth",
        "country": "NL",
        "mode": "online",
        "same_mode": True,
        "same_question": True,
    }
    return [
        {"measure": measure, "value": true.value, "year": 2025, "source": "the simulated world", **beside}
        for measure, true in _true_values(design).items()
    ]


def _job(design: Design, seed: int, folder: Path) -> Job:
    world = null(design)
    sample = simulate_wave(world, design.n, seed=seed)
    written = open_answers(
        sample.items["ATT_1"], seed=[seed, 1], language="en", themes=even_themes(), answering=0.9
    )
    extra = {"benchmarks": _benchmarks(design.name)}
    return job_of(world, sample, written=written, folder=folder, shop=SHOP, extra=extra)
