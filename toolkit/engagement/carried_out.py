"""The checks of what came of the actions: when, at what cost, for whom; and of segments that a wave does not tell."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.engagement.advice import Action, Group
from toolkit.engagement.checks import Doubt
from toolkit.engagement.data import Wave
from toolkit.engagement.lookup import advised_on, scored_constructs, segment_columns
from toolkit.engagement.model import Engagement
from toolkit.engagement.suggest import did_you_mean
from toolkit.errors import Fault


def check_carried_out(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that what came of each action fits its wave, its days and the groups of the customers."""
    for number, action in enumerate(engagement.actions, 1):
        where = f"actions[{number}]"
        yield from _said(where, action)
        if not doubt.waves:
            yield from _wave(engagement, where, action)
        if action.group is not None:
            yield from _group(engagement, f"{where}.group", action.group, doubt)


def check_wave_segments(engagement: Engagement, doubt: Doubt) -> Iterator[Fault]:
    """Check that a wave names columns of segments that there are, and has no margins of one that it does not tell."""
    if doubt.lacks("segments"):
        return
    for number, one in doubt.numbered(engagement.waves):
        for key in one.segments:
            if key not in engagement.segments:
                mend = (
                    did_you_mean(key, tuple(engagement.segments))
                    or "Write a table [segments.…] for it first."
                )
                yield Fault(f"waves[{number}].segments.{key}", f'"{key}" is no segment', mend)
        told = segment_columns(engagement, one)
        for key in one.margins or engagement.weighting.margins:
            if key in engagement.segments and key not in told:
                yield Fault(
                    f"waves[{number}].segments.{key}",
                    'is "", so that the wave cannot be weighted to the margins of this segment',
                    "Name its column, or give the wave margins of its own without it.",
                )


def _said(where: str, action: Action) -> Iterator[Fault]:
    """Check that a day or a cost is said of what was done only."""
    for key in ("since", "spent"):
        if getattr(action, key) is None or action.carried_out in ("yes", "partly"):
            continue
        if action.carried_out == "no":
            told = "is said of an action that was not carried out"
            mend = f'Write carried_out = "yes" or "partly", or delete {key}.'
        else:
            told = "is said of an action of which carried_out is not"
            mend = 'Write carried_out = "yes", "partly" or "no" beside it.'
        yield Fault(f"{where}.{key}", told, mend)


def _wave(engagement: Engagement, where: str, action: Action) -> Iterator[Fault]:
    """Check the wave on which an action is advised, and that it began after that and before the last."""
    if not engagement.waves:
        return
    advised = advised_on(engagement, action)
    if advised is None:
        known = [one.id for one in engagement.waves]
        mend = f"{did_you_mean(str(action.wave), known)} Waves: {', '.join(known)}.".strip()
        yield Fault(f"{where}.wave", f'"{action.wave}" is no wave', mend)
    elif action.since is not None and action.carried_out in ("yes", "partly"):
        yield from _since(engagement, f"{where}.since", action, advised)


def _since(engagement: Engagement, where: str, action: Action, advised: Wave) -> Iterator[Fault]:
    since, last = action.since, engagement.waves[-1]
    if since is None:
        return
    if since < advised.start:
        told = f'{since} lies before the wave that it is advised on, "{advised.id}" ({advised.start})'
        yield Fault(where, told, "Mend the day, or name in `wave` the wave whose report advised it.")
    elif since > last.end and last.id != advised.id:
        told = f'{since} lies after the last wave, "{last.id}" ({last.end}), which cannot show it'
        yield Fault(where, told, "Mend the day, or delete since and carried_out until a later wave is there.")


def _group(engagement: Engagement, where: str, group: Group, doubt: Doubt) -> Iterator[Fault]:
    """Check that it is known who had the action, and that there are customers who had not."""
    if not doubt.lacks("segments"):
        segment = engagement.segments.get(group.segment)
        if segment is None:
            known = tuple(engagement.segments)
            mend = did_you_mean(group.segment, known) or "Write a table [segments.…] for it first."
            yield Fault(f"{where}.segment", f'"{group.segment}" is no segment', mend)
        elif segment.values:
            yield from _codes(f"{where}.codes", group, tuple(segment.values))
    if group.picked_low is not None and not (doubt.names or doubt.lacks(f"constructs.{group.picked_low}")):
        yield from _picked(engagement, f"{where}.picked_low", group.picked_low)


def _codes(where: str, group: Group, declared: tuple[str, ...]) -> Iterator[Fault]:
    written = [str(code) for code in group.codes]
    listed = f"Declared in [segments.{group.segment}.values]: {', '.join(declared)}."
    strange = [code for code in written if code not in declared]
    for code in strange:
        yield Fault(where, f"code {code} is not declared", listed)
    if not strange and set(written) == set(declared):
        mend = "Name only the groups that had the action; where all customers had it, delete group."
        yield Fault(
            where, f"names all groups of {group.segment}, so that nobody is left to compare with", mend
        )


def _picked(engagement: Engagement, where: str, key: str) -> Iterator[Fault]:
    scored = scored_constructs(engagement)
    if key in scored:
        return
    construct = engagement.constructs.get(key)
    told = "is no construct" if construct is None else f"has the role {construct.role}, which gets no score"
    mend = f"{did_you_mean(key, scored)} Scored: {', '.join(scored)}.".strip()
    yield Fault(where, f'"{key}" {told}', mend)
