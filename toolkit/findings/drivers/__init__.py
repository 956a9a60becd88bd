"""What may be said in the driver report, a module per chapter."""

from toolkit.findings.drivers.importance import association, drivers

__all__ = ["association", "drivers"]
