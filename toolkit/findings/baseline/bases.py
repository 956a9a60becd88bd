"""What may be said of the reasons why customers stay."""

from __future__ import annotations

from toolkit.analysis.baseline.bases import Bases, Links
from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.flags import evidence as flagged
from toolkit.findings.ranking import WATCH, asking, of_difference, of_link
from toolkit.findings.wording import listed, points, row_of
from toolkit.language import N_, Language
from toolkit.measures.thresholds import MAXIMUM_HTMT

# Each basis as the end of "customers stay because …".
REASONS = {
    "basis_calculative": N_("it pays them to stay"),
    "basis_affective": N_("they want to stay"),
    "basis_structural": N_("they are tied"),
    "basis_moral": N_("they feel that they ought to stay"),
}
TIE = "basis_structural"
# Below the middle of the scale customers do not agree, also where they agree with a reason most.
MIDDLE = 50.0


def bases(job: Job, result: Bases | None) -> tuple[Finding, ...]:
    """Say which reason customers agree with most, and which goes with each outcome; only beyond chance."""
    if result is None:
        return ()
    found: list[Finding] = []
    if result.unreliable:
        found.append(_unreliable(job, result.unreliable))
    if result.highest:
        found.append(_highest(job, result, result.highest))
    for links in result.links:
        if links.outcome in result.unreliable:
            continue
        tests = sum(len(one.table) for one in result.links)
        if links.leader:
            found.append(_leader(job, links, links.leader, tests))
        else:
            found.append(_undecided(job, links, result))
        named = [name for name in links.alike if name not in result.unreliable]
        if named:
            found.append(_alike(job, links, named))
    if result.hidden:
        found.append(_hidden(job, result.hidden))
    return tuple(found)


def _unreliable(job: Job, names: tuple[str, ...]) -> Finding:
    text = job.language.say(
        "No conclusion about the reasons to stay rests on {themes}: their questions do not belong together well "
        "enough.",
        themes=listed(job, names),
    )
    return Finding("bases.unreliable", text, "warning", flagged(job, names))


def _highest(job: Job, result: Bases, name: str) -> Finding:
    language, row = job.language, row_of(result.table, name)
    slots = {
        "reason": language.say(REASONS[name]),
        "basis": job.label(name),
        "score": language.number(row["estimate"]),
        "margin": points(language, row["low"], row["high"]),
    }
    if row["low"] >= MIDDLE:
        text = language.say(
            "Of the reasons to stay, customers agree most that {reason}: “{basis}” scores {score} out of 100 (margin "
            "{margin}). The difference with each other reason is larger than chance.",
            **slots,
        )
        plain = language.say(
            "Asked why they stay, customers agree most that {reason}: {score} out of 100 points ({margin}).",
            **slots,
        )
    else:
        text, plain = _highest_of_low(language, slots), ""
    evidence = language.say("Differences within respondents, Holm over all pairs of bases.")
    numbers = {key: float(row[key]) for key in ("estimate", "low", "high", "n")}
    return Finding(
        "bases.highest",
        text,
        "shown",
        evidence,
        plain,
        "",
        of_difference(row["estimate"] - MIDDLE),
        WATCH,
        numbers,
    )


def _highest_of_low(language: Language, slots: dict[str, str]) -> str:
    return language.say(
        "Of the reasons to stay, “{basis}” scores highest: {score} out of 100 (margin {margin}). That customers agree "
        "with it is not shown: 50 is the middle of the scale. The difference with each other reason is larger than "
        "chance.",
        **slots,
    )


def _alike(job: Job, links: Links, names: list[str]) -> Finding:
    text = job.language.say(
        "It is not certain that customers tell {bases} and “{outcome}” apart: that they go together may be a theme "
        "going with itself.",
        bases=listed(job, names),
        outcome=job.label(links.outcome),
    )
    evidence = job.language.say(
        "Heterotrait-monotrait ratio (HTMT) with bootstrap margin; a margin that reaches over {maximum} is a red flag.",
        maximum=job.language.number(MAXIMUM_HTMT, 1),
    )
    return Finding(f"bases.alike.{links.outcome}", text, "warning", evidence)


def _leader(job: Job, links: Links, name: str, tests: int) -> Finding:
    language, row = job.language, row_of(links.table, name)
    slots = {
        "basis": job.label(name),
        "outcome": job.label(links.outcome),
        "reason": language.say(REASONS[name]),
        "r": language.number(row["estimate"], 2),
        "margin": points(language, row["low"], row["high"], 2),
    }
    text, plain, decision = _leader_words(language, slots, tie=name == TIE)
    if links.outcome in job.constructs("behaviour") and not chooses_freely(job):
        plain = ""  # what customers do has other reasons as well
    evidence = language.say(
        "Partial correlations, p corrected for {count} tests (Holm); the lead by the differences of dependent partial "
        "correlations, with and without correction for the error of each scale.",
        count=language.number(tests),
    )
    numbers = {
        "coefficient": float(row["estimate"]),
        "coefficient_low": float(row["low"]),
        "coefficient_high": float(row["high"]),
        "n": float(row["n"]),
    }
    key = f"bases.leader.{links.outcome}"
    size, doable = of_link(row["estimate"]), asking(decision, WATCH)
    return Finding(key, text, "shown", evidence, plain, decision, size, doable, numbers)


def _leader_words(language: Language, slots: dict[str, str], *, tie: bool) -> tuple[str, str, str]:
    """Give the sentence, the plain one and the decision; a tie that leads is called no loyalty."""
    if tie:
        text = language.say(
            "Of the bases of loyalty, “{basis}” goes most with “{outcome}”, the others held constant (partial "
            "correlation {r}, margin {margin}); its lead over each other is larger than chance. A tie keeps "
            "customers but is no loyalty.",
            **slots,
        )
        plain = language.say(
            "“{outcome}” goes most with being tied, more than with any other reason to stay: that keeps "
            "customers, but it is no loyalty.",
            **slots,
        )
        return text, plain, language.say("What keeps these customers when nothing ties them any more?")
    text = language.say(
        "Of the bases of loyalty, “{basis}” goes most with “{outcome}”, the others held constant (partial "
        "correlation {r}, margin {margin}); its lead over each other is larger than chance. This is a link, "
        "no proof of cause.",
        **slots,
    )
    plain = language.say(
        "The more customers say that {reason}, the higher they score on “{outcome}”; no other reason to stay "
        "goes with it as much.",
        **slots,
    )
    return text, plain, ""


def _undecided(job: Job, links: Links, result: Bases) -> Finding:
    """Say which bases go with an outcome, where none leads; or that none is shown to."""
    language, table = job.language, links.table
    alpha = 1 - job.engagement.analysis.confidence
    beyond = table[(table["p_holm"] < alpha) & (table["estimate"] > 0)]
    names = [str(name) for name in beyond.index if name not in result.unreliable]
    evidence = language.say("Partial correlations, p corrected for the number of tests (Holm).")
    numbers = {f"coefficient_{name}": row_of(table, name)["estimate"] for name in names}
    slots = {"outcome": job.label(links.outcome), "bases": listed(job, names)}
    if len(names) > 1:
        text = language.say(
            "“{outcome}” goes with {bases}, each with the other bases held constant. Which of them goes with it "
            "most cannot be told.",
            **slots,
        )
    elif names:
        text = language.say(
            "“{outcome}” goes with {bases}, the other bases held constant. That it goes with it more than each "
            "other basis does is not shown.",
            **slots,
        )
    else:
        text = language.say(
            "That “{outcome}” is higher the more customers agree with a basis of loyalty, the others held constant, is "
            "not shown.",
            **slots,
        )
    against = table[(table["p_holm"] < alpha) & (table["estimate"] < 0)]
    lower = [str(name) for name in against.index if name not in result.unreliable]
    if lower:
        numbers |= {f"coefficient_{name}": row_of(table, name)["estimate"] for name in lower}
        against_it = language.say(
            "“{outcome}” is lower the more customers agree with {bases}, the other bases held constant.",
            outcome=slots["outcome"],
            bases=listed(job, lower),
        )
        text = f"{text} {against_it}" if names else against_it
    strength: Strength = "shown" if names or lower else "not_shown"
    return Finding(f"bases.links.{links.outcome}", text, strength, evidence, numbers=numbers)


def _hidden(job: Job, names: tuple[str, ...]) -> Finding:
    text = job.language.say(
        "Not shown, because fewer than {minimum} customers answered: {themes}.",
        minimum=job.language.number(job.engagement.privacy.minimum_cell),
        themes=job.language.listing(job.label(name) for name in names),
    )
    return Finding("bases.hidden", text, "too_few", job.language.say("Minimum cell of the engagement."))
