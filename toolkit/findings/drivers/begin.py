"""What may be said of the first action: the board's sentence, how sure it is, and the question that follows."""

from __future__ import annotations

import math
from collections.abc import Iterable

from toolkit.analysis.drivers.actions import Actions
from toolkit.analysis.job import Job
from toolkit.drivers.actions.gain import Total
from toolkit.findings.drivers.actions import evidence, title_of
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import DECIDE, of_difference
from toolkit.findings.wording import changes, of_hundred, points

# An action is put first on the board's page where it comes first in at least this part of the draws: four out of
# five, for of two that are level each comes first in about half. Our choice.
SURE_ENOUGH = 0.8


def named(job: Job, numbers: Iterable[int]) -> str:
    """The titles of actions, by their numbers."""
    language = job.language
    return language.listing(language.quoted(title_of(job, number)) for number in numbers)


def gain_slots(job: Job, total: Total, name: str = "gain") -> dict[str, str]:
    """Give the words of a gain and its margin."""
    language = job.language
    return {
        name: language.signed(total.mean, 1),
        f"{name}_margin": changes(language, total.low, total.high),
    }


def begin(job: Job, result: Actions) -> Finding:
    """Say what to begin with, on the board's page too."""
    language, numbers = job.language, result.first()
    total = result.total(result.outcome, first=True)
    same = result.sensitivity.same_first if result.sensitivity else math.nan
    slots = {
        "actions": named(job, numbers),
        "outcome": job.label(result.outcome),
        "same": of_hundred(language, same),
        **gain_slots(job, total),
    }
    text = language.say(
        "First: {actions}. If the links are causes, that is expected to bring {gain} points on “{outcome}” (margin "
        "{gain_margin}). Of every 100 draws of what is uncertain, {same} give the same first choice.",
        **slots,
    )
    text = " ".join([text, *_unshown(job, result)])
    numbers_of = {"gain": total.mean, "gain_low": total.low, "gain_high": total.high, "same": same}
    number, share = result.leading()
    strength: Strength = "fact" if share >= SURE_ENOUGH and _shown(result, number) else "not_shown"
    told, plain, decision = evidence(job, result), _in_short(job, result), _decision(job, result)
    return Finding(
        "roadmap.first", text, strength, told, plain, decision, of_difference(total.mean), DECIDE, numbers_of
    )


def _unshown(job: Job, result: Actions) -> list[str]:
    """Say behind which of the first actions the link is not shown, or there only with other themes held equal."""
    language, said = job.language, []
    unshown = [number for number in result.first() if not result.shown(_driver(result, number))]
    if unshown:
        said.append(
            language.say("These answers do not show the link behind {actions}.", actions=named(job, unshown))
        )
    opposed = [number for number in result.first() if _opposed(result, number)]
    if opposed:
        said.append(
            language.say(
                "The link behind {actions} is there only with the other themes held equal: by itself it runs the other "
                "way.",
                actions=named(job, opposed),
            )
        )
    return said


def _decision(job: Job, result: Actions) -> str:
    """Ask the board to begin; or, where the numbers do not decide it, with which of two."""
    language, plan = job.language, job.engagement.plan
    (number, share), rival = result.leading(), result.rival()
    if share < SURE_ENOUGH and rival is not None:
        names = (language.quoted(title_of(job, one)) for one in (number, rival[0]))
        return language.say(
            "Which do we begin with: {actions}? These numbers do not decide it.",
            actions=language.listing(names, either=True),
        )
    numbers = result.first()
    asked = language.say(
        "Shall we begin with {actions} on {date}? That costs {cost}.",
        actions=named(job, numbers),
        date=language.date(result.steps[0].start or job.engagement.report.date),
        cost=language.money(sum(job.engagement.actions[one - 1].cost for one in numbers), plan.currency),
    )
    return " ".join([asked, *_unshown(job, result)])


def _in_short(job: Job, result: Actions) -> str:
    """Say on the board's page which action comes first, and how sure that is."""
    number, share = result.leading()
    if share < SURE_ENOUGH:
        return _undecided(job, result, number, share)
    if not _shown(result, number):
        return _unsupported(job, result, number, share)
    language, total = job.language, result.alone(result.outcome, number)
    slots = {
        "action": title_of(job, number),
        "outcome": job.label(result.outcome),
        "share": of_hundred(language, share),
        "points": language.number(total.mean, 1),
        "margin": points(language, total.low, total.high, 1),
    }
    if len(result.first()) > 1:
        return language.say(
            "Begin with “{action}”, among others: it is one of the first in {share} of every 100 recalculations. If "
            "what goes together is also cause and effect, and the action does what the adviser expects, “{outcome}” "
            "rises by {points} points of 100 ({margin}).",
            **slots,
        )
    return language.say(
        "Begin with “{action}”: it comes first in {share} of every 100 recalculations. If what goes together is also "
        "cause and effect, and the action does what the adviser expects, “{outcome}” rises by {points} points of 100 "
        "({margin}).",
        **slots,
    )


def _undecided(job: Job, result: Actions, number: int, share: float) -> str:
    """Say that none comes first surely enough, and which other action may."""
    language, rival = job.language, result.rival()
    slots = {"action": title_of(job, number), "share": of_hundred(language, share)}
    if rival is None:
        return language.say(
            "Which action should come first cannot be told from these numbers: “{action}” does in {share} of every 100 "
            "recalculations.",
            **slots,
        )
    return language.say(
        "Which action should come first is not decided: “{action}” does in {share} and “{other}” in {other_share} "
        "of every 100 recalculations.",
        other=title_of(job, rival[0]),
        other_share=of_hundred(language, rival[1]),
        **slots,
    )


def _unsupported(job: Job, result: Actions, number: int, share: float) -> str:
    """Say that an action would come first, were the link shown that it rests on."""
    language = job.language
    slots = {"action": title_of(job, number), "share": of_hundred(language, share)}
    if _opposed(result, number):
        return language.say(
            "By these numbers “{action}” would come first, in {share} of every 100 recalculations. But the link that "
            "this rests on is there only with the other themes held equal: by itself it runs the other way.",
            **slots,
        )
    return language.say(
        "By these numbers “{action}” would come first, in {share} of every 100 recalculations. But the answers do "
        "not show the link that this rests on.",
        **slots,
    )


def _shown(result: Actions, number: int) -> bool:
    """Whether an action rests on a link that is shown, also by itself."""
    return result.shown(_driver(result, number)) and not _opposed(result, number)


def _opposed(result: Actions, number: int) -> bool:
    """Whether its link is shown, and runs the other way without the other themes held equal."""
    driver = _driver(result, number)
    return driver in result.opposed and result.shown(driver)


def _driver(result: Actions, number: int) -> str:
    if result.gains is None:
        return ""
    return result.gains.actions[result.numbers.index(number)].driver
