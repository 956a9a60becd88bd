"""Takes personal data out of open answers: contact data, numbers, addresses and names give way to fixed marks.

The marks are the same in every language. What can be found and what cannot is told at `redacted`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.intake.personal.identifiers import cleaned, matching, storable
from toolkit.intake.personal.known_values import (
    Phrases,
    joined,
    known_spans,
    own_phrases,
    safe_phrases,
    words_of,
)
from toolkit.intake.personal.name_lists import BRANDS, name_hint, unaccented
from toolkit.intake.personal.names import name_spans
from toolkit.intake.personal.redaction_rules import RULES, Found

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
    other number of six digits or more (seven with marks between them; three after a word such as customer number,
    four after one such as case or policy), IP addresses, coordinates, full postcodes, also British, streets with a
    number, full dates up to 2010 or after a word for birth, Dutch licence plates, and names as `person_names` finds
    them. In doubt it is taken out: a range of years, a price below ten million, a date of service and a service
    number (0800) stay, but a firm named after a person goes unless it is in `keep` or a word such as Energie follows
    the first name.
    Not found are: a bare surname in small letters that is in no list, a rare first name alone at the start of a
    sentence, a nickname, numbers written in words, and what identifies by its story ("the baker next to the church").
    So a quotation needs a person's approval all the same.

    A second redaction changes nothing.
    """
    aligned = pd.DataFrame(index=texts.index)
    if known is not None:
        aligned = known if known.index.equals(texts.index) else known.reindex(texts.index)
    looked_for = LookedFor(aligned, safe_phrases(aligned), _stays(keep))
    codes, different = pd.factorize(texts)
    answers = np.array([*(storable(str(text)) for text in different), None], dtype=object)[codes]
    totals: Counter[str] = Counter()
    rows = np.flatnonzero(codes >= 0)
    # What is taken out may uncover something beside it. It ends, for each pass leaves less text outside the marks.
    while len(rows):
        after, counts = _one_pass(answers[rows], rows, looked_for)
        totals += counts
        changed = after != answers[rows]
        answers[rows] = after
        rows = rows[changed]
    column = pd.Series(answers, index=texts.index, dtype="str")
    column.name = texts.name
    return column, {kind: totals[kind] for kind in MARKS if totals[kind]}


@dataclass(frozen=True, eq=False)
class LookedFor:
    """What to look for beside shapes and names: the rows' own cells and everybody's; and what to leave alone."""

    known: pd.DataFrame
    everybody: Phrases
    stays: re.Pattern[str]


def _one_pass(
    answers: np.ndarray, rows: np.ndarray, looked_for: LookedFor
) -> tuple[np.ndarray, Counter[str]]:
    """Redact once, each different text once: the texts of these rows after it, and counts over the rows."""
    places, different = pd.factorize(answers)
    originals = list(different)
    texts = [cleaned(text) for text in originals]
    phrases: list[Phrases] = [{} for _ in texts]
    if looked_for.known.shape[1]:
        words = [words_of(text) for text in texts]
        firsts = looked_for.everybody.keys()
        phrases = [{} if firsts.isdisjoint(some) else looked_for.everybody for some in words]
        for row, own in own_phrases(words, places, looked_for.known.iloc[rows]).items():
            # A text in which its own writer is named is redacted apart from the same text of others.
            for column in (originals, texts):
                column.append(column[places[row]])
            places[row] = len(phrases)
            phrases.append(joined(own, looked_for.everybody))
    counts = _redact_all(texts, phrases, looked_for.stays)
    after = [texts[place] if place in counts else original for place, original in enumerate(originals)]
    times = np.bincount(places, minlength=len(after))
    totals: Counter[str] = Counter()
    for place, found in counts.items():
        for kind, number in found.items():
            totals[kind] += number * int(times[place])
    return np.array(after, dtype=object)[places], totals


def _redact_all(
    texts: list[str], phrases: Sequence[Phrases], stays: re.Pattern[str]
) -> dict[int, Counter[str]]:
    """Redact each text, in place; returns what was found, by place."""
    counts: dict[int, Counter[str]] = {}
    hints = [matching(texts, rule.hint) for rule in RULES]
    named = matching([unaccented(text) for text in texts], name_hint())
    named |= np.array([bool(some) for some in phrases], dtype=bool)
    for rule, hinted in zip(RULES, hints, strict=True):
        for place in np.flatnonzero(hinted).tolist():
            found = rule.find(texts[place])
            texts[place] = _replaced(texts[place], found, counts.setdefault(place, Counter()))
    for place in np.flatnonzero(named).tolist():
        found_here = counts.setdefault(place, Counter())
        texts[place] = _without_names(texts[place], phrases[place], stays, found_here)
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
