"""Recognises columns and cells that hold personal data, by what their header announces and by what is in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.intake.personal.headers import Announced, announced
from toolkit.intake.personal.identifiers import (
    EMAIL,
    POSTCODE_HINT,
    STREET_HINT,
    cleaned,
    iban_spans,
    identifier_in,
    is_bsn,
    is_ip,
    is_phone,
    matching,
)
from toolkit.intake.personal.name_lists import fold, name_hint, unaccented
from toolkit.intake.personal.names import PARTICLE_WORDS, is_name

CELLS_SAMPLED = 2000
DIFFERENT_SAMPLED = 500
# From this share of its different cells on, a kind makes a column personal; digits alone must be more convincing.
SHARE, SHARE_OF_DIGITS = 0.1, 0.9
# Eight or nine digits pass the eleven-test by chance 1 in 11 times: five of five would be 1 in 160,000.
BSN_SHARE, BSN_LEAST = 0.9, 5
NAME_SHARE, NAMES_LEAST = 0.5, 5
# A value of fewer cells than this is never shown, so that hiding it loses nothing.
FEW_CELLS = 10
LONGEST_SHORT = 60

_ANSWER = re.compile(r"[-+]?[0-9]{1,3}(?:[.,][0-9]+)?")
_MARKS = """
ja nee yes no j n y x true false waar onwaar wahr falsch nein on off aan uit eens oneens - nvt n.v.t.
checked unchecked selected quoted gekozen not_selected not_quoted not_checked niet_gekozen weet_niet
"""
_YES_NO = frozenset(mark.replace("_", " ") for mark in _MARKS.split())
_FULL_POSTCODE = re.compile(r"'?[1-9][0-9]{3}\s?[A-Za-z]{2}")
_DATE = re.compile(
    r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}(?:\D.*)?|(?:19|20)[0-9]{6}|[0-9]{1,2}\.? [^\W\d]{3,} [0-9]{4}"
)
_TEXT_MONTH = r"[^\W\d_]{3,12}\.?"
# Under a header that asks for a birth: also with the month in words, eight digits from the day on, and Excel's number
# of a day from 1910 up to 2010.
_BIRTH = re.compile(
    rf"[0-9]{{1,2}}(?:e|de|ste|st|nd|rd|th)?[-/. ]*{_TEXT_MONTH}[-/. ]*(?:(?:19|20)[0-9]{{2}}|['’]?[0-9]{{2}})"
    rf"|{_TEXT_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{{2}}"
    r"|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ]['’][0-9]{2}"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}"
    r"|(?:3[7-9]|[4-9][0-9]|[123][0-9]{2}|40[0-4])[0-9]{2}(?:\.0)?"
)
_PERSON = re.compile(r"[^\W\d_][^\d@#_/:;=+&]*")
_DIGITS = re.compile("[0-9]{8,9}|[0-9]{2,4}([. -])[0-9]{2,3}\\1[0-9]{2,4}")
_YEAR, _MONTH, _DAY = "(?:19|20)[0-9]{2}", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_YMD = re.compile(f"{_YEAR}{_MONTH}{_DAY}|{_DAY}{_MONTH}{_YEAR}")
# What RE2 looks for before any cell is looked at by itself.
_CELL_HINT = (
    r"@|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|:[0-9A-Fa-f]*:"
    r"|[A-Za-z][ .-]?[A-Za-z][ .-]?[0-9][ .-]?[0-9][ .-]?[0-9A-Za-z]"
    r"|(?:[+]|\(0|0)[^:A-Za-z]*(?:[0-9][^0-9A-Za-z:]*){8}|[0-9]\.[0-9]{3}.*[0-9]\.[0-9]{3}"
    rf"|{POSTCODE_HINT}|{STREET_HINT}"
)
_DATE_HINT = (
    r"^(?:[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})"
    r"(?:[ T,]+[0-9]{1,2}:[0-9:.]+.{0,12})?$"
)
_BARE_PHONE = re.compile("0[0-9]{8,14}")


def personal_columns(frame: pd.DataFrame, questions: Mapping[str, str] = {}) -> dict[str, str]:
    """Name the columns that hold personal data, each with its kind ("name", "e-mail address", "BSN", …).

    `frame` holds text or categories of text, NaN where empty; `questions` gives the question text per column.
    A column is taken for personal where

    - its name or question announces it and nothing else, unless its cells are marks, yes or no, or contradict it;
    - its name or question mentions it among other words, and its cells confirm it;
    - at least a tenth of its different cells (and two of them, or half) hold an e-mail address, telephone number,
      IBAN, IP address, coordinates, a street or postcode with house number; digits without a mark between them, such
      as customer numbers with leading zeros, must be valid telephone numbers in nine of ten;
    - at least five of its cells have eight or nine digits and nine in ten of those pass the eleven-test of the BSN;
    - at least five and half of its different cells read as a person's name or are full postcodes;
    - it holds house numbers, and another column postcodes or streets: then those too.

    Four digits of a postcode, years of birth and customer numbers are not taken for personal. Not recognised are names
    that stand under no header, are in no list and have no initials or particle, and telephone numbers that lost their
    leading zero under a header that does not tell. At most 2,000 cells per column are looked at, spread over it: what
    single cells hold is told by `personal_cells`.
    """
    found: dict[str, str] = {}
    house_numbers, postcodes = [], []
    for place, name in enumerate(frame.columns):
        headers = [one for one in map(announced, (str(name), questions.get(name) or "")) if one]
        header = max(headers, key=lambda one: one.plainly, default=None)
        texts = _different(frame.iloc[:, place])
        if header is not None and header.kind == "house number":
            house_numbers.append(name)
            continue
        if header is not None and header.kind == "postcode":
            postcodes.append(name)
        kind = (_by_header(header, texts, str(name)) if header else "") or _by_content(texts)
        if kind:
            found[name] = kind
    if house_numbers and (postcodes or "street address" in found.values()):
        found |= dict.fromkeys((*postcodes, *house_numbers), "postcode with house number")
    return {name: found[name] for name in frame.columns if name in found}


def personal_cells(cells: pd.Series) -> tuple[list[int], str]:
    """Find single cells with personal data in a column of codes or short texts: their index labels, and the kinds.

    Each different cell is looked at once. A number of eight or nine digits counts as a BSN where most such numbers of
    the column pass the eleven-test (one in eleven does by chance) and it is no date; bare digits as a telephone number
    where nine in ten of those with a leading zero are valid; a name where fewer than ten cells hold it, for more
    respondents make it a brand or a place. Returns ([], "") where nothing is found.
    """
    codes, different = pd.factorize(cells)
    texts = [_plain(str(text)) for text in different]
    times = np.bincount(codes[codes >= 0], minlength=len(texts))
    kinds: dict[int, str] = {}
    for place in np.flatnonzero(matching(texts, _CELL_HINT) & ~matching(texts, _DATE_HINT)).tolist():
        kind = "" if _BARE_PHONE.fullmatch(texts[place]) else identifier_in(texts[place])
        if kind:
            kinds[place] = kind
    numbers = np.flatnonzero(matching(texts, "^[0-9 .-]{8,15}$")).tolist()
    kinds |= dict.fromkeys(_most(numbers, texts, _may_be_bsn, _passes, 0.5), "BSN")
    kinds |= dict.fromkeys(
        _most(numbers, texts, _BARE_PHONE.fullmatch, is_phone, SHARE_OF_DIGITS), "phone number"
    )
    rare = [place for place in np.flatnonzero(times < FEW_CELLS).tolist() if place not in kinds]
    for at in np.flatnonzero(matching([unaccented(texts[place]) for place in rare], name_hint())).tolist():
        if is_name(texts[rare[at]]):
            kinds[rare[at]] = "name"
    rows = cells.index[np.isin(codes, list(kinds))].tolist()
    return rows, " and ".join(dict.fromkeys(kind for _, kind in sorted(kinds.items())))


def _plain(text: str) -> str:
    return " ".join(cleaned(text).split())


def _most(
    places: Sequence[int],
    texts: Sequence[str],
    shaped: Callable[[str], object],
    passes: Callable[[str], bool],
    share: float,
) -> list[int]:
    """Give the places whose text has a shape and passes a test, if more than this share of those of that shape do."""
    numbers = [place for place in places if shaped(texts[place])]
    judged = numbers[:: max(1, len(numbers) // DIFFERENT_SAMPLED)]
    if sum(passes(texts[place]) for place in judged) <= share * len(judged):
        return []
    return [place for place in numbers if passes(texts[place])]


def _may_be_bsn(text: str) -> bool:
    return bool(_DIGITS.fullmatch(text)) and not _YMD.fullmatch(re.sub("[^0-9]", "", text))


def _passes(text: str) -> bool:
    return is_bsn(re.sub("[^0-9]", "", text))


def _different(column: pd.Series) -> list[str]:
    """Give different cells of a column, at most 500, from cells spread over it."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        cells = _spread(pd.Series(column.cat.categories), CELLS_SAMPLED)
    else:
        cells = _spread(column, CELLS_SAMPLED).dropna()
        if len(cells) < CELLS_SAMPLED / 10 and len(column) > CELLS_SAMPLED:
            cells = _spread(column.dropna(), CELLS_SAMPLED)
    texts = dict.fromkeys(_plain(str(cell)) for cell in cells.tolist())
    return _spread(pd.Series([text for text in texts if text], dtype="object"), DIFFERENT_SAMPLED).tolist()


def _spread(cells: pd.Series, most: int) -> pd.Series:
    if len(cells) <= most:
        return cells
    return cells.iloc[np.linspace(0, len(cells) - 1, most).astype(np.int64)]


def _by_header(header: Announced, texts: Sequence[str], name: str) -> str:
    """Weigh what a header announces against the cells; "" where they do not fit it."""
    if not texts:
        return header.kind if header.plainly else ""
    if all(
        _ANSWER.fullmatch(text) or text.casefold() in _YES_NO or fold(text) == fold(name) for text in texts
    ):
        decimals = header.kind == "coordinates" and _are_coordinates(texts)
        return header.kind if decimals else ""
    if header.kind in MUST_CONFIRM or not header.plainly:
        return header.kind if CONFIRMS[header.kind](texts) else ""
    if header.kind == "name" and sum(map(bool, map(_PERSON.fullmatch, texts))) < len(texts) / 2:
        return ""
    return header.kind


def _by_content(texts: Sequence[str]) -> str:
    if all(len(text) < 8 and _ANSWER.fullmatch(text) for text in texts):
        return ""
    short = [text for text in texts if len(text) <= LONGEST_SHORT]
    kinds = Counter(kind for kind in map(identifier_in, short) if kind)
    for kind, number in kinds.most_common(1):
        bare = kind == "phone number" and all(
            text.isdecimal() for text in short if identifier_in(text) == kind
        )
        least = SHARE_OF_DIGITS if bare else SHARE
        if number >= least * len(texts) and (number >= 2 or number >= len(texts) / 2):
            return kind
    numbers = [text for text in short if _DIGITS.fullmatch(text)]
    if len(numbers) >= max(BSN_LEAST, len(texts) / 2) and _share(numbers, _passes) >= BSN_SHARE:
        return "BSN"
    if len(texts) >= NAMES_LEAST and _share(texts[:200], is_name) >= NAME_SHARE:
        return "name"
    if len(texts) >= NAMES_LEAST and _share(texts, _is_full_postcode) >= NAME_SHARE:
        return "postcode"
    return ""


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / max(1, len(texts))


def _is_full_postcode(text: str) -> bool:
    return bool(_FULL_POSTCODE.fullmatch(text))


def _has_digits(least: int) -> Callable[[Sequence[str]], bool]:
    def confirms(texts: Sequence[str]) -> bool:
        return any(len(re.sub("[^0-9]", "", text)) >= least and not _DATE.fullmatch(text) for text in texts)

    return confirms


def _are_coordinates(texts: Sequence[str]) -> bool:
    numbers = [re.fullmatch(r"-?([0-9]{1,3})(?:[.,][0-9]+)?", text) for text in texts]
    in_range = all(number and int(number[1]) <= 180 for number in numbers)
    return in_range and any("." in text or "," in text for text in texts)


def _are_names(texts: Sequence[str]) -> bool:
    return _share(texts[:200], lambda text: is_name(text) or _two_capitals(text)) >= NAME_SHARE


def _two_capitals(text: str) -> bool:
    words = text.split()
    large = [word for word in words if word[0].isupper()]
    small = [word for word in words if not word[0].isupper()]
    return bool(
        2 <= len(large) <= 4 and _PERSON.fullmatch(text) and all(fold(one) in PARTICLE_WORDS for one in small)
    )


def _some(test: Callable[[str], object]) -> Callable[[Sequence[str]], bool]:
    return lambda texts: any(map(test, texts))


CONFIRMS: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "IP address": _some(is_ip),
    "e-mail address": _some(EMAIL.search),
    "BSN": lambda texts: _share([text for text in texts if _DIGITS.fullmatch(text)], _passes) > 0.5,
    "IBAN": _some(iban_spans),
    "phone number": _has_digits(6),
    "date of birth": _some(lambda text: _DATE.fullmatch(text) or _BIRTH.fullmatch(text)),
    "coordinates": lambda texts: (
        _are_coordinates(texts) or any(identifier_in(text) == "coordinates" for text in texts)
    ),
    "postcode": lambda texts: _share(texts, _is_full_postcode) > 0.1,
    "user name": lambda texts: len(texts) >= NAMES_LEAST,
    "licence plate": _some(
        re.compile(r"(?=.*[0-9])[0-9A-Za-z]{1,3}-?[0-9A-Za-z]{2,3}-?[0-9A-Za-z]{1,3}").fullmatch
    ),
    "identity document": _has_digits(6),
    "device number": _some(re.compile(r"\S{8,}").fullmatch),
    "street address": _some(re.compile(r".*[^\W\d_]{3,}.*[0-9].*").fullmatch),
    "name": _are_names,
}
# Headers so common for other things that the cells must confirm even the plainest.
MUST_CONFIRM = frozenset({"phone number", "coordinates", "date of birth", "postcode", "licence plate"})
