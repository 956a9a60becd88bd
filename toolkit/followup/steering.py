"""What next with an action: continue, adjust, stop, or measure on; by one list of rules, the first that fits.

A comparison with customers without the action goes before the change of its theme, which may have other causes; and
"stop" takes evidence that nothing was gained, never merely the lack of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Literal, TypeAlias, get_args

from toolkit.errors import StatisticsError
from toolkit.followup.thresholds import OVERSPENT

Advice = Literal["continue", "adjust", "stop", "measure"]
Carried = Literal["yes", "partly", "no", "later", "unknown"]
Impact = Literal["more", "less", "same", "none"]
Change = Literal["better", "small", "same", "worse", "undecided", "none"]
Forecast = Literal["above", "inside", "below", "wide", "none"]
Cost = Literal["within", "over"]

ADVICES: Final[tuple[Advice, ...]] = get_args(Advice)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an action.

    `carried`: whether it was carried out; later: not before the last wave could notice it. `impact`: its theme rose
    more, less or the same (proven) among the customers who had it; none where that was not measured or is not decided.
    `change`: what became of its theme: better; small (it rose, proven too little to matter); same (no rise shown, and
    any change proven too little to matter); worse; undecided; none where that may not be judged. `forecast`: where the
    measured change lies; wide where it lies inside, but the measurement could not tell that from no change; none where
    there was no forecast, or nothing to hold against it. `cost`: spent within or over what was planned.
    """

    carried: Carried
    impact: Impact
    change: Change
    forecast: Forecast
    cost: Cost


Kinds: TypeAlias = Mapping[str, tuple[str, ...]]
DIMENSIONS: Final[Kinds] = {
    "carried": get_args(Carried),
    "impact": get_args(Impact),
    "change": get_args(Change),
    "forecast": get_args(Forecast),
    "cost": get_args(Cost),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it fits where each dimension that `when` names has one of the values there."""

    key: str
    advice: Advice
    when: Kinds

    def fits(self, evidence: Evidence) -> bool:
        """Tell whether the rule is about this evidence."""
        return all(getattr(evidence, name) in values for name, values in self.when.items())


RULES: Final[tuple[Rule, ...]] = (
    Rule("not_carried_out", "measure", {"carried": ("no",)}),
    Rule("too_early", "measure", {"carried": ("later",)}),
    Rule("not_told", "measure", {"carried": ("unknown",)}),
    Rule("harmed", "stop", {"impact": ("less",)}),
    Rule("helped_dear", "adjust", {"impact": ("more",), "cost": ("over",)}),
    Rule("helped", "continue", {"impact": ("more",)}),
    Rule("no_effect_partly", "adjust", {"impact": ("same",), "carried": ("partly",)}),
    Rule("no_effect", "stop", {"impact": ("same",)}),
    Rule("not_judged", "measure", {"change": ("none",)}),
    Rule("less_than_expected", "adjust", {"change": ("better",), "forecast": ("below",)}),
    Rule("better_dear", "adjust", {"change": ("better",), "cost": ("over",)}),
    Rule("better", "continue", {"change": ("better",)}),
    Rule("worse_partly", "adjust", {"change": ("worse",), "carried": ("partly",)}),
    Rule("worse", "stop", {"change": ("worse",)}),
    Rule(
        "small_dear",
        "adjust",
        {"change": ("small",), "forecast": ("inside", "above", "wide"), "cost": ("over",)},
    ),
    Rule("small_as_expected", "continue", {"change": ("small",), "forecast": ("inside", "above", "wide")}),
    Rule("little_expected", "measure", {"change": ("same",), "forecast": ("inside", "above", "wide")}),
    Rule("no_gain_partly", "adjust", {"change": ("small", "same"), "carried": ("partly",)}),
    Rule("no_gain", "stop", {"change": ("small", "same")}),
    Rule("undecided_below", "adjust", {"change": ("undecided",), "forecast": ("below",)}),
    Rule("undecided", "measure", {"change": ("undecided",)}),
)


def steer(evidence: Evidence) -> Rule:
    """Give the first rule of `RULES` that fits; every evidence has one.

    Raises StatisticsError where a value is none of its dimension. See docs/methods/steering.md.

    >>> rule = steer(Evidence("yes", "none", "better", "inside", "within"))
    >>> rule.advice, rule.key
    ('continue', 'better')
    >>> steer(Evidence("yes", "none", "undecided", "none", "within")).advice
    'measure'
    """
    for one in fields(evidence):
        if (value := getattr(evidence, one.name)) not in DIMENSIONS[one.name]:
            known = ", ".join(DIMENSIONS[one.name])
            raise StatisticsError(f"{one.name} is {value!r}. Use one of: {known}.")
    return next(rule for rule in RULES if rule.fits(evidence))


def cost_of(planned: float, spent: float | None) -> Cost:
    """Tell whether what was spent is over `OVERSPENT` times what was planned; within where nobody told.

    >>> cost_of(40_000, 50_000), cost_of(40_000, 50_001), cost_of(40_000, None)
    ('within', 'over', 'within')
    """
    return "over" if spent is not None and spent > OVERSPENT * planned else "within"


def gain_per_cost(gain: float, cost: float) -> float:
    """Points per unit of money; infinite where a gain costs nothing, NaN where there is neither.

    >>> gain_per_cost(8.0, 40_000) * 1000
    0.2
    """
    if cost > 0:
        return gain / cost
    return math.copysign(math.inf, gain) if gain else math.nan
