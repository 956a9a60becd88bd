"""What may be said of what each action may bring."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.analysis.drivers.actions import NPS, Actions, Unknown, table_of, target_of
from toolkit.analysis.drivers.paths import path_fit
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.flags import evidence as flag_evidence
from toolkit.findings.flags import pair_evidence, paired
from toolkit.findings.wording import changes, listed


def actions(job: Job, result: Actions | None) -> tuple[Finding, ...]:
    """Say what the actions may bring, that which brings most first, and why some cannot be estimated."""
    if result is None:
        return ()
    if result.gains is None and set(result.unknown.values()) <= {"outcome_flagged", "no_outcome"}:
        return (_nothing(job, result),)
    table = table_of(job, result)
    found: list[Finding] = []
    if result.gains is not None:
        order = table["gain"].sort_values(ascending=False, kind="stable").dropna()
        most, *others = [int(number) for number in order.index]
        found.append(_gain(job, result, table, most))
        found += _others(job, result, table, others)
        found += _two_views(job, result)
    return (*found, *(_unknown(job, result, number) for number in result.unknown))


def title_of(job: Job, number: int) -> str:
    """The title of an action, by its number in the engagement."""
    return job.text(job.engagement.actions[number - 1].title)


def _nothing(job: Job, result: Actions) -> Finding:
    slots = {"outcome": job.label(result.outcome)}
    if "outcome_flagged" in result.unknown.values():
        text = job.language.say(
            "What the actions may bring cannot be estimated: no conclusion may rest on “{outcome}”.", **slots
        )
        return Finding("actions.none", text, "warning", flag_evidence(job, [result.outcome]))
    text = job.language.say(
        "What the actions may bring cannot be estimated: these answers do not tell what “{outcome}” is linked to.",
        **slots,
    )
    _, reason = path_fit(job, result.outcome)
    told = (
        job.language.say("Check before the computation: {reason}", reason=why(job, reason)) if reason else ""
    )
    return Finding("actions.none", text, "warning", told)


def _row(table: pd.DataFrame, number: int) -> dict[str, Any]:
    return {str(name): table.at[number, name] for name in table.columns}


def _gain(job: Job, result: Actions, table: pd.DataFrame, number: int) -> Finding:
    """Say what one action may bring, whether its link is shown, and whether its lift was cut."""
    language = job.language
    row = _row(table, number)
    driver, shown = str(row["driver"]), result.shown(str(row["driver"]))
    slots = {
        "action": title_of(job, number),
        "driver": job.label(driver),
        "outcome": job.label(result.outcome),
        "gain": language.signed(row["gain"], 1),
        "margin": changes(language, row["gain_low"], row["gain_high"]),
    }
    numbers = {name: float(row[name]) for name in ("gain", "gain_low", "gain_high", "p_best")}
    if NPS in result.outcomes:
        slots["nps"] = language.signed(row["nps"], 1)
        slots["nps_margin"] = changes(language, row["nps_low"], row["nps_high"])
        numbers |= {name: float(row[name]) for name in ("nps", "nps_low", "nps_high")}
        text = language.say(
            "If the link of “{driver}” with “{outcome}” is a cause, “{action}” is expected to bring {gain} points on "
            "“{outcome}” (margin {margin}) and {nps} on the NPS (margin {nps_margin}).",
            **slots,
        )
    else:
        text = language.say(
            "If the link of “{driver}” with “{outcome}” is a cause, “{action}” is expected to bring {gain} points on "
            "“{outcome}” (margin {margin}).",
            **slots,
        )
    more = []
    if not shown:
        more.append(language.say("These answers do not show that link."))
    if shown and driver in result.opposed:
        more.append(
            language.say(
                "That link is there only with the other themes held equal: by itself “{driver}” goes the other way "
                "with “{outcome}”.",
                **slots,
            )
        )
    if row["cut"] > 0:
        more.append(
            language.say(
                "The scale of “{driver}” has no room for all of its lift: what goes beyond it is left out.",
                **slots,
            )
        )
    key = f"actions.gain.{number}"
    strength: Strength = "fact" if shown and driver not in result.opposed else "not_shown"
    return Finding(key, " ".join([text, *more]), strength, evidence(job, result), numbers=numbers)


def _others(job: Job, result: Actions, table: pd.DataFrame, numbers: list[int]) -> list[Finding]:
    """Say in one sentence what the actions after the first may bring; apart those whose link is not shown."""
    language, outcome = job.language, job.label(result.outcome)
    drivers = table["driver"].astype(str)
    # A link that turns round needs a sentence of its own.
    apart = [n for n in numbers if drivers[n] in result.opposed and result.shown(drivers[n])]
    shown = [n for n in numbers if result.shown(drivers[n]) and n not in apart]
    unshown = [n for n in numbers if not result.shown(drivers[n])]
    found = [_gain(job, result, table, number) for number in apart]
    if shown:
        text = language.say(
            "What the other actions are expected to bring on “{outcome}”, if their links are causes: {list}.",
            outcome=outcome,
            list=_list(job, table, shown),
        )
        found.append(_together(job, result, table, shown, "actions.others", text, "fact"))
    if unshown:
        text = language.say(
            "These answers do not show the link behind these actions. What they are expected to bring on “{outcome}”, "
            "if there is one and it is a cause: {list}.",
            outcome=outcome,
            list=_list(job, table, unshown),
        )
        found.append(_together(job, result, table, unshown, "actions.unshown", text, "not_shown"))
    return found


def _list(job: Job, table: pd.DataFrame, numbers: list[int]) -> str:
    language = job.language
    rows = {number: _row(table, number) for number in numbers}
    return "; ".join(
        language.say(
            "“{action}” {gain} (margin {margin})",
            action=title_of(job, number),
            gain=language.signed(row["gain"], 1),
            margin=changes(language, row["gain_low"], row["gain_high"]),
        )
        for number, row in rows.items()
    )


def _together(
    job: Job,
    result: Actions,
    table: pd.DataFrame,
    numbers: list[int],
    key: str,
    text: str,
    strength: Strength,
) -> Finding:
    rows = {number: _row(table, number) for number in numbers}
    cut = [title_of(job, number) for number, row in rows.items() if row["cut"] > 0]
    if cut:
        more = job.language.say(
            "The scale has no room for all of the lift of {actions}: what goes beyond it is left out.",
            actions=job.language.listing(job.language.quoted(title) for title in cut),
        )
        text = f"{text} {more}"
    values = {
        f"{name}_{number}": float(row[name])
        for number, row in rows.items()
        for name in ("gain", "gain_low", "gain_high")
    }
    return Finding(key, text, strength, evidence(job, result), numbers=values)


def evidence(job: Job, result: Actions) -> str:
    """Say how a gain was computed."""
    draws = 0 if result.gains is None else result.gains.changes.shape[1]
    return job.language.say(
        "{draws} draws: total effects of redrawn customers, times a lift between the lowest and highest that the "
        "adviser expects.",
        draws=job.language.number(draws),
    )


def _two_views(job: Job, result: Actions) -> list[Finding]:
    """Warn that the gains in attitude and in NPS are not two gains."""
    if NPS not in result.outcomes:
        return []
    text = job.language.say(
        "The points on “{outcome}” and those on the NPS are two views of one change. Do not add them up.",
        outcome=job.label(result.outcome),
    )
    told = job.language.say("Both rest on the same customers, and the same draws.")
    return [Finding("actions.two_views", text, "warning", told)]


def _unknown(job: Job, result: Actions, number: int) -> Finding:
    """Say why an action cannot be estimated."""
    reason, name = result.unknown[number], target_of(job.engagement, number)
    slots = {"action": title_of(job, number), "driver": job.label(name)}
    strength: Strength = "too_few" if reason == "too_few" else "warning"
    text, told = _why(job, reason, name, slots)
    return Finding(f"actions.unknown.{number}", text, strength, told)


def _why(job: Job, reason: Unknown, name: str, slots: dict[str, str]) -> tuple[str, str]:
    language = job.language
    if reason == "flagged":
        text = language.say(
            "What “{action}” may bring cannot be estimated: no conclusion may rest on “{driver}”.", **slots
        )
        return text, flag_evidence(job, [name])
    if reason == "alike":
        flags = [flag for flag in pair_flags(job) if name in flag.pair]
        text = language.say(
            "What “{action}” may bring cannot be estimated, because customers may not tell these themes apart: "
            "{pairs}.",
            pairs=paired(job, (flag.ordered for flag in flags)),
            **slots,
        )
        return text, pair_evidence(job, flags)
    text = language.say(
        "What “{action}” may bring cannot be estimated: too few customers answered about {themes}.",
        themes=listed(job, [name]),
        **slots,
    )
    return text, language.say("Number of customers who answered.")
