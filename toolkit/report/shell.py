"""The cells of a notebook, run in this very process: a kernel without its sockets, as an engine of papermill.

The shell is the one of a Jupyter kernel; what it would send over its socket is recorded as the cell's outputs, so that
these are what JupyterLab would show. It must have the process for itself: a notebook may change anything in it.
"""

from __future__ import annotations

import builtins
import getpass
import io
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NoReturn

from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

from toolkit.report.notebook_format import NotebookNode, nbformat

ENGINE = "loyalty"
MOST_PRINTED = 10_000_000  # characters of a cell: no report shows them, and a notebook has to hold them
CUT = "\n[cut off: this cell prints more than fits in a notebook]\n"
_SKIP = (
    "skip-execution"  # the tag that notebooks everywhere use; of one that may fail papermill makes no report
)


class _Recorder(Session):
    """Takes what a shell sends for the outputs of the cell that runs."""

    def __init__(self) -> None:
        super().__init__(key=b"", username="")
        self.outputs: list[NotebookNode] = []
        self._named: dict[str, list[NotebookNode]] = {}
        self._clear = False
        self._parts: list[str] = []
        self._printed = 0

    def send(self, _: Any, message: Any, content: Any = None, *__: Any, **___: Any) -> None:  # type: ignore[override]
        """Keep one message of a shell as an output."""
        kind, content = (
            (message, content) if isinstance(message, str) else (message["msg_type"], message["content"])
        )
        if kind == "clear_output":
            self._clear = True
            if not content["wait"]:
                self._cleared()
            return
        known = self._named.setdefault(content.get("transient", {}).get("display_id"), [])
        if kind == "update_display_data":
            for output in known:
                output.update(nbformat.from_dict({key: content[key] for key in ("data", "metadata")}))
            return
        self._cleared()
        self._keep(kind, content, known)

    def _keep(self, kind: str, content: dict[str, Any], named: list[NotebookNode]) -> None:
        if kind == "stream":
            self._print(content["name"], content["text"])
            return
        self.whole()
        output = nbformat.v4.output_from_msg({"header": {"msg_type": kind}, "content": content})
        self.outputs.append(output)
        named.append(output)

    def _print(self, name: str, text: str) -> None:
        """Keep what is printed, in parts until the cell is over: of a gigabyte each sum would be a copy."""
        if not (self.outputs and self.outputs[-1].get("name") == name):
            self.whole()
            self.outputs.append(nbformat.v4.new_output("stream", name=name, text=""))
        room = MOST_PRINTED - self._printed
        self._printed += len(text)
        if room > 0:
            self._parts.append(text if len(text) <= room else f"{text[:room]}{CUT}")

    def begin(self, outputs: list[NotebookNode]) -> None:
        """Keep what comes from now on as the outputs of a cell."""
        self.whole()  # a thread of the cell before may have printed after it
        self.outputs, self._printed = outputs, 0

    def whole(self) -> None:
        """Put the parts of what was printed last together."""
        if self._parts:
            self.outputs[-1]["text"] += "".join(self._parts)
            self._parts.clear()

    def _cleared(self) -> None:
        if self._clear:
            self._parts.clear()
            self._printed = 0
            self.outputs.clear()
            self._clear = False


class _Stream(io.TextIOBase):
    """What a cell prints."""

    encoding = "UTF-8"

    def __init__(self, name: str, recorder: _Recorder) -> None:
        self.name = name
        self._recorder = recorder

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._recorder.send(None, "stream", {"name": self.name, "text": text})
        return len(text)


class _Shell(ZMQInteractiveShell):
    """The shell of a kernel, where there is no kernel."""

    def enable_gui(self, gui: Any = None) -> None:
        """Do without: no window is ever opened."""

    def ask_exit(self) -> NoReturn:
        """End the cell."""
        raise SystemExit


# By this name pandas, rich and others know that they write in a notebook.
_Shell.__name__ = ZMQInteractiveShell.__name__


def _shell(recorder: _Recorder, folder: str) -> ZMQInteractiveShell:
    """Give a shell that keeps no history and reads no settings of the user's."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.HistoryManager.hist_file = ":memory:"
    shell = _Shell.instance(config=settings, ipython_dir=folder)
    shell.display_pub.session = recorder  # type: ignore[attr-defined]
    shell.displayhook.session = recorder  # type: ignore[attr-defined]
    builtins.input = getpass.getpass = _no_input
    return shell


def _no_input(*_: Any, **__: Any) -> NoReturn:
    raise StdinNotImplementedError("a report asks nothing while it is made")


class InProcess(Engine):
    """Runs the cells of a notebook in this process."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, _kernel_name: str, *, folder: str = "", **_: Any
    ) -> None:
        """Run the cells until one fails; `folder` is for what IPython keeps."""
        recorder = _Recorder()
        shell = _shell(recorder, folder)
        with redirect_stdout(_Stream("stdout", recorder)), redirect_stderr(_Stream("stderr", recorder)):
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                try:
                    if not _run(shell, recorder, cell):
                        nb_man.cell_exception(cell, cell_index=index)
                        break
                finally:
                    nb_man.cell_complete(cell, cell_index=index)
        nb_man.nb.metadata["language_info"] = dict(IPythonKernel.language_info)


def _run(shell: ZMQInteractiveShell, recorder: _Recorder, cell: NotebookNode) -> bool:
    """Run one cell where it is to be run; False where it failed."""
    if cell.cell_type != "code" or not cell.source.strip() or _SKIP in cell.metadata.get("tags", []):
        return True
    cell.outputs = []
    recorder.begin(cell.outputs)
    cell.execution_count = shell.execution_count
    result = shell.run_cell(cell.source, store_history=True)
    recorder.whole()
    if isinstance(result.error_in_exec, KeyboardInterrupt):  # the run is stopped, and no cell is to blame
        raise KeyboardInterrupt
    return bool(result.success)


papermill_engines.register(ENGINE, InProcess)
