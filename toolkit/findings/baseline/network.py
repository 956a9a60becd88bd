"""What may be said of how customers come and pass the word on."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.network import Network
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flagged
from toolkit.findings.ranking import WATCH, of_difference, of_group
from toolkit.findings.wording import numbers_of, of_hundred, points, range_of_hundred, shares
from toolkit.language import Language
from toolkit.measures.estimate import Estimate
from toolkit.measures.thresholds import REFERRALS_UP_TO


def network(job: Job, result: Network | None) -> tuple[Finding, ...]:
    """Say how many came through others and pass the word on, and whether loyalty differs by how they came."""
    if result is None:
        return ()
    found: list[Finding] = []
    if result.arrived:
        found.append(_arrived(job, result.arrived))
    if result.reviewed:
        found.append(_reviewed(job, result.reviewed))
    if result.referrals:
        found.append(_referrals(job, result.referrals))
    for _, row in result.differences.iterrows():
        flagged = row["measure"] in result.unreliable
        found.append(_unreliable(job, row["measure"]) if flagged else _difference(job, row))
    return tuple(found)


def _slots(job: Job, share: Estimate) -> dict[str, str]:
    language = job.language
    return {
        "client": job.engagement.client.name,
        "share": language.percent(share.value),
        "margin": shares(language, share.low, share.high),
        "of_hundred": of_hundred(language, share.value),
        "range": range_of_hundred(language, share.low, share.high),
    }


def _numbers(share: Estimate) -> dict[str, float]:
    return {"share": share.value, "share_low": share.low, "share_high": share.high, "n": share.n}


def _arrived(job: Job, share: Estimate) -> Finding:
    language, slots = job.language, _slots(job, share)
    text = language.say(
        "{share} of customers (margin {margin}) came to {client} through other people.", **slots
    )
    plain = language.say(
        "{of_hundred} of every 100 customers ({range}) came to {client} through other people.", **slots
    )
    evidence = language.say("Question how customers got to know the client; interval by Wilson.")
    return Finding(
        "network.arrived", text, "fact", evidence, plain, "", of_group(share.value), WATCH, _numbers(share)
    )


def _reviewed(job: Job, share: Estimate) -> Finding:
    language = job.language
    text = language.say(
        "{share} of customers (margin {margin}) wrote something online about {client}.", **_slots(job, share)
    )
    evidence = language.say("Question about reviews and messages; interval by Wilson.")
    return Finding("network.reviewed", text, "fact", evidence, numbers=_numbers(share))


def _referrals(job: Job, mean: Estimate) -> Finding:
    language = job.language
    text = language.say(
        "On average a customer really recommended {client} to {mean} people (margin {margin}); who named more than "
        "{most} counts as {most}.",
        client=job.engagement.client.name,
        mean=language.number(mean.value, 1),
        margin=points(language, mean.low, mean.high, 1),
        most=language.number(REFERRALS_UP_TO),
    )
    evidence = language.say("Question about the number of people; Student’s t on numbers up to the limit.")
    return Finding("network.referrals", text, "fact", evidence, numbers=numbers_of(mean))


def _difference(job: Job, row: pd.Series) -> Finding:
    language = job.language
    shown = bool(row["p_holm"] < 1 - job.engagement.analysis.confidence)
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    slots = {
        "theme": job.label(row["measure"]),
        "points": language.number(abs(row["estimate"]), 1),
        "margin": points(language, low, high, 1) if shown else points(language, row["low"], row["high"], 1),
    }
    text, plain = _difference_text(language, slots, shown=shown, higher=bool(row["estimate"] > 0))
    evidence = language.say(
        "Difference of independent groups; p {p} after Holm over the tests of this chapter.",
        p=language.p_equals(row["p_holm"]),
    )
    numbers = {
        name: float(row[old]) for name, old in (("difference", "estimate"), ("low", "low"), ("high", "high"))
    }
    numbers |= {"n_first": float(row["n_first"]), "n_second": float(row["n_second"])}
    size = of_difference(row["estimate"])
    key = f"network.{row['measure']}"
    return Finding(key, text, "shown" if shown else "not_shown", evidence, plain, "", size, WATCH, numbers)


def _difference_text(
    language: Language, slots: dict[str, str], *, shown: bool, higher: bool
) -> tuple[str, str]:
    if not shown:
        text = language.say(
            "That customers who came through other people score differently on “{theme}” from the others is not shown "
            "(margin of the difference {margin}).",
            **slots,
        )
        return text, ""
    if not higher:
        text = language.say(
            "On “{theme}”, customers who came through other people score {points} points (margin {margin}) lower than "
            "the others. That they came so need not be the reason.",
            **slots,
        )
        return text, ""
    text = language.say(
        "On “{theme}”, customers who came through other people score {points} points (margin {margin}) higher than "
        "the others. That they came so need not be the reason.",
        **slots,
    )
    plain = language.say(
        "Customers who came through other people score {points} points out of 100 higher on “{theme}” than the "
        "others ({margin}).",
        **slots,
    )
    return text, plain


def _unreliable(job: Job, name: str) -> Finding:
    text = job.language.say(
        "By how customers came nothing is concluded on “{theme}”: its questions do not belong together well "
        "enough.",
        theme=job.label(name),
    )
    evidence = flagged(job, [name])
    return Finding(f"network.unreliable.{name}", text, "warning", evidence)
