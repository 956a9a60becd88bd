"""What may be said of what customers really do, from the order files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.analysis.baseline.behaviour import Behaviour
from toolkit.analysis.baseline.cohorts import Cohorts
from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.job import Job
from toolkit.findings.baseline.attached import attached
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import UNMEASURED, WATCH, asking
from toolkit.findings.wording import of_hundred, range_of_hundred, row_of, shares
from toolkit.language import N_
from toolkit.measures.estimate import Estimate

# A smaller part of the respondents found in the order files is a warning: what is said of them may not hold for all.
MOST_ARE_FOUND = 0.5
# From this part of new customers who do not come back on, the board is asked what to do about it.
WORTH_A_DECISION = 0.3
REASON_LABELS = {
    "no_customer": N_("without a customer"),
    "no_day": N_("without a date"),
    "cancelled": N_("cancelled"),
    "refunded": N_("refunded in full"),
    "other_currency": N_("in another currency"),
}


def behaviour(job: Job, result: Behaviour | None) -> tuple[Finding, ...]:
    """Say how many come back and stay, whether that differs by cohort, and whether attitude goes with it."""
    if result is None:
        return ()
    found = tuple(_all(job, result))
    if chooses_freely(job):
        return found
    # Who has nowhere else to go comes back all the same: that is no news for the first page.
    bound = {"behaviour.repeat", "behaviour.returned"}
    return (
        *(replace(one, plain="", decision="") if one.key in bound else one for one in found),
        _bound(job),
    )


def _all(job: Job, result: Behaviour) -> Iterator[Finding]:
    if result.repeat:
        yield _repeat(job, result, result.repeat)
    if result.cohorts:
        yield from _returned(job, result.cohorts)
        yield from _stayed(job, result.cohorts)
        yield from _cohorts(job, result, result.cohorts)
    for one in result.attached:
        if one.attitude not in result.unreliable:
            yield attached(job, one, result.days)
    yield from _unreliable(job, result)
    yield from _found(job, result)
    if any(result.left_out.values()):
        yield _left_out(job, result)


def _bound(job: Job) -> Finding:
    text = job.language.say(
        "Customers are not wholly free to buy elsewhere: that they come back says little about their loyalty."
    )
    return Finding("behaviour.bound", text, "warning", job.language.say("Context of the engagement."))


def _repeat(job: Job, result: Behaviour, repeat: Estimate) -> Finding:
    language = job.language
    text = language.say(
        "{share} of the {n} customers in the order files bought on more than one day between {start} and {end} "
        "(margin {margin}).",
        share=language.percent(repeat.value),
        n=language.number(result.customers),
        start=language.date(result.start),
        end=language.date(result.end),
        margin=shares(language, repeat.low, repeat.high),
    )
    plain = language.say(
        "Of every 100 customers who bought, {share} ({range}) came back for another purchase.",
        share=of_hundred(language, repeat.value),
        range=range_of_hundred(language, repeat.low, repeat.high),
    )
    evidence = language.say(
        "Order files; what one customer orders on one day is one purchase. Interval by Wilson."
    )
    return Finding(
        "behaviour.repeat",
        text,
        "fact",
        evidence,
        plain,
        "",
        1 - repeat.value,
        WATCH,
        _share_numbers(repeat, result.customers),
    )


def _share_numbers(found: Estimate, n: int) -> dict[str, float]:
    return {"share": found.value, "share_low": found.low, "share_high": found.high, "n": n}


def _estimate(row: dict[str, float], n: int) -> Estimate:
    return Estimate(row["estimate"], row["low"], row["high"], n, "share", "kaplan_meier")


def _returned(job: Job, cohorts: Cohorts) -> Iterator[Finding]:
    told = cohorts.returned.dropna(subset=["estimate", "low", "high"])
    if told.empty:
        return
    language, row = job.language, row_of(told, told.index[-1])
    found = _estimate(row, cohorts.customers)
    slots = {
        "share": language.percent(found.value),
        "days": language.number(row["time"]),
        "margin": shares(language, found.low, found.high),
    }
    text = language.say(
        "{share} of new customers bought again within {days} days of their first purchase (margin {margin}).",
        **slots,
    )
    plain = language.say(
        "Of every 100 new customers, {share} ({range}) buy again within {days} days.",
        share=of_hundred(language, found.value),
        range=range_of_hundred(language, found.low, found.high),
        days=slots["days"],
    )
    decision = ""
    if 1 - found.value >= WORTH_A_DECISION:
        decision = language.say(
            "What do we do for customers after their first purchase, so that more than {share} of them buy again "
            "within {days} days?",
            share=slots["share"],
            days=slots["days"],
        )
    evidence = language.say(
        "Customers by first purchase in the window; who was followed for less long counts for the time seen "
        "(Kaplan–Meier, log-log interval)."
    )
    numbers = {**_share_numbers(found, cohorts.customers), "days": row["time"]}
    yield Finding(
        "behaviour.returned",
        text,
        "fact",
        evidence,
        plain,
        decision,
        1 - found.value,
        asking(decision, WATCH),
        numbers,
    )


def _stayed(job: Job, cohorts: Cohorts) -> Iterator[Finding]:
    every = cohorts.stayed[cohorts.stayed["cohort"] == ""].dropna(subset=["estimate", "low", "high"])
    if every.empty or job.engagement.orders is None:
        return
    language, row = job.language, row_of(every, every.index[-1])
    found = _estimate(row, cohorts.customers)
    text = language.say(
        "{days} days after their first purchase {share} of customers had not lapsed (margin {margin}): they had not "
        "gone {silence} days without a purchase.",
        days=language.number(row["time"]),
        share=language.percent(found.value),
        margin=shares(language, found.low, found.high),
        silence=language.number(job.engagement.orders.inactive_after_days),
    )
    evidence = language.say("Kaplan–Meier with Greenwood’s variance; log-log interval.")
    numbers = {**_share_numbers(found, cohorts.customers), "days": row["time"]}
    yield Finding("behaviour.stayed", text, "fact", evidence, numbers=numbers)


def _cohorts(job: Job, result: Behaviour, cohorts: Cohorts) -> Iterator[Finding]:
    """Say whether customers of one period stay longer; name two only where their own test shows it too."""
    if cohorts.test is None or not result.cohort_p >= 0:
        return
    language, level = job.language, 1 - job.engagement.analysis.confidence
    evidence = language.say(
        "Log-rank test over the periods: p {p} after Holm over the tests of this chapter; pairs after Holm over the "
        "pairs.",
        p=language.p_equals(result.cohort_p),
    )
    # Without the number of customers: with that of all it would tell how many are in a period that is too small.
    numbers = {"p": result.cohort_p}
    if not result.cohort_p < level:
        text = language.say(
            "That new customers of one period stay longer than those of another is not shown."
        )
        yield Finding("behaviour.cohorts", text, "not_shown", evidence, numbers=numbers)
        return
    text = language.say("How long new customers stay differs between the periods in which they first bought.")
    plain = ""
    pair = cohorts.pairs.sort_values("p_holm", kind="stable").iloc[0]
    if pair["p_holm"] < level:
        sooner, later = (pair["first"], pair["second"])[:: 1 if pair["excess"] > 0 else -1]
        plain = language.say(
            "New customers of {sooner} stop buying sooner than those of {later}.",
            sooner=cohort_label(job, sooner),
            later=cohort_label(job, later),
        )
        text = f"{text} {plain}"
    yield Finding("behaviour.cohorts", text, "shown", evidence, plain, "", UNMEASURED, WATCH, numbers)


def cohort_label(job: Job, cohort: str) -> str:
    """Write a cohort as its reader knows it: 2024, the first quarter of it, or a month."""
    if "Q" in cohort:
        year, quarter = cohort.split("Q")
        return job.language.say("Q{quarter} {year}", quarter=quarter, year=year)
    year, _, month = cohort.partition("-")
    if not month:
        return year
    return job.language.say("{month}/{year}", month=str(int(month)), year=year)


def _unreliable(job: Job, result: Behaviour) -> Iterator[Finding]:
    language = job.language
    for attitude in dict.fromkeys(one.attitude for one in result.attached):
        if attitude in result.unreliable:
            text = language.say(
                "Whether “{theme}” goes with what customers really do is not concluded: its questions do not belong "
                "together well enough.",
                theme=job.label(attitude),
            )
            evidence = language.say("Cronbach’s alpha under the red flag.")
            yield Finding(f"behaviour.unreliable.{attitude}", text, "warning", evidence)


def _found(job: Job, result: Behaviour) -> Iterator[Finding]:
    """Say how many respondents were found in the order files."""
    language, evidence = job.language, job.language.say("Key of the respondent and customer of the order.")
    minimum = job.engagement.privacy.minimum_cell
    if not result.asked:
        text = language.say("The answers carry no customer key, so that orders cannot be laid beside them.")
        yield Finding("behaviour.found", text, "warning", evidence)
    elif result.respondents < minimum:
        text = language.say(
            "Fewer than {minimum} respondents were found in the order files by their key, so that orders are not laid "
            "beside answers.",
            minimum=language.number(minimum),
        )
        yield Finding("behaviour.found", text, "warning", evidence)
    elif result.asked - result.respondents == 0 or result.asked - result.respondents >= minimum:
        share = result.respondents / result.asked
        text = language.say(
            "{found} of the {asked} respondents ({share}) were found in the order files by their key; what is said of "
            "attitude and purchases is about them.",
            found=language.number(result.respondents),
            asked=language.number(result.asked),
            share=language.percent(share),
        )
        strength: Strength = "fact" if share >= MOST_ARE_FOUND else "warning"
        numbers = {"n": float(result.respondents), "share": share}
        yield Finding("behaviour.found", text, strength, evidence, numbers=numbers)


def _left_out(job: Job, result: Behaviour) -> Finding:
    language = job.language
    reasons = language.listing(
        language.say("{n} {reason}", n=language.number(number), reason=language.say(REASON_LABELS[reason]))
        for reason, number in result.left_out.items()
        if number
    )
    text = language.say(
        "Of the {rows} orders in the files these do not count: {reasons}.",
        rows=language.number(result.rows),
        reasons=reasons,
    )
    numbers = {"rows": float(result.rows), "left_out": float(sum(result.left_out.values()))}
    return Finding("behaviour.left_out", text, "fact", language.say("Order files."), numbers=numbers)
