"""The chapters of the baseline report, a module each."""

from toolkit.report.sections.baseline.correlations import correlations
from toolkit.report.sections.baseline.headline import headline
from toolkit.report.sections.baseline.loyalty import loyalty
from toolkit.report.sections.baseline.picture import picture
from toolkit.report.sections.baseline.reliability import reliability
from toolkit.report.sections.baseline.scores import scores

__all__ = ["correlations", "headline", "loyalty", "picture", "reliability", "scores"]
