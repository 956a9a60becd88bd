"""What may be said in the baseline report, a module per chapter."""

from toolkit.findings.baseline.headline import NPS_METHODS, headline
from toolkit.findings.baseline.loyalty import loyalty
from toolkit.findings.baseline.planning import next_step
from toolkit.findings.baseline.scores import scores

__all__ = ["NPS_METHODS", "headline", "loyalty", "next_step", "scores"]
