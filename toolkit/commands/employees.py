"""What `loyalty check` tells of the survey of employees."""

from __future__ import annotations

from pathlib import Path

from toolkit.commands.page import Part
from toolkit.engagement import Engagement
from toolkit.errors import LoyaltyError
from toolkit.intake.pulse import read_pulse
from toolkit.measures.thresholds import MINIMUM_UNITS


def employees(engagement: Engagement) -> tuple[tuple[Part, ...], list[LoyaltyError]]:
    """Read the file of [pulse] and tell what is in it; nothing where there is none, and the fault where it is wrong."""
    try:
        pulse = read_pulse(engagement)
    except LoyaltyError as error:
        return (), [error]
    if pulse is None:
        return (), []
    sizes = pulse.units.value_counts()
    sizes = sizes[sizes > 0]
    minimum = engagement.privacy.minimum_cell
    enough = int((sizes >= minimum).sum())
    lines = [
        f"Read: employees {len(pulse.answers):,}, units {len(sizes)}, questions {pulse.answers.shape[1]}",
        f"Units with {minimum} employees or more: {enough}; the report shows them from {MINIMUM_UNITS} units on that "
        f"have {minimum} customers too",
        *pulse.warnings,
    ]
    return (Part(f"Employees: {Path(pulse.file).name}", lines=tuple(lines)),), []
