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
def scratch_folder(around: str | None) -> Iterator[Path]:
    """Give a new folder in `around` (None: where the system has such), and delete those that nobody uses any more.

    Raises WorkspaceError where nothing can be written there.
    """
    root = Path(around or tempfile.gettempdir())
    _clear(root)
    with contextlib.ExitStack() as held:
        folder = _locked(root, held)
        yield folder
    shutil.rmtree(folder, ignore_errors=True)  # Windows deletes no file that is locked


def _locked(root: Path, held: contextlib.ExitStack) -> Path:
    for _ in range(_TRIES):
        try:
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
        except OSError as error:
            raise WorkspaceError(f"Cannot write in {root}: {error.strerror}. Make room there.") from error
        with contextlib.suppress(WorkspaceError):
            held.enter_context(client_lock(folder))
            if folder.is_dir():
                held.callback(shutil.rmtree, folder, ignore_errors=True)
                return folder
    raise WorkspaceError(f"Cannot keep a folder in {root}. Run again when no other batch begins there.")


def _clear(root: Path) -> None:
    """Delete what struck batches left: only folders with a lock of ours in them, whatever else bears such a name."""
    for folder in root.glob(f"{PREFIX}*"):
        if folder.is_symlink() or not (folder / LOCK_FILE).is_file():
            continue
        with contextlib.suppress(WorkspaceError):  # in use, or of another user
            with client_lock(folder):
                shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
