"""`loyalty map`: which column of an export holds which question; a proposal that changes nothing by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from toolkit.commands.screen import plain, screen
from toolkit.engagement import plain_number
from toolkit.engagement import wave as wave_of
from toolkit.engagement.private import MAP_PROPOSAL
from toolkit.intake import read_export
from toolkit.intake.export import Export
from toolkit.intake.mapping.answers_found import Found
from toolkit.intake.mapping.known import Known, known_of
from toolkit.intake.mapping.map_file import map_file
from toolkit.intake.mapping.mapped_file import MappedFile, column_shown
from toolkit.intake.mapping.matching import Match
from toolkit.intake.mapping.proposal import look_at, proposal, question_told, unmatched
from toolkit.intake.mapping.toml_text import one_line
from toolkit.workspace import client_folder, client_lock, replace_whole, staging

PROPOSAL = MAP_PROPOSAL
MOST_SHOWN = 40
MOST_CANDIDATES = 4


def map_columns(workspace: Path, client: str, file: Path | str, wave: str | None = None) -> None:
    """Print which column is probably which item, and write a proposal beside engagement.toml.

    `file` is the export, as given or seen from the client's folder; `wave` the id of its wave, where that does not
    follow from the file. Raises IntakeError where the file cannot be read, EngagementError for an unknown wave.
    """
    folder = client_folder(workspace, client)
    known = known_of(folder)
    given = Path(file)
    path = given if given.exists() or given.is_absolute() else folder / given
    place = _place(known, folder, path, wave)
    inside = path.resolve().is_relative_to(folder.resolve())
    file = path.resolve().relative_to(folder.resolve()).as_posix() if inside else f"data/{path.name}"
    one = map_file(client, known, _read(known, folder, path, place), file, place, outside=not inside)
    with client_lock(folder), staging(folder) as made:
        (made / PROPOSAL).write_text(proposal(one), encoding="utf-8", newline="\n")
        replace_whole(made, folder, [PROPOSAL])
    _show(one, known, folder / PROPOSAL)


def _place(known: Known, folder: Path, path: Path, wave: str | None) -> int | None:
    """Find the wave of the file: the one asked for, the one that names it, or the only one whose file is not there."""
    waves = known.engagement.waves if known.engagement is not None else ()
    if wave is not None and known.engagement is not None:
        return waves.index(wave_of(known.engagement, wave))
    for place, one in enumerate(waves):
        if (folder / one.file).resolve() == path.resolve():
            return place
    absent = [place for place, one in enumerate(waves) if not (folder / one.file).exists()]
    return absent[0] if len(absent) == 1 else None


def _read(known: Known, folder: Path, path: Path, place: int | None) -> Export:
    one = known.engagement.waves[place] if known.engagement is not None and place is not None else None
    if one is None:
        return read_export(path)
    companions = [folder / companion for companion in one.companions]
    return read_export(path, format=one.format or "auto", companions=companions, sheet=one.sheet)


def _show(one: MappedFile, known: Known, written: Path) -> None:
    console = screen()
    frame = one.export.frame
    size = f"{len(frame):,} rows, {frame.shape[1]:,} columns"
    if one.export.unit != "respondent":
        size += f", {one.export.units:,} × {one.export.unit}"
    console.print(plain(" · ".join((one.client, one.export.file, one.export.format, size))))
    if known.faults:
        count = "1 fault" if known.faults == 1 else f"{known.faults} faults"
        console.print(f"engagement.toml has {count} yet (loyalty check names them): read as far as it goes.")
    for warning in one.export.warnings:
        console.print(plain(f"  {warning}"))
    _matches(one, console)
    _doubts(one, console)
    _roles(one, console)
    _listed(console, "Look at", look_at(one))
    if one.columns.without:
        console.print(plain(f"\nItems without a column: {', '.join(one.columns.without)}"))
    _listed(console, "Columns matched with nothing", [question_told(one, name) for name in unmatched(one)])
    console.print(plain(f"\nThe proposal: {written}"))
    console.print("It changes nothing by itself: copy into engagement.toml what is right.")


def _matches(one: MappedFile, console: Console) -> None:
    """Print the matches: what the column holds stands beside what it is asked on."""
    if not one.columns.matches:
        console.print("\nNo column is clearly an item.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("column", "item", "score", "why", "answers"):
        table.add_column(name, overflow="fold", justify="right" if name == "score" else "left")
    found = {each.match.column: each for each in one.found}
    for match in one.columns.matches:
        new = "" if match.target.declared else " (question bank)"
        cells = (
            one_line(column_shown(match.column), 40),
            match.target.item + new,
            f"{match.score:.2f}",
            match.why,
            _answers(found.get(match.column)),
        )
        table.add_row(*map(plain, cells))
    console.print()
    console.print(table)


def _answers(found: Found | None) -> str:
    """Tell the numbers found of the scale that is asked on."""
    if found is None:
        return ""
    target = found.match.target
    told = "in words" if found.words else "no numbers"
    if found.low is not None and found.high is not None:
        told = f"{plain_number(found.low)}–{plain_number(found.high)}"
        told += " in words" if found.words else ""
    if target.minimum is None or target.maximum is None:
        return told
    return f"{told} of {plain_number(target.minimum)}–{plain_number(target.maximum)}"


def _doubts(one: MappedFile, console: Console) -> None:
    told = [
        "  or  ".join(_candidate(match) for match in doubt[:MOST_CANDIDATES])
        + (f"  or {len(doubt) - MOST_CANDIDATES:,} more" if len(doubt) > MOST_CANDIDATES else "")
        for doubt in one.columns.doubts
    ]
    _listed(console, "Doubtful, not decided", told)


def _candidate(match: Match) -> str:
    column = one_line(column_shown(match.column), 40)
    return f"{column} → {match.target.item} ({match.score:.2f}, {match.why})"


def _roles(one: MappedFile, console: Console) -> None:
    """Print what other columns may be for."""
    roles = one.roles
    told = [
        f"{column_shown(column)}: {what} already"
        for column, what in one.used.items()
        if column in one.export.frame
    ]
    told += [f"{column_shown(guess.column)}: key? ({guess.why})" for guess in roles.keys]
    told += [f"{column_shown(guess.column)}: weight? ({guess.why})" for guess in roles.weights]
    told += [f"{column_shown(guess.column)}: segment?" for guess in roles.segments]
    told += [f"{column_shown(guess.column)}: rows of one wave?" for guess in roles.rows]
    told += [f"{column_shown(guess.column)}: open answer? ({guess.why})" for guess in roles.open_answers]
    told += [
        f"{column_shown(guess.column)}: paradata, {role}? ({guess.why})" for role, guess in roles.paradata
    ]
    told += [f"{column_shown(column)}: personal data ({why})" for column, why in one.personal.items()]
    _listed(console, "Other columns", told)


def _listed(console: Console, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    console.print(f"\n{title} ({len(lines):,}):")
    for line in lines[:MOST_SHOWN]:
        console.print(plain(f"  {one_line(line, 200)}"))
    if len(lines) > MOST_SHOWN:
        console.print(f"  and {len(lines) - MOST_SHOWN:,} more")
