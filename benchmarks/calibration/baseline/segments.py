"""Groups of customers beside each other: differences with their intervals, and letters in tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from benchmarks.calibration.clients import Client, null_clients
from benchmarks.calibration.covering import Limits, covered
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.differences import Kind, difference, summarise
from toolkit.measures.segments.compare import compare_groups

KINDS: dict[str, Kind] = {"attitude": "mean", "behaviour": "mean", "nine": "share", "ATT_1": "nps"}
_SAYS = {
    "mean": "The interval of the difference of two groups' means holds it (`mean_difference`, Welch).",
    "share": "The interval of the difference of two groups' shares holds it (`share_difference`, Newcombe).",
    "NPS": "The interval of the difference of two groups' net promoter scores holds it (`nps_difference`).",
}


def measures_of(one: Client) -> pd.DataFrame:
    """Give what is compared, a column per measure."""
    mark = one.items["SAT_1"]
    nine = (mark >= 9).astype(float).where(mark.notna())
    return one.scores[["attitude", "behaviour"]].assign(nine=nine, ATT_1=one.items["ATT_1"])


def _differences(one: Client) -> Mapping[str, Limits]:
    table = measures_of(one)
    pairs = (("channel", "adviser", "website"), ("region", "east", "west"))
    found: dict[str, Limits] = {}
    for name, measure in (("mean", "attitude"), ("share", "nine"), ("NPS", "ATT_1")):
        for segment, first, second in pairs:
            groups = [
                summarise(
                    table.loc[here, measure],
                    None if one.weights is None else one.weights[here],
                    kind=KINDS[measure],
                )
                for here in ((one.segments[segment] == group).to_numpy() for group in (first, second))
            ]
            each = difference(*groups)
            found[f"{name}:{segment}"] = (each.value, each.low, each.high)
    return found


@study("groups-apart", "baseline", {name: Claim("coverage", says) for name, says in _SAYS.items()}, piece=100)
def groups_apart(design: Design, repeats: int, seed: int) -> Hits:
    """Hold differences of groups against those of all customers."""
    return covered(design, repeats, seed, _differences, tuple(_SAYS))


@study(
    "letters",
    "baseline",
    {
        "pairs": Claim(
            "type I", "Of groups that do not differ any gets a letter in a table (`compare_groups`, pairs)."
        ),
        "rest": Claim(
            "type I", "Of groups that do not differ any is marked against the rest (`compare_groups`)."
        ),
    },
    piece=100,
)
def letters(design: Design, repeats: int, seed: int) -> Hits:
    """Fill tables of four measures by the groups of a division, where nothing differs: one table, one chance of 5%."""
    found: dict[str, list[float]] = {"pairs": [], "rest": []}
    for one in null_clients(design, repeats, seed):
        table = measures_of(one)
        for against, marks in found.items():
            tests = compare_groups(
                table,
                KINDS,
                one.segments["arrival"],
                order=list(one.segments["arrival"].cat.categories),
                weights=one.weights,
                against=against,  # type: ignore[arg-type]
            ).tests
            marks.append(float((tests["p_holm"] < 0.05).any()) if len(tests) else float("nan"))
    return found
