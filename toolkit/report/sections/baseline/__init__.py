"""The chapters of the baseline report, a module each."""

from toolkit.report.sections.baseline.activities import activities
from toolkit.report.sections.baseline.alignment import alignment
from toolkit.report.sections.baseline.bases import bases
from toolkit.report.sections.baseline.bases_by_segment import bases_by_segment
from toolkit.report.sections.baseline.behaviour import behaviour, behaviour_in_full
from toolkit.report.sections.baseline.benchmarks import benchmarks
from toolkit.report.sections.baseline.context import context
from toolkit.report.sections.baseline.correlations import correlations
from toolkit.report.sections.baseline.curve import curve
from toolkit.report.sections.baseline.distribution import distribution
from toolkit.report.sections.baseline.dividends import dividends
from toolkit.report.sections.baseline.headline import headline
from toolkit.report.sections.baseline.loyalty import loyalty, loyalty_by_segment
from toolkit.report.sections.baseline.moments import moments
from toolkit.report.sections.baseline.network import network
from toolkit.report.sections.baseline.picture import picture
from toolkit.report.sections.baseline.planning import planning
from toolkit.report.sections.baseline.pulse import pulse
from toolkit.report.sections.baseline.reliability import item_rest, reliability, told_apart
from toolkit.report.sections.baseline.scores import scores
from toolkit.report.sections.baseline.segments import segments, segments_in_full
from toolkit.report.sections.baseline.value import value
from toolkit.report.sections.baseline.words import words

__all__ = [
    "activities",
    "alignment",
    "bases",
    "bases_by_segment",
    "behaviour",
    "behaviour_in_full",
    "benchmarks",
    "context",
    "correlations",
    "curve",
    "distribution",
    "dividends",
    "headline",
    "item_rest",
    "loyalty",
    "loyalty_by_segment",
    "moments",
    "network",
    "picture",
    "planning",
    "pulse",
    "reliability",
    "scores",
    "segments",
    "segments_in_full",
    "told_apart",
    "value",
    "words",
]
