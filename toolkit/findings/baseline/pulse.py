"""What may be said of employees beside customers: units that go together, never a cause."""

from __future__ import annotations

from toolkit.analysis.baseline.pulse import Pulse
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flagged
from toolkit.findings.ranking import WATCH, asking, of_link
from toolkit.findings.wording import points
from toolkit.measures.thresholds import MINIMUM_UNITS
from toolkit.measures.units import RankCorrelation


def pulse_label(job: Job) -> str:
    """What the survey of employees is called."""
    facts = job.engagement.pulse
    return job.text(facts.label if facts else None) or job.language.say("survey of employees")


def pulse(job: Job, result: Pulse | None) -> tuple[Finding, ...]:
    """Say whether units with higher scores of employees have higher scores of customers."""
    if result is None:
        return ()
    if result.table.empty:
        return (_too_few(job, result),)
    if result.unreliable or result.employees_unreliable:
        return (_unreliable(job, result),)
    if result.correlation is None:
        return (_alike(job),)
    found = result.correlation
    if found.p < 1 - found.estimate.confidence and (found.estimate.low > 0 or found.estimate.high < 0):
        return (_together(job, result, found),)
    return (_not_shown(job, result, found),)


def _too_few(job: Job, result: Pulse) -> Finding:
    language = job.language
    text = language.say(
        "The scores of employees and customers are not laid side by side: that takes {needed} units with {minimum} "
        "employees and {minimum} customers each, and there are {units}.",
        needed=language.number(MINIMUM_UNITS),
        minimum=language.number(job.engagement.privacy.minimum_cell),
        units=language.number(result.units),
    )
    evidence = language.say("Minimum cell of the engagement.")
    return Finding("pulse.few", text, "too_few", evidence, numbers={"units": float(result.units)})


def _unreliable(job: Job, result: Pulse) -> Finding:
    language = job.language
    themes = [pulse_label(job)] if result.employees_unreliable else []
    themes += [job.label(result.attitude)] if result.unreliable else []
    text = language.say(
        "The scores of employees and customers are shown per unit, but no conclusion rests on them: the questions "
        "about {themes} do not belong together well enough.",
        themes=language.listing(language.quoted(theme) for theme in themes),
    )
    # Of the customers' scale the flag may be another than alpha's.
    evidence = language.say("Cronbach’s alpha under the red flag.")
    if result.unreliable and not result.employees_unreliable:
        evidence = flagged(job, [result.attitude])
    return Finding("pulse.unreliable", text, "warning", evidence)


def _alike(job: Job) -> Finding:
    text = job.language.say(
        "All units have the same score of employees or of customers, so that nothing can go together with it."
    )
    return Finding("pulse.alike", text, "not_shown", _evidence(job, None))


def _together(job: Job, result: Pulse, found: RankCorrelation) -> Finding:
    language, slots = job.language, _slots(job, result, found)
    decision = ""
    if found.estimate.value > 0:
        text = language.say(
            "Across {units} units, customers score higher on “{attitude}” where employees score higher on “{pulse}” "
            "(rank correlation {correlation}, margin {margin}). That one causes the other is not shown.",
            **slots,
        )
        plain = language.say(
            "Where employees score higher on “{pulse}”, customers score higher on “{attitude}” too, across {units} "
            "units; that one causes the other is not shown.",
            **slots,
        )
        decision = language.say(
            "What do the units with the highest scores of employees and customers do that the others could do too?"
        )
    else:
        text = language.say(
            "Across {units} units, customers score lower on “{attitude}” where employees score higher on “{pulse}” "
            "(rank correlation {correlation}, margin {margin}). That one causes the other is not shown.",
            **slots,
        )
        plain = language.say(
            "Where employees score higher on “{pulse}”, customers score lower on “{attitude}”, across {units} "
            "units; that one causes the other is not shown.",
            **slots,
        )
    # Of a few units the link itself is mostly chance: what it is at least.
    size = of_link(min(abs(found.estimate.low), abs(found.estimate.high)))
    numbers = _numbers(found)
    return Finding(
        "pulse.together",
        text,
        "shown",
        _evidence(job, found),
        plain,
        decision,
        size,
        asking(decision, WATCH),
        numbers,
    )


def _not_shown(job: Job, result: Pulse, found: RankCorrelation) -> Finding:
    text = job.language.say(
        "Across {units} units it is not shown that the scores of customers on “{attitude}” go together with those of "
        "employees on “{pulse}” (rank correlation {correlation}, margin {margin}).",
        **_slots(job, result, found),
    )
    return Finding("pulse.together", text, "not_shown", _evidence(job, found), numbers=_numbers(found))


def _slots(job: Job, result: Pulse, found: RankCorrelation) -> dict[str, str]:
    language = job.language
    return {
        "units": language.number(result.units),
        "attitude": job.label(result.attitude),
        "pulse": pulse_label(job),
        "correlation": language.number(found.estimate.value, 2),
        "margin": points(language, found.estimate.low, found.estimate.high, 2),
    }


def _evidence(job: Job, found: RankCorrelation | None) -> str:
    language = job.language
    if found is None:
        return language.say("Table of units.")
    return language.say(
        "Table of units; Spearman’s rank correlation over units, interval after Bonett and Wright, p {p}.",
        p=language.p_equals(found.p),
    )


def _numbers(found: RankCorrelation) -> dict[str, float]:
    one = found.estimate
    return {
        "correlation": one.value,
        "coefficient_low": one.low,
        "coefficient_high": one.high,
        "p": found.p,
        "units": float(one.n),
    }
