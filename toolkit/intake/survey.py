"""From an export to a validated Survey, or to every fault of the file at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, Wave, column_of, item_scale, items, wave
from toolkit.errors import Fault, IntakeError
from toolkit.intake.answers import ANSWERED, REASONS, Answers, answers_of
from toolkit.intake.columns import check_columns, kept_rows
from toolkit.intake.export import Export
from toolkit.intake.people import People, people_of
from toolkit.intake.privacy import client_salt, hashed_keys
from toolkit.intake.read import read_export
from toolkit.intake.telling import refusal


@dataclass(frozen=True, slots=True)
class Source:
    """Where a survey came from: file name, its SHA-256, format, rows and what was doubtful on the way."""

    file: str
    sha256: str
    format: str
    rows_read: int
    rows_kept: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Survey:
    """One wave, validated.

    `items`: float64, one column per item of the model that was asked, on its raw scale (not reversed), NaN where
    missing. `reasons`: same shape, categories answered, not_applicable, dont_know, no_answer. `weights`: float64, or
    None. `segments`: categories named by segment key, their codes as text in declared order. `key`: hashed key of the
    respondent, or None. All share one RangeIndex.
    """

    wave: str
    items: pd.DataFrame
    reasons: pd.DataFrame
    weights: pd.Series | None
    segments: pd.DataFrame
    key: pd.Series | None
    source: Source

    def __repr__(self) -> str:
        # No answer may reach a notebook or a log by way of a repr.
        return f"Survey({self.wave!r}, {len(self.items)} respondents, {self.items.shape[1]} items)"


def read_survey(engagement: Engagement, wave_id: str) -> Survey:
    """Read and validate the file of one wave.

    Rows that `rows` does not select and rows without one answered question are left out. Raises IntakeError with
    every fault of the file: row (as a spreadsheet numbers it), column, value and mend.
    """
    one = wave(engagement, wave_id)
    try:
        export = read_export(engagement.folder / one.file, sheet=one.sheet)
    except IntakeError as error:
        raise refusal(one.file, error.faults, one.id) from None
    faults = check_columns(engagement, one, export)
    selected, found = kept_rows(one, export)
    if selected is None:
        raise refusal(one.file, [*faults, *found], one.id)
    frame = export.frame.loc[selected, ~export.frame.columns.duplicated(keep=False)]
    answers = _answers(engagement, one, export, frame)
    faults += [fault for answer in answers.values() for fault in answer.faults]
    answered = np.logical_or.reduce([answer.reasons == ANSWERED for answer in answers.values()])
    people = people_of(engagement, one, export, frame.loc[answered] if answers else frame)
    faults += people.faults
    if not faults:
        faults += _too_few(engagement, export.file, int(answered.sum()))
        faults += _too_many(one, export.file, int(answered.sum()))
    if faults:
        raise refusal(one.file, faults, one.id)
    return _survey(engagement, one, export, answers, answered, people)


def _answers(engagement: Engagement, one: Wave, export: Export, frame: pd.DataFrame) -> dict[str, Answers]:
    columns = {item: column_of(engagement, one, item) for item in items(engagement)}
    return {
        item: answers_of(
            export.file, item, column, frame[column], item_scale(engagement, item), typed=export.typed
        )
        for item, column in columns.items()
        if column in frame.columns
    }


def _too_few(engagement: Engagement, file: str, respondents: int) -> list[Fault]:
    least = engagement.privacy.minimum_cell
    if respondents >= least:
        return []
    people = "1 respondent" if respondents == 1 else f"{respondents} respondents"
    what = f"has {people} with an answer, fewer than the minimum cell of {least}"
    return [Fault(file, what, "No result may be shown of so few: check `rows`, or leave the wave out.")]


def _too_many(one: Wave, file: str, respondents: int) -> list[Fault]:
    if one.invited is None or respondents <= one.invited:
        return []
    what = f"has {respondents} respondents, but only {one.invited} were invited"
    return [
        Fault(file, what, "Correct `invited` of this wave, or leave it out where nobody was invited by name.")
    ]


def _survey(
    engagement: Engagement,
    one: Wave,
    export: Export,
    answers: dict[str, Answers],
    answered: np.ndarray,
    people: People,
) -> Survey:
    values = {item: answer.values[answered] for item, answer in answers.items()}
    reasons = {
        item: pd.Categorical.from_codes(answer.reasons[answered], categories=pd.Index(REASONS))
        for item, answer in answers.items()
    }
    kept = int(answered.sum())
    unanswered = len(answered) - kept
    told = [f"rows without one answered question were left out ({unanswered:,})"] if unanswered else []
    told += [f"{item} has no answer at all" for item, value in values.items() if np.isnan(value).all()]
    source = Source(
        file=export.file,
        sha256=export.sha256,
        format=export.format,
        rows_read=len(export.frame),
        rows_kept=kept,
        warnings=(*export.warnings, *told, *people.warnings),
    )
    key = people.key
    if key is not None:
        key = hashed_keys(key, client_salt(engagement.folder))
    return Survey(
        wave=one.id,
        items=pd.DataFrame(values, index=pd.RangeIndex(kept)),
        reasons=pd.DataFrame(reasons, index=pd.RangeIndex(kept)),
        weights=None if people.weights is None else people.weights.reset_index(drop=True),
        segments=people.segments.reset_index(drop=True),
        key=None if key is None else key.reset_index(drop=True),
        source=source,
    )
