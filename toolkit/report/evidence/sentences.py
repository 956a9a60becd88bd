"""What the sentence of a finding states: its numbers, its values with their margins, and the names it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from toolkit.language import Language
from toolkit.report.evidence.printed import Printed, printed_numbers

_OPENS, _CLOSES = "‘“„«", "’”“»"
_BACK: Final = (
    4  # so many numbers may stand between a value and its margin: "16% gives a 9 or 10 (14% to 18%)"
)
_BASE: Final = re.compile(
    r"n(_.*)?|same|days"
)  # names of numbers of customers, and of the days they were followed
_FEWEST: Final = 10  # a smaller whole number stands in many rows
_TINY: Final = 1e-9
_NEAR: Final = 30  # signs between a name and its number
_PART: Final = re.compile(rf"[.;:][ \n]|[{_OPENS}{_CLOSES}]")  # ends what a number may belong to
_WORD: Final = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A value with its margin, as a sentence states it; `value` is None where only the margin is told."""

    value: Printed | None
    low: Printed
    high: Printed

    @property
    def digits(self) -> int:
        """How many of its digits tell something."""
        return sum(one.digits for one in (self.value, self.low, self.high) if one)


@dataclass(frozen=True)
class Sentence:
    """The sentence of a finding, and the numbers behind it, which may be more precise than it tells."""

    text: str
    numbers: Mapping[str, Any]
    language: Language

    @cached_property
    def stated(self) -> tuple[Printed, ...]:
        """The numbers in it, in order."""
        return printed_numbers(self.text, self.language)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The values with their margins, in order."""
        return tuple(self._claims())

    @cached_property
    def bases(self) -> frozenset[int]:
        """The whole numbers that tell what it rests on."""
        counts = (value for name, value in self.numbers.items() if _BASE.fullmatch(name))
        return frozenset(round(value) for value in counts if value is not None and value >= _FEWEST)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its longer words."""
        return frozenset(longer_words(self.text))

    def quotes(self, words: str) -> bool:
        """Say whether these words stand in it between quotation marks."""
        return any(True for _ in self._quoted(words))

    def named_before(self, one: Printed, names: Iterable[str]) -> str:
        """Give which of some names in quotation marks stands last before one of its numbers; "" for none."""
        ends = {end: name for name in names for end in self._quoted(name) if end <= one.start}
        return ends[max(ends)] if ends else ""

    def behind(self, words: str) -> Printed | None:
        """Give the number that follows these words in quotation marks: 41% in “Trust” (41%), or “Trust” in 41%."""
        for end in self._quoted(words):
            one = next((one for one in self.stated if one.start > end), None)
            if one and one.start - end <= _NEAR and not _PART.search(self.text[end : one.start]):
                return one
        return None

    def fit(self, stated: Printed, cell: Printed) -> int:
        """Say how well a cell holds one of its numbers: 0 not, 1 as far as rounding tells, 2 to the digit.

        A cell that tells fewer digits than the sentence does not hold its number.
        """
        if not stated.same(cell):
            return 0
        if cell.decimals <= stated.decimals:
            return 2 if cell.decimals == stated.decimals else 0
        # A number behind the sentence that ends in a nought has lost it: 0.5 is 50.0% as well.
        if any(abs(abs(value) - abs(cell.value)) < _TINY for value, _ in self._known(percent=cell.percent)):
            return 2
        # The cell tells more digits than the sentence: then the number behind the sentence decides.
        finer = [one for one in self._known(percent=cell.percent) if one[1] > stated.decimals]
        behind = [one for one in finer if stated.prints(*one)]
        if not behind:
            return 1
        return 2 if any(cell.prints(*one) for one in behind) else 0

    def _known(self, *, percent: bool) -> Iterator[tuple[float, int]]:
        """Give the numbers behind it with their decimals; a share counts as a percentage too."""
        for value in self.numbers.values():
            if isinstance(value, float):
                decimals = len(repr(value).partition(".")[2])
                yield (value * 100, max(decimals - 2, 0)) if percent else (value, decimals)

    def _claims(self) -> Iterator[Claim]:
        between = self.language.interval("\0", "\0").strip("\0").split()
        used: set[Printed] = set()
        for place, (low, high) in enumerate(zip(self.stated, self.stated[1:], strict=False)):
            gap = self.text[low.end : high.start].split()
            # Besides the words of an interval at most the sign of a currency stands between its ends.
            if low in used or not set(between) <= set(gap) or len(gap) > len(between) + 1:
                continue
            if low.percent != high.percent:
                continue
            used |= {low, high}
            before = [one for one in self.stated[max(place - _BACK, 0) : place] if one not in used]
            value = next((one for one in reversed(before) if _lies_in(one, low, high)), None)
            used |= {value} if value else set()
            yield Claim(value, low, high)

    def _quoted(self, words: str) -> Iterator[int]:
        """Give where the words stand between quotation marks: the place behind the closing one."""
        for opens, closes in zip(_OPENS, _CLOSES, strict=True):
            name = f"{opens}{words}{closes}"
            at = self.text.find(name) if words else -1
            while at >= 0:
                yield at + len(name)
                at = self.text.find(name, at + 1)


def longer_words(text: str) -> list[str]:
    """Give the words of four signs or more."""
    return _WORD.findall(text.casefold())


def _lies_in(value: Printed, low: Printed, high: Printed) -> bool:
    ends = (low.value, high.value)
    return value.percent == low.percent and min(ends) <= value.value <= max(ends)
