"""Which drivers carry no claim of their own about an outcome, and how many customers a claim takes at all."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.flags import not_told_apart
from toolkit.analysis.job import Job, enough, sizes_of, unreliable
from toolkit.drivers.interactions import fewest_in_group


def no_claim(job: Job, outcome: str, drivers: tuple[str, ...]) -> tuple[str, ...]:
    """Give the drivers of which nothing may be claimed with the others held equal, in their order.

    Those with a red flag; those that customers may not tell apart from the outcome or from another driver, for what
    is linked to the one or to the other is then not known; all of them where the outcome has a red flag.
    """
    flagged = set(unreliable(job, (outcome, *drivers)))
    blurred = {name for pair in not_told_apart(job, (outcome, *drivers)) for name in pair}
    return tuple(name for name in drivers if outcome in flagged or name in flagged | blurred)


def too_few(job: Job, scores: pd.DataFrame) -> str:
    """Say that too few customers have all of these scores, an outcome and what goes with it; "" where enough have.

    With fewer per driver the margin of a share, by the bootstrap, does not hold: at 12 customers and five drivers
    that of the largest share covers in 74%, at 30 in 84%, at 60 in 90% and at 100 in 94%.
    """
    complete = pd.DataFrame({"all": scores.notna().all(axis=1)})
    fewest = fewest_in_group(scores.shape[1] - 1)
    columns = [scores[name] for name in scores]
    if enough(job, *columns) and sizes_of(job, complete).min(axis=1)["all"] >= fewest:
        return ""
    return f"too few customers answered the outcome and all drivers: so many drivers take {fewest}"
