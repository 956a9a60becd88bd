"""What may be said about whether the questions of a theme still measure the same."""

from __future__ import annotations

import math
from collections.abc import Iterable

from toolkit.analysis.followup.invariance import Invariance, ThemeInvariance
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.followup.change import OUTCOMES
from toolkit.findings.ranking import DECIDE, LOST, OF_MEASURING, WATCH, of_difference
from toolkit.findings.wording import listed
from toolkit.followup.invariance.decision import Conclusion
from toolkit.followup.thresholds import FEWEST_FOR_INVARIANCE


def invariance(job: Job, result: Invariance) -> tuple[Finding, ...]:
    """Say which themes may not be compared, which without some questions, and what could not be tested."""
    says = {"fails": _fails, "partial": _partial}
    found = [
        says[outcome](job, result, theme, theme.conclusion)
        for outcome in ("fails", "partial")
        for theme in result.with_outcome(outcome)
        if theme.conclusion is not None
    ]
    slight = [theme for theme in result.with_outcome("holds") if moved_a_little(theme)]
    if slight:
        found.append(_slight(job, result, slight))
    if holds := [theme for theme in result.with_outcome("holds") if theme not in slight]:
        found.append(_holds(job, result, holds))
    return (*found, *_untested(job, result))


def moved_a_little(theme: ThemeInvariance) -> bool:
    """Whether something moved beyond chance, but too little to matter."""
    return theme.conclusion is not None and not math.isnan(theme.conclusion.bias)


def _names(job: Job, themes: Iterable[ThemeInvariance]) -> str:
    return listed(job, (theme.construct for theme in themes))


def _fails(job: Job, result: Invariance, theme: ThemeInvariance, conclusion: Conclusion) -> Finding:
    language = job.language
    slots = {"theme": job.label(theme.construct)}
    if conclusion.failing == "configural":
        text = language.say(
            "“{theme}” cannot be compared: its questions do not measure one thing in each wave, so that a change of "
            "its score would not tell what changed.",
            **slots,
        )
        plain = language.say(
            "“{theme}” cannot be compared with before: its questions do not measure one thing.", **slots
        )
    else:
        text = language.say(
            "“{theme}” cannot be compared: customers understand or use its questions otherwise than before. A "
            "difference in score could be a difference in how they answer. Which question moved by itself, these "
            "answers do not tell.",
            **slots,
        )
        plain = language.say(
            "“{theme}” cannot be compared with before: customers understand or use its questions otherwise.",
            **slots,
        )
    decision = language.say(
        "Do we leave the questions about “{theme}” exactly as they are, so that the next wave can be compared with "
        "this one?",
        **slots,
    )
    evidence = _evidence(job, result, conclusion)
    return Finding(
        f"invariance.{theme.construct}",
        text,
        "warning",
        evidence,
        plain,
        decision,
        LOST if _asked_for(job, theme.construct) else OF_MEASURING,
        DECIDE,
        _numbers(theme, conclusion),
    )


def _asked_for(job: Job, construct: str) -> bool:
    """Whether a board looks for this theme: an outcome, or one that an action worked on."""
    worked_on = {action.driver or action.touchpoint for action in job.engagement.actions}
    return job.engagement.constructs[construct].role in OUTCOMES or construct in worked_on


def _partial(job: Job, result: Invariance, theme: ThemeInvariance, conclusion: Conclusion) -> Finding:
    language = job.language
    questions = language.listing(language.quoted(job.item_text(item)) for item in conclusion.moved)
    slots = {
        "theme": job.label(theme.construct),
        "questions": questions,
        "kept": language.number(len(theme.held)),
        "asked": language.number(len(theme.items)),
        "bias": language.signed(conclusion.bias, 1),
    }
    text = language.plural(
        "“{theme}”: the question {questions} moved by itself. Customers answer it otherwise than before, by more or "
        "less than the theme changed. The theme is compared on the {kept} other questions of its {asked}; left in, it "
        "would have shifted the change of the score by about {bias} points.",
        "“{theme}”: the questions {questions} moved by themselves. Customers answer them otherwise than before, by "
        "more or less than the theme changed. The theme is compared on the {kept} other questions of its {asked}; left "
        "in, they would have shifted the change of the score by about {bias} points.",
        len(conclusion.moved),
        **slots,
    )
    plain = language.plural(
        "“{theme}” is compared without the question {questions}: customers answer it otherwise than before.",
        "“{theme}” is compared without the questions {questions}: customers answer them otherwise than before.",
        len(conclusion.moved),
        **slots,
    )
    evidence = _evidence(job, result, conclusion)
    numbers = _numbers(theme, conclusion) | {"difference": conclusion.bias}
    return Finding(
        f"invariance.{theme.construct}",
        text,
        "warning",
        evidence,
        plain,
        "",
        of_difference(conclusion.bias),
        WATCH,
        numbers,
    )


def _evidence(job: Job, result: Invariance, conclusion: Conclusion) -> str:
    """Name the test that rejected, with its p-value; of two the one with the smaller."""
    language = job.language
    tests = language.number(result.count)
    if conclusion.failing == "configural":
        return language.say(
            "One factor in each wave: p {p} after Holm over {tests} tests, and CFI under its limit.",
            p=language.p_equals(conclusion.p_configural),
            tests=tests,
        )
    return language.say(
        "Factor models of all waves at once, robust tests: equal loadings p {loadings}, equal levels p {levels}, "
        "both after Holm over {tests} tests.",
        loadings=language.p_equals(conclusion.p_metric),
        levels=language.p_equals(conclusion.p_scalar),
        tests=tests,
    )


def _numbers(theme: ThemeInvariance, conclusion: Conclusion) -> dict[str, float]:
    return {"n": float(min(theme.n)), "p_metric": conclusion.p_metric, "p_scalar": conclusion.p_scalar}


def _slight(job: Job, result: Invariance, themes: list[ThemeInvariance]) -> Finding:
    text = job.language.say(
        "Compared all the same: {themes}. A question moved there by itself beyond chance, but by less than {most} "
        "points of the score, which is too little to matter.",
        themes=_names(job, themes),
        most=job.language.number(result.largest_bias, 1),
    )
    return Finding("invariance.slight", text, "fact", _tests(job, result))


def _holds(job: Job, result: Invariance, themes: list[ThemeInvariance]) -> Finding:
    text = job.language.say(
        "Nothing shows that customers use the questions otherwise than before: {themes}. What moves all questions of "
        "a theme alike cannot be told from a change of the theme itself.",
        themes=_names(job, themes),
    )
    return Finding("invariance.holds", text, "not_shown", _tests(job, result))


def _tests(job: Job, result: Invariance) -> str:
    return job.language.say(
        "Factor models of all waves at once, robust tests; Holm over {tests} tests.",
        tests=job.language.number(result.count),
    )


def _untested(job: Job, result: Invariance) -> Iterable[Finding]:
    """Say once per reason what was not tested; themes with a red flag carry no claim, which is told elsewhere."""
    language = job.language
    evidence = language.say("Columns of the files of all waves.")
    short = [theme for theme in result.themes if theme.reason in ("single", "two")]
    if short and len(short) == len(result.themes):
        text = language.say(
            "Whether customers use the questions as before cannot be tested here: that takes three questions or more "
            "about a theme. All themes are compared as if they do."
        )
        yield Finding("invariance.short", text, "warning", evidence)
    elif short:
        text = language.say(
            "Whether customers use the questions as before takes three questions or more about a theme to test. Not "
            "tested, and compared as if they do: {themes}.",
            themes=_names(job, short),
        )
        yield Finding("invariance.short", text, "warning", evidence)
    if acts := [theme for theme in result.themes if theme.reason == "acts"]:
        text = language.say(
            "Whether the questions still measure the same is not tested for {themes}: they add up acts, or are "
            "answered with yes or no, and such answers need not go together.",
            themes=_names(job, acts),
        )
        yield Finding("invariance.acts", text, "warning", evidence)
    if few := [theme for theme in result.themes if theme.reason == "few"]:
        text = language.say(
            "Whether the questions still measure the same is not tested for {themes}: in a wave fewer than {fewest} "
            "customers answered all of them.",
            themes=_names(job, few),
            fewest=language.number(FEWEST_FOR_INVARIANCE),
        )
        yield Finding("invariance.few", text, "too_few", evidence)
    if unfit := [theme for theme in result.themes if theme.reason == "no_fit"]:
        text = language.say(
            "Whether the questions still measure the same cannot be told: no model with one theme behind them fits "
            "the answers. They are compared all the same; read with care: {themes}.",
            themes=_names(job, unfit),
        )
        yield Finding("invariance.no_fit", text, "warning", _tests(job, result))
