"""What the follow-up report computes, a module per chapter; notebooks ask it of this room."""

from toolkit.analysis.followup.change import NOT_JUDGED, Change, change, weighting
from toolkit.analysis.followup.frames import Frames, frames, is_recommendation

__all__ = ["NOT_JUDGED", "Change", "Frames", "change", "frames", "is_recommendation", "weighting"]
