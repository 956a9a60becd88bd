"""Each file: its structure, the same bytes twice, and client text that stays text."""

import io
import re
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.instrument.conftest import construct, engagement_of
from tests.instrument.written import lss_columns, lss_tables, txt_columns
from toolkit.engagement import Engagement
from toolkit.instrument import columns_by_code, questionnaire
from toolkit.instrument.writers import FORMATS
from toolkit.instrument.writers.markup import as_html, writable

HOSTILE = '<b>&"{SID}${e://Field/x}[[PageBreak]]]]>=1+1\u2028\uffff'


def routed() -> Engagement:
    return engagement_of(
        {
            "problem": construct("MOT_2", role="touchpoint", ends=(0, 1)),
            "recovery": construct("MOT_3", role="touchpoint", ends=(1, 10)),
            "trust": construct("TRU_1", "TRU_2", "TRU_3"),
            "attitude": construct("ATT_1", role="attitude", ends=(0, 10)),
            "behaviour": construct("BEH_2", role="behaviour", ends=(0, 100)),
        },
        missing={"not_applicable": [998], "dont_know": [999]},
        open_answers={"OPEN_1": {}},
        segments={"region": {"column": "regio", "values": {"Noord": "Noord", "Zuidoost": "Zuidoost"}}},
    )


def hostile(text: str = HOSTILE) -> Engagement:
    return engagement_of(
        {"own": construct("q 1", "q 2", scale="agree7"), "trust": construct("TRU_1")},
        client={"name": text.replace("\n", " ").strip() or "x", "category": "x"},
        items={"q 1": {"text": text}, "q 2": {"text": f"={text}"}},
        segments={"s": {"column": "s", "label": "=2+2", "values": {"=1": "=HYPERLINK(1)", "b": "@x"}}},
    )


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("languages", [("nl",), ("en",), ("nl", "en")])
def test_the_same_questionnaire_gives_the_same_bytes(kind: str, languages: tuple[str, ...]) -> None:
    for engagement in (routed(), hostile()):
        form = questionnaire(engagement, languages)
        assert FORMATS[kind].write(form) == FORMATS[kind].write(questionnaire(engagement, languages))


def test_limesurvey_has_a_question_per_question(standard: Engagement) -> None:
    form = questionnaire(standard, ["nl", "en"])
    data, notes = FORMATS["limesurvey"].write(form)
    assert notes == ()
    for language in form.languages:
        columns = lss_columns(data, language)
        assert len(columns) == len(form.questions)
        for column, asked in zip(columns, form.questions, strict=True):
            assert column.text == asked.text[language]
            assert column.codes == {option.code: option.text[language] for option in asked.answers}
            code = asked.id.replace("_", "")
            assert re.fullmatch(rf"{code}|grid\d+\[{code}\]", column.name)


def test_limesurvey_s_tables_hang_together(standard: Engagement) -> None:
    for engagement in (standard, routed(), hostile()):
        tables = lss_tables(FORMATS["limesurvey"].write(questionnaire(engagement, ["nl", "en"]))[0])
        qids = [row["qid"] for name in ("questions", "subquestions") for row in tables[name]]
        assert len(set(qids)) == len(qids)
        top = {row["qid"] for row in tables["questions"]}
        assert {row["parent_qid"] for row in tables["subquestions"]} <= top
        assert {row["gid"] for row in tables["questions"]} == {row["gid"] for row in tables["groups"]}
        for table, owner, owners in (
            ("question_l10ns", "qid", set(qids)),
            ("answer_l10ns", "aid", {row["aid"] for row in tables["answers"]}),
            ("group_l10ns", "gid", {row["gid"] for row in tables["groups"]}),
        ):
            pairs = [(row[owner], row["language"]) for row in tables[table]]
            assert sorted(pairs) == sorted((one, language) for one in owners for language in ("nl", "en"))
        assert {row["qid"] for row in tables["answers"]} <= top
        for qid in top:
            codes = [row["code"] for row in tables["answers"] if row["qid"] == qid]
            assert len({code.casefold() for code in codes}) == len(codes)
            assert all(re.fullmatch(r"[A-Za-z0-9]{1,5}", code) for code in codes)
        (survey,) = tables["surveys"]
        assert (survey["language"], survey["additional_languages"]) == ("nl", "en")
        assert (survey["ipaddr"], survey["datestamp"]) == ("N", "Y")


def test_limesurvey_asks_only_whom_it_concerns() -> None:
    data, notes = FORMATS["limesurvey"].write(questionnaire(routed(), "nl"))
    columns = {column.name: column for column in lss_columns(data)}
    assert columns["MOT3"].relevance == 'MOT2.NAOK == "1"'
    assert columns["OPEN1"].relevance == "strlen(ATT1.NAOK) > 0"
    assert columns["MOT2"].mandatory
    assert not columns["MOT3"].mandatory
    assert list(columns["regio"].codes) == ["Noord", "A1"]
    assert notes == (
        "LimeSurvey takes up to five letters and digits as a code, so regio has A1 for Zuidoost",
    )
    rows = lss_tables(data)["question_attributes"]
    assert {(row["attribute"], row["value"]) for row in rows} >= {
        ("min_num_value_n", "0"),
        ("max_num_value_n", "100"),
    }


def test_every_writer_asks_for_consent_in_a_column_of_its_own() -> None:
    one = engagement_of(
        {"attitude": construct("ATT_1", role="attitude", ends=(0, 10))},
        open_answers={"OPEN_1": {"consent": True}},
    )
    form = questionnaire(one, ["nl", "en"])
    written = {kind: FORMATS[kind].write(form) for kind in FORMATS}
    columns = {column.name: column for column in lss_columns(written["limesurvey"][0], "en")}
    consent = columns["OPEN1CONSENT"]
    assert (consent.codes, consent.kind) == ({"1": "Yes", "0": "No"}, "L")
    assert consent.relevance == "strlen(OPEN1.NAOK) > 0"
    assert not consent.mandatory
    assert not columns["OPEN1"].mandatory
    # The column of the answer itself is not mistaken for it.
    assert columns_by_code(["OPEN_1", "OPEN_1_CONSENT"], list(columns)) == {
        "OPEN_1": "OPEN1",
        "OPEN_1_CONSENT": "OPEN1CONSENT",
    }
    data, notes = written["qualtrics"]
    tags = {column.name: column.codes for column in txt_columns(data)}
    assert tags["OPEN_1_CONSENT"] == {"1": "Ja", "0": "Nee"}
    assert "Give OPEN_1_CONSENT display logic: only if OPEN_1 is answered" in notes
    book = CalamineWorkbook.from_filelike(io.BytesIO(written["xlsx"][0]))
    rows = book.get_sheet_by_name("Questions").to_python()
    assert [row[1] for row in rows[1:]] == ["ATT_1", "OPEN_1", "OPEN_1_CONSENT"]
    assert rows[3][rows[0].index("answers en")] == "1 = Yes\n0 = No"
    said = [cell for row in book.get_sheet_by_name("Introduction").to_python() for cell in row]
    assert any("It may also show, word for word, what somebody wrote" in cell for cell in said)
    document = docx.Document(io.BytesIO(written["docx"][0]))
    text = [one.text for one in document.paragraphs]
    place = next(
        n for n, one in enumerate(text) if one.startswith("3. Mogen wij uw antwoord op de vorige vraag")
    )
    assert "Vul deze vraag alleen in als u vraag 2 heeft ingevuld." in text[place - 1]
    assert ["3", "OPEN_1_CONSENT", "1 = Ja; 0 = Nee"] in [
        [cell.text for cell in row.cells] for row in document.tables[-1].rows
    ]


def test_a_filter_stands_alone_and_not_in_a_grid() -> None:
    one = engagement_of(
        {"attitude": construct("ATT_1", "ATT_2", role="attitude", scale="agree7")},
        open_answers={"OPEN_1": {}},
    )
    columns = lss_columns(FORMATS["limesurvey"].write(questionnaire(one, "nl"))[0])
    assert [column.name for column in columns] == ["ATT1", "OPEN1", "ATT2"]
    assert columns[1].relevance == "strlen(ATT1.NAOK) > 0"


def test_codes_that_clash_in_limesurvey_stay_apart() -> None:
    values = {"a": "x", "A": "y", "A1": "z", "-3": "w"}
    one = engagement_of({"t": construct("TRU_1")}, segments={"s": {"column": "s", "values": values}})
    data, notes = FORMATS["limesurvey"].write(questionnaire(one, "nl"))
    codes = lss_columns(data)[-1].codes
    assert codes == {"A2": "x", "A3": "y", "A1": "z", "A4": "w"}
    assert "A2 for a, A3 for A, A4 for -3" in notes[0]


def test_qualtrics_has_a_question_per_question(standard: Engagement) -> None:
    form = questionnaire(standard, "nl")
    data, notes = FORMATS["qualtrics"].write(form)
    columns = txt_columns(data)
    assert [column.name for column in columns] == [question.id for question in form.questions]
    for column, asked in zip(columns, form.questions, strict=True):
        hint = asked.hint["nl"] if asked.hint is not None else ""
        assert column.text.endswith(asked.text["nl"] + hint)
        assert column.codes == {option.code: option.text["nl"] for option in asked.answers}
    assert notes == ("Give BEH_2 the validation “number”, 0 to 100",)


def test_qualtrics_tells_what_it_cannot_be_told() -> None:
    data, notes = FORMATS["qualtrics"].write(questionnaire(routed(), "en"))
    assert "Give MOT_3 display logic: only if MOT_2 is “Yes”" in notes
    assert "Give OPEN_1 display logic: only if ATT_1 is answered" in notes
    assert "Qualtrics takes numbers only as codes, so regio has 901 for Noord, 902 for Zuidoost" in notes
    kinds = {column.name: column.kind for column in txt_columns(data)}
    assert kinds["OPEN_1"] == "TE:Essay"
    assert kinds["BEH_2"] == "TE:SingleLine"
    assert kinds["MOT_2"] == "MC:SingleAnswer:Vertical"
    assert kinds["ATT_1"] == "MC:SingleAnswer:Horizontal"


def test_client_text_is_no_markup_in_limesurvey_and_qualtrics() -> None:
    form = questionnaire(hostile(), "nl")
    lss = FORMATS["limesurvey"].write(form)[0]
    for row in lss_tables(lss)["question_l10ns"]:
        assert "{" not in row["question"]
        assert "<b>" not in row["question"]
    assert lss_columns(lss)[0].text == HOSTILE.replace("\uffff", "\N{REPLACEMENT CHARACTER}")
    txt, notes = FORMATS["qualtrics"].write(form)
    text = txt.decode("utf-8")
    assert "<b>" not in text
    assert "${" not in text
    assert "[[PageBreak]]" not in text
    assert [column.name for column in txt_columns(txt)] == ["q_1", "q_2", "TRU_1", "s"]
    assert "Qualtrics calls the column of q 1 q_1: say so in [columns]" in notes


@settings(max_examples=40)
@given(
    st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40).filter(
        str.strip
    )
)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    form = questionnaire(hostile(text), "nl")
    words = form.question("q 1").text["nl"]
    assert lss_columns(FORMATS["limesurvey"].write(form)[0])[0].text == writable(words)
    assert txt_columns(FORMATS["qualtrics"].write(form)[0])[0].text.endswith(writable(words))


def test_lines_become_breaks() -> None:
    assert as_html("één\r\ntwee\n<drie>") == "één<br />twee<br />&lt;drie&gt;"
    assert writable("a\x00\x1fb\ud800") == "a\ufffd\ufffdb\ufffd"


def test_the_workbook_has_a_row_per_question() -> None:
    form = questionnaire(routed(), ["nl", "en"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(FORMATS["xlsx"].write(form)[0]))
    header, *rows = book.get_sheet_by_name("Questions").to_python()
    assert len(rows) == len(form.questions)
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    first, second = cells[0], cells[1]
    assert (first["number"], first["code"], first["scale"], first["required"]) == (
        1,
        "MOT_2",
        "yes_no",
        "yes",
    )
    assert first["answers en"] == "1 = Yes\n0 = No"
    assert (first["minimum"], first["lowest means nl"], first["highest means en"]) == ("0", "Nee", "Yes")
    assert second["only if en"] == "Answer this question only if your answer to question 1 is “Yes”."
    assert second["not applicable"] == "998"
    assert "10 = 10 – uitstekend" in second["answers nl"]
    texts = book.get_sheet_by_name("Introduction").to_python()
    assert texts[0] == ["nl", "en"]
    assert texts[-1] == [form.thanks["nl"], form.thanks["en"]]


def test_the_workbook_runs_nothing() -> None:
    data = FORMATS["xlsx"].write(questionnaire(hostile(), "nl"))[0]
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            assert b"<f>" not in book.read(name)
            assert b"<hyperlink " not in book.read(name)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Questions").to_python()
    assert any(cell == f"={HOSTILE}".replace("\uffff", "\ufffd") for row in sheet for cell in row)


def test_a_cell_is_never_longer_than_excel_takes() -> None:
    one = engagement_of({"own": construct("q", scale="agree7")}, items={"q": {"text": "x" * 40_000}})
    data = FORMATS["xlsx"].write(questionnaire(one, "nl"))[0]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Questions").to_python()
    assert max(len(str(cell)) for row in sheet for cell in row) == 32_767


def test_the_document_is_made_to_be_read_by_everybody() -> None:
    data, notes = FORMATS["docx"].write(questionnaire(routed(), ["nl", "en"]))
    assert notes == ()
    document = docx.Document(io.BytesIO(data))
    assert document.core_properties.title == "Vragenlijst voor klanten van Voorbeeld"
    assert document.core_properties.language == "nl-NL"
    assert document.core_properties.author == ""
    headings = [
        (one.style.name, one.text)
        for one in document.paragraphs
        if one.style.name.startswith(("Head", "Title"))
    ]
    assert headings[0] == ("Title", "Vragenlijst voor klanten van Voorbeeld")
    assert {style for style, _ in headings[1:]} == {"Heading 1"}
    grid = document.tables[0]
    assert "tblHeader" in grid.rows[0]._tr.xml
    assert [cell.text for cell in grid.rows[0].cells][::7] == ["Uitspraak", "Helemaal mee eens"]
    assert [row.cells[0].text.split(".")[0] for row in grid.rows[1:]] == ["3", "4", "5"]
    text = "\n".join(one.text for one in document.paragraphs)
    assert "Vul deze vraag alleen in als uw antwoord op vraag 1 “Ja” is." in text
    assert "Vul deze vraag alleen in als u vraag 6 heeft ingevuld." in text
    assert "1 = heel slecht, 10 = uitstekend" in text
    assert "Een getal van 0 tot en met 100" in text
    thanks, *analyst = [one.text for one in document.paragraphs if one.text][-3:]
    assert thanks == "Dank u wel voor het invullen van deze vragenlijst."
    assert analyst[0] == "Voor de onderzoeker"
    assert "Weet u het niet? Sla deze vraag dan over." in text
    assert 'w:lang w:val="nl-NL"' in zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode("utf-8")


def test_every_question_stands_in_the_document_once(standard: Engagement) -> None:
    form = questionnaire(standard, "en")
    document = docx.Document(io.BytesIO(FORMATS["docx"].write(form)[0]))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    texts = [*(one.text for one in document.paragraphs), *cells]
    for number, asked in enumerate(form.questions, 1):
        assert sum(text.startswith(f"{number}. {asked.text['en']}") for text in texts) == 1
    boxes = sum(text.count("☐") for text in texts)
    assert boxes == sum(len(asked.answers) for asked in form.questions)


def test_codes_stand_on_the_last_page_only(standard: Engagement) -> None:
    form = questionnaire(standard, "nl")
    document = docx.Document(io.BytesIO(FORMATS["docx"].write(form)[0]))
    *tables, codes = document.tables
    seen = [one.text for one in document.paragraphs]
    seen += [cell.text for table in tables for row in table.rows for cell in row.cells]
    assert not any(asked.id in text for asked in form.questions for text in seen)
    header, *rows = [[cell.text for cell in row.cells] for row in codes.rows]
    assert header == ["Vraag", "Code", "Antwoorden"]
    assert "tblHeader" in codes.rows[0]._tr.xml
    assert [row[:2] for row in rows] == [[str(place), one.id] for place, one in enumerate(form.questions, 1)]
    answers = {row[1]: row[2] for row in rows}
    assert answers["BEH_3"] == "1 = Ja; 0 = Nee"
    assert answers["TRU_1"].endswith("; 999 = Weet ik niet")
    heading = next(one for one in document.paragraphs if one.text == "Voor de onderzoeker")
    assert heading.paragraph_format.page_break_before


@pytest.mark.parametrize("kind", ["limesurvey", "xlsx"])
def test_a_hint_stands_below_its_question(kind: str, standard: Engagement) -> None:
    data = FORMATS[kind].write(questionnaire(standard, ["nl", "en"]))[0]
    if kind == "limesurvey":
        helps = {row["help"] for row in lss_tables(data)["question_l10ns"]}
        assert helps == {
            "",
            "Weet u het niet? Sla deze vraag dan over.",
            "Do you not know? Then skip this question.",
        }
        return
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Questions").to_python()
    (row,) = [row for row in sheet if "BEH_2" in row]
    assert row[sheet[0].index("answers nl")] == "Weet u het niet? Sla deze vraag dan over."


def test_hostile_text_is_text_in_the_document() -> None:
    document = docx.Document(io.BytesIO(FORMATS["docx"].write(questionnaire(hostile(), "nl"))[0]))
    shown = HOSTILE.replace("\uffff", "\N{REPLACEMENT CHARACTER}")
    assert any(shown in cell.text for cell in document.tables[0].columns[0].cells)
