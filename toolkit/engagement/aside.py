"""The checks of what is laid beside the answers: values, activities, comparisons, orders, money and employees."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from toolkit.engagement.checks import Doubt
from toolkit.engagement.codes import plain_number
from toolkit.engagement.lookup import item_scale, items
from toolkit.engagement.model import Engagement
from toolkit.engagement.sources import Orders
from toolkit.engagement.suggest import did_you_mean
from toolkit.errors import EngagementError, Fault

FIGURES = {"nps": "recommendation", "mark": "report_mark", "nine_plus": "report_mark", "effort": "effort"}
SHARES = ("nine_plus", "effort")
CURRENCIES = ("orders.currency", "value.currency")
# A figure within the ends of a longer scale may well be a score of 100.
LONGEST_SCALE = 20
BASES = ("basis_calculative", "basis_affective", "basis_structural", "basis_moral")


def check_bases(engagement: Engagement) -> Iterator[Fault]:
    """Check that the bases of loyalty are the four of the field."""
    for key, construct in engagement.constructs.items():
        if construct.role == "basis" and key not in BASES:
            hint = did_you_mean(key, BASES)
            yield Fault(
                f"constructs.{key}.role",
                f'"basis" is not for a construct called {key}',
                f"{hint} The bases of loyalty are {', '.join(BASES)}.".strip(),
            )


def check_formative(engagement: Engagement) -> Iterator[Fault]:
    """Check that only behaviour is added up act by act: an opinion asked twice must give one answer."""
    for key, construct in engagement.constructs.items():
        if construct.formative and construct.role != "behaviour":
            yield Fault(
                f"constructs.{key}.formative",
                f"is not for a construct with role {construct.role}",
                "Leave it out: only acts are added up, questions about one opinion must go together.",
            )


def check_values(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that stated values have a place each, and items that ask of them."""
    known = {*items(engagement), *doubt.items}
    places: dict[int, str] = {}
    for key, one in engagement.values.items():
        first = places.setdefault(one.rank, key)
        if first != key:
            yield Fault(f"values.{key}.rank", f"{one.rank} is the place of {first} too", "Give each its own.")
        for side in ("importance", "experience"):
            item = getattr(one, side)
            if item not in known and not doubt.names:
                hint = did_you_mean(item, sorted(known))
                mend = f'{hint} Put it in a construct with role "alignment".'.strip()
                yield Fault(f"values.{key}.{side}", f'"{item}" is no item of the model', mend)


def check_segments_named(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that what is said of a segment is said of a declared one, code by code."""
    if doubt.lacks("segments"):
        return
    if engagement.network is not None:
        yield from _segment(engagement, "network.segment", engagement.network.segment)
        segment = engagement.segments.get(engagement.network.segment)
        if segment is not None and segment.values:
            for code in engagement.network.codes:
                if str(code) not in segment.values:
                    yield Fault(
                        "network.codes",
                        f"code {code} is not declared",
                        f"Declared in [segments.{engagement.network.segment}.values]: {', '.join(segment.values)}.",
                    )
    if engagement.pulse is not None:
        yield from _segment(engagement, "pulse.segment", engagement.pulse.segment)


def _segment(engagement: Engagement, where: str, key: str) -> Iterator[Fault]:
    if key not in engagement.segments:
        known = tuple(engagement.segments)
        mend = did_you_mean(key, known) or "Write a table [segments.…] for it first."
        yield Fault(where, f'"{key}" is no segment', mend)


def check_benchmarks(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that a comparison is with something this engagement measures, in its unit."""
    for number, one in enumerate(engagement.benchmarks, 1):
        where = f"benchmarks[{number}]"
        if one.measure in FIGURES:
            if getattr(engagement.questions, FIGURES[one.measure]) is None:
                yield Fault(
                    f"{where}.measure",
                    f'"{one.measure}" is not measured here',
                    f"Name its item as questions.{FIGURES[one.measure]}.",
                )
        elif one.measure not in engagement.constructs and not doubt.names:
            known = (*FIGURES, *engagement.constructs)
            mend = f"{did_you_mean(one.measure, known)} Allowed: {', '.join(known)}.".strip()
            yield Fault(f"{where}.measure", f'"{one.measure}" is not known', mend)
        low, high, unit = _range(one.measure)
        if not low <= one.value <= high:
            yield Fault(
                f"{where}.value", f"{one.value:g} cannot be", f"{unit} lies from {low:g} to {high:g}."
            )
        elif one.measure in engagement.constructs and one.measure not in FIGURES:
            yield from _on_the_scale(f"{where}.value", one.value, one.measure, engagement, doubt)


def _on_the_scale(
    where: str, value: float, key: str, engagement: Engagement, doubt: Doubt
) -> Iterator[Fault]:
    """Find a figure that is a mean answer, where a score of 100 is asked."""
    scales = []
    for item in engagement.constructs[key].items:
        if item not in doubt.items:
            with contextlib.suppress(EngagementError):  # an item without a scale is told elsewhere
                scales.append(item_scale(engagement, item))
    looks = [one for one in scales if one.minimum <= value <= one.maximum <= LONGEST_SCALE]
    if not looks:
        return
    low, high = looks[0].minimum, looks[0].maximum
    mend = "Write it as a score of 0–100."
    if low < high and all((one.minimum, one.maximum, one.reverse) == (low, high, False) for one in scales):
        ends = f"{plain_number(low)}", f"{plain_number(high)}"
        score = 100 * (value - low) / (high - low)
        mend = f"Write it on 0–100: 100·({value:g} − {ends[0]})/({ends[1]} − {ends[0]}) = {score:.1f}."
    yield Fault(where, f"{value:g} looks like an answer on {plain_number(low)}–{plain_number(high)}", mend)


def _range(measure: str) -> tuple[float, float, str]:
    if measure in SHARES:
        return 0.0, 1.0, "A share"
    if measure == "nps":
        return -100.0, 100.0, "A net promoter score"
    return (1.0, 10.0, "A report mark") if measure == "mark" else (0.0, 100.0, "A score")


def _check_followed(engagement: Engagement, orders: Orders, doubt: Doubt) -> Iterator[Fault]:
    """Check that later orders are apart from those before: the one ends by the first wave, the other begins after."""
    where = "orders.followed_until"
    if orders.end is None:
        if not doubt.lacks("orders.end"):
            mend = "Write `end` in [orders]: the last day before the first wave, so that later orders stay out of it."
            yield Fault(
                where, "has no `end` beside it, so that later orders would count as earlier ones", mend
            )
        return
    if doubt.waves or not engagement.waves:
        return
    last = engagement.waves[0].end
    if orders.end > last:
        what = f"{orders.end} lies after the first wave, which ended on {last}: the days between would count twice"
        yield Fault("orders.end", what, "Write a day that is not after it, such as the day before the wave.")
    if orders.followed_until is not None and orders.followed_until <= last:
        what = f"{orders.followed_until} is not after the first wave, which ended on {last}"
        yield Fault(where, what, "Write the last day of the orders after it, or leave the key out.")


def check_money(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that loyalty can be put in money: a revenue, and a number of customers."""
    orders, value = engagement.orders, engagement.value
    if orders is not None and orders.start and orders.end and orders.end < orders.start:
        yield Fault(
            "orders.end", f"{orders.end} lies before the start, {orders.start}", "Mend one of the two."
        )
    if orders is not None and orders.followed_until is not None:
        yield from _check_followed(engagement, orders, doubt)
    if value is None:
        return
    unread = doubt.lacks("value.revenue_per_customer", "orders")
    if value.revenue_per_customer is None and orders is None and not unread:
        yield Fault(
            "value.revenue_per_customer",
            "is missing",
            "Write it, or name the files of [orders] to take it from.",
        )
    if orders is not None and orders.currency != value.currency and not doubt.lacks(*CURRENCIES):
        yield Fault(
            "value.currency",
            f"{value.currency} is not that of [orders], {orders.currency}",
            "Mend one of the two.",
        )
    if (
        engagement.population.size is None
        and "population" not in doubt.dropped
        and not doubt.lacks("population.size")
    ):
        yield Fault(
            "population.size", "is missing", "Write how many customers there are: [value] counts with it."
        )


def check_pulse(engagement: Engagement) -> Iterator[Fault]:
    """Check the scale and the columns of the survey of employees."""
    pulse = engagement.pulse
    if pulse is None:
        return
    if not pulse.minimum < pulse.maximum:
        yield Fault(
            "pulse.minimum",
            f"{pulse.minimum:g} is not below the maximum, {pulse.maximum:g}",
            "Mend one of the two.",
        )
    for column in pulse.reversed:
        if column not in pulse.columns:
            mend = f"{did_you_mean(column, pulse.columns)} Columns: {', '.join(pulse.columns)}.".strip()
            yield Fault("pulse.reversed", f'"{column}" is none of its columns', mend)
    if pulse.unit in pulse.columns:
        yield Fault("pulse.unit", f'"{pulse.unit}" is a column of answers too', "Name its own column.")
