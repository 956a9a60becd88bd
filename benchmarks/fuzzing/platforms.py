"""Answers to one invented questionnaire, as the platforms of surveys export them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.fuzzing.writing import (
    AGREE,
    CHANNELS,
    QUESTIONS,
    START,
    Sample,
    Table,
    as_text,
    as_workbook,
    moment,
)


def platform_files(answers: Table) -> Iterator[Sample]:
    yield Sample("qualtrics.csv", _qualtrics(answers))
    rows = [[*row[1:4], *(row[4] if row[4] == one else "" for one in CHANNELS), row[5]] for row in answers]
    heads = ["<b>Aanbeveling</b>", "Tevreden", "", "Waar koopt u?", "", "", "Waarom?"]
    below = ["Response", "Prijs", "Service", *CHANNELS, "Open-Ended Response"]
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date"]
    monkeys = [
        [11_000_000_000 + number, 400_000_001, moment(number), moment(number, 4), *row]
        for number, row in enumerate(rows)
    ]
    table = [[*own, *heads], [*[""] * 4, *below], *monkeys]
    yield Sample("surveymonkey.csv", as_text(table, encoding="cp1252"))
    yield Sample("surveymonkey.xlsx", as_workbook({"Sheet": table}))
    names = ["#", "Aanbeveling?", "Prijs?", "Service?", *CHANNELS, "Waarom?"]
    last = ["Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    types = [
        [f"{number:032x}", *row, moment(number), moment(number, 3), f"{number * 7919:010x}"]
        for number, row in enumerate(rows)
    ]
    yield Sample("typeform.csv", as_text([[*names, *last], *types]))
    yield Sample("google.csv", _google(answers))
    yield Sample("ms_forms.xlsx", as_workbook({"Sheet1": _ms_forms(answers)}))


def _qualtrics(answers: Table) -> bytes:
    own = ["StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
           "ResponseId", "DistributionChannel", "UserLanguage"]  # fmt: skip
    codes = ["startDate", "endDate", "status", "progress", "duration", "finished", "recordedDate", "_recordId",
             "distributionChannel", "userLanguage", *(f"QID{number}" for number in range(1, 6))]  # fmt: skip
    rows = [
        [moment(number), moment(number, 5), int(number == 3), 100 if number % 7 else 40, 300, int(number % 7 > 0),
         moment(number, 5), f"R_{number:015d}", "anonymous", "NL", *row[1:]]
        for number, row in enumerate(answers)
    ]  # fmt: skip
    texts = [text.replace("?", "?\n(één antwoord)") for text in QUESTIONS.values()]
    ids = [f'{{"ImportId":"{code}"}}' for code in codes]
    return as_text([[*own, *QUESTIONS], [*own, *texts], ids, *rows], encoding="utf-8-sig")


def _google(answers: Table) -> bytes:
    header = ["Tijdstempel", QUESTIONS["NPS"], "Stellingen [De prijs is goed]", "Kanalen", "Waarom?"]
    rows = [
        [moment(number, form="%Y/%m/%d %I:%M:%S ") + "a.m. CET", row[1], AGREE[row[2] - 1],
         f"{row[4]}, Anders, namelijk", row[5]]
        for number, row in enumerate(answers)
    ]  # fmt: skip
    return as_text([header, *rows], quoted=True)


def _ms_forms(answers: Table) -> Table:
    header = ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging",
              "Aanbeveling\xa0", "Waar koopt u?\xa0", "Prijs", "Prijs2"]  # fmt: skip
    rows = [
        [number, START.replace(tzinfo=None) + dt.timedelta(hours=number), moment(number, 6), "anonymous", "", "",
         row[1], f"{row[4]};Elders;", AGREE[row[2] - 1], row[3]]
        for number, row in enumerate(answers, 1)
    ]  # fmt: skip
    header_and_rows: Table = [header]
    for row in rows:
        header_and_rows.append([cell.isoformat() if isinstance(cell, dt.datetime) else cell for cell in row])
    return header_and_rows


def limesurvey_files(answers: Table) -> Iterator[Sample]:
    codes = [
        "id",
        "submitdate",
        "lastpage",
        "startlanguage",
        "NPS",
        "SAT[SQ1]",
        "SAT[SQ2]",
        "KANAAL",
        "WAAROM",
    ]
    rows = [
        [number, moment(number) if number % 6 else "", 3, "nl", *row[1:]]
        for number, row in enumerate(answers, 1)
    ]
    content = as_text([codes, *rows], encoding="utf-8-sig", quoted=True)
    structure = _structure()
    yield Sample("results-survey424242.csv", content, {"survey.lss": structure})
    yield Sample("survey.lss", structure)
    texts = ["Response ID", "Date submitted", "Last page", "Start language", *QUESTIONS.values()]
    syntax = "\n".join(
        f'data[, {number}] <- as.character(data[, {number}])\nattributes(data)$variable.labels[{number}] <- "{text}"\n'
        f'names(data)[{number}] <- "{code}"'
        for number, (code, text) in enumerate(zip(codes, texts, strict=True), 1)
    )
    levels = 'data[, 6] <- factor(data[, 6], levels=c(1,2,3,4,5),labels=c("a", "b", "c", "d", "e"))\n'
    head = 'data <- read.csv("survey_424242_R_data_file.csv", quote = "\'\\"", na.strings=c("", "\\"\\""))\n'
    named = "# LimeSurvey Field type: F\n".join((head, levels + syntax + "\n"))
    yield Sample(
        "survey_424242_R_data_file.csv",
        as_text([texts, *rows], encoding="utf-8-sig", quoted=True),
        {"survey_424242_R_syntax_file.R": named.encode()},
    )
    yield Sample("survey_424242_SPSS_data_file.dat", *_spssas_text(codes, texts, rows))


def _structure() -> bytes:
    """Write the structure of the questionnaire as LimeSurvey does."""
    tables: dict[str, list[dict[str, Any]]] = {
        "surveys": [{"sid": 424242, "language": "nl", "additional_languages": ""}],
        "questions": [
            {"qid": number, "parent_qid": 0, "gid": 1, "type": kind, "title": code, "question_order": number}
            for number, (code, kind) in enumerate({"NPS": "N", "SAT": "F", "KANAAL": "S", "WAAROM": "T"}.items())
        ],
        "subquestions": [
            {"qid": 10 + number, "parent_qid": 1, "gid": 1, "type": "T", "title": f"SQ{number}", "scale_id": 0}
            for number in (1, 2)
        ],
        "answers": [
            {"aid": number, "qid": 1, "code": number, "sortorder": number, "scale_id": 0} for number in range(1, 6)
        ],
        "question_l10ns": [
            {"qid": number, "question": f"<p>Vraag {number} &amp; meer</p>", "language": "nl"}
            for number in (0, 1, 2, 3, 11, 12)
        ],
        "answer_l10ns": [
            {"aid": number, "answer": AGREE[number - 1], "language": "nl"} for number in range(1, 6)
        ],
    }  # fmt: skip
    sections = "".join(
        f"<{name}><rows>"
        + "".join(
            "<row>" + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) + "</row>"
            for row in rows
        )
        + f"</rows></{name}>"
        for name, rows in tables.items()
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<document>\n <LimeSurveyDocType>Survey</LimeSurveyDocType>\n'
    )
    return (
        f"{head}<DBVersion>641</DBVersion><languages><language>nl</language></languages>{sections}</document>"
    ).encode()


def _spssas_text(
    codes: Sequence[str], texts: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[bytes, dict[str, bytes]]:
    """Write LimeSurvey's data for SPSS, and the syntax that explains them."""
    lines = [
        ",".join("'" + str(cell).replace("'", "''").replace("\n", " ") + "'" if cell != "" else "" for cell in row)
        for row in rows
    ]  # fmt: skip
    numbers = range(1, len(codes) + 1)
    syntax = [
        'GET DATA\n /TYPE=TXT\n /FILE=\'survey_424242_SPSS_data_file.dat\'\n /DELIMITERS=","\n /QUALIFIER="\'"',
        " /VARIABLES=\n" + "\n".join(f" V{number} A250" for number in numbers) + ".",
        *(f'VARIABLE LABELS V{number} "{text}".' for number, text in zip(numbers, texts, strict=True)),
        'VALUE LABELS  V6\n 1 "Slecht"\n 5 "Goed".',
        *(
            f"RENAME VARIABLES ( V{number} = {code.replace('[', '_').strip(']')} )."
            for number, code in zip(numbers, codes, strict=True)
        ),
    ]
    content = ("\ufeff" + "\n".join(lines) + "\n").encode()
    return content, {"survey_424242_SPSS_syntax_file.sps": ("\ufeff" + "\n".join(syntax) + "\n").encode()}
