"""What may be said of drivers that weigh otherwise than before."""

from __future__ import annotations

from dataclasses import replace

from toolkit.analysis.followup.driver_shift import NOT_COMPARED, ONE_DRIVER, UNLINKED, OutcomeShift
from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import NOTHING, UNMEASURED, WATCH, asking, of_difference
from toolkit.findings.wording import changes, listed, row_of, shares
from toolkit.followup.shift.driver_shift import DriverShift

# Links are told per so many points of a driver: one point is too little to picture.
PER_POINTS = 10


def driver_shift(job: Job, results: tuple[OutcomeShift, ...] | None) -> tuple[Finding, ...]:
    """Say per outcome which drivers weigh more or less than before, or that this is not shown."""
    return tuple(finding for result in results or () for finding in _outcome(job, result))


def bases(job: Job, shift: DriverShift) -> dict[str, str]:
    """Give the numbers of customers before and after as they may be told."""
    last = replace(job, surveys=(job.surveys[-1],), series=())
    return {
        "n_before": job.language.number(count_told(job, shift.n_before)),
        "n_after": job.language.number(count_told(last, shift.n_after)),
    }


def _outcome(job: Job, result: OutcomeShift) -> tuple[Finding, ...]:
    shift = result.shift
    if shift is None:
        return (_refused(job, result),)
    if not result.tests:
        return (_no_claim(job, result),)
    moved, linked = result.moved("share"), result.moved("link")
    found = [_share(job, result, shift, name) for name in moved]
    found += [_link(job, result, shift, name) for name in linked]
    found += [_turned(job, result, shift, *pair) for pair in result.turned]
    if not moved and result.shifted("share") and not result.no_claim:
        found.append(_somewhere(job, result, shift))
    if not found:
        found.append(_not_shown(job, result, shift))
    found.append(_explained(job, result, shift, moved=bool(moved)))
    if result.left_out:
        found.append(_left_out(job, result))
    return tuple(found)


def _share(job: Job, result: OutcomeShift, shift: DriverShift, name: str) -> Finding:
    language, row = job.language, row_of(shift.table, name)
    slots = {
        "driver": job.label(name),
        "outcome": job.label(result.outcome),
        "before": language.percent(row["share_before"]),
        "after": language.percent(row["share_after"]),
        "difference": language.signed(100 * row["share_difference"], 0),
        "margin": changes(language, 100 * row["share_low"], 100 * row["share_high"], 0),
    }
    if row["share_difference"] > 0:
        text = language.say(
            "“{driver}” carries more weight for “{outcome}” than before: {after} of what all drivers explain, and "
            "{before} before ({difference} percentage points, margin {margin}).",
            **slots,
        )
        plain = language.say(
            "“{driver}” carries more weight for “{outcome}” than before: {before} of what the drivers tell, now "
            "{after}.",
            **slots,
        )
    else:
        text = language.say(
            "“{driver}” carries less weight for “{outcome}” than before: {after} of what all drivers explain, and "
            "{before} before ({difference} percentage points, margin {margin}).",
            **slots,
        )
        plain = language.say(
            "“{driver}” carries less weight for “{outcome}” than before: {before} of what the drivers tell, now "
            "{after}.",
            **slots,
        )
    decision = language.say(
        "“{driver}” does not weigh the same as when the plan was made. Does the order of the actions change?",
        **slots,
    )
    if min(row["link_before"], row["link_after"]) < 0:
        sign = language.say(
            "A share hides the direction: with the other drivers equal the link is below 0 in one of the waves, so "
            "that the share is no reason to act."
        )
        text, plain, decision = f"{text} {sign}", "", ""
    numbers = {
        **{part: float(row[f"share_{part}"]) for part in ("before", "after", "difference", "low", "high")},
        "p": float(row["share_p_holm"]),
    }
    key = f"driver_shift.{result.outcome}.{name}"
    evidence = _evidence(job, result, shift, float(row["share_p_holm"]), shift.p_any)
    size, doable = of_difference(row["share_difference"], "share"), asking(decision, WATCH)
    return Finding(key, text, "shown", evidence, plain, decision, size, doable, numbers)


def _link(job: Job, result: OutcomeShift, shift: DriverShift, name: str) -> Finding:
    language, row = job.language, row_of(shift.table, name)
    text = language.say(
        "With the other drivers equal, {points} points more on “{driver}” go with {after} points on “{outcome}” "
        "now, and went with {before} points before: a difference of {difference} (margin {margin}).",
        points=language.number(PER_POINTS),
        driver=job.label(name),
        outcome=job.label(result.outcome),
        after=language.signed(PER_POINTS * row["link_after"], 1),
        before=language.signed(PER_POINTS * row["link_before"], 1),
        difference=language.signed(PER_POINTS * row["link_difference"], 1),
        margin=changes(language, PER_POINTS * row["link_low"], PER_POINTS * row["link_high"]),
    )
    evidence = _evidence(job, result, shift, float(row["link_p_holm"]), shift.p_any_link)
    numbers = {"p": float(row["link_p_holm"])}
    return Finding(
        f"driver_shift.{result.outcome}.link.{name}", text, "shown", evidence, size=0.4, numbers=numbers
    )


def _turned(job: Job, result: OutcomeShift, shift: DriverShift, ahead: str, behind: str) -> Finding:
    language = job.language
    text = language.say(
        "The order of two drivers of “{outcome}” turned round: “{first}” carried more weight than “{second}” "
        "before, and “{second}” carries more than “{first}” now.",
        outcome=job.label(result.outcome),
        first=job.label(ahead),
        second=job.label(behind),
    )
    evidence = language.say(
        "Both leads are shown (bootstrap of people, corrected for all pairs). Customers: {n_before} before, "
        "{n_after} after.",
        **bases(job, shift),
    )
    return Finding(
        f"driver_shift.{result.outcome}.turned.{ahead}.{behind}", text, "shown", evidence, size=0.5
    )


def _somewhere(job: Job, result: OutcomeShift, shift: DriverShift) -> Finding:
    text = job.language.say(
        "Something shifted among the drivers of “{outcome}”, but these answers do not show of which driver the weight "
        "changed.",
        outcome=job.label(result.outcome),
    )
    evidence = _evidence(job, result, shift, float(shift.table["share_p_holm"].min()), shift.p_any)
    numbers = {"p": shift.p_any}
    return Finding(
        f"driver_shift.{result.outcome}.somewhere", text, "shown", evidence, size=0.3, numbers=numbers
    )


def _not_shown(job: Job, result: OutcomeShift, shift: DriverShift) -> Finding:
    language, outcome = job.language, job.label(result.outcome)
    text = language.say(
        "These answers do not show that drivers of “{outcome}” weigh otherwise than before. That is no proof that "
        "nothing shifted.",
        outcome=outcome,
    )
    plain = language.say(
        "The drivers of “{outcome}” are not shown to weigh otherwise than before.", outcome=outcome
    )
    smallest = float(shift.table["share_p_holm"].min())
    evidence = _evidence(job, result, shift, smallest, shift.p_any)
    numbers = {"p": smallest}
    return Finding(
        f"driver_shift.{result.outcome}.not_shown",
        text,
        "not_shown",
        evidence,
        plain,
        "",
        UNMEASURED,
        NOTHING,
        numbers,
    )


def _evidence(job: Job, result: OutcomeShift, shift: DriverShift, p: float, overall: float) -> str:
    language = job.language
    return language.say(
        "Bootstrap of people, {resamples} resamples, who answered twice drawn with both answers: p {p} after Holm "
        "over {tests} drivers; that anything shifted: p {overall}. Customers: {n_before} before, {n_after} after.",
        resamples=language.number(shift.resamples),
        p=language.p_equals(p),
        tests=language.number(result.tests),
        overall=language.p_equals(overall),
        **bases(job, shift),
    )


def _explained(job: Job, result: OutcomeShift, shift: DriverShift, *, moved: bool) -> Finding:
    language, table = job.language, shift.explained
    rows = {str(name): row_of(table, str(name)) for name in table.index}
    slots = {
        "outcome": job.label(result.outcome),
        "before": language.percent(rows["before"]["estimate"]),
        "before_margin": shares(language, rows["before"]["low"], rows["before"]["high"]),
        "after": language.percent(rows["after"]["estimate"]),
        "after_margin": shares(language, rows["after"]["low"], rows["after"]["high"]),
    }
    numbers = {f"r_squared_{name}": rows[name]["estimate"] for name in ("before", "after")}
    evidence = language.say("Explained variance over what is held equal, adjusted for the number of drivers.")
    key = f"driver_shift.{result.outcome}.explained"
    if rows["difference"]["low"] <= 0 <= rows["difference"]["high"]:
        text = language.say(
            "Together the drivers explained {before} of the differences between customers in “{outcome}” (margin "
            "{before_margin}), and {after} now (margin {after_margin}). Shares are parts of these.",
            **slots,
        )
        return Finding(key, text, "fact", evidence, size=0.2, numbers=numbers)
    text = language.say(
        "Together the drivers explained {before} of the differences between customers in “{outcome}” (margin "
        "{before_margin}), and {after} now (margin {after_margin}). That is not the same whole: a driver with a "
        "larger share of less may be linked less strongly. Read the links beside the shares.",
        **slots,
    )
    return Finding(key, text, "warning" if moved else "fact", evidence, size=0.2, numbers=numbers)


def _no_claim(job: Job, result: OutcomeShift) -> Finding:
    text = job.language.say(
        "Whether drivers of “{outcome}” weigh otherwise than before is not told: the questions do not measure "
        "“{outcome}” or the drivers well enough, or apart from each other.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("Red flags of the scales, in both waves.")
    return Finding(f"driver_shift.{result.outcome}.no_claim", text, "warning", evidence)


def _left_out(job: Job, result: OutcomeShift) -> Finding:
    text = job.language.say(
        "Not among the drivers of “{outcome}” that are compared, as the waves did not both ask it alike: "
        "{drivers}. The shares of the others are without it, in both waves.",
        outcome=job.label(result.outcome),
        drivers=listed(job, result.left_out),
    )
    evidence = job.language.say("Questions that both waves have in common.")
    return Finding(f"driver_shift.{result.outcome}.left_out", text, "fact", evidence, size=0.2)


def _refused(job: Job, result: OutcomeShift) -> Finding:
    language, outcome = job.language, job.label(result.outcome)
    key = f"driver_shift.{result.outcome}.refused"
    if result.refusal == NOT_COMPARED:
        text = language.say(
            "What drives “{outcome}” is not compared: the waves did not both measure it alike.",
            outcome=outcome,
        )
        return Finding(key, text, "too_few", language.say("Questions that both waves have in common."))
    if result.refusal == ONE_DRIVER:
        text = language.say(
            "What drives “{outcome}” is not compared: fewer than two drivers were asked alike in both waves.",
            outcome=outcome,
        )
        return Finding(key, text, "too_few", language.say("Questions that both waves have in common."))
    if result.refusal == UNLINKED:
        text = language.say(
            "What drives “{outcome}” is not compared: in one of the waves the drivers are not shown to be linked "
            "to it at all, so that there is nothing to divide.",
            outcome=outcome,
        )
        return Finding(key, text, "not_shown", language.say("F test of all drivers together, in each wave."))
    text = language.say(
        "What drives “{outcome}” is not compared: the answers do not allow it.", outcome=outcome
    )
    evidence = language.say("Check before the computation: {reason}", reason=why(job, result.refusal))
    return Finding(key, text, "too_few", evidence)
