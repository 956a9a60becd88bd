"""An engagement for any file: it reads what it can of the columns, each in another way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from benchmarks.fuzzing.writing import Sample
from toolkit.intake import Export

NUMBERS, WORDS = 4, 2


def engagement_text(export: Export, sample: Sample) -> str:
    """Write the engagement.toml of a file; "" where no column of it can be an item.

    Columns of numbers and of few different texts are items, others are a segment, an open question and the key. The
    rest is declared personal, so that nothing is refused of the file as it is.
    """
    cells = {
        str(name): export.frame[name].dropna().astype("str")
        for name in export.frame
        if str(name).strip() == name and name not in export.personal
    }
    cells = {name: texts for name, texts in cells.items() if name.isprintable() and name and len(texts)}
    numbers = [name for name, texts in cells.items() if _ends(texts) is not None][:NUMBERS]
    few = [
        name for name, texts in cells.items() if name not in numbers and _are_codes(texts.unique().tolist())
    ]
    words = few[:WORDS]
    if not numbers and not words:
        return ""
    rest = [name for name in cells if name not in (*numbers, *words)]
    segments = [name for name in rest if name in few][:1]
    opened = sorted((one for one in rest if one not in segments), key=lambda name: cells[name].nunique())[-1:]
    keys = [one for one in rest if one not in (*segments, *opened) and _tells_apart(cells[one], export)][:1]
    used = {*numbers, *words, *segments, *opened, *keys}
    unread = [
        name for name in export.frame.columns.unique() if name not in used and name.isprintable() and name
    ]
    parts = [
        '[client]\nname = "K"\n[author]\nname = "A"',
        *_items(cells, numbers, words),
        *(f"[segments.part]\ncolumn = {_text(name)}" for name in segments),
        *(_margins(cells[name]) for name in segments if len(numbers) % 2),
        *(f"[open_answers.why]\ncolumn = {_text(name)}" for name in opened),
        f"[privacy]\npersonal = [{', '.join(map(_text, unread))}]",
        '[quality]\nexclude = ["test", "duplicate", "straight_line"]',
        _wave(sample, keys),
    ]
    return "\n".join(parts)


def _items(cells: Mapping[str, pd.Series], numbers: Iterable[str], words: Iterable[str]) -> list[str]:
    parts, columns = [], {}
    for place, name in enumerate(numbers):
        low, high = _ends(cells[name]) or (0.0, 1.0)
        parts.append(_construct(f"n{place}", low, high))
        columns[f"n{place}"] = name
    for place, name in enumerate(words):
        key, texts = f"w{place}", sorted(cells[name].unique())
        parts.append(f'{_construct(key, 1, len(texts))}\nscale = "{key}"')
        parts.append(_table(f"scales.{key}", {text: str(value) for value, text in enumerate(texts, 1)}))
        columns[key] = name
    return [*parts, _table("columns", {item: _text(name) for item, name in columns.items()})]


def _construct(key: str, low: float, high: float) -> str:
    return f'[constructs.{key}]\nrole = "driver"\nminimum = {low}\nmaximum = {high}\nitems = ["{key}"]'


def _margins(texts: pd.Series) -> str:
    shares = _table("weighting.margins.part", dict.fromkeys(texts.unique(), "10"))
    return f'[weighting]\nsource = "register"\n{shares}'


def _wave(sample: Sample, keys: Iterable[str]) -> str:
    beside = ", ".join(_text(f"data/{name}") for name in sample.companions)
    file = _text(f"data/{sample.name}")
    own = "".join(f"key = {_text(name)}\n" for name in keys)
    return (
        f'[[waves]]\nid = "baseline"\nfile = {file}\ncompanions = [{beside}]\n'
        f"start = 2026-02-02\nend = 2026-02-20\n{own}"
    )


def _table(name: str, values: Mapping[str, str]) -> str:
    return "\n".join([f"[{name}]", *(f"{_text(key)} = {value}" for key, value in values.items())])


def _ends(texts: pd.Series) -> tuple[float, float] | None:
    """Give the ends of a scale for a column of numbers from 0 to 100; None for any other."""
    numbers = pd.to_numeric(texts, errors="coerce")
    if numbers.isna().any() or not numbers.between(0, 100).all():
        return None
    return float(numbers.min()), float(max(numbers.max(), numbers.min() + 1))


def _tells_apart(texts: pd.Series, export: Export) -> bool:
    return texts.is_unique and len(texts) == len(export.frame)


def _are_codes(texts: Sequence[str]) -> bool:
    """Say whether different texts can be answers of a scale, each on a line of its own."""
    return 2 <= len({text.strip().casefold() for text in texts}) == len(texts) <= 8 and all(
        map(str.isprintable, texts)
    )


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
