"""What next: of each action whether to go on with it, and where the next round starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, get_args

import pandas as pd

from toolkit.analysis.followup.change import NOT_JUDGED, Change, change
from toolkit.analysis.followup.forecast import ScoredForecast
from toolkit.analysis.followup.frames import is_recommendation
from toolkit.analysis.followup.impact import Impact
from toolkit.analysis.followup.rounds import carried_by
from toolkit.analysis.job import Job, n_effective
from toolkit.engagement.advice import Action
from toolkit.engagement.forecasts import NPS
from toolkit.errors import ReportError
from toolkit.followup import steering as rules
from toolkit.followup.steering import Evidence, cost_of, gain_per_cost, steer

IMPACTS: Final = {"better": "more", "worse": "less", "no relevant change": "same"}
CHANGES: Final = {"better": "better", "worse": "worse", "not decided": "undecided"}
ACTION_COLUMNS: Final = (
    *("driver", "carried", "impact", "change", "forecast", "cost", "advice", "rule"),
    *("difference", "low", "high", "n_before", "n_after", "n_effective_before", "n_effective_after"),
    *("planned", "spent", "together", "per_cost", "expected_per_cost"),
)
GAINS: Final = ("per_cost", "expected_per_cost")
LEVEL_COLUMNS: Final = ("estimate", "low", "high", "n", "n_effective", "independent", "panel", "base_hidden")
STARTING_ROLES: Final = ("attitude", "behaviour", "driver")


@dataclass(frozen=True, eq=False)
class Steering:
    """What to do with each action, and the new baseline.

    `actions` is indexed by the number of the action in the engagement: driver; the evidence (carried, impact, change,
    forecast, cost); advice and rule; the measured change of its driver (difference, low, high, n_before, n_after and
    their effective numbers; NaN and 0 where it may not be told); spent, planned; `per_cost`, points that the driver
    rose per unit of money, of all actions on it together; `expected_per_cost`, the same as it was forecast; and
    `together`, the numbers of the other actions on it that were carried out.
    `levels` is where the next round starts, indexed by measure: the score in the last wave with its margin, and the
    change that as many answers again can show from other customers (independent) and from the same (panel).
    `compared`: an action was compared with customers without it.
    """

    actions: pd.DataFrame
    levels: pd.DataFrame
    compared: bool

    def advised(self, advice: str) -> tuple[int, ...]:
        """The numbers of the actions with this advice, but for those that were not carried out."""
        chosen = (self.actions["advice"] == advice) & (self.actions["carried"] != "no")
        return tuple(int(number) for number in self.actions.index[chosen])

    @property
    def idle(self) -> tuple[int, ...]:
        """The numbers of the actions that were not carried out."""
        return tuple(int(number) for number in self.actions.index[self.actions["carried"] == "no"])


def steering(job: Job, scored: ScoredForecast | None, impact: Impact | None = None) -> Steering:
    """Advise on every action that the waves can judge, and say where the next round starts from.

    An action is judged from the wave on which it was advised, the first unless the engagement says otherwise.
    """
    rows: dict[int, dict[str, Any]] = {}
    for number, action in enumerate(job.engagement.actions, 1):
        pair = job.since(action.wave or job.engagement.waves[0].id)
        if pair is not None:
            rows[number] = _row(job, number, action, _changed(pair), scored, impact)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(ACTION_COLUMNS)).rename_axis("action")
    _together(table)
    gains = _gains(table, scored)
    table[list(GAINS)] = gains.reindex(table.index)
    return Steering(table, _levels(job), bool((table["impact"] != "none").any()))


def _changed(pair: Job) -> Change | None:
    def compared() -> Change | None:
        try:
            return change(pair)
        except ReportError:
            return None

    return pair.remembered(("steering change",), compared)


def _row(
    job: Job,
    number: int,
    action: Action,
    changed: Change | None,
    scored: ScoredForecast | None,
    impact: Impact | None,
) -> dict[str, Any]:
    driver = action.driver or action.touchpoint or ""
    found = {} if changed is None or driver not in changed.table.index else _as_dict(changed.table, driver)
    evidence = Evidence(
        carried=carried_by(action, job.wave(job.read[-1]).end),
        impact=_impact_of(number, driver, impact),
        change=_change_of(
            found, 1 - job.engagement.analysis.confidence, by_others=_by_others(changed, driver)
        ),
        forecast=_forecast_of(number, driver, scored),
        cost=cost_of(action.cost, action.spent),
    )
    rule = steer(evidence)
    numbers = ("difference", "low", "high")
    bases = ("n_before", "n_after", "n_effective_before", "n_effective_after")
    return {
        "driver": driver,
        **asdict(evidence),
        "advice": rule.advice,
        "rule": rule.key,
        **{name: found.get(name, float("nan")) for name in numbers},
        **{name: found.get(name, 0) for name in bases},
        "planned": action.cost,
        "spent": float("nan") if action.spent is None else action.spent,
        "together": (),
        "per_cost": float("nan"),
        "expected_per_cost": float("nan"),
    }


def _as_dict(table: pd.DataFrame, name: str) -> dict[str, Any]:
    return {str(column): table.at[name, column] for column in table}


def _by_others(changed: Change | None, driver: str) -> bool:
    return changed is not None and driver in changed.by_others


def _change_of(found: dict[str, Any], level: float, *, by_others: bool) -> rules.Change:
    if not found or found["verdict"] == NOT_JUDGED:
        return "none"
    if by_others:
        # The score moved because others answered: whether customers judge differently is then not decided.
        return "undecided"
    if found["verdict"] == "no relevant change":
        return "small" if found["difference"] > 0 and found["p_holm"] < level else "same"
    word = CHANGES[found["verdict"]]
    return next(one for one in get_args(rules.Change) if one == word)


def _impact_of(number: int, driver: str, impact: Impact | None) -> rules.Impact:
    effects = None if impact is None else impact.effects_of(number)
    verdict = next((one.verdict for one in effects or () if one.measure == driver), "")
    return next((one for one in get_args(rules.Impact) if one == IMPACTS.get(verdict)), "none")


def _forecast_of(number: int, driver: str, scored: ScoredForecast | None) -> rules.Forecast:
    """Where the measured change of its driver lies, if the last plan had this action and the measurement could tell."""
    if scored is None or driver not in scored.tested.index:
        return "none"
    if number not in {one.own for one in scored.round.actions}:
        return "none"
    verdict = scored.tested.at[driver, "verdict"]
    return next(one for one in get_args(rules.Forecast) if one == verdict)


def _together(table: pd.DataFrame) -> None:
    """Name beside each action the others on its driver that were carried out: the measurement holds them together."""
    done = table["carried"].isin(["yes", "partly"])
    table["together"] = [
        tuple(int(other) for other in table.index[done & (table["driver"] == driver)] if other != number)
        for number, driver in table["driver"].items()
    ]


def _gains(table: pd.DataFrame, scored: ScoredForecast | None) -> pd.DataFrame:
    """Points per unit of money, measured and expected, of all actions on a driver that were carried out."""
    done = table[table["carried"].isin(["yes", "partly"])]
    spent = done["spent"].fillna(done["planned"]).groupby(done["driver"]).sum()
    planned = done.groupby("driver")["planned"].sum()
    rows = {}
    for number, driver, gain in zip(done.index, done["driver"], done["difference"], strict=True):
        expected = float("nan")
        # The plan's own number is of its actions alone: with others on the driver the two would not compare.
        if _forecast_names(scored, str(driver)) == set(done.index[done["driver"] == driver]):
            expected = gain_per_cost(_expected(scored, str(driver)), float(planned[driver]))
        rows[number] = {
            "per_cost": gain_per_cost(float(gain), float(spent[driver])),
            "expected_per_cost": expected,
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(GAINS))


def _forecast_names(scored: ScoredForecast | None, driver: str) -> set[int | None]:
    if scored is None or driver not in scored.table.index:
        return set()
    places: Sequence[int] = scored.table["actions"].to_dict()[driver]
    return {scored.round.actions[place].own for place in places}


def _expected(scored: ScoredForecast | None, driver: str) -> float:
    return float("nan") if scored is None else float(scored.table["expected"].to_dict()[driver])


def _levels(job: Job) -> pd.DataFrame:
    """Where the next round starts: the scores of the last wave by itself, on all questions that it asked."""
    # Late: the baseline's room rests on this one.
    from toolkit.analysis.baseline import headline, planning, scores  # noqa: PLC0415
    from toolkit.analysis.baseline.segments import NPS as PLANNED_NPS  # noqa: PLC0415

    alone = replace(job, report="baseline", surveys=(job.surveys[-1],), series=())
    key, found = headline(alone), scores(alone)
    themes = found.table[found.table["role"].isin(STARTING_ROLES)]
    # The recommendation question alone is told as the NPS.
    themes = themes[[not is_recommendation(job, str(name)) for name in themes.index]]
    themes = themes.sort_values("role", key=lambda role: role.map(STARTING_ROLES.index), kind="stable")
    frame = themes.assign(base_hidden=themes.index.isin(list(found.bases_hidden)))
    levels = frame[["estimate", "low", "high", "n", "n_effective", "base_hidden"]]
    nps = key.recommendation
    if nps is not None and not key.margin_hidden:
        levels.loc[NPS] = [
            nps.value,
            nps.low,
            nps.high,
            nps.n,
            n_effective(nps),
            "recommendation" in key.bases_hidden,
        ]
    planned = planning(alone, key)
    plans = pd.DataFrame(columns=["independent", "panel"], dtype=float) if planned is None else planned.table
    plans = plans[["independent", "panel"]].rename(index={PLANNED_NPS: NPS})
    return levels.join(plans)[list(LEVEL_COLUMNS)].rename_axis("measure")
