"""Each quality check: what it must find, what it must leave alone, and what it says where it cannot be made."""

import datetime as dt
import doctest
import importlib
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from toolkit.engagement import Contradiction, ItemScale, MissingCodes
from toolkit.engagement.data import Check
from toolkit.engagement.data import Quality as QualitySettings
from toolkit.errors import IntakeError
from toolkit.intake.answers import REASONS
from toolkit.intake.quality.flags import CHECKS, Quality, excluded, quality_flags, quality_table
from toolkit.simulate import simulate_wave, standard_world
from toolkit.simulate.world import items as items_of

START, END = dt.date(2026, 2, 2), dt.date(2026, 2, 20)


def scale(minimum: float = 1, maximum: float = 7, *, reverse: bool = False) -> ItemScale:
    return ItemScale(minimum, maximum, reverse, MissingCodes(), "trust")


def reasons_of(values: pd.DataFrame) -> pd.DataFrame:
    codes = np.where(values.isna(), REASONS.index("no_answer"), REASONS.index("answered")).astype(np.int8)
    return pd.DataFrame(
        {
            item: pd.Categorical.from_codes(codes[:, place], categories=pd.Index(REASONS))
            for place, item in enumerate(values)
        },
        index=values.index,
    )


def flags(values: pd.DataFrame, **given: Any) -> Quality:
    """Quality of `values`, one construct of items on 1–7 unless told otherwise."""
    arguments: dict[str, Any] = {
        "values": values,
        "reasons": reasons_of(values),
        "scales": {item: scale() for item in values},
        "blocks": {"trust": tuple(values)},
        "paradata": pd.DataFrame(index=values.index),
        "key": None,
        "start": START,
        "end": END,
        "settings": QualitySettings(),
    }
    return quality_flags(**arguments | given)


def people(n: int = 12, items: int = 3) -> pd.DataFrame:
    rows = [[(row + place * row) % 7 + 1 for place in range(items)] for row in range(n)]
    return pd.DataFrame(
        np.array(rows, dtype=float), columns=[f"Q{place}" for place in range(items)], index=range(2, n + 2)
    )


def paradata(n: int = 12, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns, index=range(2, n + 2))


def moments(*texts: str) -> pd.Series:
    return pd.to_datetime(
        pd.Series(texts, index=range(2, len(texts) + 2), dtype="object"), format="ISO8601"
    ).astype("datetime64[us]")


def rows(quality: Quality, check: str) -> list[int]:
    return quality.flags.index[quality.flags[check]].tolist()


def test_the_checks_are_those_an_engagement_may_name() -> None:
    assert get_args(Check) == CHECKS
    found = flags(people())
    assert tuple(found.flags.columns) == CHECKS
    assert found.flags.index.tolist() == list(range(2, 14))
    assert [str(kind) for kind in found.flags.dtypes] == ["bool"] * 8


def test_what_cannot_be_checked_is_not_called_clean() -> None:
    found = flags(people(items=2))
    assert set(found.not_checked) == set(CHECKS) - {"unfinished"}
    assert not found.flags.to_numpy().any()
    table = quality_table(found).set_index("check")
    assert table["made"].tolist() == [False] * 7 + [True]
    assert table["rows"].isna().tolist() == table["share"].isna().tolist() == [True] * 7 + [False]
    assert table.loc["test", "why_not"] == "the file does not say which rows are trials or previews"


def test_the_table_counts_and_names_rows() -> None:
    found = flags(people(), paradata=paradata(test=[True, False, True] + [False] * 9))
    row = quality_table(found).set_index("check").loc["test"]
    assert (row["rows"], row["share"], row["where"]) == (2, 2 / 12, "rows 2, 4")


def test_a_row_is_left_out_once_under_the_first_reason() -> None:
    test = [True, True, True] + [False] * 9
    finished = [True, False, True] + [True] * 8 + [False]
    found = flags(people(), paradata=paradata(test=test, finished=finished))
    out, counts = excluded(found, ["unfinished", "test", "speeder"])
    assert np.flatnonzero(out).tolist() == [0, 1, 2, 11]
    assert counts.to_numpy().tolist() == [["unfinished", 2, True], ["test", 2, True], ["speeder", 0, False]]
    assert excluded(found, ["test", "unfinished"])[1]["rows"].tolist() == [3, 1]
    assert not excluded(found, [])[0].any()
    with pytest.raises(KeyError):
        excluded(found, ["tests"])


@given(st.integers(0, 2**32 - 1), st.permutations(CHECKS))
def test_excluded_rows_add_up_in_whatever_order(seed: int, order: list[str]) -> None:
    hits = np.random.default_rng(seed).random((30, len(CHECKS))) < 0.2
    quality = Quality(pd.DataFrame(hits, columns=CHECKS), {}, ())
    out, counts = excluded(quality, order)
    assert counts["rows"].sum() == out.sum() == hits.any(axis=1).sum()
    assert counts["rows"].iloc[0] == quality.flags[order[0]].sum()


class TestSpeeders:
    def test_a_third_of_the_median_of_those_who_finished(self) -> None:
        # The median of the finished is 300 seconds, so that 100 is no speeder and 99 is one.
        seconds = [300.0] * 8 + [99.0, 100.0, 5.0, 4.0]
        finished = [True] * 11 + [False]
        found = flags(people(), paradata=paradata(seconds=seconds, finished=finished))
        assert rows(found, "speeder") == [10, 12]
        assert found.limits["speeder_seconds"] == 100.0
        assert found.limits["median_seconds"] == 300.0

    def test_trials_do_not_count_for_the_median(self) -> None:
        seconds = [300.0] * 10 + [3.0] * 12
        test = [False] * 10 + [True] * 12
        found = flags(people(22), paradata=paradata(22, seconds=seconds, test=test))
        assert found.limits["median_seconds"] == 300.0
        assert rows(found, "speeder") == []

    def test_the_engagement_s_seconds_come_first(self) -> None:
        settings = QualitySettings(speeder_seconds=120)
        found = flags(people(), paradata=paradata(seconds=[119.0, 120.0] + [500.0] * 10), settings=settings)
        assert rows(found, "speeder") == [2]

    def test_durations_are_reckoned_from_dates_where_they_are_not_given(self) -> None:
        began = pd.to_datetime(["2026-02-03 09:00:00"] * 12)
        took = np.array([300] * 11 + [60])
        given = paradata(
            started=began, ended=began + pd.to_timedelta(took, "s"), seconds=[np.nan] * 11 + [400.0]
        )
        assert rows(flags(people(), paradata=given), "speeder") == []
        assert rows(flags(people(), paradata=given.drop(columns="seconds")), "speeder") == [13]

    @pytest.mark.parametrize(
        ("seconds", "why"),
        [
            ([300.0] * 9 + [np.nan] * 3, "only 9 finished respondents have a duration, too few for a median"),
            ([0.0] * 12, "the median duration is 0 seconds"),
            ([np.nan] * 12, "the file has no durations of finished respondents"),
        ],
    )
    def test_without_a_median_it_says_why_not(self, seconds: list[float], why: str) -> None:
        found = flags(people(), paradata=paradata(seconds=seconds))
        assert found.not_checked["speeder"] == why

    def test_rows_without_a_duration_are_told(self) -> None:
        found = flags(people(), paradata=paradata(seconds=[300.0] * 11 + [np.nan]))
        assert (
            "1 row of finished respondents without a duration could not be checked for speed" in found.notes
        )


class TestDates:
    def test_impossible_dates(self) -> None:
        started = [
            "2026-02-03T10",
            "2026-02-03T10",
            "1999-12-31",
            "2027-02-21T00",
            "2027-02-22T12",
            "2026-02-03T10",
        ]
        ended = [
            "2026-02-03T11",
            "2026-02-03T09",
            "2026-02-03",
            "2027-02-21T00",
            "2027-02-22T13",
            "2026-02-03T10",
        ]
        given = paradata(6, started=moments(*started), ended=moments(*ended), seconds=[60.0] * 5 + [-1.0])
        assert rows(flags(people(6), paradata=given), "impossible_date") == [3, 4, 6, 7]

    def test_a_date_that_could_not_be_read_is_impossible(self) -> None:
        given = paradata(2, started=moments("2026-02-03", "2026-02-03"), unreadable=[False, True])
        assert rows(flags(people(2), paradata=given), "impossible_date") == [3]

    def test_both_days_of_the_fieldwork_count_whole(self) -> None:
        started = ["2026-02-01T23:59:59", "2026-02-02T00:00", "2026-02-20T23:59:59", "2026-02-21T00:00"]
        found = flags(people(4), paradata=paradata(4, started=moments(*started)))
        assert rows(found, "outside_fieldwork") == [2, 5]

    def test_dates_that_are_all_empty_are_not_checked(self) -> None:
        empty = paradata(2, started=moments("NaT", "NaT"), ended=moments("NaT", "NaT"), seconds=[np.nan] * 2)
        found = flags(people(2), paradata=empty.assign(unreadable=False))
        assert found.not_checked["impossible_date"] == "the file has no dates"
        assert (
            "impossible_date" not in flags(people(2), paradata=empty.assign(seconds=[60.0, -1.0])).not_checked
        )
        assert rows(flags(people(2), paradata=empty.assign(unreadable=[False, True])), "impossible_date") == [
            3
        ]

    def test_who_finishes_past_the_last_midnight_is_within(self) -> None:
        given = paradata(1, started=moments("2026-02-20T23:50"), ended=moments("2026-02-21T00:10"))
        assert rows(flags(people(1), paradata=given), "outside_fieldwork") == []

    def test_the_end_is_taken_where_the_start_is_unknown(self) -> None:
        given = paradata(
            3, started=moments("NaT", "NaT", "2026-02-03"), ended=moments("2026-03-01", "NaT", "NaT")
        )
        found = flags(people(3), paradata=given)
        assert rows(found, "outside_fieldwork") == [2]
        assert "1 row without a date could not be placed in or outside the fieldwork" in found.notes


class TestStraightLines:
    def values(self, *lines: list[float]) -> pd.DataFrame:
        return pd.DataFrame(
            np.array(lines, dtype=float), columns=[f"Q{place}" for place in range(len(lines[0]))]
        )

    def test_the_same_answer_to_enough_items(self) -> None:
        six, gap, five = [5.0] * 6, [5.0, 5, 5, np.nan, 5, 5], [5.0, 5, 5, 5, 5, 4]
        assert rows(flags(self.values(six, gap, five)), "straight_line") == [0]
        settings = QualitySettings(straight_line_items=5)
        assert rows(flags(self.values(six, gap, five), settings=settings), "straight_line") == [0, 1]

    def test_satisfied_customers_are_left_alone(self) -> None:
        delighted, furious = [7.0] * 6, [1.0] * 6
        found = flags(self.values(delighted, furious, [6.0] * 6))
        assert rows(found, "straight_line") == [2]
        assert any(
            note.startswith("2 rows with only the lowest or only the highest answer") for note in found.notes
        )

    def test_on_few_items_nobody_is_suspected(self) -> None:
        found = flags(self.values([5.0] * 5, [7.0] * 5))
        assert rows(found, "straight_line") == []
        assert found.not_checked["straight_line"] == "no block of questions has 6 items on one scale"

    def test_a_same_answer_to_an_item_and_its_reverse_contradicts_itself(self) -> None:
        values = self.values([7.0] * 6, [1.0] * 6, [4.0] * 6, [7.0, 7, 7, 7, 7, 1], [7.0, 7, 7, 7, 7, np.nan])
        scales = {item: scale(reverse=item == "Q5") for item in values}
        assert rows(flags(values, scales=scales), "straight_line") == [0, 1, 2]

    def test_reversed_is_meant_within_its_own_construct(self) -> None:
        # Delighted, and able to leave easily: the lock-in item is reversed for lock-in, not for trust.
        values = self.values([7.0] * 7, [7.0] * 7, [1.0] * 7)
        scales = {item: scale(reverse=item == "Q6") for item in values}
        blocks = {"trust": tuple(f"Q{place}" for place in range(6)), "lock_in": ("Q6",)}
        found = flags(values, scales=scales, blocks=blocks)
        assert rows(found, "straight_line") == []
        both = {"trust": ("Q0", "Q1", "Q2", "Q3"), "lock_in": ("Q4", "Q5", "Q6")}
        assert rows(flags(values, scales=scales, blocks=both), "straight_line") == [0, 1, 2]

    def test_a_line_through_most_of_the_questionnaire_is_found(self) -> None:
        # Twenty items on 1–7 in constructs of four: ten same answers in a row are suspect, nine are not.
        other = [2.0, 6, 3, 5, 2, 6, 3, 5, 2, 6, 3]
        gap = [4.0] * 5 + [np.nan] + [4.0] * 5 + other[:9]
        values = self.values(
            [4.0] * 10 + other[:10], [4.0] * 9 + other, gap, [7.0] * 10 + other[:10], [4.0] * 19 + [5.0]
        )
        blocks = {f"c{one}": tuple(f"Q{place}" for place in range(4 * one, 4 * one + 4)) for one in range(5)}
        assert rows(flags(values, blocks=blocks), "straight_line") == [0, 2, 4]
        more = QualitySettings(straight_line_items=12)
        assert rows(flags(values, blocks=blocks, settings=more), "straight_line") == [4]
        five = {item: scale(1, 5) for item in values}
        assert rows(flags(values.clip(upper=5), blocks=blocks, scales=five), "straight_line") == [4]

    def test_a_run_passes_over_items_on_another_scale(self) -> None:
        values = self.values([4.0] * 8 + [9.0] + [4.0] * 3 + [2.0, 6] * 4 + [3.0])
        scales = {item: scale(0, 10) if item == "Q8" else scale() for item in values}
        assert rows(flags(values, scales=scales), "straight_line") == [0]

    def test_constructs_on_the_same_scale_are_one_grid(self) -> None:
        values = self.values([5.0] * 6, [5.0, 5, 5, 2, 2, 2], [5.0] * 6)
        blocks = {"trust": ("Q0", "Q1", "Q2"), "image": ("Q3", "Q4", "Q5")}
        assert rows(flags(values, blocks=blocks), "straight_line") == [0, 2]
        other = {item: scale(0, 10) if item > "Q2" else scale() for item in values}
        assert "straight_line" in flags(values, blocks=blocks, scales=other).not_checked

    def test_a_line_through_one_construct_is_seen_among_others(self) -> None:
        values = self.values([5.0] * 6 + [2.0], [5.0] * 7)
        blocks = {"trust": tuple(f"Q{place}" for place in range(6)), "image": ("Q6", "not asked")}
        scales = {item: scale() for item in [*values, "not asked"]}
        assert rows(flags(values, blocks=blocks, scales=scales), "straight_line") == [0, 1]

    @pytest.mark.simulation
    @pytest.mark.parametrize("points", [5, 7, 11])
    @pytest.mark.parametrize("items", [12, 20, 40, 60])
    @pytest.mark.parametrize("mean", [0.0, 1.0])
    def test_lines_are_found_and_honest_rows_hardly(self, points: int, items: int, mean: float) -> None:
        # The strong model of docs/methods/quality.md: constructs of four items with an alpha of .92 to .95.
        rng, n = np.random.default_rng(items), 4_000
        construct = np.repeat(rng.standard_normal((n, items // 4)), 4, axis=1)
        opinion = mean + rng.normal(0, 0.3, items) + 0.85 * rng.standard_normal((n, 1)) + 0.35 * construct
        answers = np.digitize(
            opinion + 0.4 * rng.standard_normal((n, items)), np.linspace(-1.8, 1.8, points - 1)
        ).astype(float)
        answers[:50, : round(0.8 * items)] = points // 2
        values = pd.DataFrame(answers).add_prefix("Q")
        blocks = {f"c{one}": tuple(values)[one : one + 4] for one in range(0, items, 4)}
        found = flags(values, blocks=blocks, scales={item: scale(0, points - 1) for item in values})
        hits = found.flags["straight_line"].to_numpy()
        assert hits[50:].mean() <= 0.012
        if (items, points) != (12, 5):
            assert hits[:50].all()

    @pytest.mark.simulation
    @pytest.mark.parametrize("mean", [0.0, 1.0])
    @pytest.mark.parametrize(("points", "most"), [(5, 0.17), (7, 0.03), (11, 0.004)])
    def test_six_items_of_one_construct_are_as_the_page_says(
        self, points: int, most: float, mean: float
    ) -> None:
        # One very reliable construct (alpha .96), the hardest case, middling and satisfied customers.
        rng = np.random.default_rng(1)
        standing = np.sqrt(0.8) * rng.standard_normal((20_000, 1)) + mean
        answers = np.digitize(
            standing + np.sqrt(0.2) * rng.standard_normal((20_000, 6)), np.linspace(-1.8, 1.8, points - 1)
        )
        values = pd.DataFrame(answers.astype(float), columns=list("abcdef"))
        found = flags(values, scales={item: scale(0, points - 1) for item in values})
        alike = (answers == answers[:, :1]).all(axis=1).mean()
        flagged = found.flags["straight_line"].mean()
        assert most / 3 < flagged < most
        assert flagged < alike


class TestContradictions:
    def check(self, *contradictions: Contradiction, **cells: list[float]) -> Quality:
        values = pd.DataFrame({item: np.array(column, dtype=float) for item, column in cells.items()})
        return flags(values, settings=QualitySettings(contradictions=contradictions))

    def test_all_conditions_must_hold(self) -> None:
        one = Contradiction(label="no problem, yet solved", when={"had": 0, "solved": "Answered"})
        found = self.check(one, had=[0, 0, 1, np.nan], solved=[5, np.nan, 5, 5])
        assert rows(found, "contradiction") == [0]
        assert 'contradiction "no problem, yet solved": 1 row' in found.notes

    def test_a_number_may_be_written_as_text_and_a_reason_be_asked(self) -> None:
        one = Contradiction(label="a", when={"had": "0,0"})
        other = Contradiction(label="b", when={"solved": "no_answer", "had": 1})
        assert rows(self.check(one, other, had=[0, 1, 1], solved=[5, 5, np.nan]), "contradiction") == [0, 2]

    def test_what_was_not_asked_is_told(self) -> None:
        one = Contradiction(label="a", when={"had": 0, "solved": 5})
        found = self.check(one, had=[0.0])
        assert found.not_checked["contradiction"] == "no contradiction has all its items asked in this wave"
        assert 'contradiction "a" could not be checked: solved was not asked in this wave' in found.notes

    def test_a_condition_that_is_nothing_is_refused(self) -> None:
        one = Contradiction(label="a", when={"had": "yes"})
        with pytest.raises(
            IntakeError, match=r'contradictions\[1\]\.when\.had: "yes" is neither a number nor a reason'
        ):
            self.check(one, had=[0.0])


class TestUnfinished:
    def test_the_platform_s_word_comes_first(self) -> None:
        values = people(3)
        values.loc[2] = np.nan
        found = flags(values, paradata=paradata(3, finished=[True, False, True]))
        assert rows(found, "unfinished") == [3]

    def test_without_it_fewer_than_half_of_what_applied(self) -> None:
        values = pd.DataFrame(np.nan, index=range(4), columns=list("abcd"))
        reasons = pd.DataFrame(
            {
                "a": ["answered", "answered", "answered", "not_applicable"],
                "b": ["no_answer", "dont_know", "not_applicable", "not_applicable"],
                "c": ["no_answer", "no_answer", "not_applicable", "not_applicable"],
                "d": ["no_answer", "no_answer", "no_answer", "not_applicable"],
            }
        ).apply(lambda column: pd.Categorical(column, categories=REASONS))
        assert rows(flags(values, reasons=reasons), "unfinished") == [0]

    def test_answers_decide_where_the_platform_is_silent(self) -> None:
        values = people(3)
        values.loc[[2, 3]] = np.nan
        given = paradata(3, finished=pd.array([None, True, False], dtype="boolean"))
        found = flags(values, paradata=given)
        assert rows(found, "unfinished") == [2, 4]
        assert any("fewer than half" in note for note in found.notes)


@pytest.mark.simulation
def test_planted_rows_are_found_among_simulated_customers_and_few_others() -> None:
    world = standard_world()
    sample = simulate_wave(world, 3000, seed=7)
    rng = np.random.default_rng(7)
    asked = items_of(world)
    values = sample.items.astype(float).copy()
    scales = {
        item.id: ItemScale(item.minimum, item.maximum, item.reverse, MissingCodes(), "") for item in asked
    }
    blocks = {one.key: tuple(item.id for item in one.items) for one in world.constructs}
    seconds = np.exp(rng.normal(np.log(280), 0.4, len(values)))
    began = pd.Timestamp("2026-02-03") + pd.to_timedelta(rng.integers(0, 15 * 86_400, len(values)), "s")
    planted = {
        "speeder": range(20),
        "straight_line": range(20, 40),
        "duplicate": range(40, 60),
    }
    seconds[list(planted["speeder"])] = 40
    agreed = [item.id for item in asked if (item.minimum, item.maximum) == (1, 7)]
    values.loc[list(planted["straight_line"]), agreed] = 4
    copied = values.iloc[100:120].to_numpy()
    values.loc[list(planted["duplicate"])] = copied
    given = pd.DataFrame({"seconds": seconds, "started": began.astype("datetime64[us]")})
    found = flags(
        values,
        reasons=reasons_of(values),
        scales=scales,
        blocks=blocks,
        paradata=given,
        settings=QualitySettings(),
    )
    clean = np.ones(len(values), dtype=bool)
    clean[:120] = False
    for check, where in planted.items():
        hits = found.flags[check].to_numpy()
        pairs = hits[list(where)] | hits[100:120] if check == "duplicate" else hits[list(where)]
        assert pairs.mean() >= 0.9, check
        assert hits[clean].mean() <= 0.01, check


def test_among_airport_passengers_equal_answers_and_satisfaction_are_no_fault(shared: Path) -> None:
    table = pd.read_csv(shared / "reference" / "data" / "sfo_2014_2018.csv")
    values = table.filter(regex=r"^Q(7|9|10|14)").astype(float)
    values = values.where((values >= 1) & (values <= 5))
    found = flags(values, scales={item: scale(1, 5) for item in values})
    assert values.duplicated(keep=False).sum() == 831
    assert found.flags["duplicate"].sum() <= 5
    straight = (values.min(axis=1) == values.max(axis=1)) & (values.notna().sum(axis=1) >= 6)
    at_an_end = straight & values.min(axis=1).isin([1, 5])
    assert (straight & ~at_an_end).sum() == 142
    assert found.flags["straight_line"][straight & ~at_an_end].all()
    assert found.flags["straight_line"].sum() == 410
    assert any(note.startswith(f"{at_an_end.sum()} rows with only the lowest") for note in found.notes)


@pytest.mark.parametrize("name", ["flags", "duplicates", "straight_lines", "timing", "found"])
def test_examples_of_each_docstring(name: str) -> None:
    assert not doctest.testmod(importlib.import_module(f"toolkit.intake.quality.{name}")).failed


def test_worked_examples_of_the_page() -> None:
    page = ROOT / "docs" / "methods" / "quality.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    text = page.read_text(encoding="utf-8")
    for check in CHECKS:
        assert f"`{check}`" in text
    for heading in ("## Rules", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
