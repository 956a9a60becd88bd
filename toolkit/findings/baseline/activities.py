"""What may be said of the activities that are meant to bind customers: a judgement by rules, and said to be one."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.analysis.baseline.activities import Activities
from toolkit.analysis.baseline.bonds import VERDICTS, Rule, Verdict
from toolkit.analysis.job import Job
from toolkit.engagement.setting import Activity
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import ASSUMED, WATCH, asking

# What falls short weighs more than what holds customers in another way.
STRENGTH: dict[Verdict, Strength] = {
    "fades": "warning",
    "no_bond": "warning",
    "holds": "fact",
    "unknown": "warning",
}


def activities(job: Job, result: Activities | None) -> tuple[Finding, ...]:
    """Say how many activities bind customers, and what would mend each that does not."""
    if result is None:
        return ()
    judged = result.by_rule()
    bonds = [one for rule, named in judged if rule.verdict == "bond" for one in named]
    falling_short = [_rule(job, rule, named) for rule, named in judged if rule.verdict != "bond"]
    return (_counts(job, result), *([_bonds(job, bonds)] if bonds else []), *falling_short)


def _counts(job: Job, result: Activities) -> Finding:
    language, every = job.language, len(result.judged)
    counts = {verdict: result.count(verdict) for verdict in VERDICTS}
    text = language.say(
        "Activities that are meant to bind customers: {all}. Verdict by the rules of this checklist: bond {bond}, "
        "fades without follow-up {fades}, no bond {no_bond}, holds customers (retention) {holds}, not known {unknown}.",
        all=language.number(every),
        **{verdict: language.number(count) for verdict, count in counts.items()},
    )
    plain = ""
    if every > 1:
        plain = language.plural(
            "Of the {all} activities with which {client} means to bind customers, {count} is a bond by the rules of "
            "this report.",
            "Of the {all} activities with which {client} means to bind customers, {count} are a bond by the rules of "
            "this report.",
            counts["bond"],
            all=language.number(every),
            client=job.engagement.client.name,
        )
    decision = ""
    if counts["fades"] or counts["no_bond"]:
        decision = language.say(
            "Which activities that do not bind customers do we mend, and which do we stop?"
        )
    numbers = {"activities": float(every)} | {verdict: float(count) for verdict, count in counts.items()}
    # Judged by rules on what the client says that it does; nobody asked customers.
    size = ASSUMED * (1 - counts["bond"] / every)
    return Finding(
        "activities.count",
        text,
        "fact",
        _evidence(job),
        plain,
        decision,
        size,
        asking(decision, WATCH),
        numbers,
    )


def _bonds(job: Job, named: Sequence[Activity]) -> Finding:
    text = job.language.say(
        "A bond by the rules of this checklist: {activities}. Keep these up, and keep following up what comes back.",
        activities=_listed(job, named),
    )
    return Finding("activities.bonds", text, "fact", _evidence(job))


def _listed(job: Job, named: Sequence[Activity]) -> str:
    language = job.language
    return language.listing(language.quoted(job.text(one.label)) for one in named)


def _rule(job: Job, rule: Rule, named: Sequence[Activity]) -> Finding:
    language = job.language
    text = language.say(
        "{reason} That goes for {activities}. {mend}",
        reason=language.say(rule.reason),
        activities=_listed(job, named),
        mend=language.say(rule.mend),
    )
    return Finding(f"activities.{rule.name}", text, STRENGTH[rule.verdict], _evidence(job))


def _evidence(job: Job) -> str:
    return job.language.say("Checklist of activities: a judgement by rules, not a measurement.")
