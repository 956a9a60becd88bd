"""What `loyalty check` tells of the way to a final report: all that `loyalty run --final` would refuse on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from toolkit.commands.page import Part
from toolkit.engagement import Engagement, did_you_mean, disclosure_gaps
from toolkit.errors import Fault, LoyaltyError
from toolkit.intake import Survey
from toolkit.report.final.readiness import REPORTS, disclosure_faults, lacking

TITLE = "Before a final report"


def before_final(
    engagement: Engagement, surveys: Sequence[Survey], today: datetime.date
) -> tuple[Part, tuple[str, ...]]:
    """Give that part of the page, and what is doubtful of the answers to red flags.

    What rests on the data is only told where all of them could be read.
    """
    lines = [_disclosure(engagement), _deletion(engagement, today)]
    if not surveys or len(surveys) < len(engagement.waves):
        return Part(TITLE, lines=tuple(lines)), ()
    try:
        more, doubts = _on_the_data(engagement, surveys, today)
    except LoyaltyError as error:  # what no report can be made of either: the page tells the rest
        more, doubts = [f"Red flags and numbers: cannot be told. {error}"], ()
    return Part(TITLE, lines=(*lines, *more)), doubts


def _on_the_data(
    engagement: Engagement, surveys: Sequence[Survey], today: datetime.date
) -> tuple[list[str], tuple[str, ...]]:
    """Tell what rests on the data and on the reports that are there."""
    from toolkit.report.final.final import (  # noqa: PLC0415 - slow to import
        before,
        beside,
        finished,
        of_reports,
        red_flags,
        same_data,
    )

    possible = [report for report, (stops, _) in lacking(engagement, surveys).items() if not stops]
    flags = red_flags(engagement, surveys, possible)
    reports = engagement.folder / "reports"
    made = same_data(reports, REPORTS, surveys)
    # Only the languages that somebody reads are asked for: the client's own, and those of the reports that are there.
    pages = finished(reports, made)
    languages = dict.fromkeys(
        (engagement.client.language, *(one.document["meta"]["language"] for one in pages))
    )
    told = {str(one) for one in disclosure_faults(engagement)}
    faults = [
        *before(engagement, surveys, today, possible, list(languages), flags),
        *of_reports(engagement, surveys, pages, beside(engagement, surveys, reports), flags),
    ]
    lines = [str(one) for one in dict.fromkeys(faults) if str(one) not in told and not _is_deletion(one)]
    return [_flags(engagement, flags), _pages(made), *lines], tuple(_pointless(engagement, flags))


def _disclosure(engagement: Engagement) -> str:
    gaps = disclosure_gaps(engagement)
    if gaps:
        return f"Disclosure: {len(gaps)} still empty, needed before --final: {', '.join(gaps)}"
    return "Disclosure: complete"


def _deletion(engagement: Engagement, today: datetime.date) -> str:
    day = engagement.privacy.deletion_date
    if day is None:
        return "Deletion date: none. Agree on one and write deletion_date under [privacy]."
    if day <= today:
        return f"Deletion date: {day}, which has come. Delete the files: loyalty purge {engagement.slug}"
    return f"Deletion date: {day}"


def _is_deletion(fault: Fault) -> bool:
    return fault.where.endswith("privacy.deletion_date")


def _flags(engagement: Engagement, flags: Mapping[str, str]) -> str:
    if not flags:
        return "Red flags: none"
    answered = {one.flag for one in engagement.answers}
    return f"Red flags: {len(flags)}, of which answered {len(answered & set(flags))}"


def _pages(made: Sequence[str]) -> str:
    if not made:
        return "Numbers of too few customers: told once a report is made of these data"
    return f"Numbers of too few customers, and quotes: looked for on the pages of {', '.join(made)}"


def _pointless(engagement: Engagement, flags: Mapping[str, str]) -> Iterator[str]:
    """Tell which answers no report prints."""
    first: dict[str, int] = {}
    for number, one in enumerate(engagement.answers, start=1):
        if one.flag not in flags:
            known = f"Red flags: {', '.join(flags)}." if flags else "There are no red flags."
            hint = did_you_mean(one.flag, list(flags))
            said = f'answers[{number}].flag "{one.flag}" is no red flag, so that no report prints it.'
            yield " ".join(filter(None, (said, hint, known)))
        elif first.setdefault(one.flag, number) != number:
            yield f"answers[{number}] answers {one.flag} again, beside answers[{first[one.flag]}]: both are printed"
