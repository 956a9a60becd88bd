"""Qualtrics: CSV, TSV or XLSX with one to three rows of header, of today's export and of the one before 2017.

Row 1 holds the export tags, which stay the names of the columns; row 2 the questions in the language of the maker's
screen; row 3 the ImportIds, by which the platform's own columns are known whatever that language.
A CSV holds no labels: with codes they must come from the engagement, with choice texts the cells are the texts.
Times are those of the time zone that was chosen at the export.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats import qualtrics_columns as columns
from toolkit.intake.formats.headers import cell, first_filled, one_line, plain, times, unique_names
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import listed, value_told
from toolkit.intake.values.numbers import numbers_of

# Also {'ImportId': ...}, as exports of 2016 have it, and with more keys after the first: "timeZone", "choiceId".
IMPORT_ID = re.compile(r"""\{\s*["']ImportId["']\s*:\s*["']([^"']*)["']""")
CHOICE_ID = re.compile(r"""["']choiceId["']\s*:\s*["']([^"']*)["']""")
# The tags, and the names that the legacy export writes under V1 to V10, with the ImportIds they stand for.
TAGS = {
    "StartDate": "startDate",
    "EndDate": "endDate",
    "RecordedDate": "recordedDate",
    "Status": "status",
    "Progress": "progress",
    "Duration (in seconds)": "duration",
    "Finished": "finished",
    "ResponseId": "_recordId",
    "ResponseID": "_recordId",
    "ResponseSet": "responseSetId",
    "DistributionChannel": "distributionChannel",
    "UserLanguage": "userLanguage",
    "IPAddress": "ipAddress",
    "Name": "recipientName",
    "EmailAddress": "recipientEmail",
    "RecipientLastName": "recipientLastName",
    "RecipientFirstName": "recipientFirstName",
    "RecipientEmail": "recipientEmail",
    "ExternalReference": "externalDataReference",
    "ExternalDataReference": "externalDataReference",
    "LocationLatitude": "locationLatitude",
    "LocationLongitude": "locationLongitude",
    "LocationAccuracy": "locationAccuracy",
}
OLD_IDS = {
    "responseId": "_recordId",
    "Q_Language": "userLanguage",
    **{f"panel-{tag}": TAGS[tag] for tag in TAGS},
    **{f"Location-{tag}": TAGS[tag] for tag in TAGS},
}
PERSONAL = re.compile(r"ipAddress|recipient\w+|externalDataReference|location[A-Z]\w+")
NUMBERED = [f"V{number}" for number in range(1, 11)]
# Without ImportIds so many of the platform's own tags, the response's among them, make a file one of Qualtrics.
ENOUGH_TAGS = 5
# Status is a sum: 1 preview, 2 test, 4 imported, 8 spam, 16 offline, 32 employees, 256 not a human being.
TEST, SPAM, SYNTHETIC = 1 | 2, 8, 256
TEST_WORDS = re.compile(
    r"preview|test|vorschau|voorbeeld|voorvertoning|aper[cç]u|vista previa|anteprima|pré-visualiza",
    re.IGNORECASE,
)
KNOWN_STATUS = re.compile(r"\bIP\b|import|spam|offline|\bEX\b|synthetic", re.IGNORECASE)
TEST_CHANNELS = {"preview", "test"}
YES = {"1", "true", "waar", "wahr", "vrai", "verdadero", "verdadeiro", "vero", "ja", "yes", "oui", "sí"}
NO = {"0", "false", "onwaar", "niet waar", "falsch", "faux", "falso", "nee", "nein", "no", "non", "não"}


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of one file; all lists have a place per column."""

    rows: int
    tags: list[str]
    texts: list[str]
    ids: list[str]
    choices: list[str]


def fits(received: Received) -> bool:
    """Say whether a table has the header of Qualtrics: a row of ImportIds, or enough of its own columns."""
    return received.kind in ("text", "workbook") and _header(received.head) is not None


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the answers under the header, what the platform says of each row, and what is not an answer."""
    header = _header(received.head) if received.kind in ("text", "workbook") else None
    if header is None:
        what = "has no header of Qualtrics: no ImportIds, nor columns such as ResponseId and StartDate"
        return Fault(received.file, what, "Leave the format to be found.")
    names, doubled = unique_names(header.tags)
    made = received.table(names=names, header_rows=header.rows)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    places = {name: place for place, name in enumerate(names) if name in frame.columns}
    ids = {name: header.ids[place] for name, place in places.items()}
    texts = {name: header.texts[place] or name for name, place in places.items()}
    own = {OLD_IDS.get(one, one): name for name, one in reversed(ids.items()) if one}
    paradata, told = _paradata(frame, own)
    known = columns.Known(frame, texts, ids, {name: header.choices[place] for name, place in places.items()})
    if header.rows == 1:
        told = (*told, "the file has no row of question texts: names of columns stand in their place")
    return Parts(
        frame,
        texts,
        labels=columns.labels(known),
        paradata=paradata,
        sets=columns.sets(known),
        personal=tuple(name for name, one in ids.items() if PERSONAL.fullmatch(OLD_IDS.get(one, one))),
        warnings=(*doubled, *warnings, *told, *columns.warnings(known)),
    )


def _header(head: Sequence[Sequence[str]]) -> _Header | None:
    start = first_filled(head)
    if start < 0:
        return None
    tags = [one_line(tag) for tag in head[start]]
    below = list(head[start + 1 : start + 3])
    for rows, record in reversed(list(enumerate(below, start=2))):
        found = [IMPORT_ID.match(text.strip()) for text in record[: len(tags)]]
        if 2 * sum(map(bool, found)) > sum(map(bool, tags)):
            ids = [one[1] if one else "" for one in found]
            chosen = [CHOICE_ID.search(text) for text in record]
            return _filled_up(
                rows, tags, below[0] if rows == 3 else (), ids, [one[1] if one else "" for one in chosen]
            )
    return _header_without_ids(tags, below)


def _header_without_ids(tags: list[str], below: Sequence[Sequence[str]]) -> _Header | None:
    """Know today's export without its third row, and the legacy export."""
    second = below[0] if below else ()
    names = tags
    if tags[: len(NUMBERED)] == NUMBERED:
        names = [one_line(cell(second, place)) or tag for place, tag in enumerate(tags)]
    ids = [TAGS.get(name, "") for name in names]
    if "_recordId" not in ids or sum(map(bool, ids)) < ENOUGH_TAGS:
        return None
    two = names is not tags or _is_text_row(second, ids)
    return _filled_up(2 if two else 1, tags, second if two else (), ids, ())


def _is_text_row(record: Sequence[str], ids: list[str]) -> bool:
    """Tell question texts from a first answer, which has an id and times."""
    cells = {one: cell(record, place) for place, one in enumerate(ids) if one}
    answered = re.fullmatch(r"R_\w+", cells["_recordId"]) is not None
    dated = any(re.match(r"\d{1,4}[-/.]", cells.get(name, "")) for name in ("startDate", "endDate"))
    return bool(cells["_recordId"]) and not answered and not dated


def _filled_up(
    rows: int, tags: list[str], texts: Sequence[str], ids: Sequence[str], choices: Sequence[str]
) -> _Header:
    places = range(len(tags))
    return _Header(
        rows,
        tags,
        [plain(cell(texts, place)) for place in places],
        [cell(ids, place) for place in places],
        [cell(choices, place) for place in places],
    )


def _paradata(frame: pd.DataFrame, own: dict[str, str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take what the platform says of each row from its own columns, ImportId → name."""
    made = pd.DataFrame(index=frame.index)
    ended = own.get("endDate", own.get("recordedDate", ""))
    moments, warnings = times(frame, {"started": own.get("startDate", ""), "ended": ended})
    if "_recordId" in own:
        made["respondent"] = frame[own["_recordId"]].astype("str")
    for name, values in moments.items():
        made[name] = values
    if "duration" in own:
        made["seconds"] = _numbers(frame[own["duration"]])
    told: list[str] = []
    finished, doubt = _finished(frame, own)
    if finished is not None:
        made["finished"] = finished
    told += doubt
    test, doubt = _test(frame, own)
    if test is not None:
        made["test"] = test
    told += doubt
    if "userLanguage" in own:
        made["language"] = frame[own["userLanguage"]].astype("str")
    return made, (*warnings, *told)


def _numbers(cells: pd.Series) -> np.ndarray:
    places, found = pd.factorize(cells)
    return np.append(numbers_of(pd.Series(found, dtype="str")), np.nan)[places]


def _finished(frame: pd.DataFrame, own: dict[str, str]) -> tuple[np.ndarray | None, list[str]]:
    """Say which rows were finished: by `Finished` in any of the languages known, else by 100 per cent progress."""
    progress = _numbers(frame[own["progress"]]) >= 100 if "progress" in own else None
    if "finished" not in own:
        return progress, []
    places, found = pd.factorize(frame[own["finished"]])
    texts = [str(text).strip().casefold() for text in found]
    yes = np.array([*(text in YES for text in texts), False])[places]
    no = np.array([*(text in NO for text in texts), False])[places]
    unknown = ~(yes | no)
    if not unknown.any():
        return yes, []
    column, rows = own["finished"], listed(frame.index[unknown].tolist())
    if progress is None:
        return yes, [f"column {column} does not say whether the answers were finished ({rows}): taken as not"]
    return np.where(unknown, progress, yes), [
        f"column {column} does not say whether the answers were finished ({rows}): {own['progress']} decided"
    ]


def _test(frame: pd.DataFrame, own: dict[str, str]) -> tuple[np.ndarray | None, list[str]]:
    """Say which rows are previews and tests, by the status or the channel, which has one language only."""
    test: np.ndarray | None = None
    told: list[str] = []
    if "distributionChannel" in own:
        channel = frame[own["distributionChannel"]].astype("str").str.strip().str.casefold()
        test = channel.isin(TEST_CHANNELS).to_numpy(bool)
    if "status" not in own:
        return test, told
    column = own["status"]
    places, found = pd.factorize(frame[column])
    texts = [str(text).strip() for text in found]
    sums = [_status(text) for text in texts]
    codes = np.array([*(one or 0 for one in sums), 0])[places]
    tests = (codes & (TEST | SYNTHETIC)) > 0
    unknown = [text for text, one in zip(texts, sums, strict=True) if one is None]
    if unknown:
        told.append(
            f"column {column} has values that are not known ({', '.join(map(value_told, unknown[:5]))}): "
            "taken as answers of respondents"
        )
    for kind, what in ((SPAM, "spam"), (SYNTHETIC, "not given by a human being")):
        if ((codes & kind) > 0).any():
            rows = listed(frame.index[(codes & kind) > 0].tolist())
            told.append(f"column {column} calls answers {what} ({rows})")
    return (tests if test is None else test | tests), told


def _status(text: str) -> int | None:
    """Read a status as its sum of parts: "17" is 17, "Survey Preview Spam" is 9, None is not known."""
    if re.fullmatch(r"[0-9]{1,4}(?:\.0)?", text):
        return int(float(text))
    if not text:
        return 0
    test = TEST * bool(TEST_WORDS.search(text))
    spam = SPAM * ("spam" in text.casefold())
    synthetic = SYNTHETIC * ("synthetic" in text.casefold())
    return (test | spam | synthetic) if test or KNOWN_STATUS.search(text) else None
