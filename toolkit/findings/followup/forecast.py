"""What may be said of a forecast that was held against what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from toolkit.analysis.followup.composition import NPS as SPLIT_NPS
from toolkit.analysis.followup.composition import by_other_customers as measures_by_others
from toolkit.analysis.followup.forecast import ScoredForecast
from toolkit.analysis.followup.scored import FLAGGED, NOT_CARRIED_OUT, WITHHELD
from toolkit.analysis.job import Job
from toolkit.engagement.forecasts import NPS
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.followup.forecast_doubts import doubts
from toolkit.findings.followup.forecasts_so_far import so_far
from toolkit.findings.followup.row import by_other_customers
from toolkit.findings.ranking import LOST, WATCH, asking, of_difference
from toolkit.findings.wording import changes, row_of

# A surprise of so many points weighs fully in the summary.


def forecast(job: Job, result: ScoredForecast | None) -> tuple[Finding, ...]:
    """Say which expectations came true, which did not, which could not be tested, and how often that was so."""
    if result is None:
        return ()
    table = result.table
    tested = [str(name) for name in result.tested.index]
    untold = [str(name) for name in table.index if table.at[name, "verdict"] and name not in tested]
    found = [_count(job, result)]
    found += [_tested(job, result, name) for name in tested]
    if untold:
        found.append(_untold(job, untold))
    found += _left_out(job, table)
    return (*found, *doubts(job, result), *so_far(job, result))


def named(job: Job, measure: str) -> str:
    """Name a measure in a sentence."""
    if measure == NPS:
        return job.language.say("the recommendation score (NPS)")
    return job.language.quoted(job.label(measure))


def named_all(job: Job, measures: Iterable[str]) -> str:
    """Name measures one after the other."""
    return job.language.listing(named(job, name) for name in measures)


def _count(job: Job, result: ScoredForecast) -> Finding:
    """Say how many of the expectations came true."""
    language, table = job.language, result.tested
    # What lies outside though the margin was too wide to tell counts only where it is shown: to count all that lies
    # outside, and of the rest but what could be told, would favour "did not come true".
    shown = table["p_holm"] < 1 - job.engagement.analysis.confidence
    table = table[table["could_tell"].astype(bool) | shown]
    n, inside = len(table), int((table["verdict"] == "inside").sum())
    slots = {"tested": language.number(n), "inside": language.number(inside)}
    plain = ""
    if n == 0:
        text = language.say(
            "What was expected of the plan cannot be tested with this measurement: its margins are wider than the "
            "changes that were expected, or these were not measured."
        )
    elif n == 1 and inside:
        text = plain = language.say("The one expectation of the plan that could be tested came true.")
    elif n == 1:
        text = plain = language.say("The one expectation of the plan that could be tested did not come true.")
    else:
        text = language.say(
            "Of the {tested} expectations of the plan that this measurement could test, {inside} came true: the "
            "measured change lies where that of a right forecast lies.",
            **slots,
        )
        plain = language.say(
            "Of the {tested} expectations of the plan that could be tested, {inside} came true.", **slots
        )
    evidence = language.say(
        "Table “Expected and measured”: the limits hold the error of the forecast and that of the measurement."
    )
    strength: Strength = "fact" if n else "not_shown"
    # How clear the answer is: all or nothing came true, or half of it.
    size = max(inside, n - inside) / n if n else LOST
    return Finding(
        "forecast.score", text, strength, evidence, plain, "", size, WATCH, {"tested": n, "inside": inside}
    )


def _tested(job: Job, result: ScoredForecast, name: str) -> Finding:
    language, row = job.language, row_of(result.table, name)
    slots = {
        "theme": named(job, name),
        "expected": language.signed(row["expected"], 1),
        "forecast": changes(language, row["forecast_low"], row["forecast_high"]),
        "measured": language.signed(row["measured"], 1),
        "margin": changes(language, row["low"], row["high"]),
    }
    text, plain, decision = _sentences(job, row, slots)
    shown = row["verdict"] != "inside" and row["p_holm"] < 1 - job.engagement.analysis.confidence
    measure = SPLIT_NPS if name == NPS else name
    if measure in measures_by_others(result.round.job):
        others = by_other_customers(result.round.job, measure)
        text, plain, decision = f"{text} {others}", f"{plain} {others}" if plain else "", ""
    keys = ("expected", "measured", "low", "high", "surprise", "p", "p_holm")
    return Finding(
        f"forecast.{name}",
        " ".join([text, *_more(job, row, shown=shown)]),
        "shown" if shown else "fact",
        language.say(
            "Table “Expected and measured”; p-values corrected for the number of expectations (Holm)."
        ),
        plain if shown else "",
        decision if shown else "",
        of_difference(row["surprise"], "nps" if name == NPS else "points"),
        asking(decision if shown else "", WATCH),
        {key: float(row[key]) for key in keys},
    )


def _more(job: Job, row: dict[str, Any], *, shown: bool) -> list[str]:
    """What else a reader must know of one expectation."""
    say, more = job.language.say, []
    if row["verdict"] != "inside" and not shown:
        more.append(
            say(
                "Among so many expectations one that lies outside is no surprise: this one by itself shows nothing."
            )
        )
    if row["also_through"] and row["verdict"] == "above":
        themes = named_all(job, row["also_through"])
        more.append(
            say("It may also have risen through {themes}, on which the plan works too.", themes=themes)
        )
    if row["carried"] == "partly":
        more.append(say("Not all of the actions behind it were carried out in full."))
    return more


def _sentences(job: Job, row: dict[str, Any], slots: dict[str, str]) -> tuple[str, str, str]:
    """The sentence on one expectation, the same for the board, and what it asks to decide."""
    language = job.language
    if row["verdict"] == "inside" and row["rises"]:
        text = language.say(
            "On {theme} {expected} points were expected ({forecast}) and {measured} measured ({margin}): as expected, "
            "and a rise is shown.",
            **slots,
        )
        return text, "", ""
    if row["verdict"] == "inside":
        text = language.say(
            "On {theme} {expected} points were expected ({forecast}) and {measured} measured ({margin}): as expected, "
            "but a rise is not shown.",
            **slots,
        )
        return text, "", ""
    if row["verdict"] == "above":
        text = language.say(
            "On {theme} {expected} points were expected ({forecast}) and {measured} measured ({margin}): more than "
            "expected.",
            **slots,
        )
        plain = language.say(
            "On {theme} more came than the plan expected: {measured} points ({margin}) in place of {expected}.",
            **slots,
        )
        return text, plain, ""
    text = language.say(
        "On {theme} {expected} points were expected ({forecast}) and {measured} measured ({margin}): less than "
        "expected.",
        **slots,
    )
    plain = language.say(
        "On {theme} less came than the plan expected: {measured} points ({margin}) in place of {expected}.",
        **slots,
    )
    decision = language.say(
        "On {theme} less came than expected. What do we expect of the next plan?", **slots
    )
    return text, plain, decision


def _untold(job: Job, names: list[str]) -> Finding:
    text = job.language.say(
        "Too wide to tell: {themes}. The margin of the measurement is wider than the change that was expected, so that "
        "“as expected” and “nothing changed” cannot be told apart.",
        themes=named_all(job, names),
    )
    evidence = job.language.say("Table “Expected and measured”.")
    return Finding("forecast.untold", text, "not_shown", evidence, "", "", 0.4, 0.5)


def _left_out(job: Job, table: pd.DataFrame) -> list[Finding]:
    """Say what was expected and is not judged, and why."""
    say, evidence = job.language.say, job.language.say("Table “Expected and measured”.")
    names = {
        why: [str(name) for name in table.index if table.at[name, "why_not"] == why]
        for why in dict.fromkeys(table["why_not"])
    }
    found = []
    if here := names.pop(NOT_CARRIED_OUT, []):
        text = say(
            "Not judged, as the actions behind it were not carried out, or not in time to be noticed: {themes}.",
            themes=named_all(job, here),
        )
        found.append(Finding("forecast.not_carried_out", text, "warning", evidence))
    if here := names.pop(FLAGGED, []):
        text = say(
            "Not judged, as the questions about it do not belong together well enough: {themes}.",
            themes=named_all(job, here),
        )
        found.append(Finding("forecast.flagged", text, "warning", evidence))
    if here := names.pop(WITHHELD, []):
        text = say(
            "Not judged, as the margin would tell how many customers gave some answer, fewer than {minimum}: {themes}.",
            minimum=job.language.number(job.engagement.privacy.minimum_cell),
            themes=named_all(job, here),
        )
        found.append(Finding("forecast.withheld", text, "too_few", evidence))
    names.pop("", None)
    if here := [name for rest in names.values() for name in rest]:
        text = say(
            "Not judged, as the waves did not measure it in a way that can be compared, or too few answered: {themes}.",
            themes=named_all(job, here),
        )
        found.append(Finding("forecast.not_measured", text, "too_few", evidence))
    return found
