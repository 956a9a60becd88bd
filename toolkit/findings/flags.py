"""What is said of a red flag: which claim it stops, and why, in words for who knows no statistics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit.analysis.flags import Flag, PairFlag, flags_of
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import DECIDE, UNMEASURED
from toolkit.findings.wording import points
from toolkit.measures.thresholds import DUPLICATE_CORRELATION, MAXIMUM_HTMT, MINIMUM_ALPHA

# More pairs than this are named in one sentence, so that the page stays readable.
MOST_PAIRS_APART = 3


def construct_flag(job: Job, name: str, flag: Flag) -> Finding:
    """Say why a theme carries no claim, or none about its reliability."""
    says = {
        "alpha": _alpha,
        "no_alpha": _no_alpha,
        "lock_in": _lock_in,
        "outcome": _outcome,
        "price_tolerance": _price,
        "repeated": _repeated,
    }
    return replace(says[flag.reason](job, name, flag), flags=(flag_key(name, flag),))


def flag_key(name: str, flag: Flag) -> str:
    """Name a red flag of a theme, as the consultant answers it."""
    return (
        f"reliability.{name}" if flag.reason in ("alpha", "no_alpha") else f"reliability.{name}.{flag.reason}"
    )


def flags_behind(job: Job, names: Iterable[str]) -> tuple[str, ...]:
    """Name the red flags that stop the claims about these themes."""
    return tuple(flag_key(name, flag) for name in names for flag in flags_of(job, name) if flag.stops)


def evidence(job: Job, names: Iterable[str]) -> str:
    """Name the flags of these themes, for a finding that does not draw its conclusion because of them."""
    reasons = {flag.reason for name in names for flag in flags_of(job, name) if flag.stops}
    said = []
    if reasons & {"alpha", "no_alpha"} or not reasons:
        said.append(job.language.say("Cronbach’s alpha under the red flag."))
    if reasons & {"lock_in", "price_tolerance"}:
        said.append(job.language.say("Questions in the score that do not ask for loyalty."))
    if "outcome" in reasons:
        said.append(job.language.say("Questions in the score that ask for loyalty itself."))
    return " ".join(said)


def asks_else(job: Job, names: Iterable[str]) -> bool:
    """Tell whether one of these themes carries no claim for what it asks, and not for how well it is measured."""
    reasons = {flag.reason for name in names for flag in flags_of(job, name)}
    return bool(reasons & {"lock_in", "outcome", "price_tolerance"})


def _alpha(job: Job, name: str, flag: Flag) -> Finding:
    language = job.language
    # Enough decimals to show on which side of the limit it lies.
    decimals = 2 if round(flag.value, 2) < MINIMUM_ALPHA else 4
    text = language.say(
        "The questions about “{theme}” do not belong together well enough (alpha {alpha}, under {minimum}). "
        "Its score is printed, but no conclusion in this report rests on it.",
        theme=job.label(name),
        alpha=language.number(flag.value, decimals),
        minimum=language.number(MINIMUM_ALPHA, 1),
    )
    told = language.say("Table with Cronbach’s alpha; interval after Feldt.")
    return Finding(f"reliability.{name}", text, "warning", told, numbers={"alpha": float(flag.value)})


def _no_alpha(job: Job, name: str, flag: Flag) -> Finding:
    text = job.language.say(
        "Whether the questions about “{theme}” belong together cannot be computed: a question got the same answer "
        "from everybody. Its score is printed, but no conclusion in this report rests on it.",
        theme=job.label(name),
    )
    told = job.language.say("Table with Cronbach’s alpha; interval after Feldt.")
    return Finding(f"reliability.{name}", text, "warning", told, numbers={"alpha": float(flag.value)})


def lock_in_driver(job: Job, name: str, flag: Flag, key: str) -> Finding:
    """Say that a driver asks what makes leaving hard, which is no driver of loyalty."""
    language = job.language
    slots = {"theme": job.label(name), "questions": _questions(job, flag.items)}
    text = language.say(
        "“{theme}” stands among the drivers, but asks how hard it is to leave: {questions}. That keeps customers "
        "without making them loyal. Its score is printed, but no conclusion in this report rests on it.",
        **slots,
    )
    plain = language.say(
        "“{theme}” asks how hard it is to leave. That makes nobody loyal: we draw no conclusion from it.",
        **slots,
    )
    decision = language.say(
        "Shall we take what makes leaving hard out of “{theme}”, and report it apart?", **slots
    )
    told = language.say("The questions of the theme, beside the question bank.")
    return Finding(key, text, "warning", told, plain, decision, UNMEASURED, DECIDE)


def outcome_driver(job: Job, name: str, flag: Flag, key: str) -> Finding:
    """Say that what is to explain loyalty asks for it itself."""
    language = job.language
    slots = {"theme": job.label(name), "questions": _questions(job, flag.items)}
    text = language.say(
        "“{theme}” is to explain loyalty, but asks for it itself: {questions}. Of course these go together. Its score "
        "is printed, but no conclusion in this report rests on it.",
        **slots,
    )
    plain = language.say(
        "“{theme}” asks for loyalty itself, so it cannot explain it: we draw no conclusion from it.", **slots
    )
    decision = language.say("Shall we take the questions about loyalty out of “{theme}”?", **slots)
    told = language.say("The questions of the theme, beside the question bank.")
    return Finding(key, text, "warning", told, plain, decision, UNMEASURED, DECIDE)


def _outcome(job: Job, name: str, flag: Flag) -> Finding:
    return outcome_driver(job, name, flag, f"reliability.{name}.outcome")


def _lock_in(job: Job, name: str, flag: Flag) -> Finding:
    language = job.language
    if job.engagement.constructs[name].role == "driver":
        return lock_in_driver(job, name, flag, f"reliability.{name}.lock_in")
    slots = {"theme": job.label(name), "questions": _questions(job, flag.items)}
    text = language.say(
        "The score of “{theme}” also asks how hard it is to leave: {questions}. That keeps customers, but it is not "
        "loyalty. The score is printed, but no conclusion in this report rests on it.",
        **slots,
    )
    plain = language.say(
        "The score of “{theme}” mixes loyalty with how hard it is to leave. We draw no conclusion from it.",
        **slots,
    )
    decision = language.say(
        "Shall we take what makes leaving hard out of “{theme}”, and report it apart?", **slots
    )
    told = language.say("The questions of the theme, beside the question bank.")
    return Finding(f"reliability.{name}.lock_in", text, "warning", told, plain, decision, UNMEASURED, DECIDE)


def _price(job: Job, name: str, flag: Flag) -> Finding:
    language = job.language
    slots = {"theme": job.label(name), "questions": _questions(job, flag.items)}
    text = language.say(
        "The score of “{theme}” also asks whether customers stay when another is cheaper: {questions}. That is a "
        "matter of its own, which does not go with the rest. The score is printed, but no conclusion in this report "
        "rests on it.",
        **slots,
    )
    plain = language.say(
        "The score of “{theme}” mixes loyalty with the price that customers accept. We draw no conclusion from it.",
        **slots,
    )
    decision = language.say(
        "Shall we take the question about price out of “{theme}”, and report it apart?", **slots
    )
    told = language.say("The questions of the theme, beside the question bank.")
    return Finding(
        f"reliability.{name}.price_tolerance", text, "warning", told, plain, decision, UNMEASURED, DECIDE
    )


def _repeated(job: Job, name: str, flag: Flag) -> Finding:
    text = job.language.say(
        "Of these questions about “{theme}”, one follows exactly from the others: {questions}. It counts twice, so "
        "that nothing is said about how well the questions of this theme belong together.",
        theme=job.label(name),
        questions=_questions(job, flag.items),
    )
    told = job.language.say("Answers to the questions of the theme.")
    return Finding(f"reliability.{name}.repeated", text, "warning", told)


def _questions(job: Job, items: Iterable[str]) -> str:
    language = job.language
    return language.listing(language.quoted(job.item_text(item)) for item in items)


def pairs(job: Job, flags: tuple[PairFlag, ...]) -> tuple[Finding, ...]:
    """Say which themes are not told apart: each pair by itself, or all in one sentence where they are many."""
    found = [_many(job, flags)] if len(flags) > MOST_PAIRS_APART else [_pair(job, flag) for flag in flags]
    return tuple(replace(one, flags=(one.key,)) for one in found)


def _pair(job: Job, flag: PairFlag) -> Finding:
    language = job.language
    slots = {"first": job.label(flag.first), "second": job.label(flag.second)}
    if flag.reason == "alike":
        slots["ratio"] = language.number(flag.value, 2)
        slots["margin"] = points(language, flag.low, flag.high, 2)
        slots["maximum"] = language.number(MAXIMUM_HTMT, 1)
        if flag.low > MAXIMUM_HTMT:
            text = language.say(
                "Customers hardly tell “{first}” and “{second}” apart: who is positive about one is so about the other "
                "(ratio {ratio}, margin {margin}, above {maximum}). Do not read them as two themes.",
                **slots,
            )
        else:
            text = language.say(
                "It is not certain that customers tell “{first}” and “{second}” apart (ratio {ratio}, margin {margin}; "
                "it may be above {maximum}). Do not read them as two themes.",
                **slots,
            )
    elif flag.reason == "duplicate":
        text = language.say(
            "“{first}” and “{second}” measure almost the same (correlation {correlation}). Do not read them as two "
            "themes.",
            correlation=language.number(flag.value, 2),
            **slots,
        )
    else:
        text = language.say(
            "Of these questions about “{first}” and “{second}”, one follows exactly from the others: {questions}. Do "
            "not read them as two themes.",
            questions=_questions(job, flag.items),
            **slots,
        )
    numbers = {"ratio": flag.value, "ratio_low": flag.low, "ratio_high": flag.high}
    key = f"reliability.alike.{flag.first}.{flag.second}"
    return Finding(key, text, "warning", pair_evidence(job, (flag,)), numbers=numbers)


def _many(job: Job, flags: tuple[PairFlag, ...]) -> Finding:
    language = job.language
    text = language.say(
        "It is not certain that customers tell these themes apart: {pairs}. Do not read such a pair as two themes.",
        pairs=paired(job, (flag.ordered for flag in flags)),
    )
    return Finding("reliability.alike", text, "warning", pair_evidence(job, flags))


def paired(job: Job, found: Iterable[tuple[str, str]]) -> str:
    """Name pairs of themes one after the other."""
    language = job.language
    return "; ".join(
        language.say("“{first}” and “{second}”", first=job.label(first), second=job.label(second))
        for first, second in found
    )


def pair_evidence(job: Job, flags: Iterable[PairFlag]) -> str:
    """Name the methods by which pairs were found not to be told apart."""
    language, reasons = job.language, {flag.reason for flag in flags}
    said = []
    if "alike" in reasons or not reasons:
        said.append(
            language.say(
                "Heterotrait-monotrait ratio (HTMT) with bootstrap margin; a margin that reaches over {maximum} is a "
                "red flag.",
                maximum=language.number(MAXIMUM_HTMT, 1),
            )
        )
    if "duplicate" in reasons:
        said.append(
            language.say(
                "Correlation of the scores over {maximum}.", maximum=language.number(DUPLICATE_CORRELATION, 2)
            )
        )
    if "repeated" in reasons:
        said.append(language.say("Answers to the questions of both themes."))
    return " ".join(said)
