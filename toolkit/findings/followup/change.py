"""What may be said about a change between two waves."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.analysis.followup import Change
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flag_evidence
from toolkit.findings.flags import flags_behind
from toolkit.findings.followup.row import by_other_customers, numbers_of, slots_of, up_and_down
from toolkit.findings.ranking import DECIDE, NOTHING, OF_MEASURING, WORK_ON, asking, of_difference
from toolkit.findings.wording import listed, row_of

# A rise in lock-in is neither better nor worse: it holds customers, it does not bind them.
NEITHER_BETTER_NOR_WORSE = ("lock_in",)
OUTCOMES = ("attitude", "behaviour")
# More themes than this are counted on the first page, not listed.
MOST_NAMES = 4
# More themes than this that did not change are counted in the chapter: its table names them.
MOST_LISTED = 8


def change(job: Job, result: Change) -> tuple[Finding, ...]:
    """Say of each theme what changed: the certain changes one by one, the rest together."""
    table = result.table
    moved = [name for name in table.index if table.at[name, "verdict"] in {"better", "worse"}]
    found = [_moved(job, result, str(name)) for name in moved]
    level = 1 - job.engagement.analysis.confidence
    unmoved = [str(name) for name in table.index if table.at[name, "verdict"] == "no relevant change"]
    if small := [name for name in unmoved if row_of(table, name)["p_holm"] < level]:
        found.append(_small(job, result, small))
    if same := [name for name in unmoved if name not in small]:
        found.append(_no_change(job, result, same))
    if undecided := [str(name) for name in table.index if table.at[name, "verdict"] == "not decided"]:
        found.append(_undecided(job, result, undecided))
    if result.unreliable:
        found.append(_unreliable(job, result.unreliable))
    found += [_fewer(job, name, moved) for name, moved in result.moved.items()]
    if result.not_comparable:
        found.append(_not_comparable(job, result.not_comparable))
    return tuple(found)


def _moved(job: Job, result: Change, name: str) -> Finding:
    language, row = job.language, row_of(result.table, name)
    slots = {**slots_of(job, row), "theme": job.label(name)}
    better = row["verdict"] == "better"
    if result.roles[name] in NEITHER_BETTER_NOR_WORSE:
        text, plain, decision = _neutral(job, slots, rose=better)
    elif better:
        text = language.say(
            "“{theme}” is better: from {before} to {after} out of 100, {difference} points (margin {margin}).",
            **slots,
        )
        plain = language.say(
            "The score on “{theme}” rose by {points} points ({range}): from {before} to {after} out of 100.",
            **slots,
        )
        decision = ""
        if name in (kept := _kept_up(job, result)):
            decision = language.say(
                "Should we continue what was done for {improved}?", improved=listed(job, kept)
            )
    else:
        text = language.say(
            "“{theme}” is worse: from {before} to {after} out of 100, {difference} points (margin {margin}).",
            **slots,
        )
        plain = language.say(
            "The score on “{theme}” fell by {points} points ({range}): from {before} to {after} out of 100.",
            **slots,
        )
        decision = language.say("The score on “{theme}” fell. Who finds out why, and by when?", **slots)
    if abs(row["difference"]) < result.smallest_change:
        doubt = language.say(
            "It is not certain that this is as much as the {smallest} points that matter.",
            smallest=language.number(result.smallest_change),
        )
        text, plain = f"{text} {doubt}", f"{plain} {doubt}" if plain else ""
    if name in result.by_others:
        others = by_other_customers(job, name)
        text, plain, decision = f"{text} {others}", f"{plain} {others}" if plain else "", ""
    if wavering := up_and_down(job, name):
        # The course over all measurements is the plainer word for it, and is told of by itself.
        text, plain, decision = f"{text} {wavering}", "", ""
    evidence = language.plural(
        "Table of changes; {count} comparison.",
        "Table of changes; p-values corrected for {count} comparisons (Holm).",
        len(result.table),
    )
    size, doable = of_difference(row["difference"]), asking(decision, WORK_ON)
    return Finding(f"change.{name}", text, "shown", evidence, plain, decision, size, doable, numbers_of(row))


def _kept_up(job: Job, result: Change) -> list[str]:
    """Find all drivers and touchpoints that are better, so that one decision is asked about them.

    Not an outcome, which is the result of what was done elsewhere; nor what other customers answering explain; nor
    what an action of the engagement works on, of which the chapter on steering asks.
    """
    better = result.table.index[result.table["verdict"] == "better"]
    apart = (*OUTCOMES, *NEITHER_BETTER_NOR_WORSE)
    steered = {action.driver or action.touchpoint for action in job.engagement.actions}
    return [
        str(name)
        for name in better
        if result.roles[str(name)] not in apart and name not in (*result.by_others, *steered)
    ]


def _neutral(job: Job, slots: dict[str, str], *, rose: bool) -> tuple[str, str, str]:
    say: Callable[..., str] = job.language.say
    if rose:
        text = say(
            "“{theme}” is higher: from {before} to {after} out of 100, {difference} points (margin {margin}). "
            "That holds customers; it does not make them loyal.",
            **slots,
        )
    else:
        text = say(
            "“{theme}” is lower: from {before} to {after} out of 100, {difference} points (margin {margin}). "
            "Customers can leave more easily; that says nothing about their loyalty.",
            **slots,
        )
    return text, "", ""


def _small(job: Job, result: Change, names: list[str]) -> Finding:
    language = job.language
    changed = (
        f"{language.quoted(job.label(name))} ({language.signed(row_of(result.table, name)['difference'], 1)})"
        for name in names
    )
    text = language.say(
        "Changed beyond chance, but by less than the {smallest} points that matter: {themes}.",
        smallest=language.number(result.smallest_change),
        themes=language.listing(changed),
    )
    plain = language.plural(
        "{count} theme changed, but by less than the {smallest} points that matter.",
        "{count} themes changed, but by less than the {smallest} points that matter.",
        len(names),
        smallest=language.number(result.smallest_change),
    )
    evidence = language.say(
        "Equivalence test (TOST) against the smallest change that matters, corrected for the number of themes (Holm)."
    )
    return Finding(
        "change.small", text, "shown", evidence, plain, "", of_difference(result.smallest_change), NOTHING
    )


def _no_change(job: Job, result: Change, names: list[str]) -> Finding:
    language = job.language
    slots = _themes(job, result, names) | {"smallest": language.number(result.smallest_change)}
    if len(names) > MOST_LISTED:
        text = language.say(
            "No change that matters on {count} of the {all} themes; the table names them. If anything changed there, "
            "it is less than {smallest} points.",
            **slots,
        )
    else:
        text = language.say(
            "No change that matters: {themes}. If anything changed there, it is less than {smallest} points.",
            **slots,
        )
    if len(names) > MOST_NAMES:
        plain = language.say("{count} of the {all} themes are about the same as before.", **slots)
    else:
        plain = language.say("About the same as before: {themes}.", **slots)
    evidence = language.say(
        "Equivalence test (TOST) against the smallest change that matters, corrected for the number of themes (Holm)."
    )
    return Finding(
        "change.same", text, "shown", evidence, plain, "", of_difference(result.smallest_change), NOTHING
    )


def _undecided(job: Job, result: Change, names: list[str]) -> Finding:
    language = job.language
    slots = _themes(job, result, names)
    text = language.say(
        "Not decided: {themes}. A change there is neither shown nor ruled out; more answers are needed to tell.",
        **slots,
    )
    if len(names) > MOST_NAMES:
        plain = language.say(
            "For {count} of the {all} themes these answers do not decide whether they changed.", **slots
        )
        decision = language.say("Do we ask more customers next time, so that more themes can be decided?")
    else:
        plain = language.say("Not to be decided with these answers: {themes}.", **slots)
        decision = language.say(
            "Do we ask more customers next time, so that {themes} can be decided?", **slots
        )
    evidence = language.say("Neither the difference nor the equivalence is significant.")
    return Finding(
        "change.undecided",
        text,
        "not_shown",
        evidence,
        plain,
        decision,
        len(names) / len(result.table),
        DECIDE,
    )


def _themes(job: Job, result: Change, names: list[str]) -> dict[str, str]:
    language = job.language
    return {
        "themes": listed(job, names),
        "count": language.number(len(names)),
        "all": language.number(len(result.table)),
    }


def _unreliable(job: Job, names: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "Not judged: {themes}. In at least one wave the questions about it do not belong together well enough.",
        themes=listed(job, names),
    )
    plain = language.plural(
        "{count} theme is not judged: its questions do not belong together well enough.",
        "{count} themes are not judged: their questions do not belong together well enough.",
        len(names),
    )
    evidence = flag_evidence(job, names)
    flags = flags_behind(job, names)
    return Finding(
        "change.unreliable", text, "warning", evidence, plain, "", OF_MEASURING, NOTHING, flags=flags
    )


def _fewer(job: Job, name: str, moved: tuple[str, ...]) -> Finding:
    """Say that a theme is compared without the questions that moved by themselves."""
    language = job.language
    asked = len(job.items(name))
    text = language.say(
        "“{theme}” is compared on {kept} of its {asked} questions: what customers answer to the rest changed in "
        "another way than the theme did.",
        theme=job.label(name),
        kept=language.number(asked - len(moved)),
        asked=language.number(asked),
    )
    evidence = language.say("Table of whether themes can be compared.")
    return Finding(f"change.{name}.moved", text, "warning", evidence)


def _not_comparable(job: Job, names: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "Not compared, because their questions may not measure the same as before: {themes}.",
        themes=listed(job, names),
    )
    evidence = language.say("Table of whether themes can be compared.")
    return Finding("change.not_comparable", text, "warning", evidence)
