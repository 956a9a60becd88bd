"""Simulated customers of a client with actions and a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.arrow_client import arrow_job
from toolkit.analysis.job import Job


def action(
    title: str, lift: tuple[float, float, float], cost: float, weeks: float, **more: Any
) -> dict[str, Any]:
    """An entry of [[actions]]."""
    low, likely, high = lift
    return {
        "title": {"nl": f"{title} (nl)", "en": title},
        "lift": {"low": low, "likely": likely, "high": high},
        "cost": cost,
        "weeks": weeks,
        **more,
    }


CALL = action("Call", (2, 5, 9), 40_000, 6, driver="trust", owner="Service", measure="calls made")
BILL = action("Bill", (1, 3, 6), 25_000, 5, driver="satisfaction")
COURSE = action("Course", (0, 1, 2), 90_000, 4, driver="friendliness")
PANEL = action("Panel", (0, 3, 8), 0, 2, driver="involvement", reach=0.3)
ACTIONS = (CALL, BILL, COURSE, PANEL)
PLAN = {"budget": 70_000, "capacity": 8, "start": dt.date(2025, 5, 1), "quarters": 3}


def action_job(
    *actions: dict[str, Any], plan: dict[str, Any] | None = None, resamples: int = 300, **more: Any
) -> Job:
    """The house's standard customers, of a client with these actions (four without any given)."""
    chosen = {"actions": list(actions or ACTIONS), "plan": PLAN if plan is None else plan}
    return arrow_job(resamples=resamples, **chosen, **more)
