"""The data files of the demo client, drawn from a world of which the truth is known.

    python -m toolkit.simulate.demo clients/voorbeeld-energie

writes the files in `data/` again, the same each time: `nulmeting.csv` and `vervolgmeting.xlsx` (the surveys),
`bestellingen.csv` (orders in the web shop) and `medewerkers.csv` (what employees say).
The CSVs are what a Dutch spreadsheet saves: semicolons, decimal comma, cp1252, d-m-yyyy, CRLF.
The workbook is what a survey package exports a year later: some columns are named anew, and cells are blank
where the first file has a code.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.simulate.demo.beside import (
    ARTICLES,
    EMPLOYEES,
    FOLLOWED_UNTIL,
    PULSE_COLUMNS,
    SHOP,
    employees_csv,
    orders_csv,
)
from toolkit.simulate.demo.columns import (
    ARRIVAL_COLUMN,
    BASELINE_COLUMNS,
    CALLED_COLUMN,
    CHANNEL_CODES,
    FOLLOWUP_COLUMNS,
    ITEM_COLUMNS,
    REGION_NAMES,
    REMARKS,
    TEAM_COLUMN,
    TEAM_NAMES,
)
from toolkit.simulate.demo.survey import (
    FIELDWORK,
    SHEET,
    baseline_csv,
    demo_waves,
    followup_rows,
    write_workbook,
)

__all__ = [
    "ARRIVAL_COLUMN",
    "ARTICLES",
    "BASELINE_COLUMNS",
    "CALLED_COLUMN",
    "CHANNEL_CODES",
    "EMPLOYEES",
    "FIELDWORK",
    "FOLLOWED_UNTIL",
    "FOLLOWUP_COLUMNS",
    "ITEM_COLUMNS",
    "PULSE_COLUMNS",
    "REGION_NAMES",
    "REMARKS",
    "SHEET",
    "SHOP",
    "TEAM_COLUMN",
    "TEAM_NAMES",
    "baseline_csv",
    "demo_waves",
    "employees_csv",
    "followup_rows",
    "orders_csv",
    "write",
    "write_workbook",
]


def write(client: Path) -> None:
    """Write all data files into the client's folder."""
    before, after = demo_waves()
    data = client / "data"
    data.mkdir(parents=True, exist_ok=True)
    (data / "nulmeting.csv").write_bytes(baseline_csv(before))
    write_workbook(followup_rows(after), data / "vervolgmeting.xlsx")
    (data / "bestellingen.csv").write_bytes(orders_csv(before))
    (data / "medewerkers.csv").write_bytes(employees_csv())
