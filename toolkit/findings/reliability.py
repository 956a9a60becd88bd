"""What may be said about whether the questions of a theme belong together, and whether themes are told apart."""

from __future__ import annotations

from toolkit.analysis.baseline import Reliability
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.flags import construct_flag, pair_evidence, pairs
from toolkit.measures.thresholds import MAXIMUM_HTMT


def reliability(job: Job, result: Reliability) -> tuple[Finding, ...]:
    """Say each red flag: which scales do not hold, and which two themes customers may not tell apart."""
    found = [construct_flag(job, name, flag) for name, flags in result.flags.items() for flag in flags]
    if not result.flags and not result.table.empty:
        found.append(_hold(job, result))
    found += pairs(job, result.alike)
    if not result.alike and not result.pairs.empty:
        found += _apart(job, result)
    return tuple(found)


def _hold(job: Job, result: Reliability) -> Finding:
    lowest = float(result.table["estimate"].min())
    text = job.language.say(
        "Wherever it could be checked, the questions of a theme belong together: every alpha is {alpha} or higher.",
        alpha=job.language.number(lowest, 2),
    )
    evidence = job.language.say("Table with Cronbach’s alpha; interval after Feldt.")
    return Finding("reliability.hold", text, "fact", evidence, numbers={"lowest": lowest})


def _apart(job: Job, result: Reliability) -> tuple[Finding, ...]:
    """Say that customers tell the themes apart, of those that carry claims at all."""
    judged = result.pairs[result.pairs["verdict"] == "apart"]
    if judged.empty:
        return ()
    highest = float(judged["high"].max())
    text = job.language.say(
        "Customers tell the themes apart: of every two with several questions, the ratio stays under {maximum} "
        "({highest} at most, margin included).",
        maximum=job.language.number(MAXIMUM_HTMT, 1),
        highest=job.language.number(highest, 2),
    )
    return (Finding("reliability.apart", text, "fact", pair_evidence(job, ()), numbers={"ratio": highest}),)
