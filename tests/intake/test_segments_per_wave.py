"""A segment that only one wave's file tells, or tells in a column of another name."""

from tests.intake.conftest import Client, people

CHANNEL = '[segments.channel]\ncolumn = "kanaal"\nvalues = { "1" = "Web", "2" = "Shop" }'


def test_a_segment_that_the_file_does_not_tell_is_left_out(client: Client) -> None:
    survey = client.survey(people(), 'segments = { channel = "" }', CHANNEL)
    assert list(survey.segments) == []
    assert len(survey.segments) == len(survey.items) == 12


def test_without_saying_so_its_column_must_be_there(client: Client) -> None:
    (told,) = client.faults(people(), "", CHANNEL)
    assert 'write segments = { channel = "" } in the wave if it does not tell.' in told


def test_in_one_wave_its_column_may_have_another_name(client: Client) -> None:
    table = people({}, ("a", "b", "Q7"))
    for place, row in enumerate(table[1:]):
        row[2] = 1 + place % 2
    survey = client.survey(table, 'segments = { channel = "Q7" }', CHANNEL)
    assert survey.segments["channel"].value_counts().to_dict() == {"1": 6, "2": 6}
    assert survey.source.unread == ()


def test_a_fault_names_the_column_of_that_wave(client: Client) -> None:
    table = people({}, ("a", "b", "Q7"))
    for row in table[1:]:
        row[2] = 1
    table[1][2] = 9
    (told,) = client.faults(table, 'segments = { channel = "Q7" }', CHANNEL)
    assert told.startswith("answers.csv, column Q7, row 2")


def test_personal_data_in_a_renamed_column_are_refused(client: Client) -> None:
    table = people({}, ("a", "b", "Q7"))
    for place, row in enumerate(table[1:]):
        row[2] = f"jan{place}@voorbeeld.nl"
    segment = '[segments.channel]\ncolumn = "kanaal"'
    told = client.faults(table, 'segments = { channel = "Q7" }', segment)
    assert any("column Q7" in one and "personal data" in one for one in told)
