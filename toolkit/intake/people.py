"""What a file says of its respondents beside their answers: weight, key and segments."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.catalogues import available_languages
from toolkit.engagement import (
    Engagement,
    MissingCodes,
    Segment,
    Wave,
    code_number,
    folded,
    plain_number,
    segment_columns,
    text,
)
from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.files.packed import all_differ, made_of, packed
from toolkit.intake.files.table import coded, spread
from toolkit.intake.personal.keys import UNCHANGED, plain_keys
from toolkit.intake.telling import LISTED, listed, names_told, suggestion, value_told
from toolkit.intake.values.numbers import DOUBTFUL, UNDOUBTED, numbers_and_doubts

MANY_CODES = 50
# Stands for the codes that too few have to be named; in no language.
OTHER = "…"


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """What is known of the respondents of one file; `key` is not hashed yet and goes no further than the survey."""

    weights: pd.Series | None
    key: pd.Series | None
    segments: pd.DataFrame
    faults: list[Fault]
    warnings: list[str]


def people_of(engagement: Engagement, one: Wave, export: Export, frame: pd.DataFrame) -> People:
    """Read weight, key and segments of the rows of `frame`; columns that it lacks were told already."""
    faults: list[Fault] = []
    warnings: list[str] = []
    weights = key = None
    if one.weight is not None and one.weight in frame:
        weights, found = weights_of(export.file, one.weight, frame[one.weight], typed=export.typed)
        faults += found
    if one.key is not None and one.key in frame:
        key, found = keys_of(export.file, one.key, frame[one.key])
        faults += found
    segments = pd.DataFrame(index=frame.index)
    for name, column in segment_columns(engagement, one).items():
        if column in frame:
            segment = engagement.segments[name].model_copy(update={"column": column})
            segments[name], found, doubts = segment_of(
                export.file, name, segment, frame[column], engagement.missing
            )
            faults += found
            warnings += doubts
            if not found and not segment.values:
                counting = None if weights is None else (weights > 0).to_numpy(bool)
                segments[name], doubts = pooled(engagement, one, name, segments[name], counting)
                warnings += doubts
    return People(weights, key, segments, faults, warnings)


def weights_of(file: str, column: str, cells: pd.Series, *, typed: bool) -> tuple[pd.Series, list[Fault]]:
    """Read weights; each respondent needs one, finite and not negative, and not all may be 0."""
    places, different = coded(cells)
    texts = different.str.strip()
    per_text, per_text_doubts = numbers_and_doubts(texts, typed=typed)
    values, doubts = spread(per_text, places, np.nan), spread(per_text_doubts, places, False)
    empty = spread((texts == "").to_numpy(bool), places, True)
    checks = (
        (empty, "no weight", "Give every respondent a weight, 0 to leave one out."),
        (doubts, f"a weight that {DOUBTFUL}", UNDOUBTED),
        (
            ~empty & ~doubts & np.isnan(values),
            "a weight that is no number",
            "Write weights as 0.87 or 0,87.",
        ),
        (values < 0, "a negative weight", "A weight says for how many a respondent stands: 0 or more."),
    )
    faults = [
        Fault(f"{file}, column {column}, {listed(cells.index[wrong].tolist())}", what, mend)
        for wrong, what, mend in checks
        if wrong.any()
    ]
    if len(values) and (values == 0).all():
        faults.append(
            Fault(
                f"{file}, column {column}", "every weight is 0", "Check that this is the column of weights."
            )
        )
    return pd.Series(values, index=cells.index, name="weight"), faults


def keys_of(file: str, column: str, cells: pd.Series) -> tuple[pd.Series, list[Fault]]:
    """Read respondents' keys, not hashed yet; each respondent needs one of their own. No fault shows a key."""
    keys = plain_keys(cells)
    compact = packed(keys)
    if made_of(compact, UNCHANGED) and not keys.isna().any() and all_differ(compact):
        return keys, []
    blank = keys.isna() | (keys == "")
    double = keys.duplicated(keep=False) & ~blank
    shortened = keys.str.fullmatch(r"\d([.,]\d+)?[eE]\+\d+", na=False)
    checks = (
        (
            blank,
            "no key",
            "In a corrected copy of the file, give each its own key that stands in no other wave: it is then paired "
            "with nobody. Or leave `key` out of the wave.",
        ),
        (
            double,
            "a key that another row has too",
            'Keep one row per respondent, or write exclude = ["test", "duplicate"] under [quality].',
        ),
        (
            shortened,
            "a key that Excel has shortened (such as 1,2E+11)",
            "Format the column as text in the source and export again.",
        ),
    )
    faults = [
        Fault(f"{file}, column {column}, {listed(cells.index[wrong.to_numpy(bool)].tolist())}", what, mend)
        for wrong, what, mend in checks
        if wrong.any()
    ]
    return keys, faults


def segment_of(
    file: str, key: str, segment: Segment, cells: pd.Series, missing: MissingCodes
) -> tuple[pd.Series, list[Fault], list[str]]:
    """Read the codes of a segment: categories in declared order, else all codes found in order.

    1, 1.0 and 1,0 are one code, and texts are compared without capitals. A text that [missing] declares is no code,
    nor is what the segment itself calls missing.
    """
    places, different = coded(cells)
    texts = different.str.strip()
    nothing: set[str | float] = {""}
    nothing |= {folded(code) for reason in missing for code in reason[1] if isinstance(code, str)}
    nothing |= {_same(str(code)) for code in segment.missing}
    declared = {_same(code): code for code in segment.values}
    code_per_text: list[str | None] = []
    unknown = np.zeros(len(texts), dtype=bool)
    for place, given in enumerate(texts):
        same = _same(given)
        code = declared.get(same)
        if code is None and not {folded(given), same} & nothing:
            unknown[place] = bool(segment.values)
            code = given if segment.values else declared.setdefault(same, _plain(given))
        code_per_text.append(code)
    codes = list(segment.values) if segment.values else sorted(declared.values(), key=_order)
    if unknown.any():
        return cells, _unknown_codes(file, segment, cells.index, places, texts, unknown), []
    warnings = []
    if len(codes) > MANY_CODES:
        warnings.append(f"segment {key} has {len(codes):,} codes: is {segment.column} the right column?")
    position = {code: place for place, code in enumerate(codes)}
    per_text = np.array([-1 if code is None else position[code] for code in code_per_text], dtype=np.int64)
    categories = pd.Categorical.from_codes(
        spread(per_text, places, -1), categories=pd.Index(codes, dtype="str")
    )
    return pd.Series(categories, index=cells.index, name=key), [], warnings


def pooled(
    engagement: Engagement,
    one: Wave,
    key: str,
    codes: pd.Series,
    counting: np.ndarray | None = None,
    respondents: pd.Series | None = None,
) -> tuple[pd.Series, list[str]]:
    """Take the codes that fewer than the minimum cell have together as OTHER, for a rare code may name its bearer.

    Only for a segment without declared `values`; codes that a margin of the population names are declared too.
    `counting`: True for the rows that count, all of them without it. `respondents`: where `codes` are of those
    invited, what this gave for those who answered, so that one code is named in both or in neither. Also gives what
    to tell of it.
    """
    declared = {_same(code) for code in (one.margins or engagement.weighting.margins).get(key, {})}
    places = codes.cat.codes.to_numpy()
    names = codes.cat.categories.tolist()
    counted = places[(places >= 0) & (True if counting is None else counting)]
    least = engagement.privacy.minimum_cell
    few = np.bincount(counted, minlength=len(names)) < least
    if respondents is not None:
        named = respondents.cat.categories
        few = (few | (OTHER in named)) & ~np.isin(names, named)
    few &= np.array([_same(name) not in declared for name in names], dtype=bool)
    if not few.any():
        return codes, []
    kept = [name for name, rare in zip(names, few, strict=True) if not rare and name != OTHER]
    place_of = {name: place for place, name in enumerate(kept)}
    new = [
        len(kept) if rare else place_of.get(name, len(kept)) for name, rare in zip(names, few, strict=True)
    ]
    together = pd.Categorical.from_codes(
        spread(np.array(new, dtype=np.int64), places, -1), categories=pd.Index([*kept, OTHER], dtype="str")
    )
    number = "1 code" if few.sum() == 1 else f"{few.sum():,} codes"
    told = (
        f'segment {key}: {number} of fewer than {least} respondents go as "{OTHER}", for rare codes may name '
        f"people; to show them, declare [segments.{key}.values]"
    )
    return pd.Series(together, index=codes.index, name=codes.name), [told]


def _unknown_codes(
    file: str, segment: Segment, rows: pd.Index, places: np.ndarray, texts: pd.Series, unknown: np.ndarray
) -> list[Fault]:
    where, known = f"{file}, column {segment.column}", names_told(segment.values)
    mend = f"Add the code to `values` or mend the cell. Declared: {known}."
    strange = np.flatnonzero(unknown)
    if len(strange) > LISTED:
        found = rows[spread(unknown, places, False)].tolist()
        return [
            Fault(
                f"{where}, {listed(found)}",
                f"holds {len(strange):,} different codes that are not declared",
                mend,
            )
        ]
    return [
        Fault(
            f"{where}, {listed(rows[places == one].tolist())}",
            f"code {value_told(texts[one])} is not declared",
            _meant(segment, texts[one]) + mend,
        )
        for one in strange
    ]


def _meant(segment: Segment, found: str) -> str:
    """Say which declared code may be meant: the one that it is the label of, or the nearest; "" for neither."""
    for code, label in segment.values.items():
        if folded(found) in {folded(text(label, language)) for language in available_languages()}:
            return f"It is the label of code `{code}`. "
    return suggestion(found, segment.values)


def _same(code: str) -> str | float:
    """Give what two spellings of a code have in common; leading zeros are part of a code."""
    number = None if re.match(r"0[0-9]", code) else code_number(code)
    return folded(code) if number is None else number


def _plain(code: str) -> str:
    same = _same(code)
    return plain_number(same) if isinstance(same, float) else code


def _order(code: str) -> tuple[int, float, str, str]:
    number = code_number(code)
    return (1, 0.0, folded(code), code) if number is None else (0, number, "", code)
