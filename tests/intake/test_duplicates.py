"""Which of several rows of one respondent stays, and when equal answers mean one respondent."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.engagement import ItemScale, MissingCodes
from toolkit.intake.quality.duplicates import are_own, duplicates, ids_of, surplus
from toolkit.intake.quality.found import Found


def find(values: pd.DataFrame, points: int = 7, **given: Any) -> Found:
    scales = {item: ItemScale(1, points, False, MissingCodes(), "trust") for item in values}
    paradata = given.pop("paradata", pd.DataFrame(index=values.index))
    return duplicates(values, scales, paradata, given.pop("key", None), **given)


def customers(rng: np.random.Generator, n: int, items: int, points: int, reliability: float) -> pd.DataFrame:
    """Honest answers: one general opinion, constructs of five items, scales with a ceiling, 2 % blank."""
    general = rng.standard_normal((n, 1))
    blocks = []
    for _ in range(items // 5):
        construct = np.sqrt(0.7) * general + np.sqrt(0.3) * rng.standard_normal((n, 1))
        noise = rng.standard_normal((n, 5))
        blocks.append(np.sqrt(reliability) * construct + np.sqrt(1 - reliability) * noise)
    answers = np.digitize(np.hstack(blocks) + 0.8, np.linspace(-2, 2, points + 1)[1:-1]) + 1.0
    answers[rng.random(answers.shape) < 0.02] = np.nan
    return pd.DataFrame(answers, columns=[f"Q{place}" for place in range(items)])


def different(n: int) -> pd.DataFrame:
    return pd.DataFrame({"a": np.arange(n) % 7 + 1.0, "b": np.arange(n) // 7 % 7 + 1.0})


def test_the_fullest_row_stays_and_of_those_the_earliest() -> None:
    values = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [np.nan, 2, 3, 4, 5]})
    began = pd.to_datetime(["2026-02-01", "2026-02-03", "2026-02-02", "NaT", "2026-02-09"])
    key = pd.Series(["x", "x", "x", "x", "y"])
    found = find(values, key=key, paradata=pd.DataFrame({"started": began.astype("datetime64[us]")}))
    assert found.hits.tolist() == [True, True, False, True, False]
    assert find(values, key=key).hits.tolist() == [True, False, True, True, False]


def test_a_trial_or_unfinished_row_stays_only_where_there_is_no_other() -> None:
    key = pd.Series(list("xxxyyz"))
    test = np.array([True, False, False, True, False, True])
    unfinished = np.array([False, True, False, False, True, True])
    assert find(different(6), key=key, last=(test, unfinished)).hits.tolist() == [
        True, True, False, True, False, False,
    ]  # fmt: skip


def test_rows_without_a_key_are_nobody_s_duplicates() -> None:
    key = pd.Series(["x", None, "", " ", None, "y"], dtype="str")
    found = find(different(6), key=key)
    assert not found.hits.any()
    assert not found.why_not


def test_a_response_that_stands_twice_in_the_file_is_found_by_its_number() -> None:
    numbers = pd.DataFrame({"respondent": ["R_1", "R_2", "R_1", None]})
    assert find(different(4), paradata=numbers).hits.tolist() == [False, False, True, False]
    both = find(different(4), paradata=numbers, key=pd.Series(list("abcb")))
    assert both.hits.tolist() == [False, False, True, True]


def test_numbers_that_hardly_differ_are_nobody_s_own() -> None:
    numbers = pd.DataFrame({"respondent": ["anonymous"] * 5 + ["R_1"]})
    found = find(different(6), paradata=numbers)
    assert not found.hits.any()
    assert found.notes[0].startswith("the platform's numbers of respondents hardly differ")
    assert found.why_not == "there is no key, and too few items to know a respondent again by the answers"
    assert are_own(ids_of(pd.Series(["a", "b", "a", "c"])))
    assert not are_own(ids_of(pd.Series([""])))


@given(st.lists(st.integers(-1, 4), max_size=30), st.integers(0, 2**32 - 1))
def test_of_each_id_exactly_the_best_row_stays(ids: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    places, first, second = np.array(ids, dtype=np.int64), rng.integers(0, 3, len(ids)), rng.random(len(ids))
    hits = surplus(places, [first, second])
    for one in set(ids):
        rows = np.flatnonzero(places == one)
        best = min(rows, key=lambda row: (first[row], second[row], row))
        kept = rows[~hits[rows]]
        assert kept.tolist() == (rows.tolist() if one == -1 else [best])


def test_the_many_tens_of_a_short_questionnaire_are_no_duplicates() -> None:
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.integers(6, 11, (400, 12)).astype(float), columns=list("abcdefghijkl"))
    values.iloc[:80] = 10.0
    found = find(values, points=10)
    assert not found.hits.any()
    assert any(note.startswith("80 rows with common answers equal another row") for note in found.notes)
    assert not find(values[["a", "b", "c"]], points=10).hits.any()


def test_two_straight_lines_are_no_duplicates() -> None:
    values = customers(np.random.default_rng(1), 300, 30, 10, 0.7)
    values.iloc[[5, 9]] = 4.0
    assert not find(values, points=10).hits.any()


def test_a_copied_row_is_found_and_the_copy_with_a_key_is_not_sought() -> None:
    values = customers(np.random.default_rng(2), 500, 30, 10, 0.7)
    values.iloc[450:] = values.iloc[100:150].to_numpy()
    found = find(values, points=10)
    assert not found.hits[:450].any()
    assert found.hits[450:].mean() > 0.9
    assert "taken for duplicates have the answers of another row throughout" in found.notes[0]
    keys = pd.Series([f"k{row}" for row in range(500)])
    assert not find(values, points=10, key=keys).hits.any()
    assert find(values, points=10, key=keys.where(keys.index != 100)).hits.sum() == 0


def test_a_number_that_many_rows_have_is_nobody_s_own() -> None:
    numbers = pd.DataFrame({"respondent": [f"R_{row}" for row in range(20)] + ["anonymous"] * 6 + ["R_3"]})
    found = find(different(27), paradata=numbers)
    assert np.flatnonzero(found.hits).tolist() == [26]
    assert found.notes == (
        "6 rows with a platform's number that more than 5 rows have are not flagged by it: "
        "such a number is nobody's own",
    )
    assert find(different(26), paradata=numbers.drop(index=20)).hits.sum() == 5


@pytest.mark.parametrize(("off", "found"), [(3, False), (4, True)])
def test_nearly_one_answer_throughout_is_no_copy(off: int, found: bool) -> None:
    # Random answers make any pair improbable; only the number of other answers decides.
    rng = np.random.default_rng(4)
    values = pd.DataFrame(rng.integers(7, 11, (300, 30)).astype(float)).add_prefix("Q")
    values["Q29"] *= 10
    pair = np.array([10.0] * 29 + [100.0])
    pair[:off] = [2.0, 5.0, 7.0, 3.0][:off]
    values.iloc[[5, 9]] = pair
    scales = {
        item: ItemScale(0, 100 if item == "Q29" else 10, False, MissingCodes(), "trust") for item in values
    }
    hits = duplicates(values, scales, pd.DataFrame(index=values.index), None).hits
    assert hits.any() == found


@pytest.mark.simulation
def test_satisfied_customers_and_a_long_questionnaire_hold_hardly_any() -> None:
    """As in docs/methods/quality.md, at its hardest: 60 items and nearly everybody at the highest answer."""
    with_hits = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        general, construct = (
            rng.standard_normal((400, 1)),
            np.repeat(rng.standard_normal((400, 12)), 5, axis=1),
        )
        ease, noise = rng.normal(0, 0.3, 60), rng.standard_normal((400, 60))
        opinion = 1.8 + ease + 0.8 * general + 0.3 * construct + 0.45 * noise
        values = pd.DataFrame(np.digitize(opinion, np.linspace(-1.8, 1.8, 6)) + 1.0).add_prefix("Q")
        with_hits += find(values).hits.any()
    assert with_hits <= 1


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("n", "items", "points", "reliability"),
    [(100, 30, 5, 0.8), (300, 20, 5, 0.9), (300, 10, 5, 0.8), (1000, 20, 10, 0.7), (3000, 30, 7, 0.9)],
)
def test_honest_files_hold_hardly_any(n: int, items: int, points: int, reliability: float) -> None:
    """Fewer than one file in fifty has a flagged row, however many honest rows are equal."""
    files = max(10, 30_000 // n)
    with_hits = equal = 0
    for seed in range(files):
        values = customers(np.random.default_rng(seed), n, items, points, reliability)
        equal += int(values.duplicated().sum())
        with_hits += find(values, points).hits.any()
    assert equal > 2
    assert with_hits <= 0.02 * files + 2 * np.sqrt(0.02 * files)


def test_no_rows_and_no_items() -> None:
    assert len(find(different(0)).hits) == 0
    assert not find(pd.DataFrame(index=range(3))).hits.any()
