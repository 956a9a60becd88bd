"""Reads the quotes that a person has approved, `text/quotes.toml`, and holds each against what customers wrote."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.catalogues import available_languages
from toolkit.engagement import Engagement, Wave, as_toml, did_you_mean, text
from toolkit.engagement.private import QUOTES_PROPOSAL
from toolkit.engagement.toml import read_toml
from toolkit.errors import EngagementError, Fault, LoyaltyError
from toolkit.intake.personal.redaction import MARK, MARKS, redacted

FILE: Final = "text/quotes.toml"
PROPOSAL: Final = QUOTES_PROPOSAL
LONGEST: Final = 300
# What each key takes, as a fault's reader is told; `wave` may be left out.
KEYS: Final[Mapping[str, str]] = {
    "question": 'the key of an open question, such as "OPEN_1"',
    "text": "what the customer wrote, between quotes; […] for what is left out",
    "approved_by": "the name of who approved it, between quotes",
    "approved_on": "the day of approval, written 2026-04-07 without quotes",
    "wave": "the id of the wave, between quotes",
}
OPTIONAL: Final = frozenset(["wave"])
SHOWN = 20  # of an answer no more is told anywhere

# What a quote leaves out; redaction's mark of a declared value is the same sign, and may stand in its place.
_OMITTED = re.compile(r"\s*(?:\[…\]|\[\.\.\.\]|…|\.\.\.)\s*")
_SAME_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"'})


@dataclass(frozen=True, slots=True)
class Quote:
    """One approved quote: the open question and the wave it answers, its words, and who approved it when.

    `rows`: the respondents of that wave whose answer it is taken from; empty for another wave than was asked for.
    """

    question: str
    wave: str
    text: str
    approved_by: str
    approved_on: dt.date
    rows: tuple[int, ...] = ()


def approved_quotes(engagement: Engagement, open_answers: Mapping[str, pd.DataFrame]) -> tuple[Quote, ...]:
    """Read the quotes of a client, in the order of the file; () where there is no such file.

    `open_answers`: per wave that has been read its redacted open answers (`Survey.open`). A quote of such a wave must
    occur in them word for word, in one answer, blanks and the shape of quotation marks aside; those of other waves are
    only checked for their form.

    Raises EngagementError with every fault: the entry (counted from 1) and key, the value found, and how to mend it.
    """
    path = engagement.folder / FILE
    if not path.exists():
        return ()
    raw = _read(path, engagement)
    entries = raw.get("quotes", [])
    faults = [
        Fault(
            name,
            f"is no key of `{FILE}`",
            f"{did_you_mean(name, ['quotes'])} Write [[quotes]] above each.".strip(),
        )
        for name in raw
        if name != "quotes"
    ]
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        faults.append(Fault("quotes", "is no list of tables", "Write [[quotes]] above each quote."))
        entries = []
    quotes = []
    for number, entry in enumerate(entries, start=1):
        found = list(_form_faults(engagement, number, entry))
        if not found:
            quote = _quote(engagement, entry)
            rows, found = _found(number, quote, open_answers)
            quotes.append((number, quote, rows))
        faults += found
    faults += _twice([(number, quote) for number, quote, _ in quotes])
    if faults:
        count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
        raise EngagementError(f"{engagement.slug}/{FILE} cannot be used: {count}", faults)
    return tuple(
        Quote(one.question, one.wave, one.text, one.approved_by, one.approved_on, rows)
        for _, one, rows in quotes
    )


def quote_faults(engagement: Engagement, open_answers: Mapping[str, pd.DataFrame]) -> list[LoyaltyError]:
    """Find what would stop a report's quotes: faults in the file, and a file of another name that nothing reads."""
    folder = engagement.folder / Path(FILE).parent
    known = [Path(FILE).name, Path(PROPOSAL).name]
    strange = (
        [path.name for path in sorted(folder.glob("*.toml")) if path.name not in known]
        if folder.is_dir()
        else []
    )
    faults = [
        Fault(
            f"text/{name}",
            "is read by nothing",
            f"{did_you_mean(name, known)} Quotes stand in {FILE}.".strip(),
        )
        for name in strange
    ]
    errors: list[LoyaltyError] = []
    if faults:
        errors.append(EngagementError(f"{engagement.slug}/text holds files that nothing reads", faults))
    try:
        approved_quotes(engagement, open_answers)
    except EngagementError as error:
        errors.append(error)
    return errors


def _read(path: Path, engagement: Engagement) -> dict[str, Any]:
    try:
        return read_toml(path)
    except EngagementError as error:
        raise EngagementError(f"{engagement.slug}/{FILE} cannot be read", error.faults) from None


def _quote(engagement: Engagement, entry: Mapping[str, Any]) -> Quote:
    return Quote(
        question=entry["question"],
        wave=entry.get("wave", engagement.waves[0].id if engagement.waves else ""),
        text=_even(entry["text"]),
        approved_by=entry["approved_by"].strip(),
        approved_on=entry["approved_on"],
    )


def _form_faults(engagement: Engagement, number: int, entry: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with an entry by itself."""
    where = f"quotes[{number}]"
    for name in entry:
        if name not in KEYS:
            mend = f"{did_you_mean(name, KEYS)} Keys here: {', '.join(KEYS)}.".strip()
            yield Fault(f"{where}.{name}", "is no key of a quote", mend)
    for name, takes in KEYS.items():
        if name not in entry and name not in OPTIONAL:
            yield Fault(f"{where}.{name}", "is missing", f"Write {name} = …: {takes}.")
        elif name in entry and not _is_filled(name, entry[name]):
            yield Fault(f"{where}.{name}", f"found {_shown(entry[name])}", f"Allowed: {takes}.")
    if "question" in entry and _is_filled("question", entry["question"]):
        yield from _question_faults(engagement, where, entry["question"])
    if "text" in entry and _is_filled("text", entry["text"]):
        yield from _text_faults(engagement, where, _even(entry["text"]))
    yield from _wave_faults(engagement, where, entry)


def _is_filled(name: str, value: Any) -> bool:
    if name == "approved_on":
        return type(value) is dt.date
    return isinstance(value, str) and bool(value.strip())


def _question_faults(engagement: Engagement, where: str, question: str) -> Iterator[Fault]:
    known = list(engagement.open_answers)
    if question not in known:
        mend = f"{did_you_mean(question, known)} Open questions: {', '.join(known) or 'none'}.".strip()
        yield Fault(f"{where}.question", f"{_shown(question)} is no open question of the engagement", mend)
    elif not engagement.open_answers[question].consent:
        mend = (
            f"Write consent = true under [open_answers.{question}] if respondents agreed to be quoted; "
            "else delete the quote."
        )
        yield Fault(f"{where}.question", f"respondents to {question} have not agreed to be quoted", mend)


def _text_faults(engagement: Engagement, where: str, words: str) -> Iterator[Fault]:
    place = f"{where}.text"
    client = engagement.client
    keep = [client.name, *(text(client.category, language) for language in available_languages())]
    _, kinds = redacted(pd.Series([words]), keep=[word for word in keep if word])
    # The value itself is not told: it is what must not be seen.
    told = "this quote" if kinds else _shown(words)
    if kinds:
        yield Fault(
            place, f"holds what looks like personal data ({', '.join(kinds)})", "Write […] in its place."
        )
    if len(words) > LONGEST:
        yield Fault(
            place,
            f"{told} has {len(words)} characters",
            f"Keep to {LONGEST}: leave out what is not needed, and write […] in its place.",
        )
    if not any(re.search(r"\w", piece) for piece in _pieces(words)):
        yield Fault(place, f"{told} has no words", "Write what the customer wrote.")
    marks = sorted({mark for mark in MARK.findall(words) if mark != MARKS["declared value"]})
    if marks:
        yield Fault(
            place,
            f"{told} holds the mark {marks[0]} of personal data that were taken out",
            "Write […] in its place, if what stands around it can be about more than one person.",
        )


def _wave_faults(engagement: Engagement, where: str, entry: Mapping[str, Any]) -> Iterator[Fault]:
    known = [one.id for one in engagement.waves]
    chosen = entry.get("wave", known[0] if known else "")
    if not _is_filled("wave", chosen):
        return
    wave: Wave | None = next((one for one in engagement.waves if one.id == chosen), None)
    if wave is None:
        mend = f"{did_you_mean(chosen, known)} Waves: {', '.join(known) or 'none'}.".strip()
        yield Fault(f"{where}.wave", f"{_shown(chosen)} is no wave of the engagement", mend)
        return
    approved = entry.get("approved_on")
    if type(approved) is dt.date and wave.start is not None and approved < wave.start:
        yield Fault(
            f"{where}.approved_on",
            f"{approved} is before the fieldwork of {wave.id} began",
            "Write the day on which a person read and approved this quote.",
        )


def _found(
    number: int, quote: Quote, open_answers: Mapping[str, pd.DataFrame]
) -> tuple[tuple[int, ...], list[Fault]]:
    """Find whose words they are; a quote that nobody gave is a fault."""
    if quote.wave not in open_answers:
        return (), []
    answers = open_answers[quote.wave]
    where = f"quotes[{number}].text"
    if quote.question not in answers:
        mend = "Correct `wave`, or the column under [open_answers]."
        return (), [Fault(where, f"open question {quote.question} was not asked in {quote.wave}", mend)]
    rows = np.flatnonzero(_occurs(quote.text, answers[quote.question]))
    if len(rows):
        return tuple(rows.tolist()), []
    mend = (
        "Copy it from the answers as they are after redaction (loyalty quotes proposes some), "
        "and write […] for what is left out."
    )
    return (), [Fault(where, f"{_shown(quote.text)} is what nobody wrote in {quote.wave}", mend)]


def _occurs(words: str, answers: pd.Series) -> npt.NDArray[np.bool_]:
    """Say of each answer whether the pieces of a quote stand in it, in their order and as whole words."""
    pieces = [re.compile(rf"(?<!\w){re.escape(_same(piece))}(?!\w)") for piece in _pieces(words)]
    return (
        answers.map(lambda answer: _stand_in(pieces, _same(_even(answer))), na_action="ignore")
        .eq(True)
        .to_numpy()
    )


def _stand_in(pieces: Sequence[re.Pattern[str]], answer: str) -> bool:
    """Tell whether pieces stand in an answer one after the other; the first place of each leaves most for the rest."""
    end = 0
    for piece in pieces:
        found = piece.search(answer, end)
        if found is None:
            return False
        end = found.end()
    return True


def _pieces(words: str) -> list[str]:
    return [piece for piece in _OMITTED.split(words) if piece]


def _even(words: str) -> str:
    """Compose a text and bring its blanks and line ends to single blanks."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", words)).strip()


def _same(words: str) -> str:
    return words.translate(_SAME_SIGNS)


def _twice(quotes: Sequence[tuple[int, Quote]]) -> list[Fault]:
    first: dict[tuple[str, str, str], int] = {}
    faults = []
    for number, quote in quotes:
        place = first.setdefault((quote.question, quote.wave, quote.text), number)
        if place != number:
            faults.append(Fault(f"quotes[{number}].text", f"stands in quotes[{place}] too", "Delete one."))
    return faults


def _shown(value: Any) -> str:
    """Show a value of the file, shortened."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    written = as_toml(value) if isinstance(value, str | bool | int | float) else "a list or table"
    return written if len(written) <= SHOWN else f"{written[:SHOWN]}…"
