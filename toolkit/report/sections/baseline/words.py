"""The chapter of customers in their own words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.words import OpenQuestion, Words
from toolkit.analysis.job import Job
from toolkit.figures.odds import cut_off, odds
from toolkit.findings.baseline.words import question_of, side_words
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Prose, QuoteItem, Quotes, Table
from toolkit.report.sections.common import (
    Customers,
    base_note,
    blocks,
    heading,
    look,
    p_cell,
    percent_cell,
    said,
    table,
    word_cell,
)
from toolkit.report.sections.telling import in_words

# Fewer words than this make no picture, and so many are drawn per group at most.
FEWEST_DRAWN, MOST_DRAWN = 3, 10
SIDES = {"promoter": N_("promoters (9–10)"), "detractor": N_("detractors (0–6)")}
BY = {
    "promoter": N_("A customer who recommends (9–10)"),
    "passive": N_("A customer who neither recommends nor advises against (7–8)"),
    "detractor": N_("A customer who does not recommend (0–6)"),
}


def words(job: Job, result: Words | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show what sets the words of promoters and detractors apart, the themes, and the approved quotes."""
    if result is None:
        return ()
    parts: list[Block] = [heading(job, N_("Customers in their own words"))]
    for one in result.questions:
        own = tuple(finding for finding in say if finding.key in _keys(one))
        asked = job.language.say("The open question: “{question}”", question=question_of(job, one))
        parts += blocks(
            Prose((asked,)),
            said(own),
            _figure(job, one),
            _apart_table(job, one),
            _themes_table(job, one),
            _quotes(job, one),
        )
    return tuple(parts)


def _keys(one: OpenQuestion) -> frozenset[str]:
    """Name the findings of a question."""
    themes = () if one.themes is None else one.themes.index
    of_themes = (f"words.theme.{one.key}.{place}" for place in themes)
    return frozenset([*(f"words.{what}.{one.key}" for what in ("wrote", "apart", "themes")), *of_themes])


def _base(job: Job, one: OpenQuestion) -> str:
    if one.wrote is None:
        return ""
    return job.language.say("Base: {n} customers who wrote something.", n=job.language.number(one.wrote))


def _note(job: Job, one: OpenQuestion, *more: str) -> str:
    language = job.language
    counted = language.say("A word counts once per customer, in its dictionary form.")
    smallest = float("inf") if one.wrote is None else float(one.wrote)
    return base_note(job, _base(job, one), counted, *more, smallest=smallest)


def _figure(job: Job, one: OpenQuestion) -> Figure | None:
    """Draw the words of which nothing is hidden; None where they are too few for a picture."""
    if one.apart.empty:
        return None
    drawn = one.apart[one.apart["drawn"].astype(bool)].sort_values("p", kind="stable")
    drawn = drawn.groupby("side", sort=False).head(MOST_DRAWN).sort_values("estimate", ascending=False)
    if len(drawn) < FEWEST_DRAWN:
        return None
    language = job.language
    left, right = (language.say(SIDES[side]) for side in ("detractor", "promoter"))
    chart = odds(
        drawn,
        [str(word) for word in drawn.index],
        look(job),
        left=left,
        right=right,
        axis_label=language.say("how many times as large the odds are that the word is used"),
        tick=lambda ratio: f"{language.number(ratio)}×",
    )
    title = _title(job, drawn)
    alt = language.say(
        "Dots with margins per word: how many times as large the odds are that it is used. By promoters: {promoter}. "
        "By detractors: {detractor}.",
        promoter=_named(job, drawn, "promoter"),
        detractor=_named(job, drawn, "detractor"),
    )
    note = _note(
        job,
        one,
        language.say(
            "Drawn together a little by ten imagined customers per group, who write as all do. Words of which too few "
            "customers in one group stand behind a number are in the table only."
        ),
        language.say("Arrow: the margin runs on.") if cut_off(drawn) else "",
    )
    return Figure(f"words-{one.key}", title, chart, in_words(title, alt), note)


def _title(job: Job, drawn: pd.DataFrame) -> str:
    """Name the first word of each group that is drawn, so that the picture shows all that its title says."""
    language = job.language
    promoter, detractor = (next(iter(side_words(drawn, side)), "") for side in ("promoter", "detractor"))
    if promoter and detractor:
        return language.say(
            "Promoters more often use words such as “{promoter}”, detractors “{detractor}”",
            promoter=promoter,
            detractor=detractor,
        )
    if promoter:
        return language.say("Promoters more often use words such as “{word}”", word=promoter)
    return language.say("Detractors more often use words such as “{word}”", word=detractor)


def _named(job: Job, drawn: pd.DataFrame, side: str) -> str:
    language, theirs = job.language, drawn[drawn["side"] == side]
    times = np.exp(theirs["estimate"].abs())
    found = [f"{word} {language.number(ratio)}×" for word, ratio in times.items()]
    return language.listing(found) if found else language.say("none")


def _apart_table(job: Job, one: OpenQuestion) -> Table | None:
    """Print the words of each group that sets itself apart, with the share of both groups that uses them."""
    if one.apart.empty:
        return None
    language = job.language
    ordered = one.apart.loc[[word for side in SIDES for word in side_words(one.apart, side)]]
    columns = {
        "word": (language.say("Word"), "left", lambda row: str(row.name)),
        "side": (language.say("Used more by"), "left", word_cell(job, "side", SIDES)),
        "promoter": (language.say("Share of promoters"), "right", percent_cell(job, "promoter")),
        "detractor": (language.say("Share of detractors"), "right", percent_cell(job, "detractor")),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
    }
    cells = {side: f"{side}_told" for side in SIDES} | {"p_holm": "p_told"}
    counts = Customers(about=("word", "side"), cells=cells)
    title = language.say("Words that set promoters and detractors apart")
    note = _note(job, one, language.say("Shares are of those in the group who wrote something."))
    return table(job, f"words-{one.key}-table", title, ordered, columns, note, counts=counts)


def _themes_table(job: Job, one: OpenQuestion) -> Table | None:
    """Print the themes with the share that names each, and per group where these are compared."""
    if one.themes is None or one.themes.empty:
        return None
    language, found = job.language, one.themes
    columns = {
        "theme": (language.say("Words of the theme"), "left", lambda row: ", ".join(row["words"])),
        "estimate": (language.say("Share"), "right", percent_cell(job, "estimate")),
        "low": (language.say("from"), "right", percent_cell(job, "low")),
        "high": (language.say("to"), "right", percent_cell(job, "high")),
    }
    cells = dict.fromkeys(("estimate", "low", "high"), "n")
    if "promoter" in found:
        columns |= {
            "promoter": (language.say("Promoters"), "right", percent_cell(job, "promoter")),
            "passive": (language.say("Passives"), "right", percent_cell(job, "passive")),
            "detractor": (language.say("Detractors"), "right", percent_cell(job, "detractor")),
        }
        cells |= {group: f"{group}_told" for group in ("promoter", "passive", "detractor")}
    note = _note(
        job,
        one,
        language.say("A customer names a theme who uses one of its words; one may name more than one theme."),
    )
    title = language.say("Themes in the answers, and who names them")
    counts = Customers(about=("theme",), cells=cells)
    return table(job, f"themes-{one.key}", title, found, columns, note, counts=counts)


def _quotes(job: Job, one: OpenQuestion) -> Quotes | None:
    if not one.quotes:
        return None
    language = job.language
    items = tuple(
        QuoteItem(quote.text, quote.language, language.say(BY[quote.group]) if quote.group else "")
        for quote in one.quotes
    )
    note = language.say(
        "Word for word, with consent of those who wrote; personal data were taken out, and a person has read and "
        "approved each. […]: left out."
    )
    return Quotes(items, note)
