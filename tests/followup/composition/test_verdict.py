"""The verdict, by rule and by simulation."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.composition import CASES, THEMES, main, verdicts
from tests.followup.composition.test_split import SEGMENTS, waves
from toolkit.followup.composition.compare import VERDICTS, judged, largest_composition, split_waves

# By name, for cases are added.
CASE = {case.name: case for case in CASES}


def table(rows: dict[str, tuple[float, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(
        rows, orient="index", columns=["difference_p", "within_p", "composition_p"]
    )
    return frame.assign(gap_p=np.nan, known_p=np.nan, difference=2.0, composition=1.0)


def test_the_rule() -> None:
    found = judged(
        table(
            {
                "like": (0.001, 0.001, 0.9),
                "other": (0.001, 0.5, 0.001),
                "two": (0.001, 0.001, 0.001),
                "hidden": (0.9, 0.001, 0.001),
                "shift only": (0.9, 0.9, 0.001),
                "neither": (0.001, 0.2, 0.2),
            }
        ),
        (),
        (),
        0.95,
    )
    assert found["verdict"].tolist() == ["real", "composition", "both", "both", "not decided", "not decided"]
    assert set(found["verdict"]) <= set(VERDICTS)


def test_other_customers_who_moved_it_the_other_way_explain_no_change() -> None:
    # Shown all by themselves: a rise of 2, and that others who answered took 1 off; not shown: the 3 within like ones.
    rows = table({"along": (0.001, 0.5, 0.001), "against": (0.001, 0.5, 0.001)})
    rows["composition"] = [1.0, -1.0]
    assert judged(rows, (), (), 0.95)["verdict"].tolist() == ["composition", "not decided"]


def test_the_families() -> None:
    rows = table(
        {"a": (0.02, 0.02, 0.9), "b": (0.9, 0.9, 0.9), "c": (0.02, 0.02, 0.9), "nps": (0.02, 0.02, 0.9)}
    )
    found = judged(rows, ("nps",), ("c",), 0.95)
    # Two themes are a family, a score is one of its own, and what carries no claim is in none.
    assert found["within_p_holm"].tolist() == pytest.approx([0.04, 0.9, np.nan, 0.02], nan_ok=True)
    assert found["verdict"].tolist() == ["real", "not decided", "not decided", "real"]


def test_a_change_must_hold_without_those_whose_group_is_not_known() -> None:
    rows = table({"a": (0.001, 0.001, 0.9), "b": (0.001, 0.001, 0.9)}).assign(known_p=[0.3, 0.01])
    found = judged(rows, (), (), 0.95)
    assert found["within_p_holm"].tolist() == pytest.approx([0.3, 0.02])
    assert found["verdict"].tolist() == ["not decided", "real"]


def test_those_whose_groups_are_known_are_split_by_themselves() -> None:
    before, after = waves(3)
    before.loc[:29, SEGMENTS] = after.loc[:44, SEGMENTS] = None
    row = split_waves(before, after, ["score"], SEGMENTS).table.loc["score"]
    known = split_waves(before.iloc[30:], after.iloc[45:], ["score"], SEGMENTS).table.loc["score"]
    assert (row["known"], row["known_p"]) == pytest.approx((known["within"], known["within_p"]))
    assert np.isnan(known["known_p"])
    # Where hardly anybody is known, nothing is shown without the others.
    before["channel"], after["channel"] = (
        before["channel"].where(before.index > 180),
        after["channel"].where(after.index > 280),
    )
    assert split_waves(before, after, ["score"], SEGMENTS, minimum=5).table.at["score", "known_p"] == 1


def test_the_most_that_other_customers_brought() -> None:
    before, after = waves(4)
    before["more"], after["more"] = before["score"] / 10, after["score"] / 10
    found = split_waves(before, after, ["score", "more"], SEGMENTS).table
    most = largest_composition(found, 0.95)
    assert most > found["composition_high"].max()
    assert np.isnan(largest_composition(found.assign(composition=np.nan), 0.95))
    assert np.isnan(largest_composition(found.assign(composition_se=np.nan), 0.95))


@pytest.mark.simulation
def test_a_shift_of_customers_alone_is_called_composition_and_not_real() -> None:
    found = verdicts(CASE["other customers"], 10)
    per_client = found["verdict"].groupby(found["client"])
    assert per_client.agg(lambda one: one.isin(["real", "both"]).any()).mean() <= 0.1
    assert per_client.agg(lambda one: (one == "composition").any()).mean() > 0.9


@pytest.mark.simulation
def test_a_real_change_alone_is_called_real_and_nothing_is_nothing() -> None:
    found = verdicts(CASE["6 points on one theme"], 10)
    first = found[found["measure"] == THEMES[0]]
    assert (first["verdict"] == "real").mean() > 0.85
    others = found[found["measure"] != THEMES[0]]
    claimed = (others["verdict"] != "not decided").groupby(others["client"]).any()
    assert claimed.mean() <= 0.1


def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--small"])
    told = capsys.readouterr().out
    assert "| nothing changed | " in told
    assert "Raking beside regression" in told
