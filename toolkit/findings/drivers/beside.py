"""What may be said beside the shares: what a driver explains alone, how drivers overlap, in what methods differ."""

from __future__ import annotations

from toolkit.analysis.drivers.importance import OutcomeDrivers
from toolkit.analysis.job import Job
from toolkit.drivers.account import Account
from toolkit.drivers.thresholds import HIGH_VIF, SEVERE_CONDITION, SEVERE_VIF
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.wording import row_of, shares


def beside(job: Job, result: OutcomeDrivers) -> tuple[Finding, ...]:
    """Say it for one outcome; nothing of drivers on which no claim may rest."""
    account = result.account
    if account is None:
        return ()
    found: list[Finding] = []
    if len(result.leaders) == 1:
        found += [_unique(job, result, account, result.leaders[0]), *_dominance(job, result, account)]
    found += _methods(job, result, account)
    if account.refusal and not result.unchecked:
        found.append(_uncorrected(job, result))
    found += [*_overlap(job, result, account), *_condition(job, result, account)]
    return tuple(found)


def _unique(job: Job, result: OutcomeDrivers, account: Account, name: str) -> Finding:
    """Say what the leader explains by itself, and what of it no other theme explains."""
    language, row = job.language, row_of(account.table, name)
    slots = {
        "driver": job.label(name),
        "outcome": job.label(result.outcome),
        "alone": language.percent(row["alone"]),
        "alone_margin": shares(language, row["alone_low"], row["alone_high"]),
        "unique": language.percent(row["unique"]),
        "margin": shares(language, row["unique_low"], row["unique_high"]),
    }
    if row["shared"] < 0:
        text = language.say(
            "“{driver}” explains {alone} (margin {alone_margin}) of the differences in “{outcome}” by itself, and "
            "{unique} (margin {margin}) on top of the other themes: these bring its link out.",
            **slots,
        )
    else:
        text = language.say(
            "“{driver}” explains {alone} (margin {alone_margin}) of the differences in “{outcome}” by itself; {unique} "
            "(margin {margin}) no other theme explains, the rest it shares with them.",
            **slots,
        )
    evidence = language.say("R² when it enters first and when it enters last; bootstrap margin.")
    numbers = {key: float(row[key]) for key in ("alone", "unique", "unique_low", "unique_high", "shared")}
    return Finding(f"drivers.{result.outcome}.unique.{name}", text, "fact", evidence, numbers=numbers)


def _dominance(job: Job, result: OutcomeDrivers, account: Account) -> tuple[Finding, ...]:
    """Say whether the leader adds more than the next whatever else is taken along."""
    language, found = job.language, account.dominance
    if found is None or found.first != result.leaders[0]:
        return ()
    slots = {
        "first": job.label(found.first),
        "second": job.label(found.second),
        "outcome": job.label(result.outcome),
        "part": language.percent(found.part),
        "reproduced": language.percent(found.reproduced),
    }
    if found.part == 1:
        text = language.say(
            "Whichever other themes are taken along, “{first}” adds more to what is explained of “{outcome}” than "
            "“{second}”. That holds in {reproduced} of the redrawn samples.",
            **slots,
        )
    else:
        text = language.say(
            "“{first}” adds more to what is explained of “{outcome}” than “{second}” with {part} of the combinations "
            "of other themes, not with all.",
            **slots,
        )
    numbers = {"part": found.part, "reproduced": found.reproduced}
    evidence = language.say("Complete dominance: R² of all combinations of the drivers.")
    return (Finding(f"drivers.{result.outcome}.dominance", text, "fact", evidence, numbers=numbers),)


def _methods(job: Job, result: OutcomeDrivers, account: Account) -> tuple[Finding, ...]:
    """Say of each other method that has another driver in front, where the first finding does not tell it."""
    if result.contested or not result.leaders:
        return ()
    language, top = job.language, result.leaders[0]
    found = []
    for method in ("johnson", "corrected"):
        # Drivers that carry no claim are no rivals of those that do.
        share = account.table[method].drop(list(result.unreliable), errors="ignore")
        if share.isna().all() or share.idxmax() == top:
            continue
        name = str(share.idxmax())
        row = row_of(account.table, name)
        slots = {
            "other": job.label(name),
            "driver": job.label(top),
            "outcome": job.label(result.outcome),
            "share": language.percent(row[method]),
            "margin": shares(language, row[f"{method}_low"], row[f"{method}_high"]),
        }
        if method == "johnson":
            text = language.say(
                "By Johnson’s weights “{other}” has the largest share in “{outcome}” ({share}, margin {margin}), not "
                "“{driver}”: the order at the top depends on the method.",
                **slots,
            )
        else:
            text = language.say(
                "Corrected for the error with which each theme is measured, “{other}” has the largest share in "
                "“{outcome}” ({share}, margin {margin}), not “{driver}”: the order at the top depends on the method.",
                **slots,
            )
        evidence = language.say("Shares by each method, in the appendix.")
        numbers = {key: float(row[f"{method}{end}"]) for key, end in _ENDS}
        found.append(
            Finding(f"drivers.{result.outcome}.method.{method}", text, "fact", evidence, numbers=numbers)
        )
    return tuple(found)


_ENDS = (("share", ""), ("low", "_low"), ("high", "_high"))


def _uncorrected(job: Job, result: OutcomeDrivers) -> Finding:
    text = job.language.say(
        "The shares in “{outcome}” could not be corrected for errors in measurement: how well the themes are measured "
        "and how strongly they go together do not fit each other.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say(
        "Correlations corrected for errors in measurement (Cronbach’s alpha): together they are of no real scores."
    )
    return Finding(f"drivers.{result.outcome}.uncorrected", text, "warning", evidence)


def _overlap(job: Job, result: OutcomeDrivers, account: Account) -> tuple[Finding, ...]:
    """Note the drivers whose coefficient is uncertain because they overlap, and warn where it is hardly known."""
    vif = account.table["vif"]
    high = vif[vif > HIGH_VIF].sort_values(ascending=False, kind="stable")
    if high.empty:
        return ()
    language = job.language
    slots = {
        "themes": language.listing(
            language.say("“{driver}” ({value})", driver=job.label(str(name)), value=language.number(value, 1))
            for name, value in high.items()
        ),
        "line": language.number(SEVERE_VIF if high.iloc[0] > SEVERE_VIF else HIGH_VIF),
    }
    if high.iloc[0] > SEVERE_VIF:
        text = language.say(
            "These themes overlap so much with the others that their own coefficients are hardly known (VIF above "
            "{line}): {themes}. Do not read these coefficients one by one.",
            **slots,
        )
    else:
        text = language.say(
            "These themes overlap much with the others, which makes the margins of their coefficients wide (VIF above "
            "{line}): {themes}.",
            **slots,
        )
    evidence = language.say("Variance inflation factor (VIF) of each driver.")
    numbers = {f"vif.{name}": float(value) for name, value in high.items()}
    strength: Strength = "warning" if high.iloc[0] > SEVERE_VIF else "fact"
    return (Finding(f"drivers.{result.outcome}.overlap", text, strength, evidence, numbers=numbers),)


def _condition(job: Job, result: OutcomeDrivers, account: Account) -> tuple[Finding, ...]:
    if account.condition_number <= SEVERE_CONDITION:
        return ()
    language = job.language
    text = language.say(
        "Together the themes overlap so much that their coefficients for “{outcome}” cannot be told apart (condition "
        "number {value}, above {line}).",
        outcome=job.label(result.outcome),
        value=language.number(account.condition_number),
        line=language.number(SEVERE_CONDITION),
    )
    evidence = language.say("Condition number of the standardised drivers and of what is held equal.")
    numbers = {"condition": account.condition_number}
    return (Finding(f"drivers.{result.outcome}.condition", text, "warning", evidence, numbers=numbers),)
