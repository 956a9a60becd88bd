"""Who answered, and what these answers allow."""

from __future__ import annotations

from toolkit.analysis.job import Job
from toolkit.analysis.response import NON_ANSWERS, REASONS, Response
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.report.blocks import Block, Heading, Prose
from toolkit.report.sections.common import Customers, heading, number_cell, said, table


def response(job: Job, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Tell how the customers were reached and how many answered."""
    facts = [_fieldwork(job, survey.wave) for survey in job.read]
    if len(job.read) > 2:
        facts.insert(0, _compared(job))
    return (heading(job, N_("Who answered")), Prose(tuple(facts)), said(say))


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


def _fieldwork(job: Job, wave_id: str) -> str:
    language = job.language
    survey = next(item for item in job.read if item.wave == wave_id)
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
