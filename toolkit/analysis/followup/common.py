"""What the chapters of a follow-up share: which themes are compared, whose answers are matched, what is weighted."""

from __future__ import annotations

from toolkit.analysis.job import Job, is_recommendation

__all__ = ["compared_themes", "is_recommendation", "key_of", "weight_of"]


def compared_themes(job: Job) -> tuple[str, ...]:
    """The themes that the waves of this job measured alike; the recommendation question has a test of its own."""
    return tuple(name for name in job.themes if not is_recommendation(job, name))


def key_of(job: Job) -> str | None:
    """Give the name of the column of keys, where every wave has one."""
    return "key" if all(survey.key is not None for survey in job.surveys) else None


def weight_of(job: Job) -> str | None:
    """Give the name of the column of weights, where every wave has one: else none is weighted."""
    return "weight" if all(survey.weights is not None for survey in job.surveys) else None
