"""The two surveys of the demo client, as the files in which a client sends them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from toolkit.simulate.complete import complete_world
from toolkit.simulate.demo.columns import (
    ARRIVAL_COLUMN,
    BASELINE_COLUMNS,
    CALLED,
    CALLED_COLUMN,
    CHANNEL_CODES,
    CODES,
    FOLLOWUP_COLUMNS,
    ITEM_COLUMNS,
    NOT_CALLED,
    REGION_NAMES,
    REMARKS,
    TEAM_COLUMN,
    TEAM_NAMES,
    WIDE,
)
from toolkit.simulate.draw import REASONS, Sample, simulate_wave
from toolkit.simulate.words import open_answers

SEED = 2025
IMPROVEMENT = {"trust": 8.0}
FIELDWORK = ((date(2025, 3, 3), 19), (date(2026, 3, 2), 19))  # first day, number of days
SHEET = "Antwoorden"
LASTING = ("arrival", "team")

_REMARKED = 0.12  # share of respondents who write a remark at the follow-up
_CALLED = 0.18  # share of the respondents of the follow-up who were called after a complaint
_EXPLAINED = 0.35  # share that writes at the baseline why it gave its mark


def demo_waves() -> tuple[Sample, Sample]:
    """Draw baseline (1,200) and follow-up (1,100), 600 of them the same; only trust improved in between.

    The follow-up asks the questions of the model again and nothing else; how a customer came, and which team serves
    them, is known of both.
    """
    world = complete_world()
    before = simulate_wave(world, 1200, seed=SEED)
    improved = replace(world, improvement=IMPROVEMENT)
    after = simulate_wave(improved, 1100, seed=SEED, previous=before, overlap=600)
    known = before.segments.set_index(before.key)[list(LASTING)].reindex(after.key).reset_index(drop=True)
    segments = after.segments.assign(
        **{key: known[key].fillna(after.segments[key]).astype(before.segments[key].dtype) for key in LASTING}
    )
    asked = list(ITEM_COLUMNS)
    return before, replace(after, items=after.items[asked], reasons=after.reasons[asked], segments=segments)


def baseline_csv(sample: Sample) -> bytes:
    """Give the baseline as the file `nulmeting.csv`."""
    frame = _respondents(sample)
    frame["ingevuld_op"] = [f"{day.day}-{day.month}-{day.year}" for day in frame["ingevuld_op"]]
    frame["weegfactor"] = [f"{weight:.4f}".replace(".", ",") for weight in frame["weegfactor"]]
    for item, column in (ITEM_COLUMNS | BASELINE_COLUMNS).items():
        codes = CODES | ({"no_answer": "999"} if item in WIDE else {})
        answers = sample.items[item].map("{:.0f}".format)
        frame[column] = answers.where(sample.reasons[item] == REASONS[0], sample.reasons[item].map(codes))
    frame = pd.concat([frame.drop(columns="toelichting"), _known(sample)], axis=1)
    frame["toelichting"] = open_answers(
        sample.items["ATT_1"], seed=[SEED, sample.wave, 2], answering=_EXPLAINED
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows(frame.itertuples(index=False, name=None))
    return text.getvalue().encode("cp1252")


def followup_rows(sample: Sample) -> list[list[Any]]:
    """Give the follow-up as the cells of `vervolgmeting.xlsx`, header first; None is a blank cell."""
    frame = _respondents(sample).rename(columns={"klantnummer": "Klantnr", "weegfactor": "weging"})
    frame["kanaal"] = frame["kanaal"].astype(int)
    codes = CODES | {"no_answer": None}
    for item, column in FOLLOWUP_COLUMNS.items():
        pairs = zip(sample.items[item], sample.reasons[item], strict=True)
        frame[column] = pd.Series(
            [int(answer) if reason == REASONS[0] else codes[reason] for answer, reason in pairs], dtype=object
        )
    frame["toelichting"] = pd.Series([remark or None for remark in frame.pop("toelichting")], dtype=object)
    frame = pd.concat([frame, _known(sample)], axis=1)
    frame[ARRIVAL_COLUMN] = frame[ARRIVAL_COLUMN].astype(int)
    frame[CALLED_COLUMN] = _called(sample)
    return [list(frame.columns), *(list(row) for row in frame.itertuples(index=False, name=None))]


def write_workbook(rows: Sequence[Sequence[Any]], path: Path) -> None:
    """Write the cells to one sheet of an Excel workbook; its date of making is fixed."""
    with xlsxwriter.Workbook(path, {"default_date_format": "d-m-yyyy"}) as book:
        book.set_properties({"created": pd.Timestamp("2026-03-23 09:00").to_pydatetime()})
        sheet = book.add_worksheet(SHEET)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def _called(sample: Sample) -> np.ndarray:
    """Draw who was called after a complaint: whatever they answer, so that a call makes no difference."""
    drawn = np.random.default_rng([SEED, sample.wave, 6]).random(len(sample.key))
    return np.where(drawn < _CALLED, CALLED, NOT_CALLED)


def _known(sample: Sample) -> pd.DataFrame:
    """Give what is known of a respondent for good: how they came, and which team serves them."""
    return pd.DataFrame(
        {
            ARRIVAL_COLUMN: sample.segments["arrival"].astype(str),
            TEAM_COLUMN: sample.segments["team"].map(TEAM_NAMES).astype(str),
        }
    )


def _respondents(sample: Sample) -> pd.DataFrame:
    """Give everything of a respondent but the answers: number, day, segments, weight and remark."""
    rng = np.random.default_rng([SEED, sample.wave, 1])
    first, days = FIELDWORK[sample.wave]
    remarks = rng.choice(REMARKS, len(sample.key))
    came_in = np.sort(rng.integers(0, days, len(sample.key)))
    return pd.DataFrame(
        {
            "klantnummer": sample.key,
            "ingevuld_op": [first + timedelta(int(day)) for day in came_in],
            "kanaal": sample.segments["channel"].map(CHANNEL_CODES).astype(str),
            "regio": sample.segments["region"].map(REGION_NAMES).astype(str),
            "weegfactor": sample.weights.round(4),
            "toelichting": np.where(rng.random(len(sample.key)) < _REMARKED, remarks, ""),
        }
    )
