"""What may be said of the themes that actions worked on, beside those that none did."""

from __future__ import annotations

from toolkit.analysis.followup import Impact, frames
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import WATCH, of_difference
from toolkit.findings.wording import changes, listed, points
from toolkit.followup.impact.contrast import Targeted


def targeted(job: Job, result: Impact) -> tuple[Finding, ...]:
    """Say whether the themes that were worked on changed more than the others."""
    found = [] if result.targeted is None else [_contrast(job, result.targeted, result.level)]
    if result.blurred:
        found.append(_blurred(job, result.blurred))
    return tuple(found)


def _contrast(job: Job, found: Targeted, level: float) -> Finding:
    language, row = job.language, found.contrast.to_dict()
    near, far = sorted((abs(row["low"]), abs(row["high"])))
    slots = {
        "targeted": listed(job, found.targeted),
        "others": listed(job, found.untargeted),
        "points": language.number(abs(row["difference"]), 1),
        "difference": language.signed(row["difference"], 1),
        "margin": changes(language, row["low"], row["high"]),
        "range": points(language, near, far, 1),
        "smallest": language.number(job.engagement.analysis.smallest_change),
    }
    differs, small = row["p"] < level, row["p_equivalence"] < level
    if differs:
        text, plain = (_more if row["difference"] > 0 else _less)(job, slots)
    else:
        text, plain = _alike(job, slots) if small else (_undecided(job, slots), "")
    if small:
        less = language.say("The difference is less than the {smallest} points that matter.", **slots)
        text = f"{text} {less}"
    if gone := _not_comparable(job):
        besides = language.say("Worked on too, but not to be compared with before: {themes}.", themes=gone)
        text, plain = f"{text} {besides}", f"{plain} {besides}" if plain else ""
    strength: Strength = "shown" if differs or small else "not_shown"
    evidence = language.say(
        "Change of the difference of both means per customer, by the design of the waves."
    )
    numbers = {name: float(row[name]) for name in ("difference", "low", "high", "p", "p_equivalence")}
    return Finding(
        "impact.targeted",
        text,
        strength,
        evidence,
        plain,
        "",
        of_difference(row["difference"]),
        WATCH,
        numbers,
    )


def _not_comparable(job: Job) -> str:
    """Name the themes that actions worked on and whose questions are not used as before; "" for none."""
    done = [action for action in job.engagement.actions if action.carried_out in ("yes", "partly")]
    aimed = {action.driver or action.touchpoint for action in done}
    return listed(job, [name for name in frames(job).not_comparable if name in aimed])


def _more(job: Job, slots: dict[str, str]) -> tuple[str, str]:
    say = job.language.say
    return (
        say(
            "Worked on: {targeted}. The scores on it rose {points} points more than those on {others}, on which no "
            "action worked (margin {margin}). What moves all answers alike is not behind that; something else that "
            "touched these themes only may be.",
            **slots,
        ),
        say(
            "The scores on what was worked on ({targeted}) rose {points} points more than those on other themes "
            "({range}).",
            **slots,
        ),
    )


def _less(job: Job, slots: dict[str, str]) -> tuple[str, str]:
    say = job.language.say
    return (
        say(
            "Worked on: {targeted}. The scores on it stayed {points} points behind those on {others}, on which no "
            "action worked (margin {margin}).",
            **slots,
        ),
        say(
            "The scores on what was worked on ({targeted}) stayed {points} points behind those on other themes "
            "({range}).",
            **slots,
        ),
    )


def _alike(job: Job, slots: dict[str, str]) -> tuple[str, str]:
    say = job.language.say
    return (
        say(
            "Worked on: {targeted}. The scores on it changed about as much as those on {others}, on which no action "
            "worked ({difference}, margin {margin}).",
            **slots,
        ),
        say(
            "The scores on what was worked on ({targeted}) changed about as much as those on other themes.",
            **slots,
        ),
    )


def _undecided(job: Job, slots: dict[str, str]) -> str:
    return job.language.say(
        "Worked on: {targeted}. Whether the scores on it changed otherwise than those on {others}, on which no action "
        "worked, these answers do not decide ({difference}, margin {margin}).",
        **slots,
    )


def _blurred(job: Job, names: tuple[str, ...]) -> Finding:
    text = job.language.say(
        "Left out beside what was worked on, as the answers do not tell it apart from that: {themes}.",
        themes=listed(job, names),
    )
    evidence = job.language.say("Pairs of themes: the ratio HTMT, and scores that repeat each other.")
    return Finding("impact.blurred", text, "warning", evidence)
