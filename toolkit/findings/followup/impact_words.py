"""What the findings and tables on actions call things."""

from __future__ import annotations

from toolkit.analysis.job import Job
from toolkit.followup.changes.compare import NPS


def title_of(job: Job, number: int) -> str:
    """The title of an action, by its number in the engagement."""
    return job.text(job.engagement.actions[number - 1].title)


def measure_label(job: Job, measure: str) -> str:
    """The name of what an action may have moved, as it stands in a sentence."""
    if measure == NPS:
        return job.language.say("the recommendation score (NPS)")
    return job.language.quoted(job.label(measure))
