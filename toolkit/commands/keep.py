"""`loyalty keep`: put the forecast of the driver report aside, so that the follow-up can score what was promised."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path

from toolkit.commands.page import Part
from toolkit.commands.screen import plain, screen
from toolkit.engagement import Engagement, load_engagement
from toolkit.engagement.forecasts import (
    FORECAST,
    FORECASTS,
    ForecastFile,
    as_kept,
    kept_name,
    last_forecast,
    together,
    tried_forecasts,
)
from toolkit.errors import LoyaltyError, WorkspaceError
from toolkit.workspace import client_folder, client_lock, recover, replace_whole, staging


def keep(workspace: Path, client: str, *, listed: bool = False, today: datetime.date | None = None) -> None:
    """Copy reports/forecast.json to forecasts/WAVE-RUN.json with the day, never over another; or list what is kept.

    Raises IntakeError where the forecast or one kept before cannot be used, WorkspaceError where there is none.
    """
    folder = client_folder(workspace, client)
    engagement = load_engagement(folder)
    if listed:
        _list(engagement)
        return
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    with client_lock(folder):
        # What a killed run had decided to keep is kept first, with its own day.
        recover(folder / FORECASTS)
        last = last_forecast(engagement)
        if last is None:
            raise WorkspaceError(
                f"{client} has no forecast to keep: reports/{FORECAST} is not there. Make it first: "
                f"loyalty run {client} drivers. It is made where [[actions]] of engagement.toml can be estimated."
            )
        kept, errors = tried_forecasts(engagement)
        same = next((one for one in kept if one.data.same_as(last.data)), None)
        if same is None:
            _put_aside(folder, last, day)
    _tell(engagement, last, same, [one for one in kept if one.data.wave == last.data.wave], day)
    if errors:
        raise together(errors)


def _put_aside(folder: Path, last: ForecastFile, day: datetime.date) -> None:
    name = kept_name(last.data)
    target = folder / FORECASTS
    if (target / name).exists():
        raise WorkspaceError(
            f"{FORECASTS}/{name} is there already and holds something else than reports/{FORECAST}. "
            f"Nothing was written. Move that file away if it may go, then keep again."
        )
    content = json.loads((folder / last.name).read_text("utf-8-sig"))
    with staging(target) as new:
        (new / name).write_text(as_kept(content, day), encoding="utf-8", newline="\n")
        replace_whole(new, target, [name])


def _tell(
    engagement: Engagement,
    last: ForecastFile,
    same: ForecastFile | None,
    others: Sequence[ForecastFile],
    day: datetime.date,
) -> None:
    console = screen()
    if same is not None:
        console.print(f"Kept already, on {same.data.kept or same.data.date}: {plain(same.name)}")
        return
    console.print(f"Kept: {FORECASTS}/{kept_name(last.data)}")
    console.print(f"  {_what(last)}")
    begun = _begun(engagement, last.data.wave, day)
    if begun:
        console.print(
            f"The wave {begun} had begun by {day}: the follow-up report will say that this forecast was put aside "
            f"too late to count."
        )
    if others:
        names = ", ".join(plain(one.name) for one in others)
        console.print(
            f"Of the same wave these are kept too: {names}. The follow-up scores the one put aside last; delete those "
            f"that the client was not given."
        )


def _begun(engagement: Engagement, wave: str, day: datetime.date) -> str:
    """Name the first wave after that of a forecast whose fieldwork had begun by then; "" for none."""
    ids = [one.id for one in engagement.waves]
    later = engagement.waves[ids.index(wave) + 1 :]
    return next((one.id for one in later if one.start <= day), "")


def _what(file: ForecastFile) -> str:
    count = len(file.data.actions)
    actions = "1 action" if count == 1 else f"{count} actions"
    return f"wave {file.data.wave}, run {file.data.run}, {actions}, expected of {file.data.objective}: " + (
        f"{file.data.total.outcomes[file.data.objective].expected:+.1f} points"
    )


def _list(engagement: Engagement) -> None:
    console = screen()
    kept, errors = tried_forecasts(engagement)
    if not kept and not errors:
        console.print(f"{engagement.slug} has kept no forecast.")
    for one in kept:
        console.print(f"{plain(one.name)}: {_what(one)}; kept on {one.data.kept or 'a day that is not told'}")
    if errors:
        raise together(errors)


def forecasts(engagement: Engagement) -> tuple[Part, list[LoyaltyError]]:
    """Tell for `loyalty check` what was forecast and whether it is kept, and what is wrong with these files."""
    found, broken = tried_forecasts(engagement)
    errors: list[LoyaltyError] = [*broken]
    rows = tuple(
        (one.name.removeprefix(f"{FORECASTS}/"), _what(one), f"kept on {one.data.kept or one.data.date}")
        for one in found
    )
    lines = []
    try:
        last = last_forecast(engagement)
    except LoyaltyError as error:
        last = None
        errors.append(error)
    if last is not None and not any(one.data.same_as(last.data) for one in found):
        lines.append(
            f"reports/{FORECAST} (run {last.data.run}) is not kept: the next run of the driver report writes over it. "
            f"If it is the one that the client was given: loyalty keep {engagement.slug}"
        )
    return Part("Forecasts", ("file", "expected", "") if rows else (), rows, tuple(lines)), errors
