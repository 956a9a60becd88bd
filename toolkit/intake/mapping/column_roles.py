"""What the columns of a file that are no items may be for: key, weight, segment, open answer, or how rows came about.

All of it is guessed from names and from what the cells look like, and proposed for the consultant to confirm.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.engagement import code_number, folded
from toolkit.intake.export import Export
from toolkit.intake.mapping.showable import LONGEST_SHOWN, may_be_personal, may_be_shown, sampled, stripped
from toolkit.intake.values.numbers import numbers_of

# Columns are judged by so many cells, spread over the file.
CELLS = 2_000_000
MOST_CODES = 12
MOST_SEGMENTS = 12
MOST_OPEN = 20
BLOCK = 4
# The mean weight is 1, but for rounding.
NEAR_ONE = 0.02
OPEN_WORDS = 4.0
OPEN_DIFFERENT = 0.6
LETTERS = 0.6
# A label of a group is seldom longer; free text is.
LABEL_WORDS = 5.0

LONGEST_NAME, LONGEST_QUESTION = 200, 1_000
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
PIECE = re.compile(r"[^\W\d_]+")
KEY = re.compile(
    r"\w*(?:nummer|number)|(?:klant|debiteur|lid|relatie|resp|respondent|panel)?(?:nr|no|id|code|key|sleutel|token)|"
    r"(?:client|customer|user|member|account|response)(?:nr|no|id|code|key|token)|resp(?:ondent)?|panellid"
)
# Called so, even 1, 2, 3, … may be the client's own numbers.
OWN_KEY = re.compile(
    r"(?:klant|debiteur|lid|relatie|resp(?:ondent)?|panel(?:lid)?|customer|member)(?:nr|no|id|nummer|number|code)"
)
DRAWN = re.compile(r"seed")  # LimeSurvey's random number
WEIGHT = re.compile(r"weeg(?:factor)?|gew(?:ichten)?|weging|weegfactoren|weights?|weighting|gewicht|wgt|wght")
SEGMENT = re.compile(
    r"kanaal|channel|regio|region|provincie|segment\w*|type|soort|klantgroep|groep|group|geslacht|gender|sex|"
    r"leeftijd\w*|age|agegroup|inkomen|income|opleiding|education|product|contract\w*|abonnement|filiaal|vestiging|branch|land|country"
)
# Groups that were made of an answer, and what became of an interview.
NO_SPLIT = re.compile(r"nps|status|dispositi\w*|promotors?|promoters?")
OPEN = re.compile(
    r"toelichting|waarom|opmerking(?:en)?|suggesties?|reden|why|reason|comments?|explain|explanation|verbeterpunten"
)
WAVE = re.compile(r"wave|meting|golf|ronde|jaar|year|periode|period|kwartaal|quarter|round")
DATE = r"\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})\.?[-/. ]\d{2,4}).*"
ID = r"[A-Za-z0-9][A-Za-z0-9_.\-]{2,39}"
SHORT_ID = r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}"
THREE_DIGITS = r"(?:.*\d){3}.*"
DECIMALS = r"\d+[.,]\d+"
PARADATA = {
    "started": re.compile(r"start(?:tijd|datum|date|time|ed|moment)?|begin(?:tijd|datum)?|begonnen"),
    "ended": re.compile(
        r"eind(?:e|tijd|datum)?|end(?:date|time|ed)?|submit(?:ted|date)?|completed|ingevuld|afgerond|voltooid|voltooien|"
        r"tijdstempel|timestamp|recorded"
    ),
    "seconds": re.compile(r"duur|tijdsduur|duration|seconds?|seconden|interviewtijd"),
    "finished": re.compile(r"finished|voltooid|afgerond|complete[d]?|klaar|volledig"),
    "test": re.compile(r"test|proef|preview|istest"),
}
MOMENTS = ("started", "ended")


@dataclass(frozen=True, slots=True)
class Guess:
    """A column that may have a role, and what speaks for it."""

    column: str
    why: str


@dataclass(frozen=True, slots=True)
class SegmentGuess:
    """A column that may split the customers.

    `values`: its codes with their labels, in order; empty where some may not be shown, of which `hidden` are left out.
    """

    column: str
    values: tuple[tuple[str, str], ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Roles:
    """What the columns that are no items may be for; the likeliest first."""

    keys: tuple[Guess, ...] = ()
    weights: tuple[Guess, ...] = ()
    segments: tuple[SegmentGuess, ...] = ()
    open_answers: tuple[Guess, ...] = ()
    rows: tuple[SegmentGuess, ...] = ()
    paradata: tuple[tuple[str, Guess], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Profile:
    """What a sample of a column's cells looks like: its different texts, and how many rows have each."""

    column: str
    words: tuple[str, ...]
    question: str
    texts: pd.Series
    counts: np.ndarray
    rows: int

    @property
    def filled(self) -> int:
        return int(self.counts.sum())

    @property
    def word_count(self) -> float:
        """Number of words of the filled cells, on average."""
        return float((self.texts.str.count(r"\S+").to_numpy() * self.counts).sum() / max(self.filled, 1))

    @property
    def coded(self) -> bool:
        """Say whether it holds a few different codes or short texts."""
        few = 2 <= len(self.counts) <= MOST_CODES
        return few and int(self.texts.str.len().max()) <= LONGEST_SHOWN

    def share(self, pattern: str) -> float:
        """Share of the filled cells that have this form."""
        fits = self.texts.str.fullmatch(pattern, flags=re.IGNORECASE).to_numpy(bool)
        return float(self.counts[fits].sum() / max(self.filled, 1))

    def called(self, pattern: re.Pattern[str]) -> bool:
        """Say whether a word of the column's name, or the whole of it, is one of these."""
        return any(pattern.fullmatch(word) for word in self.words)


def roles_of(export: Export, left_out: Collection[str], ratings: Collection[str] = ()) -> Roles:
    """Guess what columns are for, those `left_out` apart: items and personal data.

    `ratings` are folded texts of answers on a scale: a column of those is a question, and splits nobody.
    """
    profiles = _profiles(export, left_out)
    paradata = _paradata(profiles, set(export.paradata.columns), typed=export.typed)
    rest = _without(profiles, (guess.column for _, guess in paradata))
    keys = _keys(rest, export.frame)
    weights = _weights(rest, export.frame, typed=export.typed)
    rest = _without(rest, (guess.column for guess in (*keys, *weights)))
    opens = tuple(guess for one in rest if (guess := _open(one)) is not None)
    rows = tuple(_codes(one, export) for one in rest if one.called(WAVE) and one.coded)
    grouped = {column for columns in export.sets.values() for column in columns}
    rest = _without(rest, [*grouped, *(one.column for one in opens), *(one.column for one in rows)])
    answers = {*ratings, *_shared(rest)}
    splits = [one for one in rest if _splits(one, export, answers)]
    splits.sort(key=lambda one: not one.called(SEGMENT))
    segments = tuple(_codes(one, export) for one in splits[:MOST_SEGMENTS])
    return Roles(keys, weights, segments, opens[:MOST_OPEN], rows, paradata)


def _shared(profiles: Iterable[_Profile]) -> set[str]:
    """Give the texts that stand in so many columns that they are answers to a block of questions."""
    times = Counter(text for one in profiles if one.coded for text in {folded(text) for text in one.texts})
    return {text for text, columns in times.items() if columns >= BLOCK}


def _profiles(export: Export, left_out: Collection[str]) -> list[_Profile]:
    columns = [column for column in export.frame.columns if column not in left_out]
    sample = sampled(export.frame, CELLS)
    found = (_profile(column, export.questions.get(column, column), sample[column]) for column in columns)
    return [one for one in found if one.filled]


def _profile(column: str, question: str, cells: pd.Series) -> _Profile:
    places, different = pd.factorize(stripped(cells))
    counts = np.bincount(places[places >= 0], minlength=len(different))
    words = PIECE.findall(folded(CAMEL.sub(" ", column[:LONGEST_NAME])))
    return _Profile(
        column, (*words, "".join(words)), question, pd.Series(different, dtype="str"), counts, len(cells)
    )


def _without(profiles: Iterable[_Profile], columns: Iterable[str]) -> list[_Profile]:
    used = set(columns)
    return [one for one in profiles if one.column not in used]


def _paradata(
    profiles: Iterable[_Profile], known: Collection[str], *, typed: bool
) -> tuple[tuple[str, Guess], ...]:
    """Find what the file says of how rows came about, beside what the format has told (`known`)."""
    found: dict[str, Guess] = {}
    for one in profiles:
        for role, names in PARADATA.items():
            if role in known or role in found or not one.called(names):
                continue
            if role in MOMENTS:
                fits, why = one.share(DATE) >= 0.9, "name and dates"
            elif role == "seconds":
                fits, why = not np.isnan(numbers_of(one.texts, typed=typed)).any(), "name and numbers"
            else:
                fits, why = len(one.counts) <= 3, f"name and {len(one.counts)} different values"
            if fits:
                found[role] = Guess(one.column, why)
                break
    return tuple(found.items())


def _keys(profiles: Iterable[_Profile], frame: pd.DataFrame) -> tuple[Guess, ...]:
    """Find columns that name each respondent once; a count of the rows names nobody in another file."""
    named: list[Guess] = []
    unnamed: list[Guess] = []
    counting: list[Guess] = []
    for one in profiles:
        called = one.called(KEY)
        form = SHORT_ID if called else ID
        if not 2 <= one.rows == one.filled == len(one.counts) or one.share(form) < 1 or one.called(DRAWN):
            continue
        if one.share(DATE) or one.share(DECIMALS) or (not called and one.share(THREE_DIGITS) < 1):
            continue
        cells = stripped(frame[one.column])
        if cells.isna().any() or cells.duplicated().any():
            continue
        if _counts_rows(cells):
            counting += [Guess(one.column, "name; but it may only count the rows")] * one.called(OWN_KEY)
        elif called:
            named.append(Guess(one.column, "name; filled and different in every row"))
        else:
            unnamed.append(Guess(one.column, "filled and different in every row"))
    return (*named, *unnamed, *counting)


def _counts_rows(cells: pd.Series) -> bool:
    numbers = numbers_of(cells)
    return not np.isnan(numbers).any() and bool((np.diff(numbers) == 1).all())


def _weights(profiles: Iterable[_Profile], frame: pd.DataFrame, *, typed: bool) -> tuple[Guess, ...]:
    named, unnamed = [], []
    for one in profiles:
        called = one.called(WEIGHT)
        if not called and (one.filled < one.rows or one.share(DECIMALS) < 0.5):
            continue
        numbers = numbers_of(frame[one.column].astype("str"), typed=typed)
        if np.isnan(numbers).any() or (numbers < 0).any() or not (numbers > 0).any():
            continue
        mean = float(numbers.mean())
        if called:
            named.append(Guess(one.column, f"name; positive numbers, mean {mean:.4g}"))
        elif abs(mean - 1) <= NEAR_ONE and len(one.counts) > 2 and (numbers > 0).all():
            unnamed.append(Guess(one.column, f"positive numbers, mean {mean:.4g}"))
    return (*named, *unnamed)


def _open(one: _Profile) -> Guess | None:
    """Say whether a column holds answers in people's own words: many different ones, of several words."""
    asked = any(
        OPEN.fullmatch(word)
        for word in PIECE.findall(folded(f"{one.column[:LONGEST_NAME]} {one.question[:LONGEST_QUESTION]}"))
    )
    words = one.word_count
    many = len(one.counts) >= OPEN_DIFFERENT * one.filled
    if asked:  # a short file, or one in which few wrote anything, has few different answers
        many = len(one.counts) > MOST_CODES or (len(one.counts) > 2 and words >= OPEN_WORDS)
    if not many or one.filled < 2:
        return None
    letters = one.texts.str.count(r"[^\W\d_]").sum() / max(one.texts.str.len().sum(), 1)
    if letters < LETTERS or words < (OPEN_WORDS / 2 if asked else OPEN_WORDS):
        return None
    return Guess(one.column, f"{'asked for; ' if asked else ''}{words:.0f} words on average")


def _splits(one: _Profile, export: Export, ratings: Set[str]) -> bool:
    """Say whether a column has a few codes that are no marks: texts or labels, or a name that segments have."""
    if not one.coded or len(one.counts) * 2 > one.filled or one.share(DATE) > 0:
        return False
    if one.called(NO_SPLIT) or one.called(OPEN) or one.word_count > LABEL_WORDS:
        return False
    labels = export.labels.get(one.column, {})
    shown = {folded(labels.get(text, text)) for text in one.texts}
    if shown <= ratings:
        return False
    worded = all(re.search(r"[^\W\d_]", text) for text in shown)
    return worded or one.called(SEGMENT)


def _codes(one: _Profile, export: Export) -> SegmentGuess:
    """List the codes of the whole column with their labels, as far as they may be shown."""
    counts = stripped(export.frame[one.column]).value_counts()
    labels = export.labels.get(one.column, {})
    named = not any(may_be_personal(label) for label in labels.values())
    if labels and named and all(code in labels for code in counts.index):
        return SegmentGuess(one.column, tuple(labels.items()), 0)
    shown = [code for code, rows in counts.items() if may_be_shown(str(code), int(rows))]
    ordered = sorted(
        map(str, shown), key=lambda code: (code_number(code) is None, code_number(code) or 0.0, folded(code))
    )
    values = tuple((code, labels.get(code, code) if named else code) for code in ordered)
    return SegmentGuess(one.column, values, len(counts) - len(shown))
