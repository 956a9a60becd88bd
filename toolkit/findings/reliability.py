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
    found += [_added_up(job, name) for name in job.themes if _is_sum(job, name)]
    found += pairs(job, result.alike)
    if not result.alike and not result.pairs.empty:
        found += _apart(job, result)
    return tuple(found)


def _is_sum(job: Job, name: str) -> bool:
    return job.engagement.constructs[name].formative and len(job.items(name)) > 1


def _added_up(job: Job, name: str) -> Finding:
    text = job.language.say(
        "“{theme}” adds up acts that need not go together: who did the one need not have done the other. How well "
        "its questions belong together is therefore not asked.",
        theme=job.label(name),
    )
    evidence = job.language.say("Stated by the consultant beforehand; not measured.")
    return Finding(f"reliability.formative.{name}", text, "fact", evidence)


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
    slots = {
        "maximum": job.language.number(MAXIMUM_HTMT, 1),
        # Enough decimals to show on which side of the limit it lies.
        "highest": job.language.number(highest, 2 if round(highest, 2) < MAXIMUM_HTMT else 4),
    }
    text = job.language.say(
        "Customers tell the themes apart: of every two with several questions, the ratio stays under {maximum} "
        "({highest} at most, margin included).",
        **slots,
    )
    if len(judged) < len(result.pairs):
        text = job.language.say(
            "Customers tell themes apart wherever that could be judged: there the ratio stays under {maximum} "
            "({highest} at most, margin included).",
            **slots,
        )
    return (Finding("reliability.apart", text, "fact", pair_evidence(job, ()), numbers={"ratio": highest}),)
