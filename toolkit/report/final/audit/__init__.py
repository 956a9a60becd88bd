"""The audit of finished reports for numbers of too few customers, before they may be called final.

It reads what is printed, as a stranger would, and shares no rule or code with the gate that hides cells
(`toolkit.measures.suppression`): a fault in the gate, a cell of the consultant's own, or two tables that tell
together what each of them hides, is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.engagement import Engagement
from toolkit.intake import Survey
from toolkit.language import Language
from toolkit.report.final.audit.bases import small_bases
from toolkit.report.final.audit.elsewhere import printed_elsewhere, told_in_words
from toolkit.report.final.audit.groups import small_groups, told_of_small_groups
from toolkit.report.final.audit.leak import Finished, Leak
from toolkit.report.final.audit.own_words import (
    Passage,
    keys_told,
    own_words,
    page_passages,
    small_numbers,
    unapproved,
)
from toolkit.report.final.audit.totals import follow_from_totals

__all__ = [
    "Finished",
    "Leak",
    "Passage",
    "keys_told",
    "leaks",
    "own_words",
    "page_passages",
    "small_numbers",
    "unapproved",
]


def leaks(
    engagement: Engagement,
    surveys: Sequence[Survey],
    judged: Sequence[Finished],
    beside: Sequence[Finished] = (),
) -> tuple[Leak, ...]:
    """Find what finished reports of one client tell of too few customers, each once, in order of the pages.

    `beside` are reports of the same data that the reader has too; what they and those `judged` tell together counts.
    """
    return tuple(dict.fromkeys(_leaks(engagement, surveys, judged, beside)))


def _leaks(
    engagement: Engagement, surveys: Sequence[Survey], judged: Sequence[Finished], beside: Sequence[Finished]
) -> Iterator[Leak]:
    minimum = engagement.privacy.minimum_cell
    for one in judged:
        language = Language(one.document["meta"]["language"])
        of_it = [survey for survey in surveys if survey.wave in one.waves]
        yield from small_bases(one.document, language, minimum)
        yield from follow_from_totals(one.document, language, minimum)
        yield from told_of_small_groups(one.document, small_groups(engagement, of_it, language.code))
    yield from printed_elsewhere(judged, beside)
    yield from told_in_words(judged)
