"""What may be said about the arrows that a drawing leaves out."""

from __future__ import annotations

from typing import Final

from toolkit.analysis.drivers.paths import OutcomePaths
from toolkit.analysis.job import Job
from toolkit.drivers.paths import PathFit
from toolkit.findings.finding import Finding

# So many are named, the strongest first.
MOST_ARROWS: Final = 4


def left_out(job: Job, result: OutcomePaths, fit: PathFit, told: set[tuple[str, str]]) -> tuple[Finding, ...]:
    """Say which arrows the answers show and the drawing lacks, but for those `told` before; these are added to it."""
    arrows = [arrow for arrow in _left_out(result, fit) if arrow not in told]
    told.update(arrows)
    if arrows:
        return (_leaves_out(job, result, fit, arrows),)
    return (_leaves_nothing_out(job, result, fit),) if _nothing_found(result, fit) else ()


def _left_out(result: OutcomePaths, fit: PathFit) -> list[tuple[str, str]]:
    """The arrows that the drawing lacks and the answers show, the strongest first; none of a theme with a flag.

    Nor one from a theme that is not told apart from the effect or from what else leads there: it may be that one's.
    """
    rows = fit.left_out[fit.left_out["p_adjusted"] < result.level]
    rows = rows.sort_values("standardised", key=abs, ascending=False, kind="stable")
    found = []
    for cause, effect in zip(rows["cause"], rows["effect"], strict=True):
        beside = {effect, *fit.model.predictors(effect), *fit.model.left_out(effect)} - {cause}
        alike = any(cause in pair and {*pair} & beside for pair in result.alike)
        if not alike and not {cause, effect} & {*result.unreliable}:
            found.append((cause, effect))
    return found


def _nothing_found(result: OutcomePaths, fit: PathFit) -> bool:
    """Tell whether left out arrows were looked for, by enough resamples to show one, and none was found."""
    tests = int(fit.left_out["p"].notna().sum())
    within_reach = tests * 2 / (fit.resamples + 1) < result.level
    return bool(tests and within_reach and not (fit.left_out["p_adjusted"] < result.level).any())


def _leaves_out(job: Job, result: OutcomePaths, fit: PathFit, arrows: list[tuple[str, str]]) -> Finding:
    language = job.language
    slots = {
        "arrows": language.listing(
            language.say("“{first}” to “{second}”", first=job.label(cause), second=job.label(effect))
            for cause, effect in arrows[:MOST_ARROWS]
        ),
        "more": language.number(len(arrows) - MOST_ARROWS),
    }
    if len(arrows) > MOST_ARROWS:
        text = language.say(
            "The drawing leaves out links that these answers do show: {arrows}, and {more} more. What a theme may "
            "bring along such a link is not counted in its effects.",
            **slots,
        )
    else:
        text = language.say(
            "The drawing leaves out links that these answers do show: {arrows}. What a theme may bring along such a "
            "link is not counted in its effects.",
            **slots,
        )
    key = f"paths.{result.outcome}.left_out"
    return Finding(key, text, "warning", _left_out_evidence(job, fit), numbers={"arrows": len(arrows)})


def _leaves_nothing_out(job: Job, result: OutcomePaths, fit: PathFit) -> Finding:
    text = job.language.say(
        "That the drawing for “{outcome}” leaves out a link is not shown; a weak one may have gone unseen.",
        outcome=job.label(result.outcome),
    )
    return Finding(f"paths.{result.outcome}.complete", text, "not_shown", _left_out_evidence(job, fit))


def _left_out_evidence(job: Job, fit: PathFit) -> str:
    return job.language.say(
        "The arrows that are not drawn, added to each equation; {resamples} bootstrap samples, tested together (Holm).",
        resamples=job.language.number(fit.resamples),
    )
