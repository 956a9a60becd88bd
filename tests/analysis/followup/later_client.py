"""A small client of which it is known what customers did after the first wave: orders, or answers of their own."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tests.analysis.conftest import HEAD
from toolkit.analysis.job import Job
from toolkit.notebook import open_job
from toolkit.simulate.orders import Shop, draw_later_orders, draw_orders

MODEL = """
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["a1", "a2"]
[constructs.behaviour]
role = "behaviour"
minimum = 0
maximum = 10
items = ["b1"]
[constructs.again]
role = "behaviour"
minimum = 0
maximum = 1
items = ["y1"]
[questions]
recommendation = "a1"
bought_again = "y1"
"""
ORDERS = """
[orders]
files = ["data/orders.csv"]
columns = { customer = "wie", ordered_at = "wanneer", amount = "bedrag", status = "status" }
end = 2021-01-31
followed_until = 2022-01-31
"""
SHOP = Shop(
    rate=4.0,
    lapse=0.5,
    attitude_on_lapse=-0.8,
    start=date(2018, 1, 1),
    end=date(2021, 1, 31),
    joined_by=date(2020, 12, 31),
)
UNTIL = date(2022, 1, 31)
WAVES = ((date(2021, 2, 2), date(2021, 2, 20)), (date(2022, 2, 2), date(2022, 2, 20)))


def standing(n: int) -> np.ndarray:
    """How high each customer stands in attitude."""
    return np.random.default_rng(7).normal(size=n)


def lines(n: int, *, shop: Shop = SHOP) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The orders up to the last day of the shop, and those after, as a file has them; one in fifty is cancelled."""
    own = standing(n)
    parts = (draw_orders(shop, own, seed=1), draw_later_orders(shop, own, until=UNTIL, seed=1, later_seed=2))
    first, second = (
        pd.DataFrame(
            {
                "wie": [f"k{place}" for place in part["customer"]],
                "wanneer": part["ordered_at"].dt.strftime("%Y-%m-%d"),
                "bedrag": part["amount"].map("{:.2f}".format),
                "status": np.where(np.arange(len(part)) % 50 == 7, "cancelled", "paid"),
            }
        )
        for part in parts
    )
    return first, second


def answers(n: int, wave: int) -> dict[str, object]:
    """Answers of the first customers, half of whom are those of the other wave; who stands high says to buy again."""
    draw = np.random.default_rng(wave)
    first = 0 if wave == 1 else n // 2
    own = standing(2 * n)[first : first + n]

    def scale(values: np.ndarray) -> np.ndarray:
        return np.clip(np.round(6 + 2 * values), 0, 10)

    return {
        "key": [f"k{place}" for place in range(first, first + n)],
        "a1": scale(own + 0.5 * draw.normal(size=n)),
        "a2": scale(own + 0.5 * draw.normal(size=n)),
        "b1": scale(0.5 * own + draw.normal(size=n)),
        "y1": (0.6 * own + draw.normal(size=n) > 0).astype(int),
    }


def later_client(
    workspace: Path,
    orders: pd.DataFrame | None,
    *,
    n: int = 360,
    report: str = "followup",
    extra: str = "",
    settings: str = ORDERS,
    last: dict[str, object] | None = None,
) -> Job:
    """Write the client's files and open a report; without `orders` there is no such file."""
    folder = workspace / "clients" / "klein"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    text = [HEAD, MODEL, extra]
    if orders is not None:
        orders.to_csv(folder / "data" / "orders.csv", index=False, sep=";")
        text.append(settings)
    waves = (answers(n, 1), answers(n, 2) | (last or {}))
    for place, (wave, (start, end)) in enumerate(zip(waves, WAVES, strict=True), start=1):
        pd.DataFrame(wave).to_csv(folder / "data" / f"{place}.csv", index=False)
        text += ["[[waves]]", f'id = "w{place}"', f'file = "data/{place}.csv"', 'key = "key"']
        text += [f"start = {start}", f"end = {end}"]
    (folder / "engagement.toml").write_text("\n".join(text), encoding="utf-8")
    return open_job(report, "klein", workspace=str(workspace))
