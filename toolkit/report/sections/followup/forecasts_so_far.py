"""The table of all forecasts so far: of this client, and of all clients together."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.analysis.followup.forecast import ScoredForecast
from toolkit.analysis.job import Job
from toolkit.findings.wording import points, shares
from toolkit.followup.forecast import Calibration
from toolkit.language import UNKNOWN
from toolkit.report.blocks import Table
from toolkit.report.sections.common import Cell, Nobody, number_cell, table


def so_far(job: Job, result: ScoredForecast) -> Table | None:
    """Print the forecasts so far: of this client, and of all clients where there are enough."""
    language = job.language
    rows: dict[str, dict[str, Any]] = {}
    if result.own is not None:
        rows[language.say("This client")] = _counts(result.own)
    if result.pool is not None:
        name = language.say("{clients} clients together", clients=language.number(result.pool.clients))
        rows[name] = _counts(result.pool.found)
    if not rows:
        return None
    columns: dict[str, tuple[str, str, Cell]] = {
        "whose": (language.say("Forecasts of"), "left", lambda row: str(row.name)),
        "rounds": (language.say("Plans"), "right", number_cell(job, "rounds")),
        "tested": (language.say("Expectations tested"), "right", number_cell(job, "tested")),
        "inside": (language.say("Came true"), "right", number_cell(job, "inside")),
        "share": (language.say("Share"), "right", lambda row: language.percent(row["share"])),
        "margin": (language.say("Margin"), "right", lambda row: shares(language, row["low"], row["high"])),
        "promised": (language.say("Promised"), "right", lambda row: language.percent(row["promised"])),
        "gained": (
            language.say("Measured of 100 expected"),
            "right",
            lambda row: _gained(job, row),
        ),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    nobody = Nobody("how often forecasts came true")
    title = language.say("Forecasts so far")
    return table(job, "forecast-so-far", title, frame, columns, _note(job, result), counts=nobody)


def _note(job: Job, result: ScoredForecast) -> str:
    language = job.language
    parts = [
        language.say(
            "Only what was kept aside beforehand and could be tested counts; the NPS is attitude seen again and does "
            "not. Expectations of one plan rest on the same customers, which the margin takes into account."
        )
    ]
    if result.pool is not None and result.pool.unreadable:
        parts.append(
            language.plural(
                "The scores of {count} client could not be read and are left out.",
                "The scores of {count} clients could not be read and are left out.",
                result.pool.unreadable,
            )
        )
    return " ".join(parts)


def _counts(found: Calibration) -> dict[str, Any]:
    gained = found.gained
    return {
        "rounds": found.rounds,
        "tested": found.n,
        "inside": found.inside,
        "share": found.share.value,
        "low": found.share.low,
        "high": found.share.high,
        "promised": found.promised,
        "gained": float("nan") if gained is None else 100 * gained.value,
        "gained_low": float("nan") if gained is None else 100 * gained.low,
        "gained_high": float("nan") if gained is None else 100 * gained.high,
    }


def _gained(job: Job, row: pd.Series) -> str:
    if pd.isna(row["gained"]):
        return UNKNOWN
    return job.language.say(
        "{value} ({margin})",
        value=job.language.number(row["gained"]),
        margin=points(job.language, row["gained_low"], row["gained_high"]),
    )
