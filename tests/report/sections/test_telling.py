"""What a figure says to who cannot see it: its claim first, then its numbers with their margins."""

import numpy as np
import pandas as pd
import pytest

from toolkit.report.sections.telling import MOST_SPOKEN, in_words, with_margins


def test_the_claim_comes_first_and_every_part_is_a_sentence() -> None:
    assert in_words("Trust fell", "Scores: 50 and 40.") == "Trust fell. Scores: 50 and 40."
    assert in_words("Did trust fall?", "", "It is not shown.") == "Did trust fall? It is not shown."


@pytest.mark.parametrize("rows", [1, MOST_SPOKEN, MOST_SPOKEN + 1])
def test_margins_are_spoken_where_the_rows_are_few(rows: int) -> None:
    table = pd.DataFrame({"low": np.arange(rows), "high": np.arange(rows) + 2.0})
    told = list(
        with_margins(
            [f"theme {n}" for n in range(rows)],
            [str(n + 1) for n in range(rows)],
            table,
            lambda low, high: f"{low:.0f} to {high:.0f}",
        )
    )
    assert told[0] == ("theme 0 1 (0 to 2)" if rows <= MOST_SPOKEN else "theme 0 1")
    assert len(told) == rows


def test_an_unknown_margin_is_not_spoken() -> None:
    table = pd.DataFrame({"low": [np.nan, 1.0], "high": [2.0, 3.0]})
    assert list(with_margins(["a", "b"], ["1", "2"], table, lambda *_: "margin")) == ["a 1", "b 2 (margin)"]
