"""What may be said about who answered, and about who did not."""

from __future__ import annotations

from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.findings.finding import Finding
from toolkit.findings.wording import shares
from toolkit.intake.weighting.raking import Raking
from toolkit.intake.weighting.response import Nonresponse


def response(job: Job, *results: Response) -> tuple[Finding, ...]:
    """Say of the first and last wave how many answered and what weighting costs, of each where response differs.

    And once what the sample allows.
    """
    found = []
    for place, result in enumerate(results):
        # What lies between the two that are compared stands in the table of the measurements.
        if place in (0, len(results) - 1):
            found.append(_count(job, result))
        if place in (0, len(results) - 1) and result.effective is not None:
            found.append(_weights(job, result, result.effective))
        if result.nonresponse is not None:
            found += _unequal(job, result, result.nonresponse)
    if not all(result.probability_sample for result in results):
        found.append(_no_probability_sample(job))
    return tuple(found)


def _count(job: Job, result: Response) -> Finding:
    language = job.language
    if result.nonresponse is not None:
        return _rate(job, result, result.nonresponse)
    # More answers than invitations: the invitations were miscounted, and a rate would be nonsense.
    if result.invited and result.invited >= result.n:
        text = language.say(
            "{wave}: {n} of the {invited} invited customers answered, a response of {rate}.",
            wave=job.wave_label_of(result.wave),
            n=language.number(result.n),
            invited=language.number(result.invited),
            rate=language.percent(result.n / result.invited),
        )
    else:
        text = language.plural(
            "{wave}: {count} customer answered.",
            "{wave}: {count} customers answered.",
            result.n,
            wave=job.wave_label_of(result.wave),
        )
    numbers = {"n": float(result.n), "invited": float(result.invited or 0)}
    evidence = language.say("Count of the rows in the file of this wave.")
    return Finding(f"response.{result.wave}.count", text, "fact", evidence, numbers=numbers)


def _rate(job: Job, result: Response, asked: Nonresponse) -> Finding:
    language = job.language
    slots = {
        "wave": job.wave_label_of(result.wave),
        "n": language.number(result.n),
        "invited": language.number(asked.invited),
        "responded": language.number(asked.responded),
        "rate": language.percent(asked.rate),
        "margin": shares(language, asked.low, asked.high),
    }
    if asked.responded == result.n:
        text = language.say(
            "{wave}: {responded} of the {invited} invited customers answered, a response of {rate} (margin {margin}).",
            **slots,
        )
    else:
        text = language.say(
            "{wave}: {n} customers answered. Of the {invited} customers on the list of those invited, {responded} did: "
            "a response of {rate} (margin {margin}).",
            **slots,
        )
    numbers = {"n": float(result.n), "invited": float(asked.invited), "responded": float(asked.responded)}
    numbers |= {"rate": asked.rate, "low": asked.low, "high": asked.high}
    evidence = language.say("The list of those invited, matched by customer number; interval by Wilson.")
    return Finding(f"response.{result.wave}.count", text, "fact", evidence, numbers=numbers)


def _unequal(job: Job, result: Response, asked: Nonresponse) -> list[Finding]:
    """Warn of the divisions of customers whose groups did not answer equally often, where a test shows it."""
    language = job.language
    tests = asked.tests.set_index("segment")["p_holm"]
    unequal = tests[tests < 1 - job.engagement.analysis.confidence]
    if unequal.empty:
        return []
    parts = [
        language.say(
            "{wave}: not all groups answered equally often. The difference by {divisions} is larger than chance. That "
            "does not yet make the results wrong: it does only if those who did not answer think differently.",
            wave=job.wave_label_of(result.wave),
            divisions=language.listing(
                language.quoted(job.segment_label(str(name))) for name in unequal.index
            ),
        )
    ]
    if _mended(result.raking, set(unequal.index)):
        parts.append(
            language.say(
                "The weights put the shares of these groups right. That mends the results only if, within a group, "
                "those who did not answer think like those who did."
            )
        )
    evidence = language.say(
        "Table of the response per group, in the appendix; chi-square test per division, corrected for the number of "
        "divisions (Holm)."
    )
    numbers = {f"p_holm_{name}": float(p) for name, p in unequal.items()}
    key = f"response.{result.wave}.unequal"
    return [Finding(key, " ".join(parts), "warning", evidence, numbers=numbers)]


def _mended(raking: Raking | None, segments: set[str]) -> bool:
    """Tell whether weights give all groups of these divisions their shares among all customers."""
    return raking is not None and raking.converged and segments <= set(raking.representativeness["segment"])


def _weights(job: Job, result: Response, effective: float) -> Finding:
    language = job.language
    wave, raking, key = job.wave_label_of(result.wave), result.raking, f"response.{result.wave}.weights"
    if raking is None:
        text = language.say(
            "{wave}: the answers are weighted: each group counts according to the weights chosen for this survey.",
            wave=wave,
        )
    elif raking.converged:
        text = language.say(
            "{wave}: the answers are weighted, so that each group of {divisions} has the share that it has among all "
            "customers.",
            wave=wave,
            divisions=divisions(job, raking),
        )
    else:
        text = language.say(
            "{wave}: the answers are weighted, so that the groups of {divisions} come closer to their shares among all "
            "customers.",
            wave=wave,
            divisions=divisions(job, raking),
        )
    if result.withheld:
        evidence = language.say("Shares of the groups before and after weighting, in the appendix.")
        return Finding(key, f"{text} {cost(job, result)}", "fact", evidence)
    evidence = language.say(
        "Effective number after Kish: the squared sum of the weights over the sum of their squares."
    )
    numbers = {"n": float(result.n), "effective": effective}
    return Finding(key, f"{text} {cost(job, result)}", "fact", evidence, numbers=numbers)


def cost(job: Job, result: Response) -> str:
    """Say what weighting costs in precision, or why that is not told."""
    language = job.language
    if result.withheld:
        return language.say(
            "How much precision that costs is not shown: the size of a group of fewer than {minimum} customers would "
            "follow from it.",
            minimum=language.number(job.engagement.privacy.minimum_cell),
        )
    return language.say(
        "Weighted, these answers are as precise as about {effective} unweighted ones.",
        effective=language.number(result.effective or result.n),
    )


def divisions(job: Job, raking: Raking) -> str:
    """Name the divisions that were weighted by."""
    names = raking.representativeness["segment"].unique()
    return job.language.listing(job.language.quoted(job.segment_label(str(name))) for name in names)


def _no_probability_sample(job: Job) -> Finding:
    text = job.language.say(
        "These customers were not drawn at random. The margins in this report tell how steady a number is; "
        "they do not tell how well it stands for all customers."
    )
    evidence = job.language.say("Sample as described in the appendix.")
    return Finding("response.sample", text, "warning", evidence)
