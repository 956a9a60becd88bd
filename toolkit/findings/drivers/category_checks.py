"""Whether the promoters, the attitude and the whole scale tell the same story about the drivers."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.analysis.drivers.categories import Categories, ClassDrivers, Comparison
from toolkit.analysis.job import Job
from toolkit.drivers.categorical.ordered import Ordered, Steps
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import UNMEASURED, WATCH
from toolkit.findings.wording import listed
from toolkit.language import N_, Language

# The classes of a check, from low to high.
CLASSES = {
    "recommendation": N_("0 to 6, 7 or 8, and 9 or 10 for recommending"),
    "report_mark": N_("up to 6, 7 or 8, and 9 or 10 as report mark"),
}
# The two steps between these classes.
STEPS = {
    "recommendation": (N_("giving a 7 or more"), N_("giving a 9 or 10")),
    "report_mark": (N_("giving a 7 or more"), N_("giving a 9 or 10")),
}


# How strongly it may be said that the promoters are like attitude, or not.
BESIDE: dict[str, Strength] = {
    "same": "fact",
    "overlap": "not_shown",
    "other": "shown",
    "undecided": "not_shown",
}


def beside(job: Job, result: Categories) -> tuple[Finding, ...]:
    """Say whether for the promoters the same drivers may come first as for attitude, or others do."""
    found = result.beside
    if found is None or result.promoter is None:
        return ()
    language = job.language
    slots = _slots(job, found) | {"attitude": job.label(result.attitude)}
    text, plain = _beside_words(language, found, slots), ""
    if found.verdict == "other":
        plain = language.say(
            "What goes most with a 9 or 10 for recommending ({first}) is not what goes most with “{attitude}” "
            "({second}).",
            **slots,
        )
    if result.item_of:
        again = language.say(
            "The question on recommending is part of “{attitude}”: this is a second look at the same, no second proof.",
            **slots,
        )
        text = f"{text} {again}"
    evidence = language.say("Leaders of both analyses; where they differ, each with half the error.")
    return (
        Finding("categories.beside", text, BESIDE[found.verdict], evidence, plain, "", UNMEASURED, WATCH),
    )


def _beside_words(language: Language, found: Comparison, slots: dict[str, str]) -> str:
    if found.verdict == "same" and len(found.first) == 1:
        return language.say(
            "For being a promoter the same driver comes first as for “{attitude}”: {first}.", **slots
        )
    if found.verdict == "same":
        return language.say(
            "For being a promoter the same drivers may come first as for “{attitude}”: {first}.", **slots
        )
    if found.verdict == "overlap":
        return language.say(
            "Both for being a promoter and for “{attitude}” {both} may come first: these answers do not show that "
            "another driver does.",
            **slots,
        )
    if found.verdict == "other":
        return language.say(
            "For being a promoter other drivers come first than for “{attitude}”: {first} for being a promoter, "
            "{second} for “{attitude}”. That is more than chance.",
            **slots,
        )
    return language.say(
        "For being a promoter {first} may come first, and for “{attitude}” {second}. That this differs is not "
        "decided: it may be chance.",
        **slots,
    )


def checked(job: Job, result: Categories) -> tuple[Finding, ...]:
    """Say whether the order holds in an ordered logit on the whole scale."""
    check, found = result.check, result.checked
    if check is None or check.importance is None or found is None:
        return () if check is None else _unchecked(job, check)
    language = job.language
    slots = _slots(job, found) | {"classes": language.say(CLASSES[check.key])}
    if found.verdict in ("same", "overlap") and len(found.first) == 1:
        text = language.say(
            "The order holds on the whole scale: in three classes ({classes}) {first} comes first.", **slots
        )
    elif found.verdict in ("same", "overlap"):
        text = language.say(
            "On the whole scale the first place is not decided: in three classes ({classes}) {first} may come first.",
            **slots,
        )
    elif found.verdict == "other":
        text = language.say(
            "The order depends on where the line is drawn: in three classes ({classes}) {first} may come first, and "
            "not {second}. Do not choose between drivers on this ground.",
            **slots,
        )
    else:
        text = language.say(
            "In three classes ({classes}) {first} may come first, and not {second}; that may be chance.",
            **slots,
        )
    evidence = language.say(
        "Ordered logit: shares of McFadden’s R² averaged over all orders, {resamples} bootstrap samples.",
        resamples=language.number(check.importance.resamples),
    )
    told: Strength = "warning"
    if found.verdict in ("same", "overlap"):
        told = "fact" if len(found.first) == 1 else "not_shown"
    return (Finding("categories.check", text, told, evidence),)


def _unchecked(job: Job, check: ClassDrivers) -> tuple[Finding, ...]:
    text = job.language.say(
        "Whether the order of the drivers holds on the whole scale ({classes}) could not be checked.",
        classes=job.language.say(CLASSES[check.key]),
    )
    reason = check.refusal or _why_not(check)
    evidence = job.language.say("Check before the computation: {reason}", reason=why(job, reason))
    return (Finding("categories.check", text, "too_few", evidence),)


def _why_not(check: ClassDrivers) -> str:
    if not check.linked:
        return "the drivers are not shown to be linked to the classes"
    return "nothing may be said of which driver comes first"


def steps(job: Job, result: Categories) -> tuple[Finding, ...]:
    """Say whether the drivers go with both steps of the scale alike."""
    check = result.check
    if check is None or not isinstance(check.model, Ordered) or not check.linked:
        return ()
    language, found = job.language, check.model.steps
    if found is None:
        text = language.say(
            "Whether the drivers go with both steps of the scale alike could not be tested: too few customers are in "
            "one of the classes."
        )
        evidence = language.say("Brant’s test of proportional odds needs more answers in each class.")
        return (Finding("categories.steps", text, "too_few", evidence),)
    evidence = language.say(
        "Ordered logit: Brant’s test of proportional odds, robust, of all drivers together: p {p}; per driver Holm.",
        p=language.p_equals(found.joint.p),
    )
    numbers = {"p": found.joint.p}
    if not found.joint.p < check.level:
        text = language.say(
            "That a driver goes more with one step of the scale than with the other is not shown: nothing speaks "
            "against the ordered model."
        )
        return (Finding("categories.steps", text, "not_shown", evidence, numbers=numbers),)
    text = " ".join(_differing(job, check, found))
    return (Finding("categories.steps", text, "shown", evidence, numbers=numbers),)


def _differing(job: Job, check: ClassDrivers, found: Steps) -> Iterable[str]:
    """Say that the steps differ, and of which drivers that is shown."""
    language = job.language
    first, second = (language.say(step) for step in STEPS[check.key])
    yield language.say(
        "The drivers do not go with {first} in the same way as with {second}: read the order on the whole scale as an "
        "average of both.",
        first=first,
        second=second,
    )
    silent = {*check.unreliable, *check.always, *(name for pair in check.alike for name in pair)}
    usable = found.table[~found.table.index.isin(silent)]
    lower, upper = usable.columns[-2:]
    differs = usable["p_holm"] < check.level
    # Stronger is more than nothing and more than the other: of links that run the other way round that is not said.
    more = differs & (usable[upper] > usable[lower]) & (usable[lower] >= 0)
    less = differs & (usable[upper] < usable[lower]) & (usable[upper] >= 0)
    for rows, step in ((more, second), (less, first)):
        if rows.any():
            yield language.say(
                "Linked more strongly to {step}: {drivers}.",
                step=step,
                drivers=listed(job, map(str, usable.index[rows])),
            )


def _slots(job: Job, found: Comparison) -> dict[str, str]:
    language = job.language
    both = tuple(name for name in found.first if name in found.second)
    sides = {"first": found.first, "second": found.second, "both": both}
    return {
        side: language.listing((language.quoted(job.label(name)) for name in names), either=True)
        for side, names in sides.items()
    }
