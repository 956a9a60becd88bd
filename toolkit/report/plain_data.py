"""Frozen dataclasses as plain JSON data, and back with every name and type checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, get_args, get_origin, get_type_hints

from toolkit.errors import ReportError


def plain(value: Any) -> Any:
    """Turn dataclasses, mappings and tuples into dicts and lists."""
    if hasattr(value, "__dataclass_fields__"):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def made(target: type, content: Mapping[str, Any], where: str) -> Any:
    """Build one dataclass from a mapping, checking names and types."""
    hints = get_type_hints(target)
    known = {one.name: one for one in fields(target)}
    if strange := sorted(set(content) - set(known)):
        raise ReportError(f"{where}: unknown field {strange[0]!r}. Known are: {', '.join(known)}.")
    for name, one in known.items():
        if name not in content and one.default is MISSING and one.default_factory is MISSING:
            raise ReportError(f"{where}: the field {name!r} is missing.")
    return target(**{key: _typed(hints[key], value, f"{where}.{key}") for key, value in content.items()})


def _typed(hint: Any, value: Any, where: str) -> Any:
    """Bring one value to the type its field asks for."""
    if hint is Any:
        return value
    origin, arguments = get_origin(hint), get_args(hint)
    if type(None) in arguments:
        return None if value is None else _typed(arguments[0], value, where)
    if origin is tuple and isinstance(value, (list, tuple)):
        return tuple(_typed(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if origin is Mapping and isinstance(value, Mapping):
        return {str(key): _typed(arguments[1], item, f"{where}.{key}") for key, item in value.items()}
    if hasattr(hint, "__dataclass_fields__") and isinstance(value, Mapping):
        return made(hint, value, where)
    if hint is float and type(value) is int:
        value = float(value)  # a browser that saves a notebook writes 1.0 as 1
    if isinstance(hint, type) and isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    wanted = getattr(hint, "__name__", str(hint))
    raise ReportError(f"{where}: {type(value).__name__} found, {wanted} wanted.")
