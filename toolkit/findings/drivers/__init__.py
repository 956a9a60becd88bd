"""What may be said in the driver report, a module per chapter."""

from toolkit.findings.drivers.actions import actions
from toolkit.findings.drivers.asymmetry import asymmetry
from toolkit.findings.drivers.categories import categories
from toolkit.findings.drivers.importance import association, drivers
from toolkit.findings.drivers.interactions import interactions
from toolkit.findings.drivers.missing import missing
from toolkit.findings.drivers.paths import paths
from toolkit.findings.drivers.priorities import priorities
from toolkit.findings.drivers.roadmap import roadmap
from toolkit.findings.drivers.what_if import what_if

__all__ = [
    "actions",
    "association",
    "asymmetry",
    "categories",
    "drivers",
    "interactions",
    "missing",
    "paths",
    "priorities",
    "roadmap",
    "what_if",
]
