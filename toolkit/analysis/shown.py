"""Whether enough customers stand behind a mean of scores to print it."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.job import Job, enough, hidden_parts
from toolkit.intake import Survey


def score_shown(job: Job, values: pd.Series, survey: Survey | None = None) -> bool:
    """Tell whether enough customers stand behind the mean of these scores, NaN where there is none.

    Of two different scores, such as those of yes and no, the mean and the base tell how many have each: both must then
    be enough. `survey`: the wave that they are of, the first without it.
    """
    if not enough(job, values, survey=survey):
        return False
    if values.nunique() != 2:
        return True
    high = values.dropna() == values.max()
    return not hidden_parts(job, pd.DataFrame({"high": high, "low": ~high}), survey).any()
