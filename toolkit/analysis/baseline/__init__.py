"""What the baseline report computes, a module per chapter; notebooks ask it of this room."""

from toolkit.analysis.baseline.activities import Activities, activities
from toolkit.analysis.baseline.alignment import Alignment, alignment
from toolkit.analysis.baseline.bases import Bases, bases
from toolkit.analysis.baseline.bases_by_segment import bases_by_segment
from toolkit.analysis.baseline.behaviour import Behaviour, behaviour
from toolkit.analysis.baseline.benchmarks import Benchmarks, benchmarks
from toolkit.analysis.baseline.context import Context, chooses_freely, context
from toolkit.analysis.baseline.correlations import correlations
from toolkit.analysis.baseline.curve import Curve, curve
from toolkit.analysis.baseline.distribution import Distribution, distribution
from toolkit.analysis.baseline.dividends import Dividends, dividends
from toolkit.analysis.baseline.headline import Headline, headline
from toolkit.analysis.baseline.held import Held
from toolkit.analysis.baseline.loyalty import Groups, Loyalty, loyalty
from toolkit.analysis.baseline.moments import Moments, moments
from toolkit.analysis.baseline.network import Network, network
from toolkit.analysis.baseline.planning import Planning, planning
from toolkit.analysis.baseline.pulse import Pulse, pulse
from toolkit.analysis.baseline.reliability import Reliability, reliability
from toolkit.analysis.baseline.scores import Scores, mean_score, scores
from toolkit.analysis.baseline.segments import Segments, segments
from toolkit.analysis.baseline.value import Value, value
from toolkit.analysis.baseline.words import OpenQuestion, Words, words
from toolkit.analysis.response import response, responses

__all__ = [
    "Activities",
    "Alignment",
    "Bases",
    "Behaviour",
    "Benchmarks",
    "Context",
    "Curve",
    "Distribution",
    "Dividends",
    "Groups",
    "Headline",
    "Held",
    "Loyalty",
    "Moments",
    "Network",
    "OpenQuestion",
    "Planning",
    "Pulse",
    "Reliability",
    "Scores",
    "Segments",
    "Value",
    "Words",
    "activities",
    "alignment",
    "bases",
    "bases_by_segment",
    "behaviour",
    "benchmarks",
    "chooses_freely",
    "context",
    "correlations",
    "curve",
    "distribution",
    "dividends",
    "headline",
    "loyalty",
    "mean_score",
    "moments",
    "network",
    "planning",
    "pulse",
    "reliability",
    "response",
    "responses",
    "scores",
    "segments",
    "value",
    "words",
]
