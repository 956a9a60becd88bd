"""Rows, columns and numbers of two runs are matched as a reader would."""

from toolkit.report.runs.compare import cells, numbers, table_changes
from toolkit.report.runs.history import KeptRun
from toolkit.report.runs.records import apart, record_changes, setting_changes
from toolkit.report.verify.places import Printed, squeezed, word_differences
from toolkit.report.verify.versions import lacking


def table(labels: list[str], rows: list[list[str]], **changes: str) -> dict[str, object]:
    columns = [
        {"key": f"group-{n}" if n else "name", "label": label, "align": "right" if n else "left"}
        for n, label in enumerate(labels)
    ]
    return {
        "id": "t",
        "number": "3",
        "title": "T",
        "section": "S",
        "columns": columns,
        "rows": rows,
        **changes,
    }


def run(*tables: dict[str, object], language: str = "en") -> KeptRun:
    return KeptRun("baseline", "0" * 8, {"parameters": {"language": language}}, [], tables)


def changes(before: dict[str, object], after: dict[str, object]) -> list[str]:
    return [str(one) for table in table_changes(run(before), run(after)) for one in table.changes]


def test_a_row_whose_name_stands_twice_is_known_by_the_one_above_it() -> None:
    rows = [["Trust", "1"], ["– margin", "2"], ["Image", "3"], ["– margin", "4"]]
    found = [cell.row for cell in cells(table(["Theme", "Score"], rows)).values()]
    assert list(dict.fromkeys(found)) == ["Trust", "Trust / – margin", "Image", "Image / – margin"]


def test_a_row_of_two_names_is_known_by_both() -> None:
    pairs = table(["From", "To"], [["Trust", "Image"], ["Trust", "Price"], ["Trust", "Price"]])
    for column in pairs["columns"]:
        column["align"] = "left"
    found = list(dict.fromkeys(cell.row for cell in cells(pairs).values()))
    assert found == ["Trust / Image", "Trust / Price", "Trust / Price (2)"]


def test_a_column_is_known_by_its_head_and_not_by_its_place() -> None:
    before = table(["Theme", "North", "South"], [["Trust", "1", "2"]])
    after = table(["Theme", "East", "North", "South"], [["Trust", "9", "1", "2"]])
    assert changes(before, after) == ["new: column “East”"]
    assert changes(after, before) == ["gone: column “East”"]


def test_an_added_row_moves_no_other() -> None:
    before = table(["Theme", "Score"], [["Trust", "1"], ["Image", "2"]])
    after = table(["Theme", "Score"], [["Price", "7"], ["Trust", "1"], ["Image", ""]])
    assert changes(before, after) == ["new: row “Price”", "row “Image”, column “Score”: 2 → empty"]


def test_a_table_that_came_or_went_is_one_change() -> None:
    one = table(["Theme", "Score"], [["Trust", "1"]])
    assert [str(change) for change in table_changes(run(), run(one))[0].changes] == ["new: the whole table"]
    assert [str(change) for change in table_changes(run(one), run())[0].changes] == ["gone: the whole table"]


def test_numbers_are_the_same_in_every_language() -> None:
    dutch, english = numbers("1.234,5 (−3,0 tot +4)", "nl"), numbers("1,234.5 (−3.0 to +4)", "en")
    assert dutch == english == ["1234.5", "−3.0", "+4"]
    assert numbers("2.5", "not a language") == ["2.5"]


def test_an_entry_that_only_another_version_knows_is_told() -> None:
    found = record_changes({"report": "baseline"}, {"report": "baseline", "answers": {"flag": "yes"}})
    assert [(one.subject, str(one.change)) for one in found] == [("settings", "new: flag, yes")]


def test_waves_are_matched_by_name() -> None:
    first, second = ({"wave": wave, "file": f"{wave}.csv", "sha256": "ab" * 32} for wave in ("a", "b"))
    assert record_changes({"data": [first, second]}, {"data": [second, first]}) == []
    found = record_changes({"data": [first]}, {"data": [{**first, "beside": {"frame": "cd" * 32}}]})
    assert (
        str(found[0].change) == "new: the file of wave “a”, frame beside it, its fingerprint, cdcdcdcdcdcd…"
    )


def test_lists_of_settings_are_matched_by_what_they_call_themselves() -> None:
    before = '[[waves]]\nid = "a"\nstart = 2025-01-01\n[[waves]]\nid = "b"\n'
    after = '[[waves]]\nid = "b"\n[[waves]]\nid = "a"\nstart = 2025-01-02\n'
    assert [str(one) for one in setting_changes(before, after)] == ["waves.a.start: 2025-01-01 → 2025-01-02"]
    assert setting_changes("[", after) == []


def test_what_differs_is_still_seen_when_it_is_shortened() -> None:
    long = "word " * 40
    before, after = apart(f"{long}58.1 and more {long}", f"{long}58.2 and more {long}")
    assert "58.1 and more" in before
    assert "58.2 and more" in after
    assert len(before) < 100
    assert apart("ab" * 32, "ab" * 31 + "ac") == ("abababababab…ab", "abababababab…ac")


def known(*rows: list[str], head: str = "Table1") -> list[Printed]:
    found = []
    for row in rows:
        parts = tuple((squeezed(cell), f"{row[0]}/{place}") for place, cell in enumerate(row))
        found.append(Printed(parts, squeezed("".join(row)), head=head))
    return found


ROWS = known(["Trust", "58.1", "50.0 to 60.0", "1,004"], ["Image", "61.0", "55.0 to 64.0", "1,004"])


def test_a_row_is_found_however_a_page_cuts_and_turns_it() -> None:
    assert lacking("Trust58.150.0to60.01,004 Image61.055.0to64.01,004".replace(" ", ""), ROWS) == ()
    # The cells before their name, and a table that is split in two with the name in both.
    assert lacking("58.150.0to60.01,004Trust61.055.0to64.01,004Image", ROWS) == ()
    assert lacking("Trust58.1Image61.0|Trust50.0to60.01,004Image55.0to64.01,004", ROWS) == ()


def test_the_one_number_that_is_printed_otherwise_is_named() -> None:
    (found,) = lacking("Trust58.150.0to60.01,004Image67.055.0to64.01,004", ROWS)
    assert (found.place, found.printed, found.comes_out) == ("Image/1", "67.0", "61.0")
    (found,) = lacking("58.150.0to60.01,004Trust 61.055.0to64.09,004Image".replace(" ", ""), ROWS)
    assert (found.place, found.printed, found.comes_out) == ("Image/3", "9,004", "1,004")
    (found,) = lacking("Trust58.150.0to60.01,004", ROWS)
    assert (found.place, found.printed) == ("Image/0", "not printed so")


def test_a_row_of_two_tables_must_stand_there_twice() -> None:
    both = [*ROWS, *known(["Trust", "58.1", "50.0 to 60.0", "1,004"], head="Table2")]
    whole = "Trust58.150.0to60.01,004Image61.055.0to64.01,004"
    assert lacking(f"{whole}|Trust58.150.0to60.01,004", both) == ()
    (found,) = lacking(f"{whole}|Trust58.250.0to60.01,004", both)
    assert (found.place, found.printed, found.comes_out) == ("Trust/1", "58.2", "58.1")


def test_words_are_named_by_the_longest_row_that_stands_there() -> None:
    row = ["Trust", "58.1", "50.0", "to", "60.0", "1,004", "Image"]
    printed = [*row, "61.7", "55.0", "to", "64.0", "1,004", "and", "on"]
    comes_out = [*row, "61.0", "55.0", "to", "64.0", "1,004", "and", "off"]
    found = [one for _, one in word_differences(printed, comes_out, ROWS)]
    assert [(one.place, one.printed, one.comes_out) for one in found] == [
        ("Image/1", "61.7", "61.0"),
        ("the text “64.0 1,004 and …”", "on", "off"),
    ]


def test_where_a_line_breaks_does_not_count() -> None:
    assert (
        list(word_differences(["some", "hyphen-", "ated", "word"], ["some", "hyphenated", "word"], [])) == []
    )
