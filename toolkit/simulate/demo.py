"""The data files of the demo client, drawn from a world of which the truth is known.

    python -m toolkit.simulate.demo clients/voorbeeld-energie

writes `data/nulmeting.csv` and `data/vervolgmeting.xlsx` again, the same each time.
The CSV is what a Dutch spreadsheet saves: semicolons, decimal comma, cp1252, d-m-yyyy, CRLF.
The workbook is what a survey package exports a year later: some columns are named anew, and cells are blank
where the first file has a code.
"""

from __future__ import annotations

import argparse
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

from toolkit.simulate.draw import REASONS, Sample, simulate_wave
from toolkit.simulate.standard import standard_world

SEED = 2025
IMPROVEMENT = {"trust": 8.0}
FIELDWORK = ((date(2025, 3, 3), 19), (date(2026, 3, 2), 19))  # first day, number of days
SHEET = "Antwoorden"

ITEM_COLUMNS = {
    "SAT_1": "V1_rapportcijfer",
    "SAT_2": "V2_verwachting",
    "SAT_3": "V3_ideaal",
    "IMG_1": "V4a_vakkennis",
    "IMG_2": "V4b_sympathiek",
    "IMG_3": "V4c_goede_naam",
    "IMG_4": "V4d_past_bij_mij",
    "TRU_1": "V5a_afspraken",
    "TRU_2": "V5b_eerlijk",
    "TRU_3": "V5c_houdt_rekening",
    "TRU_4": "V5d_open",
    "SRV_1": "V6a_vriendelijk",
    "SRV_2": "V6b_deskundig",
    "SRV_3": "V6c_op_tijd",
    "INV_1": "V7a_verbonden",
    "INV_2": "V7b_missen",
    "INV_3": "V7c_waarden",
    "ATT_1": "V8_aanbevelen",
    "ATT_2": "V9a_eerste_keuze",
    "ATT_3": "V9b_extra_moeite",
    "ATT_4": "V9c_geen_twijfel",
    "BEH_1": "V10_laatste_10_keer",
    "BEH_2": "V11_van_100_euro",
    "BEH_3": "V12_ook_elders_klant",
    "SWI_1": "V13a_overstap_gedoe",
    "SWI_2": "V13b_voordeel_kwijt",
    "SWI_3": "V13c_makkelijk_weg",
}
FOLLOWUP_COLUMNS = ITEM_COLUMNS | {
    "SAT_1": "Q1_cijfer",
    "ATT_1": "Q8_aanbeveling",
    "BEH_2": "Q11_aandeel_euro",
}
CHANNEL_CODES = {"website": "1", "telephone": "2", "adviser": "3"}
REGION_NAMES = {"north": "Noord", "east": "Oost", "west": "West", "south": "Zuid"}

REMARKS = (
    "Prima; maar de app mag sneller.",
    "Duidelijke jaarnota, geen verrassingen.",
    'De monteur zei "tot vanmiddag" en hij kwam ook écht.',
    "Ik wacht nog op reactie op mijn vraag.",
    "Tarieven zijn moeilijk te vergelijken; leg dat beter uit.",
    "Vriendelijk geholpen aan de telefoon, hele goede ervaring.",
    "Bij de verhuizing ging alles vanzelf.",
    "Waarom is groene stroom € 3 per maand duurder?",
    "Eerlijk gezegd denk ik er nooit over na.",
    "De website is overzichtelijk,\nde app wat minder.",
    "Geen opmerkingen.",
    "Fijn dat er één vast aanspreekpunt is.",
    "Overstappen vind ik te veel gedoe.",
    "Het coöperatieve idee spreekt mij aan.",
)
_REMARKED = 0.12  # share of respondents who write a remark
_CODES = {"not_applicable": "n.v.t.", "dont_know": "weet niet", "no_answer": "99"}
_WIDE = ("BEH_1", "BEH_2", "BEH_3")  # here 99 can be an answer, so the missing code has a digit more


def demo_waves() -> tuple[Sample, Sample]:
    """Draw baseline (1,200) and follow-up (1,100), 600 of them the same; only trust improved in between."""
    world = standard_world()
    before = simulate_wave(world, 1200, seed=SEED)
    improved = replace(world, improvement=IMPROVEMENT)
    return before, simulate_wave(improved, 1100, seed=SEED, previous=before, overlap=600)


def baseline_csv(sample: Sample) -> bytes:
    """Give the baseline as the file `nulmeting.csv`."""
    frame = _respondents(sample)
    frame["ingevuld_op"] = [f"{day.day}-{day.month}-{day.year}" for day in frame["ingevuld_op"]]
    frame["weegfactor"] = [f"{weight:.4f}".replace(".", ",") for weight in frame["weegfactor"]]
    for item, column in ITEM_COLUMNS.items():
        codes = _CODES | ({"no_answer": "999"} if item in _WIDE else {})
        answers = sample.items[item].map("{:.0f}".format)
        frame[column] = answers.where(sample.reasons[item] == REASONS[0], sample.reasons[item].map(codes))
    frame["toelichting"] = frame.pop("toelichting")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows(frame.itertuples(index=False, name=None))
    return text.getvalue().encode("cp1252")


def followup_rows(sample: Sample) -> list[list[Any]]:
    """Give the follow-up as the cells of `vervolgmeting.xlsx`, header first; None is a blank cell."""
    frame = _respondents(sample).rename(columns={"klantnummer": "Klantnr", "weegfactor": "weging"})
    frame["kanaal"] = frame["kanaal"].astype(int)
    codes = _CODES | {"no_answer": None}
    for item, column in FOLLOWUP_COLUMNS.items():
        pairs = zip(sample.items[item], sample.reasons[item], strict=True)
        frame[column] = pd.Series(
            [int(answer) if reason == REASONS[0] else codes[reason] for answer, reason in pairs], dtype=object
        )
    frame["toelichting"] = pd.Series([remark or None for remark in frame.pop("toelichting")], dtype=object)
    return [list(frame.columns), *(list(row) for row in frame.itertuples(index=False, name=None))]


def write_workbook(rows: Sequence[Sequence[Any]], path: Path) -> None:
    """Write the cells to one sheet of an Excel workbook; its date of making is fixed."""
    with xlsxwriter.Workbook(path, {"default_date_format": "d-m-yyyy"}) as book:
        book.set_properties({"created": pd.Timestamp("2026-03-23 09:00").to_pydatetime()})
        sheet = book.add_worksheet(SHEET)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def write(client: Path) -> None:
    """Write both data files into the client's folder."""
    before, after = demo_waves()
    data = client / "data"
    data.mkdir(parents=True, exist_ok=True)
    (data / "nulmeting.csv").write_bytes(baseline_csv(before))
    write_workbook(followup_rows(after), data / "vervolgmeting.xlsx")


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


def main() -> None:
    """Write the data files of the demo client again."""
    parser = argparse.ArgumentParser(prog="python -m toolkit.simulate.demo", description=main.__doc__)
    parser.add_argument("client", type=Path, nargs="?", default=Path("clients/voorbeeld-energie"))
    write(parser.parse_args().client)


if __name__ == "__main__":
    main()
