"""What may be said of missing answers: whether who comes first hangs on how they are treated."""

from __future__ import annotations

from toolkit.analysis.drivers.missing import Missing, OutcomeMissing
from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told
from toolkit.drivers.thresholds import IMPUTATIONS, LISTWISE_LOSS
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import UNMEASURED, WATCH
from toolkit.findings.wording import customers, listed

# So many drivers per treatment are named in a sentence; the table marks more. Our choice.
MOST_NAMED = 3


def missing(job: Job, result: Missing | None) -> tuple[Finding, ...]:
    """Say to how many a theme does not apply, and per outcome what the treatment of missing answers changes."""
    if result is None:
        return ()
    found = [] if not _many_do_not_apply(job, result) else [_not_applicable(job, result)]
    return (*found, *(one for outcome in result.outcomes for one in outcome_missing(job, outcome)))


def outcome_missing(job: Job, result: OutcomeMissing) -> tuple[Finding, ...]:
    """Say it for one outcome; nothing where few would be left out."""
    if not result.treatments.compared:
        return ()
    told = {"same": _same, "overlap": _overlap, "other": _other, "unsaid": _unsaid}[result.verdict]
    return (told(job, result), *_refused(job, result))


def _many_do_not_apply(job: Job, result: Missing) -> bool:
    """Whether they are many enough to matter, and none of both groups so small that it is not told."""
    minimum, out = job.engagement.privacy.minimum_cell, result.not_applicable
    return out > LISTWISE_LOSS * result.n and minimum <= out <= result.n - minimum


def _not_applicable(job: Job, result: Missing) -> Finding:
    language, minimum = job.language, job.engagement.privacy.minimum_cell
    themes = [str(name) for name, count in result.themes.items() if count >= minimum]
    slots = {"out": language.number(result.not_applicable), "n": language.number(result.n)}
    text = language.say(
        "To {out} of the {n} customers not all themes apply. That is no missing answer: they are in no analysis of all "
        "themes together, which speaks of the customers to whom all of them apply.",
        **slots,
    )
    if themes:
        text += " " + language.say("What does not apply: {themes}.", themes=listed(job, themes))
    evidence = language.say(
        "“Not applicable” as the reason of a missing answer, in more than half of the questions of a theme."
    )
    numbers = {"left_out": float(result.not_applicable), "n": float(result.n)}
    return Finding("missing.not_applicable", text, "fact", evidence, numbers=numbers)


def _lost(job: Job, result: OutcomeMissing) -> tuple[str, dict[str, float]]:
    """Say how many are left out; few of them are not counted out loud."""
    language, found = job.language, result.treatments
    outcome = job.label(result.outcome)
    if min(found.lost, found.complete) < job.engagement.privacy.minimum_cell:
        return language.say(
            "More than {line} of the customers are left out of the analysis of “{outcome}”, because an answer is "
            "missing.",
            line=language.percent(LISTWISE_LOSS),
            outcome=outcome,
        ), {}
    text = language.say(
        "{lost} of the {n} customers ({part}) are left out of the analysis of “{outcome}”, because an answer is "
        "missing.",
        lost=language.number(found.lost),
        n=customers(job, found.n),
        part=language.percent(found.lost / found.n),
        outcome=outcome,
    )
    return text, {"left_out": float(found.lost), "n": float(count_told(job, found.n))}


def _unsaid(job: Job, result: OutcomeMissing) -> Finding:
    text, numbers = _lost(job, result)
    evidence = job.language.say("Customers with a score for the outcome, all drivers and what is held equal.")
    return Finding(f"missing.{result.outcome}.lost", text, "fact", evidence, numbers=numbers)


def _same(job: Job, result: OutcomeMissing) -> Finding:
    """Name the one in front where every chapter does; else say only that nothing changes."""
    language, leaders = job.language, result.main.leaders
    slots = {"outcome": job.label(result.outcome)}
    lost, numbers = _lost(job, result)
    key, evidence = f"missing.{result.outcome}.same", _evidence(job)
    if len(leaders) == 1:
        text = language.say(
            "However the missing answers are treated, “{driver}” is in front for “{outcome}”: with incomplete "
            "customers left out, by pairs of answers, and with the missing answers filled in, its lead over each other "
            "driver is larger than chance allows.",
            driver=job.label(leaders[0]),
            **slots,
        )
        return Finding(key, f"{text} {lost}", "shown", evidence, numbers=numbers)
    text = language.say(
        "Who may come first for “{outcome}” is the same however the missing answers are treated.", **slots
    )
    return Finding(key, f"{text} {lost}", "fact", evidence, numbers=numbers)


def _overlap(job: Job, result: OutcomeMissing) -> Finding:
    language, slots = job.language, _slots(job, result)
    text = language.say(
        "However the missing answers are treated, {common} may come first for “{outcome}”; whether others may as well "
        "depends on it.",
        common=listed(job, result.common),
        **slots,
    )
    if max(len(front) for front in result.fronts.values()) <= MOST_NAMED:
        text += " " + language.say(
            "With incomplete customers left out the first is {listwise}, by pairs of answers {pairwise}, and with the "
            "missing answers filled in {imputed}.",
            **slots,
        )
    # Where the report names several anyway, the first page says so already.
    plain = _depends(job, result) if len(result.main.leaders) == 1 else ""
    return _warning(job, result, text, plain)


def _other(job: Job, result: OutcomeMissing) -> Finding:
    text = job.language.say(
        "Who comes first for “{outcome}” depends on how missing answers are treated: with incomplete customers "
        "left out the first is {listwise}, by pairs of answers {pairwise}, and with the missing answers filled in "
        "{imputed}.",
        **_slots(job, result),
    )
    return _warning(job, result, text, _depends(job, result))


def _depends(job: Job, result: OutcomeMissing) -> str:
    return job.language.say(
        "Which theme comes first for “{outcome}” depends on how missing answers are treated.",
        outcome=job.label(result.outcome),
    )


def _warning(job: Job, result: OutcomeMissing, text: str, plain: str) -> Finding:
    lost, numbers = _lost(job, result)
    key = f"missing.{result.outcome}.depends"
    return Finding(key, f"{text} {lost}", "warning", _evidence(job), plain, "", UNMEASURED, WATCH, numbers)


def _slots(job: Job, result: OutcomeMissing) -> dict[str, str]:
    language = job.language
    fronts = {
        name: language.listing((language.quoted(job.label(one)) for one in front), either=True)
        for name, front in result.fronts.items()
    }
    return {"outcome": job.label(result.outcome), **fronts}


def _evidence(job: Job) -> str:
    return job.language.say(
        "Shares (LMG) of complete customers; of correlations of each pair by all who answered both; and of {number} "
        "imputations by chained equations, pooled by Rubin’s rules. Filling in is right where what is missing depends "
        "on the other answers, not on itself.",
        number=job.language.number(IMPUTATIONS),
    )


def _refused(job: Job, result: OutcomeMissing) -> list[Finding]:
    language, slots = job.language, {"outcome": job.label(result.outcome)}
    found = []
    for name, reason in result.treatments.refusals:
        text = (
            language.say(
                "For “{outcome}” no importance by pairs of answers is given: these data do not allow it.",
                **slots,
            )
            if name == "pairwise"
            else language.say(
                "For “{outcome}” the missing answers are not filled in: these data do not allow it.", **slots
            )
        )
        evidence = language.say("Check before the computation: {reason}", reason=why(job, reason))
        found.append(Finding(f"missing.{result.outcome}.{name}.refused", text, "too_few", evidence))
    return found
