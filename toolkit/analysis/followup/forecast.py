"""Were we right: the forecasts of the plans against what was measured, for this client and for all together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from toolkit.analysis.followup.rounds import Planned, Round, rounds
from toolkit.analysis.followup.scored import differs, scored_round
from toolkit.analysis.job import Job
from toolkit.engagement.forecasts import NPS
from toolkit.engagement.scores import SCHEMA, ScoresData, other_scores, read_scores
from toolkit.followup.forecast import Calibration, Prediction, calibration
from toolkit.followup.thresholds import FEWEST_CLIENTS

_DECIMALS: Final = 2


@dataclass(frozen=True)
class Pool:
    """The forecasts of all clients of the workspace together: counts, no names. `unreadable`: files left out."""

    clients: int
    found: Calibration
    unreadable: int


@dataclass(frozen=True, eq=False)
class ScoredForecast:
    """The forecast of the last plan against what was measured, and all forecasts before it.

    `table` is indexed by measure (a driver, an outcome or NPS), with COLUMNS: `actions` are places in `round.actions`,
    `carried` is "yes", "partly" or "unknown" (the least of its actions). `forecast_low`, `forecast_high`: limits of the
    forecast; `low`, `high`: of the measured change; `right_low`, `right_high`: where that of a right forecast lies;
    `surprise`: measured − expected. `verdict`: inside, above, below, or "" where `why_not` says why not. `rises`: the
    measured change is shown to be above 0 (Holm over all themes of the follow-up). `share`: part of the customers with
    an opinion, by which the measured change of a touchpoint was multiplied. Points.
    `differs`: measures whose score in the forecast is not that of the data now, with both.
    `own`: all forecasts of this client that were kept aside; `pool`: those of all clients; None where there are none,
    or too few clients. `record`: what the file of scores is to hold; empty where nothing was kept.
    """

    round: Round
    table: pd.DataFrame
    differs: Mapping[str, tuple[float, float]]
    not_yet: tuple[str, ...]
    not_read: tuple[str, ...]
    own: Calibration | None
    pool: Pool | None
    record: Mapping[str, Any]

    @property
    def tested(self) -> pd.DataFrame:
        """The predictions that the measurement could test: those it could tell, and those that lie outside."""
        table = self.table[self.table["verdict"] != ""]
        return table[table["could_tell"].astype(bool) | (table["verdict"] != "inside")]

    def titles_of(self, job: Job, name: str) -> tuple[str, ...]:
        """The titles of the actions on a measure, as the engagement has them now, else as the forecast had them."""
        places: tuple[int, ...] = self.table["actions"].to_dict()[name]
        return tuple(title_of(job, self.round.actions[place]) for place in places)


def title_of(job: Job, action: Planned) -> str:
    """The title of an action of a forecast."""
    if action.own is not None:
        return job.text(job.engagement.actions[action.own - 1].title)
    return str(getattr(action.planned.title, job.language.code, action.planned.title.en))


def forecast(job: Job) -> ScoredForecast | None:
    """Hold the forecast of the last plan against what was measured; None where no forecast can be judged yet.

    Raises IntakeError where a kept forecast cannot be used.
    """
    return job.remembered(("forecast",), lambda: _forecast(job))


def _forecast(job: Job) -> ScoredForecast | None:
    found = rounds(job)
    if not found.judged:
        return None
    tables = [scored_round(one) for one in found.judged]
    last = found.judged[-1]
    # What was not put aside beforehand is no forecast to count.
    kept = [(one, table) for one, table in zip(found.judged, tables, strict=True) if one.counts]
    confidence = job.engagement.analysis.confidence
    # Limits of another confidence promise another share.
    alike = [(one, table) for one, table in kept if one.file.data.confidence == confidence]
    own = [one for plan, table in alike for one in _counted(plan, table)]
    return ScoredForecast(
        round=last,
        table=tables[-1],
        differs=differs(last),
        not_yet=found.not_yet,
        not_read=found.not_read,
        own=calibration(own, confidence=confidence),
        pool=_pool(job, own),
        record=_record(job, kept) if kept else {},
    )


def _counted(plan: Round, table: pd.DataFrame) -> list[Prediction]:
    """The predictions that count: those a measurement could test; the NPS is attitude seen again."""
    rows = table[(table["verdict"] != "") & table["could_tell"].astype(bool) & (table["kind"] != NPS)]
    return [
        Prediction(
            plan.file.name,
            *(float(row[name]) for name in ("expected", "surprise", "surprise_low", "surprise_high")),
        )
        for row in rows.to_dict("records")
    ]


def _record(job: Job, kept: Sequence[tuple[Round, pd.DataFrame]]) -> dict[str, Any]:
    """Write down what came of each plan that was put aside beforehand, as plain data."""
    numbers = ("expected", "surprise", "surprise_low", "surprise_high")
    plans = []
    for one, table in kept:
        rows = table[table["verdict"] != ""].to_dict("records")
        plans.append(
            {
                "run": one.file.data.run,
                "confidence": one.file.data.confidence,
                "judged": one.job.wave(one.job.surveys[-1]).end.isoformat(),
                "predictions": [
                    {
                        "kind": row["kind"],
                        **{name: round(float(row[name]), _DECIMALS) for name in numbers},
                        "could_tell": bool(row["could_tell"]),
                    }
                    for row in rows
                ],
            }
        )
    record = {
        "schema": SCHEMA,
        "client": job.engagement.slug,
        "report": job.report,
        "rounds": plans,
    }
    # What another client's report could not read is a fault of ours, to be found here.
    ScoresData.model_validate_json(json.dumps({**record, "run": ""}))
    return record


def _pool(job: Job, own: Sequence[Prediction]) -> Pool | None:
    """Count the forecasts of all clients; None with too few others, so that none can be told from the sum."""
    confidence = job.engagement.analysis.confidence
    together, clients, unreadable = list(own), 0, 0
    for number, path in enumerate(other_scores(job.engagement.folder)):
        try:
            theirs = _theirs(read_scores(path), number, confidence)
        except ValueError:
            unreadable += 1
            continue
        clients += bool(theirs)
        together += theirs
    if clients < FEWEST_CLIENTS:
        return None
    found = calibration(together, confidence=confidence)
    return None if found is None else Pool(clients + bool(own), found, unreadable)


def _theirs(scores: ScoresData, client: int, confidence: float) -> list[Prediction]:
    """The predictions of another client that count, as `_counted`."""
    return [
        Prediction(f"{client}/{at}", one.expected, one.surprise, one.surprise_low, one.surprise_high)
        for at, plan in enumerate(scores.rounds)
        if plan.confidence == confidence
        for one in plan.counted
    ]
