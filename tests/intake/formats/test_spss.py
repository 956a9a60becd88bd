"""SPSS: codes and labels, user-missing values, dates, sets, encodings; and files that would end the process."""

import datetime as dt
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.errors import Fault
from toolkit.intake import read_export
from toolkit.intake.formats import spss
from toolkit.intake.formats.sav import Sav, looked_over
from toolkit.intake.received import Parts, Received

DAMAGED = "is a damaged SPSS file, or was cut off. Open it in SPSS and save it again, or export it as .xlsx."
KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "compressed": {"row_compress": True},
    "zsav": {"compress": True},
}
NAN = float("nan")
# Half of what makes a value: its last text is longer than 255 bytes, so that it fills two variables of the file.
TABLE = pd.DataFrame(
    {
        "Q1": [7.0, 3.0, NAN, 99.0],
        "Q2": [0.1, -1.0, 1e15, 123456789.25],
        "taal": ["nl", "en", "", "nl"],
        "toelichting": ["één; twee", "  vooraf", "", "é" * 300],
    }
)
LABELS: dict[str, dict[Any, str]] = {
    "Q1": {1: "Zeer  ontevreden", 7: "<b>Zeer</b> tevreden", 99: "weet niet"},
    "taal": {"nl": "Nederlands", "en": "Engels"},
}


def sav(folder: Path, frame: pd.DataFrame = TABLE, kind: str = "plain", **options: Any) -> bytes:
    path = folder / "made.sav"
    pyreadstat.write_sav(frame, path, **KINDS[kind], **options)
    return path.read_bytes()


def parts(content: bytes) -> Parts:
    made = spss.read(Received("x.sav", "spss", content), ())
    assert isinstance(made, Parts), made
    return made


def fault(content: bytes) -> str:
    made = spss.read(Received("x.sav", "spss", content), ())
    assert isinstance(made, Fault)
    return str(made)


def with_whole(content: bytes, position: int, number: int) -> bytes:
    return content[:position] + struct.pack("<i", number) + content[position + 4 :]


def with_record(content: bytes, subtype: int, payload: bytes) -> bytes:
    """Put an extension record before the end of the dictionary."""
    end = content.index(struct.pack("<ii", 999, 0))
    return content[:end] + struct.pack("<4i", 7, subtype, 1, len(payload)) + payload + content[end:]


def chars(values: pd.Series) -> list[str]:
    return values.astype("str").fillna("").tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_codes_labels_questions_and_text(tmp_path: Path, kind: str) -> None:
    content = sav(
        tmp_path,
        kind=kind,
        column_labels={"Q1": "<p>Hoe tevreden\nbent u?</p>", "Q2": None},
        variable_value_labels=LABELS,
        missing_ranges={"Q1": [99, {"lo": -9, "hi": -1}], "taal": ["en"]},
    )
    export = read(tmp_path, content, "export.csv")
    assert export.format == "spss"
    assert export.typed
    assert export.unit == "respondent"
    assert export.units == 4
    assert export.frame.index.tolist() == [1, 2, 3, 4]
    assert chars(export.frame["Q1"]) == ["7", "3", "", "99"]
    assert chars(export.frame["Q2"]) == ["0.1", "-1", "1000000000000000.0", "123456789.25"]
    assert chars(export.frame["taal"]) == ["nl", "en", "", "nl"]
    assert chars(export.frame["toelichting"]) == ["één; twee", "  vooraf", "", "é" * 300]
    assert export.questions == {
        "Q1": "Hoe tevreden bent u?",
        "Q2": "Q2",
        "taal": "taal",
        "toelichting": "toelichting",
    }
    assert export.labels == {
        "Q1": {"1": "Zeer ontevreden", "7": "Zeer tevreden", "99": "weet niet"},
        "taal": {"nl": "Nederlands", "en": "Engels"},
    }
    assert set(export.missing_ranges) == {"Q1", "taal"}
    assert set(export.missing_ranges["Q1"]) == {(99.0, 99.0), (-9.0, -1.0)}
    assert export.missing_ranges["taal"] == (("en", "en"),)
    assert export.warnings == ()
    assert export.personal == ()


def test_values_without_an_end_are_missing_from_the_lowest_to_the_highest(tmp_path: Path) -> None:
    content = sav(tmp_path, TABLE[["Q1"]], missing_ranges={"Q1": [{"lo": -9, "hi": -1}]})
    lowest, highest = np.nextafter(-np.finfo(float).max, 0), np.finfo(float).max
    assert parts(content).missing_ranges == {"Q1": ((-9.0, -1.0),)}
    ends = struct.pack("<dd", -9.0, -1.0)
    changed = content.replace(ends, struct.pack("<dd", lowest, -1.0))
    assert parts(changed).missing_ranges == {"Q1": ((-np.inf, -1.0),)}
    changed = content.replace(ends, struct.pack("<dd", 97.0, highest))
    assert parts(changed).missing_ranges == {"Q1": ((97.0, np.inf),)}


def test_dates_and_times_become_iso(tmp_path: Path) -> None:
    day = 86_400.0
    moment = (dt.date(2026, 3, 1) - dt.date(1582, 10, 14)).days * day
    frame = pd.DataFrame(
        {
            "dag": [moment, NAN, 1e15],
            "toen": [moment + 9 * 3600 + 7 * 60 + 12, moment + 0.25, NAN],
            "duur": [93784.5, -61.0, NAN],
            "jaar": [moment, NAN, NAN],
        }
    )
    formats = {"dag": "EDATE10", "toen": "DATETIME22.2", "duur": "TIME11.2", "jaar": "SDATE10"}
    content = sav(
        tmp_path,
        frame,
        variable_format=formats,
        missing_ranges={"dag": [{"lo": moment, "hi": moment + day}], "jaar": [moment]},
        variable_value_labels={"dag": {moment: "eerste dag"}},
    )
    made = parts(content)
    assert chars(made.frame["dag"]) == ["2026-03-01", "", "1000000000000000.0"]
    assert chars(made.frame["toen"]) == ["2026-03-01T09:07:12.000000", "2026-03-01T00:00:00.250000", ""]
    assert chars(made.frame["duur"]) == ["26:03:04.5", "-00:01:01", ""]
    assert made.labels == {"dag": {"2026-03-01": "eerste dag"}}
    assert made.missing_ranges == {
        "dag": (("2026-03-01", "2026-03-02"),),
        "jaar": (("2026-03-01", "2026-03-01"),),
    }


def test_times_to_the_second_have_no_fraction(tmp_path: Path) -> None:
    frame = pd.DataFrame({"toen": pd.to_datetime(["2026-03-01 09:07:12", "1880-05-06 10:10:10"])})
    assert chars(parts(sav(tmp_path, frame)).frame["toen"]) == ["2026-03-01T09:07:12", "1880-05-06T10:10:10"]


def test_multiple_response_sets_have_their_label_and_their_columns(tmp_path: Path) -> None:
    frame = pd.DataFrame({name: [1.0, 0.0] for name in ("Kanaal_1", "Kanaal_2", "Merk_1")})
    lines = (
        b"$kanaal=D1 1 13 Welk kanaal?? kanaal_1 kanaal_2\n"
        b"$merk=C 0  merk_1 merk_2\n"
        b"$dubbel=C 13 Welk kanaal?? merk_1\n"
        b"$weg=C 4 Niet x y\n"
    )
    made = parts(with_record(sav(tmp_path, frame), 7, lines))
    assert made.sets == {
        "Welk kanaal??": ("Kanaal_1", "Kanaal_2"),
        "merk": ("Merk_1",),
        "Welk kanaal?? (dubbel)": ("Merk_1",),
    }
    assert made.warnings == ("multiple-response sets name variables that the file does not have (merk, weg)",)


def test_a_weight_that_spss_applies_is_told(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Q1": [1.0, 2.0], "tekst": ["a" * 20, "b"], "weegfactor_lang": [0.5, 1.5]})
    content = sav(tmp_path, frame)
    assert parts(content).warnings == ()
    # The text of 20 bytes fills three pieces, so that the weight is the fifth.
    assert parts(with_whole(content, 76, 5)).warnings == (
        "SPSS weights this file by weegfactor_lang: that counts only where a wave names it as `weight`",
    )
    assert parts(with_whole(content, 76, 99)).warnings == ()


def test_a_text_in_another_encoding_than_the_file_says_is_mended_and_told(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Q1": [1.0, 2.0], "tekst": ["één", "café ja"]})
    content = sav(tmp_path, frame, column_labels={"Q1": "Tevredenheid", "tekst": "Waarom één?"})
    made = parts(content.replace("café".encode(), b"caf\xe9 "))
    assert chars(made.frame["tekst"]) == ["één", "café  ja"]
    assert made.questions["tekst"] == "Waarom één?"
    assert made.warnings == (
        "some texts are not in the encoding of the file (utf-8): letters such as é may be garbled",
    )


def test_a_label_of_a_text_that_cannot_be_decoded_does_not_end_the_process(tmp_path: Path) -> None:
    frame = pd.DataFrame({"tekst": ["nee", "ja"]})
    labels: dict[str, Any] = {"tekst": {"nee": "Nee", "jaé": "Ja é", "x": "y"}}
    content = sav(tmp_path, frame, variable_value_labels=labels)
    assert parts(content).labels == {"tekst": {"nee": "Nee", "jaé": "Ja é", "x": "y"}}
    for broken in (b"ja\xe9 ", b"ja\x81 ", b"\xff\xfe\xc3("):
        made = parts(content.replace("jaé".encode(), broken))
        assert made.labels["tekst"]["nee"] == "Nee"
        assert made.labels["tekst"]["x"] == "y"
        assert len(made.warnings) == 1


def test_a_windows_file_without_a_named_encoding_is_read(tmp_path: Path) -> None:
    content = sav(tmp_path, pd.DataFrame({"tekst": ["café", "één"]}))
    content = content.replace("café ".encode(), b"caf\xe9  ").replace("één".encode(), b"\xe9\xe9n  ")
    # Another subtype in place of that of the encoding, and no code page.
    unnamed = content.replace(struct.pack("<3i", 7, 20, 1), struct.pack("<3i", 7, 77, 1))
    page = unnamed.index(struct.pack("<4i", 7, 3, 4, 8)) + 16 + 28
    unnamed = with_whole(unnamed, page, 1252)
    made = parts(unnamed)
    assert chars(made.frame["tekst"]) == ["café", "één"]
    assert made.warnings == ()


def test_a_file_without_cases_has_its_variables(tmp_path: Path) -> None:
    made = parts(sav(tmp_path, TABLE.iloc[:0], variable_value_labels=LABELS))
    assert made.frame.shape == (0, 4)
    assert set(made.labels) == {"Q1", "taal"}


def test_many_variables(tmp_path: Path) -> None:
    frame = pd.DataFrame(np.arange(4_000.0).reshape(2, -1), columns=[f"v{n}" for n in range(2_000)])
    made = parts(sav(tmp_path, frame, kind="compressed"))
    assert made.frame.shape == (2, 2_000)
    assert chars(made.frame["v1999"]) == ["1999", "3999"]


def test_codes_of_many_cases_are_kept_once(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"Q1": np.arange(20_000) % 7 + 1.0, "open": [f"antwoord {n}" for n in range(20_000)]}
    )
    made = parts(sav(tmp_path, frame, kind="zsav")).frame
    assert made["Q1"].cat.categories.tolist() == ["1", "2", "3", "4", "5", "6", "7"]
    assert made["open"].dtype == "str"
    assert made["open"].iloc[-1] == "antwoord 19999"


numbers = st.floats(allow_nan=True, allow_infinity=False, width=64).filter(lambda one: abs(one) < 1e300)
texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20)


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(numbers | st.just(NAN), texts), min_size=1, max_size=20),
    kind=st.sampled_from(list(KINDS)),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Any], kind: str
) -> None:
    frame = pd.DataFrame(rows, columns=["getal", "tekst"]).astype({"tekst": "object"})
    made = parts(sav(tmp_path_factory.mktemp("sav"), frame, kind=kind)).frame
    read_back = pd.to_numeric(made["getal"].astype("str"), errors="coerce").to_numpy(float)
    np.testing.assert_array_equal(read_back, frame["getal"].to_numpy(float))
    assert chars(made["tekst"]) == [text.rstrip() for text in frame["tekst"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_was_cut_off_is_refused(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    content = sav(tmp_path, kind=kind, variable_value_labels=LABELS)
    told = {fault(content[:length]).split(": ", 1)[1] for length in range(4, len(content) - 40, 7)}
    assert told <= {
        DAMAGED,
        "says that it has 4 cases, but ends before them. Export it again.",
        "was cut off: it has fewer cases than it says. Open it in SPSS and save it again, or export it as .xlsx.",
    }
    assert DAMAGED in told
    assert capfd.readouterr() == ("", "")
    assert faults(tmp_path, content[:300]) == [f"export.csv: {DAMAGED}"]


@pytest.mark.parametrize("kind", KINDS)
def test_more_cases_than_the_file_can_hold_are_refused_before_memory_is_set_aside(
    tmp_path: Path, kind: str
) -> None:
    content = sav(tmp_path, kind=kind)
    for cases in (10**6, 2**30 - 1):
        assert fault(with_whole(content, 80, cases)) == (
            f"x.sav: says that it has {cases:,} cases, but ends before them. Export it again."
        )


def test_a_file_that_does_not_say_its_cases_is_read_where_memory_allows(tmp_path: Path) -> None:
    content = with_whole(sav(tmp_path, TABLE[["Q1", "Q2"]]), 80, -1)
    assert chars(parts(content).frame["Q1"]) == ["7", "3", "", "99"]
    wide = pd.DataFrame(np.ones((1, 3_000)), columns=[f"v{n}" for n in range(3_000)])
    assert fault(with_whole(sav(tmp_path, wide), 80, -1)) == (
        "x.sav: does not say how many cases it has. Open it in SPSS and save it again, or export it as .xlsx."
    )


def test_a_file_too_large_for_memory_is_refused(tmp_path: Path) -> None:
    # Compressed, so that a byte may hold a value: as many as there are bytes behind the dictionary.
    content = sav(tmp_path, TABLE[["Q1"]], kind="compressed")
    large = with_whole(content, 80, 200_000_000) + bytes(200_000_000)
    assert fault(large) == (
        "x.sav: has 200,000,000 cases of 1 variables, more than can be held. Export only the variables that are needed."
    )


def test_two_variables_of_one_name_are_refused(tmp_path: Path) -> None:
    content = sav(tmp_path, TABLE[["Q1", "Q2"]])
    assert fault(content.replace(b"Q2", b"Q1")).startswith("x.sav: has variables of one and the same name.")
    assert fault(content.replace(b"Q2", b"  ")) == f"x.sav: {DAMAGED}"


def test_what_a_file_says_of_itself(tmp_path: Path) -> None:
    found = looked_over("x.sav", sav(tmp_path))
    # 2 numbers, a text of one piece, and one of 600 bytes: two full variables of 32 pieces and one of 12.
    assert isinstance(found, Sav)
    assert (found.cases, found.numbers, found.encoding, found.sound, found.weight) == (
        4,
        2,
        "utf-8",
        True,
        "",
    )
    assert found.pieces > 2 + 1 + 600 // 8


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path, shared: Path) -> None:
    options: dict[str, Any] = {"variable_value_labels": LABELS, "missing_ranges": {"Q1": [99]}}
    contents = [sav(tmp_path, kind=kind, **options) for kind in KINDS]
    contents += [path.read_bytes() for path in sorted((shared / "exports" / "spss").glob("*.sav"))]
    ends = ends_of_damaged(tmp_path, contents, "spss", 400)
    assert ends["spss"] > 20
    assert ends["refused"] > 20
    assert ends["refused for nothing"] == 0


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=list(PLAIN_TABLES))
def test_no_other_table_is_taken(content: str) -> None:
    assert not spss.fits(received("x.csv", content.encode()))


def test_the_samples_are_known(shared: Path) -> None:
    assert fitting("spss", shared) == [
        "haven_umlauts.sav",
        "pyreadstat_missing_test.sav",
        "pyreadstat_sample_missing.sav",
        "pyreadstat_simple_alltypes.sav",
    ]


def test_the_umlauts_of_haven(shared: Path) -> None:
    export = read_export(shared / "exports" / "spss" / "haven_umlauts.sav")
    assert export.units == 4
    assert chars(export.frame["var1"]) == ["1", "2", "1", "3"]
    assert export.questions == {"var1": "This is an ä-umlaut"}
    assert export.labels == {"var1": {"1": "the ä umlaut", "2": "the ü umlaut", "3": "the ö umlaut"}}
    assert (export.missing_ranges, export.sets, export.warnings) == ({}, {}, ())


def test_the_missing_value_of_pyreadstat(shared: Path) -> None:
    export = read_export(shared / "exports" / "spss" / "pyreadstat_missing_test.sav")
    assert export.units == 2
    assert chars(export.frame["var1"]) == ["1", "2"]
    assert export.questions == {"var1": "var1"}
    assert export.labels == {"var1": {"1": "missing"}}
    assert export.missing_ranges == {"var1": ((1.0, 1.0),)}
    assert export.warnings == ()


def test_the_missing_ranges_of_pyreadstat(shared: Path) -> None:
    export = read_export(shared / "exports" / "spss" / "pyreadstat_sample_missing.sav")
    assert export.units == 7
    assert {name: chars(export.frame[name]) for name in export.frame} == {
        "mychar": ["a", "b", "c", "d", "e", "Z", ""],
        "mynum": ["1.1", "1.2", "-1000.3", "-1.4", "1000.3", "-1", "2500"],
        "mydate": ["2018-05-06", "1880-05-06", "1960-01-01", "1583-01-01", "", "", ""],
        "dtime": [
            "2018-05-06T10:10:10",
            "1880-05-06T10:10:10",
            "1960-01-01T00:00:00",
            "1583-01-01T00:00:00",
            "",
            "",
            "",
        ],
        "mylabl": ["1", "2", "1", "2", "1", "-1", ""],
        "myord": ["1", "2", "3", "1", "1", "-1", "-3"],
        "mytime": ["10:10:10", "23:10:10", "00:00:00", "16:10:10", "", "", ""],
    }
    assert list(export.questions.values()) == [
        "character",
        "numeric",
        "date",
        "datetime",
        "labeled",
        "ordinal",
        "time",
    ]
    assert export.labels == {
        "mylabl": {"-1": "undetermined", "1": "Male", "2": "Female"},
        "myord": {"-1": "missing", "1": "low", "2": "medium", "3": "high"},
    }
    assert export.missing_ranges == {
        "mynum": ((2000.0, 3000.0), (-1.0, -1.0)),
        "mylabl": ((-1.0, -1.0),),
        "myord": ((-1.0, -1.0), (-2.0, -2.0), (-3.0, -3.0)),
    }
    assert export.warnings == ()


def test_all_types_of_pyreadstat(shared: Path) -> None:
    export = read_export(shared / "exports" / "spss" / "pyreadstat_simple_alltypes.sav")
    assert export.units == 6
    frame = {name: chars(export.frame[name]) for name in export.frame}
    assert frame["x"] == ["1", "2", "3", "4", "8", "9"]
    assert frame["y"] == ["2000-01-01", "2000-01-02", "1950-12-24", "1776-07-04", "", ""]
    assert frame["z"] == ["-9", "", "1.234", "999", "3.14159", ""]
    assert frame["str"] == ["red", "green", "reg-green-blue-whatever", "NA", "", "MORE JUNK"]
    assert frame["bool1"] == ["1", "1", "0", "0", "", "1"]
    assert frame["ca_subvar_3"] == ["b", "c", "d", "b", "d", "d"]
    assert frame["date"] == ["2014-11-01"] * 2 + ["2014-12-15"] * 2 + ["2015-01-02"] * 2
    assert frame["quarter"] == ["2014-10-01"] * 4 + ["2015-01-01"] * 2
    assert export.questions["z"] == "Numberic variable with missing value range"
    assert export.questions["bool2"] == "Response #2"
    assert export.questions["quarter"] == "quarter"
    letters = {one: one for one in "abcd"}
    assert export.labels == {
        "x": {"1": "red", "2": "green", "3": "blue"},
        "z": {"999": "skipped"},
        **{f"ca_subvar_{n}": letters for n in (1, 2, 3)},
    }
    assert export.missing_ranges == {
        "x": ((7.0, 7.0), (8.0, 8.0), (99.0, 99.0)),
        "z": ((-999.0, 0.0), (999.0, 999.0)),
    }
    assert export.sets == {
        "categorical_array": ("ca_subvar_1", "ca_subvar_2", "ca_subvar_3"),
        "My multiple response set": ("bool1", "bool2", "bool3"),
    }
    assert export.warnings == ()
