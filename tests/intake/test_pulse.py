"""The file of the employees: unit and answers are read, every fault is told at once, nothing else leaves it."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from tests.intake.conftest import Client, Table, as_csv, as_xlsx
from toolkit.errors import IntakeError
from toolkit.intake.pulse import Pulse, read_pulse

PULSE = """
[missing]
dont_know = [9, "weet niet"]
[segments.branch]
column = "vestiging"
[segments.branch.values]
1 = { nl = "Noord", en = "North" }
2 = { nl = "Zuid", en = "South" }
west = "West"
[pulse]
file = "data/pulse.csv"
unit = "team"
segment = "branch"
columns = ["E1", "E2"]
minimum = 1
maximum = 7
reversed = ["E2"]
"""
GOOD: Table = [
    ["naam", "team", "E1", "E2"],
    ["Jan Jansen", "West", "7", "1"],
    ["Piet Pietersen", "2", "4", "9"],
    ["Kees Keesen", "1,0", "weet niet", "3"],
    ["Marie Mariesen", "", "5", "5"],
    ["Anna Annasen", "1", "", ""],
]


def read(client: Client, table: Table | bytes, extra: str = PULSE) -> Pulse:
    path = client.folder / "data" / "pulse.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(table if isinstance(table, bytes) else as_csv(table))
    found = read_pulse(client.engagement(extra=extra))
    assert found is not None
    return found


def faults(client: Client, table: Table, extra: str = PULSE) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        read(client, table, extra)
    assert caught.value.headline.startswith("data/pulse.csv cannot be used: ")
    return [str(fault) for fault in caught.value.faults]


def test_units_and_answers_are_read_and_nothing_else(client: Client) -> None:
    pulse = read(client, GOOD)
    assert pulse.units.tolist() == ["1", "2", "west"]
    assert pulse.units.cat.categories.tolist() == ["1", "2", "west"]
    assert pulse.answers.columns.tolist() == ["E1", "E2"]
    np.testing.assert_array_equal(pulse.answers, [[np.nan, 3], [4, np.nan], [7, 1]])
    assert pulse.warnings == ("1 row without any answer: left out", "1 row without a unit: left out")
    assert pulse.file == "pulse.csv"
    assert len(pulse.sha256) == 64


def test_no_name_and_no_answer_is_told_by_its_repr(client: Client) -> None:
    pulse = read(client, GOOD)
    assert repr(pulse) == "Pulse(3 employees, 2 questions)"
    assert pulse.answers.index.tolist() == [0, 1, 2]  # which row of the file they had is gone


def test_a_workbook_is_read_as_well(client: Client) -> None:
    table: Table = [["team", "E1", "E2"], *([["1", 5, 2]] * 3)]
    assert read(client, as_xlsx(table)).answers["E1"].tolist() == [5, 5, 5]


def test_an_spss_file_brings_its_labels_and_missing_codes(client: Client) -> None:
    path = client.folder / "data" / "pulse.csv"
    path.parent.mkdir(exist_ok=True)
    pyreadstat.write_sav(
        pd.DataFrame({"team": [1.0, 2, 2], "E1": [7.0, 99, 4], "E2": [1.0, 2, 3]}),
        path,
        missing_ranges={"E1": [99]},
        variable_value_labels={"E1": {99.0: "geen mening"}},
    )
    pulse = read_pulse(client.engagement(extra=PULSE))
    assert pulse is not None
    assert pulse.units.tolist() == ["1", "2", "2"]
    np.testing.assert_array_equal(pulse.answers["E1"], [7, np.nan, 4])


def test_every_fault_at_once(client: Client) -> None:
    table: Table = [
        ["team", "E1", "E_2"],
        ["Noord", "8", "1"],
        ["wset", "4", "9"],
        ["oost", "vaak", "3"],
    ]
    told = faults(client, table)
    assert told[0].startswith(
        'pulse.csv: has no column "E2" (pulse.columns). Did you mean `E_2`? Mend pulse.columns'
    )
    assert "Columns not read yet: E_2" in told[0]
    assert [one.split(": ", 1)[0] for one in told[1:]] == [
        "pulse.csv, column E1, row 4",
        "pulse.csv, column E1, row 2",
        "pulse.csv, column team, row 2",
        "pulse.csv, column team, row 3",
        "pulse.csv, column team, row 4",
    ]
    assert "is no number" in told[1]
    assert '"8" is off the scale 1–7' in told[2]
    assert "It is the label of code `1`." in told[3]
    assert "Did you mean `west`?" in told[4]
    assert "Declared: 1, 2, west." in told[5]


def test_columns_that_stand_twice_and_a_file_without_rows(client: Client) -> None:
    told = faults(client, [["team", "E1", "E2", "E2"], ["1", "2", "3", "4"]])
    assert told == [
        'pulse.csv: has 2 columns "E2" (pulse.columns). '
        "In a corrected copy of the file, rename or delete the one that is not meant."
    ]
    told = faults(client, [["team", "E1", "E2"]])
    assert told == ["pulse.csv: has a header and no rows. Export it again, with the answers."]


def test_units_need_declared_codes(client: Client) -> None:
    start, _, rest = PULSE.partition("[segments.branch.values]")
    (told,) = faults(client, GOOD, start + "[pulse]" + rest.partition("[pulse]")[2])
    assert told.startswith("pulse.segment: segments.branch declares no values.")


def test_a_file_that_is_not_there_and_no_file_at_all(client: Client) -> None:
    assert read_pulse(client.engagement()) is None
    with pytest.raises(IntakeError, match="is not there"):
        read_pulse(client.engagement(extra=PULSE))


def test_no_fault_shows_a_person(client: Client) -> None:
    table: list[list[Any]] = [["team", "E1", "E2"], ["Xandor Prulleveld", "Xandor Prulleveld", "3"]]
    assert "Prulleveld" not in " ".join(faults(client, table))


def test_the_folder_is_the_clients(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(read(client, GOOD).answers) == 3
