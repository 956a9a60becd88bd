"""Who answered, and what these answers allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.analysis.response import NON_ANSWERS, REASONS, Response
from toolkit.findings.finding import Finding
from toolkit.intake import Survey
from toolkit.language import N_
from toolkit.report.blocks import Block, Heading, Prose, Table
from toolkit.report.sections.common import Cell, Customers, Nobody, blocks, heading, number_cell, said, table


def response(job: Job, say: tuple[Finding, ...], *results: Response) -> tuple[Block, ...]:
    """Tell how the customers were reached and how many answered; of several `results` a table tells it per wave."""
    several = len(results) > 1
    facts = [_compared(job)] if job.between else []
    facts += _same_of_all(job) if several else [_fieldwork(job, survey) for survey in job.read]
    told = _per_wave(job, results) if several else None
    return blocks(heading(job, N_("Who answered")), Prose(tuple(facts)) if facts else None, said(say), told)


def _compared(job: Job) -> str:
    """Say which of more than two waves are set beside each other, and which lie between them."""
    language = job.language
    return language.say(
        "This report compares {first} with {last}. Between them: {others}; they count where it follows the course over "
        "all waves.",
        first=job.wave_label(job.surveys[0]),
        last=job.wave_label(job.surveys[-1]),
        others=language.listing(job.wave_label(survey) for survey in job.between),
    )


def _same_of_all(job: Job) -> list[str]:
    """Say of all waves whom they asked and how, once where it was the same in each."""
    language, said = job.language, []
    population = job.text(job.engagement.population.description)
    if population:
        said.append(language.say("Population: {population}.", population=population))
    modes = {job.text(job.wave(survey).mode) for survey in job.read}
    if len(modes) == 1 and (mode := modes.pop()):
        said.append(language.say("Each measurement was done in the same way: {mode}.", mode=mode))
    return [" ".join(said)] if said else []


def _fieldwork(job: Job, survey: Survey) -> str:
    language = job.language
    facts = job.wave(survey)
    slots = {
        "wave": job.wave_label(survey),
        "start": language.date(facts.start),
        "end": language.date(facts.end),
        "population": job.text(job.engagement.population.description),
        "mode": job.text(facts.mode),
    }
    said = [language.say("{wave} ran from {start} to {end}.", **slots)]
    if facts.mode:
        said = [language.say("{wave} ran from {start} to {end} ({mode}).", **slots)]
    if slots["population"]:
        said.append(language.say("Population: {population}.", **slots))
    return " ".join(said)


def _per_wave(job: Job, results: Sequence[Response]) -> Table:
    """Set the waves beside each other, a column each: when, how, how many were asked and answered."""
    language = job.language
    waves = [result.wave for result in results]
    lines = [line for line in _lines(job, results) if set(line.values()) - {line[""], "–"}]
    frame = pd.DataFrame(lines, columns=["", *waves])
    columns: dict[str, tuple[str, str, Cell]] = {
        "": (language.say("Measurement"), "left", lambda row: str(row[""])),
        **{wave: (job.wave_label_of(wave), "right", _of_wave(wave)) for wave in waves},
    }
    untold = "–" in {cell for line in lines for cell in line.values()}
    note = language.say("–: does not apply, was not told, or would give away the size of a small group.")
    title = language.say("The measurements beside each other")
    counts = Nobody("when and how was measured, and how many answered, which each chapter tells too")
    return table(job, "waves", title, frame, columns, note if untold else "", counts=counts)


def _of_wave(wave: str) -> Cell:
    return lambda row: str(row[wave])


def _lines(job: Job, results: Sequence[Response]) -> Iterator[dict[str, str]]:
    """Give what the table tells, a line per subject."""
    language = job.language
    facts = {result.wave: job.wave(survey) for result, survey in zip(results, job.read, strict=True)}
    modes = {wave: job.text(one.mode) or "–" for wave, one in facts.items()}
    effective = {
        result.wave: "–" if result.effective is None or result.withheld else language.number(result.effective)
        for result in results
    }
    yield {
        "": language.say("Fieldwork from"),
        **{wave: language.date(one.start) for wave, one in facts.items()},
    }
    yield {"": language.say("Fieldwork to"), **{wave: language.date(one.end) for wave, one in facts.items()}}
    if len(set(modes.values())) > 1:
        yield {"": language.say("How customers answered"), **modes}
    yield {
        "": language.say("Customers invited"),
        **{one.wave: _number(job, _invited(one)) for one in results},
    }
    yield {
        "": language.say("Customers who answered"),
        **{one.wave: language.number(one.n) for one in results},
    }
    yield {"": language.say("Response"), **{one.wave: _rate(job, one) for one in results}}
    yield {"": language.say("Weighted as precise as"), **effective}


def _invited(result: Response) -> int | None:
    """How many were invited, where that can be right: not where more answered."""
    if result.nonresponse is not None:
        return result.nonresponse.invited
    return result.invited if result.invited and result.invited >= result.n else None


def _rate(job: Job, result: Response) -> str:
    if result.nonresponse is not None:
        return job.language.percent(result.nonresponse.rate)
    invited = _invited(result)
    return job.language.percent(result.n / invited) if invited else "–"


def _number(job: Job, count: int | None) -> str:
    return "–" if count is None else job.language.number(count)


def answers(job: Job, result: Response) -> tuple[Block, ...]:
    """List for the appendix how each question was answered, or why not."""
    language = job.language
    shown = result.items.reset_index(names="item")
    columns = {
        "item": (language.say("Question"), "left", lambda row: job.item_text(row["item"])),
        "answered": (language.say("Answered"), "right", number_cell(job, "answered")),
        "not_applicable": (language.say("Not applicable"), "right", number_cell(job, "not_applicable")),
        "dont_know": (language.say("Don’t know"), "right", number_cell(job, "dont_know")),
        "no_answer": (language.say("No answer"), "right", number_cell(job, "no_answer")),
    }
    counts = Customers(
        about=("item",), cells={name: name for name in REASONS}, across=True, harmless=NON_ANSWERS
    )
    slots = {"wave": job.wave_label_of(result.wave)}
    title = language.say("How each question was answered: number of customers, {wave}", **slots)
    return (
        Heading(2, language.say("How each question was answered: {wave}", **slots)),
        table(
            job, f"answers-{result.wave}", title, shown, columns, _answers_note(job, result), counts=counts
        ),
    )


def _answers_note(job: Job, result: Response) -> str:
    return job.language.say(
        "Unweighted counts. Source: {source}. A customer counts in a theme’s score when at least half of its "
        "questions are answered.",
        source=job.wave_label_of(result.wave),
    )
