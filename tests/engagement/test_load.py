import datetime as dt
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.engagement.conftest import SAMPLE, Faults, Load
from toolkit.engagement import Engagement, Words, load_engagement
from toolkit.errors import EngagementError


def test_the_whole_sample_is_read(load: Load, folder: Path) -> None:
    engagement = load()
    assert engagement.client.name == "Voorbeeld Energie"
    assert engagement.client.category == Words(nl="energie", en="energy")
    assert list(engagement.constructs) == ["satisfaction", "attitude", "lock_in"]
    assert engagement.constructs["satisfaction"].items == ("SAT_1", "SAT_2")
    assert engagement.constructs["satisfaction"].minimum == 1.0
    assert engagement.segments["channel"].values["2"] == "Winkel"
    assert list(engagement.segments["channel"].values) == ["2", "1"]
    assert [wave.id for wave in engagement.waves] == ["baseline", "follow-up"]
    assert engagement.waves[0].rows == {"YEAR": 2017}
    assert engagement.waves[1].columns["SWI_3"] == ""
    assert engagement.folder == folder
    assert engagement.slug == "voorbeeld"


def test_the_least_that_is_enough(folder: Path) -> None:
    (folder / "engagement.toml").write_text(
        '[client]\nname = "K"\n[author]\nname = "A"\n'
        '[constructs.trust]\nrole = "driver"\nitems = ["T"]\nminimum = 1\nmaximum = 7\n'
        '[[waves]]\nid = "w"\nfile = "w.csv"\nstart = 2026-01-01\nend = 2026-01-02\n',
        encoding="utf-8",
    )
    engagement = load_engagement(folder)
    assert engagement.status == "draft"
    assert engagement.client.language == "nl"
    assert engagement.report.date == dt.date(2026, 1, 2)
    assert engagement.analysis.confidence == 0.95
    assert engagement.analysis.resamples == 2000
    assert engagement.privacy.minimum_cell == 10
    assert engagement.population.probability_sample is False
    assert engagement.segments == {}


def test_the_report_is_dated_by_the_last_wave_unless_said(load: Load) -> None:
    assert load().report.date == dt.date(2027, 2, 19)
    assert load(("[report]\n", "[report]\ndate = 2027-04-07\n")).report.date == dt.date(2027, 4, 7)


def test_an_engagement_cannot_be_changed(load: Load) -> None:
    engagement = load()
    with pytest.raises(ValidationError):
        engagement.client.name = "X"
    with pytest.raises(TypeError):
        engagement.constructs["satisfaction"] = engagement.constructs["attitude"]


def test_an_engagement_survives_pickling_hashing_and_dumping(load: Load) -> None:
    engagement = load()
    copy = pickle.loads(pickle.dumps(engagement))
    assert copy == engagement
    assert copy.folder == engagement.folder
    assert hash(copy) == hash(engagement)
    again = Engagement.model_validate(engagement.model_dump())
    assert again.model_dump() == engagement.model_dump()
    assert '"rows":{"YEAR":2017}' in engagement.model_dump_json()


def test_a_file_with_byte_order_mark_and_windows_line_ends_is_read(folder: Path) -> None:
    (folder / "engagement.toml").write_bytes(b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").encode())
    assert load_engagement(folder).client.name == "Voorbeeld Energie"


@pytest.mark.parametrize("name", ["K #let x = 1", "<script>", "{{ x }}", "\\\\input{x}", "客户 🙂", "שלום"])
def test_markup_emoji_and_other_scripts_are_just_text(load: Load, name: str) -> None:
    assert load(('"A. de Vries"', f'"{name}"')).author.name == name.replace("\\\\", "\\")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("seed = 20260301", "seed = "), "line 3, column 8: Invalid value. Put text between quotes"),
        (
            ('name = "Voorbeeld Energie"', 'name = "Voor'),
            "line 6, column 13: Illegal character '\\n'. Close the",
        ),
        (
            ("[author]", "[client]"),
            "line 13, column 8: Cannot declare ('client',) twice. This table stands twice",
        ),
        (
            ("seed = 20260301", "status = 1"),
            "line 3, column 11: Cannot overwrite a value. This key stands twice",
        ),
        (("[client]", "[client"), "line 5, column 8: Expected ']' at the end of a table declaration. Close"),
        (('"data/nulmeting.csv"', '"data\\nul"'), None),
        (
            ('"data/nulmeting.csv"', '"data\\wave"'),
            "Unescaped '\\' in a string. In a path write / instead of \\",
        ),
        (
            ('items = ["SAT_1", "SAT_2"]', 'items = ["SAT_1" "SAT_2"]'),
            "Unclosed array. Close the list with ]",
        ),
        (("start = 2026-02-02", "start = 2026-02-31"), "Invalid date or datetime. Write an existing day"),
        (("outside_data = false\n", 'x = "'), "line 102, column 6: Unterminated string. Close the text"),
    ],
)
def test_a_slip_in_the_toml_is_told_with_its_place(
    faults: Faults, change: tuple[str, str], line: str | None
) -> None:
    found = faults(change)
    assert len(found) == 1
    if line is not None:
        assert found[0].startswith("engagement.toml, line ")
        assert line in found[0]


BY_HAND = {
    "confidence = 0,95": "Write 0.95, with a point.",
    "confidence = -0,5": "Write -0.5, with a point.",
    "confidence = 95%": "Write 0.95, without %.",
    "confidence = 640,00  # euro": "Write 640.00, with a point.",
    "confidence = 48,000": "Write 48000, without a mark between the digits.",
    "confidence = 1.250.000": "Write 1250000, without a mark between the digits.",
    "confidence = 1.250,50": "Write 1250.50, with a point only before the fraction.",
    "confidence = 02-02-2026": "Write the date as 2026-02-02.",
    "confidence = 13/2/2026": "Write the date as 2026-02-13.",
    "confidence = 2026-2-13": "Write the date as 2026-02-13.",
    "confidence = 13-25-2026": "Write the date as 2026-04-07: year, month, day.",
    "confidence = ja": "Write true or false, in small letters and without quotes.",
    "confidence = Nee": "Write true or false, in small letters and without quotes.",
    # What was meant by these nobody knows.
    "confidence = veel": "Put text between quotes; write true or false small; write a date as 2026-04-07.",
    "confidence = 1-2-26": "Only one key = value fits on a line; put text between quotes.",
    # The fault of this line is another one: its number is good.
    "cut = 1.250\ncut = 1.250": "This key stands twice: delete one.",
}


@pytest.mark.parametrize("line", BY_HAND)
def test_a_value_as_written_by_hand_is_told_as_toml_has_it(faults: Faults, line: str) -> None:
    (found,) = faults(("cut = 60.0", line.replace("confidence", "cut")))
    assert found.endswith(f". {BY_HAND[line]}")


@pytest.mark.parametrize("number", ["9223372036854775808", "-1" + "0" * 400, "0x" + "f" * 4000])
def test_a_whole_number_of_which_nothing_can_be_computed_is_told_with_its_key(
    faults: Faults, number: str
) -> None:
    told = "is a whole number of more than 18 digits. Correct the number, or put it between quotes where it is a name."
    assert faults(("cut = 60.0", f"cut = {number}")) == [f"analysis.cut: {told}"]
    assert faults(("cut = 60.0", f"cut = [3, {{ a = {number} }}]")) == [f"analysis.cut[2].a: {told}"]


def test_a_number_that_python_does_not_read(faults: Faults) -> None:
    (told,) = faults(("cut = 60.0", f"cut = 1{'0' * 5000}"))
    assert told.startswith("engagement.toml: holds a number of thousands of digits. Correct the number")


def test_a_file_that_is_absent_or_no_text(folder: Path) -> None:
    with pytest.raises(EngagementError, match=r"engagement.toml: is not there. `loyalty new NAME` makes one"):
        load_engagement(folder)
    path = folder / "engagement.toml"
    path.write_bytes(b'name = "caf\xe9"')
    with pytest.raises(EngagementError, match=r"byte 12: is not UTF-8 text. Save the file as UTF-8"):
        load_engagement(folder)
    path.write_bytes(b"x = " + b"[" * 5000)
    with pytest.raises(EngagementError, match="nests lists or tables too deep"):
        load_engagement(folder)
    path.write_bytes(b".".join([b"x"] * 5000) + b" = 1")
    with pytest.raises(EngagementError, match="nests lists or tables too deep"):
        load_engagement(folder)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(EngagementError, match="larger than 1 MB"):
        load_engagement(folder)
    path.unlink()
    path.mkdir()
    with pytest.raises(EngagementError, match=r"engagement.toml: cannot be read"):
        load_engagement(folder)


@given(
    st.integers(0, len(SAMPLE.encode()) - 1),
    st.integers(0, 40),
    st.binary(max_size=12)
    | st.sampled_from([b'"', b"[", b"]", b"=", b"\n", b"true", b"{}", b"[[", b"nan", b"-1"]),
)
def test_a_damaged_file_ends_in_an_engagement_or_its_error(
    tmp_path_factory: pytest.TempPathFactory, place: int, length: int, piece: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    folder.mkdir(exist_ok=True)
    (folder / "logo.svg").write_text("<svg/>", encoding="utf-8")
    source = SAMPLE.encode()
    (folder / "engagement.toml").write_bytes(source[:place] + piece + source[place + length :])
    try:
        found: Engagement | EngagementError = load_engagement(folder)
    except EngagementError as error:
        found = error
    if isinstance(found, EngagementError):
        assert found.faults
        assert all(fault.where and fault.what and fault.mend for fault in found.faults)
