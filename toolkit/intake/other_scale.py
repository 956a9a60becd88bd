"""Questions that were asked on another scale than is declared, told together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath

from toolkit.engagement import Engagement, Wave, column_of, item_scale, plain_number
from toolkit.errors import Fault
from toolkit.intake.answers import Answers
from toolkit.intake.telling import names_told


def other_scales(engagement: Engagement, one: Wave, answers: Mapping[str, Answers]) -> list[Fault]:
    """Tell the items of which many answers are off the scale, once for those that are declared alike."""
    groups: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for item, answer in answers.items():
        if answer.run is not None:
            scale = item_scale(engagement, item)
            groups[_ends(scale.minimum, scale.maximum)][item] = answer.run
    return [
        _fault(
            engagement,
            one,
            list(runs),
            declared,
            _ends(min(low for low, _ in runs.values()), max(high for _, high in runs.values())),
        )
        for declared, runs in groups.items()
    ]


def _ends(least: float, most: float) -> str:
    return f"{plain_number(least)}–{plain_number(most)}"


def _fault(engagement: Engagement, one: Wave, items: list[str], declared: str, found: str) -> Fault:
    columns = names_told(column_of(engagement, one, item) for item in items)
    what = "column" if len(items) == 1 else f"{len(items)} columns"
    first = len(engagement.waves) < 2 or one is engagement.waves[0]
    mend = f"If it was asked on that scale, mend minimum and maximum ({declared}) in engagement.toml"
    if not first:
        mend += (
            "; if only this wave was, its answers cannot be compared: leave the items out of it "
            f'([waves.columns] {items[0]} = "")'
        )
    where = f"{PurePosixPath(one.file).name}, {what} {columns}"
    return Fault(
        where, f"the answers run over {found}, off the scale {declared}", f"{mend}. Else correct the file."
    )
