"""What may be said of the plan: what to do first, what it may bring, and what would change it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from toolkit.analysis.drivers.actions import NPS, Actions
from toolkit.analysis.job import Job
from toolkit.drivers.actions.choice import Reason
from toolkit.drivers.actions.gain import Total
from toolkit.findings.drivers.actions import evidence, title_of
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.wording import changes, of_hundred, points

# The larger the part of the draws in which other actions come first, the more it matters; under this it is not told.
HARDLY_EVER = 0.005
# An action is put first on the board's page where it comes first in at least this part of the draws: four out of
# five, for of two that are level each comes first in about half. Our choice.
SURE_ENOUGH = 0.8


def roadmap(job: Job, result: Actions | None) -> tuple[Finding, ...]:
    """Say what comes first and how sure that is, what the whole plan may bring, and what would change it."""
    if result is None or result.gains is None or result.choice is None:
        return ()
    if not result.choice.chosen.any():
        return (_nothing(job, result),)
    found = [_first(job, result)] if result.first() else []
    found.append(_whole(job, result))
    if result.choice.left_out:
        found += _left_out(job, result)
    return (*found, _uncertain(job, result), *_cost(job, result))


def _nothing(job: Job, result: Actions) -> Finding:
    text = job.language.say(
        "Within this budget and time, none of the actions is expected to raise “{outcome}”.",
        outcome=job.label(result.outcome),
    )
    return Finding("roadmap.none", text, "warning", evidence(job, result), text, "", 0.8, 0.8)


def _named(job: Job, numbers: Iterable[int]) -> str:
    language = job.language
    return language.listing(language.quoted(title_of(job, number)) for number in numbers)


def _gain_slots(job: Job, total: Total, name: str = "gain") -> dict[str, str]:
    language = job.language
    return {
        name: language.signed(total.mean, 1),
        f"{name}_margin": changes(language, total.low, total.high),
    }


def _first(job: Job, result: Actions) -> Finding:
    """Say what to begin with, on the board's page too."""
    language, numbers = job.language, result.first()
    total = result.total(result.outcome, first=True)
    same = result.sensitivity.same_first if result.sensitivity else math.nan
    slots = {
        "actions": _named(job, numbers),
        "outcome": job.label(result.outcome),
        "same": of_hundred(language, same),
        **_gain_slots(job, total),
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
    return Finding("roadmap.first", text, strength, told, plain, decision, 1.0, 1.0, numbers_of)


def _unshown(job: Job, result: Actions) -> list[str]:
    """Say behind which of the first actions the link is not shown, or there only with other themes held equal."""
    language, said = job.language, []
    unshown = [number for number in result.first() if not result.shown(_driver(result, number))]
    if unshown:
        said.append(
            language.say("These answers do not show the link behind {actions}.", actions=_named(job, unshown))
        )
    opposed = [number for number in result.first() if _opposed(result, number)]
    if opposed:
        said.append(
            language.say(
                "The link behind {actions} is there only with the other themes held equal: by itself it runs the other "
                "way.",
                actions=_named(job, opposed),
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
        actions=_named(job, numbers),
        date=language.date(result.steps[0].start or job.engagement.report.date),
        cost=language.money(sum(job.engagement.actions[one - 1].cost for one in numbers), plan.currency),
    )
    return " ".join([asked, *_unshown(job, result)])


def _in_short(job: Job, result: Actions) -> str:
    """Say on the board's page which action comes first, and how sure that is."""
    language = job.language
    number, share = result.leading()
    total = result.alone(result.outcome, number)
    slots = {
        "action": title_of(job, number),
        "outcome": job.label(result.outcome),
        "share": of_hundred(language, share),
        "points": language.number(total.mean, 1),
        "margin": points(language, total.low, total.high, 1),
    }
    rival = result.rival()
    if share < SURE_ENOUGH and rival is not None:
        return language.say(
            "Which action should come first is not decided: “{action}” does in {share} and “{other}” in {other_share} "
            "of every 100 recalculations.",
            other=title_of(job, rival[0]),
            other_share=of_hundred(language, rival[1]),
            **slots,
        )
    if share < SURE_ENOUGH:
        return language.say(
            "Which action should come first cannot be told from these numbers: “{action}” does in {share} of every 100 "
            "recalculations.",
            **slots,
        )
    if _opposed(result, number):
        return language.say(
            "By these numbers “{action}” would come first, in {share} of every 100 recalculations. But the link that "
            "this rests on is there only with the other themes held equal: by itself it runs the other way.",
            **slots,
        )
    if not _shown(result, number):
        return language.say(
            "By these numbers “{action}” would come first, in {share} of every 100 recalculations. But the answers do "
            "not show the link that this rests on.",
            **slots,
        )
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


def _whole(job: Job, result: Actions) -> Finding:
    """Say what the whole plan costs and may bring."""
    language, plan = job.language, job.engagement.plan
    total = result.total(result.outcome)
    dates = [step.end for step in result.steps if step.end is not None]
    cost = result.choice.cost if result.choice else 0.0
    slots = {
        "outcome": job.label(result.outcome),
        "cost": language.money(cost, plan.currency),
        "budget": language.money(plan.budget or 0.0, plan.currency),
        "date": language.date(max(dates)),
        **_gain_slots(job, total),
    }
    if plan.budget is None:
        spent = language.say("The whole plan costs {cost}, and is done by {date}.", **slots)
    else:
        spent = language.say(
            "The whole plan costs {cost} of the {budget} that there is, and is done by {date}.", **slots
        )
    numbers = {"gain": total.mean, "gain_low": total.low, "gain_high": total.high, "cost": cost}
    if NPS in result.outcomes:
        nps = result.total(NPS)
        brings = language.say(
            "If the links are causes, it is then expected to have brought {gain} points on “{outcome}” (margin "
            "{gain_margin}) and {nps} on the NPS (margin {nps_margin}). The follow-up measurement has to show it.",
            **slots,
            **_gain_slots(job, nps, "nps"),
        )
        numbers |= {"nps": nps.mean, "nps_low": nps.low, "nps_high": nps.high}
    else:
        brings = language.say(
            "If the links are causes, it is then expected to have brought {gain} points on “{outcome}” (margin "
            "{gain_margin}). The follow-up measurement has to show it.",
            **slots,
        )
    return Finding("roadmap.whole", f"{spent} {brings}", "fact", evidence(job, result), numbers=numbers)


def _left_out(job: Job, result: Actions) -> list[Finding]:
    """Say which actions are not in the plan, and why: one sentence per reason."""
    by_reason: dict[Reason, list[int]] = {}
    for key, reason in (result.choice.left_out if result.choice else {}).items():
        by_reason.setdefault(reason, []).append(int(key))
    said = []
    told = job.language.say(
        "The plan that gains most within the budget and the weeks of work, of all there are."
    )
    for reason, numbers in by_reason.items():
        slots = {"actions": _named(job, numbers)}
        if reason == "no_gain":
            text = job.language.say("No gain is expected of {actions}: not in the plan.", **slots)
        elif reason == "too_long":
            text = job.language.say("Within the quarters planned, there is no time for {actions}.", **slots)
        elif reason == "too_dear":
            text = job.language.say("The budget is too small for {actions}.", **slots)
        elif reason == "no_room":
            text = job.language.say(
                "Not in the plan: {actions}. The others already bring all that the scale has room for.",
                **slots,
            )
        else:
            text = job.language.say(
                "Not in the plan: {actions}. Within this budget and time, the others bring more.", **slots
            )
        said.append(Finding(f"roadmap.left_out.{reason}", text, "fact", told))
    return said


def _uncertain(job: Job, result: Actions) -> Finding:
    """Say which uncertainty would most often change what comes first."""
    language = job.language
    told = language.say(
        "Table “What would change the choice”: one uncertainty drawn at a time, the plan chosen anew each time."
    )
    row = _most_changing(result)
    if row is None:
        text = language.say(
            "No single uncertainty, of a link or of a lift, would make other actions come first."
        )
        return Finding("roadmap.uncertain", text, "fact", told)
    share = float(row["differs"])
    slots = {"share": of_hundred(language, share)}
    if row["kind"] == "effect":
        text = language.say(
            "What comes first hangs most on the link of “{driver}”: of every 100 values that it may have, {share} make "
            "other actions come first.",
            driver=job.label(str(row["name"])),
            **slots,
        )
    else:
        text = language.say(
            "What comes first hangs most on what “{action}” adds to its theme: of every 100 values that the adviser "
            "holds possible, {share} make other actions come first.",
            action=title_of(job, int(row["name"])),
            **slots,
        )
    return Finding("roadmap.uncertain", text, "fact", told, numbers={"differs": share})


def _most_changing(result: Actions) -> dict[str, Any] | None:
    if result.sensitivity is None:
        return None
    factors = result.sensitivity.factors.sort_values("differs", ascending=False, kind="stable")
    row = {str(name): value for name, value in factors.iloc[0].items()}
    return row if row["differs"] >= HARDLY_EVER else None


def _cost(job: Job, result: Actions) -> list[Finding]:
    """Say which cost is nearest to changing the plan."""
    if result.sensitivity is None:
        return []
    costs = result.sensitivity.costs
    costs = costs[costs["break_even"].map(math.isfinite) & (costs["cost"] > 0)]
    if costs.empty:
        return []
    distance = (costs["break_even"] / costs["cost"] - 1).abs().sort_values(kind="stable")
    key = str(distance.index[0])
    row = {name: float(costs[name].loc[key]) for name in ("cost", "break_even")}
    language, currency = job.language, job.engagement.plan.currency
    slots = {
        "action": title_of(job, int(key)),
        "cost": language.money(row["cost"], currency),
        "limit": language.money(row["break_even"], currency),
    }
    if costs.at[key, "chosen"]:
        text = language.say(
            "The cost that is nearest to changing the plan: “{action}” belongs in it up to {limit}; it is put at "
            "{cost}.",
            **slots,
        )
    else:
        text = language.say(
            "The cost that is nearest to changing the plan: “{action}” would belong in it at {limit} or less; it is "
            "put at {cost}.",
            **slots,
        )
    told = language.say("Table “What would change the choice”: the plan chosen anew with another cost.")
    return [Finding("roadmap.cost", text, "fact", told, numbers=row)]
