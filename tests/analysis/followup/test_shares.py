"""Shares of a small client in both waves: which are compared, on whom, and what is not told."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis import followup
from toolkit.analysis.followup.shares import ATTACHED, CAPTIVE, LOYAL
from toolkit.analysis.followup.withheld import withheld
from toolkit.analysis.job import Job
from toolkit.followup.changes.shares import compare_shares
from toolkit.notebook import say, sections
from toolkit.report.blocks import Findings, Kpis, Table

JobOf = Callable[..., Job]
ROLES = {
    "trust": "driver",
    "loyal": "attitude",
    "buys": "behaviour",
    "stuck": "lock_in",
    "mark": "touchpoint",
}
SCALES = {"trust": (1, 7), "loyal": (1, 7), "buys": (1, 7), "stuck": (1, 7), "mark": (1, 10)}
ITEMS = {"loyal": ["l1", "l2"], "stuck": ["s1", "s2"]}


def model(**more: str) -> str:
    parts = []
    for name, role in ROLES.items():
        low, high = SCALES[name]
        parts += [f"[constructs.{name}]", f'role = "{role}"', f"minimum = {low}", f"maximum = {high}"]
        parts.append(f"items = {ITEMS.get(name, [name])!r}".replace("'", '"'))
    parts += ["[questions]", 'report_mark = "mark"', 'recommendation = "nps"', 'effort = "trust"']
    parts += ["[constructs.told]", 'role = "touchpoint"', "minimum = 0", "maximum = 10", 'items = ["nps"]']
    return "\n".join([*parts, *more.values()])


def wave(n: int = 200, seed: int = 1, keys: int = 0, nines: float = 0.3) -> dict[str, Any]:
    """Customers whose attitude, behaviour and lock-in are high or low, sevens and twos."""
    draw = np.random.default_rng(seed)

    def high(share: float) -> np.ndarray:
        return np.where(draw.random(n) < share, 7, 2)

    loyal, stuck = high(0.6), high(0.5)
    return {
        "trust": draw.integers(1, 8, n),
        "l1": loyal,
        "l2": np.clip(loyal + draw.integers(-1, 1, n), 1, 7),
        "buys": high(0.5),
        "s1": stuck,
        "s2": np.clip(stuck + draw.integers(-1, 1, n), 1, 7),
        "mark": np.where(draw.random(n) < nines, 9, 7),
        "nps": draw.choice([10, 8, 3], n),
        "id": np.arange(n) + keys,
        "w": draw.uniform(0.5, 2, n),
    }


def hits(answers: Mapping[str, Any]) -> pd.DataFrame:
    """What the chapter counts, worked out from the answers."""
    frame = pd.DataFrame(answers)
    attached = frame["l1"] == 7
    return pd.DataFrame(
        {
            "NINE_PLUS": frame["mark"] >= 9,
            "EFFORT": frame["trust"] >= 6,
            LOYAL: attached & (frame["buys"] == 7),
            CAPTIVE: ~attached & (frame["s1"] == 7),
            "id": frame["id"],
            "w": frame["w"],
        }
    )


NAMES = ["NINE_PLUS", "EFFORT", LOYAL, CAPTIVE]


@pytest.mark.parametrize(("key", "weight"), [("", ""), ("id", ""), ("id", "w")])
def test_the_shares_are_those_of_the_answers(job_of: JobOf, key: str, weight: str) -> None:
    waves = wave(), wave(seed=2, keys=100, nines=0.5)
    result = followup.shares(job_of("followup", model(), *waves, key=key, weight=weight))
    assert result is not None
    before, after = (hits(each) for each in waves)
    expected = compare_shares(before, after, NAMES, key=key or None, weights=weight or None)
    pd.testing.assert_frame_equal(result.table, expected, check_dtype=False)
    assert (result.hidden, result.unmatched, result.smallest_change) == ((), (), 0.05)
    assert result.themes == {"attitude": "loyal", "behaviour": "buys", "lock_in": "stuck"}


def test_whose_custom_is_not_free_is_not_called_loyal_for_it(job_of: JobOf) -> None:
    job = job_of("followup", model(context='[context]\nchoice = "monopoly"'), wave(), wave(seed=2))
    result = followup.shares(job)
    assert result is not None
    assert list(result.table.index) == ["NINE_PLUS", "EFFORT", ATTACHED, CAPTIVE]
    assert result.table.at[ATTACHED, "before"] == pytest.approx((wave()["l1"] == 7).mean())


def test_few_of_one_kind_are_not_told(job_of: JobOf) -> None:
    few = wave() | {"mark": np.r_[np.full(9, 9), np.full(191, 7)]}
    job = job_of("followup", model(), wave(seed=2), few)
    result = followup.shares(job)
    assert result is not None
    assert result.hidden == ("NINE_PLUS",)
    assert "NINE_PLUS" not in result.table.index
    found = {one.key: one for one in say.followup.shares(job, result)}
    assert "fewer than 10 customers are among them" in found["shares.hidden"].text


def test_a_theme_that_does_not_hold_carries_no_share(job_of: JobOf) -> None:
    loose = wave(seed=2) | {"l2": np.random.default_rng(3).integers(1, 8, 200)}
    result = followup.shares(job_of("followup", model(), loose, wave()))
    assert result is not None
    assert list(result.table.index) == ["NINE_PLUS", "EFFORT"]


def test_few_who_turned_are_not_told_by_the_margin(job_of: JobOf) -> None:
    """The same customers twice, of whom 4 gave up their nine and 20 came to give one."""
    first = wave()
    nines = np.flatnonzero(first["mark"] == 9)
    others = np.flatnonzero(first["mark"] == 7)
    mark = first["mark"].copy()
    mark[nines[:4]], mark[others[:20]] = 7, 9
    second = wave(seed=2) | {"mark": mark}
    job = job_of("followup", model(), first, second, key="id")
    result = followup.shares(job)
    assert result is not None
    assert result.unmatched == ("NINE_PLUS",)
    apart = compare_shares(hits(first), hits(second), ["NINE_PLUS"])
    assert result.table.loc["NINE_PLUS", ["low", "high", "p"]].tolist() == pytest.approx(
        apart.loc["NINE_PLUS", ["low", "high", "p"]].tolist()
    )
    assert (result.table.drop("NINE_PLUS")["design"] == "paired").all()
    blocks = sections.followup.shares(job, result, say.followup.shares(job, result))
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert "too few changed their answer to tell: customers who give a 9 or 10." in table.note
    assert "Test by McNemar" in table.note


def test_nothing_to_compare(job_of: JobOf) -> None:
    bare = '[constructs.trust]\nrole = "driver"\nminimum = 1\nmaximum = 7\nitems = ["trust"]'
    job = job_of("followup", bare, wave(), wave(seed=2))
    assert followup.shares(job) is None
    assert say.followup.shares(job, None) == ()
    assert sections.followup.shares(job, None, ()) == ()


def test_each_verdict_has_its_sentence(job_of: JobOf) -> None:
    waves = wave(n=1200, nines=0.3), wave(n=1200, seed=2, nines=0.45)
    job = job_of("followup", model(), *waves)
    result = followup.shares(job)
    assert result is not None
    found = {one.key: one for one in say.followup.shares(job, result)}
    nine = found["shares.nine_plus"]
    assert nine.strength == "shown"
    assert nine.text.startswith("More customers who give a 9 or 10 than before: ")
    assert nine.plain.startswith("There are more customers who give a 9 or 10 than before")
    again = job_of("followup", model(), *waves[::-1])
    other = followup.shares(again)
    assert other is not None
    assert {one.key: one for one in say.followup.shares(again, other)}["shares.nine_plus"].text.startswith(
        "Fewer"
    )
    verdicts = {name: str(result.table.at[name, "verdict"]) for name in NAMES}
    for name, verdict in verdicts.items():
        told = found[f"shares.{name.lower()}"]
        assert (told.strength == "not_shown") == (verdict == "not decided")
        assert told.text.startswith("About as many") == (verdict == "no relevant change")
    blocks = sections.followup.shares(job, result, tuple(found.values()))
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert [row["share"] for row in table.rows][:2] == ["Gives a 9 or 10", "Found it easy"]
    assert table.rows[0]["verdict"] == "more"
    assert "Loyal: 60 or more on “loyal” and on “buys”." in table.note


@pytest.mark.parametrize("part", [10, 8, 3])
def test_the_margin_of_the_nps_does_not_tell_few_of_one_kind(job_of: JobOf, part: int) -> None:
    others = [one for one in (10, 8, 3) if one != part]
    few = wave(seed=2) | {"nps": np.r_[np.full(7, part), np.full(90, others[0]), np.full(103, others[1])]}
    job = job_of("followup", model(), wave(), few)
    assert withheld(job).margin
    changed = followup.change(job)
    found = say.followup.recommendation(job, changed)
    (finding,) = found
    assert "The margin is not shown" in finding.text
    assert set(finding.numbers) == {"before", "after", "difference"}
    assert changed.recommendation is not None
    blocks = sections.followup.recommendation(job, changed, found)
    (tiles,) = [block for block in blocks if isinstance(block, Kpis)]
    assert {tile.interval for tile in tiles.items} == {"margin not shown"}
    assert {tile.base for tile in tiles.items} == {""}
    assert not [block for block in blocks if isinstance(block, Table)]  # p tells as much as the margin
    told = str([block for block in blocks if isinstance(block, Findings | Kpis)])
    for limit in (*changed.recommendation[["low", "high"]], *(level.low for level in changed.levels)):
        assert f"{abs(limit):.1f}" not in told


def test_the_margin_is_told_where_enough_gave_each_answer(job_of: JobOf) -> None:
    job = job_of("followup", model(), wave(), wave(seed=2))
    assert not withheld(job).margin
    changed = followup.change(job)
    found = say.followup.recommendation(job, changed)
    assert "margin" in found[0].text
    assert "not shown" not in found[0].text
    blocks = sections.followup.recommendation(job, changed, found)
    tiles = next(block for block in blocks if isinstance(block, Kpis))
    assert tiles.items[0].base == "n = 200"
    (row,) = next(block for block in blocks if isinstance(block, Table)).rows
    assert [row["before"], row["after"], row["difference"]] == [tile.value for tile in tiles.items]
    assert f"margin {row['margin']}" == tiles.items[2].interval
    assert row["n"] == "200 / 200"
