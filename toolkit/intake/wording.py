"""From answers in words to answers in codes: by a declared scale, by the file's own labels, never by a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from toolkit.engagement import (
    Engagement,
    ItemScale,
    MissingCodes,
    code_number,
    folded,
    plain_number,
    scale_name,
)
from toolkit.errors import Fault
from toolkit.instrument import Scale, house_scales, no_answers, value_on
from toolkit.intake.export import Export
from toolkit.intake.files.table import coded, spread
from toolkit.intake.telling import suggestion


def scale_faults(engagement: Engagement, items: tuple[str, ...]) -> list[Fault]:
    """Tell the scales in words that neither the engagement nor the house has, once each."""
    known = {*engagement.scales, *house_scales()}
    unknown = {scale_name(engagement, item) for item in items} - known - {""}
    return [
        Fault(
            f"scales.{name}",
            "is no scale of the engagement or of the house",
            f"{suggestion(name, known)}Write a table [scales.{name}], or name one of: {', '.join(sorted(known))}.",
        )
        for name in sorted(unknown)
    ]


def words_of(engagement: Engagement, item: str) -> dict[str, str]:
    """Give the code per answer in words (folded) of an item's declared scale, {} where it has none."""
    name = scale_name(engagement, item)
    if name in engagement.scales:
        return {folded(answer): plain_number(value) for answer, value in engagement.scales[name].items()}
    scale = house_scales().get(name)
    return {} if scale is None else {answer: plain_number(value) for answer, value in scale.values.items()}


def house_scale(engagement: Engagement, item: str) -> Scale | None:
    """Give the scale of the house that is declared for an item, None where that is another or none."""
    name = scale_name(engagement, item)
    return None if name in engagement.scales else house_scales().get(name)


def in_codes(cells: pd.Series, words: Mapping[str, str], scale: Scale | None = None) -> pd.Series:
    """Write the code in place of each cell that is an answer in words; other cells stay as they are.

    `words`: code per folded answer. `scale`: the declared scale of the house, whose answers may also have their number
    in front or behind ("Extremely likely - 10"). Work is done once per different cell.
    """
    if not words:
        return cells
    places, texts = coded(cells)
    written = [words.get(folded(text)) or _numbered(text, scale) for text in texts]
    if written == texts.tolist():
        return cells
    codes, different = pd.factorize(np.array(written, dtype=object))
    categories = pd.Categorical.from_codes(
        spread(codes, places, -1), categories=pd.Index(different, dtype="str")
    )
    return pd.Series(categories, index=cells.index, name=cells.name)


def _numbered(text: str, scale: Scale | None) -> str:
    value = None if scale is None else value_on(scale, text)
    return text if value is None else plain_number(value)


def labels_of(export: Export, column: str) -> dict[str, str]:
    """Give the code per label (folded) that the file itself declares; a label of two codes is left out."""
    found: dict[str, set[str]] = {}
    for code, label in export.labels.get(column, {}).items():
        found.setdefault(folded(label), set()).add(code)
    return {label: next(iter(codes)) for label, codes in found.items() if len(codes) == 1 and label}


def with_missing(scale: ItemScale, export: Export, column: str, cells: pd.Series) -> ItemScale:
    """Add to an item's missing codes those that the file or its platform declares.

    A code that the engagement declares keeps the engagement's meaning; another gets that of its label, and without a
    telling label it is no answer.
    """
    ranges = export.missing_ranges.get(column, ())
    if not ranges and not export.reasons:
        return scale
    declared = {_same(code) for _, codes in scale.missing for code in codes}
    added: dict[str, list[str]] = {"not_applicable": [], "dont_know": [], "no_answer": []}
    labels = export.labels.get(column, {})
    for text in coded(cells)[1]:
        reason = export.reasons.get(text.strip())
        if reason is None and _within(text, ranges):
            reason = _reason(labels.get(text, ""))
        if reason is not None and _same(text) not in declared:
            added[reason].append(text)
    if not any(added.values()):
        return scale
    codes = {reason: (*getattr(scale.missing, reason), *more) for reason, more in added.items()}
    return replace(scale, missing=MissingCodes(**codes))


def _same(code: int | float | str) -> float | str:
    number = code_number(code)
    return folded(str(code)) if number is None else number


def _within(text: str, ranges: tuple[tuple[float | str, float | str], ...]) -> bool:
    number = code_number(text)
    for low, high in ranges:
        if isinstance(low, str) or isinstance(high, str):
            if text.strip() == str(low).strip():
                return True
        elif number is not None and low <= number <= high:
            return True
    return False


def _reason(label: str) -> str:
    """Tell what a label of a missing code means: as the house knows it, word for word or within it."""
    plain = folded(label)
    known = no_answers()
    within = (reason for text, reason in known.items() if f" {text} " in f" {plain} ")
    return known.get(plain) or next(within, "no_answer")
