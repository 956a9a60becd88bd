"""What stands between a client's reports and the word final: all of it at once, each with where to mend it.

`before` needs the engagement and the data alone, `of_reports` the finished pages; `loyalty check` tells both, and
`loyalty run --final` refuses on either.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.analysis.job import Job, counted
from toolkit.engagement import Engagement
from toolkit.engagement.words import Words
from toolkit.errors import EngagementError, Fault, FaultsError, ReportError
from toolkit.findings.flags import flags_behind
from toolkit.intake import Survey
from toolkit.intake.quotes import FILE as QUOTES
from toolkit.intake.quotes import approved_quotes, quote_faults
from toolkit.language import SOURCE_LANGUAGE, Language
from toolkit.report.blocks import Meta
from toolkit.report.document import assemble, collect
from toolkit.report.final.audit import (
    Finished,
    Leak,
    keys_told,
    leaks,
    own_words,
    page_passages,
    small_numbers,
    unapproved,
)
from toolkit.report.final.readiness import REPORTS, disclosure_faults, refuse_final
from toolkit.report.manifest import ENGAGEMENT_FILE, code_hash, notebook_for, notebook_hash
from toolkit.report.own.ejected import own_faults
from toolkit.report.own.words import text_faults
from toolkit.report.runs.history import HISTORY, RUN_FILE, read_run, runs_kept
from toolkit.report.text import clean

SERIES = "followup"  # the report on more than one wave


def refuse_before(
    engagement: Engagement,
    surveys: Sequence[Survey],
    reports: Sequence[str],
    language: str,
    made: Path,
    today: datetime.date | None,
) -> None:
    """Refuse reports on what is known before they are made; those made last, in `made`, tell what is on the pages.

    Raises ReportError with everything that stands in the way.
    """
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    flags = red_flags(engagement, surveys, reports)
    faults = before(engagement, surveys, day, reports, [language], flags)
    if faults:
        pages = finished(made, same_data(made, reports, surveys))
        others = beside(engagement, surveys, made)
        refuse_final(engagement, [*faults, *of_reports(engagement, surveys, pages, others, flags)])


def refuse_pages(
    engagement: Engagement, surveys: Sequence[Survey], reports: Sequence[str], new: Path, made: Path
) -> None:
    """Refuse reports on what their pages in the folder `new` tell, and what those in `made` tell beside them.

    Raises ReportError with everything that stands in the way.
    """
    others = [one for one in REPORTS if one not in reports]
    refuse_final(
        engagement,
        of_reports(engagement, surveys, finished(new, reports), beside(engagement, surveys, made, others)),
    )


def before(
    engagement: Engagement,
    surveys: Sequence[Survey],
    today: datetime.date,
    reports: Sequence[str],
    languages: Sequence[str],
    flags: Mapping[str, str] | None = None,
) -> list[Fault]:
    """Give what stands in the way of these reports before any page is made.

    That is: what is not disclosed, a deletion date that has come, red flags without an answer in each of `languages`,
    texts and notebooks that no report uses, faults of the quotes, and own words that quote without approval or tell of
    too few customers. `flags` are the red flags, where they are known already.
    """
    return [
        *disclosure_faults(engagement),
        *_deletion(engagement, today),
        *_unanswered(engagement, red_flags(engagement, surveys, reports) if flags is None else flags),
        *_untranslated(engagement, languages),
        *_files(engagement),
        *_quotes(engagement, surveys),
        *_own_words(engagement, surveys),
    ]


def of_reports(
    engagement: Engagement,
    surveys: Sequence[Survey],
    judged: Sequence[Finished],
    others: Sequence[Finished] = (),
    told: Collection[str] = (),
) -> list[Fault]:
    """Give what stands in the way on finished pages: red flags without an answer, quotes and numbers of too few.

    `others` are reports that the reader has too; red flags that are `told` already are not told in another language.
    """
    found: list[Fault] = []
    silent: dict[str, str] = {}
    for one in judged:
        findings = [item for block in one.document["blocks"] for item in block.get("findings", ())]
        flags = {flag: item["text"] for item in findings for flag in item["flags"] if not item["answers"]}
        silent = flags | silent
        found += _unapproved_on(engagement, surveys, one)
    found += _unanswered(engagement, {flag: text for flag, text in silent.items() if flag not in told})
    return [*found, *(_leak(engagement, leak) for leak in leaks(engagement, surveys, judged, others))]


def red_flags(engagement: Engagement, surveys: Sequence[Survey], reports: Sequence[str]) -> dict[str, str]:
    """Give the red flags of these reports, each with what a report says of it, in English."""
    from toolkit.analysis.baseline.reliability import reliability  # noqa: PLC0415 - slow to import
    from toolkit.findings.reliability import reliability as said  # noqa: PLC0415

    if not surveys:
        return {}
    read, language = tuple(counted(survey) for survey in surveys), Language(SOURCE_LANGUAGE)
    told: dict[str, str] = {}
    if any(report != SERIES for report in reports):
        first = Job("baseline", engagement, language, read[:1])
        told = {flag: one.text for one in said(first, reliability(first)) for flag in one.flags}
    if SERIES in reports and len(read) > 1:
        job = Job(SERIES, engagement, language, (read[0], read[-1]), read)
        for flag in flags_behind(job, job.themes):
            told.setdefault(flag, "A wave gives no score of this theme that a claim may rest on.")
    return told


def finished(reports: Path, names: Sequence[str]) -> list[Finished]:
    """Read reports as they were printed, from their executed notebooks in a folder; those that are not there, not."""
    found = []
    for name in names:
        path = reports / f"{name}.ipynb"
        try:
            blocks = collect(json.loads(path.read_text("utf-8")))
            meta = next(block for block in blocks if isinstance(block, Meta))
            found.append(Finished(assemble(blocks), _waves(meta.manifest)))
        except (OSError, ValueError, KeyError, TypeError, StopIteration, ReportError):
            continue  # made by another version, or not whole: the next run replaces it
    return found


def beside(
    engagement: Engagement, surveys: Sequence[Survey], made: Path, reports: Sequence[str] = ()
) -> list[Finished]:
    """Give what a reader has beside a report of these data: others in the folder, and earlier runs that print the same.

    Those are runs of the very same engagement, notebook and code: in another language, or of another report.
    """
    now = hashlib.sha256((engagement.folder / ENGAGEMENT_FILE).read_bytes()).hexdigest()
    found = finished(made, same_data(made, reports, surveys))
    for name in runs_kept(made):
        record = _record(made / HISTORY / name / RUN_FILE)
        same = record.get("files", {}).get(ENGAGEMENT_FILE) == now and record.get("code") == code_hash()
        if not (same and _is_of(record, surveys)):
            continue
        try:
            run = read_run(made, name)
            if record["notebook"] != notebook_hash(notebook_for(engagement.folder, run.report)):
                continue
        except (ReportError, KeyError):
            continue  # not whole: nobody can read it either
        meta = {"report": run.report, "language": run.language}
        tables = [{"kind": "table", **one} for one in run.tables]
        found.append(Finished({"meta": meta, "blocks": tables}, _waves(record)))
    return found


def same_data(reports: Path, names: Sequence[str], surveys: Sequence[Survey]) -> list[str]:
    """Name those reports in a folder that were made of these very data."""
    return [name for name in names if _is_of(_record(reports / f"{name}.run.json"), surveys)]


def _is_of(record: Mapping[str, Any], surveys: Sequence[Survey]) -> bool:
    """Say whether a run was made of these data: each of its waves is one of them, to the last sign."""
    hashes = {survey.wave: survey.source.sha256 for survey in surveys}
    data = {str(one.get("wave")): one.get("sha256") for one in record.get("data", ())}
    return bool(data) and all(hashes.get(wave) == sha256 for wave, sha256 in data.items())


def _waves(record: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(one["wave"]) for one in record.get("data", ()))


def _record(path: Path) -> Mapping[str, Any]:
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _deletion(engagement: Engagement, today: datetime.date) -> Iterator[Fault]:
    day = engagement.privacy.deletion_date
    if day is not None and day <= today:
        yield Fault(
            f"{engagement.slug}/engagement.toml, privacy.deletion_date",
            f"{day} has come, so that the data should be gone",
            f"Agree with the client on a later day and write it there; else: loyalty purge {engagement.slug}.",
        )


def _unanswered(engagement: Engagement, flags: Mapping[str, str]) -> Iterator[Fault]:
    answered = {one.flag for one in engagement.answers}
    for flag, told in flags.items():
        if flag not in answered:
            yield Fault(
                f"{engagement.slug}/engagement.toml, answers",
                f"the red flag {flag} has no answer: {told.partition('. ')[0].rstrip('.')}",
                f'Write [[answers]] with flag = "{flag}", by = "…" and text = "…", what you did about it.',
            )


def _untranslated(engagement: Engagement, languages: Sequence[str]) -> Iterator[Fault]:
    for number, one in enumerate(engagement.answers, start=1):
        for code in languages:
            if isinstance(one.text, Words) and not getattr(one.text, code, None):
                where = f"{engagement.slug}/engagement.toml, answers[{number}].text"
                yield Fault(where, f"is not there in {code}", f'Add it: text = {{ …, {code} = "…" }}.')


def _files(engagement: Engagement) -> Iterator[Fault]:
    """Give the faults of the files that the consultant put in the client's folder for the reports."""
    for fault in (*text_faults(engagement), *own_faults(engagement.folder)):
        yield Fault(f"{engagement.slug}/{fault.where}", fault.what, fault.mend)


def _quotes(engagement: Engagement, surveys: Sequence[Survey]) -> Iterator[Fault]:
    for error in quote_faults(engagement, {survey.wave: survey.open for survey in surveys}):
        for fault in error.faults if isinstance(error, FaultsError) else ():
            # A file that nothing reads is told by its own name.
            place = fault.where if fault.where.startswith("text/") else f"{QUOTES}, {fault.where}"
            yield Fault(f"{engagement.slug}/{place}", fault.what, fault.mend)


def _own_words(engagement: Engagement, surveys: Sequence[Survey]) -> Iterator[Fault]:
    passages, minimum = own_words(engagement), engagement.privacy.minimum_cell
    for found in small_numbers(passages, minimum):
        mend = f"Write a share, such as 1 in 5, or leave it out: no number may rest on fewer than {minimum}."
        yield Fault(f"{engagement.slug}/{found.where}", found.what, mend)
    try:
        copied = list(unapproved(engagement, surveys, passages))
    except EngagementError:
        return  # the quotes have faults of their own, which are told
    for found in copied:
        mend = f"Put it in {QUOTES} with who approved it and when, or write it in your own words."
        yield Fault(f"{engagement.slug}/{found.where}", found.what, mend)


def _unapproved_on(engagement: Engagement, surveys: Sequence[Survey], one: Finished) -> Iterator[Fault]:
    try:
        quotes = approved_quotes(engagement, {survey.wave: survey.open for survey in surveys})
    except EngagementError:
        return  # told by `before`
    approved = {clean(quote.text) for quote in quotes}
    report = one.document["meta"]["report"]
    for block in one.document["blocks"]:
        for quote in block["quotes"] if block["kind"] == "quotes" else ():
            if quote["text"] not in approved:
                yield Fault(
                    f"the {report} report",
                    f"prints a quote that stands not approved in {QUOTES}",
                    f"Put it there with who approved it and when, or take it out of notebooks/{report}.ipynb.",
                )
    passages = page_passages(one)
    told = {found.what for found in unapproved(engagement, surveys, own_words(engagement))}
    for found in (*unapproved(engagement, surveys, passages), *keys_told(surveys, passages)):
        if found.what not in told:
            mend = f"Take it out of engagement.toml or notebooks/{report}.ipynb, or put it in {QUOTES} once approved."
            yield Fault(f"the {report} report, {found.where}", found.what, mend)


def _leak(engagement: Engagement, leak: Leak) -> Fault:
    mend = (
        "Put its group together with another in the data or the engagement, or leave that division out; in a notebook "
        f"of {engagement.slug}'s own, make the table with its counts. Else report it as a fault of the toolkit."
    )
    return Fault(f"the {leak.report} report, {leak.place}", leak.what, mend)
