"""Which drivers carry no claim of their own about an outcome."""

from __future__ import annotations

from toolkit.analysis.flags import not_told_apart
from toolkit.analysis.job import Job, unreliable


def no_claim(job: Job, outcome: str, drivers: tuple[str, ...]) -> tuple[str, ...]:
    """Give the drivers of which nothing may be claimed with the others held equal, in their order.

    Those with a red flag; those that customers may not tell apart from the outcome or from another driver, for what
    is linked to the one or to the other is then not known; all of them where the outcome has a red flag.
    """
    flagged = set(unreliable(job, (outcome, *drivers)))
    blurred = {name for pair in not_told_apart(job, (outcome, *drivers)) for name in pair}
    return tuple(name for name in drivers if outcome in flagged or name in flagged | blurred)
