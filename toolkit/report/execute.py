"""Execute one notebook in this process, and give it back free of time and place.

It sees no settings of the user's own IPython or matplotlib: a report depends on the client's folder and the software
alone.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from toolkit import errors
from toolkit.errors import LoyaltyError, ReportError
from toolkit.report.notebook_format import NotebookNode, nbformat

KERNEL = "python3"


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook as papermill needs it: format 4.5, this Python as its kernel, and an id in every cell."""
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["nbformat"] != 4:
            raise ValueError(content["nbformat"])
        cells = content["cells"]
        for number, cell in enumerate(cells):
            # Without this nbformat would draw an id, another one in each run.
            cell.setdefault("id", f"cell-{number}")
        content["nbformat_minor"] = max(5, content["nbformat_minor"])
        content["metadata"]["kernelspec"] = {"name": KERNEL, "display_name": "Python 3", "language": "python"}
        content["metadata"]["language_info"] = {"name": "python"}
        return nbformat.reads(json.dumps(content), as_version=4)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(
            f"{path} cannot be read as a notebook ({type(error).__name__}: {error}). "
            f"Open it in Jupyter and save it again, or delete it to use the notebook of the house."
        ) from error


def execute(
    notebook: NotebookNode, parameters: Mapping[str, Any], *, report: str, workspace: Path, keep: Path | None
) -> tuple[NotebookNode, tuple[str, ...]]:
    """Run a notebook with these parameters in a workspace; give it executed, with the warnings it wrote.

    It runs in this process, which must be one of its own (`toolkit.report.workers`): a notebook may change anything.
    An error of ours inside the notebook comes back as ReportError with the same words.
    A cell that ends Python stops the report too. Any other error is ours to mend.
    Both say which cell, and the notebook as it stopped is kept at `keep`, if anywhere.
    """
    import matplotlib as mpl  # noqa: PLC0415 - slow to import
    import papermill  # noqa: PLC0415 - slow to import
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    from toolkit.report.shell import ENGINE  # noqa: PLC0415

    with _quiet_papermill(), TemporaryDirectory(prefix="loyalty-", ignore_cleanup_errors=True) as scratch:
        stopped = Path(scratch) / "stopped.ipynb"
        home = Path(scratch) / "ipython"
        # Not a parameter: the notebook keeps those, and a path of this machine is nobody else's business.
        os.environ.update({"LOYALTY_WORKSPACE": str(workspace), "IPYTHONDIR": str(home)})
        mpl.rcdefaults()  # whatever a matplotlibrc of the user's says
        try:
            executed = papermill.execute_notebook(
                notebook,
                str(stopped).replace("{", "{{").replace("}", "}}"),  # papermill fills slots in a path
                parameters=dict(parameters),
                engine_name=ENGINE,
                kernel_name=KERNEL,
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                cwd=str(workspace),
                folder=str(home),
            )
        except PapermillExecutionError as error:
            raise _failure(error, report, stopped, keep) from error
        for cell in executed.cells:
            if cell.metadata.papermill.exception:  # papermill takes `sys.exit()` for a good end
                raise _ended(cell.execution_count, report, stopped, keep)
    warnings = _warnings(executed)
    return _without_time_and_place(executed), warnings


@contextlib.contextmanager
def _quiet_papermill() -> Iterator[None]:
    """What papermill would log is told by our own errors."""
    logger = logging.getLogger("papermill")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _own_errors() -> set[str]:
    return {
        name
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, LoyaltyError)
    }


def _failure(error: Any, report: str, stopped: Path, keep: Path | None) -> ReportError:
    if error.ename in _own_errors():
        return ReportError(error.evalue)
    if error.ename == "SystemExit":
        return _ended(error.exec_count, report, stopped, keep)
    # The message of a foreign error may quote an answer: only its name is told.
    return ReportError(
        f"The {report} report stopped on an internal error in cell [{error.exec_count}]: {error.ename}. "
        f"{_kept(stopped, keep)}No report was changed. "
        f"If the cell is your own, mend it; otherwise report this as a fault of the toolkit."
    )


def _ended(cell: int, report: str, stopped: Path, keep: Path | None) -> ReportError:
    return ReportError(
        f"The {report} report stopped in cell [{cell}], which ends Python (sys.exit, exit or quit): a report that "
        f"stops halfway is no report. {_kept(stopped, keep)}No report was changed. "
        f"Take that out of the cell, or raise an error that says what is wrong."
    )


def _kept(stopped: Path, keep: Path | None) -> str:
    """Keep the notebook as it stopped at `keep`, if anywhere, and tell where."""
    if keep is None:
        return ""
    keep.parent.mkdir(parents=True, exist_ok=True)
    keep.write_bytes(stopped.read_bytes())
    return (
        f"The notebook as it stopped is {keep}; it may hold answers, so keep it to yourself and delete it "
        f"afterwards. "
    )


def _warnings(notebook: NotebookNode) -> tuple[str, ...]:
    """Give the last line of what each cell wrote to its error stream: a warning ends with what it warns of."""
    written = (
        output.text.strip()
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.get("name") == "stderr"
    )
    return tuple(text.splitlines()[-1].strip() for text in written if text)


def _without_time_and_place(notebook: NotebookNode) -> NotebookNode:
    """Take out what differs between two runs or tells of this machine: times, drawn ids, warnings with paths."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
        elif "injected-parameters" in cell.metadata.tags:
            cell.id = "injected-parameters"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook
