import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.intake.conftest import Client, as_csv, as_xlsx, people
from toolkit.engagement import load_engagement
from toolkit.errors import EngagementError
from toolkit.intake import REASONS, read_survey


def test_a_survey_has_one_index_and_the_types_it_promises(client: Client) -> None:
    table = people({(2, "a"): ""}, ("a", "b", "w", "s"))
    values = "values = { 1 = '1', 2 = '2', 3 = '3', 4 = '4', 5 = '5', 6 = '6', 7 = '7' }"
    survey = client.survey(table, 'weight = "w"', f'[segments.channel]\ncolumn = "s"\n{values}')
    assert survey.wave == "baseline"
    assert survey.items.columns.tolist() == ["a", "b"]
    assert (survey.items.dtypes == np.float64).all()
    assert survey.weights is not None
    assert survey.weights.dtype == np.float64
    assert survey.key is None
    for part in (survey.items, survey.reasons, survey.weights, survey.segments):
        assert isinstance(part.index, pd.RangeIndex)
        assert len(part) == 12
    assert survey.reasons["b"].cat.categories.tolist() == list(REASONS)
    assert survey.segments["channel"].cat.categories.tolist() == ["1", "2", "3", "4", "5", "6", "7"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        survey.wave = "x"


def test_missing_answers_keep_their_reason(client: Client) -> None:
    extra = '[missing]\nnot_applicable = [9, "N.v.t."]\ndont_know = ["weet niet"]\nno_answer = ["0", -99]'
    cells = ["9", "9,0", "9.0", " n.V.T. ", "WEET NIET", "weet\u00a0niet", "", "  ", "0", "-99", "7,0", "6.5"]
    table = people({(row, "a"): cell for row, cell in enumerate(cells, 2)})
    survey = client.survey(table, extra=extra)
    expected = ["not_applicable"] * 4 + ["dont_know"] * 2 + ["no_answer"] * 4 + ["answered"] * 2
    assert survey.reasons["a"].tolist() == expected
    assert survey.items["a"].isna().tolist() == [True] * 10 + [False] * 2
    assert survey.items["a"].tolist()[-2:] == [7.0, 6.5]


def test_reversed_items_stay_as_they_were_answered(client: Client) -> None:
    table = people()
    survey = client.survey(table, extra='reversed = ["a"]')
    assert survey.items["a"].tolist() == [row[0] for row in table[1:]]


def test_an_item_that_was_not_asked_is_no_column(client: Client) -> None:
    survey = client.survey(people({}, ("a",)), 'columns = { b = "" }')
    assert survey.items.columns.tolist() == ["a"]
    assert survey.reasons.columns.tolist() == ["a"]


def test_a_wave_s_own_columns_come_first(client: Client) -> None:
    table = people({}, ("Q1", "V1", "b"))
    assert client.survey(table, extra='[columns]\na = "Q1"').items["a"].tolist() == [
        row[0] for row in table[1:]
    ]
    survey = client.survey(table, 'columns = { a = "V1" }', '[columns]\na = "Q1"')
    assert survey.items["a"].tolist() == [row[1] for row in table[1:]]


@pytest.mark.parametrize("value", ["2017", '"2017"', "2017.0", '"2017,0"'])
def test_rows_keeps_the_rows_with_a_value(client: Client, value: str) -> None:
    years = {(row, "YEAR"): 2017 if row % 2 else 2018 for row in range(2, 26)}
    survey = client.survey(people(years, ("a", "b", "YEAR"), n=24), f"rows = {{ YEAR = {value} }}")
    assert (survey.source.rows_read, survey.source.rows_kept) == (24, 12)


def test_rows_may_name_several_columns_and_texts(client: Client) -> None:
    table = people({}, ("a", "b", "land", "soort"), n=48)
    for row, record in enumerate(table[1:]):
        record[2:] = ["NL" if row < 24 else "BE", " Zakelijk" if row % 2 else "prive"]
    survey = client.survey(table, 'rows = { land = "nl", soort = "zakelijk" }')
    assert survey.items["a"].tolist() == [row[0] for row in table[2:25:2]]


def test_faults_in_rows_that_are_not_kept_do_not_matter(client: Client) -> None:
    cells: dict[tuple[int, str], object] = {(row, "YEAR"): 2017 if row < 14 else 2018 for row in range(2, 26)}
    table = people({**cells, (20, "a"): 99}, ("a", "b", "YEAR"), n=24)
    assert client.survey(table, "rows = { YEAR = 2017 }").source.rows_kept == 12


def test_rows_without_an_answered_question_are_left_out_and_told(client: Client) -> None:
    cells = {(3, "a"): "", (3, "b"): "n.v.t.", (5, "a"): "", (6, "b"): ""}
    table = people({**cells, (3, "w"): "", (3, "nr"): ""}, ("a", "b", "w", "nr"), n=14)
    for row, record in enumerate(table[1:]):
        record[3] = record[3] and f"k{row}"
    survey = client.survey(table, 'weight = "w"\nkey = "nr"', '[missing]\nnot_applicable = ["n.v.t."]')
    assert (survey.source.rows_read, survey.source.rows_kept) == (14, 13)
    assert survey.source.warnings == ("rows without one answered question were left out (1)",)
    assert survey.items.index.tolist() == list(range(13))


def test_an_item_without_any_answer_is_told(client: Client) -> None:
    survey = client.survey(people({(row, "b"): "" for row in range(2, 14)}))
    assert survey.items["b"].isna().all()
    assert survey.source.warnings == ("b has no answer at all",)


def test_segments_keep_their_declared_order_and_spelling(client: Client) -> None:
    extra = """
[missing]
dont_know = ["onbekend", 7]
[segments.channel]
column = "s"
values = { "web" = "Webshop", "2" = "Winkel", "007" = "Bond" }
"""
    codes = ["WEB", " web", "2", "2.0", "2,0", "007", "Onbekend", "", "web", "2", "2", "2"]
    table = people({(row, "s"): code for row, code in enumerate(codes, 2)}, ("a", "b", "s"))
    channel = client.survey(table, extra=extra.replace(", 7]", "]")).segments["channel"]
    assert channel.cat.categories.tolist() == ["web", "2", "007"]
    assert channel.astype("object").where(channel.notna(), None).tolist() == [
        "web", "web", "2", "2", "2", "007", None, None, "web", "2", "2", "2",
    ]  # fmt: skip


def test_a_code_that_tells_no_group_is_none(client: Client) -> None:
    extra = """
[segments.channel]
column = "s"
missing = [0, "n.b."]
values = { "1" = "Webshop", "2" = "Winkel" }
"""
    codes = ["0", "0,0", "N.B.", "1", "2", "1", "1", "1", "1", "1", "1", "2"]
    table = people({(row, "s"): code for row, code in enumerate(codes, 2)}, ("a", "b", "s"))
    channel = client.survey(table, extra=extra).segments["channel"]
    assert channel.cat.categories.tolist() == ["1", "2"]
    assert channel.isna().tolist()[:4] == [True, True, True, False]


def test_codes_of_an_undeclared_segment_are_found_in_order(client: Client) -> None:
    codes = ["10", "9.0", "b", "A", "a", "01", "9", "b", "b", "b", "b", "b"]
    table = people({(row, "s"): code for row, code in enumerate(codes * 10, 2)}, ("a", "b", "s"), n=120)
    channel = client.survey(table, extra='[segments.channel]\ncolumn = "s"').segments["channel"]
    assert channel.cat.categories.tolist() == ["01", "9", "10", "A", "b"]
    assert channel.tolist()[:7] == ["10", "9", "b", "A", "A", "01", "9"]


def test_a_segment_of_very_many_codes_is_doubted(client: Client) -> None:
    table = people({(row, "s"): f"code {row}" for row in range(2, 62)}, ("a", "b", "s"), n=60)
    survey = client.survey(table, extra='[segments.channel]\ncolumn = "s"')
    assert survey.source.warnings[0] == "segment channel has 60 codes: is s the right column?"
    assert survey.segments["channel"].unique().tolist() == ["…"]


def test_decimal_commas_are_understood_per_column(client: Client) -> None:
    table = people({(2, "a"): "6,5", (2, "b"): "5.5", (2, "w"): "1.234,5", (3, "w"): "0,5"}, ("a", "b", "w"))
    survey = client.survey(as_csv(table, ";"), 'weight = "w"')
    assert survey.items.iloc[0].tolist() == [6.5, 5.5]
    assert survey.weights is not None
    assert survey.weights.tolist()[:2] == [1234.5, 0.5]


def test_the_source_tells_where_the_survey_came_from(client: Client) -> None:
    table = people({}, ("a", "b", "x"))
    source = client.survey(as_csv(table, ";") + b"\r\n\r\n").source
    assert source.file == "answers.csv"
    assert source.format == "csv"
    assert source.warnings == ("blank rows were left out (rows 14, 15)",)
    assert len(source.sha256) == 64
    assert client.survey(as_xlsx(table)).source.format == "xlsx"


def test_a_survey_shows_no_answer_of_its_own_accord(client: Client) -> None:
    survey = client.survey(people({}, ("a", "b", "s")), extra='[segments.channel]\ncolumn = "s"')
    assert repr(survey) == "Survey('baseline', 12 respondents, 2 items)"


def test_a_wave_that_is_not_there(client: Client) -> None:
    engagement = client.engagement()
    with pytest.raises(EngagementError, match=r"There is no wave `basline`"):
        read_survey(engagement, "basline")


def test_the_dutch_excel_file_gives_a_survey(client: Client, shared: Path) -> None:
    content = (shared / "exports" / "synthetic" / "SYNTHETIC_dutch_excel_cp1252.csv").read_bytes()
    header, _, body = content.partition(b"\r\n")
    survey = client.survey(
        header + b"\r\n" + body * 5,
        'columns = { a = "tevredenheid", b = "" }',
        '[items.a]\nmaximum = 10\n[privacy]\npersonal = ["naam", "geboortedatum"]',
    )
    assert survey.items["a"].tolist() == [7.5, 8.0] * 5
    assert (survey.source.rows_read, survey.source.rows_kept) == (19, 10)


AIRPORT = """\
[client]
name = "SFO"
[author]
name = "A"
[constructs.facilities]
role = "driver"
minimum = 1
maximum = 5
items = ["Q7ART", "Q7FOOD", "Q7ALL"]
missing = { not_applicable = [6], no_answer = [0] }
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["NETPRO"]
missing = { no_answer = [11] }
[questions]
recommendation = "NETPRO"
[segments.gender]
column = "GENDER"
[privacy]
outside_data = true
"""


def test_the_airport_s_passengers_are_read(shared: Path, tmp_path: Path) -> None:
    data = (shared / "reference" / "data" / "sfo_2014_2018.csv").as_posix()
    waves = "".join(
        f'[[waves]]\nid = "w{year}"\nfile = "{data}"\nrows = {{ YEAR = {year} }}\nweight = "WEIGHT"\n'
        f"start = {year}-05-01\nend = {year}-05-31\n"
        for year in (2017, 2018)
    )
    (tmp_path / "engagement.toml").write_text(AIRPORT + waves, encoding="utf-8")
    engagement = load_engagement(tmp_path)
    for wave, score in (("w2017", 39.8), ("w2018", 31.0)):
        survey = read_survey(engagement, wave)
        ratings = survey.items["NETPRO"].dropna()
        assert round(100 * ((ratings >= 9).mean() - (ratings <= 6).mean()), 1) == score
        assert survey.items["Q7ART"].dropna().between(1, 5).all()
        assert set(survey.reasons["Q7ART"]) == {"answered", "not_applicable", "no_answer"}
        assert survey.weights is not None
        assert survey.weights.gt(0).all()
        assert survey.source.rows_read == 14503
