"""What employees answered, per unit: the file of [pulse], of which only the unit and the answers are read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from toolkit.engagement import Engagement, ItemScale
from toolkit.engagement.sources import Pulse as PulseFacts
from toolkit.errors import Fault, IntakeError
from toolkit.intake.answers import answers_of
from toolkit.intake.export import Export
from toolkit.intake.people import segment_of
from toolkit.intake.read import read_export
from toolkit.intake.telling import names_told, refusal, suggestion
from toolkit.intake.wording import in_codes, labels_of, with_missing


@dataclass(frozen=True, eq=False, repr=False)
class Pulse:
    """The answers of employees, validated.

    `units`: the unit of each employee, a category: a code of the segment of [pulse].
    `answers`: float64, one column per column of [pulse], on its raw scale (not reversed), NaN where missing.
    Both have one RangeIndex, and the rows are in the order of the units: which row of the file an employee had is
    not kept. `warnings` tells what was doubtful on the way.
    """

    units: pd.Series
    answers: pd.DataFrame
    file: str
    sha256: str
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # No answer may reach a notebook or a log by way of a repr.
        return f"Pulse({len(self.answers)} employees, {self.answers.shape[1]} questions)"


def read_pulse(engagement: Engagement) -> Pulse | None:
    """Read the file of the employees; None where the engagement names none.

    Left out are rows without any answer or without a unit. Raises IntakeError with every fault of the file: columns
    that are not there, answers off the scale, units that are no code of the segment.
    """
    facts = engagement.pulse
    if facts is None:
        return None
    try:
        return _pulse(engagement, facts, read_export(engagement.folder / facts.file))
    except IntakeError as error:
        raise refusal(facts.file, error.faults) from None


def _pulse(engagement: Engagement, facts: PulseFacts, export: Export) -> Pulse:
    faults = _column_faults(facts, export)
    if not len(export.frame):
        faults.append(Fault(export.file, "has a header and no rows", "Export it again, with the answers."))
    frame = export.frame.loc[:, ~export.frame.columns.duplicated(keep=False)]
    answers = pd.DataFrame(index=frame.index)
    for column in (name for name in facts.columns if name in frame):
        answers[column], wrong = _answers(engagement, facts, export, column, frame[column])
        faults += wrong
    units = pd.Series(pd.NA, index=frame.index)
    if facts.unit in frame:
        units, found = _units(engagement, facts, export, frame[facts.unit])
        faults += found
    if faults:
        raise refusal(facts.file, faults)
    answered = answers.notna().any(axis=1)
    kept = answered & units.notna()
    order = units[kept].cat.codes.argsort(kind="stable")
    return Pulse(
        units=units[kept].iloc[order].reset_index(drop=True),
        answers=answers[kept].iloc[order].reset_index(drop=True),
        file=export.file,
        sha256=export.sha256,
        warnings=(*export.warnings, *_told(units, answered)),
    )


def _column_faults(facts: PulseFacts, export: Export) -> list[Fault]:
    """Check that each column is in the file, once."""
    times = Counter(export.frame.columns)
    needed = {facts.unit: "unit"} | dict.fromkeys(facts.columns, "columns")
    free = [str(name) for name in times if name not in needed]
    listed = f"Columns not read yet: {names_told(free)}." if free else "The file has no other columns."
    faults = []
    for column, key in needed.items():
        if not times[column]:
            mend = f"{suggestion(column, free)}Mend pulse.{key} in engagement.toml. {listed}"
            faults.append(Fault(export.file, f'has no column "{column}" (pulse.{key})', mend))
            listed = ""  # once is enough
        elif times[column] > 1:
            mend = "In a corrected copy of the file, rename or delete the one that is not meant."
            faults.append(Fault(export.file, f'has {times[column]} columns "{column}" (pulse.{key})', mend))
    return [Fault(one.where, one.what, one.mend.strip()) for one in faults]


def _answers(
    engagement: Engagement, facts: PulseFacts, export: Export, column: str, cells: pd.Series
) -> tuple[pd.Series, tuple[Fault, ...]]:
    """Read the answers of one question; the missing codes are those of [missing] and of the file itself."""
    scale = ItemScale(
        facts.minimum, facts.maximum, column in facts.reversed, engagement.missing, construct="pulse"
    )
    scale = with_missing(scale, export, column, cells)
    written = in_codes(cells, labels_of(export, column))
    found = answers_of(export.file, column, column, written, scale, typed=export.typed)
    return pd.Series(found.values, index=cells.index), found.faults


def _units(
    engagement: Engagement, facts: PulseFacts, export: Export, cells: pd.Series
) -> tuple[pd.Series, list[Fault]]:
    """Read the unit of each employee as a code of the segment."""
    segment = engagement.segments[facts.segment]
    if not segment.values:
        what = f"segments.{facts.segment} declares no values"
        mend = f"Declare the units in [segments.{facts.segment}.values], so that both files mean the same by a code."
        return cells, [Fault("pulse.segment", what, mend)]
    # The column of the segment is that of the customers' file.
    own = segment.model_copy(update={"column": facts.unit})
    written = in_codes(cells, labels_of(export, facts.unit))
    units, faults, _ = segment_of(export.file, facts.segment, own, written, engagement.missing)
    return units, faults


def _told(units: pd.Series, answered: pd.Series) -> list[str]:
    """Say which rows count for no unit."""
    silent, nowhere = int((~answered).sum()), int((answered & units.isna()).sum())
    told = {"without any answer": silent, "without a unit": nowhere}
    return [f"{_rows(count)} {what}: left out" for what, count in told.items() if count]


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
