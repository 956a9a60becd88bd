"""What the engagement says of words, missing codes, personal data, suspect rows, weights and open answers is done."""

from pathlib import Path

import pandas as pd
import pytest

from tests.intake.conftest import Client, Table, as_csv, people
from toolkit.errors import IntakeError
from toolkit.intake import read_export, read_survey

WORDS = ["Helemaal mee oneens", "Mee oneens", "Neutraal", "Mee eens", "Helemaal mee eens"]
FIVE = '[items.a]\nmaximum = 5\nscale = "agree5"\n[items.b]\nmaximum = 7\n'


def in_words(n: int = 12) -> Table:
    return [["a", "b"], *([WORDS[row % 5], row % 7 + 1] for row in range(n))]


def with_column(name: str, cells: list[object], n: int | None = None) -> Table:
    table = people(n=n or len(cells))
    return [[*row, cell] for row, cell in zip(table, [name, *cells], strict=True)]


def test_answers_in_words_become_values_by_a_scale_of_the_house(client: Client) -> None:
    survey = client.survey(in_words(), extra=FIVE)
    assert survey.items["a"].tolist() == [row % 5 + 1 for row in range(12)]


def test_answers_in_words_become_values_by_a_scale_of_one_s_own(client: Client) -> None:
    own = '[items.a]\nscale = "own"\n[scales.own]\n"Nooit" = 1\n"Soms" = 4\n"Altijd" = 7\n'
    table = [["a", "b"], *([["nooit", "SOMS ", "Altijd"][row % 3], 1] for row in range(12))]
    assert client.survey(table, extra=own).items["a"].tolist() == [1, 4, 7] * 4


def test_words_without_a_scale_are_never_guessed(client: Client) -> None:
    (fault,) = client.faults([["a", "b"], *([["Eens", "Oneens"][row % 2], 1] for row in range(12))])[:1]
    assert '"Eens" is no number' in fault


def test_a_scale_that_nobody_knows_is_told_with_what_is_known(client: Client) -> None:
    faults = client.faults(in_words(), extra='[items.a]\nscale = "agre5"\n')
    assert any(
        "scales.agre5: is no scale of the engagement or of the house. Did you mean `agree5`?" in one
        for one in faults
    )


def test_labels_of_the_file_itself_are_a_declared_scale(client: Client, tmp_path: Path) -> None:
    import pyreadstat

    frame = pd.DataFrame({"a": [1.0, 2, 3, 9, 8, None] * 4, "b": [4.0] * 24})
    path = tmp_path / "x.sav"
    labels = {"a": {1: "slecht", 2: "matig", 3: "goed", 8: "Weet niet", 9: "Niet van toepassing"}}
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels, missing_ranges={"a": [8, 9]})
    survey = client.survey(path.read_bytes())
    assert survey.source.format == "spss"
    assert survey.items["a"].dropna().unique().tolist() == [1, 2, 3]
    reasons = survey.reasons["a"].value_counts()
    assert (reasons["answered"], reasons["not_applicable"], reasons["dont_know"], reasons["no_answer"]) == (
        12,
        4,
        4,
        4,
    )


def test_a_code_that_the_engagement_declares_keeps_its_meaning(client: Client, tmp_path: Path) -> None:
    import pyreadstat

    frame = pd.DataFrame({"a": [1.0, 2, 3, 9] * 4, "b": [4.0] * 16})
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(frame, str(path), missing_ranges={"a": [9]})
    survey = client.survey(path.read_bytes(), extra="[missing]\ndont_know = [9]")
    assert (survey.reasons["a"] == "dont_know").sum() == 4


PERSONAL = {
    "E-mail": [f"klant{row}@voorbeeld.nl" for row in range(12)],
    "Telefoonnummer": [f"06-1234567{row % 10}" for row in range(12)],
    "Naam": ["Jan Jansen", "Fatima El Idrissi", "Piet de Vries"] * 4,
    "Rekening": ["NL91 ABNA 0417 1643 00"] * 12,
    "Burgerservicenummer": ["111222333"] * 12,
    "iets": [f"klant{row}@voorbeeld.nl" for row in range(12)],
}


@pytest.mark.parametrize("column", PERSONAL)
def test_personal_data_are_refused_unless_declared(client: Client, column: str) -> None:
    table = with_column(column, list(PERSONAL[column]))
    (fault,) = client.faults(table)
    assert f"holds personal data that are not declared: {column}" in fault
    assert f'personal = ["{column}"]' in fault
    for value in PERSONAL[column]:
        assert str(value) not in fault
    survey = client.survey(table, extra=f'[privacy]\npersonal = ["{column}"]')
    assert survey.source.personal == (column,)
    assert column not in survey.source.unread


def test_a_key_may_be_personal_for_it_is_hashed(client: Client) -> None:
    survey = client.survey(with_column("E-mail", PERSONAL["E-mail"]), 'key = "E-mail"')
    assert survey.key is not None
    assert not survey.key.str.contains("@").any()


def test_personal_data_among_the_codes_of_a_segment_are_refused(client: Client) -> None:
    cells = ["noord", "zuid"] * 30
    cells[7] = "piet@voorbeeld.nl"
    faults = client.faults(with_column("regio", list(cells)), extra='[segments.region]\ncolumn = "regio"')
    assert len(faults) == 1
    assert "row 9: holds personal data (e-mail address) among the codes of segment region" in faults[0]
    assert "piet" not in faults[0]


def test_personal_columns_serve_as_no_segment(client: Client) -> None:
    faults = client.faults(
        with_column("E-mail", PERSONAL["E-mail"]), extra='[segments.mail]\ncolumn = "E-mail"'
    )
    assert any(
        "holds personal data (e-mail address), and is that of segment mail" in fault for fault in faults
    )


def test_open_answers_are_redacted_also_of_the_names_in_other_columns(client: Client) -> None:
    table = with_column("Waarom", ["Bel mij op 06-12345678"] * 6 + ["Vraag het Zwaanstra maar"] * 6)
    table = [[*row, cell] for row, cell in zip(table, ["Naam", *["J. Zwaanstra"] * 12], strict=True)]
    extra = '[open_answers.OPEN_1]\ncolumn = "Waarom"\n[privacy]\npersonal = ["Naam"]'
    survey = client.survey(table, extra=extra)
    told = " ".join(survey.open["OPEN_1"])
    assert "06" not in told
    assert "zwaanstra" not in told.lower()
    assert "Vraag het" in told
    assert any("open answers to OPEN_1 were redacted" in warning for warning in survey.source.warnings)


TIMED = 'paradata = { started = "begin", seconds = "duur", test = "proef" }'


def timed(n: int = 40) -> Table:
    table = people(n=n)
    rows: Table = [[*table[0], "begin", "duur", "proef"]]
    for place, row in enumerate(table[1:]):
        begin = "2026-03-01 10:00" if place == 3 else "2026-02-05 10:00"
        rows.append([*row, begin, 20 if place == 5 else 300 + place, "ja" if place == 0 else "nee"])
    return rows


def test_suspect_rows_are_counted_and_left_out_as_the_engagement_says(client: Client) -> None:
    every = client.survey(timed(), TIMED)
    checks = every.quality.set_index("check")
    assert (checks.loc["test", "rows"], checks.loc["test", "excluded"]) == (1, 1)
    assert (checks.loc["speeder", "rows"], checks.loc["outside_fieldwork", "rows"]) == (1, 1)
    assert checks.loc["outside_fieldwork", "where"] == "row 5"
    assert pd.isna(checks.loc["speeder", "excluded"])
    assert len(every.items) == 39
    less = client.survey(timed(), TIMED, '[quality]\nexclude = ["speeder", "outside_fieldwork", "test"]')
    assert len(less.items) == 37


def test_what_is_wrong_with_a_row_that_is_left_out_is_no_fault(client: Client) -> None:
    table = timed()
    table[1][0] = "proef!"
    assert len(client.survey(table, TIMED).items) == 39
    assert '"proef!" is no number' in client.faults(table, TIMED, "[quality]\nexclude = []")[0]


def test_a_check_that_was_asked_for_and_cannot_be_made_is_told(client: Client) -> None:
    survey = client.survey(people(), extra='[quality]\nexclude = ["speeder"]')
    assert any(
        "quality.exclude names speeder, which could not be checked" in told for told in survey.source.warnings
    )
    assert not any("quality.exclude" in told for told in client.survey(people()).source.warnings)


def test_one_of_two_rows_with_a_key_is_left_out_where_the_engagement_says_so(client: Client) -> None:
    cells: list[object] = [f"K{row}" for row in range(12)]
    cells[4] = "K3"
    table = with_column("nr", cells)
    (fault,) = client.faults(table, 'key = "nr"')
    assert "a key that another row has too" in fault
    assert '"duplicate"' in fault
    survey = client.survey(table, 'key = "nr"', '[quality]\nexclude = ["test", "duplicate"]')
    assert len(survey.items) == 11
    assert survey.key is not None
    assert survey.key.is_unique


MARGINS = '[segments.region]\ncolumn = "regio"\n[weighting.margins.region]\nnoord = 60\nzuid = 40\n'


def test_a_wave_is_weighted_to_margins(client: Client) -> None:
    survey = client.survey(with_column("regio", ["noord"] * 4 + ["zuid"] * 16), extra=MARGINS)
    assert survey.raking is not None
    assert survey.weights is not None
    assert survey.weights.mean() == pytest.approx(1)
    share = survey.weights[survey.segments["region"] == "noord"].sum() / survey.weights.sum()
    assert share == pytest.approx(0.6)


def test_margins_that_cannot_hold_are_refused(client: Client) -> None:
    (fault,) = client.faults(with_column("regio", ["noord"] * 20), extra=MARGINS)
    assert "region" in fault
    assert "zuid" in fault


def test_weights_of_a_column_are_what_raking_starts_from(client: Client) -> None:
    table = with_column("regio", ["noord"] * 10 + ["zuid"] * 10)
    table = [[*row, cell] for row, cell in zip(table, ["w", *[1, 3] * 10], strict=True)]
    survey = client.survey(table, 'weight = "w"', MARGINS)
    assert survey.weights is not None
    north = survey.weights[survey.segments["region"] == "noord"]
    assert north.iloc[1] / north.iloc[0] == pytest.approx(3)


def test_one_huge_weight_is_told_by_its_row(client: Client) -> None:
    survey = client.survey(with_column("w", [1] * 29 + [500]), 'weight = "w"')
    assert any("row 31" in told for told in survey.source.warnings)


def test_who_answered_is_compared_with_who_was_invited(client: Client) -> None:
    table = with_column("nr", [f"K{row}" for row in range(20)])
    table = [[*row, cell] for row, cell in zip(table, ["regio", *["noord"] * 15, *["zuid"] * 5], strict=True)]
    invited = [
        ["nr", "regio"],
        *([f"K{row}", "noord" if row < 15 or row > 40 else "zuid"] for row in range(60)),
    ]
    (client.folder / "data").mkdir(exist_ok=True)
    (client.folder / "data" / "steekproef.csv").write_bytes(as_csv(invited))
    wave = 'key = "nr"\nframe = "data/steekproef.csv"'
    survey = client.survey(table, wave, '[segments.region]\ncolumn = "regio"')
    found = survey.nonresponse
    assert found is not None
    assert (found.invited, found.responded) == (60, 20)
    north = found.groups.set_index("code").loc["noord"]
    assert (north["invited"], north["responded"]) == (34, 15)


def test_a_list_of_those_invited_without_the_key_is_refused(client: Client) -> None:
    (client.folder / "data").mkdir(exist_ok=True)
    (client.folder / "data" / "steekproef.csv").write_bytes(as_csv([["nummer", "regio"], ["K1", "noord"]]))
    faults = client.faults(
        with_column("nr", [f"K{row}" for row in range(20)]), 'key = "nr"\nframe = "data/steekproef.csv"'
    )
    assert any('steekproef.csv: has no column "nr" (key)' in fault for fault in faults)


@pytest.mark.parametrize(
    "names", [("A", "B"), ("V1[a]", "V1[b]"), (" a ", "b_"), ("Wat vindt u van a?", "Wat vindt u van b?")]
)
def test_columns_that_are_spelled_another_way_are_found_and_told(
    client: Client, names: tuple[str, str]
) -> None:
    texts = '[items.a]\ntext = "Wat vindt u van A"\n[items.b]\ntext = "Wat vindt u van B?"'
    survey = client.survey(people({}, names), extra=texts)
    assert survey.items.shape == (12, 2)
    assert any("is read as a" in told for told in survey.source.warnings) or names == (" a ", "b_")


def test_a_column_that_may_be_two_is_not_guessed(client: Client) -> None:
    faults = client.faults(people({}, ("a", "b-", "b.")))
    assert 'has no column "b" (item b)' in faults[0]


def test_a_structure_beside_the_data_is_found_by_its_name(tmp_path: Path, shared: Path) -> None:
    folder = shared / "exports" / "limesurvey"
    data = (folder / "survey_998192_R_data_file.csv").read_bytes()
    (tmp_path / "survey_998192_R_data_file.csv").write_bytes(data)
    alone = read_export(tmp_path / "survey_998192_R_data_file.csv")
    assert not any(told.startswith("read with") for told in alone.warnings)
    (tmp_path / "limesurvey_survey_998192.lss").write_bytes((folder / "survey.lss").read_bytes())
    with pytest.raises(IntakeError, match=r"limesurvey_survey_998192\.lss"):
        read_export(tmp_path / "survey_998192_R_data_file.csv")


def test_a_survey_shows_nothing_of_its_open_answers(client: Client) -> None:
    table = with_column("Waarom", ["heel gewoon"] * 12)
    engagement = client.engagement(extra='[open_answers.OPEN_1]\ncolumn = "Waarom"')
    (client.folder / "data").mkdir(exist_ok=True)
    (client.folder / "data" / "answers.csv").write_bytes(as_csv(table))
    assert "gewoon" not in repr(read_survey(engagement, "baseline"))


REGION = '[segments.region]\ncolumn = "regio"'
FRAMED = 'key = "nr"\nframe = "data/steekproef.csv"'


def framed(client: Client, invited: Table, n: int = 20, regions: list[object] | None = None) -> Table:
    """Write the list of those invited, and give a wave of n respondents K0, K1, …"""
    (client.folder / "data").mkdir(exist_ok=True)
    (client.folder / "data" / "steekproef.csv").write_bytes(as_csv(invited))
    table = with_column("nr", [f"K{row}" for row in range(n)])
    return [[*row, cell] for row, cell in zip(table, ["regio", *(regions or ["noord"] * n)], strict=True)]


def listed_people(n: int, region: str = "noord") -> Table:
    return [["nr", "regio"], *([f"K{row}", region] for row in range(n))]


def test_personal_data_in_the_list_of_those_invited_are_refused(client: Client) -> None:
    invited = listed_people(60)
    invited[31][1] = "piet@voorbeeld.nl"
    faults = client.faults(framed(client, invited), FRAMED, REGION)
    assert len(faults) == 1
    assert "steekproef.csv, column regio, row 32: holds personal data (e-mail address)" in faults[0]
    assert "piet" not in faults[0]


def test_a_rare_code_of_a_segment_is_named_nowhere(client: Client) -> None:
    regions: list[object] = ["Xandor Prulleveld", "West", *["noord"] * 18]
    survey = client.survey(with_column("regio", regions), extra=REGION)
    assert survey.segments["region"].cat.categories.tolist() == ["noord", "…"]
    assert survey.segments["region"].tolist() == ["…", "…", *["noord"] * 18]
    (told,) = survey.source.warnings
    assert told.startswith("segment region: 2 codes of fewer than 10 respondents go as")
    declared = "[segments.region.values]\nnoord = 'N'\nWest = 'W'\n'Xandor Prulleveld' = 'X'"
    named = client.survey(with_column("regio", regions), extra=f"{REGION}\n{declared}")
    assert named.segments["region"].tolist() == regions


def test_rows_of_weight_0_do_not_make_a_code_common(client: Client) -> None:
    table = with_column("regio", ["west"] * 12 + ["noord"] * 20)
    table = [[*row, cell] for row, cell in zip(table, ["w", *[0] * 5, *[1] * 27], strict=True)]
    segments = client.survey(table, 'weight = "w"', REGION).segments
    assert segments["region"].value_counts().to_dict() == {"noord": 20, "…": 12}


def test_a_rare_code_without_a_margin_is_told_without_its_name(client: Client) -> None:
    cells = ["Xandor Prulleveld", *["noord"] * 8, *["zuid"] * 11]
    (fault,) = client.faults(with_column("regio", list(cells)), extra=MARGINS)
    assert "says nothing of code …, which 1 respondent has" in fault
    assert "Prulleveld" not in fault


def test_a_rare_code_of_those_invited_is_named_nowhere(client: Client) -> None:
    invited = listed_people(60)
    invited[31][1] = "Prulleveld"
    survey = client.survey(framed(client, invited), FRAMED, REGION)
    assert survey.nonresponse is not None
    assert survey.nonresponse.groups["code"].tolist() == ["noord", "…"]
    assert "Prulleveld" not in " ".join(survey.source.warnings)


def test_a_code_is_named_of_respondents_and_invited_alike(client: Client) -> None:
    invited = [["nr", "regio"], *([f"K{row}", ["west", "noord", "oost"][row // 20]] for row in range(60))]
    # Of west 3 answered: few; of noord and oost all 20.
    rows = framed(client, invited, 60, ["west"] * 20 + ["noord"] * 20 + ["oost"] * 20)
    survey = client.survey([rows[0], *rows[18:]], FRAMED, REGION)
    assert survey.nonresponse is not None
    assert survey.nonresponse.groups["code"].tolist() == ["noord", "oost", "…"]
    assert survey.segments["region"].cat.categories.tolist() == ["noord", "oost", "…"]
    # A group that was silent altogether is named: many were invited.
    silent = client.survey([rows[0], *rows[21:]], FRAMED, REGION)
    assert silent.nonresponse is not None
    assert silent.nonresponse.groups["code"].tolist() == ["noord", "oost", "west"]


def test_a_list_of_others_is_refused(client: Client) -> None:
    invited = [["nr", "regio"], *([f"0{row}", "noord"] for row in range(60))]
    (fault,) = client.faults(framed(client, invited), FRAMED, REGION)
    assert 'steekproef.csv: holds none of the respondents: no key in "nr" is one of the wave' in fault


@pytest.mark.parametrize(("n", "loud"), [(20, False), (19, False), (18, True)])
def test_many_respondents_outside_the_list_are_told_loudly(client: Client, n: int, loud: bool) -> None:
    survey = client.survey(framed(client, listed_people(n)), FRAMED, REGION)
    assert any("LOOK AT THIS" in told for told in survey.source.warnings) is loud


def test_another_number_of_invited_than_are_listed_is_refused(client: Client) -> None:
    table = framed(client, listed_people(60))
    (fault,) = client.faults(table, f"{FRAMED}\ninvited = 64", REGION)
    assert "lists 60 who were invited, but `invited` of the wave says 64" in fault
    assert client.survey(table, f"{FRAMED}\ninvited = 60", REGION).nonresponse is not None


def test_who_was_left_out_for_quality_or_by_weight_did_respond(client: Client) -> None:
    table = framed(client, listed_people(60), n=40)
    rows = [[*row, *more[2:]] for row, more in zip(table, timed(40), strict=True)]
    rows = [[*row, cell] for row, cell in zip(rows, ["w", *[1] * 38, 0, 0], strict=True)]
    survey = client.survey(
        rows, f'{FRAMED}\nweight = "w"\n{TIMED}', f'{REGION}\n[quality]\nexclude = ["test", "speeder"]'
    )
    assert (survey.source.rows_kept, survey.nonresponse and survey.nonresponse.responded) == (38, 39)
    assert any("also counts 3 rows that are left out" in told for told in survey.source.warnings)


def test_the_other_files_of_a_wave_are_in_its_source(client: Client) -> None:
    table = framed(client, listed_people(60))
    before = client.survey(table, FRAMED, REGION).source.beside
    assert [name for name, _ in before] == ["steekproef.csv"]
    framed(client, listed_people(61))
    assert client.survey(table, FRAMED, REGION).source.beside != before
    assert client.survey(table, 'key = "nr"', REGION).source.beside == ()


def test_a_citizen_service_number_is_no_key(client: Client) -> None:
    numbers = [n for n in range(100_000_000, 100_001_000) if _eleven(n)][:20]
    for name in ("nr", "BSN"):
        faults = client.faults(with_column(name, list(numbers)), f'key = "{name}"')
        assert len(faults) == 1
        assert "citizen service numbers (BSN)" in faults[0]
        assert str(numbers[0]) not in faults[0]
    assert (
        client.survey(with_column("nr", list(range(100_000_000, 100_000_020))), 'key = "nr"').key is not None
    )


def _eleven(number: int) -> bool:
    digits = [int(digit) for digit in str(number)]
    return sum(w * d for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True)) % 11 == 0


def test_rows_without_any_answer_are_counted_apart_from_the_checks(client: Client) -> None:
    table = timed()
    for row in (3, 4, 5):
        table[row][0] = table[row][1] = ""
    survey = client.survey(table, TIMED, '[quality]\nexclude = ["test", "outside_fieldwork", "unfinished"]')
    left_out = survey.quality["excluded"].fillna(0).sum()
    assert any(
        "rows without one answered question were left out (3)" in told for told in survey.source.warnings
    )
    assert survey.source.rows_kept == survey.source.rows_read - 3 - left_out == 36


def test_rows_of_weight_0_are_told(client: Client) -> None:
    survey = client.survey(with_column("w", [0, 0, *[1] * 18]), 'weight = "w"')
    assert any(
        "rows of weight 0, which count for nothing in results: 2" in told for told in survey.source.warnings
    )
