"""What a report leaves beside its pages, as files: the forecast, and what came of it; no page prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from toolkit.engagement.forecasts import FORECAST
from toolkit.engagement.scores import SCORES

__all__ = ["FORECAST", "LEAVES", "SCORES", "Forecast", "Scores"]


@dataclass(frozen=True)
class Forecast:
    """What is expected of the chosen actions, as plain JSON data; docs/forecast.md tells its form."""

    kind: ClassVar[str] = "forecast"
    file: ClassVar[str] = FORECAST
    holds: ClassVar[str] = "actions"
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Scores:
    """What came of the forecasts, as plain JSON data; docs/forecast.md tells its form."""

    kind: ClassVar[str] = "scores"
    file: ClassVar[str] = SCORES
    holds: ClassVar[str] = "rounds"
    data: Mapping[str, Any]


# The file that a report leaves beside its own, in the client's folder of reports; taken away where it leaves none.
LEAVES: Mapping[str, type[Forecast | Scores]] = {"drivers": Forecast, "followup": Scores}
