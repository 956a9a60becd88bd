"""What a client is ready for: which reports can be made, what they would lack, and whether they may be final."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.engagement import (
    Engagement,
    Wave,
    constructs_with_role,
    did_you_mean,
    disclosure_gaps,
    is_filled,
)
from toolkit.errors import Fault, IntakeError, LoyaltyError, ReportError
from toolkit.followup.thresholds import TREND_WAVES
from toolkit.intake import Survey

REPORTS = ("baseline", "drivers", "followup")
WAVES_NEEDED = {"baseline": 1, "drivers": 1, "followup": 2}
LANGUAGES = ("nl", "en")
PURGED = (
    "purged.txt"  # in the client's folder: what `loyalty purge` deleted, a line per file: DAY deleted NAME …
)


def require_final(engagement: Engagement) -> None:
    """Refuse to call the reports final while something that must be disclosed is not.

    Raises ReportError that names each gap and where to fill it.
    """
    gaps = disclosure_gaps(engagement)
    if gaps:
        where = f"{engagement.slug}/engagement.toml"
        lines = "\n".join(
            f"  - {where}, disclosure.{key}: it is empty. Write it under [disclosure]." for key in gaps
        )
        raise ReportError(f"The reports of {engagement.slug} cannot be final yet:\n{lines}")


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


def text_faults(engagement: Engagement) -> list[LoyaltyError]:
    """Find the consultant's texts that no report would print: misspelt names, and files that are not UTF-8."""
    folder = engagement.folder / "text"
    allowed = [f"{report}.{language}.md" for report in REPORTS for language in LANGUAGES]
    found: list[LoyaltyError] = []
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        fault = _misnamed(path, allowed) or _misencoded(path)
        if fault:
            found.append(ReportError(str(fault)))
    return found


def _misnamed(path: Path, allowed: Sequence[str]) -> Fault | None:
    if path.name in allowed or path.stem.upper() == "README":
        return None
    mend = f"{did_you_mean(path.name, allowed)} Names that are: {', '.join(allowed)}.".strip()
    return Fault(f"text/{path.name}", "is printed in no report", mend)


def _misencoded(path: Path) -> Fault | None:
    try:
        path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return Fault(f"text/{path.name}", "is not written in UTF-8", "Save it again as UTF-8.")
    return None
