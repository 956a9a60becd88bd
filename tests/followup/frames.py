"""Reference waves and drawn waves, as the tests of this room use them."""

from pathlib import Path

import numpy as np
import pandas as pd

ITEMS = [
    *(
        f"Q7{name}"
        for name in ("ART", "FOOD", "STORE", "SIGN", "WALKWAYS", "SCREENS", "WIFI", "ROADS", "ALL")
    ),
    *(f"Q9{name}" for name in ("BOARDING", "FOOD", "RESTROOM", "ALL")),
    *("Q10SAFE", "Q14FIND", "Q14PASSTHRU"),
]


def airport(shared: Path, year: int) -> pd.DataFrame:
    """A wave of the San Francisco airport survey: ratings 1–5, recommendation 0–10, weight."""
    wave = pd.read_csv(shared / "reference" / "data" / "sfo_2014_2018.csv")
    wave = wave[wave["YEAR"] == year].reset_index(drop=True)
    wave[ITEMS] = wave[ITEMS].where(wave[ITEMS].isin([1, 2, 3, 4, 5]))
    return wave.assign(NETPRO=wave["NETPRO"].where(wave["NETPRO"] <= 10))


def soldiers(shared: Path, first: str, second: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two waves of the panel of Bliese & Ployhart, the measure named "score", with keys; all rows of both."""
    wide = pd.read_csv(shared / "reference" / "data" / "panel_univbct_wide.csv")
    keys = np.arange(len(wide))
    return pd.DataFrame({"key": keys, "score": wide[first]}), pd.DataFrame(
        {"key": keys, "score": wide[second]}
    )


def complete(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Only the respondents who answered both times."""
    both = before["score"].notna() & after["score"].notna()
    return before[both], after[both]


# What `panel` draws: the correlation of both answers of one respondent, and the standard deviation of an answer.
CORRELATION, SPREAD = 0.6, 15.0


def panel(
    draws: int, n_before: int, n_after: int, n_both: int, *, correlation: float = CORRELATION, seed: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two waves of `draws` measures of which none changed: mean 60, standard deviation 15, with keys.

    Each measure is a draw of its own, so that one comparison is a whole simulation.
    The last `n_both` respondents of the first wave are the first of the second.
    """
    random = np.random.default_rng(seed)
    names = [f"m{draw}" for draw in range(draws)]
    first = random.normal(size=(n_before, draws))
    second = random.normal(size=(n_after, draws))
    if n_both:
        own = np.sqrt(1 - correlation**2)
        second[:n_both] = correlation * first[n_before - n_both :] + own * second[:n_both]
    waves = (pd.DataFrame(60 + SPREAD * wave, columns=names) for wave in (first, second))
    starts = (0, n_before - n_both)
    before, after = (
        wave.assign(key=np.arange(len(wave)) + start) for wave, start in zip(waves, starts, strict=True)
    )
    return before, after
