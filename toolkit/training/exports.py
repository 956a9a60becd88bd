"""Raw exports of an invented client, with what is wrong in real ones: columns without names, codes, people twice."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import numpy as np
import pandas as pd

from toolkit.simulate import Sample

# In the order in which they were asked, which is not that of the themes.
_ASKED = (
    "SAT_1", "TRU_1", "SWI_1", "ATT_2", "SRV_1", "TRU_2", "ATT_1", "SAT_2", "SWI_3",
    "TRU_3", "SRV_2", "ATT_4", "SWI_2", "SAT_3", "TRU_4", "ATT_3", "SRV_3", "BEH_1",
)  # fmt: skip
COLUMNS = {item: f"V{place:02d}" for place, item in enumerate(_ASKED, 1)}
CODES = {"not_applicable": 97, "dont_know": 98, "no_answer": 99}
SCALES = {"SAT": (1, 10), "TRU": (1, 7), "SRV": (1, 7), "ATT": (1, 7), "BEH": (0, 10), "SWI": (1, 7)}
WIDER = {"ATT_1": (0, 10)}
TURNED = ("TRU_3", "SWI_3")
FIRST_DAYS = (date(2026, 3, 2), date(2027, 3, 1))
DAYS = 18
ANGRY = 2  # the mark for recommending of who fills it in once more


def scores_of(sample: Sample, stem: str) -> pd.Series:
    """Give the score of a theme (n,), 0 to 100, from the first letters of its questions."""
    columns = [item for item in COLUMNS if item.startswith(stem)]
    low, high = np.array([WIDER.get(item, SCALES[stem]) for item in columns]).T
    scaled = 100 * (sample.items[columns].to_numpy(float) - low) / (high - low)
    turned = [item in TURNED for item in columns]
    scaled[:, turned] = 100 - scaled[:, turned]
    given = np.isfinite(scaled)
    score = np.nansum(scaled, axis=1) / np.maximum(given.sum(axis=1), 1)
    return pd.Series(np.where(given.mean(axis=1) >= 0.5, score, np.nan))


def again(sample: Sample, count: int) -> pd.Index:
    """Give the rows of who fills in the survey a second time: customers who answered everything the first time."""
    complete = sample.items[list(COLUMNS)].notna().all(axis=1)
    return sample.items.index[complete][:count]


def raw_csv(sample: Sample, twice: int, seed: int) -> bytes:
    """Write a wave as the file that a client sends; so many customers are in it twice, at its end, in a bad mood."""
    rng = np.random.default_rng([seed, sample.wave, 9])
    came_in = np.sort(rng.integers(0, DAYS - 3, len(sample.key)))
    frame = pd.DataFrame({"customer": sample.key})
    frame["completed"] = [FIRST_DAYS[sample.wave] + timedelta(int(day)) for day in came_in]
    frame = pd.concat([frame, sample.segments.astype(str)], axis=1)
    for item, column in COLUMNS.items():
        codes = sample.reasons[item].astype(str).map(CODES)
        frame[column] = sample.items[item].fillna(codes).astype(int)
    more = frame.loc[again(sample, twice)].copy()
    more["completed"] = FIRST_DAYS[sample.wave] + timedelta(DAYS - 2)
    more[COLUMNS["ATT_1"]], more[COLUMNS["SAT_3"]] = ANGRY, CODES["no_answer"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows(pd.concat([frame, more]).itertuples(index=False, name=None))
    return text.getvalue().encode("utf-8")
