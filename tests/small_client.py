"""A small client with real files and a small notebook of its own, for tests of runs and commands."""

import csv
import json
from pathlib import Path
from typing import Any

import nbformat

NAME = "klein"
ITEMS = ("SAT_1", "SAT_2", "ATT_1")

ENGAGEMENT = """\
status = "draft"
seed = 7

[client]
name = "Klein & Zoon [bold]$x$</bold>"
language = "nl"

[author]
name = "A. Adviseur"

[constructs.satisfaction]
role = "driver"
minimum = 1
maximum = 10
items = ["SAT_1", "SAT_2"]

[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["ATT_1"]

[missing]
not_applicable = ["nvt"]

[segments.region]
column = "region"
"""
WAVE = """
[[waves]]
id = "{name}"
file = "data/{name}.csv"
start = {year}-02-02
end = {year}-02-20
key = "respondent"
weight = "weight"
"""

PARAMETERS = """\
client = ""
workspace = ""
language = ""
final = False
waves = ""
size = 5
"""
READ = """\
import os
from pathlib import Path
from IPython.display import publish_display_data
from toolkit.engagement import load_engagement
from toolkit.intake import read_survey
from toolkit.report.blocks import FindingItem, Findings, Heading, Meta, Prose, mime_bundle
from toolkit.report.manifest import manifest, run_hash
from toolkit.workspace import client_folder, find_workspace
engagement = load_engagement(client_folder(find_workspace(Path.cwd()), client))
surveys = [read_survey(engagement, wave.id) for wave in engagement.waves]
"""
SHOW = """\
record = manifest(engagement, "{report}", {{"language": language, "final": final, "size": size}}, surveys)
blocks = [
    Meta("Klein", engagement.client.name, "{report}", language, "2026-04-07", run=run_hash(record), manifest=record,
         status="final" if final else "draft"),
    Heading(1, "Resultaat"),
    Prose((f"{{len(surveys[0].items)}} klanten, maat {{size}}",)),
    Findings((FindingItem("one", "Eén bevinding."),)),
]
for block in blocks:
    publish_display_data(mime_bundle(block))
"""


def small_workspace(folder: Path, *waves: str, rows: int = 40) -> Path:
    """Make a workspace with one client; each wave is a file of `rows` respondents."""
    client = folder / "clients" / NAME
    (client / "data").mkdir(parents=True)
    names = waves or ("baseline",)
    text = ENGAGEMENT + "".join(WAVE.format(name=name, year=2025 + n) for n, name in enumerate(names))
    (client / "engagement.toml").write_text(text, "utf-8")
    for number, name in enumerate(names):
        with (client / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["respondent", "region", "weight", *ITEMS])
            for row in range(rows):
                answers = [1 + (row + number) % 10, "nvt" if row % 8 == 0 else 1 + row * 3 % 10, row * 7 % 11]
                writer.writerow([f"r{row}", "zuid" if row % 20 == 0 else "noord", 1 + row % 2, *answers])
    return folder


def small_notebook(workspace: Path, report: str = "baseline", *, before: str = "", after: str = "") -> Path:
    """Give the client a notebook of its own, with code of the test's before and after what it shows."""
    code = (before, READ, SHOW.format(report=report), after)
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        cells=[
            nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="parameters"),
            *(nbformat.v4.new_code_cell(text, id=f"cell-{n}") for n, text in enumerate(code) if text),
        ],
    )
    path = workspace / "clients" / NAME / "notebooks" / f"{report}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(nbformat.writes(notebook), "utf-8")
    return path


def contents(workspace: Path) -> dict[str, bytes]:
    """Give what stands in the client's reports folder: path to bytes."""
    folder = workspace / "clients" / NAME / "reports"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run_json(workspace: Path, report: str = "baseline") -> dict[str, Any]:
    """Read the record of a run."""
    return json.loads(contents(workspace)[f"{report}.run.json"])
