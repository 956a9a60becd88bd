"""What a client is ready for: which reports can be made, what they would lack, and whether they may be final."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.engagement import (
    Engagement,
    Wave,
    constructs_with_role,
    disclosure_gaps,
    is_filled,
)
from toolkit.engagement.private import PURGED
from toolkit.errors import Fault, IntakeError, LoyaltyError, ReportError
from toolkit.followup.thresholds import TREND_WAVES
from toolkit.report.names import REPORTS, WAVES_NEEDED

if TYPE_CHECKING:
    from toolkit.intake import Survey

ELSEWHERE = {  # what another table of the engagement tells too, and the template asks for there
    "population": "Write description under [population], or population under [disclosure].",
    "legal_basis_and_retention": "Write it under [disclosure], or legal_basis and deletion_date under [privacy].",
    "benchmark_sources": "Write it under [disclosure], if need be that none is used.",
}


def require_final(engagement: Engagement) -> None:
    """Refuse to call a report final while something that must be disclosed is not; `final.py` asks the rest.

    Raises ReportError that names each gap and where to fill it.
    """
    refuse_final(engagement, disclosure_faults(engagement))


def refuse_final(engagement: Engagement, faults: Sequence[Fault]) -> None:
    """Raise ReportError with all that keeps reports from being final, if anything does."""
    if faults:
        lines = "\n".join(f"  - {fault}" for fault in dict.fromkeys(faults))
        raise ReportError(f"The reports of {engagement.slug} cannot be final yet:\n{lines}")


def disclosure_faults(engagement: Engagement) -> list[Fault]:
    """Give each gap in what must be disclosed, and where to fill it."""
    where = f"{engagement.slug}/engagement.toml"
    return [
        Fault(f"{where}, disclosure.{key}", "it is empty", ELSEWHERE.get(key, "Write it under [disclosure]."))
        for key in disclosure_gaps(engagement)
    ]


def lacking(
    engagement: Engagement, surveys: Sequence[Survey]
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Tell per report why it cannot be made, and what it would have to do without; () where there is nothing."""
    return {report: (_stops(report, engagement), _lacks(report, engagement, surveys)) for report in REPORTS}


def _stops(report: str, engagement: Engagement) -> tuple[str, ...]:
    needed, waves = WAVES_NEEDED[report], len(engagement.waves)
    found = [f"it needs {needed} waves and there is {waves}"] if waves < needed else []
    loyalty = constructs_with_role(engagement, "attitude", "behaviour")
    drivers = constructs_with_role(engagement, "driver")
    if report == "drivers" and not drivers:
        found.append("no construct has the role driver")
    if report == "drivers" and not loyalty:
        found.append("no construct has the role attitude or behaviour")
    if report == "followup" and not (drivers or loyalty):
        found.append("no construct has the role attitude, behaviour or driver")
    return tuple(found)


def _lacks(report: str, engagement: Engagement, surveys: Sequence[Survey]) -> tuple[str, ...]:
    first = surveys[0] if surveys else None
    asked = set() if first is None else set(first.items)
    questions = engagement.questions
    mark, recommendation = questions.report_mark, questions.recommendation
    absent = {
        "the NPS (no question is its recommendation)": recommendation not in asked,
        "the report mark (no question gives it)": report == "baseline" and mark not in asked,
        "attitude (no construct has that role)": not constructs_with_role(engagement, "attitude"),
        "behaviour (no construct has that role)": not constructs_with_role(engagement, "behaviour"),
        "captive customers (no construct has the role lock_in)": report == "baseline"
        and not constructs_with_role(engagement, "lock_in"),
        "what makes leaving hard, held apart (no construct has the role lock_in)": report == "drivers"
        and not constructs_with_role(engagement, "lock_in"),
        "actions and a plan ([[actions]] names none)": report == "drivers" and not engagement.actions,
        "response (the wave does not say how many were invited)": report != "drivers"
        and any(wave.invited is None and wave.frame is None for wave in engagement.waves[:1]),
        "weights (nothing corrects for who answered)": any(survey.weights is None for survey in surveys),
        "pairs of answers (a wave has no key)": report == "followup"
        and any(wave.key is None for wave in engagement.waves),
        f"the course over the waves (it needs {TREND_WAVES})": report == "followup"
        and len(engagement.waves) < TREND_WAVES,
        f"the consultant's advice (text/{report}.{engagement.client.language}.md)": not (
            engagement.folder / "text" / f"{report}.{engagement.client.language}.md"
        ).is_file(),
        "whom the sample stands for ([population])": not is_filled(engagement.population.description),
    }
    return tuple(words for words, lacks in absent.items() if lacks)


def purged(engagement: Engagement, wave: Wave) -> LoyaltyError | None:
    """Say that a wave's file is gone because it was deleted on the day agreed, where that is why."""
    if (engagement.folder / wave.file).exists():
        return None
    try:
        lines = (engagement.folder / PURGED).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    days = [
        words[0]
        for line in lines
        if (words := line.partition(" deleted "))[2].split(" sha256 ")[0] == wave.file
    ]
    if not days:
        return None
    what = f"was deleted by loyalty purge on {days[-1]} ({PURGED})"
    mend = "The reports made before are kept; others cannot be made of this wave."
    return IntakeError(f'Wave "{wave.id}" has no data any more', [Fault(wave.file, what, mend)])
