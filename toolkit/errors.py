"""The errors a user can meet. Each message says where, what, and how to mend it.

LoyaltyError                    anything the user can mend; the command line prints it without a traceback
├── EngagementError             engagement.toml cannot be used (all its faults at once)
├── IntakeError                 a data file cannot be used (all its faults at once)
├── StatisticsError             numbers that cannot carry the statistic asked for; also a ValueError
├── ReportError                 a report cannot be made or may not be called final
└── WorkspaceError              a client, folder or file that is not there, or may not be written
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class LoyaltyError(Exception):
    """Something the user can mend."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it stands, what it is, and how to mend it."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        """Give the fault as one line."""
        return f"{self.where}: {self.what}. {self.mend}"


class FaultsError(LoyaltyError):
    """Several faults of one thing, told at once."""

    def __init__(self, headline: str, faults: Sequence[Fault]) -> None:
        self.headline = headline
        self.faults = tuple(faults)
        super().__init__("\n".join([headline, *(f"  - {fault}" for fault in self.faults)]))

    def __reduce__(self) -> tuple[type[FaultsError], tuple[str, tuple[Fault, ...]]]:
        """Let another process raise it as it is."""
        return type(self), (self.headline, self.faults)


class EngagementError(FaultsError):
    """An engagement.toml that cannot be used."""


class IntakeError(FaultsError):
    """A data file that cannot be used."""


class StatisticsError(LoyaltyError, ValueError):
    """Numbers that cannot carry the statistic asked for."""


class ReportError(LoyaltyError):
    """A report that cannot be made, or may not be called final."""


class WorkspaceError(LoyaltyError):
    """A client, folder or file that is not there, or may not be written."""


class TrainingError(LoyaltyError):
    """A lesson or a class that is not there, or cannot be made or marked."""
