"""What may be said of what loyal customers bring, and of ambassadors."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.baseline.dividends import Dividends
from toolkit.analysis.job import Job
from toolkit.findings.baseline.loyalty_groups import WORTH_A_DECISION, WORTH_THE_FIRST_PAGE
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flagged
from toolkit.findings.ranking import UNMEASURED, WATCH, WORK_ON, Unit, asking, of_difference, of_group
from toolkit.findings.wording import changes, listed, numbers_of, of_hundred, range_of_hundred, shares
from toolkit.language import N_
from toolkit.measures.estimate import Estimate
from toolkit.measures.thresholds import REFERRALS_UP_TO

LABELS = {
    "referral": N_("really recommended to somebody"),
    "people": N_("people recommended to, per customer"),
    "price": N_("stays when another is slightly cheaper (0 to 100)"),
    "wallet": N_("euros of every 100 spent here"),
    "voice": N_("gave a tip, compliment or complaint"),
    "review": N_("wrote something online"),
    "friendliness": N_("friendliness of staff, as customers see it (0 to 100)"),
}
SENTENCES = {
    "referral": N_(
        "{loyal} of loyal customers really recommended {client} to somebody, against {others} of the other "
        "customers (difference {difference} percentage points, margin {margin})."
    ),
    "people": N_(
        "Loyal customers really recommended {client} to {loyal} people on average, the other customers to {others} "
        "(difference {difference}, margin {margin}); who named more than {most} counts as {most}."
    ),
    "price": N_(
        "On staying when another provider is slightly cheaper, loyal customers score {loyal} out of 100 and the "
        "other customers {others} (difference {difference}, margin {margin})."
    ),
    "wallet": N_(
        "Of every 100 euros loyal customers spend {loyal} with {client}, the other customers {others} (difference "
        "{difference}, margin {margin})."
    ),
    "voice": N_(
        "{loyal} of loyal customers gave {client} a tip, a compliment or a complaint, against {others} of the "
        "other customers (difference {difference} percentage points, margin {margin})."
    ),
    "review": N_(
        "{loyal} of loyal customers wrote something online about {client}, against {others} of the other customers "
        "(difference {difference} percentage points, margin {margin})."
    ),
    "friendliness": N_(
        "Loyal customers give the friendliness of staff {loyal} points out of 100, the other customers {others} "
        "(difference {difference}, margin {margin})."
    ),
}
PLAIN = {
    "referral": N_(
        "{loyal} of loyal customers really recommended {client} to somebody, of the other customers {others}."
    ),
    "wallet": N_(
        "Of every 100 euros loyal customers spend {loyal} with {client}, the other customers {others}."
    ),
}
# How large a difference in a unit is told by; people recommended to run to no number that is the most there can be.
RULERS: dict[str, Unit] = {"share": "share", "points": "points", "euros": "points"}  # euros of every 100
DECIMALS = {"people": 1, "wallet": 0, "price": 0, "friendliness": 0}


def dividends(job: Job, result: Dividends | None) -> tuple[Finding, ...]:
    """Say who is an ambassador, and what loyal customers bring more or less of than others, only beyond chance."""
    if result is None:
        return ()
    if result.attitude in result.unreliable:
        return (_unreliable(job, (result.attitude,)),)
    found: list[Finding] = []
    if result.ambassadors:
        found.append(_ambassadors(job, result, result.ambassadors))
    if result.silent:
        found.append(_silent(job, result.silent))
    trusted = result.table.drop(index=[name for name in result.unreliable if name in result.table.index])
    alpha = 1 - job.engagement.analysis.confidence
    found += [
        _difference(job, result, str(key), row) for key, row in trusted.iterrows() if row["p_holm"] < alpha
    ]
    undecided = trusted.index[trusted["p_holm"] >= alpha]
    if len(undecided):
        found.append(_undecided(job, [str(key) for key in undecided]))
    if result.unreliable:
        found.append(_unreliable(job, result.unreliable))
    return tuple(found)


def written(job: Job, key: str, value: float, unit: str) -> str:
    """Write the number of a dividend in its unit."""
    return job.language.percent(value) if unit == "share" else job.language.number(value, DECIMALS[key])


def _difference(job: Job, result: Dividends, key: str, row: pd.Series) -> Finding:
    language, unit = job.language, row["unit"]
    times, decimals = (100, 0) if unit == "share" else (1, 1)
    slots = {
        "client": job.engagement.client.name,
        "loyal": written(job, key, row["loyal"], unit),
        "others": written(job, key, row["others"], unit),
        "difference": language.signed(times * row["estimate"], decimals),
        "margin": changes(language, times * row["low"], times * row["high"], decimals),
        "most": language.number(REFERRALS_UP_TO),
    }
    evidence = language.say(
        "Customers who score {cut} or higher on “{attitude}” against the others; p {p} after Holm over the dividends.",
        cut=language.number(result.cut),
        attitude=job.label(result.attitude),
        p=language.p_equals(row["p_holm"]),
    )
    names = ("difference", "low", "high")
    if unit == "share":
        names = ("share_difference", "share_low", "share_high")
    numbers = dict(zip(names, (float(row[name]) for name in ("estimate", "low", "high")), strict=True))
    numbers |= {"n_loyal": float(row["n_loyal"]), "n_others": float(row["n_others"])}
    pattern, plain = SENTENCES[key], PLAIN.get(key, "")
    # What customers spend is no sign of loyalty where they are not free to go elsewhere.
    telling = row["estimate"] > 0 and (key != "wallet" or chooses_freely(job))
    said = language.say(plain, **slots) if plain and telling else ""
    size = of_difference(row["estimate"], RULERS[unit]) if unit in RULERS else UNMEASURED
    return Finding(
        f"dividends.{key}", language.say(pattern, **slots), "shown", evidence, said, "", size, WATCH, numbers
    )


def _undecided(job: Job, keys: list[str]) -> Finding:
    language = job.language
    text = language.say(
        "That loyal customers differ from the others is not shown for: {dividends}.",
        dividends=language.listing(language.quoted(language.say(LABELS[key])) for key in keys),
    )
    return Finding(
        "dividends.undecided", text, "not_shown", language.say("p corrected for all dividends (Holm).")
    )


def _ambassadors(job: Job, result: Dividends, share: Estimate) -> Finding:
    language = job.language
    slots = {
        **_shares(job, share),
        "cut": language.number(result.cut),
        "attitude": job.label(result.attitude),
        "client": job.engagement.client.name,
    }
    text = language.say(
        "{share} of customers (margin {margin}) are ambassadors: they score {cut} or higher on “{attitude}” and "
        "really recommended {client} to at least one person.",
        **slots,
    )
    plain = language.say(
        "{of_hundred} of every 100 customers ({range}) are ambassadors: loyal in what they feel, and they really "
        "recommended {client} to somebody.",
        **slots,
    )
    evidence = language.say("Customers with a score for attitude and a number of people; interval by Wilson.")
    return Finding(
        "dividends.ambassadors",
        text,
        "fact",
        evidence,
        plain,
        "",
        of_group(share.value),
        WATCH,
        _numbers(share),
    )


def _silent(job: Job, share: Estimate) -> Finding:
    language = job.language
    slots = {**_shares(job, share), "client": job.engagement.client.name}
    text = language.say(
        "Of those who give a 9 or 10 for recommending, {share} (margin {margin}) really recommended {client} to "
        "nobody.",
        **slots,
    )
    plain, decision = "", ""
    if share.value >= WORTH_THE_FIRST_PAGE:
        plain = language.say(
            "Of every 100 customers who say they would recommend {client} (a 9 or 10), {of_hundred} ({range}) really "
            "recommended it to nobody.",
            **slots,
        )
    if share.value >= WORTH_A_DECISION:
        decision = language.say(
            "How do we make it easy for enthusiastic customers to recommend the organisation?"
        )
    evidence = language.say("Recommendation question beside the number of people; interval by Wilson.")
    return Finding(
        "dividends.silent",
        text,
        "fact",
        evidence,
        plain,
        decision,
        share.value,
        asking(decision, WORK_ON),
        _numbers(share),
    )


def _shares(job: Job, share: Estimate) -> dict[str, str]:
    language = job.language
    return {
        "share": language.percent(share.value),
        "margin": shares(language, share.low, share.high),
        "of_hundred": of_hundred(language, share.value),
        "range": range_of_hundred(language, share.low, share.high),
    }


def _numbers(share: Estimate) -> dict[str, float]:
    found = numbers_of(share)
    return {"share": found["value"], "share_low": found["low"], "share_high": found["high"], "n": found["n"]}


def _unreliable(job: Job, names: tuple[str, ...]) -> Finding:
    text = job.language.say(
        "No conclusion about what loyal customers bring rests on {themes}: the questions do not belong together "
        "well enough.",
        themes=listed(job, names),
    )
    evidence = flagged(job, names)
    return Finding("dividends.unreliable", text, "warning", evidence)
