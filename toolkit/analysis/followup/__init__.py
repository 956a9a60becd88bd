"""What the follow-up report computes, a module per chapter; notebooks ask it of this room."""

from toolkit.analysis.followup.change import NOT_JUDGED, Change, change, is_recommendation, weighting

__all__ = ["NOT_JUDGED", "Change", "change", "is_recommendation", "weighting"]
