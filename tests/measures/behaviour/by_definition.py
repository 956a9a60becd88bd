"""What the summary of a customer is, written out one customer at a time."""

from datetime import date, timedelta

import numpy as np
import pandas as pd


def random_lines(generator: np.random.Generator, customers: int, lines: int, days: int) -> pd.DataFrame:
    """Order lines of so many customers over so many days of 2024 on, some of them money given back."""
    moment = generator.integers(0, days * 24 * 3600, lines)
    amount = np.round(generator.lognormal(3, 1, lines), 2) * np.where(generator.random(lines) < 0.1, -1, 1)
    amount[generator.random(lines) < 0.05] = np.nan
    return pd.DataFrame(
        {
            "customer": [f"K{number:03d}" for number in generator.integers(0, customers, lines)],
            "ordered_at": pd.Timestamp("2024-01-01") + pd.to_timedelta(moment, unit="s"),
            "amount": amount,
        }
    )


def summary_of(lines: pd.DataFrame, *, end: date, start: date, inactive_after_days: int) -> pd.DataFrame:
    rows = [
        _customer(str(customer), own, end, start, inactive_after_days)
        for customer, own in lines.groupby("customer")
    ]
    return pd.DataFrame([row for row in rows if row]).reset_index(drop=True)


def _customer(customer: str, own: pd.DataFrame, end: date, start: date, silence: int) -> dict[str, object]:
    day = own["ordered_at"].dt.date
    bought = ~(own["amount"] < 0)
    inside = (day >= start) & (day <= end)
    days = sorted(set(day[inside & bought]))
    if not days:
        return {}
    following = [*days[1:], end]
    silent = [one for one, after in zip(days, following, strict=True) if (after - one).days >= silence]
    first, last, tenure = days[0], days[-1], (end - days[0]).days
    return {
        "customer": customer,
        "first": pd.Timestamp(first),
        "last": pd.Timestamp(last),
        "known": bool((bought & (day < start)).any()),
        "purchases": len(days),
        "frequency": len(days) - 1,
        "repeat": len(days) > 1,
        "amount": own.loc[inside, "amount"].sum(),
        "purchases_year": sum((end - one).days < 365 for one in days),
        "amount_year": own.loc[inside & (day > end - timedelta(days=365)), "amount"].sum(),
        "recency_days": (end - last).days,
        "active_days": (last - first).days,
        "tenure_days": tenure,
        "gap_days": (last - first).days / (len(days) - 1) if len(days) > 1 else np.nan,
        "second_days": float((days[1] - first).days) if len(days) > 1 else np.nan,
        "lapse_days": (silent[0] - first).days + silence if silent else tenure,
        "lapsed": bool(silent),
    }
