"""The appendix: how the measurement was done, how to read it, and the words used."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit import __version__
from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.intake import Survey
from toolkit.language import N_
from toolkit.report.blocks import Block
from toolkit.report.sections.baseline.benchmarks import country_name
from toolkit.report.sections.common import Cell, Nobody, heading, table
from toolkit.report.sections.glossary import glossary
from toolkit.report.sections.quality import checks
from toolkit.report.sections.reading import reading
from toolkit.report.sections.response import answers
from toolkit.report.sections.sample import nonresponse, representativeness, weighting

DISCLOSURE = {
    "data_collection_strategy": N_("Data collection"),
    "sponsor": N_("Commissioned and paid by"),
    "executor": N_("Carried out by"),
    "exact_instrument": N_("Questions, languages and routing"),
    "population": N_("Population"),
    "sample_source_and_recruitment": N_("Source of the sample and recruitment"),
    "mode_and_language": N_("How people answered, and in which language"),
    "dates": N_("Dates"),
    "sample_sizes_and_precision": N_("Number of answers and precision"),
    "weighting": N_("Weighting"),
    "processing_and_quality_checks": N_("Processing and quality checks"),
    "limitations": N_("What this measurement cannot say"),
    "test_and_confidence_level": N_("Tests and confidence"),
    "multiplicity_rule": N_("Many tests at once"),
    "suppression_rule": N_("Small groups"),
    "first_page": N_("What stands on the first page"),
    "reliability_per_scale": N_("Reliability of the scales"),
    "changes_since_the_baseline": N_("Changes since the baseline"),
    "benchmark_sources": N_("Sources of benchmarks"),
    "software_versions_and_data_hash": N_("Software and data"),
    "legal_basis_and_retention": N_("Legal basis and retention"),
}
MULTIPLICITY = {
    "baseline": N_(
        "Scores of drivers: Bonferroni over all pairs. Groups of customers: Holm over all tests of a table. Every "
        "other chapter: Holm over the tests of that chapter. A report holds many chapters, so a single claim among "
        "many can still be chance."
    ),
    "drivers": N_(
        "First driver: its lead must hold over each other one. Low and high scores: Holm over the drivers of an "
        "outcome. Paths: Holm over the arrows of a drawing. Groups of customers: Holm over all drivers and divisions "
        "of an outcome. Priorities: Holm over the drivers. A report holds many chapters, so a single claim among many "
        "can still be chance."
    ),
    "followup": N_(
        "Changes between waves: Holm over all themes, for difference and for equality; the recommendation score is a "
        "measure of its own and is tested apart. Every other chapter: Holm over the tests of that chapter; whether "
        "questions measure the same: over three tests per theme. A report holds many chapters, so a single claim among "
        "many can still be chance."
    ),
}
RELIABILITY = {
    "baseline": N_("See “Are the scales reliable?”."),
    "drivers": N_("See “Are the scales reliable?”."),
    "followup": N_(
        "Checked in both waves. A theme that is not reliable enough in one of them is not judged."
    ),
}

# What is added where a report follows the course over more than two waves.
COURSE_MULTIPLICITY = N_(
    "The course over all waves: Holm over the themes for each question that is asked of their course, and over all "
    "steps of all themes together."
)
COURSE_RELIABILITY = N_("For the course over all waves it is checked in each of these.")

# What the appendix tells of each wave.
PER_WAVE = (representativeness, nonresponse, answers)


def appendix(job: Job, *responses: Response) -> tuple[Block, ...]:
    """Give the appendix that every report has."""
    return (
        heading(job, N_("Appendix"), new_page=True),
        *reading(job),
        *glossary(job),
        *disclosure(job, *responses),
        *checks(job, *responses),
        *(block for part in PER_WAVE for result in responses for block in part(job, result)),
    )


def disclosure(job: Job, *results: Response) -> tuple[Block, ...]:
    """Print how the measurement was done, and what has not been filled in yet."""
    language = job.language
    rows = [
        {"subject": language.say(label), "text": _disclosed(job, key, results)}
        for key, label in DISCLOSURE.items()
        if key != "changes_since_the_baseline" or len(job.surveys) > 1
    ]
    columns: dict[str, tuple[str, str, Cell]] = {
        "subject": (language.say("Subject"), "left", lambda row: str(row["subject"])),
        "text": (language.say("How it was done"), "left", lambda row: str(row["text"])),
    }
    title = language.say("How this measurement was done")
    return (
        heading(job, N_("How this measurement was done"), 2),
        table(
            job,
            "disclosure",
            title,
            pd.DataFrame(rows),
            columns,
            counts=Nobody("what the engagement says of the measurement"),
        ),
    )


def _disclosed(job: Job, key: str, results: Sequence[Response]) -> str:
    """Give what the software knows itself, then what the consultant wrote."""
    written = job.text(getattr(job.engagement.disclosure, key, ""))
    parts = [_sentence(part) for part in (_known(job, key, results), written) if part.strip()]
    return " ".join(parts) or job.language.say("Not filled in yet.")


def _sentence(text: str) -> str:
    """Begin with a capital and end with a stop, so that two texts read on."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def _known(job: Job, key: str, results: Sequence[Response]) -> str:
    language, settings, privacy = job.language, job.engagement.analysis, job.engagement.privacy
    known = {
        "population": job.text(job.engagement.population.description),
        "dates": " ".join(_dates(job, survey) for survey in job.read),
        "sample_sizes_and_precision": language.say(
            "See “Who answered”, and the base and margin with each number."
        ),
        "weighting": " ".join(_weighting(job, result) for result in results if result.raking is not None),
        "processing_and_quality_checks": " ".join(
            [
                *(_left_out(job, result) for result in results),
                language.say("See “Checks of the rows in the file”."),
            ]
        ),
        "test_and_confidence_level": language.say(
            "Two-sided tests; intervals of {confidence}. The method of each number stands with its "
            "finding, after “Evidence”.",
            confidence=language.percent(settings.confidence),
        ),
        "multiplicity_rule": " ".join(_of_course(job, MULTIPLICITY[job.report], COURSE_MULTIPLICITY)),
        "suppression_rule": language.say(
            "No score, share, link or number is shown that rests on fewer than {minimum} customers, nor a number that "
            "such a one follows from. How many customers did not know an answer or gave none may be fewer: that says "
            "nothing about them.",
            minimum=language.number(privacy.minimum_cell),
        ),
        "first_page": language.say(
            "First what the report is read for, then the findings that weigh most: size × certainty × what can be done "
            "about it, each from 0 to 1 by fixed rules. The order of computation has no part in it. Each decision "
            "comes from a finding."
        ),
        "reliability_per_scale": " ".join(_of_course(job, RELIABILITY[job.report], COURSE_RELIABILITY)),
        "benchmark_sources": _benchmarks(job),
        "software_versions_and_data_hash": language.say(
            "loyalty-toolkit {version}. The code in the footer names this run; its run.json holds the versions, "
            "the settings and the fingerprint of the data.",
            version=__version__,
        ),
        "legal_basis_and_retention": _retention(job),
    }
    return known.get(key, "")


def _of_course(job: Job, usual: str, course: str) -> tuple[str, ...]:
    """Give what is usual, and what there is to say of more than two waves."""
    return tuple(job.language.say(text) for text in ((usual, course) if job.between else (usual,)))


def _weighting(job: Job, result: Response) -> str:
    """Say to what the answers of a wave were weighted, by what source, and within which limits."""
    language = job.language
    return language.say(
        "{wave}: {weighting} The shares, and what the weights cost, stand under “The answers beside all customers”.",
        wave=job.wave_label_of(result.wave),
        weighting=" ".join(weighting(job, result)),
    )


def _left_out(job: Job, result: Response) -> str:
    """Say how many rows of a wave were left out as suspect."""
    if not result.left_out:
        return job.language.say(
            "{wave}: no row was left out as suspect.", wave=job.wave_label_of(result.wave)
        )
    return job.language.plural(
        "{wave}: {count} row was left out as suspect.",
        "{wave}: {count} rows were left out as suspect.",
        result.left_out,
        wave=job.wave_label_of(result.wave),
    )


def _dates(job: Job, survey: Survey) -> str:
    language, facts = job.language, job.wave(survey)
    return language.say(
        "{wave}: {start} to {end}.",
        wave=job.wave_label(survey),
        start=language.date(facts.start),
        end=language.date(facts.end),
    )


def _benchmarks(job: Job) -> str:
    """Name each source of the benchmarks once, with its country, way of asking and year."""
    language, given = job.language, job.engagement.benchmarks
    if given and job.report != "baseline":
        return language.say("This report compares with no benchmark; the baseline report does.")
    named = (
        language.say(
            "{label}: {country}, {mode}, {year}; source: {source}.",
            label=job.text(one.label),
            country=country_name(job, one.country),
            mode=job.text(one.mode),
            year=str(one.year),
            source=job.text(one.source).rstrip(". "),
        )
        for one in given
    )
    return " ".join(dict.fromkeys(named))


def _retention(job: Job) -> str:
    privacy, language = job.engagement.privacy, job.language
    parts = [job.text(privacy.legal_basis)]
    if privacy.deletion_date is not None:
        parts.append(
            language.say("The raw data are deleted on {date}.", date=language.date(privacy.deletion_date))
        )
    return " ".join(_sentence(part) for part in parts if part.strip())
