"""What `loyalty check` doubts of the engagement itself: names that a reader of the report would not understand."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.engagement import Engagement
from toolkit.instrument import known_labels


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
