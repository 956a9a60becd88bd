"""Intake: from the file a consultant received to a validated `Survey`, or to all its faults at once."""

from toolkit.intake.answers import REASONS
from toolkit.intake.between import between_waves
from toolkit.intake.export import Export
from toolkit.intake.read import FORMATS, read_export
from toolkit.intake.survey import Source, Survey, read_survey, unchanged

__all__ = [
    "FORMATS",
    "REASONS",
    "Export",
    "Source",
    "Survey",
    "between_waves",
    "read_export",
    "read_survey",
    "unchanged",
]
