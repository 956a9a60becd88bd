"""Takes personal data out of open answers: contact data, numbers, addresses and names give way to fixed marks.

The marks are the same in every language. What can be found and what cannot is told at `redacted`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.intake.identifiers import matching
from toolkit.intake.known_values import Phrases, joined, known_spans, own_phrases, safe_phrases, words_of
from toolkit.intake.name_lists import BRANDS, name_hint, unaccented
from toolkit.intake.person_names import name_spans
from toolkit.intake.redaction_rules import RULES, Found

MARKS: Mapping[str, str] = {
    "e-mail address": "[…: e-mail]",
    "web page": "[…: url]",
    "user name": "[…: @]",
    "phone number": "[…: tel.]",
    "IBAN": "[…: IBAN]",
    "BSN": "[…: BSN]",
    "number": "[…: nr.]",
    "IP address": "[…: IP]",
    "coordinates": "[…: gps]",
    "address": "[…: adr.]",
    "date of birth": "[…: dat.]",
    "licence plate": "[…: auto]",
    "name": "[…: N.N.]",
    "declared value": "[…]",
}
MARK = re.compile("|".join(map(re.escape, MARKS.values())))

# Stands for what must stay while names are looked for: no word, no blank, no sign of any rule.
_HIDDEN = "\ue000"
_INVISIBLE = re.compile("(?<=[\\w@.+-])[\u00ad\u200b-\u200f\u2060\ufeff]+(?=[\\w@.+-])")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_WIDE_SIGNS = str.maketrans({"＠": "@", "．": ".", "＋": "+", "－": "-", "﹫": "@", "｡": "."})


def redacted(
    texts: pd.Series, known: pd.DataFrame | None = None, keep: Sequence[str] = ()
) -> tuple[pd.Series, dict[str, int]]:
    """Put a mark of `MARKS` in the place of each piece of personal data, and count them per kind over all rows.

    `texts`: one open answer per respondent, NaN where none. `known`: the same rows' cells in columns of personal data;
    a respondent's own cells and their words are taken out of their answer, and another's cells where they are long
    enough to be no ordinary word, capitals and accents aside. `keep`: names of client, brands and products, which are
    never taken for a name or a known value. Returns text (dtype str, same index; NaN stays) and counts of the kinds
    that were found.

    Found are: e-mail addresses, web pages of a person or with a path, @names, telephone numbers, IBANs, BSNs, every
    other number of six digits or more (seven with marks between them), IP addresses, coordinates, full postcodes,
    streets with a number, full dates up to 2010 or after a word for birth, Dutch licence plates, and names as
    `person_names` finds them. In doubt it is taken out: a range of years, a price below ten million or a date of service
    stays, but a firm named after a person goes unless it is in `keep`.
    Not found are: a bare surname in small letters that is in no list, a rare first name alone at the start of a
    sentence, a nickname, numbers written in words, and what identifies by its story ("the baker next to the church").
    So a quotation needs a person's approval all the same.

    A second redaction changes nothing.
    """
    codes, different = pd.factorize(texts)
    originals = [str(text) for text in different]
    units = [_cleaned(text) for text in originals]
    places = codes.astype(np.int64)
    looked_for: list[Phrases] = [{} for _ in units]
    if known is not None and known.shape[1]:
        aligned = known if known.index.equals(texts.index) else known.reindex(texts.index)
        words = [words_of(text) for text in units]
        everybody = safe_phrases(aligned)
        looked_for = [everybody if not everybody.keys().isdisjoint(some) else {} for some in words]
        for row, phrases in own_phrases(words, codes, aligned).items():
            # A text in which its own writer is named is redacted apart from the same text of others.
            places[row] = len(units)
            units.append(units[codes[row]])
            originals.append(originals[codes[row]])
            looked_for.append(joined(phrases, everybody))
    results, counts = _to_the_end(units, looked_for, _stays(keep))
    answers = [
        _storable(original) if after == before else after
        for original, before, after in zip(originals, units, results, strict=True)
    ]
    times = np.bincount(places[places >= 0], minlength=len(units))
    totals: Counter[str] = Counter()
    for place, found in counts.items():
        for kind, number in found.items():
            totals[kind] += number * int(times[place])
    # The last entry is for empty cells, which `factorize` gives place -1.
    column = pd.Series([*answers, None], dtype="str").take(places)
    return column.set_axis(texts.index), {kind: totals[kind] for kind in MARKS if totals[kind]}


def _to_the_end(
    units: Sequence[str], looked_for: Sequence[Phrases], stays: re.Pattern[str]
) -> tuple[list[str], dict[int, Counter[str]]]:
    """Redact until nothing more is found: what one pass takes out may uncover something beside it.

    It ends, for each pass leaves less text outside the marks.
    """
    results = list(units)
    counts: dict[int, Counter[str]] = {}
    pending = list(range(len(results)))
    while pending:
        texts = [results[place] for place in pending]
        found = _one_pass(texts, [looked_for[place] for place in pending], stays)
        for at, number in found.items():
            counts.setdefault(pending[at], Counter()).update(number)
            results[pending[at]] = texts[at]
        pending = [pending[at] for at in found]
    return results, counts


def _one_pass(
    texts: list[str], looked_for: Sequence[Phrases], stays: re.Pattern[str]
) -> dict[int, Counter[str]]:
    """Redact each text once, in place; returns what was found, by place."""
    counts: dict[int, Counter[str]] = {}
    hints = [matching(texts, rule.hint) for rule in RULES]
    named = matching([unaccented(text) for text in texts], name_hint()) | np.array(
        [bool(one) for one in looked_for]
    )
    for rule, hinted in zip(RULES, hints, strict=True):
        for place in np.flatnonzero(hinted).tolist():
            texts[place] = _replaced(
                texts[place], rule.find(texts[place]), counts.setdefault(place, Counter())
            )
    for place in np.flatnonzero(named).tolist():
        texts[place] = _without_names(
            texts[place], looked_for[place], stays, counts.setdefault(place, Counter())
        )
    return {place: found for place, found in counts.items() if found}


def _without_names(text: str, phrases: Phrases, stays: re.Pattern[str], counts: Counter[str]) -> str:
    hidden = stays.findall(text)
    shown = stays.sub(_HIDDEN, text)
    if phrases:
        shown = _replaced(shown, [(*span, "declared value") for span in known_spans(shown, phrases)], counts)
    shown = _replaced(shown, [(*span, "name") for span in name_spans(shown)], counts)
    rest = iter(hidden)
    return re.sub(_HIDDEN, lambda _: next(rest), shown)


def _replaced(text: str, found: Iterable[Found], counts: Counter[str]) -> str:
    """Put marks in the place of what was found; what overlaps counts once, as the first of them."""
    pieces = []
    end = 0
    for start, stop, kind in sorted(found):
        if start >= end:
            pieces += [text[end:start], MARKS[kind]]
            counts[kind] += 1
        end = max(end, stop)
    return "".join(pieces) + text[end:] if pieces else text


def _stays(keep: Sequence[str]) -> re.Pattern[str]:
    """Make the pattern of what is hidden while names are looked for: marks, known firms and the caller's words."""
    words = [unicodedata.normalize("NFC", one).split() for one in keep]
    kept = [r"\s+".join(map(re.escape, some)) for some in sorted(words, key=len, reverse=True) if some]
    own = [rf"(?<!\w)(?:{'|'.join(kept)})(?!\w)"] if kept else []
    return re.compile("|".join([MARK.pattern, *own, BRANDS.pattern, _HIDDEN]), re.IGNORECASE)


def _cleaned(text: str) -> str:
    """Write a text as the rules expect it: composed letters, plain digits and @, no invisible sign inside a word."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFC", _storable(text)).translate(_WIDE_SIGNS)
    return _INVISIBLE.sub("", _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), plain))


def _storable(text: str) -> str:
    """Replace what no file can hold: halves of a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
