"""The checks of how data are treated: scales in words, open questions, quality, weights and personal data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toolkit.engagement.checks import Doubt
from toolkit.engagement.codes import folded, plain_number
from toolkit.engagement.faults import dotted
from toolkit.engagement.lookup import column_of, item_scale, items, segment_columns
from toolkit.engagement.model import Engagement
from toolkit.engagement.suggest import did_you_mean
from toolkit.errors import EngagementError, Fault

ANSWERED = "answered"
LISTED = 12


def check_scales(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that a scale of answers in words fits the ends of the items that use it."""
    for key, scale in engagement.scales.items():
        doubled = len(scale) - len({folded(answer) for answer in scale})
        if len(scale) < 2 or doubled:
            what = "has two answers that differ in capitals or blanks only" if doubled else "has one answer"
            yield Fault(f"scales.{key}", what, "Write each answer of the scale once, with its value.")
    for item in dict.fromkeys(items(engagement)):
        name = scale_name(engagement, item)
        if item in doubt.items or name not in engagement.scales:
            continue
        try:
            ends = item_scale(engagement, item)
        except EngagementError:
            continue  # told already
        off = [
            f'"{answer}" = {plain_number(value)}'
            for answer, value in engagement.scales[name].items()
            if not ends.minimum <= value <= ends.maximum
        ]
        if off:
            yield Fault(
                f"scales.{name}",
                f"{', '.join(off)} lies off the scale of {item}, "
                f"{plain_number(ends.minimum)}–{plain_number(ends.maximum)}",
                "Mend the value or the ends of the scale; an answer that is no answer belongs under [missing].",
            )


def scale_name(engagement: Engagement, item: str) -> str:
    """Name the scale in words of an item, "" where it has none."""
    own = engagement.items.get(item)
    if own is not None and own.scale:
        return own.scale
    return next((one.scale or "" for one in engagement.constructs.values() if item in one.items), "")


def check_open(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that an open question is no item, and shares no column with one."""
    read = {
        column_of(engagement, one, item): item
        for _, one in doubt.numbered(engagement.waves)
        for item in items(engagement)
    }
    for name, question in engagement.open_answers.items():
        where, column = dotted(("open_answers", name)), question.column or name
        if name in items(engagement):
            yield Fault(
                where, f'"{name}" is an item of the model too', "Give the open question another name."
            )
        elif column in read:
            yield Fault(where, f'column "{column}" is that of item {read[column]}', "Name its own column.")


def check_quality(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that contradictions are about items of the model."""
    known = {*items(engagement), *doubt.items}
    for number, one in enumerate(engagement.quality.contradictions):
        for item in one.when:
            if item not in known and not doubt.names:
                where = dotted(("quality", "contradictions", number, "when", item))
                hint = did_you_mean(item, sorted(known))
                yield Fault(
                    where,
                    f'"{item}" is no item of the model',
                    f"{hint} Items: {_some(sorted(known))}.".strip(),
                )


def check_weighting(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that margins are those of segments, code by code."""
    tables: list[tuple[tuple[str | int, ...], Mapping[str, Mapping[str, float]]]]
    tables = [(("weighting", "margins"), engagement.weighting.margins)]
    tables += [
        (("waves", number - 1, "margins"), one.margins) for number, one in doubt.numbered(engagement.waves)
    ]
    for path, margins in tables:
        for key, shares in margins.items():
            where = dotted((*path, key))
            segment = engagement.segments.get(key)
            if segment is None:
                hint = did_you_mean(key, tuple(engagement.segments))
                mend = f"{hint} A margin is that of a table [segments.{key}].".strip()
                yield Fault(where, f'"{key}" is no segment', mend)
            elif segment.values:
                yield from _codes(where, list(shares), list(segment.values))


def _codes(where: str, written: list[str], declared: list[str]) -> Iterator[Fault]:
    strange = [code for code in written if code not in declared]
    lacking = [code for code in declared if code not in written]
    if strange:
        yield Fault(where, f"code {_some(strange)} is not declared", f"Declared: {_some(declared)}.")
    if lacking:
        yield Fault(
            where, f"says nothing of code {_some(lacking)}", "Give each code of the segment its share."
        )


def check_personal(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that columns of personal data are used for nothing but the key."""
    for number, one in doubt.numbered(engagement.waves):
        uses = {column_of(engagement, one, item): f"item {item}" for item in items(engagement)}
        uses |= {column: f"segments.{key}" for key, column in segment_columns(engagement, one).items()}
        if one.weight is not None:
            uses[one.weight] = "weight"
        for column in engagement.privacy.personal:
            if column and column in uses:
                yield Fault(
                    "privacy.personal",
                    f'column "{column}" is that of {uses[column]} too, in waves[{number}]',
                    "What names people can be no answer, segment or weight: take it out of one of the two.",
                )


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - LISTED} more" if len(listed) > LISTED else ""
    return f"{', '.join(listed[:LISTED])}{more}"
