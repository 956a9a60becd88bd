"""Answers of simulated customers in the form in which a platform exports them.

`coded` turns a wave into the codes of a questionnaire; `as_limesurvey` and `as_qualtrics` give the bytes of the file
that the platform would export: its headings, the columns it adds itself, and rows that are no full respondent.
The questionnaire comes in as plain data (columns, codes, texts), read from the file that was fielded.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.errors import StatisticsError

ANSWERED = "answered"
FIRST = pd.Timestamp("2026-02-02 09:00:00")
DAYS = 18
# What Qualtrics adds itself: column, question text, import id.
QUALTRICS = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
)
IN_A_ZONE = ("StartDate", "EndDate", "RecordedDate")


def coded(
    items: pd.DataFrame, reasons: pd.DataFrame, no_answers: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Write answers as the codes of a questionnaire, shape as `items`.

    items         raw values, whole numbers, NaN where missing
    reasons       same shape, categories: "answered", or why not
    no_answers    per item the code of each reason that the questionnaire offers; what it does not offer is left blank
    """
    columns = {}
    for item in map(str, items):
        offered = no_answers.get(item, {})
        why = pd.Series([offered.get(reason, "") for reason in reasons[item].cat.categories], dtype=object)
        instead = pd.Series(why.to_numpy()[reasons[item].cat.codes], index=items.index)
        codes = items[item].astype("Int64").astype(str)
        columns[item] = codes.where(reasons[item] == ANSWERED, instead)
    return pd.DataFrame(columns, index=items.index)


def as_limesurvey(
    answers: pd.DataFrame, *, seed: int = 1, language: str = "nl", separator: str = ",", incomplete: int = 1
) -> bytes:
    """Give the CSV that LimeSurvey exports with question codes as headings and answer codes as answers.

    answers       text, one column per heading of a question in the order of the survey, "" where nothing was answered
    incomplete    so many rows follow of people who stopped halfway: no submit date, the second half blank

    UTF-8 with a byte order mark, every cell quoted, Windows line ends, an empty line at the end.
    Raises StatisticsError without answers, or when more are to be incomplete than there are.
    """
    rows = _with_halves(answers, incomplete)
    started, ended = _moments(len(rows), seed)
    whole = np.arange(len(rows)) < len(answers)
    rng = np.random.default_rng([seed, 1])
    own = {
        "id": [str(number) for number in range(1, len(rows) + 1)],
        "submitdate": np.where(whole, ended, ""),
        "lastpage": np.where(whole, "6", "3"),
        "startlanguage": language,
        "seed": rng.integers(1, 2**31, len(rows)).astype(str),
        "startdate": started,
        "datestamp": ended,
    }
    table = pd.concat([pd.DataFrame(own, index=rows.index), rows], axis=1)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.itertuples(index=False, name=None))
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue() + "\r\n").encode("utf-8")


def as_qualtrics(
    answers: pd.DataFrame,
    questions: Mapping[str, str],
    *,
    seed: int = 1,
    language: str = "NL",
    open_columns: Collection[str] = (),
    previews: int = 1,
    unfinished: int = 1,
) -> bytes:
    """Give the CSV that Qualtrics exports with numeric values: export tags, question texts, import ids, then rows.

    answers       text, one column per export tag, "" where nothing was answered
    questions     text of the question per export tag
    previews      so many rows follow of somebody who looked at the survey (Status 1)
    unfinished    so many rows follow of people who stopped halfway (Finished 0)

    Addresses are of the range that is kept for examples; no name is invented.
    Raises StatisticsError without answers, or when more rows are asked for than there are.
    """
    halves = _with_halves(answers, unfinished)
    rows = pd.concat([halves, answers.head(previews)], ignore_index=True)
    started, ended = _moments(len(rows), seed)
    places = np.arange(len(rows))
    preview, whole = places >= len(halves), (places < len(answers)) | (places >= len(halves))
    rng = np.random.default_rng([seed, 1])
    own = dict.fromkeys((name for name, _, _ in QUALTRICS), "") | {
        "StartDate": started,
        "EndDate": ended,
        "Status": np.where(preview, "1", "0"),
        "IPAddress": [f"192.0.2.{place % 254 + 1}" for place in places],
        "Progress": np.where(whole, "100", "50"),
        "Duration (in seconds)": [str(seconds) for seconds in _seconds(started, ended)],
        "Finished": np.where(whole, "1", "0"),
        "RecordedDate": ended,
        "ResponseId": ["R_" + "".join(rng.choice(list("0123456789abcdefABCDEF"), 15)) for _ in places],
        "DistributionChannel": np.where(preview, "preview", "anonymous"),
        "UserLanguage": language,
    }
    table = pd.concat([pd.DataFrame(own, index=rows.index), rows], axis=1)
    texts = [text for _, text, _ in QUALTRICS] + [questions[str(column)] for column in answers]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerow(texts)
    writer.writerow(_import_ids([str(column) for column in answers], open_columns))
    writer.writerows(table.itertuples(index=False, name=None))
    return text.getvalue().encode("utf-8")


def _import_ids(columns: Sequence[str], open_columns: Collection[str]) -> list[str]:
    own = [
        {"ImportId": name, "timeZone": "Europe/Amsterdam"} if column in IN_A_ZONE else {"ImportId": name}
        for column, _, name in QUALTRICS
    ]
    asked = [
        {"ImportId": f"QID{number}_TEXT" if column in open_columns else f"QID{number}"}
        for number, column in enumerate(columns, 1)
    ]
    return [json.dumps(one, separators=(",", ":")) for one in (*own, *asked)]


def _with_halves(answers: pd.DataFrame, number: int) -> pd.DataFrame:
    """Add people who stopped halfway: the first rows again, with the second half of their answers blank."""
    if not 0 <= number <= len(answers) or answers.empty:
        raise StatisticsError(
            "There must be answers, and no more rows that stop halfway than there are answers."
        )
    halves = answers.head(number).copy()
    halves.iloc[:, answers.shape[1] // 2 :] = ""
    return pd.concat([answers, halves], ignore_index=True)


def _moments(number: int, seed: int) -> tuple[list[str], list[str]]:
    """Draw when people began and ended, in the order in which they came in."""
    rng = np.random.default_rng([seed, 0])
    began = np.sort(rng.integers(0, DAYS * 86_400, number))
    took = np.maximum(60, rng.lognormal(np.log(260), 0.35, number)).astype(int)
    return _written(began), _written(began + took)


def _written(seconds: np.ndarray) -> list[str]:
    return (FIRST + pd.to_timedelta(seconds, unit="s")).strftime("%Y-%m-%d %H:%M:%S").tolist()


def _seconds(started: Sequence[str], ended: Sequence[str]) -> list[int]:
    took = pd.to_datetime(pd.Series(ended)) - pd.to_datetime(pd.Series(started))
    return took.dt.total_seconds().astype(int).tolist()
