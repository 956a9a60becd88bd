"""What the follow-up tells of each action that was carried out, as its chapters and the steering take it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from toolkit.analysis.followup.apart import Apart
from toolkit.analysis.followup.earlier import Lines, courses
from toolkit.analysis.followup.picked import Regression
from toolkit.analysis.followup.treated import Read, WhyNot
from toolkit.followup.impact.contrast import Targeted


@dataclass(frozen=True)
class Effect:
    """What went with an action on one measure, beyond what happened to the customers without it.

    `measure`: a construct, or NPS. `estimate` with `low` and `high`: points of 100 (of the NPS from −100 to 100).
    `p_holm` is over the measures of this action; `verdict` is one of the four words, or NOT_JUDGED for a construct
    whose scale does not hold. `n_treated`, `n_others`: the smallest of each side's numbers of customers over the waves.
    """

    measure: str
    estimate: float
    low: float
    high: float
    p_holm: float
    verdict: str
    n_treated: int
    n_others: int


@dataclass(frozen=True, eq=False)
class ActionImpact:
    """One action of the engagement that was carried out, at least partly.

    `number`: its place in the engagement, from 1. `driver`: the construct that it works on. `carried`: "yes" or
    "partly". `before`: the id of the last wave before it began, "" where none was read.
    `effects`: of the driver and of each outcome, the driver first: differences in differences or, of a group picked for
    its low scores, differences among customers equally low at the start. None where there is no group, or `why_not`
    says why there is nothing to compare.
    `grouped`: whether the engagement names who had it. `table` is as `difference_in_differences` gives it, `equals` as
    `among_equals`, `regression` what regression to the mean alone would give, `earlier` the differences between the
    waves before the action (as `table`, with `from`), `lines` the score on the driver per wave and side.
    `apart`: where both sides stood apart at the start though nothing says that they were picked; a verdict then is one
    that the comparison among equals shares.
    `read`, `leftover`: as `Sides` has them; with `leftover` no levels are told, nor `regression`. `hidden`: measures
    with too few customers on a side.
    """

    number: int
    driver: str
    effects: tuple[Effect, ...] | None
    why_not: WhyNot = ""
    carried: Literal["yes", "partly"] = "yes"
    before: str = ""
    grouped: bool = False
    read: Read = "each"
    leftover: bool = False
    hidden: tuple[str, ...] = ()
    table: pd.DataFrame | None = None
    equals: pd.DataFrame | None = None
    regression: Regression | None = None
    apart: Apart | None = None
    earlier: pd.DataFrame | None = None
    lines: Lines | None = None


@dataclass(frozen=True, eq=False)
class Impact:
    """What went with the actions: `actions` in order of the engagement, `targeted` over all of them together.

    `targeted` is None where every driver was aimed at, or none was. `blurred` are drivers left out of it, as the
    answers do not tell them apart from one that was aimed at. `level`: of the tests.
    """

    actions: tuple[ActionImpact, ...]
    targeted: Targeted | None = None
    blurred: tuple[str, ...] = field(default=())
    level: float = 0.05

    def effects_of(self, number: int) -> tuple[Effect, ...] | None:
        """What went with an action, by its number in the engagement; None where nothing can be told."""
        return next((one.effects for one in self.actions if one.number == number), None)

    def parted_before(self, number: int) -> bool:
        """Whether those with an action are shown to have gone another way on its driver before it began.

        Not of a group that was picked for its low scores: that it fell before is how it was picked, and it is compared
        with others equally low.
        """
        for one in self.actions:
            if one.number == number and one.earlier is not None and one.equals is None:
                return courses(one.earlier, self.level).get(one.driver) == "differ"
        return False

    @property
    def compared(self) -> tuple[ActionImpact, ...]:
        """The actions for which there are customers without it to compare with."""
        return tuple(one for one in self.actions if one.effects)
