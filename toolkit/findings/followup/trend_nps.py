"""What may be said about the course of the recommendation score."""

from __future__ import annotations

from toolkit.analysis.followup.trend import Trend
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.followup.row import used_otherwise
from toolkit.findings.followup.trend_words import MOVED, direction, numbers_of_line, plainly, slots_of_line
from toolkit.findings.ranking import WORK_ON, of_difference
from toolkit.findings.wording import row_of
from toolkit.followup.course.pattern import BACK_AND_FORTH, NO_TREND, NOT_DECIDED, SAME, SLIGHT
from toolkit.followup.course.trend import NPS
from toolkit.language import Language


def trend_nps(job: Job, result: Trend) -> tuple[Finding, ...]:
    """Say what became of the recommendation score over the waves."""
    if result.recommendation is None:
        return ()
    language, row = job.language, row_of(result.recommendation.trends, NPS)
    slots = {
        **slots_of_line(job, row),
        "theme": language.say("Recommendation score (NPS)"),
        "smallest": language.number(result.smallest_change_nps),
    }
    pattern, plain = str(row["pattern"]), ""
    if pattern in MOVED:
        text, plain = direction(language, pattern, slots), plainly(language, pattern, slots)
        if abs(row["difference"]) < result.smallest_change_nps:
            text += " " + language.say(
                "It is not certain that this is as much as the {smallest} points that matter.", **slots
            )
    else:
        text = _without_trend(language, pattern, slots)
    if pattern != NOT_DECIDED and (
        doubt := used_otherwise(job.over_time(), job.engagement.questions.recommendation)
    ):
        text, plain = f"{text} {doubt}", f"{plain} {doubt}" if plain else ""
    strength: Strength = "not_shown" if pattern == NOT_DECIDED else "shown"
    evidence = language.say(
        "Straight line through the scores of −100, 0 and 100 of all waves; a test of its own, apart from the themes."
    )
    size = of_difference(row["difference"], "nps")
    return (
        Finding(f"trend.{NPS}", text, strength, evidence, plain, "", size, WORK_ON, numbers_of_line(row)),
    )


def _without_trend(language: Language, pattern: str, slots: dict[str, str]) -> str:
    words = {
        SAME: language.say(
            "The recommendation score (NPS) is about the same in all waves: no two of them differ by {smallest} "
            "points or more.",
            **slots,
        ),
        BACK_AND_FORTH: language.say(
            "The recommendation score (NPS) goes back and forth: the waves differ beyond chance, but no rise or "
            "fall of {smallest} points or more is shown to run through them.",
            **slots,
        ),
        SLIGHT: language.say(
            "The recommendation score (NPS) changes beyond chance over {period}, but by less than the "
            "{smallest} points that matter ({difference} points; margin {margin}).",
            **slots,
        ),
        NO_TREND: language.say(
            "The recommendation score (NPS) shows no rise or fall of {smallest} points or more over {period}.",
            **slots,
        ),
        NOT_DECIDED: language.say(
            "The recommendation score (NPS): a rise or fall over {period} is neither shown nor ruled out "
            "({difference} points; margin {margin}).",
            **slots,
        ),
    }
    return words[pattern]
