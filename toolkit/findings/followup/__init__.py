"""What may be said in the follow-up report, a module per chapter."""

from toolkit.findings.followup.cause import cause
from toolkit.findings.followup.change import change
from toolkit.findings.followup.design import design
from toolkit.findings.followup.recommendation import recommendation
from toolkit.findings.followup.weighting import weighting

__all__ = ["cause", "change", "design", "recommendation", "weighting"]
