"""What may be said about whether the questions of a theme belong together."""

from __future__ import annotations

import math

from toolkit.analysis.baseline import Reliability
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.measures.thresholds import MINIMUM_ALPHA


def reliability(job: Job, result: Reliability) -> tuple[Finding, ...]:
    """Say of each scale that does not hold that no conclusion rests on it."""
    if result.table.empty:
        return ()
    flagged = result.table[result.table["flagged"]]
    if flagged.empty:
        text = job.language.say(
            "Wherever it could be checked, the questions of a theme belong together: every alpha is {alpha} or higher.",
            alpha=job.language.number(result.table["estimate"].min(), 2),
        )
        evidence = job.language.say("Table with Cronbach’s alpha; interval after Feldt.")
        numbers = {"lowest": float(result.table["estimate"].min())}
        return (Finding("reliability.hold", text, "fact", evidence, numbers=numbers),)
    return tuple(_flag(job, str(name), row["estimate"]) for name, row in flagged.iterrows())


def _flag(job: Job, name: str, alpha: float) -> Finding:
    language = job.language
    slots = {"theme": job.label(name), "minimum": language.number(MINIMUM_ALPHA, 1)}
    if math.isnan(alpha):
        text = language.say(
            "Whether the questions about “{theme}” belong together cannot be computed: a question got the same answer "
            "from everybody. Its score is printed, but no conclusion in this report rests on it.",
            **slots,
        )
    else:
        # Enough decimals to show on which side of the limit it lies.
        decimals = 2 if round(alpha, 2) < MINIMUM_ALPHA else 4
        text = language.say(
            "The questions about “{theme}” do not belong together well enough (alpha {alpha}, under {minimum}). "
            "Its score is printed, but no conclusion in this report rests on it.",
            alpha=language.number(alpha, decimals),
            **slots,
        )
    evidence = language.say("Table with Cronbach’s alpha; interval after Feldt.")
    return Finding(f"reliability.{name}", text, "warning", evidence, numbers={"alpha": float(alpha)})
