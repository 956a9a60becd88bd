"""The chapters of the driver report, a module each."""

from toolkit.report.sections.drivers.importance import drivers, picture, reading

__all__ = ["drivers", "picture", "reading"]
