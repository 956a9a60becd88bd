"""What may be said in the baseline report, a module per chapter."""

from toolkit.findings.baseline.activities import activities
from toolkit.findings.baseline.alignment import alignment
from toolkit.findings.baseline.bases import bases
from toolkit.findings.baseline.behaviour import behaviour
from toolkit.findings.baseline.benchmarks import benchmarks
from toolkit.findings.baseline.context import context
from toolkit.findings.baseline.curve import curve
from toolkit.findings.baseline.distribution import distribution
from toolkit.findings.baseline.dividends import dividends
from toolkit.findings.baseline.headline import NPS_METHODS, headline
from toolkit.findings.baseline.loyalty import loyalty
from toolkit.findings.baseline.moments import moments
from toolkit.findings.baseline.network import network
from toolkit.findings.baseline.planning import next_step
from toolkit.findings.baseline.pulse import pulse
from toolkit.findings.baseline.scores import scores
from toolkit.findings.baseline.segments import segments
from toolkit.findings.baseline.value import value
from toolkit.findings.baseline.words import words

__all__ = [
    "NPS_METHODS",
    "activities",
    "alignment",
    "bases",
    "behaviour",
    "benchmarks",
    "context",
    "curve",
    "distribution",
    "dividends",
    "headline",
    "loyalty",
    "moments",
    "network",
    "next_step",
    "pulse",
    "scores",
    "segments",
    "value",
    "words",
]
