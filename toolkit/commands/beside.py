"""What `loyalty check` tells of what is laid beside the answers: orders, and the survey of employees."""

from __future__ import annotations

from pathlib import Path

from toolkit.analysis.baseline.customers import read_customers
from toolkit.commands.page import Part
from toolkit.engagement import Engagement
from toolkit.errors import LoyaltyError
from toolkit.intake.pulse import read_pulse
from toolkit.measures.thresholds import MINIMUM_UNITS

# Why orders do not count, in the words of the page.
LEFT_OUT = {"no_customer": "no customer", "no_day": "no day"}


def orders(engagement: Engagement) -> tuple[tuple[Part, ...], list[LoyaltyError]]:
    """Read the files of [orders] and tell what is in them; nothing where there are none, and the faults they have."""
    if engagement.orders is None:
        return (), []
    try:
        found = read_customers(engagement, engagement.orders)
    except LoyaltyError as error:
        return (), [error]
    lines = [
        f"Read: orders {found.rows:,}, of which {found.rows - sum(found.left_out.values()):,} count",
        f"Window: {found.start} to {found.end}, with {len(found.frame):,} customers",
        *(
            f"Left out: {LEFT_OUT.get(reason, reason.replace('_', ' '))} {number:,}"
            for reason, number in found.left_out.items()
            if number
        ),
        *found.warnings,
    ]
    names = ", ".join(Path(name).name for name in engagement.orders.files)
    return (Part(f"Orders: {names}", lines=tuple(lines)),), []


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
