"""Salesforce's Data Loader, and its weekly export: records of one object under the API names of their fields.

An id has 18 characters, the last three of which say which of the first 15 are capitals; ids of 15 characters differ by
capitals alone. Times are ISO, in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats import sales
from toolkit.intake.formats.headers import cell, first_filled
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import listed, names_told

API_NAME = re.compile(r"[A-Z][A-Z0-9_]*(?:\.[A-Z][A-Z0-9_]*)*")
ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
# Fields that each object of Salesforce has, and hardly any other table.
SYSTEM = frozenset(
    {
        "ISDELETED",
        "OWNERID",
        "CREATEDDATE",
        "CREATEDBYID",
        "LASTMODIFIEDDATE",
        "LASTMODIFIEDBYID",
        "SYSTEMMODSTAMP",
    }
)
PERSONAL = re.compile(
    r"(?:.*\.)?(?:FIRST|LAST|MIDDLE)NAME|SALUTATION|SUFFIX|(?:.*_)?EMAIL|(?:.*_)?(?:.*PHONE|FAX)|BIRTHDATE|USERNAME|ALIAS"
    r"|(?:BILLING|SHIPPING|MAILING|OTHER|PERSONMAILING|PERSONOTHER)?"
    r"(?:STREET|CITY|POSTALCODE|LATITUDE|LONGITUDE|ADDRESS)"
    r"|PERSON(?:EMAIL|BIRTHDATE|MOBILEPHONE|HOMEPHONE|OTHERPHONE|ASSISTANTPHONE)|ASSISTANTNAME|PHOTOURL"
)
# Whose NAME is that of a person, by the first three characters of their ids: contact, lead, user.
PEOPLE = ("003", "00Q", "005")


def fits(received: Received) -> bool:
    """Say whether the columns are API names, one of them the ids of Salesforce's records."""
    upper = [name.upper() for name in sales.header(received)]
    if len(upper) < 2 or "ID" not in upper or not all(map(API_NAME.fullmatch, upper)):
        return False
    place = upper.index("ID")
    rows = [record for record in received.head[first_filled(received.head) + 1 :] if any(record)]
    ids = [cell(record, place) for record in rows]
    system = len(SYSTEM & set(upper)) >= 2
    return (bool(ids) or system) and all(_is_id(one) and (len(one) == 18 or system) for one in ids)


def _is_id(text: str) -> bool:
    """Say whether a text is an id; of 18 characters the last three must be right.

    >>> _is_id("006x0000001YtCrAAK"), _is_id("006X0000001YtCrAAK"), _is_id("006x0000001YtCr")
    (True, False, True)
    """
    if not ID.fullmatch(text):
        return False
    return len(text) == 15 or text == long_id(text[:15])


def long_id(short: str) -> str:
    """Give the id of 18 characters: per five of the 15, a letter that says which of them are capitals.

    >>> long_id("006x0000001YtCr")
    '006x0000001YtCrAAK'
    """
    parts = (short[place : place + 5] for place in (0, 5, 10))
    return short + "".join(
        LETTERS[sum("A" <= one <= "Z" and 1 << n for n, one in enumerate(part))] for part in parts
    )


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the records of an object."""
    made = sales.table(received)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    fields = {name.upper(): name for name in frame.columns}
    ids = frame[fields["ID"]] if "ID" in fields else pd.Series(dtype="str")
    return Parts(
        frame=frame,
        questions={name: name for name in frame.columns},
        personal=_personal(frame, ids),
        warnings=(*warnings, *_told(frame, fields, ids)),
        unit="record",
    )


def _personal(frame: pd.DataFrame, ids: pd.Series) -> tuple[str, ...]:
    people = bool(ids.str.startswith(PEOPLE, na=False).any()) or any(
        name.upper() == "ISPERSONACCOUNT" for name in frame.columns
    )
    return tuple(
        name
        for name in frame.columns
        if PERSONAL.fullmatch(name.upper()) or (people and name.upper() == "NAME")
    )


def _told(frame: pd.DataFrame, fields: dict[str, str], ids: pd.Series) -> list[str]:
    told = []
    double = ids.duplicated(keep=False) & ids.notna()
    if double.any():
        told.append(f"records have an id that another row has too ({listed(frame.index[double].tolist())})")
    if "ISDELETED" in fields:
        deleted = frame[fields["ISDELETED"]].str.strip().str.lower().isin(["true", "1"]).to_numpy(bool)
        if deleted.any():
            told.append(f"deleted records are in the file too ({listed(frame.index[deleted].tolist())})")
    short = [name for upper, name in fields.items() if upper.endswith("ID") and _short(frame[name])]
    if short:
        told.append(
            f"ids of 15 characters differ by capitals alone: never compare them without ({names_told(short)})"
        )
    return told


def _short(cells: pd.Series) -> bool:
    found = cells.dropna().str.strip()
    return len(found) > 0 and bool(found.str.fullmatch(r"[A-Za-z0-9]{15}").all())
