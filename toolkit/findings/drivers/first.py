"""Which driver comes first: one that leads beyond chance by every method, or those that may, or none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from toolkit.analysis.drivers.importance import OutcomeDrivers
from toolkit.analysis.job import Job
from toolkit.drivers.importance import Importance
from toolkit.findings.drivers.links import is_negative
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WATCH, WORK_ON, asking, of_link
from toolkit.findings.wording import row_of, shares

# Of drivers that may come first, those are named as being in front that come first in this part of the resamples
# together; the others are not ruled out. Our choice.
IN_FRONT: Final = 0.8


def leader(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    """Say that one driver leads."""
    language, name = job.language, result.leaders[0]
    row, score = row_of(importance.table, name), row_of(result.performance, name)
    slots = {
        "driver": job.label(name),
        "outcome": job.label(result.outcome),
        "share": language.percent(row["share"]),
        "margin": shares(language, row["low"], row["high"]),
        "score": language.number(score["estimate"]),
    }
    text = language.say(
        "“{driver}” is linked most strongly to “{outcome}”: {share} of what the drivers explain together "
        "(margin {margin}). Its lead over each other driver is larger than chance allows.",
        **slots,
    )
    decision = ""
    if is_negative(importance, name):
        plain = language.say(
            "Of the themes compared, “{driver}” is linked most strongly to “{outcome}”, but the other way round: "
            "customers who score it higher score lower there.",
            **slots,
        )
    else:
        plain = language.say(
            "Of the themes compared, “{driver}” is linked most strongly to “{outcome}”. "
            "That lead is larger than chance.",
            **slots,
        )
    if row["coefficient_low"] > 0 and not row["suppressor"]:
        decision = language.say(
            "Should the first action be aimed at “{driver}”, which now scores {score} out of 100? "
            "It is linked most strongly to “{outcome}”.",
            **slots,
        )
    numbers = {key: float(row[key]) for key in ("share", "low", "high", "p_first")}
    key, evidence = (
        f"drivers.{result.outcome}.leader",
        f"{_evidence(job, importance)} {_methods(job, result)}",
    )
    return Finding(
        key,
        text,
        "shown",
        evidence.strip(),
        plain,
        decision,
        size_of(result),
        asking(decision, WORK_ON),
        numbers,
    )


def co_leaders(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    """Say which drivers are in front without a decision, and which others are not ruled out."""
    language = job.language
    chances = _chances(importance, result.leaders)
    named = in_front(importance, result.leaders, result.other_fronts.values())
    slots = {
        "drivers": _quoted(job, named),
        "outcome": job.label(result.outcome),
        "chances": language.listing(
            language.say(
                "“{driver}” ({chance})", driver=job.label(name), chance=language.percent(chances[name])
            )
            for name in named
        ),
        "others": _quoted(job, [name for name in map(str, chances.index) if name not in named]),
    }
    plain = language.say(
        "{drivers} are in front for “{outcome}”, but these answers do not decide which theme comes first.",
        **slots,
    )
    text = language.say(
        "{drivers} lead for “{outcome}” without a decision. When customers are drawn anew, these come first most "
        "often: {chances}.",
        **slots,
    )
    if len(named) < len(chances):
        text += " " + language.say("Not ruled out as the first: {others}.", **slots)
    numbers = {str(name): float(chance) for name, chance in chances.items()}
    key = f"drivers.{result.outcome}.leaders"
    decision = _which(job, result, importance, named)
    evidence = _evidence(job, importance)
    return Finding(
        key, text, "not_shown", evidence, plain, decision, size_of(result), asking(decision, WORK_ON), numbers
    )


def depends(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    """Say that the shares put one driver in front alone, and another method does not."""
    language = job.language
    alone, names = result.leaders[0], list(result.leaders)
    row = row_of(importance.table, alone)
    slots = {
        "driver": job.label(alone),
        "outcome": job.label(result.outcome),
        "drivers": language.listing((language.quoted(job.label(name)) for name in names), either=True),
        "share": language.percent(row["share"]),
        "margin": shares(language, row["low"], row["high"]),
    }
    text = language.say(
        "“{driver}” has the largest share in “{outcome}” ({share}, margin {margin}), but whether it comes first "
        "depends on the method.",
        **slots,
    )
    told = [
        _by_method(job, method, front) for method, front in result.other_fronts.items() if front != (alone,)
    ]
    plain = language.say(
        "The strongest link with “{outcome}” is with one of these: {drivers}. Which one depends on the method of "
        "computation.",
        **slots,
    )
    numbers = {key: float(row[key]) for key in ("share", "low", "high", "p_first")}
    key, decision = f"drivers.{result.outcome}.leaders", _which(job, result, importance, names)
    evidence = f"{_evidence(job, importance)} {_methods(job, result)}"
    text = " ".join([text, *told])
    return Finding(
        key, text, "not_shown", evidence, plain, decision, size_of(result), asking(decision, WORK_ON), numbers
    )


def _by_method(job: Job, method: str, front: Iterable[str]) -> str:
    language = job.language
    drivers = language.listing((language.quoted(job.label(name)) for name in front), either=True)
    if method == "corrected":
        return language.say(
            "Corrected for the error with which each theme is measured, the first is {drivers}.",
            drivers=drivers,
        )
    if method == "pairwise":
        return language.say(
            "By pairs of answers, no customer left out for a missing one, the first is {drivers}.",
            drivers=drivers,
        )
    if method == "imputed":
        return language.say("With the missing answers filled in the first is {drivers}.", drivers=drivers)
    return language.say("By Johnson’s weights the first is {drivers}.", drivers=drivers)


def nobody_leads(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    """Say that every driver may come first."""
    language = job.language
    chances = _chances(importance, map(str, importance.table.index))
    slots = {
        "outcome": job.label(result.outcome),
        "first": job.label(str(chances.index[0])),
        "first_chance": language.percent(chances.iloc[0]),
        "second": job.label(str(chances.index[1])),
        "second_chance": language.percent(chances.iloc[1]),
    }
    text = language.say(
        "These answers do not single out one driver for “{outcome}”: when customers are drawn anew, “{first}” comes "
        "first in {first_chance} of the draws and “{second}” in {second_chance}.",
        **slots,
    )
    plain = language.say("These answers do not single out one theme for “{outcome}”.", **slots)
    numbers = {str(name): float(chance) for name, chance in chances.items()}
    key, evidence = f"drivers.{result.outcome}.leaders", _evidence(job, importance)
    return Finding(key, text, "not_shown", evidence, plain, "", size_of(result), WATCH, numbers)


def unchecked(job: Job, result: OutcomeDrivers) -> Finding:
    """Say that no driver is called first, because errors in measurement may be why it leads."""
    text = job.language.say(
        "Which driver comes first for “{outcome}” cannot be said: it could not be computed how much of the lead is due "
        "to some themes being measured better than others.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say(
        "Correlations corrected for errors in measurement (Cronbach’s alpha): together they are of no real scores, in "
        "these answers or in too many redrawn samples."
    )
    return Finding(f"drivers.{result.outcome}.not_said", text, "warning", evidence)


def size_of(result: OutcomeDrivers) -> float:
    """How much the drivers tell of an outcome together: their multiple correlation."""
    explained = 0.0 if result.joint is None else result.joint.explained
    return of_link(math.sqrt(explained), result.role)


def _chances(importance: Importance, names: Iterable[str]) -> pd.Series:
    chances = importance.table["p_first"].loc[list(names)]
    return chances.sort_values(ascending=False, kind="stable")


def in_front(
    importance: Importance, leaders: Iterable[str], other_fronts: Iterable[Sequence[str]] = ()
) -> list[str]:
    """Give of several leaders the likeliest first ones, at least two, that together come first often enough.

    `other_fronts` are who may come first by other methods, the largest share first: those that lead there and may come
    first here are among them.
    """
    chances = _chances(importance, leaders)
    before = chances.cumsum() - chances
    enough = [str(name) for name in chances.index[before < IN_FRONT]]
    named = enough if len(enough) > 1 else [str(name) for name in chances.index[:2]]
    elsewhere = dict.fromkeys(front[0] for front in other_fronts if front)
    return named + [name for name in elsewhere if name in chances.index and name not in named]


def _quoted(job: Job, names: Iterable[str]) -> str:
    return job.language.listing(job.language.quoted(job.label(name)) for name in names)


def _which(job: Job, result: OutcomeDrivers, importance: Importance, names: Iterable[str]) -> str:
    """Ask which of these to take up first; of those alone that a customer who scores high scores higher with.

    By themselves, and with the others held equal: a share is no reason to raise what goes both ways.
    """
    language = job.language
    rows = {name: row_of(importance.table, name) for name in names}
    raised = [name for name, row in rows.items() if row["coefficient"] > 0 and not row["suppressor"]]
    if len(raised) < 2:
        return ""
    return language.say(
        "Which do we take up first for “{outcome}”: {raised}? Let cost and feasibility decide; the numbers do not.",
        outcome=job.label(result.outcome),
        raised=language.listing((language.quoted(job.label(name)) for name in raised), either=True),
    )


def _evidence(job: Job, importance: Importance) -> str:
    if importance.table["sampling_error"].max() > 0:
        return job.language.say(
            "Table of importance: shares of R² averaged over orders drawn at random (LMG), {resamples} bootstrap "
            "samples; a lead counts only where it holds against each other driver.",
            resamples=job.language.number(importance.resamples),
        )
    return job.language.say(
        "Table of importance: shares of R² averaged over all orders (LMG), {resamples} bootstrap samples; "
        "a lead counts only where it holds against each other driver.",
        resamples=job.language.number(importance.resamples),
    )


def _methods(job: Job, result: OutcomeDrivers) -> str:
    """Name the other methods by which the lead was looked at."""
    fronts: Mapping[str, tuple[str, ...]] = {} if result.account is None else result.account.fronts
    if "corrected" in fronts:
        return job.language.say(
            "Looked at as well: Johnson’s weights, and shares corrected for errors in measurement (Cronbach’s alpha)."
        )
    return job.language.say("Looked at as well: Johnson’s weights.") if "johnson" in fronts else ""
