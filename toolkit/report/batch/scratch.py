"""A folder of the system's temporary ones for a copy of a client, gone afterwards however that ends.

One that a batch left when it was struck down is deleted by the next: the system holds a lock on each that is in use.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toolkit.errors import WorkspaceError
from toolkit.workspace import LOCK_FILE, client_lock

PREFIX: Final = "loyalty-batch-copy-"
_TRIES = 10  # another batch may take a folder that is not locked yet for one that was left


@contextlib.contextmanager
def scratch_folder(around: str | None, prefix: str = PREFIX) -> Iterator[Path]:
    """Give a new folder in `around` (None: where the system has such), and delete those that nobody uses any more.

    Its name begins with `prefix`: those of another are left to who makes them.

    Raises WorkspaceError where nothing can be written there.
    """
    root = Path(around or tempfile.gettempdir())
    _clear(root, prefix)
    with contextlib.ExitStack() as held:
        folder = _locked(root, prefix, held)
        yield folder
    _delete(folder)  # Windows deletes no file that is locked


def _delete(folder: Path) -> None:
    with contextlib.suppress(RecursionError):  # folders in folders without end, of a notebook in a class
        shutil.rmtree(folder, ignore_errors=True)


def _locked(root: Path, prefix: str, held: contextlib.ExitStack) -> Path:
    for _ in range(_TRIES):
        try:
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=root))
        except OSError as error:
            raise WorkspaceError(f"Cannot write in {root}: {error.strerror}. Make room there.") from error
        with contextlib.suppress(WorkspaceError):
            held.enter_context(client_lock(folder))
            if folder.is_dir():
                held.callback(_delete, folder)
                return folder
    raise WorkspaceError(f"Cannot keep a folder in {root}. Run again when no other batch begins there.")


def _clear(root: Path, prefix: str) -> None:
    """Delete what struck batches left: only folders with a lock of ours in them, whatever else bears such a name."""
    for folder in root.glob(f"{prefix}*"):
        if folder.is_symlink() or not (folder / LOCK_FILE).is_file():
            continue
        with contextlib.suppress(WorkspaceError):  # in use, or of another user
            with client_lock(folder):
                _delete(folder)
            _delete(folder)
