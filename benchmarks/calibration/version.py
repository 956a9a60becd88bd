"""A fingerprint of the code behind a study: what it says may change when that does, and then is drawn anew."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("toolkit", "benchmarks")


@cache
def version_of(module: str) -> str:
    """Give the fingerprint of a module and of all it imports from the project, remarks and layout left out."""
    seen: dict[str, str] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if name in seen or path is None:
            continue
        seen[name], imported = _read(path)
        waiting += imported
    whole = "".join(f"{name}={seen[name]};" for name in sorted(seen))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


@cache
def _read(path: Path) -> tuple[str, tuple[str, ...]]:
    """Give the fingerprint of one file and the modules of the project that it names."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    imported: list[str] = []
    remarks: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # What is imported may be a module or a name within one.
            imported += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        remarks |= set(_docstring(node))
    # Of the text itself and not of its tree, which each version of Python writes otherwise.
    lines = [line.strip() for number, line in enumerate(text.splitlines(), 1) if number not in remarks]
    code = "\n".join(line for line in lines if line and not line.startswith("#"))
    return hashlib.sha256(code.encode()).hexdigest(), tuple(
        one for one in imported if one.split(".")[0] in ROOMS
    )


def _docstring(node: ast.AST) -> Iterator[int]:
    """Give the numbers of the lines of a docstring."""
    if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and node.body:
        first = node.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield from range(first.lineno, (first.end_lineno or first.lineno) + 1)


def _path(name: str) -> Path | None:
    base = ROOT.joinpath(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None
