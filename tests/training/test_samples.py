"""The survey over and over: what misses the truth is counted and drawn as missed, without a script."""

from __future__ import annotations

import re

import numpy as np
import pytest

from toolkit.catalogues import TRAINING
from toolkit.language import Language
from toolkit.training.samples import HEIGHT, MARGIN, WIDTH, Film, Samples

SAMPLES = Samples(
    np.array([0.0, 10.0, -10.0, 12.0]),
    np.array([-5.0, 5.0, -15.0, 2.0]),
    np.array([5.0, 15.0, -5.0, 22.0]),
    2.0,
)


def film(language: str = "en") -> str:
    return Film(SAMPLES, Language(language, TRAINING))._repr_html_()


def test_a_margin_that_touches_the_truth_holds_it() -> None:
    assert SAMPLES.missed.tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "2 of 4 intervals miss the true score of +2."),
        ("nl", "2 van de 4 intervallen missen de ware score van +2."),
    ],
)
def test_it_says_how_many_miss(language: str, says: str) -> None:
    one = Film(SAMPLES, Language(language, TRAINING))
    assert repr(one) == one.caption == says
    assert f'aria-label="{says}"' in one._repr_html_()


def test_each_survey_is_drawn_one_after_another_and_within_the_picture() -> None:
    drawn = re.findall(r'<g( class="missed")? style="animation-delay:([\d.]+)s">', film())
    assert [bool(missed) for missed, _ in drawn] == [False, True, True, False]
    delays = [float(delay) for _, delay in drawn]
    assert delays == sorted(set(delays))
    across = [float(x) for x in re.findall(r'cx="([\d.]+)"', film())]
    assert all(MARGIN < x < WIDTH for x in across)
    down = [float(y) for y in re.findall(r' y[12]="([\d.]+)"', film())]
    assert all(0 <= y <= HEIGHT for y in down)


def test_it_moves_only_for_who_does_not_mind_and_plays_again_without_a_script() -> None:
    told = film()
    still, _, moving = told.partition("@media (prefers-reduced-motion:no-preference){")
    assert "animation:" not in still
    assert "opacity:0;animation:" in moving.partition("@media print")[0]
    assert '<input type="checkbox">Play again' in told
    assert ":has(:checked) g{animation-name:loyalty-appear-again}" in told
    assert "<script" not in told
    assert "@media print{.loyalty-film g{opacity:1;animation:none}" in told
