"""What next: of each action whether to go on with it, and where the next round starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, get_args

import pandas as pd

from toolkit.analysis.followup.change import NOT_JUDGED, Change, change
from toolkit.analysis.followup.effects import Impact
from toolkit.analysis.followup.forecast import ScoredForecast
from toolkit.analysis.followup.frames import is_recommendation
from toolkit.analysis.followup.rounds import carried_by
from toolkit.analysis.followup.treated import had
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
    *("planned", "spent", "together", "per_cost", "expected_per_cost", "by_others", "reached_some"),
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
    rose per unit of money, of all actions on it together; `expected_per_cost`, the same as it was forecast;
    `together`, the numbers of the other actions on it that were carried out; `by_others`: its change comes at least in
    part from other customers answering, and is not shown within like customers; and `reached_some`: it changed too
    little to matter over all customers, but not all had the action, and those who had may have gained what matters.
    `levels` is where the next round starts, indexed by measure: the score in the last wave with its margin, and the
    change that as many answers again can show from other customers (independent) and from the same (panel).
    `compared`: of an action a comparison with customers without it gave an answer.
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
    by_others = changed is not None and driver in changed.by_others
    level = 1 - job.engagement.analysis.confidence
    word = _change_of(found, level, by_others=by_others)
    # A forecast is of the customers that there are: what others who answer add or take is no part of it.
    expected = "none" if by_others else _forecast_of(number, driver, scored)
    # A forecast reckons with whom an action reaches; without one the change over all must.
    reach = _reach(job, action)
    reached_some = (
        expected == "none"
        and word in ("small", "same")
        and reach < 1
        and not float(found["high"]) < job.engagement.analysis.smallest_change * reach
    )
    evidence = Evidence(
        carried=carried_by(action, job.wave(job.read[-1]).end),
        impact=_impact_of(number, action, impact),
        change="undecided" if reached_some else word,
        forecast=expected,
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
        "by_others": by_others,
        "reached_some": reached_some,
    }


def _as_dict(table: pd.DataFrame, name: str) -> dict[str, Any]:
    return {str(column): table.at[name, column] for column in table}


def _reach(job: Job, action: Action) -> float:
    """The share of the customers that an action reaches; 1 is all, of whom the change of all tells."""
    told = None if action.group is None else had(job.read[-1], action.group)
    return action.reach if told is None else min(action.reach, float(told.mean()))


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


def _impact_of(number: int, action: Action, impact: Impact | None) -> rules.Impact:
    if impact is None or impact.parted_before(number):
        # Who had it went another way before it began: a difference afterwards tells nothing of the action.
        return "none"
    driver, effects = action.driver or action.touchpoint, impact.effects_of(number)
    effect = next((one for one in effects or () if one.measure == driver), None)
    if effect is None:
        return "none"
    if effect.verdict == "no relevant change" and effect.low <= action.lift.likely <= effect.high:
        # No more was expected of it: proven too little to matter is then no proof that nothing was gained.
        return "more" if effect.estimate > 0 and effect.p_holm < impact.level else "none"
    return next((one for one in get_args(rules.Impact) if one == IMPACTS.get(effect.verdict)), "none")


def _forecast_of(number: int, driver: str, scored: ScoredForecast | None) -> rules.Forecast:
    """Where the measured change of its driver lies, if the last plan had this action and the driver was measured."""
    if scored is None or driver not in scored.table.index:
        return "none"
    if number not in {one.own for one in scored.round.actions}:
        return "none"
    verdict = scored.table.at[driver, "verdict"]
    if verdict and driver not in scored.tested.index:
        return "wide"
    return next((one for one in get_args(rules.Forecast) if one == verdict), "none")


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
    from toolkit.analysis.baseline import headline, planning  # noqa: PLC0415
    from toolkit.analysis.baseline.scores import bases_hidden, score_table  # noqa: PLC0415
    from toolkit.analysis.baseline.segments import NPS as PLANNED_NPS  # noqa: PLC0415

    alone = replace(job, report="baseline", surveys=(job.surveys[-1],), series=())
    key, table = headline(alone), score_table(alone)
    themes = table[table["role"].isin(STARTING_ROLES)]
    # The recommendation question alone is told as the NPS.
    themes = themes[[not is_recommendation(job, str(name)) for name in themes.index]]
    themes = themes.sort_values("role", key=lambda role: role.map(STARTING_ROLES.index), kind="stable")
    frame = themes.assign(base_hidden=themes.index.isin(list(bases_hidden(alone, table))))
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
