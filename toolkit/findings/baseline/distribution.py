"""What may be said of how answers are spread."""

from __future__ import annotations

from toolkit.analysis.baseline.distribution import Distribution
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import shares
from toolkit.measures.estimate import Estimate


def distribution(job: Job, result: Distribution | None) -> tuple[Finding, ...]:
    """Say whether promoters outnumber detractors."""
    if result is None or result.recommendation is None:
        return ()
    promoters, detractors = result.key.promoters, result.key.detractors
    score = result.key.recommendation
    if promoters is None or detractors is None or score is None:
        return ()
    return (_more(job, score, promoters, detractors),)


def _more(job: Job, score: Estimate, promoters: Estimate, detractors: Estimate) -> Finding:
    """Say who are more, promoters or detractors: the score's interval is the test of it."""
    language = job.language
    slots = {
        "promoters": language.percent(promoters.value),
        "promoters_margin": shares(language, promoters.low, promoters.high),
        "detractors": language.percent(detractors.value),
        "detractors_margin": shares(language, detractors.low, detractors.high),
    }
    if score.low > 0:
        text = language.say(
            "More customers are promoters ({promoters}, margin {promoters_margin}) than detractors ({detractors}, "
            "margin {detractors_margin}), by more than chance explains.",
            **slots,
        )
    elif score.high < 0:
        text = language.say(
            "More customers are detractors ({detractors}, margin {detractors_margin}) than promoters ({promoters}, "
            "margin {promoters_margin}), by more than chance explains.",
            **slots,
        )
    else:
        text = language.say(
            "Whether there are more promoters ({promoters}, margin {promoters_margin}) or detractors ({detractors}, "
            "margin {detractors_margin}) is not shown.",
            **slots,
        )
    decided = score.low > 0 or score.high < 0
    return Finding(
        "distribution.promoters",
        text,
        "shown" if decided else "not_shown",
        language.say("The margin of the recommendation score; shares by Wilson."),
        numbers={"promoters": promoters.value, "detractors": detractors.value},
    )
