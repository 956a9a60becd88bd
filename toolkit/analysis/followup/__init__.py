"""What the follow-up report computes, a module per chapter; notebooks ask it of this room."""

from toolkit.analysis.followup.attrition import Attrition, attrition
from toolkit.analysis.followup.change import NOT_JUDGED, Change, change, weighting
from toolkit.analysis.followup.composition import Composition, composition
from toolkit.analysis.followup.driver_shift import OutcomeShift, driver_shift
from toolkit.analysis.followup.effects import ActionImpact, Effect, Impact
from toolkit.analysis.followup.forecast import ScoredForecast, forecast
from toolkit.analysis.followup.frames import Frames, frames, is_recommendation
from toolkit.analysis.followup.impact import impact
from toolkit.analysis.followup.invariance import Invariance, ThemeInvariance, held_items, invariance
from toolkit.analysis.followup.linked_changes import OutcomeChanges, linked_changes
from toolkit.analysis.followup.results import Results, results
from toolkit.analysis.followup.shares import Shares, shares
from toolkit.analysis.followup.steering import Steering, steering
from toolkit.analysis.followup.trend import Trend, trend

__all__ = [
    "NOT_JUDGED",
    "ActionImpact",
    "Attrition",
    "Change",
    "Composition",
    "Effect",
    "Frames",
    "Impact",
    "Invariance",
    "OutcomeChanges",
    "OutcomeShift",
    "Results",
    "ScoredForecast",
    "Shares",
    "Steering",
    "ThemeInvariance",
    "Trend",
    "attrition",
    "change",
    "composition",
    "driver_shift",
    "forecast",
    "frames",
    "held_items",
    "impact",
    "invariance",
    "is_recommendation",
    "linked_changes",
    "results",
    "shares",
    "steering",
    "trend",
    "weighting",
]
