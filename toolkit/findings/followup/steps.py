"""What may be said about the steps from each wave to the next, and how many of them are more than chance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.analysis.followup.trend import Trend
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes
from toolkit.followup.course.trend import NPS

MOVED = ("better", "worse")
# More steps than this are counted, not listed.
MOST_STEPS = 6


def steps(job: Job, result: Trend) -> tuple[Finding, ...]:
    """Count the steps that look like a change one by one, and name those that hold after correction."""
    if result.themes is None:
        return ()
    table, language = result.themes.steps, job.language
    judged = table[table["verdict"].isin([*MOVED, "no relevant change", "not decided"])]
    if judged.empty:
        return ()
    alpha = 1 - job.engagement.analysis.confidence
    moved = judged[judged["verdict"].isin(MOVED)]
    alone = int((judged["p"] < alpha).sum())
    slots = {
        "all": language.number(len(judged)),
        "alone": language.number(alone),
        "moved": language.number(len(moved)),
        "smallest": language.number(result.smallest_change),
        "same": language.number(int((judged["verdict"] == "no relevant change").sum())),
    }
    counted = language.say(
        "Of the {all} steps of a theme from one wave to the next, {alone} look like a change when each is tested by "
        "itself. After correction for so many tests a change is shown in {moved}; of {same} it is shown that they are "
        "less than {smallest} points.",
        **slots,
    )
    evidence = language.say(
        "Each wave against the one before; difference and equivalence corrected for {count} steps (Holm).",
        count=language.number(len(judged)),
    )
    numbers = {"steps": float(len(judged)), "alone": float(alone), "shown": float(len(moved))}
    found = [Finding("trend.steps", counted, "fact", evidence, "", "", 0.4, 0.4, numbers)]
    if len(moved):
        found.append(_named(job, result, moved, evidence))
    return tuple(found)


def _named(job: Job, result: Trend, moved: pd.DataFrame, evidence: str) -> Finding:
    language = job.language
    largest = moved.reindex(moved["difference"].abs().sort_values(ascending=False, kind="stable").index)
    told = language.listing(_step(job, result, name, row) for name, row in largest[:MOST_STEPS].iterrows())
    if len(moved) > MOST_STEPS:
        text = language.say("The largest steps that are shown: {steps}.", steps=told)
    else:
        text = language.say("Shown to be more than chance: {steps}.", steps=told)
    return Finding("trend.steps_shown", text, "shown", evidence, "", "", 0.5, 0.5)


def _step(job: Job, result: Trend, name: Any, row: pd.Series) -> str:
    measure, wave = name
    return job.language.say(
        "{theme} from {before} to {after} {difference} (margin {margin})",
        theme=_named_theme(job, str(measure)),
        before=job.wave_label_of(result.waves[int(row["since"])]),
        after=job.wave_label_of(result.waves[int(wave)]),
        difference=job.language.signed(row["difference"], 1),
        margin=changes(job.language, row["low"], row["high"]),
    )


def _named_theme(job: Job, name: str) -> str:
    return job.language.quoted(theme_label(job, name))


def theme_label(job: Job, name: str) -> str:
    """The name of a theme, or of the recommendation score."""
    return job.language.say("Recommendation score (NPS)") if name == NPS else job.label(name)
