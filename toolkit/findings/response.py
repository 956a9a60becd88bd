"""What may be said about who answered."""

from __future__ import annotations

from toolkit.analysis.baseline import Response
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding


def response(job: Job, *results: Response) -> tuple[Finding, ...]:
    """Say per wave how many answered and what weighting costs, and once what the sample allows."""
    found = []
    for result in results:
        found.append(_count(job, result))
        if result.effective is not None:
            found.append(_weights(job, result))
    if not all(result.probability_sample for result in results):
        found.append(_no_probability_sample(job))
    return tuple(found)


def _count(job: Job, result: Response) -> Finding:
    language = job.language
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


def _weights(job: Job, result: Response) -> Finding:
    language = job.language
    effective = result.effective or 0.0
    text = language.say(
        "{wave}: the answers are weighted: each group counts according to the weights chosen for this survey. "
        "Weighted, the {n} answers are as precise as about {effective} unweighted ones.",
        wave=job.wave_label_of(result.wave),
        n=language.number(result.n),
        effective=language.number(effective),
    )
    evidence = language.say(
        "Effective number after Kish: the squared sum of the weights over the sum of their squares."
    )
    key = f"response.{result.wave}.weights"
    return Finding(key, text, "fact", evidence, numbers={"n": float(result.n), "effective": effective})


def _no_probability_sample(job: Job) -> Finding:
    text = job.language.say(
        "These customers were not drawn at random. The margins in this report tell how steady a number is; "
        "they do not tell how well it stands for all customers."
    )
    evidence = job.language.say("Sample as described in the appendix.")
    return Finding("response.sample", text, "warning", evidence)
