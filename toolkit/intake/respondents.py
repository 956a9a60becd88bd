"""How many rows a survey has: which are left out or count for nothing, and whether that is too few or too many."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, Wave
from toolkit.errors import Fault
from toolkit.intake.answers import Answers
from toolkit.intake.people import People
from toolkit.intake.quality.flags import Quality
from toolkit.intake.telling import names_told


def checks_not_made(engagement: Engagement, counts: pd.DataFrame, quality: Quality) -> tuple[str, ...]:
    """Say which kinds of rows the consultant wants left out that could not be looked for."""
    if "exclude" not in engagement.quality.model_fields_set:
        return ()
    return tuple(
        f"quality.exclude names {check}, which could not be checked: {quality.not_checked[check]}"
        for check in counts.loc[~counts["made"].astype(bool), "check"]
    )


def rows_told(
    answers: dict[str, Answers],
    answered: np.ndarray,
    kept: np.ndarray,
    weightless: int,
    personal: Collection[str],
) -> tuple[str, ...]:
    """Say which rows are not in the survey or count for nothing, which items are empty, which columns are unread."""
    unanswered = int((~answered).sum())
    told = [f"rows without one answered question were left out ({unanswered:,})"] if unanswered else []
    told += [
        f"{item} has no answer at all" for item, one in answers.items() if np.isnan(one.values[kept]).all()
    ]
    if weightless:
        told.append(f"kept rows of weight 0, which count for nothing in results: {weightless:,}")
    if personal:
        told.append(f"columns of personal data were left unread: {names_told(personal)}")
    return tuple(told)


def counting(people: People, rows: pd.DataFrame) -> int:
    """Count the respondents: those of weight 0 count for nothing."""
    return len(rows) if people.weights is None else int((people.weights > 0).sum())


def too_few(engagement: Engagement, file: str, respondents: int) -> list[Fault]:
    """Refuse a survey of fewer respondents than the minimum cell."""
    least = engagement.privacy.minimum_cell
    if respondents >= least:
        return []
    people = "1 respondent" if respondents == 1 else f"{respondents} respondents"
    what = f"has {people} with an answer, fewer than the minimum cell of {least}"
    return [Fault(file, what, "No result may be shown of so few: check `rows`, or leave the wave out.")]


def too_many(one: Wave, file: str, respondents: int) -> list[Fault]:
    """Refuse a survey of more respondents than were invited."""
    if one.invited is None or respondents <= one.invited:
        return []
    what = f"has {respondents} respondents, but only {one.invited} were invited"
    return [
        Fault(file, what, "Correct `invited` of this wave, or leave it out where nobody was invited by name.")
    ]
