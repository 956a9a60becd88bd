"""Make the invented client of a lesson: a folder as that of any client, with answers drawn for this participant."""

from __future__ import annotations

import re
import shutil
import uuid
from pathlib import Path

import pandas as pd

from toolkit.engagement import load_engagement
from toolkit.errors import TrainingError
from toolkit.simulate import Sample
from toolkit.training.case import Case
from toolkit.training.plans import Plan
from toolkit.workspace import CLIENTS

_SEED = re.compile(r"^seed = \d+$", re.MULTILINE)
_LANGUAGE = re.compile(r'^language = "\w+"$', re.MULTILINE)


def make_client(plan: Plan, workspace: Path, language: str, seed: int) -> Case:
    """Write the client of a lesson into a workspace, whole or not at all; one that is there already is left alone."""
    case = Case(plan, workspace, language, seed)
    part = case.folder.with_name(f".new-{plan.client}-{uuid.uuid4().hex[:8]}")
    try:
        (part / "data").mkdir(parents=True)
        _write(case, part)
        if not case.folder.exists():
            part.rename(case.folder)
    except OSError as error:
        raise TrainingError(
            f"Cannot make {case.folder}: {error.strerror}. Check the rights of the folder and the room on the disk."
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return case


def find_client(plan: Plan, workspace: Path, language: str) -> Case:
    """Give the client of a lesson, made when it is not there; its seed stands in its engagement."""
    if not (workspace / CLIENTS / plan.client).exists():
        return make_client(plan, workspace, language, plan.seed)
    seed = load_engagement(workspace / CLIENTS / plan.client).seed
    return Case(plan, workspace, language, seed)


def _write(case: Case, folder: Path) -> None:
    drawn = case.drawn
    text = (case.plan.folder / "engagement.toml").read_text("utf-8")
    text = _SEED.sub(f"seed = {case.seed}", text)
    text = _LANGUAGE.sub(f'language = "{case.language}"', text)
    (folder / "engagement.toml").write_text(text, encoding="utf-8", newline="\n")
    for wave, sample in drawn.waves.items():
        answers_of(sample).to_csv(folder / "data" / f"{wave}.csv", index=False, lineterminator="\n")
    for name, content in drawn.files.items():
        (folder / "data" / name).write_bytes(content)


def answers_of(sample: Sample) -> pd.DataFrame:
    """Lay a wave out as an export: number of the customer, segments, and answers as whole numbers, blank where none."""
    return pd.concat(
        [sample.key.rename("customer"), sample.segments.astype(str), sample.items.astype("Int64")], axis=1
    )
