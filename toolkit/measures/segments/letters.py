"""Which groups differ beyond chance, in one sign per group: letters for pairs, arrows against the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from string import ascii_uppercase
from typing import Any, Final

import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.segments.compare import REST, TESTS, Comparison

HIGHER: Final = "▲"
LOWER: Final = "▼"


def group_letters(groups: Sequence[Hashable]) -> dict[Hashable, str]:
    """Give each group its letter, in order: A to Z, then AA, AB and so on.

    >>> group_letters(["North", "South"])
    {'North': 'A', 'South': 'B'}
    """
    return {group: _letter(place) for place, group in enumerate(groups)}


def _letter(place: int) -> str:
    first, last = divmod(place, len(ascii_uppercase))
    return (_letter(first - 1) if first else "") + ascii_uppercase[last]


def significance_signs(
    found: Comparison, letters: Mapping[Any, str], *, confidence: float = 0.95
) -> pd.DataFrame:
    """Write per measure (index) and group (columns, those of `letters`) how it differs, "" where it is not shown to.

    Pairs: the letters, in order, of the groups that it is higher than (Holm-adjusted p < 1 − confidence). Against the
    rest: HIGHER or LOWER. Raises StatisticsError for a tested group without a letter.

    >>> from toolkit.measures.segments.compare import compare_groups
    >>> frame = pd.DataFrame({"mark": [6.0, 7, 8, 7] * 10 + [8.0, 9, 10, 9] * 10})
    >>> shops = ["Delft"] * 40 + ["Gouda"] * 40
    >>> found = compare_groups(frame, {"mark": "mean"}, shops, order=["Delft", "Gouda"])
    >>> significance_signs(found, group_letters(["Delft", "Gouda"])).loc["mark"].to_dict()
    {'Delft': '', 'Gouda': 'A'}
    """
    measures = list(dict.fromkeys(found.cells["measure"]))
    signs = pd.DataFrame("", index=pd.Index(measures, name="measure"), columns=list(letters))
    different = shown(found, confidence)
    tested = {*found.tests["first"], *found.tests["second"]} - {REST}
    if tested - set(letters):
        raise StatisticsError(
            f"group {sorted(map(str, tested - set(letters)))[0]!r} was tested and has no letter"
        )
    for (measure, upper), tests in different.groupby(["measure", "higher"], sort=False):
        lower = set(tests["lower"])
        if upper == REST:
            signs.loc[measure, list(lower)] = LOWER
        elif REST in lower:
            signs.loc[measure, upper] = HIGHER
        else:
            signs.loc[measure, upper] = "".join(letters[group] for group in letters if group in lower)
    return signs


def shown(found: Comparison, confidence: float = 0.95) -> pd.DataFrame:
    """Give the tests that show a difference (Holm-adjusted p under 1 − confidence), with the groups `higher, lower`."""
    tests = found.tests[found.tests["p_holm"] < 1 - confidence]
    up = tests["difference"] > 0
    return tests.assign(
        higher=tests["first"].where(up, tests["second"]), lower=tests["second"].where(up, tests["first"])
    )


def apart(found: Comparison, confidence: float = 0.95) -> pd.DataFrame:
    """Name the groups that are shown to be higher, or lower, than each other group that was tested, or than the rest.

    Returns a row per measure and such a group: measure, group, sign (+1 higher, −1 lower), others (how many other
    groups it was tested against; 1 for the rest), in the order of the table.
    """
    different = shown(found, confidence)
    times = {
        sign: Counter(zip(different["measure"], different[side], strict=True))
        for sign, side in ((1, "higher"), (-1, "lower"))
    }
    tested: dict[Any, list[tuple[Any, Any]]] = {}
    for measure, first, second in zip(*(found.tests[name] for name in TESTS[:3]), strict=True):
        tested.setdefault(measure, []).append((first, second))
    rows = []
    for measure, pairs in tested.items():
        others = Counter(group for pair in pairs for group in pair)
        for group in dict.fromkeys([first for first, _ in pairs] + [second for _, second in pairs]):
            signs = [sign for sign in times if times[sign][measure, group] == others[group]]
            rows += [(measure, group, sign, others[group]) for sign in signs if group != REST]
    return pd.DataFrame(rows, columns=["measure", "group", "sign", "others"])


def widest(different: pd.DataFrame, measure: str) -> tuple[str, str]:
    """Name the higher and the lower group that lie furthest apart on a measure, of pairs shown to differ; or "", "".

    `different`: as `shown` gives it; groups that differ from the rest are no pair.
    """
    rows = different[(different["measure"] == measure) & (different["second"] != REST)]
    if rows.empty:
        return "", ""
    place = rows["difference"].abs().idxmax()
    return str(rows.at[place, "higher"]), str(rows.at[place, "lower"])
