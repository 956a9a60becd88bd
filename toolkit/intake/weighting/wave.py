"""Weights of a wave: its own column, raked to the population's margins; and who of those invited answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, Wave, segment_columns
from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.people import People, pooled, segment_of
from toolkit.intake.personal.guard import segment_faults
from toolkit.intake.personal.keys import plain_keys
from toolkit.intake.read import read_export
from toolkit.intake.telling import names_told, refusal, suggestion
from toolkit.intake.weighting.raking import Raking, raked
from toolkit.intake.weighting.response import Nonresponse, matched, nonresponse
from toolkit.intake.weighting.weights import weight_warnings

# From this share of respondents outside the list on, it is more likely to be the wrong list: the house's choice.
MOST_OUTSIDE = 0.05


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


def invited(
    engagement: Engagement, one: Wave, people: People, answered: pd.Series | None, left_out: int
) -> tuple[Nonresponse | None, tuple[str, ...]]:
    """Compare who answered with who was invited, where the wave names the list of those invited.

    `answered`: the keys (`plain_keys`) of all who answered, also of the `left_out` of them whose rows are not used.
    Raises IntakeError where that list cannot be used.
    """
    if one.frame is None or one.key is None or people.key is None or answered is None:
        return None, ()
    export = read_export(engagement.folder / one.frame)
    if one.key not in export.frame:
        hint = suggestion(one.key, list(export.frame.columns)[:2000])
        mend = f"{hint}It must bear the name that it has in the wave's own file."
        raise refusal(one.frame, [Fault(export.file, f'has no column "{one.key}" (key)', mend)])
    groups, faults, told = _groups(engagement, one, people, export)
    here = matched(plain_keys(export.frame[one.key].astype("str")), answered)
    asked = here.invited.to_numpy(np.bool_)
    faults += _unlike(one, export.file, int(asked.sum()), int(here.responded.sum()))
    if faults:
        raise refusal(one.frame, faults)
    told += here.warnings
    if here.outside > MOST_OUTSIDE * len(answered):
        told.append(
            f"LOOK AT THIS: {here.outside / len(answered):.0%} of the respondents are not in this list: is it the "
            "list of this wave, and are its keys written as in the answers?"
        )
    if left_out:
        rows = "1 row that is" if left_out == 1 else f"{left_out:,} rows that are"
        told.append(f"the response also counts {rows} left out as suspect or with weight 0: they did answer")
    made = nonresponse(
        groups[asked],
        here.responded[asked],
        [str(name) for name in groups],
        confidence=engagement.analysis.confidence,
    )
    return made, tuple(f"{export.file}: {line}" for line in (*told, *made.warnings))


def _groups(
    engagement: Engagement, one: Wave, people: People, export: Export
) -> tuple[pd.DataFrame, list[Fault], list[str]]:
    """Read the segments of those invited, with what is wrong and what is doubtful; rare codes get no name."""
    faults = segment_faults(engagement, one, export, export.frame)
    told: list[str] = []
    groups = pd.DataFrame(index=export.frame.index)
    columns = segment_columns(engagement, one)
    for key, column in columns.items():
        if column not in export.frame:
            continue
        segment = engagement.segments[key].model_copy(update={"column": column})
        codes, found, _ = segment_of(export.file, key, segment, export.frame[column], engagement.missing)
        faults += found
        if not found and not segment.values:
            codes, doubts = pooled(engagement, one, key, codes, respondents=people.segments.get(key))
            told += doubts
        groups[key] = codes
    absent = [key for key in columns if key not in groups]
    if absent:
        told.append(f"response is not compared by {names_told(absent)}: {export.file} lacks their columns")
    return groups, faults, told


def _unlike(one: Wave, file: str, asked: int, responded: int) -> list[Fault]:
    """Find that the list cannot be that of this wave."""
    faults = []
    if not responded:
        what = f'holds none of the respondents: no key in "{one.key}" is one of the wave'
        mend = "Name the list of this wave, and write its keys as in the answers (also zeros in front)."
        faults.append(Fault(file, what, mend))
    if one.invited is not None and one.invited != asked:
        what = f"lists {asked:,} who were invited, but `invited` of the wave says {one.invited:,}"
        faults.append(
            Fault(file, what, "Leave `invited` out, for the list is counted; or complete the list.")
        )
    return faults
