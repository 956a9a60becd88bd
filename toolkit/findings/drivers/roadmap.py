"""What may be said of the plan: what to do first, what it may bring, and what would change it."""

from __future__ import annotations

import math
from typing import Any

from toolkit.analysis.drivers.actions import NPS, Actions
from toolkit.analysis.job import Job
from toolkit.drivers.actions.choice import Reason
from toolkit.findings.drivers.actions import evidence, title_of
from toolkit.findings.drivers.begin import begin, gain_slots, named
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import LOST, WATCH
from toolkit.findings.wording import of_hundred

# The larger the part of the draws in which other actions come first, the more it matters; under this it is not told.
HARDLY_EVER = 0.005


def roadmap(job: Job, result: Actions | None) -> tuple[Finding, ...]:
    """Say what comes first and how sure that is, what the whole plan may bring, and what would change it."""
    if result is None or result.gains is None or result.choice is None:
        return ()
    if not result.choice.chosen.any():
        return (_nothing(job, result),)
    found = [begin(job, result)] if result.first() else []
    found.append(_whole(job, result))
    if result.choice.left_out:
        found += _left_out(job, result)
    return (*found, _uncertain(job, result), *_cost(job, result))


def _nothing(job: Job, result: Actions) -> Finding:
    slots = {"outcome": job.label(result.outcome)}
    reasons = set(result.choice.left_out.values()) if result.choice else set()
    if reasons <= {"no_gain"}:
        text = job.language.say("None of the actions is expected to raise “{outcome}”.", **slots)
    else:
        text = job.language.say(
            "None of the actions that may raise “{outcome}” fits the budget and the time that there is.",
            **slots,
        )
    return Finding("roadmap.none", text, "warning", evidence(job, result), text, "", LOST, WATCH)


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
        **gain_slots(job, total),
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
            **gain_slots(job, nps, "nps"),
        )
        numbers |= {"nps": nps.mean, "nps_low": nps.low, "nps_high": nps.high}
    else:
        brings = language.say(
            "If the links are causes, it is then expected to have brought {gain} points on “{outcome}” (margin "
            "{gain_margin}). The follow-up measurement has to show it.",
            **slots,
        )
    return Finding("roadmap.whole", f"{spent} {brings}", "fact", _drawn(job, result), numbers=numbers)


def _drawn(job: Job, result: Actions) -> str:
    """Say how the gain of a plan was computed, and what its margin takes for granted."""
    told = evidence(job, result)
    if result.choice is None or result.choice.chosen.sum() < 2:
        return told
    more = job.language.say(
        "Each lift is drawn by itself: where the adviser is too hopeful of all actions alike, the margin is too "
        "narrow."
    )
    return f"{told} {more}"


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
        slots = {"actions": named(job, numbers)}
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
                "Not in the plan: {actions}. Within this budget and time, the others bring more, added up over the "
                "quarters planned.",
                **slots,
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
