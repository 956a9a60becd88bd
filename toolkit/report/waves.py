"""The waves that reports are about: read and held beside each other, with the faults of all their files at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from toolkit.engagement import Engagement
from toolkit.errors import FaultsError, IntakeError, LoyaltyError
from toolkit.intake import Survey, between_waves, read_survey, unchanged
from toolkit.report.final.readiness import purged

# What this process was handed over: an engagement, and its waves as they were read.
_read_already: list[tuple[Engagement, Survey]] = []


def hand_over(engagement: Engagement, surveys: Iterable[Survey]) -> None:
    """Let `survey_of` give these in this process, and in those forked from it, without reading them again."""
    _read_already.extend((engagement, survey) for survey in surveys)


def survey_of(engagement: Engagement, wave_id: str) -> Survey:
    """Read a wave, unless it was handed over and neither its settings nor its files have changed since.

    Raises IntakeError with every fault of the file.
    """
    for known, survey in _read_already:
        if survey.wave == wave_id and known == engagement and unchanged(engagement, survey):
            return survey
    return read_survey(engagement, wave_id)


def read_waves(engagement: Engagement, only: Iterable[str] | None = None) -> tuple[str, ...]:
    """Read the data of every wave, or of those in `only`; give what is doubtful of them beside each other.

    The faults of all files come in one IntakeError.
    """
    return told_waves(engagement, each_wave(engagement, only))[1]


def told_waves(
    engagement: Engagement, read: tuple[Sequence[Survey], Sequence[LoyaltyError]]
) -> tuple[list[Survey], tuple[str, ...]]:
    """Give the surveys with what they tell of each other, and what is doubtful of them; raise what is wrong."""
    surveys, errors = read
    between = between_waves(engagement, surveys)
    if errors or between.errors:
        raise joined([*errors, *between.errors])
    return between.told(surveys), tuple(f"{name}: {doubt}" for name, doubt in between.doubts)


def tried_waves(engagement: Engagement) -> tuple[list[Survey], list[LoyaltyError]]:
    """Read the data of every wave: those that can be read, and the errors, also of waves beside each other."""
    surveys, errors = each_wave(engagement, None)
    between = between_waves(engagement, surveys)
    return between.told(surveys), [*errors, *between.errors]


def each_wave(engagement: Engagement, only: Iterable[str] | None) -> tuple[list[Survey], list[LoyaltyError]]:
    """Read the data of every wave, or of those in `only`: those that can be read, and the errors of the others."""
    surveys: list[Survey] = []
    errors: list[LoyaltyError] = []
    chosen = [one for one in engagement.waves if only is None or one.id in only]
    for wave in chosen:
        try:
            surveys.append(read_survey(engagement, wave.id))
        except LoyaltyError as error:
            errors.append(purged(engagement, wave) or error)
    return surveys, errors


def asked_waves(engagement: Engagement, parameters: Mapping[str, Any]) -> list[str] | None:
    """Give the waves that the parameter `waves` names; None for all, also where the notebook will refuse it."""
    named = {part.strip() for part in str(parameters.get("waves", "")).split(",")}
    known = [one.id for one in engagement.waves]
    return [name for name in known if name in named] if named <= set(known) else None


def joined(errors: Sequence[LoyaltyError]) -> LoyaltyError:
    """Make one error of several, with all their faults."""
    if len(errors) == 1:
        return errors[0]
    headlines = [error.headline if isinstance(error, FaultsError) else str(error) for error in errors]
    faults = [fault for error in errors if isinstance(error, FaultsError) for fault in error.faults]
    ended = [one if one.endswith((".", "?", "!")) else f"{one}." for one in headlines[:-1]]
    return IntakeError(" ".join([*ended, headlines[-1]]), faults)
