"""A questionnaire as LimeSurvey's survey structure (.lss): XML with a table per kind of thing and texts per language.

Items keep their letters and digits as question codes (SAT_1 → SAT1), so that an export leads back to them; statements
that share a scale become one array, of which the export names a column `grid1[TRU1]`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from toolkit.engagement import plain_number
from toolkit.instrument.codes import GRID, survey_codes
from toolkit.instrument.form import Asked, Questionnaire, Texts, grids
from toolkit.instrument.writers.markup import as_html, paragraphs, writable

DB_VERSION = "641"
NEUTRAL = "{}"  # in LimeSurvey these hold an expression
KINDS = {"scale": "L", "choice": "L", "number": "N", "open": "T"}
THEMES = {"L": "listradio", "F": "arrays/array", "N": "numerical", "T": "longfreetext"}
ANSWER_CODE = re.compile(r"[A-Za-z0-9]{1,5}")
# No address of the respondent, but when they began and ended; one page per section; no "no answer" of its own.
SURVEY_SETTINGS = {
    "gsid": "1",
    "admin": "inherit",
    "adminemail": "inherit",
    "anonymized": "N",
    "format": "G",
    "savetimings": "N",
    "template": "inherit",
    "datestamp": "Y",
    "usecookie": "N",
    "allowregister": "N",
    "allowsave": "Y",
    "autoredirect": "N",
    "allowprev": "Y",
    "printanswers": "N",
    "ipaddr": "N",
    "refurl": "N",
    "publicstatistics": "N",
    "listpublic": "N",
    "htmlemail": "Y",
    "assessments": "N",
    "usetokens": "N",
    "showxquestions": "N",
    "showgroupinfo": "N",
    "shownoanswer": "N",
    "showqnumcode": "X",
    "showwelcome": "Y",
    "showprogress": "Y",
    "questionindex": "0",
    "nokeyboard": "N",
    "alloweditaftercompletion": "N",
}

Row = Mapping[str, str]


@dataclass(slots=True)
class _Tables:
    """The rows of each table so far, and the code of every question."""

    sid: str
    codes: Mapping[str, str]
    languages: Sequence[str]
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    notes: list[str] = field(default_factory=list)
    grids: int = 0

    def number(self) -> str:
        """Give the next number of a question, statements counted too."""
        return str(sum(len(self.rows.get(name, ())) for name in ("questions", "subquestions")) + 1)

    def texts(self, table: str, owner: Row, columns: Mapping[str, Texts]) -> None:
        """Add the texts of one thing to a table of texts, a row per language."""
        for language in self.languages:
            row = {"id": str(len(self.rows[table]) + 1), **owner}
            row |= {name: as_html(texts[language], neutral=NEUTRAL) for name, texts in columns.items()}
            self.rows[table].append({**row, "language": language})

    def question(self, qid: str, words: Texts, hint: Texts | None = None) -> None:
        """Add the words of a question, and those below it."""
        helps = dict.fromkeys(self.languages, "") if hint is None else hint
        self.texts("question_l10ns", {"qid": qid}, {"question": words, "help": helps})


def as_lss(form: Questionnaire) -> tuple[bytes, tuple[str, ...]]:
    """Write the survey structure; and what is to be known of codes that LimeSurvey cannot hold."""
    title = form.title[form.languages[0]]
    tables = _Tables(
        sid=str(100_000 + zlib.crc32(title.encode("utf-8")) % 900_000),
        codes=survey_codes(question.id for question in form.questions),
        languages=form.languages,
    )
    for order, section in enumerate(form.sections, 1):
        gid = str(order)
        group = {
            "gid": gid,
            "sid": tables.sid,
            "group_order": gid,
            "randomization_group": "",
            "grelevance": "",
        }
        tables.rows["groups"].append(group)
        tables.texts("group_l10ns", {"gid": gid}, {"group_name": section.title})
        for place, together in enumerate(grids(section), 1):
            if len(together) > 1:
                _grid(tables, gid, place, together)
            else:
                _single(tables, gid, place, together[0])
    _survey(tables, form)
    return _document(tables), tuple(tables.notes)


def _single(tables: _Tables, gid: str, place: int, asked: Asked) -> None:
    code, kind = tables.codes[asked.id], KINDS[asked.kind]
    qid = _question(tables, gid, place, code, kind, asked)
    tables.question(qid, asked.text, asked.hint)
    _answers(tables, qid, asked)
    if kind == "N" and asked.minimum is not None and asked.maximum is not None:
        ends = {"min_num_value_n": asked.minimum, "max_num_value_n": asked.maximum}
        _attributes(tables, qid, {name: plain_number(value) for name, value in ends.items()})
    elif asked.kind == "scale" and len(asked.options) > 7:
        _attributes(tables, qid, {"display_columns": str(len(asked.answers))})


def _grid(tables: _Tables, gid: str, place: int, together: Sequence[Asked]) -> None:
    tables.grids += 1
    first, code = together[0], f"{GRID}{tables.grids}"
    qid = _question(tables, gid, place, code, "F", first)
    if first.prompt is not None:
        tables.question(qid, first.prompt)
    _answers(tables, qid, first)
    for order, asked in enumerate(together, 1):
        own = tables.codes[asked.id]
        row = {
            "qid": tables.number(),
            "parent_qid": qid,
            "sid": tables.sid,
            "gid": gid,
            "type": "T",
            "title": own,
        }
        row |= {
            "other": "N",
            "mandatory": "N",
            "question_order": str(order),
            "scale_id": "0",
            "same_default": "0",
        }
        tables.rows["subquestions"].append({**row, "relevance": "1"})
        tables.question(row["qid"], asked.text)


def _question(tables: _Tables, gid: str, place: int, code: str, kind: str, asked: Asked) -> str:
    """Add a question; give its number."""
    row = {
        "qid": tables.number(),
        "parent_qid": "0",
        "sid": tables.sid,
        "gid": gid,
        "type": kind,
        "title": code,
        "other": "N",
        "mandatory": "Y" if asked.required else "N",
        "encrypted": "N",
        "question_order": str(place),
        "scale_id": "0",
        "same_default": "0",
        "relevance": _relevance(tables, asked),
        "question_theme_name": THEMES[kind],
    }
    tables.rows["questions"].append(row)
    return row["qid"]


def _relevance(tables: _Tables, asked: Asked) -> str:
    """Say who is asked, as an expression on a question that stands alone, as every filter does.

    `is_empty` will not do: it takes a 0 for nothing.
    """
    condition = asked.condition
    if condition is None:
        return "1"
    variable = f"{tables.codes[condition.item]}.NAOK"
    if condition.value is None:
        return f"strlen({variable}) > 0"
    return f'{variable} == "{plain_number(condition.value)}"'


def _answers(tables: _Tables, qid: str, asked: Asked) -> None:
    codes = _answer_codes(asked)
    changed = [
        f"{new} for {option.code}"
        for new, option in zip(codes, asked.answers, strict=True)
        if new != option.code
    ]
    if changed:
        note = f"LimeSurvey takes up to five letters and digits as a code, so {asked.id} has {', '.join(changed)}"
        tables.notes.append(note)
    for order, (code, option) in enumerate(zip(codes, asked.answers, strict=True), 1):
        aid = str(len(tables.rows["answers"]) + 1)
        row = {
            "aid": aid,
            "qid": qid,
            "code": code,
            "sortorder": str(order),
            "assessment_value": "0",
            "scale_id": "0",
        }
        tables.rows["answers"].append(row)
        tables.texts("answer_l10ns", {"aid": aid}, {"answer": option.text})


def _answer_codes(asked: Asked) -> list[str]:
    """Keep the codes that LimeSurvey can hold; another becomes a letter and a number, which no scale has."""
    own = [option.code for option in asked.answers]
    folded = Counter(code.casefold() for code in own)
    kept = {code for code in own if ANSWER_CODE.fullmatch(code) and folded[code.casefold()] == 1}
    spare = (code for place in count(1) if (code := f"A{place}").casefold() not in folded)
    return [code if code in kept else next(spare) for code in own]


def _attributes(tables: _Tables, qid: str, values: Row) -> None:
    for attribute, value in values.items():
        row = {"qid": qid, "attribute": attribute, "value": value, "language": ""}
        tables.rows["question_attributes"].append(row)


def _survey(tables: _Tables, form: Questionnaire) -> None:
    languages = {"language": form.languages[0], "additional_languages": " ".join(form.languages[1:])}
    tables.rows["surveys"].append({"sid": tables.sid, **SURVEY_SETTINGS, **languages})
    for language in form.languages:
        introduction = [texts[language] for texts in form.introduction]
        tables.rows["surveys_languagesettings"].append(
            {
                "surveyls_survey_id": tables.sid,
                "surveyls_language": language,
                "surveyls_title": as_html(form.title[language], neutral=NEUTRAL),
                "surveyls_welcometext": paragraphs(introduction, neutral=NEUTRAL),
                "surveyls_endtext": paragraphs([form.thanks[language]], neutral=NEUTRAL),
            }
        )


def _document(tables: _Tables) -> bytes:
    """Write the tables as XML, each with the names of its columns and its rows."""
    root = ET.Element("document")
    ET.SubElement(root, "LimeSurveyDocType").text = "Survey"
    ET.SubElement(root, "DBVersion").text = DB_VERSION
    languages = ET.SubElement(root, "languages")
    for language in tables.languages:
        ET.SubElement(languages, "language").text = language
    for name in sorted(tables.rows):
        table = ET.SubElement(root, name)
        columns = ET.SubElement(table, "fields")
        for column in tables.rows[name][0]:
            ET.SubElement(columns, "fieldname").text = column
        rows = ET.SubElement(table, "rows")
        for row in tables.rows[name]:
            element = ET.SubElement(rows, "row")
            for column, value in row.items():
                ET.SubElement(element, column).text = writable(value) or None
    ET.indent(root, " ")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
