"""nbformat, without what it never uses: checks of web addresses and periods that take longer to load than it does.

nbformat imports jsonschema, which imports these where Jupyter has brought them along, to check formats of which the
schema of a notebook has none; one builds a grammar. A module that is None in `sys.modules` counts as not installed.
Where jsonschema is loaded already, as in Jupyter itself, nothing changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

FORMATS = ("rfc3987_syntax", "rfc3986_validator", "isoduration")


@contextmanager
def _not_installed(names: Sequence[str], *, unless: str) -> Iterator[None]:
    absent = [name for name in names if name not in sys.modules and unless not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _not_installed(FORMATS, unless="jsonschema"):
    import nbformat
    from nbformat import NotebookNode

__all__ = ["NotebookNode", "nbformat"]
