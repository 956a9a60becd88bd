"""What may be said of attitude against what the same customers did later: what goes together, never a cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from toolkit.analysis.followup.later import AGAIN, AMOUNT
from toolkit.analysis.followup.results import Lift, Results
from toolkit.analysis.job import Job
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.flags import evidence
from toolkit.findings.followup.results_spent import base, bases, spent, turned
from toolkit.findings.ranking import WATCH, asking, of_difference
from toolkit.findings.wording import changes, customers, same_customers, shares


def results(job: Job, result: Results | None) -> tuple[Finding, ...]:
    """Say what customers high and low in attitude did later, how well attitude told it, and what that rests on."""
    if result is None:
        return ()
    first = replace(job, surveys=(job.surveys[0],), series=())
    found = [_lift(job, result, one) for one in result.lifts]
    if result.unreliable:
        found.append(_weak(job, result))
    if result.hidden:
        found.append(_few(job, result))
    if result.calibration is not None and not result.unreliable:
        found.append(_ranked(job, result))
        if result.calibration.slope is not None and result.calibration.p < result.level:
            found.append(_calibrated(job, result))
    if not result.lifts and result.calibration is None:
        return tuple(found) or (_few(job, result),)
    if result.refusal:
        found.append(_not_predicted(job, result))
    found.append(_cause(job, first, result))
    if not result.free:
        found.append(_bound(job))
    return tuple(found)


def period(job: Job, result: Results) -> dict[str, str]:
    """Give the first and the last day of what counts as later, for orders."""
    days = {"start": result.start, "until": result.until}
    return {name: "" if day is None else job.language.date(day) for name, day in days.items()}


def _lift(job: Job, result: Results, lift: Lift) -> Finding:
    if lift.p < result.level and lift.difference.value < 0:
        return turned(job, result, lift)
    if lift.measure != AGAIN:
        return spent(job, result, lift)
    write = _by_attitude if lift.by == "attitude" else _by_mark
    slots = _slots(job, result, lift)
    shown = lift.p < result.level and lift.difference.value > 0
    text, plain = write(job, result, slots, shown=shown)
    numbers = {
        "difference": lift.difference.value,
        "low": lift.difference.low,
        "high": lift.difference.high,
        "p": lift.p,
    }
    if lift.ratio is not None:
        numbers["ratio"] = lift.ratio.value
    decision = ""
    if shown and lift.by == "attitude":
        decision = job.language.say(
            "Who speaks with customers who score low on “{attitude}”, before they stay away?", **slots
        )
    key = f"results.{lift.by}.again"
    told = _evidence(job, lift)
    if result.unreliable and lift.by == "attitude":
        return Finding(key, text, "fact", told, size=0.3, numbers=numbers)
    strength: Strength = "shown" if shown else "not_shown"
    size, doable = of_difference(lift.difference.value, "share"), asking(decision, WATCH)
    return Finding(key, text, strength, told, plain if shown else "", decision, size, doable, numbers)


def _slots(job: Job, result: Results, lift: Lift) -> dict[str, str]:
    language, table = job.language, lift.table
    low, high = table.iloc[0], table.iloc[-1]
    return {
        "attitude": job.label(result.attitude),
        "wave": job.wave_label(job.surveys[0]),
        "last": job.wave_label(job.surveys[-1]),
        "high": language.percent(high["estimate"]),
        "high_margin": shares(language, high["low"], high["high"]),
        "low": language.percent(low["estimate"]),
        "low_margin": shares(language, low["low"], low["high"]),
        **period(job, result),
    }


def _by_attitude(job: Job, result: Results, slots: dict[str, str], *, shown: bool) -> tuple[str, str]:
    say: Callable[..., str] = job.language.say
    if not shown:
        return say(
            "That customers higher on “{attitude}” bought again more often is not shown: {high} of the third that "
            "scored highest (margin {high_margin}), {low} of the third that scored lowest (margin {low_margin}).",
            **slots,
        ), ""
    if result.source == "survey":
        text = say(
            "Of the third of the customers that scored highest on “{attitude}” in “{wave}”, {high} say in “{last}” "
            "that they bought again (margin {high_margin}); of the third that scored lowest {low} do (margin "
            "{low_margin}).",
            **slots,
        )
        return text, say(
            "Of the customers highest on “{attitude}” {high} say a wave later that they bought again, of the "
            "lowest {low}.",
            **slots,
        )
    text = say(
        "Of the third of the customers that scored highest on “{attitude}” in “{wave}”, {high} bought again from "
        "{start} to {until} (margin {high_margin}); of the third that scored lowest {low} did (margin "
        "{low_margin}).",
        **slots,
    )
    return text, say(
        "Of the customers with the highest score on “{attitude}” {high} bought again in the time after (margin "
        "{high_margin}), of those with the lowest {low} (margin {low_margin}).",
        **slots,
    )


def _by_mark(job: Job, result: Results, slots: dict[str, str], *, shown: bool) -> tuple[str, str]:
    say: Callable[..., str] = job.language.say
    if not shown:
        return say(
            "That promoters bought again more often than detractors is not shown: {high} of the promoters (margin "
            "{high_margin}), {low} of the detractors (margin {low_margin}).",
            **slots,
        ), ""
    if result.source == "survey":
        return say(
            "Of the promoters in “{wave}” {high} say in “{last}” that they bought again (margin {high_margin}), of "
            "the detractors {low} (margin {low_margin}).",
            **slots,
        ), ""
    return say(
        "Of the promoters in “{wave}” {high} bought again from {start} to {until} (margin {high_margin}), of the "
        "detractors {low} (margin {low_margin}).",
        **slots,
    ), ""


def _evidence(job: Job, lift: Lift) -> str:
    language, found = job.language, lift.difference
    slots = {
        "difference": language.signed(100 * found.value),
        "margin": changes(language, 100 * found.low, 100 * found.high, 0),
        "p": language.p_equals(lift.p),
        **bases(job, lift),
    }
    if lift.ratio is None:
        return language.say(
            "Difference {difference} percentage points (margin {margin}, Newcombe), p {p} after Holm over this "
            "chapter. Customers: {n_high} and {n_low}.",
            **slots,
        )
    return language.say(
        "Difference {difference} percentage points (margin {margin}, Newcombe); {ratio} times as many (margin "
        "{ratio_margin}, Katz); p {p} after Holm over this chapter. Customers: {n_high} and {n_low}.",
        ratio=language.number(lift.ratio.value, 1),
        ratio_margin=language.interval(
            language.number(lift.ratio.low, 1), language.number(lift.ratio.high, 1)
        ),
        **slots,
    )


def _ranked(job: Job, result: Results) -> Finding:
    language, found = job.language, result.calibration
    if found is None:
        raise ValueError("nothing was predicted")
    text = language.say(
        "Of two customers of whom one bought again and the other did not, “{attitude}” in “{wave}” points at the "
        "right one in {auc} of the cases (margin {margin}); guessing does so in half of them.",
        attitude=job.label(result.attitude),
        wave=job.wave_label(job.surveys[0]),
        auc=language.percent(found.auc.value),
        margin=shares(language, found.auc.low, found.auc.high),
    )
    evidence = language.say("Area under the curve, DeLong’s interval. Customers: {n}.", n=base(job, found.n))
    numbers = {"auc": found.auc.value, "low": found.auc.low, "high": found.auc.high}
    return Finding("results.ranked", text, "fact", evidence, size=0.4, numbers=numbers)


def _calibrated(job: Job, result: Results) -> Finding:
    language, found = job.language, result.calibration
    if found is None or found.slope is None:
        raise ValueError("nothing was predicted")
    slots = {
        "attitude": job.label(result.attitude),
        "slope": language.number(found.slope.value, 2),
        "margin": language.interval(
            language.number(found.slope.low, 2), language.number(found.slope.high, 2)
        ),
    }
    if found.slope.low <= 1 <= found.slope.high:
        text = language.say(
            "The chances to buy again that follow from “{attitude}” are not shown to be too far apart or too close "
            "together: slope {slope} (margin {margin}), where 1 is right.",
            **slots,
        )
    else:
        text = language.say(
            "The chances to buy again that follow from “{attitude}” are off: slope {slope} (margin {margin}), "
            "where 1 is right. Do not use them as they are.",
            **slots,
        )
    evidence = language.say(
        "Logistic regression, each customer predicted from the others (in {folds} parts); Brier score {brier}, and "
        "{base} where everybody is given the same chance. Tested on these customers only.",
        folds=language.number(found.folds),
        brier=language.number(found.brier, 3),
        base=language.number(found.brier_base, 3),
    )
    numbers = {"slope": found.slope.value, "brier": found.brier}
    return Finding("results.calibrated", text, "fact", evidence, size=0.2, numbers=numbers)


def _not_predicted(job: Job, result: Results) -> Finding:
    text = job.language.say(
        "How well “{attitude}” tells beforehand who buys again is not computed: the answers do not allow it.",
        attitude=job.label(result.attitude),
    )
    evidence = job.language.say("Check before the computation: {reason}", reason=why(job, result.refusal))
    return Finding("results.not_predicted", text, "too_few", evidence)


def _cause(job: Job, first: Job, result: Results) -> Finding:
    language = job.language
    told = (
        same_customers(job, result.counted) if result.source == "survey" else customers(first, result.counted)
    )
    slots = {"n": told}
    if result.source == "survey":
        text = language.say(
            "This is what customers say themselves, and only those who answered again: {n}. Who left answered less "
            "often, so that the difference may be larger or smaller in truth.",
            **slots,
        )
        evidence = language.say("Answers of the later wave, tied to the earlier one by the customer’s key.")
        return Finding("results.self_reported", text, "warning", evidence, size=0.3)
    text = language.say(
        "Followed are the {n} respondents who had bought before; who ordered nothing in that time counts as not "
        "having bought again. Attitude came first, but that does not make it the cause: who buys more may have "
        "other reasons to.",
        **slots,
    )
    evidence = language.say(
        "Orders from {start} to {until}, the same days for everybody, tied to the answers by the customer’s key.",
        **period(job, result),
    )
    return Finding("results.cause", text, "warning", evidence, size=0.3)


def _bound(job: Job) -> Finding:
    text = job.language.say(
        "These customers are not free to go. Who stayed may have had no choice, and who did not order may still be "
        "a customer: read this as buying, not as loyalty."
    )
    return Finding(
        "results.bound",
        text,
        "warning",
        job.language.say("What the engagement says of its customers (context)."),
        size=0.4,
    )


def _weak(job: Job, result: Results) -> Finding:
    text = job.language.say(
        "Nothing is claimed about “{attitude}” and later behaviour: its questions do not belong together well "
        "enough.",
        attitude=job.label(result.attitude),
    )
    first = replace(job, surveys=(job.surveys[0],), series=())
    return Finding("results.unreliable", text, "warning", evidence(first, (result.attitude,)))


def _few(job: Job, result: Results) -> Finding:
    language = job.language
    if AMOUNT in result.hidden and AGAIN not in result.hidden:
        text = language.say(
            "What customers spent later is not shown by attitude: too few of them spent anything, or one of them "
            "makes up most of it."
        )
    else:
        text = language.say(
            "Later behaviour is not shown by attitude: too few customers in one of the groups came back, stayed "
            "away, or could be followed."
        )
    minimum = language.number(job.engagement.privacy.minimum_cell)
    evidence = language.say("Groups of at least {minimum} customers are shown.", minimum=minimum)
    return Finding("results.too_few", text, "too_few", evidence)
