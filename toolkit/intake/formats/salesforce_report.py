"""A report of Salesforce as a table: labels for columns, numbers and dates of the maker's country, lines under it.

Those lines (title, copyright, who made the report and when, the organisation) are known in every language by the one
that names salesforce.com; they are left out, and never shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.errors import Fault
from toolkit.intake.formats import sales
from toolkit.intake.formats.plain import without_total
from toolkit.intake.received import Parts, Received, Records

COPYRIGHT = re.compile(r"copyright\b.{0,12}\d{4}\s?[-–]\s?\d{4} salesforce\b", re.IGNORECASE)
# "Grand Totals (38 records)", in any language.
TOTALS = re.compile(r".*\(\d[\d.,]*\s[^()]+\)")
LINES = 20
TAIL = 4000
PERSONAL = re.compile(
    r"(?:.*:\s*)?(?:"
    r"e-?mail(?: ?address|adres|-adresse)?|(?:business |home |other |work )?(?:phone|fax)|mobile(?: phone)?"
    r"|telefoon|mobiel|telefon|mobiltelefon|(?:first|last|full|middle|contact|lead) name|voornaam|achternaam"
    r"|volledige naam|naam contactpersoon|vorname|nachname|vollständiger name|name des kontakts"
    r"|birthdate|geboortedatum|geburtsdatum"
    r"|(?:mailing |billing |shipping |other )?(?:street|address(?: line)? ?\d?|city|zip/postal code|zip|postal code)"
    r"|straat|adres|plaats|postcode|straße|adresse|ort|stadt|postleitzahl"
    r"|(?:.*\b)?owner|created by|last modified by|(?:.*\b)?eigenaar|gemaakt door|laatst gewijzigd door"
    r"|(?:.*)inhaber|erstellt von|zuletzt geändert von)",
    re.IGNORECASE,
)


def fits(received: Received) -> bool:
    """Say whether a line under the table names salesforce.com."""
    if received.kind == "text":
        return (
            COPYRIGHT.search(received.data[-TAIL:].decode(received.encoding or "utf-8", "ignore")) is not None
        )
    return received.kind == "workbook" and any(_is_copyright(record) for record in _last_records(received))


def _last_records(received: Received) -> Records:
    """Take the last records of a workbook, which `head` has only of a small one."""
    last: Records = []

    def looked(records: Records) -> tuple[Records, tuple[str, ...]]:
        last.extend(list(record) for record in records[-LINES:])
        return [], ()

    received.table(trimmed=looked)
    return last


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the table above the lines of the report."""
    made = sales.table(received, trimmed=_without_lines)
    if isinstance(made, Fault):
        return made
    frame, total = without_total(made[0])
    return Parts(
        frame=frame,
        questions={name: name for name in frame.columns},
        personal=tuple(name for name in frame.columns if PERSONAL.fullmatch(name)),
        warnings=(*made[1], *total),
        unit="record",
    )


def _without_lines(records: Records) -> tuple[Records, tuple[str, ...]]:
    """Leave out the lines under the table: from the blank line above the copyright, or the title right above it."""
    first = max(len(records) - LINES, 1)
    found = next((place for place in range(first, len(records)) if _is_copyright(records[place])), None)
    if found is None or any(_filled(record[1:]) for record in records[found:]):
        return records, ()
    start = found
    while start > 1 and _is_line(records[start - 1]):
        start -= 1
    if _filled(
        records[start - 1]
    ):  # no blank line above: the title is the only other line that is sure to be one
        start = max(start, found - 1)
    while (above := _above(records, start)) is not None:
        start = above
    left_out = sum(map(_filled, records[start:]))
    while start > 1 and not _filled(records[start - 1]):
        start -= 1
    told = f"{left_out} lines under the table were left out (title, copyright, who made the report)"
    return records[:start], (told,)


def _above(records: Records, start: int) -> int | None:
    """Find a line of totals that stands apart, above the lines that start here."""
    place = start - 1
    while place > 1 and not _filled(records[place]):
        place -= 1
    apart = place < start - 1 and place > 1 and not _filled(records[place - 1])
    return (
        place if apart and _is_line(records[place]) and TOTALS.fullmatch(records[place][0].strip()) else None
    )


def _filled(record: Sequence[str]) -> bool:
    return any(cell.strip() for cell in record)


def _is_line(record: Sequence[str]) -> bool:
    return _filled(record) and not _filled(record[1:])


def _is_copyright(record: Sequence[str]) -> bool:
    return _is_line(record) and COPYRIGHT.search(record[0]) is not None
