"""Amounts of money as shops write them: 1.234,50 · € 12,- · -EUR 3.40 · (12.50) · 14,50-."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.intake.values.numbers import numbers_and_doubts

# A sign that stands for one currency; a dollar may be one of several countries, and stays a dollar.
SIGNS = {"€": "EUR", "£": "GBP", "$": "$", "¥": "¥", "₹": "INR", "zł": "PLN"}
# No other three letters are taken for a code: they may be anything, a name too.
CODES = (
    "EUR USD GBP CHF SEK NOK DKK ISK PLN CZK HUF RON BGN TRY UAH RSD BAM MKD MDL GEL ILS AUD NZD CAD JPY CNY HKD SGD"
    " KRW TWD INR THB IDR MYR PHP VND ZAR BRL MXN AED SAR QAR KWD MAD EGP ANG AWG XCG SRD"
)
CODE = rf"(?<![A-Za-z])((?i:{'|'.join(CODES.split())}))(?![A-Za-z])"
WORDS = r"(?<![0-9A-Za-z])[A-Za-zł]{1,4}\.?(?![0-9A-Za-z])"


def money_and_doubts(cells: pd.Series, *, typed: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Read amounts (NaN where a cell holds none), and say which are in doubt (NaN too).

    Signs and codes of currencies do not count. An amount is negative by a minus before or after it, or by brackets.
    Points and commas are told apart by the column as a whole, as `numbers_and_doubts` does; `typed` says that the file
    told numbers from text. Where no cell tells, "1.250" is in doubt, be the whole column written like it: shops write
    thousands so, and hardly ever three decimals.

    >>> money_and_doubts(pd.Series(["€ 1.234,50", "€ -14,50", "EUR 12,-", "(3,00)", "14,50-", "gratis"]))[0].tolist()
    [1234.5, -14.5, 12.0, -3.0, -14.5, nan]
    >>> money_and_doubts(pd.Series(["€ 1.250", "€ 12"]))[1].tolist()
    [True, False]
    """
    places, found = pd.factorize(cells)
    texts = pd.Series(found, dtype="str").str.strip()
    odd = ~texts.str.fullmatch(r"-?[0-9.,]*[0-9]").to_numpy(bool)
    minus = np.zeros(len(texts), dtype=bool)
    texts[odd], minus[odd] = _bare(texts[odd])
    values, doubts = numbers_and_doubts(texts, typed=typed, highest=np.inf)
    read = np.append(np.where(minus, -np.abs(values), values), np.nan)
    return read[places], np.append(doubts, False)[places]


def _bare(texts: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Strip amounts to their digits and marks, and say which are negative by brackets or by a minus behind."""
    bracketed = texts.str.fullmatch(r"\(.*\)").to_numpy(bool)
    bare = texts.str.replace("\u2212", "-").str.replace(WORDS, "", regex=True)
    bare = bare.str.replace(r"[^0-9.,+\-eE]", "", regex=True).str.replace(r"[.,]-+$", "", regex=True)
    behind = bare.str.fullmatch(r"[0-9.,]+-").to_numpy(bool)
    return bare.str.replace(r"-$", "", regex=True), bracketed | behind


def currencies_of(cells: pd.Series) -> pd.Series:
    """Find the currency of each cell, by its sign or code: text, NaN where there is none that is known.

    >>> currencies_of(pd.Series(["€ 23,00", "usd", "12"])).tolist()
    ['EUR', 'USD', nan]
    """
    places, found = pd.factorize(cells)
    texts = pd.Series(found, dtype="str")
    named = texts[~texts.str.fullmatch(r"[0-9.,+\- ]*").to_numpy(bool)]
    codes = named.str.extract(CODE)[0].str.upper().astype("str")
    for sign, code in SIGNS.items():
        codes = codes.mask(named.str.contains(sign, regex=False), code)
    known = codes.reindex(texts.index)
    return pd.Series(known.array.take(places, allow_fill=True), index=cells.index, name="currency")
