"""What `loyalty check` doubts of the engagement itself: names that no reader understands, plans that do nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.engagement import Engagement
from toolkit.instrument import known_labels
from toolkit.intake import Survey

# So many groups of a segment are named at most.
NAMED = 8
# An action that adds a point of 100 at most would not be noticed; a share of 1 may have been meant.
LEAST_LIFT = 1.0


def unnamed(engagement: Engagement) -> Iterator[str]:
    """Tell which segments and constructs the reports call by their key."""
    keys = [f"segments.{key}" for key, segment in engagement.segments.items() if segment.label is None]
    keys += [
        f"constructs.{key}"
        for key, construct in engagement.constructs.items()
        if construct.label is None and key not in known_labels()
    ]
    for where in keys:
        yield f"{where} has no label, so the reports call it “{where.partition('.')[2]}”: write one"


def unlikely(engagement: Engagement) -> Iterator[str]:
    """Tell which actions look like a slip of the pen, and whether a plan has none or begins too early."""
    for number, action in enumerate(engagement.actions, 1):
        most = max(abs(action.lift.low), abs(action.lift.high))
        if most <= LEAST_LIFT:
            yield f"actions[{number}].lift is at most {most:g} points of 100: write points, no shares"
    if not engagement.actions and "plan" in engagement.model_fields_set:
        yield "[plan] does nothing without [[actions]]"
    start = engagement.plan.start
    for one in engagement.waves:
        waiting = any(action.wave == one.id and action.carried_out is None for action in engagement.actions)
        if waiting and start is not None and start < one.start:
            yield (
                f"plan.start {start} lies before {one.id}, on which actions are advised: write the first day of "
                "that round"
            )


def nobody_had(engagement: Engagement, surveys: Sequence[Survey]) -> Iterator[str]:
    """Tell which actions cannot be compared with and without them, for what the file of the last wave says."""
    if not surveys or len(engagement.waves) < 2 or surveys[-1].wave != engagement.waves[-1].id:
        return
    last = surveys[-1]
    for number, action in enumerate(engagement.actions, 1):
        if action.group is None or action.carried_out not in ("yes", "partly"):
            continue
        where, key = f"actions[{number}].group", action.group.segment
        if key not in last.segments:
            yield (
                f"{where}: the file of {last.wave} does not tell {key}, so those with and without the action cannot "
                "be compared"
            )
            continue
        there = [str(code) for code in last.segments[key].cat.categories]
        if not {str(code) for code in action.group.codes} & set(there):
            named = ", ".join(there[:NAMED]) + (
                f" and {len(there) - NAMED} more" if len(there) > NAMED else ""
            )
            asked = ", ".join(str(code) for code in action.group.codes)
            yield f"{where}: nobody in the file of {last.wave} has {asked} in {key}; there are: {named}"
