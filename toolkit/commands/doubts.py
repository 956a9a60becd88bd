"""What `loyalty check` doubts of the engagement itself: names that no reader understands, plans that do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.engagement import Engagement
from toolkit.instrument import known_labels

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
    """Tell which actions look like a slip of the pen, and whether a plan has none."""
    for number, action in enumerate(engagement.actions, 1):
        most = max(abs(action.lift.low), abs(action.lift.high))
        if most <= LEAST_LIFT:
            yield f"actions[{number}].lift is at most {most:g} points of 100: write points, no shares"
    if not engagement.actions and "plan" in engagement.model_fields_set:
        yield "[plan] does nothing without [[actions]]"
