"""Which effects run one way with other themes held equal, and the other way without."""

from __future__ import annotations

from toolkit.analysis.job import Job, construct_scores, weights_of
from toolkit.drivers.effects import TotalEffects
from toolkit.measures.correlation import correlation_table


def opposed(job: Job, effects: TotalEffects) -> tuple[str, ...]:
    """Give the causes of which the total effect and the plain correlation with a construct have opposite signs.

    Such an effect is there only with other themes held equal: no reason to work on the cause.
    """
    frame = construct_scores(job, (effects.outcome, *effects.names))
    table = correlation_table(frame[[effects.outcome, *effects.names]], weights_of(job.survey))
    plain = table[table["first"] == effects.outcome].set_index("second")["estimate"]
    pairs = zip(effects.names, effects.estimate, strict=True)
    return tuple(name for name, effect in pairs if effect * plain.loc[name] < 0)
