"""What may be said of customers who did not answer again."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.followup.attrition import Attrition
from toolkit.analysis.job import Job
from toolkit.findings.baseline.segment_words import measure_label
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import DECIDE, OF_MEASURING
from toolkit.findings.wording import changes, row_of

# More differences than this are counted in the sentence for the board, not listed.
MOST_NAMES = 4


def attrition(job: Job, result: Attrition | None) -> tuple[Finding, ...]:
    """Say whether those who did not answer again were different the first time, and what that means."""
    if result is None:
        return ()
    if result.too_few:
        return (_too_few(job),)
    if not result.tests:
        return ()
    measures, segments = differing(job, result)
    if not measures and not segments:
        return (_alike(job, result),)
    return (_different(job, result, measures, segments),)


def differing(job: Job, result: Attrition) -> tuple[list[str], list[str]]:
    """Give the measures and the divisions in which they are shown to differ."""
    level = 1 - job.engagement.analysis.confidence
    measures, segments = (
        [str(name) for name in table.index[table["p_holm"] < level]]
        for table in (result.measures, result.segments)
    )
    return measures, segments


def _too_few(job: Job) -> Finding:
    text = job.language.say(
        "Whether customers who did not answer again were different is not told: fewer than {minimum} did, or fewer "
        "than {minimum} did not.",
        minimum=job.language.number(job.engagement.privacy.minimum_cell),
    )
    return Finding("attrition.too_few", text, "too_few", job.language.say("Minimum cell of the engagement."))


def _alike(job: Job, result: Attrition) -> Finding:
    language = job.language
    text = language.say(
        "Customers who did not answer again, or were not asked again ({left}), are not shown to have differed at the "
        "first measurement from those who did ({stayed}). That is no proof that they were the same.",
        **_sizes(job, result),
    )
    return Finding("attrition.alike", text, "not_shown", _evidence(job, result), numbers=_numbers(result))


def _different(job: Job, result: Attrition, measures: list[str], segments: list[str]) -> Finding:
    language = job.language
    parts = [
        language.say(
            "Customers who did not answer again, or were not asked again ({left}), were different at the first "
            "measurement from those who did ({stayed}).",
            **_sizes(job, result),
        )
    ]
    if measures:
        parts.append(
            language.say(
                "Their scores less those of the customers who answered again: {list}.",
                list=language.listing(_told(job, result, name) for name in measures),
            )
        )
    if segments:
        parts.append(
            language.say(
                "They are divided differently by {segments}.",
                segments=language.listing(
                    language.quoted(job.segment_label(segment)) for segment in segments
                ),
            )
        )
    parts.append(
        language.say(
            "What the same customers show holds for those who stayed, and a second measurement with fewer of the "
            "others can differ from the first without anybody having changed."
        )
    )
    themes = [measure_label(job, name) for name in measures] + [
        language.quoted(job.segment_label(segment)) for segment in segments
    ]
    if len(themes) > MOST_NAMES:
        plain = language.say(
            "Customers who did not answer again were different the first time, in {count} respects: part of the change "
            "can come from who answered.",
            count=language.number(len(themes)),
        )
    else:
        plain = language.say(
            "Customers who did not answer again were different the first time, in {themes}: part of the change can "
            "come from who answered.",
            themes=language.listing(themes),
        )
    decision = language.say("How do we reach, next time, the customers who did not answer again?")
    return Finding(
        "attrition.different",
        " ".join(parts),
        "shown",
        _evidence(job, result),
        plain,
        decision,
        OF_MEASURING,
        DECIDE,
        _numbers(result),
    )


def _told(job: Job, result: Attrition, name: str) -> str:
    language, row = job.language, row_of(result.measures, name)
    return language.say(
        "{theme} {difference} (margin {margin})",
        theme=measure_label(job, name),
        difference=language.signed(row["difference"], 1),
        margin=changes(language, row["low"], row["high"]),
    )


def _sizes(job: Job, result: Attrition) -> dict[str, str]:
    return {"left": job.language.number(result.n_left), "stayed": job.language.number(result.n_stayed)}


def _numbers(result: Attrition) -> dict[str, float]:
    told = {"same": float(result.n_stayed), "left_out": float(result.n_left)}
    adjusted = pd.concat([table["p_holm"] for table in (result.measures, result.segments)])
    return told | {"p": float(adjusted.min())}


def _evidence(job: Job, result: Attrition) -> str:
    return job.language.plural(
        "Answers of the first measurement; {count} comparison.",
        "Answers of the first measurement; p-values corrected for {count} comparisons (Holm).",
        result.tests,
    )
