"""What may be said about what weighting does to the changes."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job, unreliable
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.wording import listed


def weighting(job: Job, table: pd.DataFrame | None) -> tuple[Finding, ...]:
    """Say which changes are beyond chance only without weights, and which only with them."""
    if table is None:
        return ()
    # A theme whose scale does not hold carries no claim: it stays in the table only.
    table = table.drop(index=list(unreliable(job, tuple(str(name) for name in table.index))))
    if table.empty:
        return ()
    language = job.language
    without, weighted = table["different_unweighted"], table["different_weighted"]
    gone = [str(name) for name in table.index[without & ~weighted]]
    new = [str(name) for name in table.index[weighted & ~without]]
    counts = language.say(
        "Without weights {unweighted} of {all} themes differ between the waves beyond chance, with weights {weighted}.",
        unweighted=language.number(int(without.sum())),
        weighted=language.number(int(weighted.sum())),
        all=language.number(len(table)),
    )
    parts = [counts]
    if gone:
        parts.append(
            language.say("With weights no longer beyond chance: {themes}.", themes=listed(job, gone))
        )
    if new:
        parts.append(language.say("Only with weights beyond chance: {themes}.", themes=listed(job, new)))
    if gone or new:
        parts.append(
            language.say(
                "Weights put the make-up of the group right, and they also widen the margins; both can make this "
                "difference."
            )
        )
    evidence = language.say(
        "Table of changes with and without weights; both corrected for the number of comparisons (Holm)."
    )
    numbers = {"unweighted": float(without.sum()), "weighted": float(weighted.sum())}
    strength: Strength = "warning" if gone or new else "fact"
    return (Finding("change.weighting", " ".join(parts), strength, evidence, numbers=numbers),)
