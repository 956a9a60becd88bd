"""Draw what is asked and not yet known, side by side, and keep each piece as it comes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TypeAlias

from benchmarks.calibration.rates import Rate
from benchmarks.calibration.results import FOLDER, Cell, added, keep, kept, rates_of, usable
from benchmarks.calibration.studies import Study, drawn, studies
from benchmarks.calibration.version import version_of


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of a study in a design."""

    study: str
    design: str
    piece: int


Drawing: TypeAlias = Callable[[Sequence[Task]], Iterator[tuple[Task, dict[str, Rate]]]]


def run(
    chosen: Sequence[Study],
    designs: Sequence[str],
    repeats: int,
    *,
    jobs: int = 1,
    folder: Path = FOLDER,
    tell: Callable[[str], None] = print,
) -> None:
    """Draw every study in every design of its own until it has so many clients, or more by a part of a piece.

    What was drawn by earlier code stays when its first piece, drawn again, says the same; else all of it goes.
    """
    found = {one.name: kept(one.name, folder) for one in chosen}
    with _workers(jobs) as drawing:
        stale = [
            Task(one.name, design, 0)
            for design in designs
            for one in chosen
            if design in one.designs and is_stale(one, found[one.name].get(design))
        ]
        for task, rates in drawing(stale):
            cell, one = found[task.study].pop(task.design), studies()[task.study]
            same = usable(cell, one) and dict(cell.first) == rates
            if same:
                found[task.study][task.design] = replace(cell, version=version_of(one.module))
            tell(f"{task.study} {task.design}: {'still says the same' if same else 'drawn anew'}")
            keep(task.study, found[task.study], folder)
        _fill(chosen, designs, repeats, found, drawing, folder, tell)


def is_stale(one: Study, cell: Cell | None) -> bool:
    """Say whether a cell was drawn by other code than that of now."""
    return cell is not None and (not usable(cell, one) or cell.version != version_of(one.module))


def _fill(
    chosen: Sequence[Study],
    designs: Sequence[str],
    repeats: int,
    found: dict[str, dict[str, Cell]],
    drawing: Drawing,
    folder: Path,
    tell: Callable[[str], None],
) -> None:
    """Draw the pieces that are not there yet."""
    tasks = []
    for design in designs:
        wanted = []
        for place, one in enumerate(chosen):
            cell = found[one.name].get(design)
            pieces = range(cell.pieces if cell else 0, -(-repeats // one.piece))
            if design in one.designs:
                wanted += [(piece * one.piece, place, Task(one.name, design, piece)) for piece in pieces]
        # Studies that share their clients come one after the other.
        tasks += [task for _, _, task in sorted(wanted, key=lambda each: each[:2])]
    began = time.monotonic()
    # Pieces come back in any order, and are added in their own: what is kept never has a gap.
    waiting: dict[Task, dict[str, Rate]] = {}
    for number, (task, rates) in enumerate(drawing(tasks), 1):
        waiting[task] = rates
        one, cells = studies()[task.study], found[task.study]
        while True:
            cell = cells.get(task.design)
            following = waiting.pop(Task(task.study, task.design, cell.pieces if cell else 0), None)
            if following is None:
                break
            cells[task.design] = added(cell, following, version_of(one.module), one.piece)
        keep(task.study, cells, folder)
        spent = time.monotonic() - began
        tell(f"{number}/{len(tasks)} {task.study} {task.design} {task.piece} ({spent:.0f} s)")


@contextmanager
def _workers(jobs: int) -> Iterator[Drawing]:
    """Give what draws tasks, so many at once; each comes back when it is there."""
    if jobs == 1:
        yield lambda tasks: ((task, _draw(task)) for task in tasks)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn"), _end_with_parent) as pool:
        yield lambda tasks: _done(tasks, pool, jobs)


def _done(
    tasks: Sequence[Task], pool: ProcessPoolExecutor, jobs: int
) -> Iterator[tuple[Task, dict[str, Rate]]]:
    left = iter(tasks)
    running = {pool.submit(_draw, task): task for task in islice(left, jobs)}
    while running:
        ready, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ready:
            yield running.pop(future), future.result()
            running |= {pool.submit(_draw, task): task for task in islice(left, 1)}


def _end_with_parent() -> None:
    """End a worker when the run is killed; left alone it would wait for ever."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _draw(task: Task) -> dict[str, Rate]:
    return rates_of(drawn(studies()[task.study], task.design, task.piece))
