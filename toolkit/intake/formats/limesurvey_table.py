"""The answers that LimeSurvey exports: its ways of writing headings, its own columns, and data for SPSS.

Headings are codes (`SAT[SQ001]`, or `SAT_SQ001`), texts in the language of the export, or both ("SAT. How satisfied
…"). LimeSurvey's own columns tell which of these a file has.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.errors import Fault
from toolkit.intake.files.table import tabulated
from toolkit.intake.formats.headers import first_filled, one_line
from toolkit.intake.received import Received, Rows

# LimeSurvey's own columns, and what stands over them where headings are texts. The Dutch ones differ per version.
OWN = {
    "id": "response id|antwort[- ]?id|(?:antwoord|respons|reactie)[- ]?id|id de la réponse|id de (?:la )?respuesta",
    "submitdate": "date submitted|datum abgeschickt|datum (?:van )?(?:ingediend|ingestuurd|ingezonden|verzonden"
    "|voltooid|inzending|indienen)|date de soumission|fecha de envío",
    "lastpage": "last page|letzte seite|laatste pagina|dernière page|última página",
    "startlanguage": "start language|start-?sprache|start[- ]?taal|langue (?:de départ|initiale)|(?:lenguaje|idioma)"
    " (?:inicial|de inicio)",
    "seed": "seed|zufalls(?:generator)?startwert",
    "startdate": "date started|datum gestartet|(?:datum gestart|startdatum|datum (?:van )?start)|date de (?:lancement"
    "|début)|fecha de inicio",
    "datestamp": "date last action|datum letzte (?:aktivität|aktion)|datum laatste (?:actie|handeling|activiteit)"
    "|date de (?:la )?dernière action|fecha de (?:la )?última acción",
    "ipaddr": "ip[- ]address|ip-adresse|ip[- ]adres|adresse ip|dirección ip",
    "refurl": "referrer url|referring url|weiterleitungs-url|verwijzende url",
    "token": "token|access code|zugangscode|zugangsschlüssel|toegangscode",
    "firstname": "first name|vorname|voornaam",
    "lastname": "last name|nachname|achternaam",
    "email": "e-?mail(?: address|-adresse|adres)?",
    "participant_id": "participant id",
    "interviewtime": "total time|gesamtzeit|totale tijd|temps total",
}
TEXTS = {role: re.compile(text, re.IGNORECASE) for role, text in OWN.items()}
CODE_AND_TEXT = re.compile(rf"({'|'.join(OWN)})([^\w\[\]]{{1,5}})(\S.*)")
CORE = {"id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"}
TELLING = {"lastpage", "startlanguage"}
# Of the list of participants, but a questionnaire may ask these too.
PARTICIPANT = ("token", "firstname", "lastname", "email", "participant_id")
PERSONAL = ("ipaddr", "refurl", *PARTICIPANT)
FILE_NAME = re.compile(
    r"(?:survey_([0-9]{3,})_(?:R|SPSS)_data_file|results-survey([0-9]{3,})).*", re.IGNORECASE
)

# One cell of SPSS data: quoted by ', with '' for ' itself, or bare; LimeSurvey never writes a line end in one.
QUOTED = r"'(?:[^'\r\n]|'')*'"
SPSS_LINE = re.compile(rf"(?:{QUOTED}|[^',\r\n]*)(?:,(?:{QUOTED}|[^',\r\n]*))*")
SPSS_CELLS = 3


@dataclass(frozen=True, slots=True)
class Headings:
    """What the headings say, by place, "" where they do not; `own`: the places of LimeSurvey's own columns."""

    codes: list[str]
    texts: list[str]
    own: dict[str, int]

    def name(self, place: int) -> str:
        """Give the name of a column: its code where that is known, else its heading."""
        return self.codes[place] or self.texts[place]


def headings_of(head: Sequence[Sequence[str]]) -> Headings | None:
    """Read the headings of a table; None where they are not LimeSurvey's."""
    start = first_filled(head)
    if start < 0:
        return None
    cells = [one_line(cell) for cell in head[start]]
    own = {cell: place for place, cell in reversed(list(enumerate(cells))) if cell in OWN}
    if _enough(own, 2):
        return Headings([_code(cell) for cell in cells], [""] * len(cells), own)
    split = [CODE_AND_TEXT.fullmatch(cell) for cell in cells]
    own = {one[1]: place for place, one in reversed(list(enumerate(split))) if one}
    if _enough(own, 2):
        between = Counter(one[2] for one in split if one).most_common(1)[0][0]
        parts = [cell.partition(between) for cell in cells]
        codes = [_code(before) if sign else "" for before, sign, _ in parts]
        texts = [after if sign else before for before, sign, after in parts]
        return Headings(codes, texts, own)
    made = plain_headings(cells)
    return made if _enough(made.own, 3) else None


def plain_headings(cells: Sequence[str]) -> Headings:
    """Take headings as texts, whatever they are."""
    texts = [one_line(cell) for cell in cells]
    return Headings([""] * len(texts), texts, own_texts(texts))


def own_texts(cells: Sequence[str]) -> dict[str, int]:
    """Find LimeSurvey's own columns by their texts."""
    plain = [cell.replace("_", " ").strip() for cell in cells]
    return {
        role: place
        for role, text in TEXTS.items()
        if (place := next((place for place, cell in enumerate(plain) if text.fullmatch(cell)), None))
        is not None
    }


def _enough(own: dict[str, int], least: int) -> bool:
    found = CORE & set(own)
    return len(found) >= least and bool(found & TELLING or {"submitdate", "datestamp"} <= found)


def _code(text: str) -> str:
    """Write a code as LimeSurvey does: no blank before its brackets."""
    return text.strip().replace(" [", "[")


def named_so(file: str) -> str:
    """Give the number of the survey where a file has a name that only LimeSurvey gives; else ""."""
    found = FILE_NAME.fullmatch(file)
    return next(filter(None, found.groups()), "") if found else ""


def is_spss_data(received: Received) -> bool:
    """Say whether a text is data for SPSS: no headings, and ' around each cell that is filled."""
    if received.kind != "text":
        return False
    lines = [line for line in _decoded(received, 200_000).split("\n")[:20] if line.strip()][:10]
    if not lines or any(len(line) > 150_000 for line in lines):
        return False
    # A line may be cut off, or be part of an answer of several lines: most of them tell, the first always.
    good = [
        SPSS_LINE.fullmatch(line.rstrip("\r")) is not None
        and len(re.findall(rf"(?:^|,){QUOTED}", line)) >= SPSS_CELLS
        for line in lines
    ]
    return good[0] and 2 * sum(good) > len(good)


def spss_table(received: Received, names: Sequence[str]) -> Rows | Fault:
    """Read data for SPSS, the columns of which the syntax names."""
    reader = csv.reader(
        io.StringIO(_decoded(received), newline=""), delimiter=",", quotechar="'", strict=True
    )
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error:
        what = "has a quotation mark (') that does not close, or was cut off"
        return Fault(
            f"{received.file}, row {len(records) + 1}", what, "Export the data from LimeSurvey again."
        )
    while records and not any(records[-1]):
        records.pop()
    if not records:
        return Fault(received.file, "holds no rows", "Export the data from LimeSurvey again.")
    width = len(names)
    fitting = sum(len(record) == width or (len(record) == width + 1 and not record[-1]) for record in records)
    if 2 * fitting < len(records):
        usual = Counter(map(len, records)).most_common(1)[0][0]
        what = f"has {usual:,} columns, but its syntax describes {width:,}"
        return Fault(received.file, what, "Export data and syntax again, one after the other.")
    return tabulated(received.file, records, separator=",", names=names, header_rows=0)


def csv_table(received: Received, names: Sequence[str]) -> Rows | Fault:
    """Read the rows under the headings; the empty line that LimeSurvey puts at the end is no row."""
    if received.kind == "text" and received.data.endswith((b"\n\r\n", b"\n\n")):
        return received.table(names=names, trimmed=_without_last_blanks)
    return received.table(names=names)


def _without_last_blanks(records: list[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    end = len(records)
    while end and not any(records[end - 1]):
        end -= 1
    return records[:end], ()


def _decoded(received: Received, most: int | None = None) -> str:
    return received.data[:most].decode(received.encoding, errors="replace")
