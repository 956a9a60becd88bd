"""What was drawn so far, kept per study: sums per design and claim, so that a long run can be made in pieces."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.calibration.rates import Rate, rate_of
from benchmarks.calibration.studies import Hits, Study

FOLDER = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of a study in a design.

    version   of the code that drew it (`version_of`)
    clients   in a piece
    pieces    numbers of the pieces that are in, from 0 without a gap
    first     the rates of piece 0 alone: drawn again, they tell whether later code still says the same
    rates     of all pieces, per claim
    """

    version: str
    clients: int
    pieces: int
    first: Mapping[str, Rate]
    rates: Mapping[str, Rate] = field(default_factory=dict)


def rates_of(hits: Hits) -> dict[str, Rate]:
    """Add up the hits of a piece, per claim."""
    return {claim: rate_of(each) for claim, each in hits.items()}


def added(cell: Cell | None, piece: Mapping[str, Rate], version: str, clients: int) -> Cell:
    """Add a piece to what is known."""
    if cell is None:
        return Cell(version, clients, 1, piece, piece)
    rates = {claim: rate + piece[claim] for claim, rate in cell.rates.items()}
    return Cell(version, clients, cell.pieces + 1, cell.first, rates)


def usable(cell: Cell | None, study: Study) -> bool:
    """Say whether a cell is of this study as it is now: the same claims, and as many clients in a piece."""
    return cell is not None and set(cell.rates) == set(study.claims) and cell.clients == study.piece


def kept(name: str, folder: Path = FOLDER) -> dict[str, Cell]:
    """Read what is known of a study, per design; nothing where nothing was drawn."""
    path = folder / f"{name}.json"
    if not path.is_file():
        return {}
    return {design: _cell(raw) for design, raw in json.loads(path.read_text("utf-8")).items()}


def keep(name: str, cells: Mapping[str, Cell], folder: Path = FOLDER) -> None:
    """Write what is known of a study, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path, new = folder / f"{name}.json", folder / f"{name}.json.new"
    raw = {design: asdict(cell) for design, cell in sorted(cells.items())}
    new.write_text(json.dumps(raw, indent=1, sort_keys=True) + "\n", "utf-8", newline="\n")
    new.replace(path)


def _cell(raw: Mapping[str, Any]) -> Cell:
    first, rates = (
        {claim: Rate(**rate) for claim, rate in raw[which].items()} for which in ("first", "rates")
    )
    return Cell(raw["version"], raw["clients"], raw["pieces"], first, rates)
