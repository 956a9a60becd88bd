"""What one key of the engagement demands of another: the checks across constructs, items and codes.

Each check yields faults and trusts only what the models have validated. `Doubt` says what could not be
validated, so that one slip is told once and not again by everything that rests on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.engagement.codes import code_number, folded, plain_number
from toolkit.engagement.data import Wave
from toolkit.engagement.faults import dotted
from toolkit.engagement.lookup import ItemScale, item_scale, items
from toolkit.engagement.model import Engagement, MissingCodes, Questions
from toolkit.engagement.suggest import did_you_mean
from toolkit.errors import EngagementError, Fault

REASONS = tuple(MissingCodes.model_fields)
SPECIAL_SCALES = {"recommendation": (0.0, 10.0), "report_mark": (1.0, 10.0)}
# Items with a meaning of their own, on whatever scale; `resolved_from` is an answer and no item.
OTHER_QUESTIONS = tuple(
    name for name in Questions.model_fields if name not in SPECIAL_SCALES and name != "resolved_from"
)
LISTED = 5


@dataclass(frozen=True, slots=True)
class Doubt:
    """What other faults left uncertain.

    `items`: items of whose construct or scale nothing may be concluded; `names`: the list of items is not
    complete; `waves`: nor is that of waves, of which those with the numbers `wave_numbers` are left; `dropped`:
    what could not be read of each table, such as "population.size", or "orders" for the whole table.
    """

    items: frozenset[str] = frozenset()
    names: bool = False
    waves: bool = False
    wave_numbers: tuple[int, ...] = ()
    dropped: frozenset[str] = frozenset()

    def numbered(self, waves: Sequence[Wave]) -> Iterator[tuple[int, Wave]]:
        """Give each wave with its number in the file, from 1."""
        return zip(self.wave_numbers or range(1, len(waves) + 1), waves, strict=True)

    def lacks(self, *keys: str) -> bool:
        """Say whether one of these keys, or something in one of these tables, could not be read."""
        return any(one == key or one.startswith(f"{key}.") for one in self.dropped for key in keys)


def check_constructs(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that each item has one construct, one scale and missing codes off that scale."""
    if not engagement.constructs and not (doubt.names or doubt.items):
        yield Fault(
            "constructs", "the model has no construct", "Write a table [constructs.satisfaction], and so on."
        )
    yield from _check_owners(engagement)
    yield from _check_reversed(engagement)
    scales: dict[str, ItemScale] = {}
    for item in dict.fromkeys(items(engagement)):
        if item in doubt.items:
            continue
        try:
            scale = item_scale(engagement, item)
        except EngagementError as error:
            yield from error.faults
            continue
        if scale.minimum < scale.maximum:
            scales[item] = scale
        else:
            ends = f"minimum {plain_number(scale.minimum)}, maximum {plain_number(scale.maximum)}"
            where = f"items.{item}" if item in engagement.items else f"constructs.{scale.construct}"
            yield Fault(where, f"{item} has {ends}", "The minimum must be smaller than the maximum.")
    yield from _check_codes(engagement, scales)
    yield from _check_questions(engagement, scales, doubt)
    yield from _check_other_questions(engagement, scales, doubt)


def _check_owners(engagement: Engagement) -> Iterator[Fault]:
    """Find items that stand twice; lock-in in a loyalty score is the grave case."""
    owner: dict[str, str] = {}
    for key, construct in engagement.constructs.items():
        where = f"constructs.{key}.items"
        for item, times in Counter(construct.items).items():
            if times > 1:
                yield Fault(where, f'"{item}" stands in it {times} times', "Leave it once.")
            other = owner.setdefault(item, key)
            roles = {construct.role, engagement.constructs[other].role}
            if other == key:
                continue
            if "lock_in" in roles and roles & {"attitude", "behaviour"}:
                yield Fault(
                    where,
                    f'"{item}" stands in {other} too, so that lock-in enters a loyalty score',
                    "Lock-in is retention and no loyalty: leave the item in the lock_in construct only.",
                )
            else:
                yield Fault(where, f'"{item}" stands in {other} too', "Leave it in one construct.")


def _check_reversed(engagement: Engagement) -> Iterator[Fault]:
    for key, construct in engagement.constructs.items():
        for item in construct.reversed:
            if item not in construct.items:
                hint = did_you_mean(item, construct.items)
                yield Fault(
                    f"constructs.{key}.reversed",
                    f'"{item}" is no item of {key}',
                    f"{hint} Items: {', '.join(construct.items)}.".strip(),
                )


def _check_codes(engagement: Engagement, scales: dict[str, ItemScale]) -> Iterator[Fault]:
    """Find missing codes that are an answer on the scale, and codes that mean two things."""
    groups: dict[str, tuple[MissingCodes, list[str]]] = {"missing": (engagement.missing, [])}
    for key, construct in engagement.constructs.items():
        own = construct.missing
        path = "missing" if own is None else f"constructs.{key}.missing"
        group = groups.setdefault(path, (own or engagement.missing, []))
        group[1].extend(item for item in construct.items if item in scales)
    for path, (codes, used_by) in groups.items():
        meaning: dict[float | str, str] = {}
        for reason in REASONS:
            for code in getattr(codes, reason):
                where, number = f"{path}.{reason}", code_number(code)
                same = folded(str(code)) if number is None else number
                first = meaning.setdefault(same, reason)
                if first != reason:
                    yield Fault(where, f"code {code} means {first} too", "Leave it at one reason.")
                on_scale = [
                    item
                    for item in used_by
                    if number is not None and scales[item].minimum <= number <= scales[item].maximum
                ]
                if on_scale:
                    yield _code_on_scale(where, code, on_scale, scales)


def _code_on_scale(
    where: str, code: int | float | str, on_scale: list[str], scales: dict[str, ItemScale]
) -> Fault:
    listed = ", ".join(
        f"{item} ({plain_number(scales[item].minimum)}–{plain_number(scales[item].maximum)})"
        for item in on_scale[:LISTED]
    )
    more = f" and {len(on_scale) - LISTED} more" if len(on_scale) > LISTED else ""
    keys = ", ".join(dict.fromkeys(f"[constructs.{scales[item].construct}]" for item in on_scale))
    return Fault(
        where,
        f"code {code} is an answer on the scale of {listed}{more}",
        f"Mend the scale or the code, or give {keys} missing codes of its own: missing = {{ … }}.",
    )


def _check_questions(engagement: Engagement, scales: dict[str, ItemScale], doubt: Doubt) -> Iterator[Fault]:
    for question, (low, high) in SPECIAL_SCALES.items():
        item, where = getattr(engagement.questions, question), f"questions.{question}"
        if item is None or item in doubt.items:
            continue
        if item not in items(engagement):
            if not doubt.names:
                yield _no_item(where, item, engagement, doubt)
        elif item in scales:
            scale = scales[item]
            if (scale.minimum, scale.maximum) != (low, high):
                ends = f"{plain_number(scale.minimum)}–{plain_number(scale.maximum)}"
                needed = f"{plain_number(low)}–{plain_number(high)}"
                yield Fault(
                    where, f"{item} is on {ends}", f"It must be asked on {needed}; else leave the key out."
                )
            if scale.reverse:
                yield Fault(where, f"{item} is reversed", "A high answer must be favourable here.")


def _check_other_questions(
    engagement: Engagement, scales: dict[str, ItemScale], doubt: Doubt
) -> Iterator[Fault]:
    asked = engagement.questions
    for question in OTHER_QUESTIONS:
        item = getattr(asked, question)
        if item is not None and item not in {*items(engagement), *doubt.items} and not doubt.names:
            yield _no_item(f"questions.{question}", item, engagement, doubt)
    yield from _check_bought_again(engagement, scales)
    if asked.recovery is not None and asked.problem is None:
        yield Fault(
            "questions.recovery", "cannot be used without `problem`", "Name the item that asks of one."
        )
    scale = scales.get(asked.recovery or "")
    if scale is not None and not scale.minimum < asked.resolved_from <= scale.maximum:
        yield Fault(
            "questions.resolved_from",
            f"{plain_number(asked.resolved_from)} is not on the scale of {asked.recovery}",
            f"Its answers run from {plain_number(scale.minimum)} to {plain_number(scale.maximum)}.",
        )


def _check_bought_again(engagement: Engagement, scales: dict[str, ItemScale]) -> Iterator[Fault]:
    """Check that it asks what customers did, and for a yes or a no: of a longer scale only the end would be a yes."""
    item = engagement.questions.bought_again
    scale = scales.get(item or "")
    if scale is None:
        return
    role = engagement.constructs[scale.construct].role
    if role not in ("behaviour", "dividend"):
        told = f"{item} stands in {scale.construct}, with role {role}"
        yield Fault("questions.bought_again", told, "Name an item of a construct with role behaviour.")
    elif scale.maximum - scale.minimum != 1:
        ends = f"{plain_number(scale.minimum)}–{plain_number(scale.maximum)}"
        yield Fault(
            "questions.bought_again",
            f"{item} is on {ends}",
            "It must be asked with yes or no, such as 0–1; else leave the key out.",
        )


def check_names(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that what is said of items is said of items of the model."""
    if doubt.names:
        return
    known = {*items(engagement), *doubt.items}
    tables: list[tuple[tuple[str | int, ...], Mapping[str, object]]] = [
        (("columns",), engagement.columns),
        (("items",), engagement.items),
        *(
            (("waves", number - 1, "columns"), one.columns)
            for number, one in doubt.numbered(engagement.waves)
        ),
    ]
    for path, table in tables:
        for item in table:
            if item not in known:
                yield _no_item(dotted((*path, item)), item, engagement, doubt)


def _no_item(where: str, item: str, engagement: Engagement, doubt: Doubt) -> Fault:
    known = list(dict.fromkeys([*items(engagement), *sorted(doubt.items)]))
    listed = ", ".join(known[:12]) + (f" and {len(known) - 12} more" if len(known) > 12 else "")
    hint = did_you_mean(item, known)
    return Fault(where, f'"{item}" is no item of the model', f"{hint} Items: {listed}.".strip())
