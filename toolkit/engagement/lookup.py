"""Questions that the other rooms ask of an engagement."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.engagement.advice import Action
from toolkit.engagement.data import Wave
from toolkit.engagement.disclosed import Disclosure
from toolkit.engagement.model import Engagement, MissingCodes
from toolkit.engagement.suggest import did_you_mean
from toolkit.engagement.words import is_filled
from toolkit.errors import EngagementError, Fault

# What the reports say by themselves on every run; the consultant may add to it.
COMPUTED_DISCLOSURE = frozenset(
    {
        "dates",
        "sample_sizes_and_precision",
        "test_and_confidence_level",
        "multiplicity_rule",
        "suppression_rule",
        "reliability_per_scale",
        "software_versions_and_data_hash",
    }
)


@dataclass(frozen=True, slots=True)
class ItemScale:
    """The scale of one item: its theoretical ends, its direction and its missing codes."""

    minimum: float
    maximum: float
    reverse: bool
    missing: MissingCodes
    construct: str


def items(engagement: Engagement) -> tuple[str, ...]:
    """Every item of the model, in the order of the file."""
    return tuple(item for construct in engagement.constructs.values() for item in construct.items)


def constructs_with_role(engagement: Engagement, *roles: str) -> tuple[str, ...]:
    """The keys of the constructs with one of these roles, in the order of the file."""
    return tuple(key for key, construct in engagement.constructs.items() if construct.role in roles)


# What is scored from 0 to 100 and told as a theme; the other roles have chapters of their own.
SCORED_ROLES = ("attitude", "behaviour", "driver", "lock_in", "touchpoint")


def scored_constructs(engagement: Engagement) -> tuple[str, ...]:
    """The keys of the constructs that are scored as a theme, in the order of the file.

    Whether there was a problem is no theme: a share of customers, on which high is no good news.
    """
    asked = {engagement.questions.problem}
    scored = constructs_with_role(engagement, *SCORED_ROLES)
    return tuple(key for key in scored if not set(engagement.constructs[key].items) <= asked)


def item_scale(engagement: Engagement, item: str) -> ItemScale:
    """The scale of an item: what [items] says of it, else what its construct says.

    Raises EngagementError where the model has no such item, or the item no scale.
    """
    key = next((key for key, one in engagement.constructs.items() if item in one.items), None)
    if key is None:
        raise unknown("item", item, items(engagement))
    construct = engagement.constructs[key]
    own = engagement.items.get(item)
    minimum = construct.minimum if own is None or own.minimum is None else own.minimum
    maximum = construct.maximum if own is None or own.maximum is None else own.maximum
    if minimum is None or maximum is None:
        fault = Fault(f"constructs.{key}", f"{item} has no scale", "Write its minimum and maximum.")
        raise EngagementError(f"The scale of {item} is not known", [fault])
    missing = engagement.missing if construct.missing is None else construct.missing
    return ItemScale(minimum, maximum, item in construct.reversed, missing, key)


def wave(engagement: Engagement, wave_id: str) -> Wave:
    """The wave with this id; EngagementError, with what may be meant, where there is none."""
    for one in engagement.waves:
        if one.id == wave_id:
            return one
    raise unknown("wave", wave_id, [one.id for one in engagement.waves])


def column_of(engagement: Engagement, wave_id: str | Wave, item: str) -> str:
    """The column of the wave's file that holds an item; "" where the item was not asked in that wave."""
    one = wave(engagement, wave_id) if isinstance(wave_id, str) else wave_id
    return one.columns.get(item, engagement.columns.get(item, item))


def advised_on(engagement: Engagement, action: Action) -> Wave | None:
    """The wave whose driver report advises an action: the one that it names, else the first; None for no such wave."""
    if action.wave is None:
        return next(iter(engagement.waves), None)
    return next((one for one in engagement.waves if one.id == action.wave), None)


def actions_on(engagement: Engagement, wave_id: str) -> dict[int, Action]:
    """The actions that the driver report on a wave advises, by their number in the engagement, from 1."""
    numbered = enumerate(engagement.actions, 1)
    advised = ((number, action, advised_on(engagement, action)) for number, action in numbered)
    return {number: action for number, action, one in advised if one is not None and one.id == wave_id}


def segment_columns(engagement: Engagement, one: Wave) -> dict[str, str]:
    """The column of each segment in a wave's file, by its key; without those that the wave says it does not have."""
    named = {key: one.segments.get(key, segment.column) for key, segment in engagement.segments.items()}
    return {key: column for key, column in named.items() if column}


def disclosure_gaps(engagement: Engagement) -> tuple[str, ...]:
    """The keys of [disclosure] that a final report still lacks.

    What the software computes is never a gap. `population` and `legal_basis_and_retention` may also be said in
    [population] and [privacy]; `changes_since_the_baseline` is asked from the second wave on; [[benchmarks]] tell
    `benchmark_sources`.
    """
    privacy = engagement.privacy
    said = set(COMPUTED_DISCLOSURE)
    if is_filled(engagement.population.description):
        said.add("population")
    if is_filled(privacy.legal_basis) and privacy.deletion_date is not None:
        said.add("legal_basis_and_retention")
    if len(engagement.waves) < 2:
        said.add("changes_since_the_baseline")
    if engagement.benchmarks:
        said.add("benchmark_sources")
    return tuple(
        key
        for key in Disclosure.model_fields
        if key not in said and not is_filled(getattr(engagement.disclosure, key))
    )


def unknown(kind: str, name: str, known: tuple[str, ...] | list[str]) -> EngagementError:
    """Make the error for a name that the engagement does not have."""
    mend = f"{did_you_mean(name, known)} Known: {', '.join(known)}.".strip()
    fault = Fault(f"{kind} {name}", "is not in engagement.toml", mend)
    return EngagementError(f"There is no {kind} `{name}`", [fault])
