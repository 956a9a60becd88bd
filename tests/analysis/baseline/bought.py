"""A small client whose customers bought: answers, a key, and a file of orders in which they are."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis.job import Job
from toolkit.simulate.orders import Shop, draw_orders

MODEL = """\
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
[constructs.lock_in]
role = "lock_in"
minimum = 0
maximum = 10
items = ["l1"]
"""
ORDERS = """\
[orders]
files = ["data/orders.csv"]
columns = {{ customer = "wie", ordered_at = "wanneer", amount = "bedrag" }}
start = 2022-01-01
end = 2024-12-31
inactive_after_days = 180
cohort = "year"
{more}
"""
VALUE = """\
[population]
size = {size}
[value]
margin = 0.25
horizon_years = 2
{revenue}
source = "de controller"
"""
SHOP = Shop(rate=6.0, lapse=0.5, attitude_on_rate=0.4)


def answers(standing: np.ndarray, seed: int) -> dict[str, object]:
    """Answers of 0 to 10 to two questions on attitude, one on behaviour, one on lock-in."""
    generator = np.random.default_rng(seed)

    def scale(values: np.ndarray) -> np.ndarray:
        return np.clip(np.round(6 + 2 * values), 0, 10)

    noise = generator.normal(size=(4, len(standing)))
    return {
        "key": [f"k{place}" for place in range(len(standing))],
        "a1": scale(standing + 0.4 * noise[0]),
        "a2": scale(standing + 0.4 * noise[1]),
        "b1": scale(0.5 * standing + noise[2]),
        "l1": scale(noise[3]),
    }


@pytest.fixture
def bought(job_of: Callable[..., Job], tmp_path: Path) -> Callable[..., Job]:
    """`bought(customers=300)`: a job; `orders` and `value` are further lines, "" leaves a table out."""

    def make(
        *,
        customers: int = 300,
        respondents: int = 240,
        shop: Shop = SHOP,
        orders: str | None = "",
        value: str = "",
        seed: int = 1,
        weight: str = "",
        key: str = "key",
        keys: list[str] | None = None,
        **columns: object,
    ) -> Job:
        standing = np.random.default_rng(seed).normal(size=customers)
        drawn = draw_orders(shop, standing, seed=seed)
        lines = pd.DataFrame(
            {
                "wie": [f"k{number}" for number in drawn["customer"]],
                "wanneer": drawn["ordered_at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
                "bedrag": drawn["amount"].map("{:.2f}".format),
            }
        )
        folder = tmp_path / "clients" / "klein" / "data"
        folder.mkdir(parents=True, exist_ok=True)
        lines.to_csv(folder / "orders.csv", index=False, sep=";")
        model = MODEL + ("" if orders is None else ORDERS.format(more=orders)) + value
        given = {name: column[:respondents] for name, column in answers(standing, seed).items()}
        if keys is not None:
            given["key"] = keys
        return job_of("baseline", model, {**given, **columns}, key=key, weight=weight)

    return make


def with_minimum(job: Job, minimum: int) -> Job:
    """The same job with another minimum cell."""
    privacy = job.engagement.privacy.model_copy(update={"minimum_cell": minimum})
    return replace(job, engagement=job.engagement.model_copy(update={"privacy": privacy}))


def short(job: Job) -> Job:
    """The same job, with the orders of 1 August to 29 December 2024 alone."""
    path = job.engagement.folder / "data" / "orders.csv"
    header, *lines = path.read_text("utf-8").splitlines()
    kept = [line for line in lines if "2024-08-01" <= line.split(";")[1] < "2024-12-30"]
    path.write_text("\n".join([header, "k1;2024-08-01 09:00:00;5.00", *kept, ""]), encoding="utf-8")
    return job
