"""How faults speak of a file's cells: rows as a spreadsheet numbers them, values shortened, no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from toolkit.engagement import nearest
from toolkit.errors import Fault, IntakeError
from toolkit.intake.identifiers import cleaned, identifier_in
from toolkit.intake.person_names import first_possible_name

LISTED = 5
SHOWN = 20
# What stands further on is not shown, and no part of what is.
READ = 300
# An e-mail address or a handle, or digits enough for a telephone number, IBAN, BSN or customer number.
PERSONAL = re.compile(r"@|(?:\d[\s.\-–/()]{0,3}){7,}")


def listed(numbers: Sequence[int], what: str = "row") -> str:
    """List the numbers of rows or columns, at most five of them.

    >>> listed([3, 8, 12, 15, 19, 22, 40])
    'rows 3, 8, 12, 15, 19 and 2 more'
    """
    if len(numbers) == 1:
        return f"{what} {numbers[0]}"
    more = f" and {len(numbers) - LISTED:,} more" if len(numbers) > LISTED else ""
    return f"{what}s {', '.join(map(str, numbers[:LISTED]))}{more}"


def value_told(value: str) -> str:
    """Show a cell: 20 characters at most, nothing that could be personal, nothing that moves a terminal's cursor.

    Two capitalised words count as a name, but for words of ordinary answers ("Very Satisfied").

    >>> value_told("Helemaal mee eens"), value_told("Jan de Vries"), value_told("1234 AB 12")
    ('"Helemaal mee eens"', '(a value not shown: it may be personal)', '(a value not shown: it may be personal)')
    """
    plain = "".join(character if character.isprintable() else "·" for character in value.strip())
    # As a person reads it: a hard blank is a blank, and what cannot be seen is not there.
    seen = (
        " " if one.isspace() else one if one.isprintable() else "" for one in cleaned(value.strip()[:READ])
    )
    read = "".join(seen)
    name = first_possible_name(read)
    if PERSONAL.search(read) or identifier_in(read) or (name is not None and name < SHOWN):
        return "(a value not shown: it may be personal)"
    return f'"{plain}"' if len(plain) <= SHOWN else f'"{plain[:SHOWN]}…"'


def names_told(names: Iterable[str], most: int = 15) -> str:
    """List names, such as those of columns."""
    listed = [_short(name) for name in names]
    more = f" and {len(listed) - most:,} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


def suggestion(word: str, names: Iterable[str]) -> str:
    """Ask what was meant, or give "" where nothing is near."""
    found = nearest(word, names)
    return f"Did you mean `{_short(found)}`? " if found else ""


def _short(name: str) -> str:
    plain = "".join(character if character.isprintable() else "·" for character in name)
    return plain if len(plain) <= 60 else plain[:60] + "…"


def refusal(file: str, faults: Sequence[Fault], wave: str = "") -> IntakeError:
    """Make the one error of a file."""
    told = f'Wave "{wave}": ' if wave else ""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return IntakeError(f"{told}{file} cannot be used: {count}", faults)
