"""Scales of answers in words: the house's own (scales.csv), those of the engagement, and answers that are none.

A scale of scales.csv has a row per wording of a value; of each value the first wording per language is the one that
a questionnaire prints. A row without a value is the sentence that stands above statements on that scale.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from toolkit.engagement import Engagement, Words, did_you_mean, folded, item_scale, plain_number
from toolkit.errors import EngagementError, Fault

SCALES_FILE = Path(__file__).with_name("scales.csv")
NO_ANSWERS_FILE = Path(__file__).with_name("no_answers.csv")
# How a platform may join the number and the words of one answer.
JOINED = (
    "{number} – {words}",
    "{number} - {words}",
    "{number} {words}",
    "{number}: {words}",
    "{number} = {words}",
    "{number} ({words})",
    "{words} ({number})",
)
# The same as a person or another platform writes it; the sign between the two tells that the number is the answer.
SIGN = r"\s*[-–—:=.)(]\s*"
NUMBER_FIRST = re.compile(rf"(?P<number>\d{{1,3}})(?P<sign>{SIGN}|\s+)(?P<words>[^\W\d_].*)", re.DOTALL)
NUMBER_LAST = re.compile(rf"(?P<words>[^\W\d_].*?)(?P<sign>{SIGN}|\s+)(?P<number>\d{{1,3}})\)?", re.DOTALL)
LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of answers in words.

    `values`: folded text of an answer → its value, whichever language or spelling. `labels`: the words to print per
    value, in the order to show them. `prompt`: the sentence above statements on this scale, None where each question
    is a sentence of its own. `wordings`: folded text of an answer → its language and its words without the number;
    empty for a scale of an engagement.
    """

    name: str
    values: Mapping[str, float]
    minimum: float
    maximum: float
    labels: Mapping[float, Words]
    prompt: Words | None = None
    wordings: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def numbered(self) -> bool:
        """Say whether some values have no words, so that respondents were shown numbers."""
        return len(self.labels) <= self.maximum - self.minimum


def value_on(scale: Scale, text: str) -> float | None:
    """Give the value of an answer in words on a scale, None where it is none or contradicts itself.

    Beside the known wordings that is a number with words, in either order: the words are those of that number, or
    the scale shows numbers, and a sign joins the two.

    >>> [value_on(house_scales()["likely11"], text) for text in ("Extremely likely - 10", "0 (mwah)", "9 very likely")]
    [10.0, 0.0, None]
    """
    plain = folded(text)
    if plain in scale.values:
        return scale.values[plain]
    found = NUMBER_FIRST.fullmatch(plain) or NUMBER_LAST.fullmatch(plain)
    if found is None:
        return None
    number, words = float(found["number"]), found["words"].rstrip(" )")
    known = scale.values.get(words)
    if known is not None:
        return known if known == number else None
    shown = scale.numbered and scale.minimum <= number <= scale.maximum and found["sign"].strip()
    plain_words = len(words) <= LONGEST_WORDS and not any(sign.isdigit() for sign in words)
    return number if shown and plain_words else None


@cache
def house_scales() -> Mapping[str, Scale]:
    """Read the scales of the house, by name."""
    with SCALES_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups = groupby(rows, key=lambda row: row["scale"])
    return MappingProxyType({name: _scale(name, list(group)) for name, group in groups})


@cache
def no_answers() -> Mapping[str, str]:
    """Read which answers are none: folded text → not_applicable, dont_know or no_answer."""
    return MappingProxyType({folded(row["text"]): row["reason"] for row in _no_answer_rows()})


@cache
def no_answer_label(reason: str) -> Words:
    """Give the words in which a questionnaire offers an answer that is none."""
    return _first_words(row for row in _no_answer_rows() if row["reason"] == reason)


def scale_of(engagement: Engagement, item: str) -> Scale | None:
    """Give the scale in words that the engagement declares for an item, None where it declares none.

    Raises EngagementError where nobody knows the scale, or it does not run as the item does.
    """
    own, ends = engagement.items.get(item), item_scale(engagement, item)
    construct = engagement.constructs[ends.construct]
    where, name = f"items.{item}.scale", own.scale if own is not None else None
    if name is None:
        where, name = f"constructs.{ends.construct}.scale", construct.scale
    if name is None:
        return None
    scale = _declared(engagement, name)
    if scale is None:
        known = [*engagement.scales, *house_scales()]
        mend = f"{did_you_mean(name, known)} Known: {', '.join(known)}.".strip()
        raise _refused(item, where, f'nobody knows the scale "{name}"', mend)
    own_scale = name in engagement.scales  # may leave an end out, as nobody need have given that answer
    fits = (scale.minimum, scale.maximum) == (ends.minimum, ends.maximum)
    if not fits and not (own_scale and ends.minimum <= scale.minimum <= scale.maximum <= ends.maximum):
        runs = f'"{name}" runs {_span(scale.minimum, scale.maximum)}'
        what = f"{runs}, but {item} runs {_span(ends.minimum, ends.maximum)}"
        raise _refused(item, where, what, "Name the scale that was used, or mend minimum and maximum.")
    return scale


def _refused(item: str, where: str, what: str, mend: str) -> EngagementError:
    return EngagementError(f"The scale of {item} cannot be used", [Fault(where, what, mend)])


def _span(low: float, high: float) -> str:
    return f"{plain_number(low)}–{plain_number(high)}"


def _declared(engagement: Engagement, name: str) -> Scale | None:
    """Find a scale by its name; one of the engagement goes before one of the house."""
    answers = engagement.scales.get(name)
    if answers is None:
        return house_scales().get(name)
    labels: dict[float, Words] = {}
    for answer, value in answers.items():
        labels.setdefault(value, Words(nl=answer, en=answer))
    values = {folded(answer): value for answer, value in answers.items()}
    ordered = MappingProxyType(dict(sorted(labels.items())))
    return Scale(name, MappingProxyType(values), min(ordered), max(ordered), ordered)


def _scale(name: str, rows: list[dict[str, str]]) -> Scale:
    prompt = [row for row in rows if not row["value"]]
    worded = [row for row in rows if row["value"]]
    shown = dict.fromkeys(row["value"] for row in worded)
    labels = {float(value): _first_words(row for row in worded if row["value"] == value) for value in shown}
    return Scale(
        name=name,
        values=MappingProxyType({text: value for row in worded for text, value in _spellings(row)}),
        minimum=min(labels),
        maximum=max(labels),
        labels=MappingProxyType(labels),
        prompt=_first_words(prompt) if prompt else None,
        wordings=MappingProxyType(
            {text: (row["language"], folded(row["text"])) for row in worded for text, _ in _spellings(row)}
        ),
    )


def _spellings(row: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """Give the folded texts that stand for a value: the words, and the words with the number."""
    number, words = row["value"], row["text"]
    for text in (words, *(form.format(number=number, words=words) for form in JOINED)):
        yield folded(text), float(number)


def _first_words(rows: Iterable[Mapping[str, str]]) -> Words:
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(row["language"], row["text"])
    return Words(nl=first["nl"], en=first["en"])


@cache
def _no_answer_rows() -> tuple[Mapping[str, str], ...]:
    with NO_ANSWERS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
