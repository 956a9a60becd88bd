"""The syntax that LimeSurvey writes beside its data for R (`.R`) and SPSS (`.sps`): names, texts and labels by column.

Both describe the columns by their number. The layout is that of a machine, one statement or one value per line;
statements of another layout are left alone. No statement is ever run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from toolkit.errors import Fault
from toolkit.intake.formats.headers import plain
from toolkit.intake.received import Received
from toolkit.intake.telling import listed

Range: TypeAlias = tuple[float | str, float | str]

R_SIGN = "attributes(data)$variable.labels["
R_TEXT = re.compile(r"attributes\(data\)\$variable\.labels\[([0-9]{1,6})\]\s*<-\s*")
R_NAME = re.compile(r"names\(data\)\[([0-9]{1,6})\]\s*<-\s*")
R_FACTOR = re.compile(r"data\[,\s*([0-9]{1,6})\]\s*<-\s*factor\(data\[,\s*[0-9]{1,6}\],\s*levels\s*=\s*c\(")
R_LABELS = re.compile(r"\s*,\s*labels\s*=\s*c\(")
R_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
R_ITEM = re.compile(r'\s*(?:"((?:[^"\\\n]|\\.)*)"|([^\s,()"]+))\s*([,)])')

SPSS_SIGN = re.compile(r"^\s*(?:GET DATA|VARIABLE LABELS|RENAME VARIABLES?)\b", re.MULTILINE)
SPSS_VARIABLE = re.compile(r"\s*([A-Za-z]\w*)\s+[A-Z]+[0-9.]*\s*(\.?)\s*")
SPSS_VALUE = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))\s+(["'])(.*)\4\s*\.?\s*""")
SPSS_RENAME = re.compile(r"RENAME VARIABLES?\s*\(\s*(\S+)\s*=\s*(\S+?)\s*\)", re.IGNORECASE)
SPSS_TEXT = re.compile(r"""VARIABLE LABELS\s+(\S+)\s+(["'])(.*)\2\s*\.?\s*""", re.IGNORECASE | re.DOTALL)
SPSS_LABELS = re.compile(r"(?:ADD\s+)?VALUE LABELS\s+(\S+)\s*(.*)", re.IGNORECASE)
SPSS_OTHER = re.compile(r'RECODE\s+(\S+)\s+\("-oth-"\s*=\s*"([^"]+)"\)', re.IGNORECASE)
SURVEY = re.compile(r"survey_([0-9]+)_(?:R|SPSS)_data_file", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a syntax says of the columns, by number from 0. `width`: how many columns it describes."""

    file: str
    language: str
    survey: str
    width: int
    names: Mapping[int, str]
    texts: Mapping[int, str]
    labels: Mapping[int, Mapping[str, str]]
    ticked: frozenset[int] = frozenset()
    missing: Mapping[int, tuple[Range, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def is_syntax(received: Received) -> bool:
    """Say whether a text is a syntax for R or SPSS."""
    return received.kind == "text" and bool(language_of(_text(received, 5000)))


def language_of(text: str) -> str:
    """Say in which language a syntax is: "R", "SPSS", or "" where it is none."""
    if R_SIGN in text or ('read.csv("survey_' in text and "data[, 1]" in text):
        return "R"
    return "SPSS" if SPSS_SIGN.search(text) else ""


def syntax_of(received: Received) -> Syntax | Fault:
    """Read a syntax; it must be one by `is_syntax`."""
    text = _text(received)
    survey = SURVEY.search(text[:20_000])
    sid = survey[1] if survey else ""
    made = (
        _of_r(received.file, sid, text)
        if language_of(text[:5000]) == "R"
        else _of_spss(received.file, sid, text)
    )
    if not made.width:
        return Fault(received.file, "describes no columns", "Export the syntax from LimeSurvey again.")
    return made


def _text(received: Received, most: int | None = None) -> str:
    return received.data[:most].decode(received.encoding, errors="replace")


def _of_r(file: str, survey: str, text: str) -> Syntax:
    names = dict(_r_strings(R_NAME, text))
    texts = {number: _told(name, names.get(number, "")) for number, name in _r_strings(R_TEXT, text)}
    labels: dict[int, dict[str, str]] = {}
    odd: list[int] = []
    for found in R_FACTOR.finditer(text):
        number = int(found[1]) - 1
        codes, after = _r_items(text, found.end())
        following = R_LABELS.match(text, after)
        words = _r_items(text, following.end())[0] if following else []
        if not codes or len(codes) != len(words):
            odd.append(number + 1)
        else:
            labels[number] = dict(zip(codes, map(plain, words), strict=True))
    warnings = (f"{file} has labels that cannot be read ({listed(odd, 'column')})",) if odd else ()
    width = max([*names, *texts, *labels], default=-1) + 1
    return Syntax(file, "R", survey, width, names, texts, labels, _ticked(labels), warnings=warnings)


def _r_strings(before: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Find what is assigned to a numbered column, as a string."""
    for found in before.finditer(text):
        string = R_STRING.match(text, found.end())
        if string and int(found[1]) > 0:
            yield int(found[1]) - 1, _unescaped(string[1])


def _r_items(text: str, place: int) -> tuple[list[str], int]:
    """Read the items of `c(` up to its end: strings, or numbers as they are written."""
    items = []
    while (found := R_ITEM.match(text, place)) is not None:
        items.append(_unescaped(found[1]) if found[1] is not None else found[2])
        place = found.end()
        if found[3] == ")":
            return items, place
    return [], place


def _unescaped(string: str) -> str:
    return re.sub(r"\\(.)", r"\1", string)


def _ticked(labels: Mapping[int, Mapping[str, str]]) -> frozenset[int]:
    """Find the options of multiple-choice questions: LimeSurvey gives just those the codes 1 and 0, in that order."""
    return frozenset(number for number, codes in labels.items() if list(codes) == ["1", "0"])


def _told(text: str, name: str) -> str:
    """Write a question as over a column: the subquestions, which a syntax has in front, behind it.

    >>> _told("[Prijs] Hoe tevreden bent u over", "SAT_1")
    'Hoe tevreden bent u over [Prijs]'
    """
    told = plain(text)
    end, depth = 0, 0
    for place, sign in enumerate(told):
        depth += (sign == "[") - (sign == "]")
        if depth < 0 or (depth == 0 and sign not in "] "):
            break
        if depth == 0:
            end = place + 1
    # Without a subquestion in its name, the brackets are the question's own.
    if "_" not in name or not 0 < end < len(told):
        return told
    return f"{told[end:].strip()} {told[:end].strip()}"


def _of_spss(file: str, survey: str, text: str) -> Syntax:
    statements = list(_statements(text))
    order = _variables(statements)
    places = {name.upper(): place for place, name in enumerate(order)}
    names = dict(enumerate(order))
    others: dict[str, str] = {}
    labels: dict[int, dict[str, str]] = {}
    texts: dict[int, str] = {}
    missing: dict[int, tuple[Range, ...]] = {}
    for statement in statements:
        if (found := SPSS_RENAME.match(statement)) and found[1].upper() in places:
            names[places[found[1].upper()]] = found[2]
    renamed = {name.upper(): place for place, name in names.items()} | places
    for statement in statements:
        if (found := SPSS_TEXT.fullmatch(statement)) and found[1].upper() in places:
            place = places[found[1].upper()]
            texts[place] = _told(_joined(found[3], found[2]), names[place])
        elif found := SPSS_OTHER.match(statement):
            others[found[1].upper()] = found[2]
        elif (found := SPSS_LABELS.match(statement)) and found[1].upper() in renamed:
            own = labels.setdefault(renamed[found[1].upper()], {})
            own.update(_values(statement[found.start(2) :], others.get(found[1].upper(), "")))
        elif statement.upper().startswith("MISSING VALUES"):
            missing |= _missing(statement[len("MISSING VALUES") :], renamed)
    return Syntax(file, "SPSS", survey, len(order), names, texts, labels, _ticked(labels), missing)


def _statements(text: str) -> Iterator[str]:
    """Give the statements: each ends with a point at the end of a line, outside of a string that goes on."""
    lines: list[str] = []
    for line in text.splitlines():
        stripped = line.rstrip()
        if not lines and (not stripped or stripped.lstrip().startswith("*")):
            continue
        lines.append(stripped)
        if stripped.endswith("."):
            yield "\n".join(lines).strip()
            lines = []


def _variables(statements: list[str]) -> list[str]:
    """List the columns of the data, in their order."""
    for statement in statements:
        _, sign, after = statement.partition("/VARIABLES=")
        if sign:
            found = [SPSS_VARIABLE.fullmatch(line) for line in after.splitlines() if line.strip()]
            return [one[1] for one in found if one]
    return []


def _joined(string: str, quote: str) -> str:
    """Join a string that is written in pieces, and undo doubled quotation marks."""
    joined = re.sub(rf"{quote}\s*\+\s*\n\s*{quote}", "", string)
    return joined.replace(quote * 2, quote)


def _values(lines: str, other: str) -> Iterator[tuple[str, str]]:
    """Read the lines of value labels; `other` is the code that SPSS is to give to -oth-."""
    for line in lines.splitlines():
        found = SPSS_VALUE.fullmatch(line)
        if found:
            code = next(one for one in found.group(1, 2, 3) if one is not None)
            text = plain(found[5].replace(found[4] * 2, found[4]))
            yield "-oth-" if other and code == other else code, text


def _missing(text: str, places: Mapping[str, int]) -> dict[int, tuple[Range, ...]]:
    """Read `V1 TO V3 (LO THRU -1, 99)`: the columns, and the codes or ranges that stand for no answer."""
    missing: dict[int, tuple[Range, ...]] = {}
    for part in text.split(")"):
        before, _, inside = part.partition("(")
        ranges = tuple(_ranges(inside))
        words = before.replace(",", " ").replace("/", " ").upper().split()
        columns = [places.get(word, -1) for word in words]
        for number, word in enumerate(words[1:-1], start=1):
            if word == "TO":
                columns += range(columns[number - 1], columns[number + 1])
        missing |= {column: ranges for column in columns if column >= 0 and ranges}
    return missing


def _ranges(text: str) -> Iterator[Range]:
    text = re.sub(r"\s+THRU\s+", "…", text, flags=re.IGNORECASE)
    for string, number in re.findall(r"""["']([^"']*)["']|([^\s,"']+)""", text):
        low, _, high = number.partition("…")
        ends = (_end(low), _end(high or low))
        if not number:
            yield string, string
        elif not any(map(math.isnan, ends)):
            yield ends


def _end(text: str) -> float:
    if text.upper() in ("LO", "LOWEST", "HI", "HIGHEST"):
        return -math.inf if text.upper().startswith("LO") else math.inf
    try:
        return float(text)
    except ValueError:
        return math.nan
