"""What may be said about themes that lead to loyalty through other themes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

import pandas as pd

from toolkit.analysis.drivers.paths import Mediated, OutcomePaths
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told
from toolkit.drivers.paths import PathFit
from toolkit.findings.drivers.left_out import left_out
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding
from toolkit.findings.flags import asks_else, pair_evidence, paired
from toolkit.findings.flags import evidence as flag_evidence
from toolkit.findings.ranking import ASSUMED, WATCH, asking, of_link
from toolkit.findings.wording import changes, customers, listed

# Effects are told for so many points more on a theme: one point of 100 is too little to picture.
PER: Final = 10
# The table tells every theme; sentences are for those that run through others most.
MOST_TOLD: Final = 3


def paths(job: Job, results: tuple[OutcomePaths, ...]) -> tuple[Finding, ...]:
    """Say per outcome what runs through other themes, and what the drawing leaves out."""
    told: set[tuple[str, str]] = set()
    found: list[Finding] = []
    for result in results:
        if result.fit is None:
            found.append(_refused(job, result))
            continue
        found += outcome_paths(job, result, result.fit)
        found += left_out(job, result, result.fit, told)
    return tuple(found)


def outcome_paths(job: Job, result: OutcomePaths, fit: PathFit) -> tuple[Finding, ...]:
    """Say which themes are linked to an outcome through others; the first is the one that the figure stands for."""
    clear = [one for one in result.shown if not result.flagged(one) and not result.blurred(one)]
    found = [_mediated(job, result, fit, one, first=not place) for place, one in enumerate(clear[:MOST_TOLD])]
    if not result.shown and fit.effects["p"].where(fit.effects["kind"] == "indirect").notna().any():
        found.append(_none_shown(job, result, fit))
    flagged = {name for one in result.shown for name in result.flagged(one)}
    if flagged:
        found.append(_flagged(job, result, [name for name in result.unreliable if name in flagged]))
    blurred = dict.fromkeys(pair for one in result.shown for pair in result.blurred(one))
    if blurred:
        found.append(_blurred(job, result, tuple(blurred)))
    return tuple(found)


def effect_words(job: Job, row: pd.Series) -> dict[str, str]:
    """Write an effect per `PER` points with its margin."""
    language = job.language
    return {
        "effect": language.signed(PER * row["estimate"], 1),
        "margin": changes(language, PER * row["low"], PER * row["high"]),
    }


def _mediated(job: Job, result: OutcomePaths, fit: PathFit, one: Mediated, *, first: bool) -> Finding:
    direct, indirect, total = (fit.effect(one.cause, kind) for kind in ("direct", "indirect", "total"))
    slots = {
        "cause": job.label(one.cause),
        "outcome": job.label(result.outcome),
        "shown": listed(job, one.through),
        "points": job.language.number(PER),
    }
    slots["through"] = (
        job.language.say("other themes, among them {shown}", **slots) if one.others else slots["shown"]
    )
    for kind, row in (("total", total), ("indirect", indirect), ("direct", direct)):
        words = effect_words(job, row)
        slots[kind], slots[f"{kind}_margin"] = words["effect"], words["margin"]
    along = bool(indirect["estimate"] * total["estimate"] > 0 and total["p_adjusted"] < result.level)
    beside = "none"
    if one.cause not in fit.model.causes(result.outcome):
        # The total is then the indirect effect, which is shown; of a direct one nothing is tested.
        along, beside = True, "undrawn"
    elif direct["p_adjusted"] < result.level:
        beside = "same" if direct["estimate"] * indirect["estimate"] > 0 else "opposite"
    elif abs(indirect["estimate"]) > abs(total["estimate"]):
        # More than the total cannot be a part of it.
        beside = "more"
    text, plain = _along(job, slots, beside) if along else (_against(job, slots), "")
    decision = ""
    if first and along and result.role == "attitude":
        decision = job.language.say(
            "Where do we begin: with “{cause}”, which may come before, or with {shown}?", **slots
        )
    numbers = {
        "estimate": PER * float(total["estimate"]),
        "low": PER * float(total["low"]),
        "high": PER * float(total["high"]),
        "indirect": PER * float(indirect["estimate"]),
        "indirect_low": PER * float(indirect["low"]),
        "indirect_high": PER * float(indirect["high"]),
        "p": float(indirect["p_adjusted"]),
        "n": count_told(job, fit.n),
    }
    size, doable = ASSUMED * of_link(total["standardised"], result.role), asking(decision, WATCH)
    key = f"paths.{result.outcome}.through.{one.cause}"
    return Finding(
        key, text, "shown", _evidence(job, fit), plain if first else "", decision, size, doable, numbers
    )


def _along(job: Job, slots: dict[str, Any], beside: str) -> tuple[str, str]:
    """Write the sentence and its plain form where a total effect the same way is shown.

    `beside`: whether a direct effect is, and which way ("none", "same", "opposite"); "undrawn" where there is no arrow;
    "more" where none is and the indirect effect is more than the total.
    """
    language = job.language
    if beside == "same":
        text = language.say(
            "If the arrows point the right way, {points} points more on “{cause}” go with {total} points on "
            "“{outcome}” (margin {total_margin}). Of these, {indirect} (margin {indirect_margin}) run through "
            "{through}; the rest is a link of its own.",
            **slots,
        )
        plain = language.say(
            "Assuming that “{cause}” comes first, it is linked to “{outcome}” partly through {through} and partly by "
            "itself.",
            **slots,
        )
    elif beside == "undrawn":
        text = language.say(
            "If the arrows point the right way, {points} points more on “{cause}” go with {total} points on "
            "“{outcome}” (margin {total_margin}), through {through}. The drawing has no arrow from “{cause}” straight "
            "to “{outcome}”.",
            **slots,
        )
        plain = language.say(
            "Assuming that “{cause}” comes first, it is linked to “{outcome}” through {through}.", **slots
        )
    elif beside in ("none", "more"):
        text = _more(job, slots) if beside == "more" else _part(job, slots)
        plain = language.say(
            "Assuming that “{cause}” comes first, it is linked to “{outcome}” through {through}; a link beside that is "
            "not shown.",
            **slots,
        )
    else:
        text = language.say(
            "If the arrows point the right way, {points} points more on “{cause}” go with {indirect} points on "
            "“{outcome}” (margin {indirect_margin}) through {through}, and by itself with {direct} (margin "
            "{direct_margin}), the other way round. Together that makes {total} (margin {total_margin}).",
            **slots,
        )
        plain = language.say(
            "Assuming that “{cause}” comes first, it is linked to “{outcome}” through {through}, but by itself the "
            "other way round.",
            **slots,
        )
    return text, plain


def _part(job: Job, slots: dict[str, Any]) -> str:
    return job.language.say(
        "If the arrows point the right way, {points} points more on “{cause}” go with {total} points on “{outcome}” "
        "(margin {total_margin}). Of these, {indirect} (margin {indirect_margin}) run through {through}. That "
        "“{cause}” adds something beside that is not shown.",
        **slots,
    )


def _more(job: Job, slots: dict[str, Any]) -> str:
    return job.language.say(
        "If the arrows point the right way, {points} points more on “{cause}” go with {indirect} points on “{outcome}” "
        "(margin {indirect_margin}) through {through}. A link of its own beside that is not shown; with {direct} "
        "(margin {direct_margin}) for it, all together makes {total} (margin {total_margin}).",
        **slots,
    )


def _against(job: Job, slots: dict[str, Any]) -> str:
    """Write the sentence where of the total effect nothing is shown."""
    return job.language.say(
        "If the arrows point the right way, {points} points more on “{cause}” go with {indirect} points on "
        "“{outcome}” (margin {indirect_margin}) through {through}. With its own link of {direct} (margin "
        "{direct_margin}) added it makes {total} (margin {total_margin}), which is not shown to differ from 0 when "
        "all themes are tested together.",
        **slots,
    )


def _evidence(job: Job, fit: PathFit) -> str:
    return job.language.say(
        "Table of direct and indirect effects: least squares along the arrows, percentile limits of {resamples} "
        "bootstrap samples, indirect effects tested together (Holm).",
        resamples=job.language.number(fit.resamples),
    )


def _none_shown(job: Job, result: OutcomePaths, fit: PathFit) -> Finding:
    text = job.language.say(
        "That a theme is linked to “{outcome}” through other themes is not shown by these {n} answers.",
        outcome=job.label(result.outcome),
        n=customers(job, fit.n),
    )
    return Finding(
        f"paths.{result.outcome}.none",
        text,
        "not_shown",
        _evidence(job, fit),
        numbers={"n": count_told(job, fit.n)},
    )


def _refused(job: Job, result: OutcomePaths) -> Finding:
    text = job.language.say(
        "For “{outcome}” no effects along arrows are given: these data do not allow it.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("Check before the computation: {reason}", reason=why(job, result.refusal))
    return Finding(f"paths.{result.outcome}.refused", text, "warning", evidence)


def _flagged(job: Job, result: OutcomePaths, names: Iterable[str]) -> Finding:
    names = tuple(names)
    slots = {
        "outcome": job.label(result.outcome),
        "themes": job.language.listing((job.language.quoted(job.label(name)) for name in names), either=True),
    }
    if asks_else(job, names):
        text = job.language.say(
            "What runs to “{outcome}” through other themes is not said where {themes} stands along the way: no "
            "conclusion may rest on it.",
            **slots,
        )
    else:
        text = job.language.say(
            "What runs to “{outcome}” through other themes is not said where {themes} stands along the way: its "
            "questions do not belong together well enough.",
            **slots,
        )
    return Finding(f"paths.{result.outcome}.flagged", text, "warning", flag_evidence(job, names))


def _blurred(job: Job, result: OutcomePaths, pairs: tuple[tuple[str, str], ...]) -> Finding:
    text = job.language.say(
        "Some of what runs to “{outcome}” through other themes is not said, because customers may not tell these "
        "themes apart: {pairs}.",
        outcome=job.label(result.outcome),
        pairs=paired(job, pairs),
    )
    flags = (flag for flag in pair_flags(job, chain(*pairs)) if flag.ordered in pairs)
    return Finding(f"paths.{result.outcome}.blurred", text, "warning", pair_evidence(job, flags))
