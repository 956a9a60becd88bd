"""The sections of the follow-up report, a module per chapter."""

from toolkit.report.sections.followup.change import change, picture
from toolkit.report.sections.followup.recommendation import recommendation
from toolkit.report.sections.followup.weighting import weighting

__all__ = ["change", "picture", "recommendation", "weighting"]
