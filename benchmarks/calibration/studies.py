"""The register of what is calibrated: each study draws clients of a design and tells what each of its claims did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Literal, TypeAlias

from numpy.typing import ArrayLike

from benchmarks.calibration.designs import DESIGNS, Design
from benchmarks.calibration.rates import Claim

Report = Literal["baseline", "drivers", "followup"]
Hits: TypeAlias = Mapping[str, ArrayLike]
Run: TypeAlias = Callable[[Design, int, int], Hits]

REPORTS: tuple[Report, ...] = ("baseline", "drivers", "followup")
REGISTER: dict[str, Study] = {}


@dataclass(frozen=True, slots=True)
class Study:
    """One draw of clients, and the claims that are judged on it.

    name      unique, in words joined by hyphens; the results are kept under it
    claims    by a name that is unique within the study
    run       (design, clients, seed) -> per claim the hits, one per client (0 to 1, NaN: refused)
    designs   names of the designs it is run on
    piece     clients that are drawn and kept together
    module    where it is written
    """

    name: str
    report: Report
    claims: Mapping[str, Claim]
    run: Run
    designs: tuple[str, ...]
    piece: int
    module: str


def study(
    name: str,
    report: Report,
    claims: Mapping[str, Claim],
    *,
    designs: tuple[str, ...] = tuple(DESIGNS),
    piece: int = 50,
) -> Callable[[Run], Run]:
    """Put a function in the register; see `Study`."""

    def kept(run: Run) -> Run:
        if name in REGISTER:
            raise ValueError(f"There are two studies named {name}.")
        if unknown := set(designs) - set(DESIGNS):
            raise ValueError(f"{name} names designs that there are not: {', '.join(sorted(unknown))}.")
        REGISTER[name] = Study(name, report, claims, run, designs, piece, run.__module__)
        return run

    return kept


def studies() -> dict[str, Study]:
    """Import every chapter and give the register, in the order of the reports."""
    here = Path(__file__).parent
    for report in REPORTS:
        for found in sorted(iter_modules([str(here / report)]), key=lambda module: module.name):
            if not found.name.startswith("_"):
                import_module(f"benchmarks.calibration.{report}.{found.name}")
    return dict(sorted(REGISTER.items(), key=lambda pair: REPORTS.index(pair[1].report)))


def drawn(one: Study, design: str, piece: int) -> Hits:
    """Draw a piece of a study: always the same clients for the same design and number of the piece.

    Every study has the same seeds, so that two of one world share their clients.
    """
    found = one.run(DESIGNS[design], one.piece, seed_of(design, piece))
    if set(found) != set(one.claims):
        raise ValueError(f"{one.name} tells of {sorted(found)}, not of {sorted(one.claims)}.")
    return found


def seed_of(design: str, piece: int) -> int:
    """Seed of a piece of a design."""
    return 1_000_003 * (1 + list(DESIGNS).index(design)) + piece
