"""Many clients in one batch that is struck down on the way: `python -m benchmarks.batch [--clients N] [--jobs N]`.

Clients are simulated: the demo's engagement with answers of its own each, and a mark of its own wherever the demo's
name stood. The batch is ended with SIGKILL when a third of the clients are done, resumed, ended again at two thirds,
and resumed. Then every report is looked into: all are there and whole, of the run that their record names, and hold
no other client's mark, in the pages, the PDF, the workbook, the slides and the figures; two clients are made once more,
alone, and must come out byte for byte the same. Anything else is printed, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

CLIENTS, JOBS = 100, 2
KILLED_AT = (1 / 3, 2 / 3)  # of the clients
PATIENCE = 4 * 3600  # seconds for all of it
FIRST_SEED = 5000
REPORTS = ("baseline", "drivers", "followup")
NAME = "Voorbeeld Energie"
MARK = re.compile(r"Kq(\d{4})z")


def name_of(number: int) -> str:
    """Give what a client is called: a mark that no page breaks and nobody else has."""
    return f"Kq{number:04}z"


def generate(workspace: Path, clients: int) -> list[str]:
    """Write so many clients, the same ones each time; give their names in the workspace."""
    from toolkit.house import DEMO, house_folder  # noqa: PLC0415 - the parent of the batch stays light
    from toolkit.simulate.demo import baseline_csv, demo_waves, followup_rows, survey, write_workbook  # noqa: PLC0415

    names = []
    first = survey.SEED
    for number in range(clients):
        folder = workspace / "clients" / f"klant-{number:04}"
        shutil.copytree(
            house_folder() / "clients" / DEMO, folder, ignore=shutil.ignore_patterns("reports", ".*")
        )
        (folder / "text" / "quotes.toml").unlink()  # what was quoted nobody wrote here
        for path in (folder / "engagement.toml", *(folder / "text").glob("*.md")):
            path.write_text(path.read_text("utf-8").replace(NAME, name_of(number)), "utf-8")
        for path in (folder / "forecasts").glob("*.json"):
            path.write_text(path.read_text("utf-8").replace(DEMO, folder.name), "utf-8")
        survey.SEED = FIRST_SEED + number
        before, after = demo_waves()
        (folder / "data" / "nulmeting.csv").write_bytes(baseline_csv(before))
        write_workbook(followup_rows(after), folder / "data" / "vervolgmeting.xlsx")
        names.append(folder.name)
    survey.SEED = first
    return names


def struck(words: Sequence[str], workspace: Path, until: int) -> float:
    """Begin a batch, and end it with SIGKILL as soon as so many clients are done; give how long it ran."""
    started = time.monotonic()
    command = [sys.executable, "-m", "toolkit", "batch", *words, "--workspace", str(workspace)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while done(workspace) < until and process.poll() is None and time.monotonic() - started < PATIENCE:
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
    return time.monotonic() - started


def done(workspace: Path) -> int:
    return len(list(workspace.glob(f"clients/*/reports/{REPORTS[-1]}.run.json")))


def faults(workspace: Path, names: Sequence[str]) -> Iterator[str]:
    """Look into every report, and tell what is wrong."""
    from toolkit.engagement import load_engagement  # noqa: PLC0415
    from toolkit.report.batch.current import current_run  # noqa: PLC0415

    for number, name in enumerate(names):
        folder = workspace / "clients" / name
        for report in REPORTS:
            run = current_run(load_engagement(folder), report, "nl", final=False)
            if not run:
                yield f"{name}: {report} is not whole, or not of its data"
                continue
            if run not in words_of(folder / "reports" / f"{report}.pdf"):
                yield f"{name}: the PDF of {report} does not print its run {run}"
        for path in sorted((folder / "reports").rglob("*")):
            if path.name.startswith(".new-"):
                yield f"{name}: {path.name} was left behind"
            elif path.is_file():
                marks = set(MARK.findall(words_of(path)))
                others = marks - {f"{number:04}"}
                if others or (path.suffix in (".pdf", ".html", ".ipynb") and not marks):
                    yield f"{name}: {path.name} holds the marks {sorted(marks)}"


def words_of(path: Path) -> str:
    """Give what a file holds as text: of a PDF its pages, of a packed file all that is in it."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        from pypdf import PdfReader  # noqa: PLC0415

        pages = PdfReader(io.BytesIO(content)).pages
        return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            content = b"\n".join(packed.read(one) for one in packed.namelist())
    return content.decode("utf-8", "replace")


def differing(workspace: Path, names: Sequence[str], again: Path) -> Iterator[str]:
    """Make clients once more, alone and in a workspace of their own, and tell which files come out otherwise."""
    for name in names:
        source = workspace / "clients" / name
        copy = again / "clients" / name
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("reports", ".salt", ".lock"))
        command = [sys.executable, "-m", "toolkit", "run", name, "--workspace", str(again)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        for path in sorted((copy / "reports").glob("*.*")):
            if path.read_bytes() != (source / "reports" / path.name).read_bytes():
                yield f"{name}: {path.name} is another one than `loyalty run` makes"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--clients", type=int, default=CLIENTS)
    options.add_argument("--jobs", type=int, default=JOBS)
    options.add_argument("--keep", type=Path, help="an empty folder to work in and leave as it is")
    asked = options.parse_args()
    if not hasattr(signal, "SIGKILL"):
        options.error("this system knows no SIGKILL")
    with tempfile.TemporaryDirectory(prefix="loyalty-hundred-") as scratch:
        place = asked.keep or Path(scratch)
        workspace = place / "work"
        names = generate(workspace, asked.clients)
        print(
            f"{len(names)} simulated clients, {asked.jobs} at once, {os.cpu_count()} processors", flush=True
        )
        seconds, first = [], ["--all"]
        for share in KILLED_AT:
            seconds.append(
                struck([*first, "--jobs", str(asked.jobs)], workspace, max(1, int(len(names) * share)))
            )
            print(f"SIGKILL after {seconds[-1]:.0f} s, {done(workspace)} clients done", flush=True)
            first = ["--resume"]
        seconds.append(
            struck([*first, "--jobs", str(asked.jobs)], workspace, len(names) + 1)
        )  # to its own end
        told = json.loads((workspace / "batch.json").read_text("utf-8"))
        reports = sum(len(one["reports"]) for one in told["clients"].values())
        print(f"resumed and over after {seconds[-1]:.0f} s: {told['counts']}")
        print(f"{reports} reports in {sum(seconds):.0f} s, {60 * reports / sum(seconds):.0f} a minute")
        peak = max(one["peak_mb"] for one in told["clients"].values())
        print(f"most memory of one client: {peak:.0f} MB")
        failing = {name: one["reason"] for name, one in told["clients"].items() if one["reason"]}
        for name, reason in failing.items():
            print(f"{name}: {reason}")
        found = [*faults(workspace, names), *differing(workspace, [names[0], names[-1]], place / "again")]
        for fault in found:
            print(fault)
        whole = reports == len(names) * len(REPORTS) and told["state"] == "finished"
        print("every report is whole and its own" if whole and not found else "NOT every report is right")
        return int(bool(found) or not whole)


if __name__ == "__main__":
    sys.exit(main())
