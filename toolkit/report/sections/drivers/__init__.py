"""The chapters of the driver report, a module each."""

from toolkit.report.sections.drivers.actions import actions, actions_in_full
from toolkit.report.sections.drivers.asymmetry import asymmetry, asymmetry_in_full
from toolkit.report.sections.drivers.categories import categories, categories_in_full
from toolkit.report.sections.drivers.forecast import forecast
from toolkit.report.sections.drivers.full import drivers_in_full
from toolkit.report.sections.drivers.importance import drivers, picture, reading
from toolkit.report.sections.drivers.interactions import interactions, interactions_in_full
from toolkit.report.sections.drivers.missing import missing, missing_in_full
from toolkit.report.sections.drivers.paths import paths, paths_in_full
from toolkit.report.sections.drivers.priorities import priorities, priorities_in_full
from toolkit.report.sections.drivers.roadmap import roadmap
from toolkit.report.sections.drivers.what_if import what_if

__all__ = [
    "actions",
    "actions_in_full",
    "asymmetry",
    "asymmetry_in_full",
    "categories",
    "categories_in_full",
    "drivers",
    "drivers_in_full",
    "forecast",
    "interactions",
    "interactions_in_full",
    "missing",
    "missing_in_full",
    "paths",
    "paths_in_full",
    "picture",
    "priorities",
    "priorities_in_full",
    "reading",
    "roadmap",
    "what_if",
]
