"""The checklist of what the client does today to bind customers."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.activities import Activities, Judged
from toolkit.analysis.baseline.bonds import Verdict
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block
from toolkit.report.sections.common import Cell, Nobody, heading, said, table

KINDS = {
    "newsletter": N_("newsletter"),
    "discount": N_("discount"),
    "savings_programme": N_("savings programme"),
    "contract": N_("contract"),
    "personal_contact": N_("personal contact"),
    "event": N_("event"),
    "community": N_("community"),
    "service": N_("service"),
    "complaint_handling": N_("complaint handling"),
    "welcome": N_("welcome of new customers"),
    "other": N_("other"),
}
VERDICT_LABELS: dict[Verdict, str] = {
    "bond": N_("bond"),
    "fades": N_("fades without follow-up"),
    "no_bond": N_("no bond"),
    "holds": N_("holds: retention"),
    "unknown": N_("not known"),
}
BASE_LABELS = {
    "calculative": N_("calculative"),
    "affective": N_("affective"),
    "structural": N_("structural"),
    "moral": N_("moral"),
}
ANSWERS = {True: N_("yes"), False: N_("no"), None: N_("unknown")}


def activities(job: Job, result: Activities | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what the client does to bind customers, with the verdict of the checklist and why."""
    if result is None:
        return ()
    language = job.language
    frame = pd.DataFrame([_row(job, one) for one in result.judged])
    labels = {
        "activity": language.say("Activity"),
        "kind": language.say("Kind"),
        "offer": language.say("Offer"),
        "follow_up": language.say("Follow-up"),
        "bases": language.say("Base"),
        "verdict": language.say("Verdict"),
        "why": language.say("Why"),
    }
    columns: dict[str, tuple[str, str, Cell]] = {
        name: (label, "left", _written(name)) for name, label in labels.items()
    }
    return (
        heading(job, N_("What is done today to bind customers")),
        said(say),
        table(
            job,
            "activities",
            language.say("Checklist of the activities that are meant to bind customers"),
            frame,
            columns,
            _note(job, result),
            counts=Nobody("what the client says that it does"),
        ),
    )


def _written(name: str) -> Cell:
    return lambda row: str(row[name])


def _row(job: Job, one: Judged) -> dict[str, str]:
    language, activity = job.language, one.activity
    why, note = language.say(one.rule.short), job.text(activity.note).strip()
    return {
        "activity": job.text(activity.label),
        "kind": language.say(KINDS[activity.kind]),
        "offer": language.say(ANSWERS[activity.offer]),
        "follow_up": language.say(ANSWERS[activity.follow_up]),
        "bases": language.listing(language.say(BASE_LABELS[base]) for base in one.bases) or "–",
        "verdict": language.say(VERDICT_LABELS[one.rule.verdict]),
        "why": f"{why}. {note}" if note else why,
    }


def _note(job: Job, result: Activities) -> str:
    language = job.language
    sources = dict.fromkeys(language.say(source) for one in result.judged for source in one.rule.sources)
    return " ".join(
        [
            language.say(
                "A judgement by rules on what {client} says that it does; not measured among customers.",
                client=job.engagement.client.name,
            ),
            language.say(
                "Offer: whether it brings the customer something of worth. Follow-up: whether what comes back from "
                "customers is followed up."
            ),
            language.say(
                "Bases: calculative, staying pays; affective, staying feels good; structural, leaving is hard; moral, "
                "staying is right."
            ),
            language.say("Rules after: {sources}.", sources="; ".join(sources)),
        ]
    )
