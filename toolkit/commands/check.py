"""`loyalty check`: what a client's folder holds, and whether reports can be made of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from toolkit.commands.screen import plain, screen
from toolkit.engagement import Engagement, disclosure_gaps, items, load_engagement
from toolkit.intake import Survey
from toolkit.measures.weights import effective_n
from toolkit.report.run import read_waves
from toolkit.workspace import client_folder

REASONS = {
    "answered": "answered",
    "not_applicable": "not applicable",
    "dont_know": "don't know",
    "no_answer": "no answer",
}


def check(workspace: Path, client: str, *, today: datetime.date | None = None) -> None:
    """Print what was found in a client's folder; all faults of it come as one error."""
    engagement = load_engagement(client_folder(workspace, client))
    surveys = read_waves(engagement)
    console = screen()
    facts = (client, engagement.client.name, engagement.status, f"reports in {engagement.client.language}")
    console.print(plain(" · ".join(facts)))
    console.print(_table(engagement, surveys))
    for survey in surveys:
        for warning in survey.source.warnings:
            console.print(plain(f"{survey.wave}: {warning}"))
    _disclosure(engagement, console)
    _deletion(engagement, console, today or datetime.datetime.now(tz=datetime.UTC).date())


def _table(engagement: Engagement, surveys: Sequence[Survey]) -> Table:
    """One column per wave, one row per fact."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("wave")
    for survey in surveys:
        table.add_column(plain(survey.wave), overflow="fold")
    facts: dict[str, Callable[[Survey], str]] = {
        "file": lambda survey: Path(survey.source.file).name,
        "format": lambda survey: survey.source.format,
        "rows": _rows,
        "items": lambda survey: f"{survey.items.shape[1]} of {len(items(engagement))}",
        **{f"  {words}": _share_of(reason) for reason, words in REASONS.items()},
        "weights": _weights,
        "respondent key": lambda survey: _key(survey, surveys),
        **{f"segment {key}": _groups(key, engagement) for key in engagement.segments},
    }
    for name, fact in facts.items():
        table.add_row(name, *(plain(fact(survey)) for survey in surveys))
    return table


def _rows(survey: Survey) -> str:
    kept, read = survey.source.rows_kept, survey.source.rows_read
    return f"{kept:,}" if kept == read else f"{kept:,} of {read:,} read"


def _share_of(reason: str) -> Callable[[Survey], str]:
    def share(survey: Survey) -> str:
        cells = survey.reasons.to_numpy()
        return f"{(cells == reason).mean():.1%}" if cells.size else "–"

    return share


def _weights(survey: Survey) -> str:
    if survey.weights is None:
        return "none"
    effective = effective_n(survey.weights)
    return f"effective n {effective:,.0f} ({effective / len(survey.weights):.0%})"


def _key(survey: Survey, surveys: Sequence[Survey]) -> str:
    if survey.key is None:
        return "none"
    first = surveys[0]
    if survey is first or first.key is None:
        return "there"
    return f"{survey.key.isin(first.key.dropna()).sum():,} also in {first.wave}"


def _groups(key: str, engagement: Engagement) -> Callable[[Survey], str]:
    def groups(survey: Survey) -> str:
        if key not in survey.segments:
            return "not in this file"
        sizes = survey.segments[key].value_counts()
        small = int((sizes < engagement.privacy.minimum_cell).sum())
        hidden = f", {small} under {engagement.privacy.minimum_cell} and not reported" if small else ""
        return f"{len(sizes)} groups{hidden}"

    return groups


def _disclosure(engagement: Engagement, console: Console) -> None:
    gaps = disclosure_gaps(engagement)
    if gaps:
        console.print(f"Disclosure: {len(gaps)} still empty, needed before --final: {', '.join(gaps)}")
    else:
        console.print("Disclosure: complete")


def _deletion(engagement: Engagement, console: Console, today: datetime.date) -> None:
    day = engagement.privacy.deletion_date
    if day is None:
        console.print("Deletion date: none. Agree on one and write deletion_date under [privacy].")
    elif day <= today:
        console.print(
            f"Deletion date: {day}, which has come. Delete the files of clients/{engagement.slug}/data."
        )
    else:
        console.print(f"Deletion date: {day}")
