"""What may be said in the follow-up report, a module per chapter."""

from toolkit.findings.followup.attrition import attrition
from toolkit.findings.followup.cause import cause
from toolkit.findings.followup.change import change
from toolkit.findings.followup.composition import composition
from toolkit.findings.followup.design import design
from toolkit.findings.followup.driver_shift import driver_shift
from toolkit.findings.followup.forecast import forecast
from toolkit.findings.followup.impact import impact
from toolkit.findings.followup.invariance import invariance
from toolkit.findings.followup.linked_changes import linked_changes
from toolkit.findings.followup.recommendation import recommendation
from toolkit.findings.followup.results import results
from toolkit.findings.followup.shares import shares
from toolkit.findings.followup.steering import steering
from toolkit.findings.followup.trend import trend
from toolkit.findings.followup.weighting import weighting

__all__ = [
    "attrition",
    "cause",
    "change",
    "composition",
    "design",
    "driver_shift",
    "forecast",
    "impact",
    "invariance",
    "linked_changes",
    "recommendation",
    "results",
    "shares",
    "steering",
    "trend",
    "weighting",
]
