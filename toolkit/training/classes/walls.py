"""Walls around the notebook of a participant: what it writes, starts, connects to and takes is bounded.

Three of them, one behind the other: Python's own audit hook, which sees what is about to be done and says so; on Linux
the kernel itself, which refuses to write outside, to connect, and to begin or signal processes; and limits.
They hold against accidents and pranks. Against somebody who attacks Python itself the kernel's walls alone stand, and
nothing stops a notebook from reading what its user may read (docs/training.md).
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from toolkit.report.batch.memory import GB
from toolkit.training.classes import kernel

# What changes a file: where in the arguments of the event its paths stand, and where the folders they begin at, if any.
_CHANGES: Final = {
    **{"os.remove": ((0, 1),), "os.rmdir": ((0, 1),), "os.mkdir": ((0, 2),), "os.symlink": ((1, 2),)},
    **{"os.rename": ((0, 2), (1, 3)), "os.link": ((0, 2), (1, 3))},
    **{"os.chmod": ((0, 2),), "os.chown": ((0, 3),), "os.utime": ((0, 3),)},
    **{"os.truncate": ((0, None),), "os.setxattr": ((0, None),), "os.removexattr": ((0, None),)},
    **{"os.chflags": ((0, None),), "os.lchmod": ((0, None),), "sqlite3.connect": ((0, None),)},
    **{"shutil.rmtree": ((0, 1),), "shutil.move": ((0, None), (1, None))},
}
_NEVER: Final = frozenset(
    (
        *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
        *("os.kill", "os.killpg", "os.startfile", "os.startfile/2", "pty.spawn", "signal.pthread_kill"),
        *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"),
        *("socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"),
        *("ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle", "webbrowser.open", "cpython.run_command"),
        *("urllib.Request", "ftplib.connect", "smtplib.connect", "http.client.connect"),
        *("resource.setrlimit", "resource.prlimit"),
        *("_winapi.CreateProcess", "_winapi.TerminateProcess", "_winapi.CreateJunction"),
        *("_winapi.CreateNamedPipe", "_winapi.OpenProcess"),
        *("winreg.CreateKey", "winreg.DeleteKey", "winreg.DeleteValue", "winreg.SetValue", "winreg.LoadKey"),
        *("winreg.SaveKey", "winreg.ConnectRegistry"),
    )
)
# Libraries that call whatever they like without Python hearing of it.
_CALLERS: Final = frozenset(("cffi", "_cffi_backend"))
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LONGEST: Final = 1000  # characters of a path: folders in folders without end cannot be cleared away
BIGGEST: Final = 200_000_000  # bytes of a file
_GRACE: Final = 5  # seconds of processor beyond the limit, should nobody be left to end the process


class NotAllowedError(PermissionError):
    """What a notebook in a class may not do."""


def raise_walls(
    scratch: Path, closed: Path, memory: float, seconds: float, refused: Callable[[str], None]
) -> tuple[str, ...]:
    """Put up all walls around this process, for good; give the names of those that the kernel keeps.

    It may write in `scratch` alone, may read nothing in `closed` (the folder of the class) outside of that, and takes
    `memory` GB more than it has and so many seconds of the processor at most. `refused` hears of what it may not.
    """
    sys.dont_write_bytecode = True  # an import that comes late would try to
    _limit(memory, seconds)
    walls = kernel.shut_in(scratch) if sys.platform == "linux" else ()
    sys.addaudithook(_hook(os.path.realpath(scratch), os.path.realpath(closed), refused))
    return walls


def _limit(memory: float, seconds: float) -> None:
    """Have the system refuse more than so much, for good. Windows and macOS have no bound on memory that holds."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    processor = int(time.process_time() + seconds) + _GRACE
    bounds = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: BIGGEST, resource.RLIMIT_CPU: processor}
    if sys.platform == "linux":
        bounds[resource.RLIMIT_DATA] = _reserved() + int(memory * GB)
    for kind, most in bounds.items():
        hard = resource.getrlimit(kind)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, limit))


def _reserved() -> int:
    """Give the bytes that this process has asked the system for, as Linux counts them; most it may never touch."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * os.sysconf("SC_PAGE_SIZE")


def _hook(
    scratch: str, closed: str, refused: Callable[[str], None]
) -> Callable[[str, tuple[Any, ...]], None]:
    # Names of its own: a notebook may put other functions in the place of those of a module.
    changes, never, callers, place_of = dict(_CHANGES), _NEVER, _CALLERS, _place_of
    realpath, whole = os.path.realpath, os.path.isabs

    def inside(path: object, folder: str, begins: object = None) -> bool:
        place = place_of(path, begins)
        if place is None or len(place) > _LONGEST:
            return False
        place = realpath(place)
        return place == folder or place.startswith(folder + os.sep)

    def refuse(event: str) -> None:
        refused(event)
        raise NotAllowedError(f"{event} is not allowed in a class")

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            if path is None or isinstance(path, int) or place_of(path) == os.devnull:
                return
            writes = bool(flags & _WRITES) if isinstance(flags, int) else bool(set(str(mode)) & set("wax+"))
            if writes:
                # os.open does not tell the folder that its path begins at.
                known = mode is not None or whole(place_of(path) or "")
                if not (known and inside(path, scratch)):
                    refuse("open")
            elif inside(path, closed) and not inside(path, scratch):
                refuse("open")
        elif event in changes:
            for at, folder in changes[event]:
                begins = args[folder] if folder is not None and folder < len(args) else None
                if not inside(args[at], scratch, begins):
                    refuse(event)
        elif event in never or (event == "import" and args[0] in callers):
            refuse(event)

    return hook


def _place_of(path: object, begins: object = None) -> str | None:
    """Give a path as plain text, of an open file where it is, and within the open folder it begins at; None: unknown.

    A text of a class of somebody's own may answer otherwise each time: it is copied as it is.
    """
    if isinstance(path, int):
        return _opened(path)
    if isinstance(path, bytes):
        path = b"".join((b"", path)).decode(sys.getfilesystemencoding(), "surrogateescape")
    if not isinstance(path, str):
        return None
    text = str.__str__(path)
    if begins is None or begins == -1 or os.path.isabs(text):  # noqa: PTH117 - text of the system
        return text
    folder = _opened(begins) if isinstance(begins, int) else None
    return None if folder is None else os.path.join(folder, text)  # noqa: PTH118


def _opened(handle: int) -> str | None:
    """Give the path of an open file or folder, where the system tells."""
    with contextlib.suppress(OSError):
        if sys.platform == "linux":
            return os.readlink(f"/proc/self/fd/{handle}")  # noqa: PTH115 - text of the system
        if sys.platform == "darwin":
            import fcntl  # noqa: PLC0415 - not on Windows

            return fcntl.fcntl(handle, 50, bytes(1024)).rstrip(b"\0").decode()  # F_GETPATH
    return None
