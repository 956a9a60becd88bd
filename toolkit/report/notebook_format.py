"""nbformat, without what it never uses: a grammar of web addresses that takes longer to build than a notebook to read.

nbformat imports jsonschema, which imports rfc3987_syntax where Jupyter has brought that along, to check formats of
which the schema of a notebook has none. A module that is None in `sys.modules` counts as not installed.
Where jsonschema is loaded already, as in Jupyter itself, nothing changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _not_installed(name: str, *, unless: str) -> Iterator[None]:
    if name in sys.modules or unless in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


with _not_installed("rfc3987_syntax", unless="jsonschema"):
    import nbformat
    from nbformat import NotebookNode

__all__ = ["NotebookNode", "nbformat"]
