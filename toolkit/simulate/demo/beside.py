"""What the demo client sends beside its surveys: orders in its web shop, and what its employees say."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from toolkit.simulate.complete import complete_world
from toolkit.simulate.demo.columns import TEAM_COLUMN, TEAM_NAMES
from toolkit.simulate.demo.survey import SEED
from toolkit.simulate.draw import Sample
from toolkit.simulate.orders import Shop, draw_later_orders, draw_orders
from toolkit.simulate.pulse import draw_pulse

# Who is loyal in attitude buys a little more often, and much longer.
SHOP = Shop(
    rate=3.2,
    lapse=0.35,
    attitude_on_rate=0.10,
    attitude_on_lapse=-0.60,
    start=date(2022, 1, 1),
    end=date(2025, 2, 28),
    joined_by=date(2024, 12, 31),
)
FOLLOWED_UNTIL = date(2026, 2, 28)  # orders go on for a year after the window, by the same rules
BUYERS = 0.4  # share of the respondents who ever bought in the web shop
OTHERS = 450  # buyers who are no respondents
ARTICLES = (  # name, price, how often it is bought relative to the others
    ("Ledlampen, set van 6", 29.95, 24),
    ("Radiatorfolie", 24.95, 16),
    ("Tochtstrips", 14.95, 14),
    ("Waterbesparende douchekop", 34.95, 12),
    ("Energieverbruiksmanager", 79.00, 9),
    ("Onderhoudsbeurt cv-ketel", 119.00, 12),
    ("Slimme thermostaat", 189.00, 6),
    ("Reiniging zonnepanelen", 89.00, 5),
    ("Laadpaal met installatie", 1249.00, 2),
)
_SECOND_LINE = 0.25  # share of orders of two articles
_CANCELLED = 0.015

PULSE_COLUMNS = {
    "E1": "M1_met_plezier_aan_het_werk",
    "E2": "M2_trots_op_ons_werk",
    "E3": "M3_tijd_voor_de_klant",
}
PULSE_TIE = 2.0
EMPLOYEES = dict(zip(TEAM_NAMES, (14, 12, 17, 11, 13, 15, 12, 16), strict=True))


def orders_csv(sample: Sample) -> bytes:
    """Give the orders in the web shop as the file `bestellingen.csv`: a row per article, amounts with a comma.

    Those before the baseline come first, then those of the year after it.
    """
    rng = np.random.default_rng([SEED, 0, 3])
    customers, attitude = _buyers(sample, rng)
    before = draw_orders(SHOP, attitude, seed=[SEED, 0, 4])
    after = draw_later_orders(
        SHOP, attitude, until=FOLLOWED_UNTIL, seed=[SEED, 0, 4], later_seed=[SEED, 0, 5]
    )
    parts = [
        _lines(before, customers, 100_000, rng),
        _lines(after, customers, 100_000 + len(before), np.random.default_rng([SEED, 0, 6])),
    ]
    frame = pd.concat(parts, ignore_index=True)
    return _csv(frame.columns, frame.itertuples(index=False, name=None))


def _lines(
    orders: pd.DataFrame, customers: np.ndarray, numbered_from: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Write orders as a client's file has them, a row per article."""
    often = np.array([article[2] for article in ARTICLES], dtype=float)
    first = rng.choice(len(ARTICLES), len(orders), p=often / often.sum())
    second = (first + rng.integers(1, len(ARTICLES), len(orders))) % len(ARTICLES)  # another one
    twice = np.flatnonzero(rng.random(len(orders)) < _SECOND_LINE)
    place = np.concatenate([np.arange(len(orders)), twice])
    in_order = np.argsort(place, kind="stable")
    article = np.concatenate([first, second[twice]])[in_order]
    lines = orders.loc[place[in_order]]
    price = np.array([article[1] for article in ARTICLES])[article]
    pieces = np.where(price < 40, rng.integers(1, 4, len(lines)), 1)
    cancelled = rng.random(len(orders)) < _CANCELLED
    return pd.DataFrame(
        {
            "bestelnummer": [f"W{numbered_from + place}" for place in lines.index],
            "besteldatum": [f"{day.day}-{day.month}-{day.year}" for day in lines["ordered_at"]],
            "klantnummer": customers[lines["customer"]],
            "artikel": [ARTICLES[place][0] for place in article],
            "aantal": pieces,
            "bedrag": [_dutch(amount) for amount in pieces * price],
            "status": np.where(cancelled[lines.index], "Geannuleerd", "Voltooid"),
        }
    )


def employees_csv() -> bytes:
    """Give the survey of employees as the file `medewerkers.csv`."""
    teams = next(choice for choice in complete_world().more.choices if choice.key == "team")
    frame = draw_pulse(teams, EMPLOYEES, tie=PULSE_TIE, seed=SEED)
    frame["unit"] = frame["unit"].map(TEAM_NAMES)
    frame = frame.rename(columns={"unit": TEAM_COLUMN} | PULSE_COLUMNS)
    return _csv(frame.columns, frame.itertuples(index=False, name=None))


def _buyers(sample: Sample, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw who buys: customer numbers, of respondents and of others, and their standing in attitude."""
    chosen = np.sort(rng.permutation(len(sample.key))[: round(BUYERS * len(sample.key))])
    numbers = rng.choice(10_000_000 - 1, OTHERS + len(sample.key), replace=False) + 1
    strangers = numbers[~np.isin(numbers, sample.key.astype(int))][:OTHERS]
    customers = np.concatenate([sample.key.to_numpy(object)[chosen], [f"{one:08d}" for one in strangers]])
    attitude = np.concatenate([sample.latent["attitude"].to_numpy()[chosen], rng.standard_normal(OTHERS)])
    return customers, attitude


def _dutch(amount: float) -> str:
    """Write an amount as Dutch spreadsheets do: 1.249,00."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _csv(header: Iterable[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("cp1252")
