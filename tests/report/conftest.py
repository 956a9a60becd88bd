"""A small client of one's own, as the tests of the analysis have it."""

from tests.analysis.conftest import job_of

__all__ = ["job_of"]
