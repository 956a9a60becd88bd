"""Google Forms: the sheet of answers as CSV, TSV or XLSX, its times in the locale of the sheet.

The first column holds the moment of sending, under Google's own word for it. A grid is one column per row ("Question
[row]"). Ticked options stand in one cell with ", " between them, which an option may hold too: they are not taken
apart here, and told. Only answers that were sent are kept by Google.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats.headers import first_filled, one_line, plain, unique_names
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import names_told
from toolkit.intake.values.dates import moments

# Written so by Google: a column "timestamp" is of other software.
TIMESTAMPS = {
    "Timestamp", "Tijdstempel", "Zeitstempel", "Horodateur", "Marca temporal", "Informazioni cronologiche",
    "Carimbo de data/hora", "Tidstämpel", "Tidsstempel", "Tidsmerke", "Aikaleima", "Sygnatura czasowa",
    "Časová značka", "Időbélyeg", "Marcaj de timp", "Marca de temps", "Zaman damgası",
}  # fmt: skip
SENDERS = {
    "email address", "username", "e-mailadres", "gebruikersnaam", "e-mail-adresse", "nutzername", "adresse e-mail",
    "nom d'utilisateur", "nom d’utilisateur", "dirección de correo electrónico", "nombre de usuario",
    "indirizzo email", "nome utente",
}  # fmt: skip
MOMENT = re.compile(r"[0-9]{1,4}[-/.] ?[0-9]{1,2}[-/.] ?[0-9]{1,4}\.?[ T,]+[0-9]{1,2}[:.][0-9]{2}\b.*")
SEVERAL = re.compile(
    r"(?:meer(?:dere)?|verschillende) antwoorden|meer dan (?:één|een|1) antwoord|all(?:es|e)? (?:that apply|wat)"
    r"|(?:select|check|tick|choose|mark) all|mehrfach|mehrere antworten|plusieurs réponses",
    re.IGNORECASE,
)
BETWEEN = ", "
# So large a part of the pieces of cells must come back in other cells before the pieces are options.
RECURRING = 0.5


def fits(received: Received) -> bool:
    """Say whether a table begins with Google's moments of sending, and asks questions after them."""
    if received.kind not in ("text", "workbook"):
        return False
    start = first_filled(received.head)
    if start < 0:
        return False
    first, *others = (one_line(cell) for cell in received.head[start])
    if first not in TIMESTAMPS:
        return False
    cells = [record[0].strip() for record in received.head[start + 1 :] if record and record[0].strip()]
    if cells and sum(bool(MOMENT.fullmatch(cell)) for cell in cells) < 0.8 * len(cells):
        return False
    asked = any(text.endswith(("?", "]")) for text in others)
    # With semicolons it was saved again, by Excel or by other software: then only a question tells.
    sentences = received.separator != ";" and any(len(text.split()) > 3 for text in others)
    return asked or sentences or any(text.casefold() in SENDERS for text in others)


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the answers, and the moment each was sent."""
    tabular = received.kind in ("text", "workbook")
    start = first_filled(received.head) if tabular else -1
    if start < 0 or one_line(received.head[start][0]) not in TIMESTAMPS:
        what = "has no first column Timestamp or Tijdstempel, as Google Forms writes it"
        return Fault(received.file, what, "Leave the format to be found.")
    headings = [one_line(cell) for cell in received.head[start]]
    names, doubled = unique_names(headings)
    made = received.table(names=names)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    questions = {name: plain(text) for name, text in zip(names, headings, strict=True) if name in frame}
    sent, doubts = _sent(frame[names[0]])
    personal = tuple(name for name, text in questions.items() if text.casefold() in SENDERS)
    asked = {name: text for name, text in questions.items() if name != names[0] and name not in personal}
    return Parts(
        frame,
        questions,
        paradata=pd.DataFrame({"ended": sent, "finished": True}, index=frame.index),
        personal=personal,
        warnings=(*doubled, *warnings, *doubts, *_several(frame, asked)),
    )


def _sent(cells: pd.Series) -> tuple[pd.Series, tuple[str, ...]]:
    """Read the moments of sending.

    Of the locales with strokes in their dates, that of the United States leaves out leading zeros: where an English
    sheet does so and nothing else decides, the month stands first.
    """
    parts = cells.astype("str").str.extract(r"^\s*([0-9]{1,2})/([0-9]{1,2})/").dropna()
    numbers = parts.astype("int64")
    undecided = bool((numbers <= 12).all(axis=None)) and bool((numbers[0] != numbers[1]).any())
    if cells.name == "Timestamp" and undecided and _short(parts):
        sent, warnings = moments(cells, "mdy")
        doubt = "day and month cannot be told apart: read with the month first, as an American sheet has them"
        return sent, (f"column {cells.name}: {doubt}", *warnings)
    return moments(cells)


def _short(parts: pd.DataFrame) -> bool:
    """Say whether a part of a date has no leading zero, and none has one."""
    written = pd.concat([parts[0], parts[1]])
    return bool((written.str.len() == 1).any()) and not bool(written.str.startswith("0").any())


def _several(frame: pd.DataFrame, asked: dict[str, str]) -> tuple[str, ...]:
    """Tell the columns whose cells hold several ticked options."""
    found = [name for name, text in asked.items() if _ticked(frame[name], text)]
    if not found:
        return ()
    return (
        f'cells hold several answers with "{BETWEEN}" between them, which were not taken apart, '
        f"as an answer may hold that too: {names_told(found)}",
    )


def _ticked(cells: pd.Series, text: str) -> bool:
    """Say whether people could tick several options: the question says so, or its cells share their pieces."""
    joined = [str(cell).split(BETWEEN) for cell in cells.dropna().unique()]
    several = sum(len(pieces) > 1 for pieces in joined)
    if not several:
        return False
    if SEVERAL.search(text):
        return True
    pieces = Counter(piece for one in joined for piece in set(one))
    recurring = sum(times for times in pieces.values() if times > 1)
    return several > 1 and recurring > RECURRING * pieces.total()
