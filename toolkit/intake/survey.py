"""From an export to a validated Survey, or to every fault of the file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, Wave, column_of, item_scale, items, scale_name, wave
from toolkit.errors import Fault, IntakeError
from toolkit.intake.alike import aligned, exchanged_questions
from toolkit.intake.answers import ANSWERED, REASONS, Answers, answers_of
from toolkit.intake.columns import check_columns, kept_rows, unread_columns
from toolkit.intake.export import Export
from toolkit.intake.fieldwork import misplaced
from toolkit.intake.formats.limesurvey import siblings
from toolkit.intake.other_scale import other_scales
from toolkit.intake.paradata import paradata_of
from toolkit.intake.people import People, people_of
from toolkit.intake.personal.guard import open_answers, personal_faults, segment_faults
from toolkit.intake.personal.keys import client_salt, hashed_keys, plain_keys
from toolkit.intake.quality.flags import Quality, excluded, quality_flags, quality_table
from toolkit.intake.read import name_told, read_bytes, read_export
from toolkit.intake.respondents import checks_not_made, counting, rows_told, too_few, too_many
from toolkit.intake.telling import refusal
from toolkit.intake.weighting.raking import Raking
from toolkit.intake.weighting.response import Nonresponse
from toolkit.intake.weighting.wave import invited, weighted
from toolkit.intake.wording import house_scale, in_codes, labels_of, scale_faults, with_missing, words_of
from toolkit.intake.wrong_scales import cells_given, scale_doubts


@dataclass(frozen=True, slots=True)
class Source:
    """Where a survey came from: file name, its SHA-256, format, rows and what was doubtful on the way.

    `unread` names the columns that nothing was read from, `personal` those left unread as personal data.
    `beside` gives the SHA-256 of every other file of the wave by name: companions, and the list of those invited.
    """

    file: str
    sha256: str
    format: str
    rows_read: int
    rows_kept: int
    warnings: tuple[str, ...]
    unread: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Survey:
    """One wave, validated.

    `items`: float64, one column per item of the model that was asked, on its raw scale (not reversed), NaN where
    missing. `reasons`: same shape, categories answered, not_applicable, dont_know, no_answer. `weights`: float64, or
    None. `segments`: categories named by segment key, their codes as text in declared order. `key`: hashed key of the
    respondent, or None. `open`: redacted open answers as text, one column per question. All share one RangeIndex.

    `quality` is the table of checks: `check`, `rows`, `share`, `made`, `why_not`, `where`, and `excluded`, the rows
    left out for it. `raking` is what weighting to margins did, `nonresponse` who of those invited answered, or None.
    """

    wave: str
    items: pd.DataFrame
    reasons: pd.DataFrame
    weights: pd.Series | None
    segments: pd.DataFrame
    key: pd.Series | None
    open: pd.DataFrame
    quality: pd.DataFrame
    raking: Raking | None
    nonresponse: Nonresponse | None
    source: Source

    def __repr__(self) -> str:
        # No answer may reach a notebook or a log by way of a repr.
        return f"Survey({self.wave!r}, {len(self.items)} respondents, {self.items.shape[1]} items)"


def read_survey(engagement: Engagement, wave_id: str) -> Survey:
    """Read and validate the file of one wave.

    Left out are the rows that `rows` does not select, those without one answered question, and those of the kinds that
    [quality] excludes. Raises IntakeError with every fault of the file: row (as a spreadsheet numbers it), column,
    value and mend.
    """
    one = wave(engagement, wave_id)
    try:
        return _survey(engagement, one, aligned(engagement, one, _export(engagement, one)))
    except IntakeError as error:
        raise refusal(one.file, error.faults, one.id) from None


def unchanged(engagement: Engagement, survey: Survey) -> bool:
    """Say whether the files of a wave still are those that a survey was read from."""
    one = wave(engagement, survey.wave)
    try:
        digest = hashlib.sha256(read_bytes(engagement.folder / one.file)).hexdigest()
        return digest == survey.source.sha256 and _beside(engagement, one) == survey.source.beside
    except IntakeError:
        return False


def _export(engagement: Engagement, one: Wave) -> Export:
    beside = [engagement.folder / name for name in one.companions]
    file = engagement.folder / one.file
    return read_export(file, format=one.format or "auto", companions=beside, sheet=one.sheet)


def _survey(engagement: Engagement, one: Wave, export: Export) -> Survey:
    personal, found = personal_faults(engagement, one, export)
    faults = [*check_columns(engagement, one, export), *scale_faults(engagement, items(engagement)), *found]
    faults += exchanged_questions(engagement, one, export)
    selected, found = kept_rows(one, export)
    if selected is None:
        raise refusal(one.file, [*faults, *found])
    frame = export.frame.loc[selected, ~export.frame.columns.duplicated(keep=False)]
    answers = _answers(engagement, one, export, frame)
    answered = _any(answers, len(frame))
    found, doubted = _doubted(engagement, one, export, frame)
    faults += found
    paradata, found, told = paradata_of(one, export)
    displaced, dated = misplaced(engagement, one, export.file, paradata.loc[frame.index])
    faults += [*found, *displaced]
    quality = _quality(engagement, one, answers, paradata.loc[frame.index], frame)
    out, _ = excluded(quality, engagement.quality.exclude)
    # Who is left out as suspect has responded all the same; a trial has not.
    responded = answered & ~(out & quality.flags["test"].to_numpy(bool))
    # Rows without any answer are counted by themselves: what the checks say of the others is then the whole of it.
    quality = replace(quality, flags=quality.flags.loc[answered])
    _, counts = excluded(quality, engagement.quality.exclude)
    kept = answered & ~out
    if out.any():
        # What is wrong with rows that are left out is no fault of the survey.
        answers = _answers(engagement, one, export, frame.loc[~out])
        answers = {item: _spread(answer, ~out) for item, answer in answers.items()}
    faults += other_scales(engagement, one, answers)
    faults += [fault for answer in answers.values() for fault in answer.faults]
    rows = frame.loc[kept] if answers else frame
    people = people_of(engagement, one, export, rows)
    respondents = counting(people, rows)
    faults += [*people.faults, *segment_faults(engagement, one, export, rows)]
    if not faults:
        # A wave of which no column is a question has nobody with an answer.
        faults += too_few(engagement, export.file, respondents if answers else 0)
        faults += too_many(one, export.file, int(kept.sum()))
    if faults:
        raise refusal(one.file, faults)
    checks = quality_table(quality).merge(
        counts[["check", "rows"]].rename(columns={"rows": "excluded"}), on="check", how="left"
    )
    told = (*told, *dated, *doubted, *quality.notes, *checks_not_made(engagement, counts, quality))
    warnings = (
        *export.warnings,
        *told,
        *rows_told(answers, answered, kept, len(rows) - respondents, personal),
    )
    responding = frame.loc[responded]
    left_out = int(responded.sum()) - respondents
    nonresponse, more = invited(engagement, one, people, _keys(one, responding), left_out)
    return _assembled(
        engagement,
        one,
        export,
        answers,
        kept,
        people,
        rows,
        checks,
        personal,
        (*warnings, *more),
        nonresponse,
    )


def _answers(engagement: Engagement, one: Wave, export: Export, frame: pd.DataFrame) -> dict[str, Answers]:
    columns = {item: column_of(engagement, one, item) for item in items(engagement)}
    return {
        item: _answer(engagement, export, item, column, frame[column])
        for item, column in columns.items()
        if column in frame.columns
    }


def _answer(engagement: Engagement, export: Export, item: str, column: str, cells: pd.Series) -> Answers:
    scale = with_missing(item_scale(engagement, item), export, column, cells)
    words = {**labels_of(export, column), **words_of(engagement, item)}
    written = in_codes(cells, words, house_scale(engagement, item))
    return answers_of(export.file, item, column, written, scale, typed=export.typed)


def _doubted(
    engagement: Engagement, one: Wave, export: Export, frame: pd.DataFrame
) -> tuple[list[Fault], tuple[str, ...]]:
    """Hold answers in words against their scales: what is certainly another is a fault, the rest is told."""
    columns = {item: column_of(engagement, one, item) for item in items(engagement)}
    given = {
        item: cells_given(export, column, frame[column])
        for item, column in columns.items()
        if column in frame.columns and scale_name(engagement, item)
    }
    doubts, told = scale_doubts(engagement, given)
    faults = [doubt.fault() for doubt in doubts if doubt.certain]
    return faults, (*(str(doubt.fault()).rstrip(".") for doubt in doubts if not doubt.certain), *told)


def _any(answers: dict[str, Answers], rows: int) -> np.ndarray:
    answered = np.zeros(rows, dtype=bool)
    for answer in answers.values():
        answered |= answer.reasons == ANSWERED
    return answered


def _spread(answer: Answers, here: np.ndarray) -> Answers:
    """Put the answers of some rows back in the places of all; the others are never looked at again."""
    values, reasons = np.full(len(here), np.nan), np.zeros(len(here), dtype=answer.reasons.dtype)
    values[here], reasons[here] = answer.values, answer.reasons
    return replace(answer, values=values, reasons=reasons)


def _quality(
    engagement: Engagement,
    one: Wave,
    answers: dict[str, Answers],
    paradata: pd.DataFrame,
    frame: pd.DataFrame,
) -> Quality:
    every = np.ones(len(frame), dtype=bool)
    values, reasons = _frames(answers, every, frame.index)
    return quality_flags(
        values=values,
        reasons=reasons,
        scales={item: item_scale(engagement, item) for item in answers},
        blocks={
            key: tuple(item for item in construct.items if item in answers)
            for key, construct in engagement.constructs.items()
        },
        paradata=paradata,
        key=_keys(one, frame),
        start=one.start,
        end=one.end,
        settings=engagement.quality,
    )


def _keys(one: Wave, frame: pd.DataFrame) -> pd.Series | None:
    return plain_keys(frame[one.key]) if one.key in frame else None


def _beside(engagement: Engagement, one: Wave) -> tuple[tuple[str, str], ...]:
    """Hash the other files of a wave: those it names, and those that were read for lying beside it."""
    named = [engagement.folder / name for name in (*one.companions, one.frame) if name]
    found = () if one.companions else siblings(engagement.folder / one.file)
    return tuple(
        (name_told(path), hashlib.sha256(read_bytes(path)).hexdigest())
        for path in dict.fromkeys((*named, *found))
    )


def _frames(
    answers: dict[str, Answers], kept: np.ndarray, index: pd.Index
) -> tuple[pd.DataFrame, pd.DataFrame]:
    # A slice copies nothing.
    rows = slice(None) if kept.all() else kept
    values = {item: answer.values[rows] for item, answer in answers.items()}
    categories = pd.Index(REASONS)
    reasons = {
        item: pd.Categorical.from_codes(answer.reasons[rows], categories=categories, validate=False)
        for item, answer in answers.items()
    }
    # Not copied into one block: of a million respondents that would be the dearest part of reading them.
    return pd.DataFrame(values, index=index, copy=False), pd.DataFrame(reasons, index=index, copy=False)


def _assembled(
    engagement: Engagement,
    one: Wave,
    export: Export,
    answers: dict[str, Answers],
    kept: np.ndarray,
    people: People,
    rows: pd.DataFrame,
    checks: pd.DataFrame,
    personal: Collection[str],
    warnings: tuple[str, ...],
    nonresponse: Nonresponse | None,
) -> Survey:
    values, reasons = _frames(answers, kept, pd.RangeIndex(int(kept.sum())))
    segments = people.segments.reset_index(drop=True)
    weights, raking, doubts = weighted(engagement, one, people)
    texts, redactions = open_answers(engagement, one, rows, personal)
    key = people.key
    if key is not None:
        # With the client's name: a folder that was copied for another client, salt and all, has other keys.
        salt = client_salt(engagement.folder) + engagement.slug.encode()
        key = hashed_keys(key, salt).reset_index(drop=True)
    source = Source(
        file=export.file,
        sha256=export.sha256,
        format=export.format,
        rows_read=len(export.frame),
        rows_kept=int(kept.sum()),
        warnings=(*warnings, *people.warnings, *doubts, *redactions),
        unread=unread_columns(engagement, one, export, personal),
        personal=tuple(personal),
        beside=_beside(engagement, one),
    )
    return Survey(
        wave=one.id,
        items=values,
        reasons=reasons,
        weights=None if weights is None else weights.reset_index(drop=True),
        segments=segments,
        key=key,
        open=texts.reset_index(drop=True),
        quality=checks,
        raking=raking,
        nonresponse=nonresponse,
        source=source,
    )
