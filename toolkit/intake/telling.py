"""How faults speak of a file's cells: rows as a spreadsheet numbers them, values shortened, no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice

from toolkit.engagement import nearest
from toolkit.errors import Fault, IntakeError
from toolkit.instrument import house_scales, no_answers
from toolkit.intake.personal.identifiers import cleaned, identifier_in
from toolkit.intake.personal.name_lists import all_listed, fold, name_list
from toolkit.intake.personal.names import first_possible_name

LISTED = 5
SHOWN, NAME_SHOWN = 20, 60
# What stands before a name in a header is shown if it is no less long than this.
FEWEST_BEFORE = 12
# A text that so many respondents gave is nobody's own.
SHARED = 10
# What stands further on is not shown, and no part of what is.
READ = 300
# An e-mail address or a handle, or digits enough for a telephone number, IBAN, BSN or customer number.
PERSONAL = re.compile(r"@|(?:\d[\s.\-–/()]{0,3}){7,}")
UNSHOWN = "(a value not shown: it may be personal)"
UNNAMED = "(a name not shown: it may be personal)"
# Ends the warning that a workbook has other sheets.
OTHER_SHEETS = "name another as `sheet` in engagement.toml"

_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"[A-Za-z]{1,2}[-_ ]?\d{0,3}")
# A day, month and year in figures; as a part of the name of a file or column it is that of an export.
_DATE = re.compile(r"\d+[-/. ]\d+[-/. ]\d+")
_DAY_OF_EXPORT = re.compile(r"(?<!\d)20[1-3]\d[-_.]?(?:0\d|1[0-2])[-_.]?[0-3]\d(?!\d)")
# Words that answers, codes and trials are made of, beside those of the scales and of the lists of ordinary words.
_ORDINARY = """
aantal absoluut antwoord cijfer div error fout high hoog inf ja jaar jaren laag leeg low maybe misschien nan nee neen
nieuw null num onwaar oud overig overige proef ref score tekst test testing text value waar waarde year years
"""
# Two capitalised words of a header are a name, but for these.
_OF_HEADERS = """
accepts account address adres amount answer attributes average balance billing browser category census city click close
code collector company count country customer datum date discount due duration einddatum end financial first fulfillment
household id income klant klantnummer language last level location method name naam note nummer number order outstanding
page payment phone product province question receipt recorded refunded region response revenue risk score segment
shipping start startdatum status stability street submit tags terms time tijd title total type user vendor vraag wave
weight zip
"""
_HEADERS = frozenset(_OF_HEADERS.split())


def listed(numbers: Sequence[int], what: str = "row") -> str:
    """List the numbers of rows or columns, at most five of them.

    >>> listed([3, 8, 12, 15, 19, 22, 40])
    'rows 3, 8, 12, 15, 19 and 2 more'
    """
    if len(numbers) == 1:
        return f"{what} {numbers[0]}"
    more = f" and {len(numbers) - LISTED:,} more" if len(numbers) > LISTED else ""
    return f"{what}s {', '.join(map(str, numbers[:LISTED]))}{more}"


def value_told(value: str, rows: int = 0) -> str:
    """Show a cell: 20 characters at most, nothing that could be personal, nothing that moves a terminal's cursor.

    Shown are numbers, short codes and words of ordinary answers; any other text only where at least ten `rows` have
    it, and then without what may be a name or an address.

    >>> value_told("Helemaal mee eens"), value_told("prulleveld"), value_told("1234 AB 12")
    ('"Helemaal mee eens"', '(a value not shown: it may be personal)', '(a value not shown: it may be personal)')
    >>> value_told("Polderfiliaal", rows=40)
    '"Polderfiliaal"'
    """
    read = _as_read(value.strip()[:READ])
    name = first_possible_name(read)
    if PERSONAL.search(read) or identifier_in(read) or (name is not None and name < SHOWN):
        return UNSHOWN
    if rows < SHARED and not _is_known(read):
        return UNSHOWN
    return f'"{_cut(value.strip(), SHOWN)}"'


def _as_read(text: str) -> str:
    """Write a text as a person reads it: a hard blank is a blank, and what cannot be seen is not there."""
    signs = (" " if one.isspace() else one if one.isprintable() else "" for one in cleaned(text))
    return "".join(signs)


def _is_known(text: str) -> bool:
    """Say whether a text is a number, a short code, or made of words of ordinary answers alone."""
    if _CODE.fullmatch(text) or not text:
        return True
    words = {fold(word) for word in _WORD.findall(text)}
    digits = sum(sign.isdigit() for sign in text)
    return digits <= (4 if words else 6) and not _DATE.search(text) and words <= _known_words()


@cache
def _known_words() -> frozenset[str]:
    """Give the words of the house's scales and answers that are none, and ordinary words that are no names."""
    answers = [*(text for scale in house_scales().values() for text in scale.values), *no_answers()]
    of_scales = {fold(word) for text in answers for word in _WORD.findall(text)}
    return frozenset(of_scales.union(_ORDINARY.split()) | (name_list("ordinary") - all_listed()))


def names_told(names: Iterable[str], most: int = 15) -> str:
    """List names, such as those of columns; of a file without a header these are a respondent's answers."""
    every = list(names)
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    return ", ".join(map(column_told, islice(every, most))) + more


def column_told(name: str) -> str:
    """Show the name of a column, sheet or file: 60 characters at most, and nothing that may be a person's.

    Of a long question only what stands before such a name is shown.

    >>> column_told("SAT_1"), column_told("Xandor_Prulleveld"), column_told("Hoe goed kent u Xandor Prulleveld?")
    ('SAT_1', '(a name not shown: it may be personal)', 'Hoe goed kent u…')
    """
    seen = _DAY_OF_EXPORT.sub(" ", _as_read(name[:READ]))
    read = _WORD.sub(_small, seen.replace("_", " "))
    if PERSONAL.search(seen) or identifier_in(read):
        return UNNAMED
    start = first_possible_name(read[:READ])
    if start is None:
        return _cut(name, NAME_SHOWN)
    before = read[:start].rstrip()
    return UNNAMED if len(before) < FEWEST_BEFORE else _cut(before, NAME_SHOWN - 1).rstrip("…") + "…"


def _small(word: re.Match[str]) -> str:
    return word[0].lower() if word[0].casefold() in _HEADERS else word[0]


def suggestion(word: str, names: Iterable[str]) -> str:
    """Ask what was meant, or give "" where nothing is near, or what is may be personal."""
    found = nearest(word, names)
    told = column_told(found) if found else UNNAMED
    return "" if told == UNNAMED else f"Did you mean `{told}`? "


def _cut(text: str, most: int) -> str:
    plain = "".join(character if character.isprintable() else "·" for character in text)
    return plain if len(plain) <= most else plain[:most] + "…"


def refusal(file: str, faults: Sequence[Fault], wave: str = "") -> IntakeError:
    """Make the one error of a file."""
    told = f'Wave "{wave}": ' if wave else ""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return IntakeError(f"{told}{file} cannot be used: {count}", faults)
