"""Weights of a wave: its own column, raked to the population's margins; and who of those invited answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, Wave
from toolkit.errors import Fault
from toolkit.intake.people import People, segment_of
from toolkit.intake.privacy import plain_keys
from toolkit.intake.raking import Raking, raked
from toolkit.intake.read import read_export
from toolkit.intake.response import Nonresponse, matched, nonresponse
from toolkit.intake.telling import names_told, refusal, suggestion
from toolkit.intake.weights import weight_warnings


def weighted(
    engagement: Engagement, one: Wave, people: People
) -> tuple[pd.Series | None, Raking | None, tuple[str, ...]]:
    """Give the weights of a wave, what raking did, and what is doubtful of them; all None where nothing is weighted.

    With margins the column of weights, where there is one, is what raking starts from. Margins of segments that the
    file lacks were told as missing columns. Raises IntakeError where the margins cannot hold.
    """
    own = one.margins or engagement.weighting.margins
    where = f"waves.{one.id}.margins" if one.margins else "weighting.margins"
    if not own:
        return people.weights, None, () if people.weights is None else weight_warnings(people.weights)
    made = raked(people.segments, own, trim=engagement.weighting.trim, base=people.weights, where=where)
    return made.weights, made, made.warnings


def invited(engagement: Engagement, one: Wave, people: People) -> tuple[Nonresponse | None, tuple[str, ...]]:
    """Compare who answered with who was invited, where the wave names the list of those invited.

    Raises IntakeError where that list cannot be used.
    """
    if one.frame is None or one.key is None or people.key is None:
        return None, ()
    export = read_export(engagement.folder / one.frame)
    if one.key not in export.frame:
        hint = suggestion(one.key, list(export.frame.columns)[:2000])
        mend = f"{hint}It must bear the name that it has in the wave's own file."
        raise refusal(one.frame, [Fault(export.file, f'has no column "{one.key}" (key)', mend)])
    faults: list[Fault] = []
    groups = pd.DataFrame(index=export.frame.index)
    for key, segment in engagement.segments.items():
        if segment.column in export.frame:
            groups[key], found, _ = segment_of(
                export.file, key, segment, export.frame[segment.column], engagement.missing
            )
            faults += found
    if faults:
        raise refusal(one.frame, faults)
    here = matched(plain_keys(export.frame[one.key].astype("str")), people.key)
    told = list(here.warnings)
    absent = [key for key in engagement.segments if key not in groups]
    if absent:
        told.append(f"response is not compared by {names_told(absent)}: {export.file} lacks their columns")
    asked = here.invited.to_numpy(np.bool_)
    made = nonresponse(
        groups[asked], here.responded[asked], [str(name) for name in groups], confidence=engagement.analysis.confidence
    )
    return made, tuple(f"{export.file}: {line}" for line in (*told, *made.warnings))
