"""What the driver report computes, a module per chapter; notebooks ask it of this room."""

from toolkit.analysis.drivers.actions import Actions, actions
from toolkit.analysis.drivers.asymmetry import OutcomeAsymmetry, asymmetry
from toolkit.analysis.drivers.categories import Categories, categories
from toolkit.analysis.drivers.importance import OutcomeDrivers, drivers_of
from toolkit.analysis.drivers.interactions import OutcomeLinks, interactions
from toolkit.analysis.drivers.missing import Missing, missing
from toolkit.analysis.drivers.paths import OutcomePaths, paths, total_effects
from toolkit.analysis.drivers.priorities import OutcomePriorities, priorities
from toolkit.analysis.drivers.what_if import Levers, what_if

__all__ = [
    "Actions",
    "Categories",
    "Levers",
    "Missing",
    "OutcomeAsymmetry",
    "OutcomeDrivers",
    "OutcomeLinks",
    "OutcomePaths",
    "OutcomePriorities",
    "actions",
    "asymmetry",
    "categories",
    "drivers_of",
    "interactions",
    "missing",
    "paths",
    "priorities",
    "total_effects",
    "what_if",
]
