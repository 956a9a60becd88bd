"""Modules that are imported along the way and never used: they are loaded when something first asks them for a name."""

from __future__ import annotations

import importlib
import importlib.util
import sys

# scipy takes all names of numpy over, and with them a compiler of Fortran: a tenth of a second.
UNUSED = ("numpy.f2py",)


def load_later(name: str) -> None:
    """Put a module of a package where its importers look, and load it when it is first used; once loaded it stays."""
    package, _, own = name.rpartition(".")
    parent = importlib.import_module(package)
    spec = importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    setattr(parent, own, module)
