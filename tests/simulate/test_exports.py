"""The bytes that a platform would export: headings, its own columns, and rows that are no full respondent."""

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import StatisticsError
from toolkit.simulate import REASONS
from toolkit.simulate.exports import QUALTRICS, as_limesurvey, as_qualtrics, coded

ANSWERS = pd.DataFrame(
    {
        "SAT1": ["7", "10", "", "1"],
        "grid1[TRU1]": ["1", "999", "7", "3"],
        "OPEN1": ['Goed "service"', "één\ntwee", "a;b,c", ""],
        "kanaal": ["1", "2", "1", ""],
    }
)
TEXTS = dict(zip(ANSWERS, ("Cijfer?", "Doet wat is\nafgesproken", "Waarom?", "Kanaal"), strict=True))


def rows(data: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_a_wave_becomes_codes() -> None:
    items = pd.DataFrame({"a": [7.0, np.nan, np.nan, np.nan], "b": [0.0, 100.0, np.nan, 3.0]})
    told = {
        "a": ["answered", "not_applicable", "dont_know", "no_answer"],
        "b": ["answered"] * 2 + ["dont_know", "answered"],
    }
    reasons = pd.DataFrame({key: pd.Categorical(one, categories=list(REASONS)) for key, one in told.items()})
    codes = coded(items, reasons, {"a": {"not_applicable": "998", "dont_know": "999"}})
    assert codes["a"].tolist() == ["7", "998", "999", ""]
    assert codes["b"].tolist() == ["0", "100", "", "3"]


def test_limesurvey_quotes_everything_and_ends_with_an_empty_line() -> None:
    data = as_limesurvey(ANSWERS, seed=2, incomplete=2)
    assert data.startswith(
        b'\xef\xbb\xbf"id","submitdate","lastpage","startlanguage","seed","startdate","datestamp",'
    )
    assert data.endswith(b'"\r\n\r\n')
    header, *body = rows(data)
    assert header[7:] == list(ANSWERS)
    body = [row for row in body if row]
    assert len(body) == 6
    frame = pd.DataFrame(body, columns=header)
    assert frame.iloc[:4, 7:].to_numpy().tolist() == ANSWERS.to_numpy().tolist()
    assert (frame["submitdate"] != "").tolist() == [True] * 4 + [False] * 2
    assert frame.loc[4, ["OPEN1", "kanaal"]].tolist() == ["", ""]
    assert frame.loc[4, "SAT1"] == "7"
    assert (frame["startdate"] < frame["datestamp"]).all()
    assert frame["startdate"].is_monotonic_increasing
    assert frame["startlanguage"].unique().tolist() == ["nl"]


def test_limesurvey_with_another_separator() -> None:
    header, *_ = rows(as_limesurvey(ANSWERS, separator=";", language="en"), ";")
    assert header[7:] == list(ANSWERS)


def test_qualtrics_has_three_header_rows() -> None:
    data = as_qualtrics(ANSWERS, TEXTS, open_columns=["OPEN1"], previews=2, unfinished=1)
    header, texts, ids, *body = rows(data)
    assert header == [*(name for name, _, _ in QUALTRICS), *ANSWERS]
    assert texts[-4:] == list(TEXTS.values())
    imported = [json.loads(one)["ImportId"] for one in ids]
    assert imported[:3] == ["startDate", "endDate", "status"]
    assert imported[-4:] == ["QID1", "QID2", "QID3_TEXT", "QID4"]
    frame = pd.DataFrame(body, columns=header)
    assert frame["Status"].tolist() == ["0"] * 5 + ["1"] * 2
    assert frame["Finished"].tolist() == ["1"] * 4 + ["0"] + ["1"] * 2
    assert frame["DistributionChannel"].tolist() == ["anonymous"] * 5 + ["preview"] * 2
    assert frame.iloc[:4, -4:].to_numpy().tolist() == ANSWERS.to_numpy().tolist()
    assert frame.iloc[5:, -4:].to_numpy().tolist() == ANSWERS.head(2).to_numpy().tolist()
    took = pd.to_datetime(frame["EndDate"]) - pd.to_datetime(frame["StartDate"])
    assert took.dt.total_seconds().tolist() == frame["Duration (in seconds)"].astype(float).tolist()
    assert frame["ResponseId"].is_unique
    assert frame["IPAddress"].str.startswith("192.0.2.").all()
    assert (frame[["RecipientLastName", "RecipientFirstName", "RecipientEmail"]] == "").all(axis=None)


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert as_limesurvey(ANSWERS, seed=4) == as_limesurvey(ANSWERS, seed=4)
    assert as_qualtrics(ANSWERS, TEXTS, seed=4) == as_qualtrics(ANSWERS, TEXTS, seed=4)
    assert as_qualtrics(ANSWERS, TEXTS, seed=4) != as_qualtrics(ANSWERS, TEXTS, seed=5)


def test_an_index_of_another_kind_does_no_harm() -> None:
    other = ANSWERS.set_axis([9, 3, 5, 1])
    assert as_limesurvey(other) == as_limesurvey(ANSWERS)
    assert as_qualtrics(other, TEXTS) == as_qualtrics(ANSWERS, TEXTS)


@pytest.mark.parametrize("incomplete", [-1, 5])
def test_more_rows_than_there_are_is_refused(incomplete: int) -> None:
    with pytest.raises(StatisticsError, match="There must be answers"):
        as_limesurvey(ANSWERS, incomplete=incomplete)
    with pytest.raises(StatisticsError, match="There must be answers"):
        as_qualtrics(ANSWERS, TEXTS, unfinished=incomplete)


def test_no_answers_is_refused() -> None:
    with pytest.raises(StatisticsError, match="There must be answers"):
        as_limesurvey(ANSWERS.head(0), incomplete=0)
