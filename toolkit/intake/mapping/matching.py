"""Which column of a file is which item: by name, by code but for its spelling, and by the text of the question.

Nothing is decided here: each match has a score from 0 to 1 and a reason. What is a near tie, or is one thing by its
name and another by its text, is a doubt, with all its candidates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from toolkit.intake.export import Export
from toolkit.intake.mapping.likeness import CATEGORY, ORG, Slots, Words, likeness, negated, parts_of
from toolkit.intake.mapping.spelling import code_scores
from toolkit.intake.mapping.targets import Target, nicknamed, value_targets

# Set on paraphrases as consultants field them and on questions of other surveys (tests/intake/test_mapping.py):
# from MATCHED on, more than eight in ten paraphrases are found and no other question is; from POSSIBLE on nearly all
# are, and one other question in ten. What lies between the two is for the consultant to say.
MATCHED = 0.7
POSSIBLE = 0.55
# Candidates whose ranks differ by no more than this are a near tie.
MARGIN = 0.15
# An item's name over a question that is less like the item's than this contradicts itself.
CONTRADICTED = 0.3
RENAMED = 0.95
NEARLY = 0.94
# A column called after a question says little of what was asked: a doubt, never a match.
CALLED = 0.6
EXACT_BONUS = 0.25
CONTRADICTION_MALUS = 0.4

DECLARED = "mapped in engagement.toml"
SAME_NAME, SAME_CODE = "same name", "same code but for spelling"
SAME_TEXT, OTHER_NAME = "same question text", "same question text about another name"
NEAR_TEXT = "nearly the same text"
NICKNAME = "often called so"
BUT_OTHERWISE = ", but its question reads otherwise"
BUT_NEGATED = ", but one of the two has a “not”"
SURE = frozenset({DECLARED, SAME_NAME, SAME_CODE, SAME_TEXT})


@dataclass(frozen=True, slots=True)
class Match:
    """A column and what it may be, with a score from 0 to 1 and what speaks for it."""

    column: str
    target: Target
    score: float
    why: str

    @property
    def sure(self) -> bool:
        """Say whether name or text are the same and nothing speaks against it."""
        return self.why in SURE


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The matches, the doubts (each with its candidates, the likeliest first) and the items that found no column."""

    matches: tuple[Match, ...] = ()
    doubts: tuple[tuple[Match, ...], ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Scores:
    """What speaks for each column (rows) being each target (columns): by name, by text, and both weighed."""

    names: np.ndarray
    texts: np.ndarray
    ranks: np.ndarray
    contradicted: np.ndarray
    turned: np.ndarray


def mapped(
    export: Export,
    targets: Sequence[Target],
    slots: Slots,
    *,
    declared: Mapping[str, str] | None = None,
    left_out: Collection[str] = (),
) -> ColumnMap:
    """Match the columns of an export with the targets, one to one.

    `declared` are the columns that the engagement names, per item: where the file has them they are not sought.
    `left_out` are columns that can be no item, such as personal data.
    """
    order = {column: place for place, column in enumerate(export.frame.columns)}
    known = {target.item: target for target in targets}
    fixed = {item: column for item, column in (declared or {}).items() if column in order and item in known}
    matches = [Match(column, known[item], 1.0, DECLARED) for item, column in fixed.items()]
    taken = {*left_out, *fixed.values()}
    columns = [column for column in order if column not in taken]
    parts = [_parts(export, column, slots) for column in columns]
    free = [target for target in targets if target.item not in fixed]
    free += value_targets(columns, parts, set(known))
    found, doubts = _assigned(columns, free, _scored(export, columns, parts, free))
    matches += found
    named = {match.target.item for match in (*matches, *(one for doubt in doubts for one in doubt))}
    return ColumnMap(
        tuple(sorted(matches, key=lambda match: order[match.column])),
        tuple(sorted(doubts, key=lambda doubt: order[doubt[0].column])),
        tuple(target.item for target in targets if target.declared and target.item not in named),
    )


def _parts(export: Export, column: str, slots: Slots) -> list[Words]:
    asked = parts_of(export.questions.get(column, column)) or (column,)
    return [slots.words(part) for part in asked]


def _scored(
    export: Export, columns: Sequence[str], parts: Sequence[Sequence[Words]], targets: Sequence[Target]
) -> _Scores:
    names = code_scores(columns, [target.item for target in targets])
    texts = _text_scores(parts, targets)
    places = {target.item: place for place, target in enumerate(targets) if target.kind == "item"}
    for row, column in enumerate(columns):
        item = nicknamed(export.questions.get(column, column)) or nicknamed(column)
        if item in places:
            texts[row, places[item]] = max(texts[row, places[item]], CALLED)
    asked = np.array([export.questions.get(column, column) != column for column in columns], dtype=bool)
    worded = np.array([bool(target.texts) for target in targets], dtype=bool)
    contradicted = (names > 0) & (texts < CONTRADICTED) & asked[:, None] & worded
    turned = np.zeros_like(contradicted)
    scaled = np.array([target.kind == "item" for target in targets], dtype=bool)
    for row, place in np.argwhere((texts >= POSSIBLE) & (texts <= NEARLY) & scaled).tolist():
        if texts[row, place] == CALLED:
            continue
        ours = {negated(words) for words in parts[row]}
        turned[row, place] = ours.isdisjoint(negated(words) for words in targets[place].texts)
    ranks = np.maximum(names, texts) - CONTRADICTION_MALUS * contradicted
    ranks += EXACT_BONUS * ((names > 0).astype(float) + (texts == 1.0))
    return _Scores(names, texts, ranks, contradicted, turned)


def _text_scores(parts: Sequence[Sequence[Words]], targets: Sequence[Target]) -> np.ndarray:
    """Compare questions: 1 where the words are the same, RENAMED where only a name differs, else their likeness."""
    flat = [words for one in parts for words in one]
    asked = [words for target in targets for words in target.texts]
    scores = np.zeros((len(parts), len(targets)))
    if not flat or not asked:
        return scores
    alike = np.minimum(likeness(flat, asked), NEARLY)
    places: dict[Words, list[int]] = {}
    for place, words in enumerate(asked):
        places.setdefault(words, []).append(place)
    for row, words in enumerate(flat):
        alike[row, places.get(words, [])] = 1.0
    patterns = {place: _any_name(words) for place, words in enumerate(asked) if {ORG, CATEGORY} & {*words}}
    for row, place in np.argwhere((alike >= CONTRADICTED) & (alike <= NEARLY)).tolist():
        if place in patterns and patterns[place].fullmatch(" ".join(flat[row])):
            alike[row, place] = RENAMED
    per_column = np.maximum.reduceat(alike, _starts(parts)[:-1], axis=0)
    for place, (first, last) in enumerate(pairwise(_starts([target.texts for target in targets]))):
        if first < last:
            scores[:, place] = per_column[:, first:last].max(axis=1)
    return scores


def _starts(groups: Sequence[Sequence[Words]]) -> list[int]:
    return np.cumsum([0, *map(len, groups)]).tolist()


def _any_name(words: Words) -> re.Pattern[str]:
    """Make the pattern of a question with one to five words in each slot."""
    slot = r"\S+(?: \S+){0,4}"
    return re.compile(" ".join(slot if word in (ORG, CATEGORY) else re.escape(word) for word in words))


def _assigned(
    columns: Sequence[str], targets: Sequence[Target], scores: _Scores
) -> tuple[list[Match], list[tuple[Match, ...]]]:
    """Give each column at most one target and each target one column, so that the sum of the ranks is highest."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import

    ranks = np.where(scores.ranks >= POSSIBLE, scores.ranks, 0.0)
    rows = np.flatnonzero(ranks.any(axis=1))
    if not len(rows):
        return [], []
    chosen, places = linear_sum_assignment(ranks[rows], maximize=True)
    pairs = {(int(rows[one]), int(place)) for one, place in zip(chosen, places, strict=True)}
    pairs = {pair for pair in pairs if ranks[pair] > 0}
    groups: list[set[tuple[int, int]]] = []
    for pair in sorted(pairs):
        group = {pair, *_rivals(pair, ranks, pairs), *_namesakes(pair, scores)}
        for other in [one for one in groups if one & group]:
            groups.remove(other)
            group |= other
        groups.append(group)
    matches, doubts = [], []
    for group in groups:
        ordered = sorted(group, key=lambda pair: (-ranks[pair], pair))
        told = tuple(_match(columns[row], targets[place], scores, row, place) for row, place in ordered)
        if len(told) == 1 and (told[0].sure or _likely(targets[ordered[0][1]], scores, *ordered[0])):
            matches.append(told[0])
        else:
            doubts.append(told)
    return matches, doubts


def _rivals(pair: tuple[int, int], ranks: np.ndarray, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Find what is a near tie with a pair, leaving out a column or target that has a clearly better partner."""
    row, place = pair
    near = ranks[pair] - MARGIN
    found = {(row, other) for other in np.flatnonzero((ranks[row] >= near) & (ranks[row] > 0)).tolist()}
    column = ranks[:, place]
    found |= {(other, place) for other in np.flatnonzero((column >= near) & (column > 0)).tolist()}
    better = {one for one in pairs if one != pair}
    return {
        one
        for one in found - {pair}
        if all(
            ranks[other] <= ranks[one] + MARGIN
            for other in better
            if other[0] == one[0] or other[1] == one[1]
        )
    }


def _namesakes(pair: tuple[int, int], scores: _Scores) -> set[tuple[int, int]]:
    """Find other targets that bear the name of a pair's column: it would be read as those."""
    row, place = pair
    return {(row, other) for other in np.flatnonzero(scores.names[row] > 0).tolist() if other != place}


def _likely(target: Target, scores: _Scores, row: int, place: int) -> bool:
    """Say whether a pair without rivals is a match.

    A column that bears the name of an item of the model is read as that item, whatever its question; labels of SPSS
    are seldom the question as asked. That its question reads otherwise is told with the match.
    """
    if scores.contradicted[row, place]:
        return target.declared and scores.names[row, place] == 1.0
    return bool(scores.texts[row, place] >= MATCHED and not scores.turned[row, place])


def _match(column: str, target: Target, scores: _Scores, row: int, place: int) -> Match:
    name, text = float(scores.names[row, place]), float(scores.texts[row, place])
    contradicted = bool(scores.contradicted[row, place])
    if name == 1.0:
        why = SAME_NAME
    elif text == 1.0:
        why = SAME_TEXT
    elif name > 0:
        why = SAME_CODE
    else:
        why = OTHER_NAME if text == RENAMED else NICKNAME if text == CALLED else NEAR_TEXT
    why += BUT_OTHERWISE * contradicted + BUT_NEGATED * bool(scores.turned[row, place])
    return Match(column, target, max(name, text) - CONTRADICTION_MALUS * contradicted, why)
