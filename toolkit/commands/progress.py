"""How far each client of a batch is: one live table on a terminal, a line per client anywhere else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from toolkit.commands.screen import plain
from toolkit.report.batch.jobs import DONE, FAILED, KEPT, MADE, RUNNING, WAITING, Result

AROUND = 6  # lines of the table that are no client
STYLES = {MADE: "green", KEPT: "green", FAILED: "bold red", RUNNING: "bold", WAITING: "dim"}
# What a reader of a table that is cut off is shown first.
FIRST = {RUNNING: 0, FAILED: 1, MADE: 2, KEPT: 2, WAITING: 3}


@dataclass(slots=True)
class Board:
    """The clients of a batch, what each is at, and what became of it."""

    clients: Sequence[str]
    steps: dict[str, str] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)

    def tell(self, client: str, report: str, step: str) -> None:
        """Note what a client is at; any thread may call this."""
        self.begun.setdefault(client, time.monotonic())
        self.steps[client] = f"{report}: {step}" if report else step

    def add(self, result: Result) -> None:
        """Note what became of a client."""
        self.results[result.client] = result

    def state(self, client: str) -> str:
        """Give the state of a client."""
        known = self.results.get(client)
        return known.state if known else RUNNING if client in self.begun else WAITING

    def counted(self) -> str:
        """Count the clients by what became of them."""
        done = sum(one.state in DONE for one in self.results.values())
        failing = sum(one.state == FAILED for one in self.results.values())
        running = len({*self.begun} - {*self.results})
        parts = [f"{done} of {len(self.clients)} done"]
        parts += [
            f"{number} {word}" for number, word in ((failing, "failed"), (running, "running")) if number
        ]
        return ", ".join(parts)

    def table(self, most: int | None = None) -> Table:
        """Give the table, with at most so many clients: those that run or failed first."""
        shown = list(self.clients)
        if most is not None and len(shown) > most:
            shown = sorted(shown, key=lambda client: FIRST[self.state(client)])[:most]
        left = len(self.clients) - len(shown)
        caption = self.counted() + (f"; {left} not shown" if left else "")
        table = Table(caption=caption, caption_justify="left", box=None, expand=True, pad_edge=False)
        table.add_column("client", min_width=max(map(len, shown), default=0))
        table.add_column("state", min_width=len(WAITING))
        table.add_column("s", justify="right", min_width=6)
        table.add_column("MB", justify="right", min_width=6)
        table.add_column("", overflow="ellipsis", no_wrap=True, ratio=1)
        for client in shown:
            table.add_row(*self._row(client))
        return table

    def _row(self, client: str) -> tuple[Text, ...]:
        state, result = self.state(client), self.results.get(client)
        if result is not None:
            seconds, peak, words = f"{result.seconds:.1f}", f"{result.peak:,.0f}", said(result)
        elif state == RUNNING:
            seconds, peak, words = f"{time.monotonic() - self.begun[client]:.0f}", "", self.steps[client]
        else:
            seconds = peak = words = ""
        cells = (client, state, seconds, peak if peak != "0" else "", words)
        return tuple(Text(plain(cell), style=STYLES[state] if cell == state else "") for cell in cells)


def said(result: Result) -> str:
    """Tell in one line what became of a client."""
    return result.reason if result.state == FAILED else ", ".join(result.runs)


@contextlib.contextmanager
def board(clients: Sequence[str], console: Console) -> Iterator[Board]:
    """Show how far a batch is; on a terminal the whole table stays when it is over."""
    shown = Board(clients)
    if not console.is_terminal:
        yield shown
        return
    most = max(console.height - AROUND, 1)
    with Live(
        get_renderable=lambda: shown.table(most), console=console, refresh_per_second=4, transient=True
    ):
        yield shown
    console.print(shown.table())
