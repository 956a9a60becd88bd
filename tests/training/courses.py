"""The lessons as tests ask for them: a client per lesson and seed, made once."""

from __future__ import annotations

from pathlib import Path

from toolkit.training.case import Case
from toolkit.training.client import make_client
from toolkit.training.plans import plan_of

SEEDS = (1, 2)


def case_of(number: int, seed: int, folder: Path, language: str = "en") -> Case:
    """Give the client of a lesson, made in a workspace of its own."""
    workspace = folder / f"{number}-{seed}-{language}"
    (workspace / "clients").mkdir(parents=True, exist_ok=True)
    plan = plan_of(number)
    made = workspace / "clients" / plan.client
    return (
        Case(plan, workspace, language, seed)
        if made.exists()
        else make_client(plan, workspace, language, seed)
    )
