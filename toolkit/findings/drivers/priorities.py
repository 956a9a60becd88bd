"""What may be said about where to look first: drivers with a strong link and a low score, and what to keep."""

from __future__ import annotations

from toolkit.analysis.drivers.priorities import OutcomePriorities
from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told
from toolkit.drivers.priorities import Priorities
from toolkit.findings.drivers.paths import PER
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WATCH, WORK_ON, of_link
from toolkit.findings.wording import changes, listed, points, row_of


def priorities(job: Job, results: tuple[OutcomePriorities, ...]) -> tuple[Finding, ...]:
    """Say per outcome which drivers to look at first and which to keep; one plain sentence, for the first outcome."""
    found: list[Finding] = []
    for place, result in enumerate(results):
        found += outcome_priorities(job, result, plainly=not place)
    return tuple(found)


def outcome_priorities(job: Job, result: OutcomePriorities, *, plainly: bool) -> tuple[Finding, ...]:
    """Say it for one outcome; the first finding is the one that the figure stands for."""
    if result.found is None:
        return (_refused(job, result),)
    said: list[Finding] = []
    if first := result.in_quadrant("first"):
        said.append(_first(job, result, result.found, first, plainly=plainly))
    if keep := result.in_quadrant("keep"):
        said.append(_keep(job, result, result.found, keep, plainly=plainly and not said))
    if not said:
        said.append(_not_shown(job, result, result.found, in_appendix=not plainly))
    if result.no_claim:
        said.append(_no_claim(job, result))
    if result.opposed:
        said.append(_opposed(job, result, result.found))
    return tuple(said)


def _first(
    job: Job, result: OutcomePriorities, found: Priorities, names: tuple[str, ...], *, plainly: bool
) -> Finding:
    slots = _slots(job, result, found, names)
    text = job.language.say(
        "Linked more strongly to “{outcome}” than the other drivers on average, and scoring lower than these: "
        "{described}. This is the first place to look for what can be better.",
        **slots,
    )
    plain = job.language.say(
        "Look first at {drivers}: a stronger link with “{outcome}” than average, and a lower score than average.",
        **slots,
    )
    return _shown(job, result, found, names, "first", text, plain if plainly else "")


def _keep(
    job: Job, result: OutcomePriorities, found: Priorities, names: tuple[str, ...], *, plainly: bool
) -> Finding:
    slots = _slots(job, result, found, names)
    text = job.language.say(
        "Linked more strongly to “{outcome}” than the other drivers on average, and scoring higher than these: "
        "{described}. This is what to keep up.",
        **slots,
    )
    plain = job.language.say(
        "Keep up {drivers}: a stronger link with “{outcome}” than average, and a higher score than average.",
        **slots,
    )
    return _shown(job, result, found, names, "keep", text, plain if plainly else "")


def _shown(
    job: Job,
    result: OutcomePriorities,
    found: Priorities,
    names: tuple[str, ...],
    quadrant: str,
    text: str,
    plain: str,
) -> Finding:
    numbers = {
        "n": float(count_told(job, found.n)),
        "mean_effect": PER * found.mean_effect,
        "mean_score": found.mean_score,
    }
    for name in names:
        row = row_of(found.table, name)
        numbers |= {f"{name}_effect": PER * float(row["effect"]), f"{name}_score": float(row["score"])}
    size = of_link(max(float(row_of(found.table, name)["effect"]) for name in names), result.role)
    doable = WORK_ON if quadrant == "first" else WATCH
    key = f"priorities.{result.outcome}.{quadrant}"
    return Finding(key, text, "shown", _evidence(job, found), plain, "", size, doable, numbers)


def _slots(job: Job, result: OutcomePriorities, found: Priorities, names: tuple[str, ...]) -> dict[str, str]:
    return {
        "outcome": job.label(result.outcome),
        "drivers": listed(job, names),
        "described": "; ".join(_described(job, found, name) for name in names),
    }


def _described(job: Job, found: Priorities, name: str) -> str:
    language, row = job.language, row_of(found.table, name)
    return language.say(
        "“{driver}” ({points} points more go with {effect}, margin {effect_margin}; score {score}, margin "
        "{score_margin})",
        driver=job.label(name),
        points=language.number(PER),
        effect=language.signed(PER * row["effect"], 1),
        effect_margin=changes(language, PER * row["effect_low"], PER * row["effect_high"]),
        score=language.number(row["score"]),
        score_margin=points(language, row["score_low"], row["score_high"]),
    )


def _not_shown(job: Job, result: OutcomePriorities, found: Priorities, *, in_appendix: bool) -> Finding:
    language, slots = job.language, {"outcome": job.label(result.outcome)}
    if in_appendix:
        text = language.say(
            "For “{outcome}”, no driver is shown to have both a stronger link than the others and a lower or higher "
            "score than these. The picture in the appendix shows where they seem to lie; it gives no order.",
            **slots,
        )
    else:
        text = language.say(
            "For “{outcome}”, no driver is shown to have both a stronger link than the others and a lower or higher "
            "score than these. The picture shows where they seem to lie; it gives no order.",
            **slots,
        )
    key = f"priorities.{result.outcome}.none"
    return Finding(
        key, text, "not_shown", _evidence(job, found), numbers={"n": float(count_told(job, found.n))}
    )


def _no_claim(job: Job, result: OutcomePriorities) -> Finding:
    text = job.language.say(
        "Of these no place in the picture is claimed for “{outcome}”, because the questions do not measure them well "
        "enough or apart from the rest: {drivers}.",
        outcome=job.label(result.outcome),
        drivers=listed(job, result.no_claim),
    )
    evidence = job.language.say("Red flags of the scales; see “Are the scales reliable?”.")
    return Finding(f"priorities.{result.outcome}.no_claim", text, "warning", evidence)


def _opposed(job: Job, result: OutcomePriorities, found: Priorities) -> Finding:
    text = job.language.say(
        "The link of these with “{outcome}” is there only with the other themes held equal; by itself it runs the "
        "other way. Do not read it as a reason to work on them: {drivers}.",
        outcome=job.label(result.outcome),
        drivers=listed(job, result.opposed),
    )
    return Finding(f"priorities.{result.outcome}.opposed", text, "warning", _evidence(job, found))


def _refused(job: Job, result: OutcomePriorities) -> Finding:
    text = job.language.say(
        "For “{outcome}” the drivers are not set against their scores: these data do not allow it.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("Check before the computation: {reason}", reason=why(job, result.refusal))
    return Finding(f"priorities.{result.outcome}.refused", text, "too_few", evidence)


def _evidence(job: Job, found: Priorities) -> str:
    return job.language.say(
        "Table of effect and score: each driver against the mean of the other drivers, effects over {resamples} "
        "bootstrap samples, scores paired within customers; all tested together (Holm).",
        resamples=job.language.number(found.resamples),
    )
