"""`loyalty eject`: give a client a notebook or a template of its own to change, and tell when the house's moves on."""

from __future__ import annotations

from pathlib import Path

from toolkit.commands.page import Part
from toolkit.commands.screen import plain, screen
from toolkit.errors import ReportError
from toolkit.report.own import ejected
from toolkit.report.own.ejected import Own, own_files, own_notebook, own_template
from toolkit.workspace import client_folder


def eject(
    workspace: Path,
    client: str,
    report: str | None = None,
    *,
    template: str | None = None,
    changes: bool = False,
    taken_over: bool = False,
) -> None:
    """Copy the notebook of a report, or a template, into the client's folder; one that is there is left as it is.

    With `changes` print what the house has changed since instead; with `taken_over` remember that this was taken over.
    """
    if (report is None) == (template is None):
        raise ReportError(
            "Give a report, such as drivers, or --template and its name, such as cover.typ: one of both."
        )
    if changes and taken_over:
        raise ReportError("Give --changes or --taken-over, not both: first look, then take over.")
    folder = client_folder(workspace, client)
    path = own_template(template) if template is not None else own_notebook(str(report))
    if changes:
        _tell_changes(folder, path, client)
    elif taken_over:
        ejected.take_over(folder, path)
        screen().print(plain(f"{path}: the house's of now counts as taken over"))
    else:
        _tell_ejected(ejected.eject(folder, path), template is not None, client)


def _tell_ejected(path: Path, is_template: bool, client: str) -> None:
    console = screen()
    console.print(plain(f"Copied: {path}"))
    if is_template:
        console.print("Change it there; the reports of this client use it from the next run on.")
    else:
        console.print("Change it in JupyterLab; loyalty run uses it from now on, in place of the house's.")
        console.print("Only blocks reach the report: what else a cell prints is left out, with a warning.")
    console.print(
        f"Later changes of the house do not come into it by themselves: loyalty check {client} tells of them."
    )


def _tell_changes(folder: Path, path: str, client: str) -> None:
    console = screen()
    lines = ejected.changes(folder, path)
    if not lines:
        console.print(plain(f"{path}: the house's has not changed since"))
        return
    for line in lines:
        console.print(plain(line))
    console.print(
        plain(
            f"\nTake over in {folder / path} what you want of it; then: {_command(path, client)} --taken-over"
        )
    )


def _command(path: str, client: str) -> str:
    name = path.partition("/")[2]
    what = name.removesuffix(".ipynb") if name.endswith(".ipynb") else f"--template {name}"
    return f"loyalty eject {client} {what}"


def own_part(folder: Path) -> tuple[Part, tuple[str, ...]]:
    """Give the notebooks and templates of a client's own for `loyalty check`, and what is doubtful of them."""
    found = own_files(folder)
    rows = tuple((one.path, f"from toolkit {one.since}" if one.since else "", _state(one)) for one in found)
    doubts = tuple(doubt for one in found if (doubt := _doubt(one, folder.name)))
    return Part("Of the client’s own", ("file", "", "") if rows else (), rows), doubts


def _state(one: Own) -> str:
    if one.house is None:
        return "the house has none"
    if not one.since:
        return "original not known"
    return "the house's has changed since" if one.moved else "the house's is the same as then"


def _doubt(one: Own, client: str) -> str:
    command = _command(one.path, client)
    if one.house is None:
        return ""  # a fault, told as such
    if not one.since:
        return (
            f"{one.path} was not taken with loyalty eject, so that nobody can tell when the house's changes. If it "
            f"holds what you want of the house's of now: {command} --taken-over"
        )
    if one.moved:
        return (
            f"{one.path} was taken from toolkit {one.since}, and the house's has changed since. To see what: {command} "
            f"--changes. When you have taken it over: {command} --taken-over"
        )
    return ""
