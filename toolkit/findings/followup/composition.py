"""What may be said about other customers answering: composition against change within like customers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.analysis.followup.composition import NPS, Composition
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.followup.alike import (
    alike,
    compared_on,
    label_of,
    left_out,
    no_segment,
    raked,
    themes_of,
    up_to_a_tenth,
)
from toolkit.findings.followup.change import MOST_LISTED
from toolkit.findings.ranking import NOTHING, WATCH, asking, of_difference
from toolkit.findings.wording import changes, points, row_of
from toolkit.followup.composition.compare import BOTH, COMPOSITION, REAL
from toolkit.language import Language

# NPS runs over 200 points, a theme over 100.
WIDE = {NPS: 2.0}


def composition(job: Job, result: Composition | None) -> tuple[Finding, ...]:
    """Say of each change what of it is within like customers, and what comes from other customers answering."""
    if result is None:
        return (no_segment(job),)
    found = list(left_out(job, result))
    if not result.segments:
        return tuple(found)
    table = result.table
    said = [str(name) for name in table.index if table.at[name, "verdict"] in (REAL, COMPOSITION, BOTH)]
    return (
        compared_on(job, result),
        *(_split(job, result, name) for name in said),
        *_rest(job, result, said),
        *_hardly(job, result),
        *raked(job, result),
        *alike(job, result),
        *found,
    )


def _split(job: Job, result: Composition, name: str) -> Finding:
    language, row = job.language, row_of(result.table, name)
    slots = _slots(job, name, row)
    shown_as = str(row["verdict"])
    text = _text(language, row, slots)
    smallest = job.engagement.analysis.smallest_change
    if name == NPS:
        smallest = job.engagement.analysis.smallest_change_nps
    small = abs(row["within"]) < smallest
    plain = decision = ""
    if shown_as == COMPOSITION:
        # The first page has it with the change itself: see `by_other_customers`.
        decision = _decision(language)
    elif not small:
        plain = _plain_within(language, row, slots)
    if small and shown_as != COMPOSITION:
        doubt = language.say(
            "It is not certain that this is as much as the {smallest} points that matter.",
            smallest=language.number(smallest),
        )
        text = f"{text} {doubt}"
    evidence = language.say(
        "Kitagawa–Oaxaca–Blinder split by regression on groups; p {within} within like customers, {composition} for "
        "other customers, after Holm over all themes (the recommendation score by itself).",
        within=language.p_equals(row["within_p_holm"]),
        composition=language.p_equals(row["composition_p_holm"]),
    )
    moved = max(abs(row["within"]), abs(row["composition"])) / WIDE.get(name, 1.0)
    size, doable = of_difference(moved), asking(decision, WATCH)
    key = "nps" if name == NPS else name
    return Finding(
        f"composition.{key}", text, "shown", evidence, plain, decision, size, doable, _numbers(row)
    )


def _slots(job: Job, name: str, row: Mapping[str, Any]) -> dict[str, str]:
    language = job.language
    near, far = sorted((abs(row["within_low"]), abs(row["within_high"])))
    if row["within_low"] * row["within_high"] < 0:
        near = 0.0
    return {
        "theme": label_of(job, name),
        "before": language.number(row["before"], 1),
        "after": language.number(row["after"], 1),
        "points": language.number(abs(row["difference"]), 1),
        "difference": language.signed(row["difference"], 1),
        "within": language.signed(row["within"], 1),
        "within_margin": changes(language, row["within_low"], row["within_high"]),
        "composition": language.signed(row["composition"], 1),
        "composition_margin": changes(language, row["composition_low"], row["composition_high"]),
        "like_points": language.number(abs(row["within"]), 1),
        "like_range": points(language, near, far, 1),
    }


def _text(language: Language, row: Mapping[str, Any], slots: dict[str, str]) -> str:
    rose = row["difference"] > 0
    if row["verdict"] == COMPOSITION and rose:
        return language.say(
            "The rise of {points} points on “{theme}” comes at least in part from other customers answering: "
            "{composition} (margin {composition_margin}). Within like customers no change is shown, but none is ruled "
            "out either: {within} (margin {within_margin}).",
            **slots,
        )
    if row["verdict"] == COMPOSITION:
        return language.say(
            "The fall of {points} points on “{theme}” comes at least in part from other customers answering: "
            "{composition} (margin {composition_margin}). Within like customers no change is shown, but none is ruled "
            "out either: {within} (margin {within_margin}).",
            **slots,
        )
    if row["within"] * row["difference"] <= 0:
        return language.say(
            "“{theme}” went from {before} to {after} ({difference} points), but among like customers the change is "
            "{within} (margin {within_margin}); that other customers answered brought {composition} (margin "
            "{composition_margin}).",
            **slots,
        )
    if rose:
        return language.say(
            "Of the rise of {points} points on “{theme}”, {within} (margin {within_margin}) is within like customers "
            "and {composition} (margin {composition_margin}) comes from other customers answering.",
            **slots,
        )
    return language.say(
        "Of the fall of {points} points on “{theme}”, {within} (margin {within_margin}) is within like customers and "
        "{composition} (margin {composition_margin}) comes from other customers answering.",
        **slots,
    )


def because_of_others(job: Job, result: Composition, name: str) -> str:
    """Say plainly of a change that other customers answering account for some of it; how much is in the finding.

    That no change is shown among like customers is no proof that they did not change: it may be a part only.
    """
    language, theme = job.language, label_of(job, name)
    if row_of(result.table, name)["difference"] > 0:
        return language.say(
            "“{theme}” rose, at least in part because other kinds of customers answered: among customers of the same "
            "kind no rise is shown.",
            theme=theme,
        )
    return language.say(
        "“{theme}” fell, at least in part because other kinds of customers answered: among customers of the same "
        "kind no fall is shown.",
        theme=theme,
    )


def _plain_within(language: Language, row: Mapping[str, Any], slots: dict[str, str]) -> str:
    if row["within"] > 0:
        return language.say(
            "On “{theme}”, customers of the same kind score {like_points} points higher than before ({like_range}).",
            **slots,
        )
    return language.say(
        "On “{theme}”, customers of the same kind score {like_points} points lower than before ({like_range}).",
        **slots,
    )


def _decision(language: Language) -> str:
    return language.say(
        "How do we see to it that the same kinds of customers answer next time, so that changes can be compared?"
    )


def _numbers(row: Mapping[str, Any]) -> dict[str, float]:
    of_both = {
        f"{part}_{end}": float(row[f"{part}_{end}"])
        for part in ("within", "composition")
        for end in ("low", "high", "p_holm")
    }
    estimates = {part: float(row[part]) for part in ("difference", "within", "composition")}
    return estimates | of_both


def _rest(job: Job, result: Composition, said: list[str]) -> Iterable[Finding]:
    """Say what is not decided: changes that are shown but in no part, and then all that shows nothing."""
    language, table = job.language, result.table
    level = 1 - job.engagement.analysis.confidence
    rest = [str(name) for name in table.index if name not in said and name not in result.silent]
    split = [name for name in rest if row_of(table, name)["within_p"] >= 0]
    torn = [name for name in split if row_of(table, name)["difference_p_holm"] < level]
    evidence = language.say("Neither part is beyond chance after Holm over all themes.")
    if torn:
        text = language.say(
            "Changed, but it is not decided whether within like customers or because other customers answered: "
            "{themes}.",
            themes=themes_of(job, torn),
        )
        yield Finding("composition.undecided", text, "not_shown", evidence)
    calm = [name for name in split if name not in torn]
    if not calm:
        return
    largest = max(calm, key=lambda name: abs(row_of(table, name)["composition"]) / WIDE.get(name, 1.0))
    row = row_of(table, largest)
    slots = {
        "themes": themes_of(job, calm),
        "theme": label_of(job, largest),
        "largest": language.signed(row["composition"], 1),
        "margin": changes(language, row["composition_low"], row["composition_high"]),
    }
    slots |= {"count": language.number(len(calm)), "all": language.number(len(table))}
    if len(calm) > MOST_LISTED:
        text = language.say(
            "Not shown on {count} of the {all} themes, neither a change within like customers nor one because other "
            "customers answered. The most that other customers bring there is {largest} points (margin {margin}), on "
            "“{theme}”.",
            **slots,
        )
        yield Finding("composition.none", text, "not_shown", evidence)
        return
    text = language.say(
        "Not shown, neither a change within like customers nor one because other customers answered: {themes}. The "
        "most that other customers bring there is {largest} points (margin {margin}), on “{theme}”.",
        **slots,
    )
    yield Finding("composition.none", text, "not_shown", evidence)


def _hardly(job: Job, result: Composition) -> Iterable[Finding]:
    """Say that other customers moved no theme by as much as matters, where that is shown."""
    language, smallest = job.language, job.engagement.analysis.smallest_change
    if not result.most < smallest:
        return
    slots = {"most": language.number(up_to_a_tenth(result.most), 1), "smallest": language.number(smallest)}
    text = language.say(
        "That other customers answered moved no theme by the {smallest} points that matter: at most {most} points, "
        "with all margins taken together.",
        **slots,
    )
    plain = language.say(
        "Other kinds of customers among those who answered moved no theme by more than {most} points.",
        **slots,
    )
    evidence = language.say("Intervals of all themes at once (Bonferroni).")
    numbers = {"value": up_to_a_tenth(result.most)}
    yield Finding(
        "composition.hardly", text, "shown", evidence, plain, "", of_difference(result.most), NOTHING, numbers
    )
