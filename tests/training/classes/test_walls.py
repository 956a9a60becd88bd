"""The walls, each tried in a process of its own that never gets out of them again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BEGIN = """
import json, os, sys
from pathlib import Path
from toolkit.training.classes import kernel, walls
outside, scratch = sys.argv[1:]
os.chdir(scratch)
heard = []
"""
HOOK = "kept = walls.raise_walls(Path(scratch), Path(outside), 1.5, 60, heard.append)"
KERNEL = "kept = kernel.shut_in(Path(scratch)) if sys.platform == 'linux' else ()"
TRY = """
said = {}
for name, source in json.loads(sys.stdin.read()).items():
    try:
        exec(source)
        said[name] = "done"
    except PermissionError:
        said[name] = "refused"
    except MemoryError:
        said[name] = "memory"
print(json.dumps([kept, heard, said]))
"""
REFUSED = {
    "write": "open(outside + '/new', 'w')",
    "append": "open(outside + '/file', 'ab')",
    "write by the system": "os.open(outside + '/new', os.O_WRONLY | os.O_CREAT)",
    "write by another class of text": (
        "class Text(str):\n"
        "    __eq__ = lambda self, other: True\n"
        "    __hash__ = str.__hash__\n"
        "    startswith = lambda self, *others: True\n"
        "open(Text(outside + '/new'), 'w')"
    ),
    "read of the class": "open(outside + '/file').read()",
    "remove": "os.remove(outside + '/file')",
    "rename away": "os.rename(outside + '/file', 'mine')",
    "rename in": "Path('x').write_text('x'); os.replace('x', outside + '/x')",
    "rmtree": "import shutil; shutil.rmtree(outside)",
    "mkdir": "os.mkdir(outside + '/folder')",
    "chmod": "os.chmod(outside + '/file', 0o777)",
    "truncate": "os.truncate(outside + '/file', 0)",
    "process": "import subprocess; subprocess.run([sys.executable, '-c', ''])",
    "system": "os.system('echo')",
    "kill": "os.kill(os.getppid(), 9)",
    "connect": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "library": "import ctypes; ctypes.CDLL(None)",
    "caller": "import _cffi_backend",
    "switched off": "walls._CHANGES.clear(); os.remove(outside + '/file')",
    "other function": "os.path.realpath = lambda path: scratch; os.remove(outside + '/file')",
}
ALLOWED = {
    "own file": "Path('own').write_text('x'); os.rename('own', 'mine'); os.remove(Path('mine'))",
    "own folder": "import shutil; os.makedirs('a/b'); open('a/b/c', 'w').close(); shutil.rmtree('a')",
    "temporary": (
        "import tempfile\nwith tempfile.TemporaryDirectory(dir=scratch) as new: open(new + '/x', 'w').close()"
    ),
    "nowhere": "open(os.devnull, 'w').write('x')",
    "thread": "import threading; t = threading.Thread(target=int); t.start(); t.join()",
    "look around": "os.listdir(outside); open(walls.__file__).read()",
}
# Only Linux has a bound on memory that holds; elsewhere the process is watched from outside.
GREEDY = {"two gigabytes": "taken = bytearray(2 * 10**9)"} if sys.platform == "linux" else {}
if GREEDY:
    REFUSED["bound lifted"] = "import resource; resource.setrlimit(resource.RLIMIT_DATA, (-1, -1))"
    ALLOWED["a little memory"] = "taken = bytearray(10**8)"
# What Python's own hook never hears of.
BY_KERNEL = {
    "remove": "os.remove(outside + '/file')",
    "write": "open(outside + '/new', 'w')",
    "truncate": "os.truncate(outside + '/file', 0)",
    "fifo": "os.mkfifo(outside + '/fifo')",
    "fork": "os.fork() or os._exit(0)",
    "begin": "os.execv(sys.executable, [sys.executable, '-c', ''])",
    "signal": "os.kill(os.getppid(), 0)",
    "socket": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "limits of others": "import resource; resource.prlimit(os.getppid(), resource.RLIMIT_CORE)",
}


def tried(tmp_path: Path, walls: str, sources: dict[str, str]) -> tuple[list[str], list[str], dict[str, str]]:
    """Try these within walls: which walls the kernel keeps, what was heard of, and what came of each."""
    outside, scratch = tmp_path / "outside", tmp_path / "scratch"
    outside.mkdir()
    scratch.mkdir()
    (outside / "file").write_text("mine", encoding="utf-8")
    command = [sys.executable, "-c", BEGIN + walls + TRY, str(outside), str(scratch)]
    done = subprocess.run(
        command, input=json.dumps(sources), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in outside.iterdir()] == ["file"]
    assert (outside / "file").read_text("utf-8") == "mine"
    kept, heard, said = json.loads(done.stdout)
    return kept, heard, said


def test_what_is_not_allowed_is_refused_and_nothing_else(tmp_path: Path) -> None:
    _, heard, said = tried(tmp_path, HOOK, REFUSED | ALLOWED | GREEDY)
    greedy = dict.fromkeys(GREEDY, "memory")
    assert said == dict.fromkeys(REFUSED, "refused") | dict.fromkeys(ALLOWED, "done") | greedy
    assert {
        "open",
        "os.remove",
        "os.rename",
        "subprocess.Popen",
        "os.kill",
        "ctypes.dlopen",
        "import",
    } <= set(heard)
    assert len(heard) == len(REFUSED)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls")
def test_the_kernel_refuses_what_python_does_not_hear_of(tmp_path: Path) -> None:
    sources = BY_KERNEL | {"thread": ALLOWED["thread"], "own file": ALLOWED["own file"]}
    kept, _, said = tried(tmp_path, KERNEL, sources)
    if "landlock" not in kept or "seccomp" not in kept:
        pytest.skip(f"this kernel keeps only: {', '.join(kept) or 'none'}")
    assert said == dict.fromkeys(BY_KERNEL, "refused") | {"thread": "done", "own file": "done"}
