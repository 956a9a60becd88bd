"""What `loyalty check` tells of what is laid beside the answers: orders, and the survey of employees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.analysis.baseline.customers import Customers, beside, read_customers
from toolkit.analysis.baseline.value import orders_unused
from toolkit.analysis.followup.later import later
from toolkit.analysis.job import Job
from toolkit.commands.page import Part
from toolkit.engagement import Engagement
from toolkit.errors import LoyaltyError
from toolkit.intake import Survey
from toolkit.intake.pulse import read_pulse
from toolkit.language import Language
from toolkit.measures.thresholds import MINIMUM_UNITS

# Why orders do not count, in the words of the page.
LEFT_OUT = {"no_customer": "no customer", "no_day": "no day"}


UNUSED = {
    "no_key": "the wave has no key",
    "few": "too few respondents are found in them",
    "dominated": "too few customers make up most of what was spent",
}
ALIKE = "customer numbers must be written alike: 000123 is not 123; see whether a spreadsheet dropped zeros"


def orders(engagement: Engagement, surveys: Sequence[Survey]) -> tuple[tuple[Part, ...], list[LoyaltyError]]:
    """Read the files of [orders] and tell what is in them, and how many respondents of the waves are.

    Nothing where there are none, and the faults they have.
    """
    if engagement.orders is None:
        return (), []
    try:
        found = read_customers(engagement, engagement.orders)
        followed = tuple(_followed(engagement, surveys))
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
        *_respondents(engagement, surveys, found),
        *followed,
        *_value(engagement, surveys, found),
    ]
    names = ", ".join(Path(name).name for name in engagement.orders.files)
    return (Part(f"Orders: {names}", lines=tuple(lines)),), []


def _respondents(engagement: Engagement, surveys: Sequence[Survey], customers: Customers) -> Iterator[str]:
    """Tell per wave with keys how many respondents are in the orders, and what to look at where hardly anybody is."""
    for survey in surveys:
        if survey.key is None:
            continue
        number = int(beside(survey.key, customers)["purchases"].notna().sum())
        few = f"; {ALIKE}" if number < engagement.privacy.minimum_cell else ""
        yield f"Respondents of {survey.wave} found in the orders: {number:,} of {len(survey.key):,}{few}"


def _followed(engagement: Engagement, surveys: Sequence[Survey]) -> Iterator[str]:
    """Tell of how many respondents the later orders are followed; the faults of these as an error."""
    settings = engagement.orders
    if settings is None or settings.followed_until is None or len(surveys) < 2:
        return
    first = surveys[0]
    if first.wave != engagement.waves[0].id:
        return
    found = later(Job("followup", engagement, Language(engagement.client.language), (first, surveys[-1])))
    if found is not None and found.source == "orders":
        yield f"Followed from {found.start} to {found.until}: {found.found:,} respondents of {first.wave}"
    else:
        why = "it has no key" if first.key is None else "there are no orders before it"
        yield f"Followed until {settings.followed_until}: no respondents of {first.wave}, as {why}"


def _value(engagement: Engagement, surveys: Sequence[Survey], customers: Customers) -> Iterator[str]:
    """Tell what the value at stake rests on: the orders or the stated revenue, and why."""
    survey = next((one for one in surveys if one.wave == engagement.waves[0].id), None)
    if engagement.value is None or survey is None:
        return
    each = engagement.value.revenue_per_customer is not None and engagement.population.size is not None
    unused = orders_unused(customers, survey, engagement.privacy.minimum_cell)
    if not unused:
        yield f"Value at stake: from the orders{', not from value.revenue_per_customer' if each else ''}"
        return
    why = UNUSED.get(unused, f"they cover {customers.days} of 365 days")
    if each:
        yield f"Value at stake: from value.revenue_per_customer, not from the orders, for {why}"
    else:
        needed = "value.revenue_per_customer and population.size"
        yield f"Value at stake: none; not from the orders, for {why}; without them it needs {needed}"


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
