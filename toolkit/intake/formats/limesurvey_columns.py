"""In which columns LimeSurvey writes the answers to a question: their names, texts and labels, by its type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

Texts: TypeAlias = dict[str, str]

# The answers that LimeSurvey has ready by itself: code, and the place of its word in WORDS.
FIXED = {
    "Y": {"Y": 0, "N": 1},
    "M": {"Y": 0, "N": 1},
    "P": {"Y": 0, "N": 1},
    "C": {"Y": 0, "N": 1, "U": 2},
    "G": {"F": 3, "M": 4},
    "E": {"I": 5, "S": 6, "D": 7},
}
WORDS = {
    "en": ("Yes", "No", "Uncertain", "Female", "Male", "Increase", "Same", "Decrease", "Other", "Comment"),
    "nl": ("Ja", "Nee", "Onzeker", "Vrouw", "Man", "Toename", "Gelijk", "Afname", "Anders", "Toelichting"),
    "de": ("Ja", "Nein", "Unsicher", "Weiblich", "Männlich", "Zunahme", "Gleich", "Abnahme", "Sonstiges",
           "Kommentar"),
}  # fmt: skip
OTHER, COMMENT = 8, 9
# Types whose answers have codes and texts of the maker's own.
LISTS = "!LOFHR1WZ"


@dataclass(frozen=True, slots=True)
class Described:
    """One column of the answers: its name as LimeSurvey writes it, and per language its text and labels.

    `joined` is the name in LimeSurvey's other notation, with _ for brackets. `question` is the code of the question,
    `stems` its text without that of the subquestion, `kind` the letter of its type. `ticked` says that this is one
    option of a multiple-choice question.
    """

    name: str
    joined: str
    question: str
    kind: str
    stems: Mapping[str, str]
    texts: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    ticked: bool = False


@dataclass(slots=True)
class Question:
    """A question while its parts are gathered: subquestions and answers by scale and code, each with its texts."""

    code: str
    kind: str
    has_other: bool
    texts: Texts = field(default_factory=dict)
    other: Texts = field(default_factory=dict)
    subquestions: dict[tuple[int, str], Texts] = field(default_factory=dict)
    answers: dict[tuple[int, str], Texts] = field(default_factory=dict)

    def subs(self, scale: int = 0) -> list[tuple[str, Texts]]:
        """List the subquestions of a scale: rows are scale 0, columns of a grid scale 1."""
        return [(code, texts) for (on, code), texts in self.subquestions.items() if on == scale]

    def options(self, scale: int = 0) -> list[tuple[str, Texts]]:
        """List the answers of a scale."""
        return [(code, texts) for (on, code), texts in self.answers.items() if on == scale]


class _Column(NamedTuple):
    """A column of a question: the codes and texts after the question's own, and the scale whose labels it has."""

    codes: tuple[str, ...] = ()
    texts: tuple[Texts, ...] = ()
    scale: int | None = None
    ticked: bool = False


def word(language: str, place: int) -> str:
    """Give one of LimeSurvey's own words, in English where the language is not known here."""
    return WORDS.get(language[:2].lower(), WORDS["en"])[place]


def columns_of(question: Question, languages: Sequence[str]) -> Iterator[Described]:
    """Give the columns in which a question is answered, in the order of an export."""
    for column in FAMILIES.get(question.kind, _single)(question, languages):
        # Brackets count the two scales of a dual array from 1, the joined notation from 0.
        joined = (column.codes[0], str(column.scale)) if question.kind == "1" else column.codes
        yield Described(
            name=question.code + "".join(f"[{code}]" for code in column.codes),
            joined="_".join((question.code, *joined)),
            question=question.code,
            kind=question.kind,
            stems={language: _in(question.texts, language) for language in languages},
            texts={language: _told(question.texts, column.texts, language) for language in languages},
            labels={} if column.scale is None else _labels(question, column.scale, languages),
            ticked=column.ticked,
        )


def _array(question: Question, languages: Sequence[str]) -> Iterator[_Column]:  # noqa: ARG001 - as its likes
    return (_Column((code,), (texts,), 0) for code, texts in question.subs())


def _multiple(question: Question, languages: Sequence[str]) -> Iterator[_Column]:
    other, comment = _other(question, languages), _everywhere(COMMENT, languages)
    for code, texts in question.subs():
        yield _Column((code,), (texts,), 0, ticked=True)
        if question.kind == "P":
            yield _Column((f"{code}comment",), (texts, comment))
    if question.has_other:
        yield _Column(("other",), (other,))
        if question.kind == "P":
            yield _Column(("othercomment",), (other, comment))


def _dual(question: Question, languages: Sequence[str]) -> Iterator[_Column]:
    for code, texts in question.subs():
        for scale in (0, 1):
            yield _Column((code, str(scale + 1)), (texts, _same(scale + 1, languages)), scale)


def _grid(question: Question, languages: Sequence[str]) -> Iterator[_Column]:  # noqa: ARG001 - as its likes
    for row, texts in question.subs():
        yield from (_Column((f"{row}_{code}",), (texts, across)) for code, across in question.subs(1))


def _ranking(question: Question, languages: Sequence[str]) -> Iterator[_Column]:
    places = range(1, len(question.options()) + 1)
    return (_Column((str(place),), (_same(place, languages),), 0) for place in places)


def _single(question: Question, languages: Sequence[str]) -> Iterator[_Column]:
    yield _Column(scale=0)
    if question.kind == "|":
        yield _Column(("filecount",), (_same("filecount", languages),))
    elif question.kind == "O":
        yield _Column(("comment",), (_everywhere(COMMENT, languages),))
    elif question.has_other:
        yield _Column(("other",), (_other(question, languages),))


FAMILIES: dict[str, Callable[[Question, Sequence[str]], Iterator[_Column]]] = {
    **dict.fromkeys("ABCEFHKQ", _array),
    **dict.fromkeys("MP", _multiple),
    **dict.fromkeys(":;", _grid),
    "1": _dual,
    "R": _ranking,
}


def _same(text: object, languages: Sequence[str]) -> Texts:
    return {language: str(text) for language in languages}


def _everywhere(place: int, languages: Sequence[str]) -> Texts:
    return {language: word(language, place) for language in languages}


def _other(question: Question, languages: Sequence[str]) -> Texts:
    """Give the maker's own text of another answer, or LimeSurvey's."""
    return _everywhere(OTHER, languages) | question.other


def _told(question: Texts, parts: Sequence[Texts], language: str) -> str:
    """Write a question with its subquestions in brackets, as LimeSurvey does over a column."""
    told = "".join(f"[{_in(part, language)}]" for part in parts)
    return f"{_in(question, language)} {told}".strip()


def _in(texts: Texts, language: str) -> str:
    """Give a text in a language; where it has none, in another."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def _labels(question: Question, scale: int, languages: Sequence[str]) -> dict[str, Texts]:
    """Give the labels of a column per language."""
    kind = question.kind
    if kind in FIXED:
        places = FIXED[kind].items()
        return {language: {code: word(language, place) for code, place in places} for language in languages}
    if kind not in LISTS:
        return {}
    labels = {
        language: {code: _in(texts, language) for code, texts in question.options(scale)}
        for language in languages
    }
    if question.has_other and kind in "!L":
        other = _other(question, languages)
        for language in languages:
            labels[language]["-oth-"] = other[language]
    return labels
