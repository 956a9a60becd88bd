"""What may be said of changes that go together among customers who answered twice."""

from __future__ import annotations

from toolkit.analysis.followup.linked_changes import OutcomeChanges
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WATCH, of_link
from toolkit.findings.wording import changes, listed, row_of, same_customers

# Told per so many points of change of a driver: one point is too little to picture.
PER_POINTS = 10


def linked_changes(job: Job, results: tuple[OutcomeChanges, ...] | None) -> tuple[Finding, ...]:
    """Say per outcome with which drivers' changes it changed, or why that is not told."""
    return tuple(_outcome(job, result) for result in results or ())


def together(job: Job, result: OutcomeChanges) -> tuple[str, ...]:
    """Give the drivers whose change is shown to go with the outcome's."""
    if result.found is None:
        return ()
    level = 1 - job.engagement.analysis.confidence
    table = result.found.table
    return tuple(str(name) for name in table.index[table["p_holm"] < level])


def pairs_told(job: Job, result: OutcomeChanges) -> str:
    """Write how many answered all of it both times; rounded down where it would tell of how few it left open."""
    assert result.found is not None
    n, minimum = result.found.n, job.engagement.privacy.minimum_cell
    if 0 < result.pairs - n < minimum:
        return job.language.say("{n} or more", n=job.language.number(n - n % minimum))
    return same_customers(job, n)


def _outcome(job: Job, result: OutcomeChanges) -> Finding:
    if result.found is None:
        return _not_told(job, result)
    shown = together(job, result)
    return _together(job, result, shown) if shown else _none(job, result)


def _together(job: Job, result: OutcomeChanges, shown: tuple[str, ...]) -> Finding:
    assert result.found is not None
    language, table = job.language, result.found.table
    slots = {
        "outcome": job.label(result.outcome),
        "points": language.number(PER_POINTS),
        "n": pairs_told(job, result),
        "list": language.listing(_told(job, result, name) for name in shown),
        "drivers": listed(job, shown),
    }
    text = language.say(
        "Among the {n} customers who answered both times, a rise of {points} points on a driver, the others as they "
        "were, goes with this change on “{outcome}”: {list}. That is a link between changes, not proof of a cause.",
        **slots,
    )
    plain = ""
    if bool((table.loc[list(shown), "estimate"] > 0).all()):
        plain = language.say(
            "Customers whose score on {drivers} rose more also rose more on “{outcome}”: the changes go together.",
            **slots,
        )
    numbers = {"p": float(table["p_holm"].min())}
    return Finding(
        f"linked_changes.{result.outcome}",
        text,
        "shown",
        _evidence(job, result),
        plain,
        "",
        of_link(float(table.loc[list(shown), "estimate"].abs().max())),
        WATCH,
        numbers,
    )


def _told(job: Job, result: OutcomeChanges, name: str) -> str:
    assert result.found is not None
    language, row = job.language, row_of(result.found.table, name)
    return language.say(
        "{theme} {difference} (margin {margin})",
        theme=language.quoted(job.label(name)),
        difference=language.signed(PER_POINTS * row["estimate"], 1),
        margin=changes(language, PER_POINTS * row["low"], PER_POINTS * row["high"]),
    )


def _none(job: Job, result: OutcomeChanges) -> Finding:
    assert result.found is not None
    language = job.language
    text = language.say(
        "Among the {n} customers who answered both times it is not shown that “{outcome}” changed more where a driver "
        "changed more.",
        n=pairs_told(job, result),
        outcome=job.label(result.outcome),
    )
    numbers = {"p": float(result.found.table["p_holm"].min())}
    key = f"linked_changes.{result.outcome}"
    return Finding(key, text, "not_shown", _evidence(job, result), numbers=numbers)


def _not_told(job: Job, result: OutcomeChanges) -> Finding:
    language = job.language
    slots = {"outcome": job.label(result.outcome), "fewest": language.number(result.fewest)}
    if result.why == "too_few":
        text = language.say(
            "With which drivers “{outcome}” changed is not told: that takes {fewest} customers who answered all of it "
            "both times.",
            **slots,
        )
        evidence = language.say(
            "At least 10 customers per driver and per variable held equal, and never under 30."
        )
    else:
        text = language.say(
            "With which drivers “{outcome}” changed is not told: these data do not allow it.", **slots
        )
        evidence = language.say("Check before the computation.")
    return Finding(f"linked_changes.{result.outcome}", text, "too_few", evidence)


def _evidence(job: Job, result: OutcomeChanges) -> str:
    return job.language.say(
        "Regression of change on change with HC3 errors; p-values corrected for {count} drivers (Holm).",
        count=job.language.number(len(result.drivers)),
    )
