"""A bicycle shop's questionnaire: its structure, syntaxes and answers as LimeSurvey writes them; and reading them."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import strategies as st

from toolkit.errors import IntakeError
from toolkit.intake import Export, read_export

DAY = re.compile(r"^([0-9]{4})-([0-9]{2})-([0-9]{2}) ")
LANGUAGES = ("nl", "en")
# Code, type, other, texts; subquestions (scale, code, texts); answers (scale, code, texts).
QUESTIONS = (
    ("INTRO", "X", "N", ("<p>Welkom</p>", "<p>Welcome</p>"), (), ()),
    (
        "SAT",
        "F",
        "N",
        ("<p>Hoe tevreden bent u over &eacute;&eacute;n van deze?</p>", "How <b>satisfied</b> are you with:"),
        ((0, "SQ001", ("De prijs", "The price")), (0, "SQ002", ("Het  advies", "The advice"))),
        (
            (0, "1", ("Ontevreden", "Unhappy")),
            (0, "2", ("Tevreden", "Happy")),
            (0, "9", ("Weet niet", "Don't know")),
        ),
    ),
    (
        "KAN",
        "M",
        "Y",
        ("Waar koopt u?", "Where do you buy?"),
        ((0, "web", ("Webwinkel", "Web shop")), (0, "win", ("Winkel, in de stad", "Shop in town"))),
        (),
    ),
    (
        "MERK",
        "L",
        "Y",
        ("Welk merk heeft u?", "Which brand do you have?"),
        (),
        ((0, "A1", ("Gazelle-achtig", "Gazelle-like")), (0, "A2", ("Anders dan dat", "Something else"))),
    ),
    ("LID", "Y", "N", ("Bent u lid?", "Are you a member?"), (), ()),
    (
        "DUO",
        "1",
        "N",
        ("Verwacht en gekregen", "Expected and got"),
        ((0, "SQ1", ("Service", "Service")),),
        (
            (0, "1", ("Weinig verwacht", "Expected little")),
            (0, "2", ("Veel verwacht", "Expected much")),
            (1, "1", ("Weinig gekregen", "Got little")),
            (1, "2", ("Veel gekregen", "Got much")),
        ),
    ),
    (
        "RANG",
        "R",
        "N",
        ("Zet op volgorde", "Put in order"),
        (),
        ((0, "st", ("Stad", "City")), (0, "ra", ("Race", "Race"))),
    ),
    (
        "AANT",
        ":",
        "N",
        ("Hoeveel fietsen?", "How many bicycles?"),
        ((0, "Y1", ("Thuis", "At home")), (1, "X1", ("Nu", "Now")), (1, "X2", ("Ooit", "Ever"))),
        (),
    ),
    ("BON", "|", "N", ("Stuur uw bon", "Send your receipt"), (), ()),
    ("WAAROM", "T", "N", ("Waarom?", "Why?"), (), ()),
)
OWN = ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr")
CODES = (
    "INTRO", "SAT[SQ001]", "SAT[SQ002]", "KAN[web]", "KAN[win]", "KAN[other]", "MERK", "MERK[other]", "LID",
    "DUO[SQ1][1]", "DUO[SQ1][2]", "RANG[1]", "RANG[2]", "AANT[Y1_X1]", "AANT[Y1_X2]", "BON", "BON[filecount]",
    "WAAROM",
)  # fmt: skip
# As LimeSurvey writes them over the columns; its own words ("[Overige]", "[Rang 1]") are those of its translation.
TEXTS = (
    "Welkom", "Hoe tevreden bent u over één van deze? [De prijs]",
    "Hoe tevreden bent u over één van deze? [Het advies]", "Waar koopt u? [Webwinkel]",
    "Waar koopt u? [Winkel, in de stad]", "Waar koopt u? [Overige]", "Welk merk heeft u?",
    "Welk merk heeft u? [Overige]", "Bent u lid?", "Verwacht en gekregen [Service][Schaal 1]",
    "Verwacht en gekregen [Service][Schaal 2]", "Zet op volgorde [Rang 1]", "Zet op volgorde [Rang 2]",
    "Hoeveel fietsen? [Thuis][Nu]", "Hoeveel fietsen? [Thuis][Ooit]", "Stuur uw bon", "filecount - Stuur uw bon",
    "Waarom?",
)  # fmt: skip
OWN_TEXTS = (
    "Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", "Date last action",
    "IP address",
)  # fmt: skip
# In a syntax the brackets become _ and #, and the subquestions stand before the question.
JOINED = (
    "INTRO", "SAT_SQ001", "SAT_SQ002", "KAN_web", "KAN_win", "KAN_other", "MERK", "MERK_other", "LID",
    "DUO_SQ1#0", "DUO_SQ1#1", "RANG_1", "RANG_2", "AANT_Y1_X1", "AANT_Y1_X2", "BON", "BON_filecount", "WAAROM",
)  # fmt: skip
TURNED = tuple(re.sub(r"^([^\[]+) (\[.*\])$", r"\2 \1", text.replace("][", "] [")) for text in TEXTS)
LABELS = {
    10: {"1": "Ontevreden", "2": "Tevreden", "9": 'Weet "niet"'},
    12: {"1": "Ja", "0": "Niet gekozen"},
    13: {"1": "Ja", "0": "Niet gekozen"},
    15: {"A1": "Gazelle's", "A2": "Anders, dan dat"},
    17: {"1": "Ja", "2": "Nee"},
}
FILES = '[{ "title":"bon","comment":"","size":"46.2","name":"bon.jpg","filename":"fu_mnw","ext":"jpg" }]'
ROWS = (
    ("1", "2026-02-03 10:05:00", "3", "nl", "77", "2026-02-03 10:00:00", "2026-02-03 10:05:00", "192.0.2.1",
     "", "2", "1", "Y", "", "", "-oth-", "Bakfiets", "Y", "1", "2", "st", "ra", "2", "4", FILES, "1",
     "Mooi; maar duur"),
    ("2", "", "1", "en", "78", "2026-02-04 11:00:00", "2026-02-04 11:02:30", "192.0.2.2",
     "", "9", "", "", "Y", "Markt", "A1", "", "N", "2", "2", "ra", "st", "1", "", "", "0", ""),
    ("3", "2026-02-05 09:30:00", "3", "nl", "79", "2026-02-05 09:20:00", "2026-02-05 09:30:00", "192.0.2.3",
     "", "1", "2", "Y", "Y", "", "A2", "", "N/A", "1", "1", "st", "", "0", "0", "", "0", "Regel 1\nregel 2"),
)  # fmt: skip


NAMES = [*OWN, *JOINED]
SAID = [*OWN, *TURNED]
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="<>&[]"), min_size=1
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
CODE = st.from_regex(r"[A-Z][A-Za-z0-9]{0,6}", fullmatch=True)


def answers(
    headings: Sequence[str] = (), separator: str = ",", rows: Sequence[Sequence[str]] = ROWS
) -> bytes:
    """A CSV as LimeSurvey writes it: with a mark of UTF-8, all cells quoted, and an empty line at the end."""
    table = [list(headings or OWN + CODES), *map(list, rows)]
    lines = [separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n\r\n").encode()


def _row(cells: Mapping[str, object]) -> str:
    inside = "".join(f"<{name}><![CDATA[{cell}]]></{name}>" for name, cell in cells.items())
    return f"<row>{inside}</row>"


def _section(name: str, rows: Sequence[Mapping[str, object]]) -> str:
    return f"<{name}><rows>{''.join(map(_row, rows))}</rows></{name}>" if rows else ""


def lss(
    *,
    survey: str = "424242",
    languages: Sequence[str] = LANGUAGES,
    old: bool = False,
    questions: Sequence = QUESTIONS,
) -> bytes:
    """The structure; `old`: as versions before 4 write it, with a row per language in place of tables of texts."""
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in (
        "questions", "subquestions", "answers", "question_l10ns", "answer_l10ns")}  # fmt: skip
    number = 10
    for order, (code, kind, other, texts, subs, options) in enumerate(questions):
        number += 1
        parent = number
        own = {"qid": parent, "parent_qid": 0, "gid": 1, "type": kind, "title": code, "other": other,
               "question_order": order}  # fmt: skip
        _add(tables, "questions", "question", own, texts, languages, old)
        for place, (scale, sub, words) in enumerate(subs):
            number += 1
            below = {"qid": number, "parent_qid": parent, "gid": 1, "type": "T", "title": sub, "scale_id": scale,
                     "question_order": place}  # fmt: skip
            _add(tables, "subquestions", "question", below, words, languages, old)
        for place, (scale, answer, words) in enumerate(options):
            number += 1
            option = {"aid": number, "qid": parent, "code": answer, "sortorder": place, "scale_id": scale}
            _add(tables, "answers", "answer", option, words, languages, old)
    surveys = [{"sid": survey, "language": languages[0], "additional_languages": " ".join(languages[1:])}]
    inside = "".join(_section(name, rows) for name, rows in {**tables, "surveys": surveys}.items())
    listed = "".join(f"<language>{language}</language>" for language in languages)
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<document>\n <LimeSurveyDocType>Survey</LimeSurveyDocType>\n'
    )
    return f"{head}<DBVersion>641</DBVersion><languages>{listed}</languages>{inside}</document>".encode()


def _add(
    tables: dict[str, list[dict[str, object]]],
    table: str,
    column: str,
    row: dict[str, object],
    texts: Sequence[str],
    languages: Sequence[str],
    old: bool,
) -> None:
    said = dict(zip(LANGUAGES, texts, strict=True))
    if old:
        tables[table] += [{**row, "language": language, column: said[language]} for language in languages]
        return
    tables[table].append(row)
    key = "aid" if column == "answer" else "qid"
    tables[f"{column}_l10ns"] += [
        {"id": 1, key: row[key], column: said[language], "language": language} for language in languages
    ]


def sheet() -> bytes:
    """The structure in its tab-separated form, the base language first."""
    names = ["id", "class", "type/scale", "name", "relevance", "text", "help", "language", "other"]
    rows = [["", "S", "", "sid", "", "424242", "", "", ""], ["", "S", "", "language", "", "nl", "", "", ""],
            ["", "S", "", "additional_languages", "", "en", "", "", ""]]  # fmt: skip
    for place, language in enumerate(LANGUAGES):
        rows.append(["1", "G", "G0", "Groep", "1", "", "", language, ""])
        for code, kind, other, texts, subs, options in QUESTIONS:
            rows.append(["2", "Q", kind, code, "1", texts[place], "", language, other])
            rows += [
                ["3", "SQ", str(scale), sub, "1", words[place], "", language, ""]
                for scale, sub, words in subs
            ]
            rows += [
                ["2", "A", str(scale), code, "", words[place], "", language, ""]
                for scale, code, words in options
            ]
    return ("\ufeff" + "".join("\t".join(row) + "\n" for row in [names, *rows])).encode()


def r_syntax(
    names: Sequence[str],
    texts: Sequence[str],
    labels: Mapping[int, Mapping[str, str]],
    survey: str = "424242",
) -> bytes:
    """The syntax for R; `labels` by number of the column, from 1."""
    lines = [
        f'data <- read.csv("survey_{survey}_R_data_file.csv", quote = "\'\\"", na.strings=c("", "\\"\\""), '
        'stringsAsFactors=FALSE, fileEncoding="UTF-8-BOM")',
        "",
        "",
    ]
    for number, (name, text) in enumerate(zip(names, texts, strict=True), start=1):
        lines += ["# LimeSurvey Field type: F", f"data[, {number}] <- as.numeric(data[, {number}])"]
        lines.append(f'attributes(data)$variable.labels[{number}] <- "{_slashed(text)}"')
        if number in labels:
            codes = ",".join(code if code.isdigit() else f'"{code}"' for code in labels[number])
            words = ", ".join(f'"{_slashed(word)}"' for word in labels[number].values())
            lines.append(
                f"data[, {number}] <- factor(data[, {number}], levels=c({codes}),labels=c({words}), ordered=TRUE)"
            )
        lines.append(f'names(data)[{number}] <- "{name}"')
    return ("\n".join(lines) + "\n").encode()


def _slashed(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'")


def spss_syntax(
    names: Sequence[str],
    texts: Sequence[str],
    labels: Mapping[int, Mapping[str, str]],
    extra: str = "",
    survey: str = "424242",
) -> bytes:
    """The syntax for SPSS; long texts are cut in pieces, as LimeSurvey does."""
    lines = ["*$Rev: 121017 $ all 2.", "SET UNICODE=ON.", "SHOW LOCALE.", "PRESERVE LOCALE.", "SET LOCALE='en_UK'.",
             "SET DECIMAL=DOT.", "GET DATA", " /TYPE=TXT", f" /FILE='survey_{survey}_SPSS_data_file.dat'",
             " /DELCASE=LINE", ' /DELIMITERS=","', " /QUALIFIER=\"'\"", " /ARRANGEMENT=DELIMITED", " /FIRSTCASE=1",
             " /IMPORTCASE=ALL", " /VARIABLES="]  # fmt: skip
    kinds = ["F7", "DATETIME23.2", "A20", "F3.0"]
    lines += [f" V{number} {kinds[number % 4]}" for number in range(1, len(names) + 1)]
    lines[-1] += "."
    lines += ["CACHE.", "EXECUTE.", "*Define Variable Properties."]
    for number, text in enumerate(texts, start=1):
        doubled = text.replace('"', '""')
        pieces = [doubled[place : place + 40] for place in range(0, len(doubled), 40)] or [""]
        joined = '"+\n"'.join(pieces)
        lines.append(f'VARIABLE LABELS V{number} "{joined}".')
    lines.append("*Define Value labels.")
    for number, words in labels.items():
        lines.append(f"VALUE LABELS  V{number}")
        lines += [
            f' {code if code.isdigit() else chr(34) + code + chr(34)} "{word}"'
            for code, word in words.items()
        ]
        lines[-1] += "."
    lines += extra.splitlines()
    lines += [f"RENAME VARIABLES ( V{number} = {name} )." for number, name in enumerate(names, start=1)]
    return ("\ufeff" + "\n".join([*lines, "RESTORE LOCALE."]) + "\n").encode()


def spss_data(rows: Sequence[Sequence[str]]) -> bytes:
    """Data for SPSS: no headings, ' around each cell that is filled, '' for ' in it."""
    lines = [",".join("'" + cell.replace("'", "''") + "'" if cell else "" for cell in row) for row in rows]
    return ("\ufeff" + "\n".join(lines) + "\n").encode()


def for_spss(rows: Sequence[Sequence[str]] = ROWS) -> list[list[str]]:
    """The rows as LimeSurvey gives them to SPSS: days first, and each answer on one line."""
    return [[DAY.sub(r"\3-\2-\1 ", cell).replace("\n", " ") for cell in row] for row in rows]


def read(folder: Path, name: str, content: bytes, **companions: bytes) -> Export:
    (folder / name).write_bytes(content)
    beside = []
    for kind, data in companions.items():
        beside.append(folder / f"x.{kind}")
        beside[-1].write_bytes(data)
    return read_export(folder / name, companions=beside)


def faults(folder: Path, name: str, content: bytes, **companions: bytes) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        read(folder, name, content, **companions)
    return [str(fault) for fault in caught.value.faults]
