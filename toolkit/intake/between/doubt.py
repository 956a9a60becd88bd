"""What is doubtful of a wave beside an earlier one."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.errors import Fault


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is odd of the file of a wave: beyond doubt (`certain`), so that it is a fault, or to be told."""

    wave: str
    fault: Fault
    certain: bool

    def __str__(self) -> str:
        """Give the doubt as a warning."""
        return str(self.fault).rstrip(".")
