"""The demo client with as many respondents as asked: the same questions, orders and remarks, in the same columns.

The first wave is a CSV as a Dutch spreadsheet saves it, the second a Parquet file; half of those who answered the first
answer again. The engagement is that of the demo client, but for the files, how many were invited, and the quotations.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from toolkit.simulate import Sample, complete_world, simulate_wave
from toolkit.simulate.demo import (
    ARRIVAL_COLUMN,
    BASELINE_COLUMNS,
    CALLED_COLUMN,
    CHANNEL_CODES,
    FIELDWORK,
    FOLLOWUP_COLUMNS,
    ITEM_COLUMNS,
    REGION_NAMES,
    TEAM_COLUMN,
    TEAM_NAMES,
    orders_csv,
)
from toolkit.simulate.demo.columns import CALLED, CODES, NOT_CALLED, WIDE
from toolkit.simulate.demo.survey import IMPROVEMENT, LASTING
from toolkit.simulate.draw import REASONS
from toolkit.simulate.words import open_answers

DEMO = Path(__file__).parents[2] / "clients" / "voorbeeld-energie"
SEED = 2025
EXPLAINED, REMARKED, CALLED_SHARE = 0.35, 0.12, 0.18
# What another size says otherwise: in the engagement of the demo client, and in that of this one.
OTHERWISE = (
    ('file = "data/vervolgmeting.xlsx"', 'file = "data/vervolgmeting.parquet"'),
    ('sheet = "Antwoorden"\n', ""),
    ("invited = 4000", "invited = {invited}"),
    ("invited = 3200", "invited = {invited}"),
)


def write_client(folder: Path, respondents: int) -> None:
    """Write a client with so many respondents in each wave into a folder that is not there yet; the same each time."""
    left_out = shutil.ignore_patterns("reports", "forecasts", "data", "quotes.toml", ".lock")
    shutil.copytree(DEMO, folder, ignore=left_out)
    engagement = (folder / "engagement.toml").read_text(encoding="utf-8")
    for theirs, ours in OTHERWISE:
        if theirs not in engagement:
            raise ValueError(f"the engagement of the demo client no longer says {theirs!r}")
        engagement = engagement.replace(theirs, ours.format(invited=3 * respondents))
    (folder / "engagement.toml").write_text(engagement, encoding="utf-8")
    data = folder / "data"
    data.mkdir()
    shutil.copy(DEMO / "data" / "medewerkers.csv", data)
    before, after = _waves(respondents)
    options = pa_csv.WriteOptions(delimiter=";")
    pa_csv.write_csv(_baseline(before), data / "nulmeting.csv", options)
    pq.write_table(_followup(after), data / "vervolgmeting.parquet")
    (data / "bestellingen.csv").write_bytes(orders_csv(before))


def _waves(respondents: int) -> tuple[Sample, Sample]:
    world = complete_world()
    before = simulate_wave(world, respondents, seed=SEED)
    improved = replace(world, improvement=IMPROVEMENT)
    after = simulate_wave(improved, respondents, seed=SEED, previous=before, overlap=respondents // 2)
    known = before.segments.set_index(before.key)[list(LASTING)].reindex(after.key).reset_index(drop=True)
    lasting = {
        key: known[key].fillna(after.segments[key]).astype(before.segments[key].dtype) for key in LASTING
    }
    return before, replace(after, segments=after.segments.assign(**lasting))


def _baseline(sample: Sample) -> pa.Table:
    columns = _respondents(sample, "klantnummer")
    columns["weegfactor"] = pa.array(
        [f"{weight:.4f}".replace(".", ",") for weight in sample.weights.tolist()]
    )
    columns |= _answers(sample, ITEM_COLUMNS | BASELINE_COLUMNS)
    return pa.table({**columns, "toelichting": _remarks(sample, EXPLAINED)})


def _followup(sample: Sample) -> pa.Table:
    columns = _respondents(sample, "Klantnr")
    columns["weging"] = pa.array(sample.weights.round(4).to_numpy())
    columns |= _answers(sample, FOLLOWUP_COLUMNS)
    drawn = np.random.default_rng([SEED, sample.wave, 6]).random(len(sample.key))
    columns[CALLED_COLUMN] = _texts((drawn >= CALLED_SHARE).astype(np.int32), [CALLED, NOT_CALLED])
    return pa.table({**columns, "toelichting": _remarks(sample, REMARKED)})


def _respondents(sample: Sample, key: str) -> dict[str, pa.Array]:
    """Give what is known of respondents beside their answers."""
    first, days = FIELDWORK[sample.wave]
    rng = np.random.default_rng([SEED, sample.wave, 1])
    came_in = np.sort(rng.integers(0, days, len(sample.key)))
    dates = [first + timedelta(day) for day in range(days)]
    groups = sample.segments
    return {
        key: pa.array(sample.key.tolist(), pa.string()),
        "ingevuld_op": _texts(came_in, [f"{day.day}-{day.month}-{day.year}" for day in dates]),
        "kanaal": _groups(groups["channel"], CHANNEL_CODES),
        "regio": _groups(groups["region"], REGION_NAMES),
        ARRIVAL_COLUMN: _groups(groups["arrival"], {}),
        TEAM_COLUMN: _groups(groups["team"], TEAM_NAMES),
    }


def _groups(column: pd.Series, names: Mapping[str, str]) -> pa.Array:
    texts = [names.get(str(group), str(group)) for group in column.cat.categories]
    return _texts(column.cat.codes.to_numpy(), texts)


def _answers(sample: Sample, columns: Mapping[str, str]) -> dict[str, pa.Array]:
    """Write answers as the codes of the questionnaire, by the name of their column."""
    found = {}
    for item, column in columns.items():
        values, why = sample.items[item].to_numpy(), sample.reasons[item].cat.codes.to_numpy()
        given = np.unique(values[~np.isnan(values)])
        codes = CODES | ({"no_answer": "999"} if item in WIDE else {})
        places = np.where(why == 0, np.searchsorted(given, values), len(given) + why - 1)
        texts = [f"{value:.0f}" for value in given.tolist()] + [codes[reason] for reason in REASONS[1:]]
        found[column] = _texts(places, texts)
    return found


def _remarks(sample: Sample, answering: float) -> pa.Array:
    texts = open_answers(sample.items["ATT_1"], seed=[SEED, sample.wave, 2], answering=answering)
    return pa.array([text or None for text in texts.tolist()], pa.string())


def _texts(places: np.ndarray, texts: list[str]) -> pa.Array:
    indices = pa.array(places.astype(np.int32))
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts)).dictionary_decode()


def main() -> None:
    """Write a client: `python -m benchmarks.size.client FOLDER RESPONDENTS`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.size.client", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("respondents", type=int)
    chosen = parser.parse_args()
    write_client(chosen.folder, chosen.respondents)


if __name__ == "__main__":
    main()
