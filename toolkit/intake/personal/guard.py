"""Keeps personal data out: columns that hold them are refused unless declared, and open answers are redacted."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from toolkit.catalogues import available_languages
from toolkit.engagement import Engagement, Wave, as_toml, column_of, items, segment_columns, text
from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.personal.columns import personal_cells, personal_columns
from toolkit.intake.personal.redaction import redacted
from toolkit.intake.telling import listed, names_told


def personal_faults(engagement: Engagement, one: Wave, export: Export) -> tuple[dict[str, str], list[Fault]]:
    """Find the columns of personal data of a file, and what is wrong with them.

    Columns that the platform itself adds and those under privacy.personal are known of and left unread, as is the
    key, which is hashed. Any other is refused, and so is one that an item, a segment or a weight is read from.
    """
    read = _read_columns(engagement, one)
    known = {*export.personal, *engagement.privacy.personal}
    # Items must be numbers on their scale, and open answers are redacted: what is personal there does not pass.
    judged = [
        column
        for column in export.frame.columns.unique()
        if column not in known and column != one.key and read.get(column) not in ("item", "open")
    ]
    frame = export.frame.loc[:, export.frame.columns.isin(judged) & ~export.frame.columns.duplicated()]
    found = personal_columns(frame, export.questions)
    found = {column: kind for column, kind in found.items() if column not in _coded_segments(engagement, one)}
    faults = [
        _used(export, column, read[column], found.get(column, ""))
        for column in (*known, *found)
        if column in read
    ]
    faults += _key_faults(one, export)
    free = {column: kind for column, kind in found.items() if column not in read}
    if free:
        kinds = ", ".join(f"{names_told([column])} ({kind})" for column, kind in free.items())
        declared = as_toml(sorted({*engagement.privacy.personal, *free}))
        faults.append(
            Fault(
                export.file,
                f"holds personal data that are not declared: {kinds}",
                f"Leave the columns out of the export; or write personal = {declared} under [privacy], "
                "and they are left unread.",
            )
        )
    here = set(export.frame.columns)
    return {column: found.get(column, "") for column in (*sorted(known & here), *free)}, faults


def _key_faults(one: Wave, export: Export) -> list[Fault]:
    if one.key is None or not isinstance(export.frame.get(one.key), pd.Series):
        return []
    return bsn_faults(export.file, export.frame[one.key], export.questions)


def bsn_faults(file: str, keys: pd.Series, questions: Mapping[str, str]) -> list[Fault]:
    """Refuse a BSN as key: only who the law allows may process it (UAVG, article 46), hashed or not.

    `keys`: the column of a file, by its name, with the keys as they are written.
    """
    column = str(keys.name)
    if personal_columns(keys.to_frame(column), questions).get(column) != "BSN":
        return []
    what = "holds citizen service numbers (BSN), which the law forbids to use as a key (UAVG, article 46)"
    mend = "Have the client replace them by customer numbers of its own, and leave the BSN out of the file."
    return [Fault(f"{file}, column {column}", what, mend)]


def _read_columns(engagement: Engagement, one: Wave) -> dict[str, str]:
    read = {column_of(engagement, one, item): "item" for item in items(engagement)}
    read |= {question.column or name: "open" for name, question in engagement.open_answers.items()}
    read |= {column: f"segment {key}" for key, column in segment_columns(engagement, one).items()}
    if one.weight is not None:
        read[one.weight] = "weight"
    read.pop("", None)
    return read


def _coded_segments(engagement: Engagement, one: Wave) -> set[str]:
    """Name the columns of segments whose codes the consultant has declared: another code is a fault anyhow."""
    columns = segment_columns(engagement, one)
    return {column for key, column in columns.items() if engagement.segments[key].values}


def _used(export: Export, column: str, use: str, kind: str) -> Fault:
    told = f" ({kind})" if kind else ""
    return Fault(
        f"{export.file}, column {column}",
        f"holds personal data{told}, and is that of {use}",
        "What names people can be no answer, segment or weight: name another column.",
    )


def segment_faults(engagement: Engagement, one: Wave, export: Export, frame: pd.DataFrame) -> list[Fault]:
    """Find single personal values among the codes of segments, which reports print."""
    faults = []
    for key, column in segment_columns(engagement, one).items():
        if column in frame and not engagement.segments[key].values:
            rows, kind = personal_cells(frame[column])
            if rows:
                faults.append(
                    Fault(
                        f"{export.file}, column {column}, {listed(rows)}",
                        f"holds personal data ({kind}) among the codes of segment {key}",
                        f"Mend the cells, or declare the codes that may be shown: [segments.{key}.values].",
                    )
                )
    return faults


def open_answers(
    engagement: Engagement, one: Wave, frame: pd.DataFrame, personal: Collection[str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give the open answers without personal data, one column per open question of the file, and what was redacted."""
    own = {*personal, one.key}
    known = frame.loc[:, [column for column in frame.columns.unique() if column in own]]
    client = engagement.client
    keep = [client.name, *(text(client.category, language) for language in available_languages())]
    texts, told = {}, []
    for name, question in engagement.open_answers.items():
        column = question.column or name
        if column not in frame:
            told.append(
                f"open question {name} has no column {names_told([column])} here: no answers to it are read"
            )
            continue
        texts[name], counts = redacted(
            frame[column].astype("str"), known, keep=[word for word in keep if word]
        )
        if counts:
            number = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
            told.append(f"open answers to {name} were redacted: {number}")
    return pd.DataFrame(texts, index=frame.index), tuple(told)
