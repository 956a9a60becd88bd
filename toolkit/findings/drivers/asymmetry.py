"""What may be said of low and high scores: which drivers are basic, performance or excitement factors."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.analysis.drivers.asymmetry import OutcomeAsymmetry
from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told
from toolkit.drivers.asymmetry import Asymmetry
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import BEHAVIOUR, DECIDE, WORK_ON, of_difference
from toolkit.findings.wording import changes, listed, row_of


def asymmetry(job: Job, results: tuple[OutcomeAsymmetry, ...] | None) -> tuple[Finding, ...]:
    """Say per outcome which drivers are of which class, and of which that is not decided."""
    return tuple(finding for result in results or () for finding in outcome_asymmetry(job, result))


def outcome_asymmetry(job: Job, result: OutcomeAsymmetry) -> tuple[Finding, ...]:
    """Say it for one outcome."""
    if result.found is None:
        return (_refused(job, result),)
    found = [_basic(job, result, result.found, name) for name in result.of_kind("basic")]
    found += [_excitement(job, result, result.found, name) for name in result.of_kind("excitement")]
    grouped = (_performance, _undecided, _none)
    found += [finding for say in grouped if (finding := say(job, result)) is not None]
    found += [_expected(job, result, result.found, name) for name in result.expected]
    if _bends_together(result, result.found):
        found.append(_common_bend(job, result, result.found))
    if result.uncut:
        found.append(_uncut(job, result))
    silent = [name for name in result.no_claim if name not in result.uncut]
    return (*found, *((_silent(job, result, silent),) if silent else ()))


def _refused(job: Job, result: OutcomeAsymmetry) -> Finding:
    text = job.language.say(
        "What low and high scores go with on “{outcome}” cannot be told: these data do not allow it.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("Check before the computation: {reason}", reason=why(job, result.refusal))
    return Finding(f"asymmetry.{result.outcome}.refused", text, "too_few", evidence)


def _evidence(job: Job, p: float) -> str:
    return job.language.say(
        "Penalty–reward contrasts with HC3 intervals; penalty and reward differ, and more so than a straight line and "
        "the end of the scale give: p {p} after Holm over the drivers.",
        p=job.language.p_equals(p),
    )


def _slots(job: Job, result: OutcomeAsymmetry, found: Asymmetry, name: str) -> dict[str, str]:
    language, row = job.language, row_of(found.table, name)
    return {
        "driver": job.label(name),
        "outcome": job.label(result.outcome),
        "penalty": language.signed(row["penalty"], 1),
        "penalty_margin": changes(language, row["penalty_low"], row["penalty_high"]),
        "reward": language.signed(row["reward"], 1),
        "reward_margin": changes(language, row["reward_low"], row["reward_high"]),
    }


def _numbers(job: Job, found: Asymmetry, name: str) -> dict[str, float]:
    row = row_of(found.table, name)
    columns = {
        "difference": "asymmetry",
        "low": "asymmetry_low",
        "high": "asymmetry_high",
        "p": "p_asymmetry",
    }
    return {key: float(row[column]) for key, column in columns.items()} | {
        "n": float(count_told(job, found.n))
    }


def _basic(job: Job, result: OutcomeAsymmetry, found: Asymmetry, name: str) -> Finding:
    language, slots = job.language, _slots(job, result, found, name)
    text = language.say(
        "With the other drivers equal, customers who score “{driver}” low differ {penalty} points on “{outcome}” from "
        "those in the middle (margin {penalty_margin}), and customers who score it high {reward} points (margin "
        "{reward_margin}). The first difference is the larger one: a basic factor, which counts most where it falls "
        "short.",
        **slots,
    )
    plain = language.say(
        "“{driver}” counts most where it falls short: a low score goes with a larger difference in “{outcome}” than a "
        "high score.",
        **slots,
    )
    decision = language.say(
        "Which customers still score “{driver}” low, and do we put that right first?", **slots
    )
    evidence = _evidence(job, float(row_of(found.table, name)["p_asymmetry"]))
    key = f"asymmetry.{result.outcome}.basic.{name}"
    size = of_difference(row_of(found.table, name)["asymmetry"]) * (
        1.0 if result.role == "attitude" else BEHAVIOUR
    )
    return Finding(key, text, "shown", evidence, plain, decision, size, DECIDE, _numbers(job, found, name))


def _excitement(job: Job, result: OutcomeAsymmetry, found: Asymmetry, name: str) -> Finding:
    language, slots = job.language, _slots(job, result, found, name)
    text = language.say(
        "With the other drivers equal, customers who score “{driver}” high differ {reward} points on “{outcome}” from "
        "those in the middle (margin {reward_margin}), and customers who score it low {penalty} points (margin "
        "{penalty_margin}). The first difference is the larger one: an excitement factor, which counts most where it "
        "excels.",
        **slots,
    )
    plain = language.say(
        "“{driver}” counts most where it excels: a high score goes with a larger difference in “{outcome}” than a low "
        "score.",
        **slots,
    )
    evidence = _evidence(job, float(row_of(found.table, name)["p_asymmetry"]))
    key = f"asymmetry.{result.outcome}.excitement.{name}"
    size = of_difference(row_of(found.table, name)["asymmetry"]) * (
        1.0 if result.role == "attitude" else BEHAVIOUR
    )
    return Finding(key, text, "shown", evidence, plain, "", size, WORK_ON, _numbers(job, found, name))


def _performance(job: Job, result: OutcomeAsymmetry) -> Finding | None:
    names = result.of_kind("performance")
    if not names:
        return None
    text = job.language.say(
        "Both low and high scores count for “{outcome}”, and that one of the two counts more is not shown "
        "(performance factors): {drivers}.",
        drivers=listed(job, names),
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say(
        "Penalty–reward contrasts with HC3 intervals; the larger p of penalty and reward, Holm over the drivers."
    )
    return Finding(f"asymmetry.{result.outcome}.performance", text, "shown", evidence)


def _undecided(job: Job, result: OutcomeAsymmetry) -> Finding | None:
    names = result.of_kind("undecided")
    if not names:
        return None
    text = job.language.say(
        "Whether low scores or high scores count more for “{outcome}” is not decided by these answers: {drivers}. The "
        "table in the appendix gives the chances.",
        drivers=listed(job, names),
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("Penalty–reward contrasts with HC3 intervals, Holm over the drivers.")
    return Finding(f"asymmetry.{result.outcome}.undecided", text, "not_shown", evidence)


def _none(job: Job, result: OutcomeAsymmetry) -> Finding | None:
    names = result.of_kind("none")
    if not names:
        return None
    text = job.language.say(
        "That low or high scores go with another score on “{outcome}” is not shown, with the other drivers equal: "
        "{drivers}.",
        drivers=listed(job, names),
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("F test of penalty and reward together, with HC3, Holm over the drivers.")
    return Finding(f"asymmetry.{result.outcome}.none", text, "not_shown", evidence)


def _expected(job: Job, result: OutcomeAsymmetry, found: Asymmetry, name: str) -> Finding:
    """Say what is expected of friendliness, and what these answers show of it."""
    language, key = job.language, f"asymmetry.{result.outcome}.expected.{name}"
    slots = {"driver": job.label(name), "outcome": job.label(result.outcome)}
    evidence = language.say(
        "Expectation from the literature on service; penalty–reward contrasts of these answers."
    )
    if name not in found.table.index or name in result.no_claim:
        text = language.say(
            "“{driver}” is expected to be taken for granted, and noticed where it fails. These answers "
            "cannot tell whether that is so for “{outcome}”.",
            **slots,
        )
        return Finding(key, text, "too_few", evidence)
    row = row_of(found.table, name)
    slots["chance"] = language.percent(row["chance_basic"])
    kind, numbers = str(row["kind"]), {"p": float(row["p_asymmetry"])}
    if kind == "basic":
        text = language.say(
            "“{driver}” is expected to be taken for granted, and noticed where it fails. These answers "
            "show that for “{outcome}”.",
            **slots,
        )
        return Finding(key, text, "shown", evidence, numbers=numbers)
    if kind == "excitement":
        text = language.say(
            "“{driver}” is expected to be taken for granted, and noticed where it fails. These answers "
            "show the opposite for “{outcome}”: it counts most where it excels.",
            **slots,
        )
        return Finding(key, text, "shown", evidence, numbers=numbers)
    text = language.say(
        "“{driver}” is expected to be taken for granted, and noticed where it fails. These answers do not show that "
        "for “{outcome}”: when customers are drawn anew, that picture comes out in {chance} of the draws.",
        **slots,
    )
    numbers["chance_basic"] = float(row["chance_basic"])
    return Finding(key, text, "not_shown", evidence, numbers=numbers)


def _bends_together(result: OutcomeAsymmetry, found: Asymmetry) -> bool:
    """Tell whether the lines of all drivers flatten together, where that matters: some penalties exceed rewards."""
    table = found.table
    outside = (table["asymmetry_high"] < 0) & (table["kind"] != "basic")
    return found.curvature < 0 and found.curvature_p < result.level and bool(outside.any())


def _common_bend(job: Job, result: OutcomeAsymmetry, found: Asymmetry) -> Finding:
    language = job.language
    text = language.say(
        "For “{outcome}” the differences that go with all drivers together are smaller towards the top than towards "
        "the bottom, as happens where answers near the end of a scale. That alone makes low scores seem to count more; "
        "a driver is only called basic where it bends more than that.",
        outcome=job.label(result.outcome),
    )
    evidence = language.say(
        "Square of the prediction beside the bends of the drivers (Ramsey): p {p}.",
        p=language.p_equals(found.curvature_p),
    )
    numbers = {"p": found.curvature_p}
    return Finding(f"asymmetry.{result.outcome}.common_bend", text, "shown", evidence, numbers=numbers)


def _uncut(job: Job, result: OutcomeAsymmetry) -> Finding:
    text = job.language.say(
        "Too few customers score these low, or too few high, to tell the two apart (fewer than {fewest}): {drivers}. "
        "They are held equal.",
        fewest=job.language.number(result.fewest),
        drivers=listed(job, result.uncut),
    )
    evidence = job.language.say("Scores of all customers.")
    return Finding(f"asymmetry.{result.outcome}.uncut", text, "too_few", evidence)


def _silent(job: Job, result: OutcomeAsymmetry, names: Iterable[str]) -> Finding:
    text = job.language.say(
        "Nothing is said about low and high scores of these for “{outcome}”, because the questions do not measure them "
        "well enough or apart from the rest: {drivers}.",
        outcome=job.label(result.outcome),
        drivers=listed(job, names),
    )
    evidence = job.language.say("Red flags of the scales; see “Are the scales reliable?”.")
    return Finding(f"asymmetry.{result.outcome}.no_claim", text, "warning", evidence)
