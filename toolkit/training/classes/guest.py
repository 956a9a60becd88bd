"""The process in which the notebook of a participant runs: its cells one by one, and word of each as it comes.

What it says goes out as lines of JSON, never as anything that could be run: `{"begun": true}` before its first cell,
then `{"answer": ["a", 12.3]}`, `{"failed": ["a", "NameError"]}` and `{"refused": "os.remove"}`, and at the end
`{"over": true}`.
A notebook that writes such lines itself hands in its own answers, as it may.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

from toolkit.notebook import WORKSPACE_VARIABLE
from toolkit.training.answers import Plain, plain
from toolkit.training.classes.walls import raise_walls
from toolkit.training.plans import plans

_ANSWER = re.compile(r"^answer_(?P<key>[a-z])\s*=", re.MULTILINE)
_NAME = re.compile(r"answer_[a-z]")
Tell = Callable[[Mapping[str, Any]], None]
RunCell = Callable[[str], tuple[str, Mapping[str, Any]]]


def run(task: Mapping[str, Any], out: IO[bytes]) -> None:
    """Run a notebook within walls.

    `cells` (their sources), `scratch` (also its workspace), `closed`, `memory` (GB) and `seconds`.
    """
    scratch = Path(task["scratch"])
    os.chdir(scratch)
    os.environ.update(
        {
            **{WORKSPACE_VARIABLE: str(scratch), "IPYTHONDIR": str(scratch / "ipython")},
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)),
        }
    )
    one_at_a_time = threading.Lock()

    def tell(word: Mapping[str, Any]) -> None:
        with one_at_a_time:
            out.write(json.dumps(word).encode() + b"\n")
            out.flush()

    _load()
    run_cell = _shell()
    tell({"begun": True})
    raise_walls(
        scratch, Path(task["closed"]), task["memory"], task["seconds"], lambda event: tell({"refused": event})
    )
    _cells(task["cells"], run_cell, tell)
    tell({"over": True})


def _load() -> None:
    """Load what is loaded by calls that no notebook may make, while they may still be made."""
    import numpy as np  # noqa: PLC0415 - slow to import
    import pyarrow as pa  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    from toolkit.measures.resampling import drawn_sums  # noqa: PLC0415

    # Each looks up the libraries that have threads, once, and keeps what it has found.
    with threadpool_limits(limits=1):
        drawn_sums(np.ones((1, 2)), 1, np.random.default_rng(0))
    pa.array(["a"])  # it asks the system for a gigabyte at once, and touches little of it


def _shell() -> RunCell:
    """Give what runs the source of a cell: the name of its error ("" for none), and the names it left.

    Nothing is shown: who marks sees answers only, and to draw what nobody sees takes longer than the cells.
    """
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 - slow to import
    from traitlets.config import Config  # noqa: PLC0415

    settings = Config()
    settings.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=settings)
    for part, name, value in ((shell.display_formatter, "format", ({}, {})), (shell, "showtraceback", None)):
        setattr(part, name, partial(_nothing, value))

    def run_cell(source: str) -> tuple[str, Mapping[str, Any]]:
        try:
            result = shell.run_cell(source)
        except Exception as odd:  # noqa: BLE001 - what IPython itself cannot read, such as half a character
            return type(odd).__name__, shell.user_ns
        error = result.error_before_exec or result.error_in_exec
        return (type(error).__name__ if error else "", shell.user_ns)

    return run_cell


def _nothing(value: object, *_: object, **__: object) -> object:
    return value


def _cells(sources: Sequence[str], run_cell: RunCell, tell: Tell) -> None:
    """Run the cells. A check of ours is not run: what it is given is the answer, as it stands there."""
    told: dict[str, Plain] = {}
    names: Mapping[str, Any] = {}
    for source in sources:
        if check := _checked(source):
            key, given = check
            error, names = run_cell(f"answer_{key} = {given}") if given else ("", names)
            told[key] = _read(names.get(f"answer_{key}"))
            tell({"answer": [key, told[key]]})
            continue
        error, names = run_cell(source)
        if error:
            answers = _ANSWER.search(source)
            tell({"failed": [answers["key"] if answers else "", str(error)]})
    # Who has thrown a check away, or answers below it, has answered all the same.
    for name, answer in list(names.items()):
        if isinstance(name, str) and _NAME.fullmatch(name) and told.get(name[-1]) is None:
            tell({"answer": [name[-1], _read(answer)]})


def _checked(source: str) -> tuple[str, str] | None:
    """Give the letter of a cell that is a check of ours and nothing else, and what it is given; None for others.

    What it is given is "" where it is `answer_…` of that letter.
    """
    try:
        cell = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    match cell:
        case [
            ast.Expr(
                ast.Call(
                    ast.Attribute(ast.Name("lesson"), "check"), [ast.Constant(str(key)), given], keywords=[]
                )
            )
        ] if re.fullmatch("[a-z]", key):
            text = ast.unparse(given)
            return key, "" if text == f"answer_{key}" else text
    return None


def _read(answer: object) -> Plain:
    """Make plain data of an answer, whatever it is: one that breaks when it is looked at is one that nobody reads."""
    try:
        return plain(answer)
    except Exception:  # noqa: BLE001 - a participant's own class may raise anything
        return {"unread": ""}


def main() -> None:
    """Run the task that comes as JSON, as a process of its own where none can be forked."""
    from toolkit.report.workers.preload import preload  # noqa: PLC0415 - slow to import

    tasks, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1):
        os.dup2(nowhere, handle)
    task = json.loads(tasks.readline())
    threading.Thread(target=_end_with, args=(tasks,), daemon=True).start()
    preload(lasting=True)
    plans()
    with contextlib.suppress(OSError):  # nobody hears it any more
        run(task, out)
    os._exit(0)


def _end_with(tasks: IO[bytes]) -> None:
    """End this process when the one that waits for it is gone."""
    tasks.read()
    os._exit(1)


if __name__ == "__main__":
    main()
