"""The forecast of a report: what the follow-up will score, for `forecast.json`; no page prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

# The file in the client's folder of reports, beside those of the report that made it.
FORECAST = "forecast.json"


@dataclass(frozen=True)
class Forecast:
    """What is expected of the chosen actions, as plain JSON data; docs/forecast.md tells its form."""

    kind: ClassVar[str] = "forecast"
    data: Mapping[str, Any]
