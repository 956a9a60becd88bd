"""Finds all that can be found about an export for an engagement that need not be finished yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from toolkit.engagement import Engagement, MissingCodes, Wave, column_of, items, segment_columns, text
from toolkit.engagement.treatment import scale_name
from toolkit.instrument import Scale, house_scales
from toolkit.instrument.texts import ANY_CATEGORY
from toolkit.intake.export import Export
from toolkit.intake.mapping.answers_found import answers_found
from toolkit.intake.mapping.column_roles import Roles, roles_of
from toolkit.intake.mapping.known import UNKNOWN, Known
from toolkit.intake.mapping.likeness import Slots, slots_of
from toolkit.intake.mapping.mapped_file import MappedFile, column_shown
from toolkit.intake.mapping.matching import Match, mapped
from toolkit.intake.mapping.scale_guesses import scale_guesses
from toolkit.intake.mapping.showable import questions_shown, sampled
from toolkit.intake.mapping.targets import targets_of
from toolkit.intake.personal.columns import personal_columns
from toolkit.intake.values.dates import moments
from toolkit.intake.wording import house_scale
from toolkit.intake.wrong_scales import ScaleDoubt, cells_given, scale_doubts

# So many cells are looked at for personal data, which takes a while; when a file is read for a report, all are.
CELLS = 400_000


def map_file(
    client: str, known: Known, export: Export, file: str, place: int | None, *, outside: bool = False
) -> MappedFile:
    """Match an export with an engagement, and look at what its columns hold.

    `file` is the file as the engagement would name it, `outside` says that it is not there yet; `place` is that of its
    wave in the engagement, None for a new one.
    """
    whole, export = export, _single(export)
    engagement = known.engagement
    wave = engagement.waves[place] if engagement is not None and place is not None else None
    slots = _slots(engagement, client)
    targets = [one for one in targets_of(engagement, slots) if not _left_out(engagement, wave, one.item)]
    declared, used = _declared(engagement, wave), _used(engagement, wave)
    personal = dict.fromkeys(export.personal, "the platform adds it, and it is personal")
    personal |= personal_columns(sampled(export.frame, CELLS), export.questions)
    personal = {column: why for column, why in personal.items() if column not in {*declared.values(), *used}}
    columns = mapped(export, targets, slots, declared=declared, left_out={*personal, *used})
    candidates = [*columns.matches, *(match for doubt in columns.doubts for match in doubt)]
    taken = {*personal, *used, *(match.column for match in candidates)}
    roles = roles_of(export, taken, {text for scale in house_scales().values() for text in scale.values})
    scales = _scales(engagement)
    found = answers_found(export, columns.matches, _codes(engagement), scales)
    doubts = _scale_doubts(engagement, export, columns.matches)
    doubted = {item for doubt in doubts for item in doubt.items}
    worded = [
        one
        for one in found
        if engagement is None
        or one.match.target.item in doubted
        or not scale_name(engagement, one.match.target.item)
    ]
    return MappedFile(
        client=client,
        file=file,
        outside=outside,
        export=replace(export, frame=whole.frame),
        raw=known.raw,
        faults=known.faults,
        wave=place,
        declared=tuple(target for target in targets if target.declared),
        columns=columns,
        found=found,
        scales=scale_guesses(worded, () if engagement is None else engagement.scales),
        roles=roles,
        personal=personal,
        used=used,
        days=_days(export, roles),
        doubts=doubts,
        questions=questions_shown(export.questions, _names(engagement, client)),
    )


def _names(engagement: Engagement | None, client: str) -> list[str]:
    """Give what the client and its category are called: no names of people."""
    own = [client, client.replace("-", " ")]
    if engagement is None:
        return own
    return [*own, engagement.client.name, *(text(engagement.client.category, one) for one in ANY_CATEGORY)]


def _single(export: Export) -> Export:
    """Leave out columns that have one name together: nobody can say which is meant."""
    doubled = export.frame.columns.duplicated(keep=False)
    if not doubled.any():
        return export
    names = ", ".join(dict.fromkeys(map(column_shown, export.frame.columns[doubled])))
    told = f"columns that have one name together were not looked at; give each a name of its own: {names}"
    return replace(export, frame=export.frame.loc[:, ~doubled], warnings=(*export.warnings, told))


def _scales(engagement: Engagement | None) -> dict[str, Scale | None]:
    """Give the scale of the house that each item is declared to have."""
    return {} if engagement is None else {item: house_scale(engagement, item) for item in items(engagement)}


def _scale_doubts(
    engagement: Engagement | None, export: Export, matches: Iterable[Match]
) -> tuple[ScaleDoubt, ...]:
    """Hold the answers in words of the items of the engagement against their scales."""
    if engagement is None:
        return ()
    given = {
        match.target.item: cells_given(export, match.column, export.frame[match.column])
        for match in matches
        if match.target.kind == "item" and match.target.declared
    }
    return scale_doubts(engagement, given)[0]


def _slots(engagement: Engagement | None, client: str) -> Slots:
    """Make the slots from the engagement; a client that has no name there is called as its folder."""
    name = UNKNOWN if engagement is None else engagement.client.name
    category = None if engagement is None else engagement.client.category
    categories = [text(category, language) for language in ANY_CATEGORY]
    return slots_of(
        [client.replace("-", " ") if name == UNKNOWN else name], [*categories, *ANY_CATEGORY.values()]
    )


def _left_out(engagement: Engagement | None, wave: Wave | None, item: str) -> bool:
    """Say whether the engagement tells that an item was not asked in this wave."""
    return engagement is not None and wave is not None and column_of(engagement, wave, item) == ""


def _declared(engagement: Engagement | None, wave: Wave | None) -> dict[str, str]:
    """Give the columns that the engagement names for items, and for open questions."""
    if engagement is None:
        return {}
    named = {**engagement.columns, **({} if wave is None else wave.columns)}
    named |= {key: one.column for key, one in engagement.open_answers.items() if one.column}
    return {item: column for item, column in named.items() if column}


def _used(engagement: Engagement | None, wave: Wave | None) -> dict[str, str]:
    """Give the columns that the engagement uses for something else than items, with what for."""
    if engagement is None:
        return {}
    used = dict.fromkeys(engagement.privacy.personal, "privacy.personal")
    segments = {key: segment.column for key, segment in engagement.segments.items()}
    segments = segments if wave is None else segment_columns(engagement, wave)
    used |= {column: f"segments.{key}" for key, column in segments.items()}
    if wave is not None:
        used |= dict.fromkeys(wave.rows, "rows")
        used |= {column: f"paradata.{role}" for role, column in wave.paradata if column}
        used |= {column: name for name, column in (("key", wave.key), ("weight", wave.weight)) if column}
    return used


def _codes(engagement: Engagement | None) -> dict[str, MissingCodes]:
    """Give the codes of no answer per item, so far."""
    if engagement is None:
        return {}
    return {
        item: engagement.missing if construct.missing is None else construct.missing
        for construct in engagement.constructs.values()
        for item in construct.items
    }


def _days(export: Export, roles: Roles) -> tuple[dt.date, dt.date] | None:
    """Give the first and the last day of the answers: as the platform tells them, else from a column of dates."""
    told = [export.paradata[name] for name in ("started", "ended") if name in export.paradata]
    guesses = [guess.column for role, guess in roles.paradata if role in ("started", "ended")]
    return _span(told) or _span(moments(export.frame[column].astype("str"))[0] for column in guesses)


def _span(columns: Iterable[pd.Series]) -> tuple[dt.date, dt.date] | None:
    days = [day for column in columns if column.notna().any() for day in (column.min(), column.max())]
    return (min(days).date(), max(days).date()) if days else None
