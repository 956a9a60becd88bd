"""What may be said of the values that the organisation says it stands for."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from toolkit.analysis.baseline.alignment import Alignment
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import WATCH, asking, of_difference
from toolkit.findings.wording import changes, points, row_of

# From the middle of the scale on something is called important.
MIDDLE = 50.0


def alignment(job: Job, result: Alignment | None) -> tuple[Finding, ...]:
    """Say where a promise is not felt, whether the order is the customers', and whether a match goes with loyalty."""
    if result is None:
        return ()
    found: list[Finding] = []
    if not result.table.empty:
        found += _gaps(job, result)
        found += _order(job, result)
        found += _match(job, result)
    if result.hidden:
        found.append(_hidden(job, result.hidden))
    return tuple(found)


def value_label(job: Job, key: str) -> str:
    """The name of a stated value as the reader knows it."""
    return job.text(job.engagement.values[key].label) or key


def _gaps(job: Job, result: Alignment) -> list[Finding]:
    alpha = 1 - job.engagement.analysis.confidence
    table = result.table
    beyond = table["p_holm"] < alpha
    short, over = table[beyond & (table["estimate"] < 0)], table[beyond & (table["estimate"] > 0)]
    found = [
        _short(job, str(key), row_of(table, str(key)), first=place == 0)
        for place, key in enumerate(short.index)
    ]
    if len(over):
        found.append(_over(job, over))
    if not len(short):
        text = job.language.say(
            "That customers notice less of a stated value than they find important is not shown for any of them."
        )
        found.append(Finding("alignment.gap", text, "not_shown", _evidence(job)))
    return found


def _evidence(job: Job) -> str:
    return job.language.say(
        "Differences within respondents; p corrected for all tests of this chapter (Holm)."
    )


def _short(job: Job, key: str, row: dict[str, float], *, first: bool) -> Finding:
    language = job.language
    slots = {
        "client": job.engagement.client.name,
        "value": value_label(job, key),
        "importance": language.number(row["importance"]),
        "experience": language.number(row["experience"]),
        "gap": language.number(-row["estimate"]),
        "margin": points(language, -row["high"], -row["low"]),
        "rank": language.number(row["rank"]),
    }
    important = row["importance_high"] >= MIDDLE
    if important:
        text = language.say(
            "Customers find “{value}” important ({importance} out of 100) but notice less of it ({experience}): a "
            "gap of {gap} points (margin {margin}). {client} names it as number {rank} of its values.",
            **slots,
        )
    else:
        text = language.say(
            "Customers give the importance of “{value}” {importance} out of 100 and notice less of it ({experience}): "
            "a gap of {gap} points (margin {margin}). {client} names it as number {rank} of its values.",
            **slots,
        )
    plain, decision = "", ""
    # What hardly matters to customers, or differs by less than makes a difference, asks for no decision.
    if first and important and -row["estimate"] >= job.engagement.analysis.smallest_change:
        plain = language.say(
            "The promise of “{value}” is not felt enough: customers give its importance {importance} points out "
            "of 100, and what they notice of it {experience}.",
            **slots,
        )
        decision = language.say("What must customers notice of “{value}” by the next measurement?", **slots)
    numbers = {name: float(row[name]) for name in ("estimate", "low", "high", "n")}
    size, doable = of_difference(row["estimate"]), asking(decision, WATCH)
    return Finding(
        f"alignment.gap.{key}", text, "shown", _evidence(job), plain, decision, size, doable, numbers
    )


def _over(job: Job, over: pd.DataFrame) -> Finding:
    language = job.language
    text = language.say(
        "Customers notice more than they find important of {values}.",
        values=language.listing(language.quoted(value_label(job, str(key))) for key in over.index),
    )
    numbers = {f"difference_{key}": float(row["estimate"]) for key, row in over.iterrows()}
    return Finding("alignment.over", text, "shown", _evidence(job), numbers=numbers)


def _order(job: Job, result: Alignment) -> list[Finding]:
    order, language = result.order, job.language
    if order is None or math.isnan(order.p):
        return []
    slots = {
        "client": job.engagement.client.name,
        "tau": language.number(order.tau, 2),
        "values": language.number(order.values),
    }
    if not order.p < 1 - job.engagement.analysis.confidence:
        text = language.say(
            "Whether {client} puts its values in the order in which customers find them important is not shown: "
            "with {values} values such an order may be chance (Kendall’s tau {tau}).",
            **slots,
        )
    elif order.tau > 0:
        text = language.say(
            "The order in which {client} puts its {values} values goes with their importance to customers "
            "(Kendall’s tau {tau}).",
            **slots,
        )
    else:
        text = language.say(
            "The order in which {client} puts its {values} values runs against their importance to customers "
            "(Kendall’s tau {tau}): what it puts higher tends to matter less to them.",
            **slots,
        )
    strength: Strength = "shown" if order.p < 1 - job.engagement.analysis.confidence else "not_shown"
    evidence = language.say(
        "Kendall’s tau over the values, with p over all orders; the means count as given."
    )
    return [
        Finding("alignment.order", text, strength, evidence, numbers={"coefficient": order.tau, "p": order.p})
    ]


def _match(job: Job, result: Alignment) -> list[Finding]:
    language, found = job.language, []
    if result.match is not None:
        text = language.say(
            "What a customer notices matches what that customer finds important for {match} out of 100 points "
            "(margin {margin}).",
            match=language.number(result.match.value),
            margin=points(language, result.match.low, result.match.high),
        )
        numbers = {name: getattr(result.match, name) for name in ("value", "low", "high", "n")}
        evidence = language.say("100 less the mean distance between importance and experience, per customer.")
        found.append(Finding("alignment.match", text, "fact", evidence, numbers=numbers))
    link, attitude = result.link, result.attitude
    if link and attitude and attitude not in result.unreliable and not math.isnan(link["p"]):
        found.append(_link(job, link, attitude))
    return found


def _link(job: Job, link: Mapping[str, float], attitude: str) -> Finding:
    language = job.language
    slots = {
        "theme": job.label(attitude),
        "r": language.number(link["estimate"], 2),
        "margin": changes(language, link["low"], link["high"], 2),
    }
    shown = link["p"] < 1 - job.engagement.analysis.confidence
    if not shown:
        text = language.say(
            "That customers with a better match score differently on “{theme}” is not shown (correlation {r}, "
            "margin {margin}).",
            **slots,
        )
    elif link["estimate"] > 0:
        text = language.say(
            "Customers with a better match score higher on “{theme}” (correlation {r}, margin {margin}). That "
            "may be due to how much they notice, and not to the match itself.",
            **slots,
        )
    else:
        text = language.say(
            "Customers with a better match score lower on “{theme}” (correlation {r}, margin {margin}). That may "
            "be due to how important the values are to them, and not to the match itself.",
            **slots,
        )
    evidence = language.say(
        "Correlation with Fisher’s interval; p corrected for all tests of this chapter (Holm)."
    )
    numbers = {
        "coefficient": link["estimate"],
        "coefficient_low": link["low"],
        "coefficient_high": link["high"],
        "n": link["n"],
    }
    return Finding("alignment.link", text, "shown" if shown else "not_shown", evidence, numbers=numbers)


def _hidden(job: Job, keys: tuple[str, ...]) -> Finding:
    text = job.language.say(
        "Not shown, because fewer than {minimum} customers answered: {themes}.",
        minimum=job.language.number(job.engagement.privacy.minimum_cell),
        themes=job.language.listing(value_label(job, key) for key in keys),
    )
    return Finding("alignment.hidden", text, "too_few", job.language.say("Minimum cell of the engagement."))
