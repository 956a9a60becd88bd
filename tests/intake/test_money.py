"""Amounts and currencies as people and shops write them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.values.money import currencies_of, money_and_doubts


def amounts(*texts: str | None, typed: bool = False) -> list[float]:
    return money_and_doubts(pd.Series(texts, dtype="str"), typed=typed)[0].tolist()


WRITTEN = {
    "€ 1.234,50": 1234.5,
    "1.234,50 EUR": 1234.5,
    "EUR 12,-": 12.0,
    "12,--": 12.0,
    "€12,50": 12.5,
    "-€ 3,40": -3.4,
    "€ -3,40": -3.4,
    "\u2212 3,40": -3.4,
    "(3,40)": -3.4,
    "(€ 3,40)": -3.4,
    "3,40-": -3.4,
    "+3,40": 3.4,
    "kr. 1.200,00": 1200.0,
    "1 234,50": 1234.5,
    "1\u00a0234,50": 1234.5,
    " 7 ": 7.0,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_an_amount_is_read_as_it_is_meant(text: str) -> None:
    # The second cell says that the comma is that of decimals.
    np.testing.assert_allclose(amounts(text, "0,5"), [WRITTEN[text], 0.5])


def test_points_and_commas_are_told_apart_by_the_column() -> None:
    assert amounts("$1,234.50", "$1,000") == [1234.5, 1000.0]
    assert amounts("€ 1.000", "€ 0,50") == [1000.0, 0.5]
    assert amounts("1.000", "0.50") == [1.0, 0.5]
    assert amounts("1e-05", typed=True) == [1e-05]


@pytest.mark.parametrize("texts", [("€ 1.250", "€ 2.300"), ("1.250", "850"), ("(1,250)", "2,300-", "€ 12")])
def test_what_may_be_thousands_is_in_doubt_and_never_a_thousandth(texts: tuple[str, ...]) -> None:
    values, doubts = money_and_doubts(pd.Series(texts, dtype="str"))
    assert doubts.tolist() == ["250" in text or "300" in text for text in texts]
    assert np.isnan(values[doubts]).all()
    assert not money_and_doubts(pd.Series(texts, dtype="str"), typed=True)[1].any()


def test_what_is_no_amount_is_none() -> None:
    assert np.isnan(amounts("gratis", "", None, "2026-02-13", "€", "-")).all()


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20))
def test_amounts_survive_dutch_and_english_writing(cents: list[int]) -> None:
    texts = [f"{cent / 100:,.2f}" for cent in cents]
    expected = [cent / 100 for cent in cents]
    assert amounts(*(f"$ {text}" for text in texts)) == expected
    assert amounts(*(f"€ {text.translate(str.maketrans(',.', '.,'))}" for text in texts)) == expected


def test_currencies_are_known_by_sign_or_code() -> None:
    cells = pd.Series(
        ["€ 23,00", "£5", "$ 5", "usd", "12 SEK", "12", "kr 5", None, "zł 5", "Bob", "Euro"], dtype="str"
    )
    found = currencies_of(cells)
    assert found.fillna("").tolist() == ["EUR", "GBP", "$", "USD", "SEK", "", "", "", "PLN", "", ""]
