"""The chapter on where to look first: importance against performance, with both intervals drawn."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.drivers.priorities import OutcomePriorities
from toolkit.analysis.job import Job
from toolkit.drivers.priorities import QUADRANTS, Priorities
from toolkit.figures.priorities import Mark, priority_map
from toolkit.findings.drivers.paths import PER
from toolkit.findings.finding import Finding
from toolkit.findings.wording import changes, points
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Heading, Prose, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    counts_note,
    heading,
    look,
    number_cell,
    p_cell,
    said,
    table,
)
from toolkit.report.sections.telling import in_words

# What stands in the corners of the map, and in the table.
CORNERS: dict[str, str] = {
    "first": N_("strong link, low score: look here first"),
    "keep": N_("strong link, high score: keep up"),
    "later": N_("weak link, low score"),
    "enough": N_("weak link, high score"),
}
PLACES: dict[str, str] = {
    "first": N_("look first"),
    "keep": N_("keep up"),
    "later": N_("weak and low"),
    "enough": N_("weak and high"),
    "opposite": N_("linked the other way round"),
    "": N_("not decided"),
    "no claim": N_("no claim"),
    "opposed": N_("only with others held equal"),
}


def priorities(
    job: Job, results: tuple[OutcomePriorities, ...], say: tuple[Finding, ...]
) -> tuple[Block, ...]:
    """Show the map for the first outcome, and for each other that it says something of.

    `say` is what `findings.drivers.priorities` said of all.
    """
    if not results:
        return ()
    parts: list[Block] = [heading(job, N_("Where to look first")), Prose(_reading(job))]
    for result in results:
        title = job.language.say("Link and score for “{outcome}”", outcome=job.label(result.outcome))
        theirs = tuple(one for one in say if one.key.startswith(f"priorities.{result.outcome}."))
        parts += [Heading(2, title), said(theirs)]
        if result.found is not None and _in_chapter(results, result):
            parts += [_map(job, result, result.found, theirs), _table(job, result, result.found)]
    return tuple(parts)


def _in_chapter(results: tuple[OutcomePriorities, ...], result: OutcomePriorities) -> bool:
    return result is results[0] or bool(result.in_quadrant("first") or result.in_quadrant("keep"))


def _reading(job: Job) -> tuple[str, ...]:
    language = job.language
    return (
        language.say(
            "Each driver has two numbers: how strongly it is linked to loyalty, by itself and through other themes, "
            "and how it scores now. What is linked strongly and scores low is the first place to look."
        ),
        language.say(
            "The lines are the averages of the drivers, so that a place is always a comparison with the others. A "
            "driver is only said to lie somewhere when both its margins allow it. A place is no proof that work on "
            "it pays: that depends on what can be done, and on whether the link is a cause."
        ),
    )


def _map(job: Job, result: OutcomePriorities, found: Priorities, say: tuple[Finding, ...]) -> Figure:
    language, outcome = job.language, job.label(result.outcome)
    drawn = found.table.assign(**{name: PER * found.table[name] for name in _EFFECTS})
    names = [job.label(str(name)) for name in drawn.index]
    picture = priority_map(
        drawn,
        names,
        [_mark(result, str(name)) for name in drawn.index],
        look(job),
        lines=(PER * found.mean_effect, found.mean_score),
        corners={quadrant: language.say(CORNERS[quadrant]) for quadrant in QUADRANTS.values()},
        axis_labels=(
            language.say(
                "link: points of “{outcome}” with {points} points more →",
                outcome=outcome,
                points=language.number(PER),
            ),
            language.say("score now (0–100) →"),
        ),
        tick=lambda value: language.signed(value, 1),
    )
    title = next((one.plain for one in say if one.plain), "").rstrip(".") or _neutral(job, result, drawn)
    alt = language.say(
        "Map of the drivers: to the right a stronger link with “{outcome}”, upwards a higher score. {list}.",
        outcome=outcome,
        list="; ".join(_spoken(job, result, row) for _, row in drawn.iterrows()),
    )
    note = counts_note(
        job,
        pd.Series([found.n]),
        language.say(
            "Score: all customers who answered. Full dots lie in the quadrant that they are drawn in, beyond chance; "
            "open dots may lie on a line, or are linked the other way round. Dashed lines: averages of the drivers, "
            "each counted once."
        ),
        language.say("×: nothing is claimed of these.") if result.no_claim else "",
    )
    return Figure(f"priorities-{result.outcome}", title, picture, in_words(title, alt), note)


def _neutral(job: Job, result: OutcomePriorities, drawn: pd.DataFrame) -> str:
    """Say that no driver lies where to look first, where none is shown to; else what is drawn."""
    outcome = job.label(result.outcome)
    first = {str(name) for name, row in drawn.iterrows() if row["quadrant"] == QUADRANTS[1, -1]}
    if not first & set(result.placed):
        return job.language.say(
            "No driver is shown to have both a stronger link with “{outcome}” and a lower score than average",
            outcome=outcome,
        )
    return job.language.say("Link with “{outcome}” and score of each driver", outcome=outcome)


_EFFECTS = ("effect", "effect_low", "effect_high")


def _mark(result: OutcomePriorities, name: str) -> Mark:
    if name in result.no_claim:
        return "none"
    return "shown" if name in result.placed else "open"


def _place(result: OutcomePriorities, name: str, quadrant: str) -> str:
    if name in result.no_claim:
        return "no claim"
    return "opposed" if name in result.opposed else quadrant


def _spoken(job: Job, result: OutcomePriorities, row: pd.Series) -> str:
    language, name = job.language, str(row.name)
    place = PLACES[_place(result, name, row["quadrant"])]
    return language.say(
        "“{driver}”: link {effect}, score {score}, {place}",
        driver=job.label(name),
        effect=language.signed(row["effect"], 1),
        score=language.number(row["score"]),
        place=language.say(place),
    )


def _table(job: Job, result: OutcomePriorities, found: Priorities) -> Table:
    language = job.language
    frame = found.table.sort_values("effect", ascending=False, kind="stable")
    frame = frame.assign(
        n_effects=found.n,
        n_effects_effective=found.n_effective,
        place=[_place(result, str(name), row) for name, row in frame["quadrant"].items()],
    )
    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "effect": (
            language.say("Link"),
            "right",
            lambda row: language.signed(PER * row["effect"], 1),
        ),
        "effect_margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, PER * row["effect_low"], PER * row["effect_high"]),
        ),
        "score": (language.say("Score"), "right", number_cell(job, "score")),
        "score_margin": (
            language.say("Margin"),
            "right",
            lambda row: points(language, row["score_low"], row["score_high"]),
        ),
        "place": (language.say("Place"), "left", _place_cell(job)),
    }
    note = counts_note(
        job,
        pd.Series([found.n]),
        language.say(
            "Link: points of “{outcome}” that go with {points} points more on the driver, by itself and through "
            "others. Score: all customers who answered. Averages of the drivers: link {effect}, score {score}.",
            outcome=job.label(result.outcome),
            points=language.number(PER),
            effect=language.signed(PER * found.mean_effect, 1),
            score=language.number(found.mean_score),
        ),
    )
    title = language.say("Link and score of each driver for “{outcome}”", outcome=job.label(result.outcome))
    counts = Customers(about=("driver",), rows=("n", "n_effective", "n_effects", "n_effects_effective"))
    return table(job, f"priorities-{result.outcome}-table", title, frame, columns, note, counts=counts)


def _place_cell(job: Job) -> Cell:
    def write(row: pd.Series) -> str:
        place = PLACES[row["place"]]
        return job.language.say(place)

    return write


def priorities_in_full(job: Job, results: tuple[OutcomePriorities, ...]) -> tuple[Block, ...]:
    """Give each driver's difference with the mean of the others, with its tests; and maps that no chapter shows."""
    parts: list[Block] = []
    for one in results:
        if one.found is not None:
            if not _in_chapter(results, one):
                parts += [_map(job, one, one.found, ()), _table(job, one, one.found)]
            parts.append(_differences(job, one, one.found))
    return tuple(parts)


def _differences(job: Job, result: OutcomePriorities, found: Priorities) -> Table:
    language = job.language
    frame = found.table.assign(n_effects=found.n, n_effects_effective=found.n_effective)
    columns: dict[str, tuple[str, str, Cell]] = {
        "driver": (language.say("Driver"), "left", lambda row: job.label(str(row.name))),
        "effect": (
            language.say("Link less others"),
            "right",
            lambda row: language.signed(PER * row["effect_difference"], 1),
        ),
        "effect_margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(
                language, PER * row["effect_difference_low"], PER * row["effect_difference_high"]
            ),
        ),
        "effect_p": (language.say("p (Holm)"), "right", p_cell(job, "effect_p_holm")),
        "score": (
            language.say("Score less others"),
            "right",
            lambda row: language.signed(row["score_difference"], 1),
        ),
        "score_margin": (
            language.say("Margin"),
            "right",
            lambda row: changes(language, row["score_difference_low"], row["score_difference_high"]),
        ),
        "score_p": (language.say("p (Holm)"), "right", p_cell(job, "score_p_holm")),
    }
    note = counts_note(
        job,
        pd.Series([found.n]),
        language.say(
            "Each driver less the mean of the others. Margins are those of one difference; p holds for all of this "
            "table together (Holm)."
        ),
    )
    title = language.say("Each driver against the others for “{outcome}”", outcome=job.label(result.outcome))
    counts = Customers(about=("driver",), rows=("n", "n_effective", "n_effects", "n_effects_effective"))
    return table(job, f"priorities-{result.outcome}-full", title, frame, columns, note, counts=counts)
