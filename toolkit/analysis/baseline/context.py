"""How free customers are to go elsewhere: what their behaviour can say about loyalty."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.analysis.job import Job
from toolkit.engagement.setting import Choice


@dataclass(frozen=True)
class Context:
    """What the engagement says of the customers' choice; `explanation` in the reader's language, or ""."""

    choice: Choice
    explanation: str


def context(job: Job) -> Context | None:
    """Give what the engagement says of the customers' choice; None where it says nothing about it."""
    stated = job.engagement.context
    explanation = job.text(stated.explanation)
    if "choice" not in stated.model_fields_set and not explanation:
        return None
    return Context(stated.choice, explanation)


def chooses_freely(job: Job) -> bool:
    """Tell whether behaviour may be called loyal: not where a contract, distance or a monopoly leaves no choice."""
    return job.engagement.context.choice == "free"
