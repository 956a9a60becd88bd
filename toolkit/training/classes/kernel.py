"""What Linux itself refuses a process for good, and every process and thread that it begins: Landlock and seccomp.

Each is taken as far as the kernel knows it; where it knows neither, `shut_in` does nothing and says so.
https://docs.kernel.org/userspace-api/landlock.html and https://docs.kernel.org/userspace-api/seccomp_filter.html;
the numbers are those of the system's headers.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# Landlock
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_BENEATH = 1
_WRITE_FILE = 1 << 1
# Writing, removing, making and truncating; reading and executing are left alone.
_FILES = _WRITE_FILE | sum(1 << bit for bit in range(4, 13))
_REFER, _TRUNCATE = 1 << 13, 1 << 14  # from version 2 and 3
_CONNECTIONS = 0b11  # bind and connect by TCP, from version 4
_SCOPES = 0b11  # abstract sockets and signals, from version 6

# prctl
_DEATH_OF_PARENT, _SECCOMP, _NO_NEW_PRIVILEGES = 1, 22, 38
_FILTER = 2

# seccomp: the architecture, the calls refused, those for this process alone, and `clone`. A call that an architecture
# does not have is not listed: fork and vfork on ARM.
_CALLS: Final = {
    "x86_64": (
        0xC000003E,
        # fork, vfork, execve, execveat, socket, ptrace, process_vm_writev, io_uring_setup, tkill, and signals queued
        (57, 58, 59, 322, 41, 101, 311, 425, 200, 129, 297, 424),
        (62, 234, 302),  # kill, tgkill, prlimit64
        56,
    ),
    "aarch64": (
        0xC00000B7,
        (221, 281, 198, 117, 271, 425, 130, 138, 240, 424),
        (129, 131, 261),
        220,
    ),
}
_CLONE_AGAIN = 435  # clone3, whose flags no filter can see: with this answer the C library takes `clone`
_THREAD = 0x10000  # of `clone`: a thread, and no process
_OTHER_NUMBERS = 0x40000000  # of x32: the same calls under other numbers
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026  # allow, EPERM, ENOSYS
_LOAD, _EQUAL, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16  # where they stand in what a filter is shown


def shut_in(scratch: Path) -> tuple[str, ...]:
    """Have the kernel refuse to write outside a folder, to connect, to begin processes and to signal others.

    Gives the names of the walls that stand: "landlock", "seccomp". No process of this one outlives its parent.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DEATH_OF_PARENT, signal.SIGKILL, 0, 0, 0)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return ()
    walls = {"landlock": _landlock(libc, scratch), "seccomp": _seccomp(libc)}
    return tuple(name for name, stands in walls.items() if stands)


def _landlock(libc: ctypes.CDLL, scratch: Path) -> bool:
    version = libc.syscall(_CREATE, None, 0, 1)
    if version < 1:
        return False
    files = _FILES | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    rules = struct.pack("QQQ", files, _CONNECTIONS if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = libc.syscall(_CREATE, rules[:size], size, 0)
    if ruleset < 0:
        return False
    try:
        for path, rights in ((str(scratch), files), (os.devnull, _WRITE_FILE)):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                libc.syscall(_ADD, ruleset, _BENEATH, struct.pack("=Qi", rights, handle), 0)
            finally:
                os.close(handle)
        return bool(libc.syscall(_RESTRICT, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _seccomp(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _CALLS or struct.calcsize("P") != 8:
        return False
    steps = list(_filter(*_CALLS[platform.machine()]))
    code = ctypes.create_string_buffer(b"".join(steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    return bool(libc.prctl(_SECCOMP, _FILTER, program, 0, 0) == 0)


def _filter(architecture: int, refused: tuple[int, ...], own: tuple[int, ...], clone: int) -> Iterator[bytes]:
    """Give a program that says of each call what becomes of it, as the kernel reads it (struct sock_filter)."""

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    yield step(_LOAD, _ARCHITECTURE)
    yield step(_EQUAL, architecture, 1)
    yield step(_RETURN, _REFUSE)
    yield step(_LOAD, _NUMBER)
    yield step(_AT_LEAST, _OTHER_NUMBERS, 0, 1)
    yield step(_RETURN, _REFUSE)
    for call in refused:
        yield step(_EQUAL, call, 0, 1)
        yield step(_RETURN, _REFUSE)
    yield step(_EQUAL, _CLONE_AGAIN, 0, 1)
    yield step(_RETURN, _UNKNOWN)
    yield step(_EQUAL, clone, 0, 4)
    yield step(_LOAD, _FIRST)
    yield step(_HAS, _THREAD, 0, 1)
    yield step(_RETURN, _ALLOW)
    yield step(_RETURN, _REFUSE)
    for call in own:
        yield step(_EQUAL, call, 0, 5)
        yield step(_LOAD, _FIRST)
        yield step(_EQUAL, os.getpid(), 1)
        yield step(_EQUAL, 0, 0, 1)
        yield step(_RETURN, _ALLOW)
        yield step(_RETURN, _REFUSE)
    yield step(_RETURN, _ALLOW)
