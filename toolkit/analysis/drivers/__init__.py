"""What the driver report computes, a module per chapter; notebooks ask it of this room."""

from toolkit.analysis.drivers.importance import OutcomeDrivers, drivers_of

__all__ = ["OutcomeDrivers", "drivers_of"]
