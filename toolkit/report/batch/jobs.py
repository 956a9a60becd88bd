"""What is asked for one client of a batch, and what became of it, as plain data that can cross a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

ALL: Final = "all"
WAITING, RUNNING, MADE, KEPT, FAILED = "waiting", "running", "made", "kept", "failed"
DONE: Final = (MADE, KEPT)

Tell: TypeAlias = Callable[[str, str, str], None]
"""Told of a client what begins: its name, the report ("" for all of them) and the step."""


@dataclass(frozen=True, slots=True)
class Job:
    """The reports of one client.

    `place` is the workspace: a folder of this machine, or an address as fsspec knows them (`s3://bucket/work`).
    `report` is one of them, or "all" that the client has waves enough for; `language=None` is the client's own.
    `resume`: reports that are current are left as they are. `memory`: GB for all processes of the client together;
    None: its share of the machine. `session` names this run of the batch, `code` the toolkit's code that asks.
    """

    client: str
    place: str
    session: str
    code: str
    report: str = ALL
    language: str | None = None
    final: bool = False
    resume: bool = False
    memory: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job: "made", "kept" (all its reports were current) or "failed".

    `runs` are the hashes of the runs by report, `seconds` how long it took, `peak` the most memory that its processes
    held together, in MB. `reason` is one line and `message` the whole of it; "" unless it failed.
    `warnings` counts what the notebooks warned of and what is doubtful of the waves: the words may quote an answer.
    """

    client: str
    state: str
    runs: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    peak: float = 0.0
    reason: str = ""
    message: str = ""
    warnings: int = 0


def failed(client: str, message: str, seconds: float = 0.0) -> Result:
    """Give the result of a client that failed; the reason is what its message says first."""
    first = [line.strip().removeprefix("- ") for line in message.splitlines()[:2]]
    return Result(client, FAILED, seconds=seconds, reason=": ".join(first), message=message)
