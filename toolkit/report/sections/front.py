"""The cover and the one page for the board."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

from toolkit.analysis.job import Job
from toolkit.engagement import Engagement
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import decisions, ranked
from toolkit.intake import Survey
from toolkit.language import N_
from toolkit.report.blocks import MOST_DECISIONS, MOST_FINDINGS, Block, Figure, Meta, Summary, SummaryItem
from toolkit.report.document import LABEL_KEYS
from toolkit.report.final.readiness import require_final
from toolkit.report.manifest import manifest, run_hash

TITLES = {
    "baseline": N_("Where customer loyalty stands"),
    "drivers": N_("What customer loyalty is linked to"),
    "followup": N_("What changed in customer loyalty"),
}
SUBTITLES = {
    "baseline": N_("Baseline measurement"),
    "drivers": N_("Driver analysis"),
    "followup": N_("Follow-up measurement"),
}
LEADS = {
    "baseline": N_("{client} asked its customers how loyal they are. {n} customers answered."),
    "drivers": N_("What is the loyalty of the customers of {client} linked to? {n} customers answered."),
    "followup": N_(
        "{client} asked its customers again. {before} customers answered the first time, {n} now."
    ),
}
# A baseline has many chapters: its one page goes through them, where the other reports have one subject.
MOST_PER_CHAPTER = {"baseline": 1}
# What a report is read for goes first: how loyal customers are; where to look and what to begin with; what changed, was
# it our doing, were we right. By the beginnings of the keys of the findings that answer it.
LEADING = {
    "baseline": ("headline.nps", "loyalty.true", "loyalty.attitude"),
    "drivers": ("priorities", "roadmap"),
    "followup": ("change", "impact", "forecast"),
}
# The findings of a driver analysis that say what an outcome is linked to, or that this cannot be said.
OPENINGS = ("leader", "leaders", "not_linked", "not_said", "refused")
# What stands under a picture for who knows statistics.
TECHNICAL = {
    N_("Weighted."): "",
    N_("Differences are computed before rounding."): "",
    N_("Uncertain: within one standard error of measurement of a line."): "",
    N_(
        "How certain a customer’s group is is not known: of single questions the error cannot be measured."
    ): "",
    N_("Coloured: the driver or drivers that may come first."): N_("Coloured: what may come first."),
}
RANGE = re.compile(r"\([−\d]")  # a number in brackets: a margin
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


def cover(job: Job, parameters: dict[str, object], *, final: bool) -> Block:
    """Give what the cover, header and footer print, and the record of this run."""
    engagement, language = job.engagement, job.language
    if final:
        require_final(engagement)
    record = manifest(engagement, job.report, parameters, job.read)
    return Meta(
        title=language.say(TITLES[job.report]),
        subtitle=language.say(SUBTITLES[job.report]),
        client=engagement.client.name,
        report=job.report,
        language=language.code,
        date=(engagement.report.date or engagement.waves[-1].end).isoformat(),
        wave_label=_waves(job),
        dates="; ".join(_fieldwork(job, survey) for survey in job.surveys),
        author=engagement.author.name,
        organisation=engagement.author.organisation,
        version=engagement.report.version,
        status="final" if final else "draft",
        colour=engagement.client.colour,
        logo=_logo(engagement),
        run=run_hash(record),
        manifest=record,
        labels={key: language.pattern(word) for key, word in LABEL_KEYS.items()},
    )


def _waves(job: Job) -> str:
    """Name the waves that are set beside each other, and those between them."""
    compared = job.language.listing(job.wave_label(survey) for survey in job.surveys)
    if not job.between:
        return compared
    others = job.language.listing(job.wave_label(survey) for survey in job.between)
    return job.language.say("{waves}; between them {others}", waves=compared, others=others)


def _fieldwork(job: Job, survey: Survey) -> str:
    facts, language = job.wave(survey), job.language
    return language.say("{start} until {end}", start=language.date(facts.start), end=language.date(facts.end))


def _logo(engagement: Engagement) -> str:
    if not engagement.client.logo:
        return ""
    path: Path = engagement.folder / engagement.client.logo
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    return f"data:{LOGO_TYPES[path.suffix.lower()]};base64,{content}"


def summary(job: Job, findings: tuple[Finding, ...], figure: Figure | None) -> tuple[Block, ...]:
    """Give the board's page: the weightiest findings in plain words, the decisions asked, one picture."""
    language = job.language
    lead = language.say(
        LEADS[job.report],
        client=job.engagement.client.name,
        n=language.number(len(job.surveys[-1].items)),
        before=language.number(len(job.surveys[0].items)),
    )
    if job.between:
        lead += " " + language.plural(
            "{count} measurement lies between the two.",
            "{count} measurements lie between the two.",
            len(job.between),
        )
    listed = ranked(findings, MOST_FINDINGS, MOST_PER_CHAPTER.get(job.report), _leading(job))
    lines = tuple(SummaryItem(finding.key, finding.plain) for finding in listed)
    asked = decisions(findings, listed, MOST_DECISIONS)
    if not job.engagement.population.probability_sample:
        lead += " " + language.say(
            "Who was asked was not drawn at random: other customers may think differently."
        )
    if job.report == "drivers":
        lead += _two_kinds(job, lines)
    if any(RANGE.search(line.text) for line in lines):
        lead += " " + language.say(
            "The margin is in brackets: the true figure probably lies between those two numbers."
        )
    picture = None if figure is None else replace(figure, note=_plain_note(job, figure.note))
    return (Summary(language.say(TITLES[job.report]), lead, lines, asked, picture),)


def _leading(job: Job) -> tuple[str, ...]:
    """What goes first on the page; in a driver analysis also what each outcome is linked to, the first before all."""
    if job.report != "drivers":
        return LEADING[job.report]
    outcomes = (*job.constructs("attitude"), *job.constructs("behaviour"))
    first, *others = ([f"drivers.{name}.{kind}" for kind in OPENINGS] for name in outcomes)
    return (*first, *LEADING[job.report], *(key for keys in others for key in keys))


def _plain_note(job: Job, note: str) -> str:
    """Leave out of the line under the picture what a board need not know; it stands there with the same picture."""
    language = job.language
    for sentence, plain in TECHNICAL.items():
        note = note.replace(language.say(sentence), language.say(plain) if plain else "")
    confidence = language.percent(job.engagement.analysis.confidence)
    exact = language.say("Margins: {confidence} interval.", confidence=confidence)
    note = note.replace(exact, language.say("Margins: between these the true figure probably lies."))
    return re.sub(" {2,}", " ", note).strip()


def _two_kinds(job: Job, lines: tuple[SummaryItem, ...]) -> str:
    """Tell a board what the two kinds of loyalty are, where the page names one and each is measured once."""
    kinds = [job.constructs(role) for role in ("attitude", "behaviour")]
    if any(len(names) != 1 for names in kinds):
        return ""
    attitude, behaviour = (job.label(name) for names in kinds for name in names)
    if not any(label in line.text for line in lines for label in (attitude, behaviour)):
        return ""
    said = job.language.say(
        "“{attitude}” is what customers think and feel, “{behaviour}” what they do.",
        attitude=attitude,
        behaviour=behaviour,
    )
    return f" {said}"
