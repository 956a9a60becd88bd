"""The sections of the follow-up report, a module per chapter."""

from toolkit.report.sections.followup.attrition import attrition, attrition_in_full
from toolkit.report.sections.followup.change import change, picture
from toolkit.report.sections.followup.composition import composition, composition_in_full
from toolkit.report.sections.followup.driver_shift import driver_shift, driver_shift_in_full
from toolkit.report.sections.followup.forecast import forecast, forecast_in_full
from toolkit.report.sections.followup.impact import impact
from toolkit.report.sections.followup.invariance import invariance, invariance_in_full
from toolkit.report.sections.followup.linked_changes import linked_changes
from toolkit.report.sections.followup.recommendation import recommendation
from toolkit.report.sections.followup.results import results, results_in_full
from toolkit.report.sections.followup.shares import shares
from toolkit.report.sections.followup.steering import steering, steering_in_full
from toolkit.report.sections.followup.trend import trend
from toolkit.report.sections.followup.trend_in_full import trend_in_full
from toolkit.report.sections.followup.weighting import weighting

__all__ = [
    "attrition",
    "attrition_in_full",
    "change",
    "composition",
    "composition_in_full",
    "driver_shift",
    "driver_shift_in_full",
    "forecast",
    "forecast_in_full",
    "impact",
    "invariance",
    "invariance_in_full",
    "linked_changes",
    "picture",
    "recommendation",
    "results",
    "results_in_full",
    "shares",
    "steering",
    "steering_in_full",
    "trend",
    "trend_in_full",
    "weighting",
]
