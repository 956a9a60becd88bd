"""What may be said of what to do next: per action, by the rules, and where the next round starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from toolkit.analysis.followup.composition import turned_round
from toolkit.analysis.followup.steering import Steering
from toolkit.analysis.job import Job
from toolkit.engagement.forecasts import NPS
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.ranking import DECIDE, OF_MEASURING, UNMEASURED
from toolkit.findings.wording import changes, points, row_of
from toolkit.followup.steering import ADVICES
from toolkit.language import N_

# More actions than this are counted on the first page, not listed.
MOST_NAMES: Final = 4

# Why: a sentence for each rule; what was not carried out is told together.
REASONS: Final[Mapping[str, str]] = {
    "too_early": N_("“{action}” came too late for this measurement to notice it."),
    "not_told": N_("Of “{action}” it is not known whether it was carried out."),
    "harmed": N_("“{action}”: “{theme}” did worse among the customers who had it than among the others."),
    "helped_dear": N_(
        "“{action}”: “{theme}” did better among the customers who had it than among the others, but it cost {spent} "
        "where {planned} was planned."
    ),
    "helped": N_("“{action}”: “{theme}” did better among the customers who had it than among the others."),
    "no_effect_partly": N_(
        "“{action}” was carried out in part, and “{theme}” changed about as much among the customers who had it as "
        "among the others."
    ),
    "no_effect": N_(
        "“{action}”: “{theme}” changed about as much among the customers who had it as among the others."
    ),
    "not_judged": N_("“{action}”: the change of “{theme}” was not measured well enough to judge it by."),
    "less_than_expected": N_("“{action}”: “{theme}” rose ({change}), but less than was expected."),
    "better_dear": N_(
        "“{action}”: “{theme}” rose ({change}), but it cost {spent} where {planned} was planned."
    ),
    "better": N_("“{action}”: “{theme}” rose ({change}); that this action did it is not shown."),
    "worse_partly": N_("“{action}” was carried out in part, and “{theme}” fell ({change})."),
    "worse": N_("“{action}” was carried out, and “{theme}” fell ({change})."),
    "small_dear": N_(
        "“{action}”: “{theme}” rose by as little as was expected ({change}), but it cost {spent} where {planned} was "
        "planned."
    ),
    "small_as_expected": N_("“{action}”: “{theme}” rose by as little as was expected ({change})."),
    "little_expected": N_(
        "“{action}”: “{theme}” is not shown to have risen ({change}), but no great rise was expected, and the one "
        "expected is not ruled out."
    ),
    "no_gain_partly": N_(
        "“{action}” was carried out in part, and “{theme}” did not rise by as much as matters ({change})."
    ),
    "no_gain": N_("“{action}” was carried out, and “{theme}” did not rise by as much as matters ({change})."),
    "undecided_below": N_(
        "“{action}”: whether “{theme}” changed is not decided ({change}), but it stayed behind what was expected."
    ),
    "undecided": N_("“{action}”: whether “{theme}” changed, these answers do not tell ({change})."),
}

# What stands in its place where other customers who answered explain some of the change.
BY_OTHERS: Final = N_(
    "“{action}”: “{theme}” changed ({change}), at least in part because other kinds of customers answered; whether "
    "customers judge otherwise than before, these answers do not tell."
)

# And where customers who are alike are shown to have moved against it.
TURNED_ROUND: Final = N_(
    "“{action}”: “{theme}” changed ({change}) because other kinds of customers answered: customers who are alike moved "
    "the other way."
)

# And where the action reached only some of the customers whose change that is.
REACHED_SOME: Final = N_(
    "“{action}”: over all customers “{theme}” changed less than matters ({change}), but not all had the action; that "
    "those who had it gained as much as matters is not ruled out."
)


def steering(job: Job, result: Steering) -> tuple[Finding, ...]:
    """Say of each kind of advice which actions it is for, and why; then where the next round starts."""
    found = [_advised(job, result, advice) for advice in ADVICES if result.advised(advice)]
    return (*found, *_idle(job, result), *_start(job, result))


def reason(job: Job, result: Steering, number: int) -> str:
    """The sentence that says why an action is advised on as it is."""
    row = row_of(result.actions.rename(index=str), str(number))
    pattern = REASONS[row["rule"]]
    if row["rule"] == "undecided" and row["by_others"]:
        pattern = TURNED_ROUND if row["driver"] in turned_round(job) else BY_OTHERS
    elif row["rule"] == "undecided" and row["reached_some"]:
        pattern = REACHED_SOME
    return job.language.say(pattern, **_slots(job, row, number))


def _slots(job: Job, row: dict[str, Any], number: int) -> dict[str, str]:
    language, currency = job.language, job.engagement.plan.currency
    change = language.say(
        "{difference} points, margin {margin}",
        difference=language.signed(row["difference"], 1),
        margin=changes(language, row["low"], row["high"]),
    )
    return {
        "action": title_of(job, number),
        "theme": job.label(row["driver"]),
        "change": change,
        "spent": language.money(row["spent"], currency),
        "planned": language.money(row["planned"], currency),
    }


def title_of(job: Job, number: int) -> str:
    """The title of an action, by its number in the engagement."""
    return job.text(job.engagement.actions[number - 1].title)


def _advised(job: Job, result: Steering, advice: str) -> Finding:
    language = job.language
    numbers = result.advised(advice)
    titles = _titles(job, numbers)
    lead, decision = _lead(job, advice, titles)
    told = [lead, *(reason(job, result, number) for number in numbers)]
    if _shared(result, numbers):
        told.append(
            language.say(
                "Where several actions work on one theme, the measurement holds them together and does not tell which "
                "of them did it."
            )
        )
    if len(numbers) > MOST_NAMES:
        decision = _counted(job, advice, len(numbers))
    evidence = language.say("Table “Advice per action”, by the rules in the appendix; the first that fits.")
    strength: Strength = "not_shown" if advice == "measure" else "fact"
    # The first page has the decision: to tell the advice there too would say it twice.
    return Finding(f"steering.{advice}", " ".join(told), strength, evidence, "", decision, UNMEASURED, DECIDE)


def _idle(job: Job, result: Steering) -> tuple[Finding, ...]:
    """Name what was advised and not done."""
    if not result.idle:
        return ()
    language, titles = job.language, _titles(job, result.idle)
    text = language.say("Not carried out, so that nothing can be said of it: {actions}.", actions=titles)
    decision = language.say("Not carried out: {actions}. Do we still want that?", actions=titles)
    if len(result.idle) > MOST_NAMES:
        decision = language.say(
            "{count} actions were not carried out. Do we still want them?",
            count=language.number(len(result.idle)),
        )
    evidence = language.say("Table “Advice per action”.")
    return (Finding("steering.idle", text, "warning", evidence, "", decision, OF_MEASURING, DECIDE),)


def _shared(result: Steering, numbers: Iterable[int]) -> bool:
    """Whether the change of a theme is held against several actions, with no comparison of customers to tell them."""
    alone = {number: row_of(result.actions.rename(index=str), str(number)) for number in numbers}
    return any(row["together"] and row["impact"] == "none" for row in alone.values())


def _titles(job: Job, numbers: Iterable[int]) -> str:
    return job.language.listing(job.language.quoted(title_of(job, number)) for number in numbers)


def _lead(job: Job, advice: str, titles: str) -> tuple[str, str]:
    """What is advised, and the question that the board decides."""
    say = job.language.say
    return {
        "continue": (
            say("Continue: {actions}.", actions=titles),
            say("Do we continue with {actions}?", actions=titles),
        ),
        "adjust": (
            say("Adjust: {actions}.", actions=titles),
            say("What do we change about {actions}, and who does that?", actions=titles),
        ),
        "stop": (say("Stop: {actions}.", actions=titles), say("Do we stop with {actions}?", actions=titles)),
        "measure": (
            say("Not decided: {actions}.", actions=titles),
            say("What do we need to know before we decide on {actions}?", actions=titles),
        ),
    }[advice]


def _counted(job: Job, advice: str, count: int) -> str:
    """That question of more actions than the first page has room to name."""
    say, slots = job.language.say, {"count": job.language.number(count)}
    return {
        "continue": say("Do we continue with the {count} actions of which the report says so?", **slots),
        "adjust": say(
            "What do we change about the {count} actions of which the report says: adjust?", **slots
        ),
        "stop": say("Do we stop with the {count} actions of which the report says so?", **slots),
        "measure": say(
            "What do we need to know before we decide on the {count} actions of which the report says: not decided?",
            **slots,
        ),
    }[advice]


def _start(job: Job, result: Steering) -> tuple[Finding, ...]:
    """Say where the next round starts, by the first outcome."""
    if result.levels.empty:
        return ()
    language = job.language
    first = str(result.levels.index[0])
    row = row_of(result.levels, first)
    text = language.say(
        "The next round starts from {wave}, not from the wave before it: the next driver analysis rests on it, and the "
        "next measurement is held against it.",
        wave=job.wave_label(job.surveys[-1]),
    )
    if first != NPS:
        level = language.say(
            "“{theme}” then stands at {score} out of 100 ({margin}).",
            theme=job.label(first),
            score=language.number(row["estimate"], 1),
            margin=points(language, row["low"], row["high"], 1),
        )
        text = f"{text} {level}"
    decision = language.say("When do we make the next plan, and what do we expect of it?")
    evidence = language.say("Table “Where the next round starts”.")
    numbers = {"value": row["estimate"], "low": row["low"], "high": row["high"]}
    return (
        Finding("steering.baseline", text, "fact", evidence, "", decision, OF_MEASURING, DECIDE, numbers),
    )
