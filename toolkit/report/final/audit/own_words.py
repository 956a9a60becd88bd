"""The consultant's own words before they are final: numbers of too few customers, and answers that nobody approved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from toolkit.catalogues import SOURCE_LANGUAGE, available_languages
from toolkit.engagement import Engagement
from toolkit.intake import Survey
from toolkit.intake.quotes import approved_quotes
from toolkit.language import Language
from toolkit.report.final.audit.leak import Finished, counts_in, words

# Fewer words, or signs, are said by many in the same way.
FEWEST_WORDS: Final = 4
FEWEST_SIGNS: Final = 20
SHOWN: Final = 20  # of what a customer wrote, no more is told

_QUOTED = re.compile(r"“([^“”]+)”|‘([^‘’]+)’|„([^“”„]+)[“”]|«([^«»]+)»|\"([^\"]+)\"")
# What a consultant may write between a number and the word for customers, or for the number itself.
_NUMBERS: Final = {
    **{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9},
}
_NO_ADJECTIVE: Final = (
    "a|an|the|that|which|who|whom|whose|from|by|among|with|for|in|on|at|to|and|or|but|of|points|percent|per|than|when|"
    "because|if|as|is|are|was|were|do|does|de|het|een|die|dat|van|door|bij|onder|met|voor|op|aan|tot|en|maar|punten|"
    "procent|dan|toen|omdat|als|zijn|waren|doen"
)
_COUNTED = re.compile(
    rf"(?<![\w.,])(\d[\d.,]*|{'|'.join(_NUMBERS)})\s+"
    r"(?:(?:of|van)\s+(?:our|the|these|their|de|deze|hun|onze)\s+)?"
    rf"(?:(?!(?:{_NO_ADJECTIVE})\b)[^\W\d_]+(?:-[^\W\d_]+)*\s+){{0,2}}"
    r"(?:customers?|respondents?|klant(?:en)?|respondenten)\b",
    re.IGNORECASE,
)
_KEY = re.compile(r"[0-9a-f]{16,}")
_MARKS = re.compile(r"[*_>`#]+")
_SAME_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"'})


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the consultant's that a report prints: where they stand, in which language, and what they are."""

    where: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong in a passage."""

    where: str
    what: str


def own_words(engagement: Engagement) -> tuple[Passage, ...]:
    """Give the words that the reports of a client print as they are: `text/*.md` and the answers to red flags."""
    folder, found = engagement.folder / "text", []
    for path in sorted(folder.glob("*.*.md")) if folder.is_dir() else []:
        code = path.name.split(".")[-2]
        if code in available_languages():
            # What is not UTF-8 is a fault of its own, told elsewhere.
            lines = path.read_text("utf-8-sig", errors="replace")
            found.append(Passage(f"text/{path.name}", code, lines))
    for number, answer in enumerate(engagement.answers, start=1):
        where = f"engagement.toml, answers[{number}].text"
        texts = answer.text if isinstance(answer.text, str) else None
        if texts is not None:
            found.append(Passage(where, engagement.client.language, texts))
        else:
            given = {code: getattr(answer.text, code, None) for code in available_languages()}
            found += [Passage(f"{where}.{code}", code, text) for code, text in given.items() if text]
    return tuple(found)


def small_numbers(passages: Sequence[Passage], minimum: int) -> Iterator[Found]:
    """Find numbers of customers under the minimum cell."""
    for one in passages:
        for place, line in enumerate(one.text.splitlines(), start=1):
            read = dict.fromkeys((one.language, SOURCE_LANGUAGE))
            said = (line, _COUNTED.sub(_plainly, line))
            counts = dict.fromkeys(
                number for code in read for text in said for number in counts_in(text, Language(code))
            )
            for number in counts:
                if 0 < number < minimum:
                    noun = "customer" if number == 1 else "customers"
                    yield Found(f"{one.where}, line {place}", f"tells of {number} {noun}")


def _plainly(found: re.Match[str]) -> str:
    """Write "seven angry customers" as the audit reads it: 7 customers."""
    return f"{_NUMBERS.get(found[1].lower(), found[1])} customers"


def page_passages(finished: Finished) -> tuple[Passage, ...]:
    """Give the words that a finished report prints, its tables too but its quotes not: a passage per block."""
    document = finished.document
    found = []
    for block in document["blocks"]:
        name = f"{block['kind']} {block['number']}" if block.get("number") else block["kind"]
        cells = (cell for row in block["rows"] for cell in row) if block["kind"] == "table" else ()
        found.append(Passage(name, document["meta"]["language"], "\n".join((*words(block), *cells))))
    return tuple(found)


def keys_told(surveys: Sequence[Survey], passages: Sequence[Passage]) -> Iterator[Found]:
    """Find the keys, hashed as they are, by which the toolkit knows customers."""
    keys = {str(key) for survey in surveys if survey.key is not None for key in survey.key.dropna()}
    for one in passages:
        if keys.intersection(_KEY.findall(one.text)):
            yield Found(one.where, "prints the key of a customer")


def unapproved(
    engagement: Engagement, surveys: Sequence[Survey], passages: Sequence[Passage]
) -> Iterator[Found]:
    """Find answers of customers, whole or between quotation marks, that stand in no approved quote."""
    answers: dict[str, str] = {}
    for survey in surveys:
        for name in survey.open:
            for answer in survey.open[name].dropna().unique():
                answers.setdefault(_even(str(answer)), survey.wave)
    known = [
        _even(one.text)
        for one in approved_quotes(engagement, {survey.wave: survey.open for survey in surveys})
    ]
    for one in passages:
        text = _even(one.text)
        quoted = [_even(next(filter(None, found))) for found in _QUOTED.findall(one.text)]
        pieces = sorted({piece for piece in quoted if _long_enough(piece)})
        copied: dict[str, str] = {}
        for answer, wave in answers.items():
            whole = _long_enough(answer) and answer in text
            words = answer if whole else next((piece for piece in pieces if piece in answer), "")
            if words and not any(words in quote for quote in known):
                copied.setdefault(words, wave)
        for words, wave in copied.items():
            shown = words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
            yield Found(one.where, f"quotes an answer of {wave} that nobody approved, “{shown}”")


def _long_enough(words: str) -> bool:
    return len(words) >= FEWEST_SIGNS and len(words.split()) >= FEWEST_WORDS


def _even(words: str) -> str:
    """Bring text to what is the same however it is typed: blanks, capitals, quotation marks, Markdown's own signs."""
    plain = _MARKS.sub("", words.translate(_SAME_SIGNS)).casefold()
    return re.sub(r"\s+", " ", plain).strip(" \"'.!?")
