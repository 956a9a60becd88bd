"""Which rows of which tables a finding rests on, found from what the report prints and from nothing else.

A row is named only where it holds what the sentence states; docs/findings.md tells the rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from toolkit.language import Language
from toolkit.report.evidence.printed import Printed
from toolkit.report.evidence.rows import ELSEWHERE, OWN, Row, Tables, View
from toolkit.report.evidence.sentences import Claim, Sentence, longer_words

_GROUP_LETTER: Final = re.compile(r"[A-Z]{1,2}: ")  # before the name of a group in the head of a table
# Digits of a value and its margin that are no coincidence: near the finding, in a named row, and anywhere.
_TELLING, _TELLING_NAMED, _TELLING_ANYWHERE = 4, 3, 8
_MOST_NUMBERS, _MOST_DIGITS = 3, 6  # of a row that holds most of what a sentence states


@dataclass(frozen=True, slots=True)
class Held:
    """Where a row holds what a sentence states: the columns, how well they fit, and the digits that fit exactly."""

    columns: tuple[int, ...]
    exact: int
    digits: int


@dataclass(frozen=True, slots=True)
class Link:
    """What a finding rests on in one table: places of rows, each with the places of the columns that hold its numbers.

    Without rows it is the table as a whole, or more than one of its rows holds the same.
    """

    table: View
    rows: tuple[tuple[int, tuple[int, ...]], ...]


Found = tuple[Row, tuple[int, ...]]


def links(finding: View, section: str, tables: Tables, language: Language) -> tuple[Link, ...]:
    """Find what a finding rests on, in the order of what it states; `section` is the number of the heading over it."""
    sentence = Sentence(finding["text"], finding["numbers"], language)
    near = [row for row in tables.rows if row.near(section) < ELSEWHERE]
    claimed = _rows_of_claims(sentence, tables, section)
    if any(row.table is link.table for link in claimed for row in near):
        return _joined(claimed)
    by_name = (
        _named_cells(sentence, near, section)
        or _behind_names(sentence, near, section)
        or _in_its_column(sentence, near, section)
    )
    found = by_name or claimed or _most_numbers(sentence, near, section)
    return _joined(found or _only_table(finding["evidence"], section, near, language))


def _only_table(method: str, section: str, rows: Iterable[Row], language: Language) -> list[Link]:
    """Give the one table of the section to a finding whose method begins by naming a table."""
    tables = {row.table["number"]: row.table for row in rows if row.section == section}
    named = method.startswith(f"{language.pattern('Table')} ")
    return [Link(one, ()) for one in tables.values()] if named and len(tables) == 1 else []


def _rows_of_claims(sentence: Sentence, tables: Tables, section: str) -> list[Link]:
    """Find the rows that hold the values of a sentence with their margins."""
    candidates = [_candidates(claim, sentence, tables, section) for claim in sentence.claims]
    # Of two rows that hold a value, the one that holds another value of the sentence too is meant.
    holds = Counter(place for found in candidates for place in {_place(row) for _, (row, _) in found})
    links = (_best(found, holds, sentence, section) for found in candidates)
    return [link for link in links if link]


def _candidates(
    claim: Claim, sentence: Sentence, tables: Tables, section: str
) -> list[tuple[tuple[int, ...], Found]]:
    """Give the rows that hold a claim, each with its rank: the smallest fits best.

    Where the sentence names rows of a table, another row of it must hold more digits than chance can.
    """
    found = []
    for row in tables.with_numbers(claim.low, claim.high):
        for held in _held(claim, sentence, row):
            near, named = row.near(section), sum(map(sentence.quotes, row.words))
            based = any(one.decimals == 0 and one.value in sentence.bases for _, one in row.numbers)
            if _certain(claim, held, near, named=bool(named), based=based):
                rank = (near, -named, -held.exact, int(not based))
                found.append((rank, held.digits, (row, held.columns)))
    strangers = _tables_named(sentence, tables.rows_beside(row for *_, (row, _) in found))
    return [
        (rank, one)
        for rank, digits, one in found
        if rank[1] or digits >= _TELLING_ANYWHERE or one[0].table["number"] not in strangers
    ]


def _best(
    found: Sequence[tuple[tuple[int, ...], Found]],
    holds: Mapping[tuple[str, int], int],
    sentence: Sentence,
    section: str,
) -> Link | None:
    """Choose the row; the table alone where several of its rows are equal, and none where tables far away are."""
    ranked = [((rank[0], -holds[_place(one[0])], *rank[1:]), one) for rank, one in found]
    best = min((rank for rank, _ in ranked), default=None)
    equal = _told_apart([one for rank, one in ranked if rank == best], sentence)
    here = [one for one in equal if one[0].table is equal[0][0].table]
    if not here or (len(here) < len(equal) and here[0][0].near(section) == ELSEWHERE):
        return None
    alone = len(here) > 1 and not all(sentence.quotes(row.words[0]) for row, _ in here if row.words)
    return Link(here[0][0].table, () if alone else tuple((row.place, columns) for row, columns in here))


def _place(row: Row) -> tuple[str, int]:
    return row.table["number"], row.place


def _told_apart(equal: list[Found], sentence: Sentence) -> list[Found]:
    """Keep of rows that hold the same the one row that the sentence shares a word with which not all of them have."""
    words = [set(longer_words(" ".join(row.words))) for row, _ in equal]
    shared = set[str]().union(*words[:1]).intersection(*words)
    told = [one for one, own in zip(equal, words, strict=True) if (own - shared) & sentence.words]
    return told if len(told) == 1 else equal


def _tables_named(sentence: Sentence, rows: Iterable[Row]) -> set[str]:
    return {row.table["number"] for row in rows if any(map(sentence.quotes, row.words))}


def _certain(claim: Claim, held: Held, near: int, *, named: bool, based: bool) -> bool:
    """Say whether it is no coincidence that a row holds a claim; elsewhere in the report that asks for more."""
    exact = held.exact == 2 * (3 if claim.value else 2)
    if claim.value is None:
        told = named or based or (near == OWN and claim.low.decimals > 0)
        return exact and told and claim.digits >= _TELLING
    if near < ELSEWHERE:
        return max(claim.digits, held.digits if exact else 0) >= _TELLING or named or based
    telling = _TELLING_NAMED if named else _TELLING if based else _TELLING_ANYWHERE
    return exact and held.digits >= telling


def _held(claim: Claim, sentence: Sentence, row: Row) -> Iterator[Held]:
    """Find where a row holds a claim: value, low and high beside each other."""
    for place, pair in enumerate(pairwise(row.numbers)):
        low, high = (cell for _, cell in pair)
        wanted = [claim.low, claim.high]
        if high.value <= 0 and low.value < 0 and not claim.low.sign:  # "14.8 lower (11.6 to 18.0)"
            wanted.reverse()
        cells = list(pair)
        if claim.value:
            if not place:
                continue
            cells, wanted = [row.numbers[place - 1], *cells], [claim.value, *wanted]
        fits = [sentence.fit(stated, cell) for stated, (_, cell) in zip(wanted, cells, strict=True)]
        if all(fits):
            digits = sum(cell.digits for (_, cell), fit in zip(cells, fits, strict=True) if fit == 2)
            yield Held(tuple(dict.fromkeys(at for at, _ in cells)), sum(fits), digits)


def _named_cells(sentence: Sentence, rows: Sequence[Row], section: str) -> list[Link]:
    """Find cells whose row and whose column the sentence both names, the row last before the number they hold."""
    found = []
    for row in rows:
        names = [name for name in row.words if sentence.quotes(name)]
        if not names:
            continue
        others = {name for one in rows if one.table is row.table for name in one.words}
        own = [one for one in sentence.stated if sentence.named_before(one, others) in names]
        columns = dict.fromkeys(at for at, cell in row.numbers if _named_cell(sentence, own, row, at, cell))
        if columns:
            found.append((row, tuple(columns)))
    return _in_one_table(found, section)


def _named_cell(sentence: Sentence, stated: Iterable[Printed], row: Row, at: int, cell: Printed) -> bool:
    name = _GROUP_LETTER.sub("", row.table["columns"][at]["label"])
    return sentence.quotes(name) and any(sentence.fit(one, cell) == 2 for one in stated)


def _behind_names(sentence: Sentence, rows: Sequence[Row], section: str) -> list[Link]:
    """Find the rows that a sentence names with their number right behind, two or more and all of them in one column."""
    columns: dict[tuple[str, int], list[Found]] = {}
    told: set[int] = set()
    for row in rows:
        number = next((one for words in row.words if (one := sentence.behind(words))), None)
        if number is None:
            continue
        told.add(number.start)
        for at, cell in row.numbers:
            if sentence.fit(number, cell) == 2:
                columns.setdefault((row.table["number"], at), []).append((row, (at,)))
    whole = [found for found in columns.values() if len(found) == len(told) > 1]
    nearest: Sequence[Found] = min(whole, key=lambda found: found[0][0].near(section), default=())
    return _in_one_table(nearest, section)


def _in_its_column(sentence: Sentence, rows: Sequence[Row], section: str) -> list[Link]:
    """Find the cells of the column whose head opens the sentence, as “Baseline 2025: 1,200 customers answered.”."""
    tables: dict[str, list[tuple[int, Found]]] = {}
    for one in sentence.stated:
        held = [
            (row, at)
            for row in rows
            if row.section == section
            for at, cell in row.numbers
            if sentence.text.startswith(f"{row.table['columns'][at]['label']}: ")
            and cell.fills(row.table["rows"][row.place][at])
            and sentence.fit(one, cell) == 2
        ]
        if len(held) == 1:  # in two rows either may be meant
            [(row, at)] = held
            tables.setdefault(row.table["number"], []).append((one.digits, (row, (at,))))
    told = [found for found in tables.values() if sum(digits for digits, _ in found) >= _TELLING_NAMED]
    return [link for found in told for link in _in_one_table((one for _, one in found), section)]


def _most_numbers(sentence: Sentence, rows: Sequence[Row], section: str) -> list[Link]:
    """Find the one row that holds several of its numbers, and more than any other row of its table."""
    tables: dict[str, list[tuple[int, Found]]] = {}
    for row in rows:
        held: dict[float, tuple[int, int]] = {}
        for at, cell in row.numbers:
            for one in sentence.stated:
                if sentence.fit(one, cell) == 2:
                    held.setdefault(abs(one.value), (at, one.digits))
        digits = sum(told for _, told in held.values())
        if len(held) >= _MOST_NUMBERS and digits >= _MOST_DIGITS:
            columns = tuple(sorted({at for at, _ in held.values()}))
            tables.setdefault(row.table["number"], []).append((digits, (row, columns)))
    best = []
    strangers = _tables_named(sentence, rows) if tables else set()
    for number, found in tables.items():
        top = max(digits for digits, _ in found)
        most = [one for digits, one in found if digits == top]
        if len(most) == 1 and (number not in strangers or any(map(sentence.quotes, most[0][0].words))):
            best += most
    return _in_one_table(best, section)


def _in_one_table(found: Iterable[Found], section: str) -> list[Link]:
    """Keep what the nearest table holds."""
    ordered = sorted(found, key=lambda one: one[0].near(section))
    return [
        Link(row.table, ((row.place, columns),))
        for row, columns in ordered
        if row.table is ordered[0][0].table
    ]


def _joined(found: Iterable[Link]) -> tuple[Link, ...]:
    """Give one link per table, its rows once and in the order of the table."""
    tables: dict[str, View] = {}
    rows: dict[str, dict[int, set[int]]] = {}
    for link in found:
        tables.setdefault(link.table["number"], link.table)
        places = rows.setdefault(link.table["number"], {})
        for place, columns in link.rows:
            places.setdefault(place, set()).update(columns)
    return tuple(
        Link(table, tuple((place, tuple(sorted(columns))) for place, columns in sorted(rows[number].items())))
        for number, table in tables.items()
    )
