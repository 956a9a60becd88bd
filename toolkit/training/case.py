"""The invented client of a lesson, as one participant has it: its files, what the toolkit reads of them, its truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.analysis.job import Job
from toolkit.notebook import open_job
from toolkit.simulate import Sample
from toolkit.workspace import CLIENTS

if TYPE_CHECKING:
    from toolkit.training.plans import Plan


@dataclass(frozen=True)
class Drawn:
    """What was drawn for a lesson: its waves, each by its id, and other files of `data/` by name."""

    waves: Mapping[str, Sample]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Case:
    """A client of a lesson; what takes time is worked out when it is asked for first, and once."""

    plan: Plan
    workspace: Path
    language: str
    seed: int

    @property
    def folder(self) -> Path:
        """The folder of the client."""
        return self.workspace / CLIENTS / self.plan.client

    @cached_property
    def drawn(self) -> Drawn:
        """What was drawn, with its truth; the same each time, so it need not be kept beside the answers."""
        return self.plan.draw(self.seed)

    @cached_property
    def _jobs(self) -> dict[tuple[str, str], Job]:
        return {}

    def job(self, report: str = "baseline", waves: str = "") -> Job:
        """Read the client as a report on these waves would, once; "" for the waves that `open_job` takes by itself."""
        if (report, waves) not in self._jobs:
            self._jobs[report, waves] = open_job(
                report, self.plan.client, workspace=str(self.workspace), language=self.language, waves=waves
            )
        return self._jobs[report, waves]

    def key_of(self, name: str) -> str:
        """Give the key of a construct by the name that its reader knows it by; any other name as it is."""
        job = self.job()
        return {job.label(key).casefold(): key for key in job.engagement.constructs}.get(name, name)
