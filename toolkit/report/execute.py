"""Execute one notebook in a fresh kernel of this very Python, and give it back free of time and place.

The kernel talks over sockets in a private folder where the system has them, else over the loopback address.
It sees no settings of the user's own IPython: a report depends on the client's folder and the software alone.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any

from toolkit import errors
from toolkit.errors import LoyaltyError, ReportError
from toolkit.report.notebook_format import NotebookNode, nbformat

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager

KERNEL = "python3"
START_TIMEOUT = 180  # seconds; a virus scanner can make the first start slow
# One thread: sums come out the same whatever the number of processors, and small matrices are quicker so.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


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

    An error of ours inside the notebook comes back as ReportError with the same words.
    Any other error is ours to mend: it says which cell, and the notebook as it stopped is kept at `keep`, if anywhere.
    """
    import papermill  # noqa: PLC0415 - slow to import
    from papermill.exceptions import PapermillExecutionError  # noqa: PLC0415

    with _quiet_papermill(), TemporaryDirectory(prefix="loyalty-", ignore_cleanup_errors=True) as scratch:
        place = Path(scratch)
        stopped = place / "stopped.ipynb"
        try:
            with (place / "kernel.log").open("wb") as log:
                executed = papermill.execute_notebook(
                    notebook,
                    str(stopped).replace("{", "{{").replace("}", "}}"),  # papermill fills slots in a path
                    parameters=dict(parameters),
                    kernel_name=KERNEL,
                    language="python",
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    autosave_cell_every=0,
                    start_timeout=START_TIMEOUT,
                    cwd=str(workspace),
                    kernel_manager_class=_kernel_manager(place, log, workspace),
                    shutdown_kernel="immediate",
                )
        except PapermillExecutionError as error:
            raise _failure(error, report, stopped, keep) from error
        except (RuntimeError, TimeoutError) as error:  # the kernel did not start, or ended of itself
            raise _dead_kernel(place / "kernel.log", report) from error
    warnings = _warnings(executed)
    return _without_time_and_place(executed), warnings


def _kernel_manager(place: Path, log: IO[bytes], workspace: Path) -> type[AsyncKernelManager]:
    """Make the manager of a kernel whose connection and settings live in the folder `place`."""
    from ipykernel.kernelspec import RESOURCES, get_kernel_dict  # noqa: PLC0415 - slow to import
    from jupyter_client import AsyncKernelManager  # noqa: PLC0415
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager  # noqa: PLC0415

    class ThisPython(KernelSpecManager):
        """Knows one kernel: the Python that runs this, whatever kernels the user has installed."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002
            return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())

    connection: dict[str, Any] = {"connection_file": str(place / "kernel.json")}
    if sys.platform != "win32":
        connection |= {"transport": "ipc", "ip": str(place / "k")}

    class HouseKernel(AsyncKernelManager):
        """A kernel that nothing outside the engagement and the software can sway."""

        def __init__(self, **options: Any) -> None:
            super().__init__(kernel_spec_manager=ThisPython(), **connection, **options)

        async def start_kernel(self, *_: Any, **options: Any) -> None:  # type: ignore[override]
            await super().start_kernel(
                env=_environment(place, workspace), stdout=subprocess.DEVNULL, stderr=log, **options
            )

    return HouseKernel


def _environment(place: Path, workspace: Path) -> dict[str, str]:
    return {
        **os.environ,
        **{name: os.environ.get(name, "1") for name in _THREADS},
        # Not a parameter: the notebook keeps those, and a path of this machine is nobody else's business.
        "LOYALTY_WORKSPACE": str(workspace),
        "IPYTHONDIR": str(place / "ipython"),
        "PYTHONHASHSEED": "0",
        "PYTHONSAFEPATH": "1",  # a file pandas.py in the workspace is not the library
    }


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
    told = ""
    if keep is not None:
        keep.parent.mkdir(parents=True, exist_ok=True)
        keep.write_bytes(stopped.read_bytes())
        told = f"The notebook as it stopped is {keep}; it may hold answers, so keep it to yourself and delete it "
        told += "afterwards. "
    # The message of a foreign error may quote an answer: only its name is told.
    return ReportError(
        f"The {report} report stopped on an internal error in cell [{error.exec_count}]: {error.ename}. "
        f"{told}No report was changed. "
        f"If the cell is your own, mend it; otherwise report this as a fault of the toolkit."
    )


def _dead_kernel(log: Path, report: str) -> ReportError:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    last = f" Its last words: {lines[-1].strip()}." if lines else ""
    return ReportError(
        f"The process that computes the {report} report ended unexpectedly.{last} No report was changed. "
        f"Often the machine is short of memory: close other programs and run again."
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
