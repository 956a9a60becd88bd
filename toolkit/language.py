"""The reader's language: translated sentences, and numbers and dates as that reader writes them.

The English sentence in the code is the key; `locale/<code>/LC_MESSAGES/report.po` holds the others.
A new language is a new folder there: nothing else needs to change.
"""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from toolkit.errors import LoyaltyError

CATALOGUES = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"
MINUS = "\N{MINUS SIGN}"
UNKNOWN = "\N{EN DASH}"  # stands for a number that cannot be computed


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for translation where it is stored, to be said later."""
    return message


def available_languages() -> tuple[str, ...]:
    """The languages a report can be written in."""
    found = {path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/report.po")}
    return tuple(sorted(found | {SOURCE_LANGUAGE}))


@cache
def _translations(code: str) -> NullTranslations:
    if code == SOURCE_LANGUAGE:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only a report needs it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with (CATALOGUES / code / "LC_MESSAGES" / "report.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a report, by its code ("nl", "en")."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in available_languages():
            known = ", ".join(available_languages())
            raise LoyaltyError(f"There is no report language {self.code!r}. Choose one of: {known}.")

    def say(self, message: str, **slots: str) -> str:
        """Give a whole sentence in this language, its named slots filled with ready-made text."""
        return _translations(self.code).gettext(message).format_map(slots)

    def pattern(self, message: str) -> str:
        """Give a sentence in this language with its slots still open, for who fills them later."""
        return _translations(self.code).gettext(message)

    def plural(self, one: str, many: str, count: int, **slots: str) -> str:
        """Say the sentence for one or for many; `{count}` is filled in."""
        sentence = _translations(self.code).ngettext(one, many, count)
        return sentence.format_map({"count": self.number(count), **slots})

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number: 1234.5 is "1,234.5" in English and "1.234,5" in Dutch."""
        if not math.isfinite(value):
            return UNKNOWN
        text = format_decimal(_rounded(value, decimals), format=_pattern(decimals), locale=self._locale)
        return text.replace("-", MINUS)

    def signed(self, value: float, decimals: int = 0) -> str:
        """Write a difference: always with its sign, but a plain 0 when it rounds to 0."""
        text = self.number(value, decimals)
        return f"+{text}" if math.isfinite(value) and _rounded(value, decimals) > 0 else text

    def percent(self, share: float, decimals: int = 0) -> str:
        """Write a share of 1 as a percentage."""
        if not math.isfinite(share):
            return UNKNOWN
        text = format_percent(
            _rounded(share, decimals + 2), format=_pattern(decimals) + "%", locale=self._locale
        )
        return text.replace("-", MINUS)

    def money(self, amount: float, currency: str) -> str:
        """Write an amount in a currency of three letters, to three digits and without cents: more is never known."""
        if not math.isfinite(amount):
            return UNKNOWN
        digits = 2 - math.floor(math.log10(abs(amount))) if amount else 0
        whole = _rounded(amount, min(digits, 0))
        text = format_currency(
            whole, currency, locale=self._locale, currency_digits=False, format="¤\xa0#,##0"
        )
        return text.replace("-", MINUS)

    def p_value(self, p: float) -> str:
        """Write a p-value with three decimals, and never as 0; NaN (nothing to test) as a dash."""
        return f"< {self.number(0.001, 3)}" if p < 0.0005 else self.number(p, 3)

    def p_equals(self, p: float) -> str:
        """Write a p-value with its sign, for inside a sentence: "= 0.011" or "< 0.001"."""
        text = self.p_value(p)
        return text if text.startswith("<") else f"= {text}"

    def date(self, day: datetime.date) -> str:
        """Write a date in full: 2 February 2026."""
        return format_date(day, format="long", locale=self._locale)

    def interval(self, low: str, high: str) -> str:
        """Join two ready-made limits to an interval."""
        return self.say("{low} to {high}", low=low, high=high)

    def quoted(self, name: str) -> str:
        """Put a name between the quotation marks of this language."""
        return self.say("“{name}”", name=name)

    def listing(self, parts: Iterable[str], *, either: bool = False) -> str:
        """Join names in a sentence: "a, b and c"."""
        return format_list(list(parts), style="or" if either else "standard", locale=self._locale)

    @property
    def _locale(self) -> Locale:
        # British English: day before month, as our readers in Europe expect.
        return Locale.parse("en_GB" if self.code == "en" else self.code)


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _rounded(value: float, decimals: int) -> float:
    # Adding 0.0 turns -0.0 into 0.0, so that nothing prints as "-0".
    return round(float(value), decimals) + 0.0
