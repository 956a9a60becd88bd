"""What may be said of promoters and of buying again, and whether the order of the drivers holds on the whole scale."""

from __future__ import annotations

from toolkit.analysis.drivers.categories import Categories, ClassDrivers
from toolkit.analysis.job import Job
from toolkit.drivers.categorical.dominance import ClassImportance
from toolkit.drivers.categorical.logistic import Logistic
from toolkit.findings.drivers.category_checks import beside, checked, steps
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding
from toolkit.findings.flags import asks_else, paired
from toolkit.findings.flags import evidence as flag_evidence
from toolkit.findings.ranking import UNMEASURED, WORK_ON
from toolkit.findings.wording import changes, customers, listed, row_of, shares
from toolkit.language import N_

# What a yes is, as it stands in a sentence.
OUTCOMES = {
    "promoter": N_("being a promoter (a 9 or 10 for recommending)"),
    "bought_again": N_("buying again"),
    "ordered_again": N_("ordering again after the survey"),
}
# The share of customers with a yes.
SHARES = {
    "promoter": N_("the share of promoters"),
    "bought_again": N_("the share who bought again"),
    "ordered_again": N_("the share who ordered again after the survey"),
}
# Points of 100 of a driver that its effect is told for.
POINTS = 10
# Drivers in front of which the effect is told.
MOST_EFFECTS = 3


def categories(job: Job, result: Categories | None) -> tuple[Finding, ...]:
    """Say per outcome which drivers may come first and what goes with them; then whether the order holds."""
    if result is None:
        return ()
    found = [finding for one in result.outcomes for finding in _outcome(job, one)]
    found += beside(job, result)
    found += checked(job, result)
    found += steps(job, result)
    return tuple(found)


def _outcome(job: Job, one: ClassDrivers) -> tuple[Finding, ...]:
    if one.importance is None or not isinstance(one.model, Logistic):
        return (_refused(job, one),)
    if not one.linked:
        return (_not_linked(job, one, one.model),)
    effects = tuple(_effect(job, one, one.model, name) for name in one.leaders[:MOST_EFFECTS])
    return (_first(job, one, one.importance), _fit(job, one, one.model), *effects, *_left_out(job, one))


def _word(job: Job, one: ClassDrivers) -> str:
    return job.language.say(OUTCOMES[one.key])


def _refused(job: Job, one: ClassDrivers) -> Finding:
    text = job.language.say(
        "For {outcome} no driver analysis is given: these data do not allow it.", outcome=_word(job, one)
    )
    evidence = job.language.say("Check before the computation: {reason}", reason=why(job, one.refusal))
    return Finding(f"categories.{one.key}.refused", text, "warning", evidence)


def _not_linked(job: Job, one: ClassDrivers, model: Logistic) -> Finding:
    language = job.language
    text = language.say(
        "These {n} answers do not show that the drivers are linked to {outcome}, so none is ranked.",
        outcome=_word(job, one),
        n=customers(job, model.n),
    )
    evidence = language.say(
        "Logistic regression, robust Wald test of all drivers together: p {p}.",
        p=language.p_equals(model.joint.p),
    )
    return Finding(
        f"categories.{one.key}.not_linked", text, "not_shown", evidence, numbers={"p": model.joint.p}
    )


def _first(job: Job, one: ClassDrivers, importance: ClassImportance) -> Finding:
    if len(importance.table) == 1:
        return _single(job, one, importance)
    if not one.leaders:
        return _not_said(job, one)
    if len(one.leaders) == 1:
        return _leader(job, one, importance)
    return _depends(job, one, importance) if one.contested else _co_leaders(job, one, importance)


def _single(job: Job, one: ClassDrivers, importance: ClassImportance) -> Finding:
    text = job.language.say(
        "“{driver}” is the only driver that was laid beside {outcome}, so there is nothing to rank.",
        driver=job.label(str(importance.table.index[0])),
        outcome=_word(job, one),
    )
    return Finding(f"categories.{one.key}.single", text, "fact", job.language.say("Logistic regression."))


def _not_said(job: Job, one: ClassDrivers) -> Finding:
    language = job.language
    if one.flagged and asks_else(job, one.flagged):
        text = language.say(
            "Which driver comes first for {outcome} cannot be said: no conclusion may rest on {themes}.",
            outcome=_word(job, one),
            themes=listed(job, one.flagged),
        )
        evidence = flag_evidence(job, one.flagged)
    elif one.flagged:
        text = language.say(
            "Which driver comes first for {outcome} cannot be said: the questions about {themes} do not belong "
            "together well enough.",
            outcome=_word(job, one),
            themes=listed(job, one.flagged),
        )
        evidence = flag_evidence(job, one.flagged)
    elif one.unchecked and not one.blurred:
        text = language.say(
            "Which driver comes first for {outcome} cannot be said: it could not be computed how much of the lead is "
            "due to some themes being measured better than others.",
            outcome=_word(job, one),
        )
        evidence = language.say(
            "Correlations corrected for errors in measurement (Cronbach’s alpha): together they are of no real scores, "
            "in these answers or in too many redrawn samples."
        )
    else:
        text = language.say(
            "Which driver comes first for {outcome} cannot be said, because customers may not tell these themes apart: "
            "{pairs}.",
            outcome=_word(job, one),
            pairs=paired(job, one.blurred),
        )
        evidence = language.say("Heterotrait-monotrait ratio above the red flag.")
    return Finding(f"categories.{one.key}.not_said", text, "warning", evidence)


def _leader(job: Job, one: ClassDrivers, importance: ClassImportance) -> Finding:
    language, name = job.language, one.leaders[0]
    row = row_of(importance.table, name)
    slots = {
        "driver": job.label(name),
        "outcome": _word(job, one),
        "share": language.percent(row["share"]),
        "margin": shares(language, row["low"], row["high"]),
    }
    text = language.say(
        "Of the drivers, “{driver}” is linked most strongly to {outcome}: {share} of what the drivers explain together "
        "(margin {margin}). Its lead over each other driver is larger than chance allows.",
        **slots,
    )
    plain = ""
    # The promoters are a second look at attitude; what customers do is not.
    if one.key != "promoter" and _raises(one, name):
        plain = language.say(
            "Of the themes compared, “{driver}” is linked most strongly to {outcome}. That lead is larger than chance.",
            **slots,
        )
    numbers = _numbers(importance, name)
    key, evidence = f"categories.{one.key}.leader", _evidence(job, one, importance)
    return Finding(key, text, "shown", evidence, plain, "", UNMEASURED, WORK_ON, numbers)


def _raises(one: ClassDrivers, name: str) -> bool:
    return isinstance(one.model, Logistic) and bool(row_of(one.model.table, name)["effect_low"] > 0)


def _depends(job: Job, one: ClassDrivers, importance: ClassImportance) -> Finding:
    name = one.leaders[0]
    text = job.language.say(
        "Of the drivers, “{driver}” is linked most strongly to {outcome} by these answers. Which comes first is not "
        "decided: for attitude {others} may come first as well, by this or another method of computation.",
        driver=job.label(name),
        outcome=_word(job, one),
        others=job.language.listing(
            (job.language.quoted(job.label(other)) for other in one.contested), either=True
        ),
    )
    evidence = _evidence(job, one, importance)
    key = f"categories.{one.key}.depends"
    return Finding(key, text, "not_shown", evidence, numbers=_numbers(importance, name))


def _co_leaders(job: Job, one: ClassDrivers, importance: ClassImportance) -> Finding:
    language = job.language
    chances = importance.table["p_first"].loc[list(one.leaders)].sort_values(ascending=False, kind="stable")
    slots = {
        "drivers": language.listing(
            (language.quoted(job.label(str(name))) for name in chances.index), either=True
        ),
        "outcome": _word(job, one),
        "first": job.label(str(chances.index[0])),
        "first_chance": language.percent(chances.iloc[0]),
        "second": job.label(str(chances.index[1])),
        "second_chance": language.percent(chances.iloc[1]),
    }
    text = language.say(
        "The strongest link with {outcome} is with one of these: {drivers}. These answers do not tell which: when "
        "customers are drawn anew, “{first}” comes first in {first_chance} of the draws and “{second}” in "
        "{second_chance}.",
        **slots,
    )
    plain = ""
    if one.key != "promoter" and len(one.leaders) < len(importance.table):
        plain = language.say(
            "The strongest link with {outcome} is with one of these: {drivers}. These answers do not tell which.",
            **slots,
        )
    numbers = {str(name): float(chance) for name, chance in chances.items()}
    evidence = _evidence(job, one, importance)
    return Finding(
        f"categories.{one.key}.leaders", text, "not_shown", evidence, plain, "", UNMEASURED, WORK_ON, numbers
    )


def _numbers(importance: ClassImportance, name: str) -> dict[str, float]:
    row = row_of(importance.table, name)
    return {
        "share": float(row["share"]),
        "share_low": float(row["low"]),
        "share_high": float(row["high"]),
        "p_first": float(row["p_first"]),
    }


def _evidence(job: Job, one: ClassDrivers, importance: ClassImportance) -> str:
    language = job.language
    method = language.say(
        "Logistic regression: shares of McFadden’s R² averaged over all orders (general dominance), {resamples} "
        "bootstrap samples; a lead counts only where it holds against each other driver.",
        resamples=language.number(importance.resamples),
    )
    if not one.always:
        return method
    held = language.say("Held equal: {held}.", held=listed(job, one.always))
    return f"{method} {held}"


def _fit(job: Job, one: ClassDrivers, model: Logistic) -> Finding:
    language = job.language
    slots = {
        "outcome": _word(job, one),
        "auc": language.percent(model.auc),
        "margin": shares(language, model.auc_low, model.auc_high),
        "n": customers(job, model.n),
        "asked": language.number(one.n_asked),
    }
    if model.n < one.n_complete:
        text = language.say(
            "Of two customers who differ in {outcome}, the scores on the drivers tell in {auc} of the cases (margin "
            "{margin}) which one it is; guessing gives 50%. This rests on {n} of {asked} customers, drawn at random "
            "from those who answered enough of the questions.",
            **slots,
        )
    else:
        text = language.say(
            "Of two customers who differ in {outcome}, the scores on the drivers tell in {auc} of the cases (margin "
            "{margin}) which one it is; guessing gives 50%. This rests on the {n} of {asked} customers who answered "
            "enough of the questions.",
            **slots,
        )
    evidence = language.say(
        "Logistic regression: area under the curve with DeLong’s interval, in the sample itself; McFadden’s R² "
        "{r_squared}; robust Wald test of all drivers together: p {p}.",
        r_squared=language.number(model.mcfadden, 2),
        p=language.p_equals(model.joint.p),
    )
    numbers = {"auc": model.auc, "r_squared": model.mcfadden, "p": model.joint.p}
    return Finding(f"categories.{one.key}.explained", text, "fact", evidence, numbers=numbers)


def _effect(job: Job, one: ClassDrivers, model: Logistic, name: str) -> Finding:
    language, row = job.language, row_of(model.table, name)
    effect, low, high = (100 * POINTS * float(row[key]) for key in ("effect", "effect_low", "effect_high"))
    text = language.say(
        "With the other drivers held equal, {points} points more on “{driver}” go with a difference of {effect} "
        "percentage points in {share} (margin {margin}).",
        points=language.number(POINTS),
        driver=job.label(name),
        share=language.say(SHARES[one.key]),
        effect=language.signed(effect, 1),
        margin=changes(language, low, high),
    )
    evidence = language.say(
        "Average marginal effect of the logistic regression, robust margin. A link, no cause."
    )
    numbers = {"effect": effect / 100, "effect_low": low / 100, "effect_high": high / 100}
    return Finding(f"categories.{one.key}.effect.{name}", text, "fact", evidence, numbers=numbers)


def _left_out(job: Job, one: ClassDrivers) -> tuple[Finding, ...]:
    if not one.left_out:
        return ()
    text = job.language.say(
        "{themes} is not among the drivers of {outcome}: the outcome is one of its own questions.",
        themes=listed(job, one.left_out),
        outcome=_word(job, one),
    )
    evidence = job.language.say("The questions of the theme.")
    return (Finding(f"categories.{one.key}.left_out", text, "fact", evidence),)
