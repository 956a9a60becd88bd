"""Open answers with a planted difference: what promoters write about, and what detractors do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import StatisticsError
from toolkit.simulate.remarks import GROUPS, THEMES, Theme

_EITHER = re.compile(r"\[([^\[\]]*)\]")


def open_answers(
    ratings: pd.Series,
    *,
    seed: int | Sequence[int],
    language: str = "nl",
    themes: tuple[Theme, ...] = THEMES,
    answering: float = 0.35,
    second: float = 0.4,
) -> pd.Series:
    """Draw why customers gave their mark for recommending; "" where nothing is written.

    ratings     0 to 10 (n,); who gave none is not asked why. 9–10 writes as a promoter, 0–6 as a detractor
    answering   share of those asked who write anything
    second      share of those who write that touches a second theme, where it does not contradict the first

    Returns text (n,) with the index of `ratings`. Raises StatisticsError for a language without sentences.
    """
    if any(language not in theme.texts for theme in themes):
        raise StatisticsError(f"There are no sentences in the language {language}.")
    rng = np.random.default_rng(seed)
    asked = ratings.notna().to_numpy()
    group = np.select([ratings >= 9, ratings >= 7], [0, 1], 2)
    writes = asked & (rng.random(len(ratings)) < answering)
    first = _themes(themes, group, rng)
    other = np.where(rng.random(len(ratings)) < second, _themes(themes, group, rng), first)
    other = np.where(_against(themes)[first, other], first, other)
    which = rng.integers(0, 1_000, (len(ratings), 3))
    return pd.Series(
        [
            _text(themes, language, (one, two), numbers) if here else ""
            for here, one, two, numbers in zip(writes, first, other, which.tolist(), strict=True)
        ],
        index=ratings.index,
        name="open",
        dtype="str",
    )


def theme_chances(themes: tuple[Theme, ...] = THEMES) -> pd.DataFrame:
    """Give the true chance that the first theme of an answer is this one: themes × groups of customers."""
    weights = pd.DataFrame(
        [theme.weights for theme in themes], index=[theme.key for theme in themes], columns=list(GROUPS)
    )
    return weights / weights.sum()


def even_themes(themes: tuple[Theme, ...] = THEMES) -> tuple[Theme, ...]:
    """Give the same themes, of which everybody writes as often: no word sets any group apart."""
    return tuple(replace(one, weights=(one.weights[1],) * 3) for one in themes)


def _against(themes: tuple[Theme, ...]) -> NDArray[np.bool_]:
    """Say of each pair of themes whether one contradicts the other."""
    named = np.array([[other.key in one.against or "*" in one.against for other in themes] for one in themes])
    return np.asarray(named | named.T)


def _themes(themes: tuple[Theme, ...], group: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.intp]:
    reached = theme_chances(themes).to_numpy().cumsum(axis=0)[:-1]
    return np.asarray((rng.random(len(group)) >= reached[:, group]).sum(axis=0), dtype=np.intp)


def _text(themes: tuple[Theme, ...], language: str, places: tuple[int, int], numbers: Sequence[int]) -> str:
    """Write a sentence on the first theme, and one on the second where it is another."""
    sentences = []
    for place, number in zip(dict.fromkeys(places), numbers, strict=False):
        choices = themes[place].texts[language]
        sentence = choices[number % len(choices)]
        sentences.append(_EITHER.sub(lambda found: _either(found[1], numbers[2]), sentence))
    return " ".join(sentences)


def _either(alternatives: str, number: int) -> str:
    options = alternatives.split("|")
    return options[number % len(options)]
