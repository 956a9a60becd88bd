"""What the baseline report computes, a module per chapter; notebooks ask it of this room."""

from toolkit.analysis.baseline.correlations import correlations
from toolkit.analysis.baseline.headline import Headline, headline
from toolkit.analysis.baseline.loyalty import Groups, Loyalty, loyalty
from toolkit.analysis.baseline.reliability import Reliability, reliability
from toolkit.analysis.baseline.scores import SCORED_ROLES, Scores, mean_score, scores
from toolkit.analysis.response import response, responses

__all__ = [
    "SCORED_ROLES",
    "Groups",
    "Headline",
    "Loyalty",
    "Reliability",
    "Scores",
    "correlations",
    "headline",
    "loyalty",
    "mean_score",
    "reliability",
    "response",
    "responses",
    "scores",
]
