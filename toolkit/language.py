"""The reader's language: translated sentences, and numbers and dates as that reader writes them.

The English sentence in the code is the key; `locale/<code>/LC_MESSAGES/report.po` holds the others.
A new language is one new file there: nothing else needs to change (docs/languages.md).
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from toolkit.catalogues import REPORT, SOURCE_LANGUAGE, available_languages, catalogue_file
from toolkit.errors import LoyaltyError

# British English: day before month, as our readers in Europe expect.
LOCALES = {"en": "en_GB"}
MINUS = "\N{MINUS SIGN}"
NUMBER_PLACE = re.compile(r"[#0][#,.0]*")  # where the number stands in a pattern of Babel
UNKNOWN = "\N{EN DASH}"  # stands for a number that cannot be computed


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a sentence for translation where it is stored, to be said later."""
    return message


@cache
def _translations(code: str, catalogue: str) -> NullTranslations:
    if code == SOURCE_LANGUAGE or not catalogue_file(code, catalogue).exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only a report needs it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with catalogue_file(code, catalogue).open("rb") as file:
        sentences = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, sentences)
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a report, by its code ("nl", "en"), or of what another catalogue says."""

    code: str
    catalogue: str = REPORT

    def __post_init__(self) -> None:
        if self.code not in available_languages():
            known = ", ".join(available_languages())
            raise LoyaltyError(f"There is no report language {self.code!r}. Choose one of: {known}.")
        try:
            _locale(self.code)
        except (ValueError, UnknownLocaleError):
            raise LoyaltyError(
                f"The folder toolkit/locale/{self.code} is named after no language. "
                f"Call it by the code of one, such as de or pt_BR."
            ) from None

    def say(self, message: str, **slots: str) -> str:
        """Give a whole sentence in this language, its named slots filled with ready-made text."""
        return _translations(self.code, self.catalogue).gettext(message).format_map(slots)

    def pattern(self, message: str) -> str:
        """Give a sentence in this language with its slots still open, for who fills them later."""
        return _translations(self.code, self.catalogue).gettext(message)

    def plural(self, one: str, many: str, count: int, **slots: str) -> str:
        """Say the sentence for one or for many; `{count}` is filled in."""
        sentence = _translations(self.code, self.catalogue).ngettext(one, many, count)
        return sentence.format_map({"count": self.number(count), **slots})

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number: 1234.5 is "1,234.5" in English and "1.234,5" in Dutch."""
        if not math.isfinite(value):
            return UNKNOWN
        return _decimal(self.code, _rounded(value, decimals), decimals)

    def signed(self, value: float, decimals: int = 0) -> str:
        """Write a difference: always with its sign, but a plain 0 when it rounds to 0."""
        text = self.number(value, decimals)
        return f"+{text}" if math.isfinite(value) and _rounded(value, decimals) > 0 else text

    def percent(self, share: float, decimals: int = 0) -> str:
        """Write a share of 1 as a percentage."""
        if not math.isfinite(share):
            return UNKNOWN
        return _percentage(self.code, _rounded(share, decimals + 2), decimals)

    def money(self, amount: float, currency: str) -> str:
        """Write an amount in a currency of three letters, to three digits and without cents: more is never known."""
        if not math.isfinite(amount):
            return UNKNOWN
        digits = 2 - math.floor(math.log10(abs(amount))) if amount else 0
        whole = _rounded(amount, min(digits, 0))
        before = self.locale.currency_formats["standard"].pattern.startswith("¤")
        pattern = "¤\xa0#,##0" if before else "#,##0\xa0¤"
        text = format_currency(whole, currency, locale=self.locale, currency_digits=False, format=pattern)
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
        return format_date(day, format="long", locale=self.locale)

    def interval(self, low: str, high: str) -> str:
        """Join two ready-made limits to an interval."""
        return self.say("{low} to {high}", low=low, high=high)

    def quoted(self, name: str) -> str:
        """Put a name between the quotation marks of this language."""
        return self.say("“{name}”", name=name)

    def listing(self, parts: Iterable[str], *, either: bool = False) -> str:
        """Join names in a sentence: "a, b and c"."""
        return format_list(list(parts), style="or" if either else "standard", locale=self.locale)

    @property
    def locale(self) -> Locale:
        """What Babel knows of this language."""
        return _locale(self.code)

    @property
    def tag(self) -> str:
        """The language as pages and files name it: "nl", "pt-BR"."""
        return self.code.replace("_", "-")

    @property
    def region(self) -> str:
        """The country whose ways of setting text apply: its own, else that where most speak it; "" for none."""
        likely = get_global("likely_subtags").get(self.locale.language, "")
        return str(self.locale.territory or likely.rpartition("_")[2])


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(LOCALES.get(code, code))


# A report writes the same numbers many times: in a figure, its table, and sentences about both.
@lru_cache(maxsize=4096)
def _decimal(code: str, value: float, decimals: int) -> str:
    return format_decimal(value, format=_pattern(decimals), locale=_locale(code)).replace("-", MINUS)


@lru_cache(maxsize=4096)
def _percentage(code: str, share: float, decimals: int) -> str:
    own = _locale(code).percent_formats[None].pattern.split(";")[0]
    pattern = NUMBER_PLACE.sub(_pattern(decimals), own, count=1)
    return format_percent(share, format=pattern, locale=_locale(code)).replace("-", MINUS)


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _rounded(value: float, decimals: int) -> float:
    # Adding 0.0 turns -0.0 into 0.0, so that nothing prints as "-0".
    return round(float(value), decimals) + 0.0
