"""The small types of an engagement file: lines, texts in several languages, codes, lists and tables."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WrapSerializer,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from toolkit.catalogues import available_languages
from toolkit.engagement.slips import Threes
from toolkit.engagement.suggest import did_you_mean

T = TypeVar("T")

LEFT_OPEN = ("…", "...")
KEY = r"^[a-z][a-z0-9_]*$"
TEXT_LANGUAGES = ("nl", "en")  # of the question bank, and of a client's own texts without a third catalogue
LANGUAGE = r"^[a-z]{2,3}(_[A-Z]{2})?$"


def complaint(what: str, mend: str) -> PydanticCustomError:
    """A validation error in our own words; `faults.py` hands both on unchanged."""
    return PydanticCustomError("house", "{what}", {"what": what, "mend": mend})


class Strict(BaseModel):
    """Base of every model: frozen, no unknown keys, no silent change of type, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Table(Mapping[str, T]):
    """A mapping that cannot be changed, can be hashed and can be pickled."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, key: str) -> T:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return repr(self._entries)


def _tuple_of(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _dict_of(value: Any, to_dict: Any) -> Any:
    return to_dict(dict(value))


def without_controls(value: str) -> str:
    """Refuse control characters, but for the line ends and tabs of running text."""
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\r\t":
            raise complaint(
                f"holds the control character U+{ord(character):04X}",
                "Delete it; it was probably pasted along",
            )
    return value


def _written(value: str) -> str:
    """Refuse the mark that stands in examples for a text still to be written."""
    if value.strip() in LEFT_OPEN:
        raise complaint(
            f'is still "{value.strip()}"', "Write the text, or delete the key if it may be left out"
        )
    return without_controls(value)


def _line(value: str) -> str:
    if any(character in value for character in "\n\r\t"):
        raise complaint("holds a line end or a tab", "Write it on one line")
    if not value.strip():
        raise complaint("is empty", "Write the text, or delete the key if it may be left out")
    # Composed, as intake composes the names of columns.
    return unicodedata.normalize("NFC", _written(value)).strip()


def _line_or_nothing(value: str) -> str:
    return _line(value) if value.strip() else ""


def _code(value: Any) -> Any:
    """Accept a finite number or a text that is not blank."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise complaint("must be a number or a text", 'Write 6 for a number or "n.v.t." for a text')
    if isinstance(value, float) and not math.isfinite(value):
        raise complaint(f"{value} is no number", "Write the number as it stands in the file")
    return _line(value) if isinstance(value, str) else value


def _amount(value: Any) -> Any:
    """Refuse 48.000: no amount has a tenth of a cent, and read as 48 it would choose another plan."""
    if isinstance(value, Threes):
        thousands = f"{value * 1000:.0f}"
        raise complaint(
            f"{value:.3f} is read as {value:g}", f"Write {thousands} for thousands, else {value:.2f}"
        )
    return value


def _report_language(value: str) -> str:
    """Refuse a language that no report can be written in."""
    known = available_languages()
    if value not in known:
        hint, choice = did_you_mean(value, known), " or ".join(f'"{one}"' for one in reversed(known))
        raise complaint(f'found "{value}"', f"{hint} Allowed: {choice}".strip())
    return value


Many = Annotated[tuple[T, ...], BeforeValidator(_tuple_of)]
Line = Annotated[str, AfterValidator(_line), Field(min_length=1)]
LineOrNothing = Annotated[str, AfterValidator(_line_or_nothing)]
Key = Annotated[str, StringConstraints(pattern=KEY)]
Code = Annotated[int | float | str, BeforeValidator(_code)]
Day = dt.date
ReportLanguage = Annotated[str, AfterValidator(_report_language)]
Money = Annotated[float, BeforeValidator(_amount)]
MoneyOrNothing = Annotated[float | None, BeforeValidator(_amount)]
Keyed = Annotated[Mapping[Key, T], AfterValidator(Table), WrapSerializer(_dict_of)]
Named = Annotated[Mapping[Line, T], AfterValidator(Table), WrapSerializer(_dict_of)]


class _Words(Strict):
    """One text in Dutch, in English, or in both; also in each other language that reports are made in."""

    nl: Annotated[str, AfterValidator(_written)] | None = Field(None, description="The text in Dutch.")
    en: Annotated[str, AfterValidator(_written)] | None = Field(None, description="The text in English.")

    @model_validator(mode="after")
    def _some(self) -> _Words:
        if not _versions(self):
            raise complaint("has no text", 'Write { nl = "…", en = "…" }, or one of the two')
        return self


if TYPE_CHECKING:
    Words = _Words
else:
    # A catalogue of a third language lets a client write its labels in that language too.
    Words = create_model(
        "Words",
        __base__=_Words,
        __module__=__name__,
        __doc__=_Words.__doc__,
        **{
            code: (
                Annotated[str, AfterValidator(_written)] | None,
                Field(None, description=f"The text in {code}."),
            )
            for code in available_languages()
            if code not in TEXT_LANGUAGES
        },
    )


def _kind(value: Any) -> str | None:
    if isinstance(value, str):
        return "<text>"
    return "<words>" if isinstance(value, dict | Words) else None


def _visible(text: str) -> bool:
    """Say whether there is a sign in it that shows: no blank, and none that only directs others."""
    return any(unicodedata.category(sign)[0] not in "ZC" for sign in text)


def _filled(value: str | Words) -> str | Words:
    for one in _versions(value):
        if not _visible(one):
            raise complaint("is empty", "Write the text, or delete the key if it may be left out")
    return value


def _single_line(value: str | Words) -> str | Words:
    for one in _versions(value):
        if any(character in one for character in "\n\r\t"):
            raise complaint("holds a line end or a tab", "Write a label on one line")
    return value


def _versions(value: str | Words) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    given = (getattr(value, code) for code in type(value).model_fields)
    return tuple(one for one in given if one is not None)


DraftText = Annotated[
    Annotated[str, AfterValidator(_written), Tag("<text>")] | Annotated[Words, Tag("<words>")],
    Discriminator(
        _kind,
        custom_error_type="text_kind",
        custom_error_message="must be a text",
    ),
]
"""A text in one or more languages that may still be empty."""

Text = Annotated[DraftText, AfterValidator(_filled)]
"""A text for all languages, or one per language."""

Label = Annotated[DraftText, AfterValidator(_filled), AfterValidator(_single_line)]
"""A text of one line."""


def text(value: str | Words | None, language: str) -> str:
    """Pick the language of a text; where it is not given English, else Dutch, else any; "" for no text.

    >>> text(Words(nl="Kanaal", en="Channel"), "en")
    'Channel'
    >>> text(Words(nl="Kanaal"), "en")
    'Kanaal'
    """
    if value is None or isinstance(value, str):
        return value or ""
    return next(filter(None, (getattr(value, language, None), value.en, value.nl, *_versions(value))), "")


def is_filled(value: str | Words | None) -> bool:
    """Say whether a text has anything in it, in each language that is written."""
    return value is not None and all(one.strip() for one in _versions(value))
