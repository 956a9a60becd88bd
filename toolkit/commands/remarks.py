"""`loyalty remarks`: read a reviewer's annotations on a report's PDF back into a list per finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toolkit.commands.files import put
from toolkit.commands.screen import plain, screen
from toolkit.errors import ReportError
from toolkit.report.review.remarks import Review, read_review
from toolkit.report.review.written import as_csv, as_markdown
from toolkit.workspace import clients_in, clients_root

ENDINGS: Final = (".md", ".csv")


def remarks(pdf: Path, output: Path | None, workspace: Path | None) -> None:
    """Print the remarks on a reviewed report as Markdown, or write them to `output`, which ends in .md or .csv.

    `workspace` is where the report's run is looked up, to tell whether it is the report as it stands; None: nowhere.
    """
    if output is not None and output.suffix.lower() not in ENDINGS:
        raise ReportError(f"{output.name} ends in neither .md nor .csv. Give --output such a name.")
    review = read_review(pdf)
    told = standing(review, workspace)
    if output is None:
        screen().print(plain(as_markdown(review, told)), end="")
        return
    if output.suffix.lower() == ".csv":
        data = as_csv(review).encode("utf-8-sig")  # so that Excel reads it as what it is
    else:
        data = as_markdown(review, told).encode("utf-8")
    kept = put(output, data)
    console = screen()
    console.print(plain(f"{len(review.remarks)} remarks on {review.title}, run {review.run}. {told}".strip()))
    console.print(plain(f"Written: {output}"))
    if kept is not None:
        console.print(plain(f"What stood there before was another file; it is kept as {kept.name}"))


def standing(review: Review, workspace: Path | None) -> str:
    """Tell whether the reviewed run is the report as it stands in the workspace."""
    folders = [] if workspace is None else [clients_root(workspace) / name for name in clients_in(workspace)]
    now = {(folder.name, report): run for folder in folders for report, run in _reports(folder / "reports")}
    for (client, report), run in now.items():
        if run == review.run:
            return f"That is the {report} report of {client} as it stands."
    for folder in folders:
        for kept in sorted((folder / "reports" / "history").glob(f"*-{review.run}")):
            report = kept.name.rpartition("-")[0]
            run = now.get((folder.name, report), "")
            after = f"; it is now run {run}. See what changed: loyalty diff {folder.name} {review.run} {run}"
            return f"That is an earlier run of the {report} report of {folder.name}{after if run else ''}."
    return "No report in this workspace is of that run: its numbers may have changed since."


def _reports(folder: Path) -> Iterator[tuple[str, str]]:
    """Give each report that stands in a folder, by its name and its run."""
    for path in sorted(folder.glob("*.run.json")):
        try:
            run = json.loads(path.read_text(encoding="utf-8"))["run"]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a damaged file is for `loyalty verify` to tell of
        yield path.name.removesuffix(".run.json"), str(run)
