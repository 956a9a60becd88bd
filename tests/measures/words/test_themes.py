"""Themes of answers: planted ones come back, none is made of nothing, and the same answers give the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfTransformer

from benchmarks.words import numbers_found, with_themes, written
from toolkit.errors import StatisticsError
from toolkit.measures.words import themes as module
from toolkit.measures.words.themes import agreement, themes

WORDS = [f"w{place:02}" for place in range(60)]


@pytest.fixture(scope="module")
def planted() -> np.ndarray:
    return with_themes(np.random.default_rng(11), 500, 60, 3)


def test_planted_themes_come_back(planted):
    found = themes(planted, WORDS, minimum=10, seed=1)
    assert found is not None
    assert {frozenset(words) for words in found.words} == {
        frozenset(WORDS[5 * one : 5 * one + 5]) for one in range(3)
    }
    for words, named in zip(found.words, found.named.T, strict=True):
        columns = [WORDS.index(word) for word in words]
        assert (named == (planted[:, columns].sum(axis=1) > 0)).all()
    counts = found.named.sum(axis=0)
    assert (np.diff(counts) <= 0).all()
    assert found.stability == found.tried[3] == max(found.tried.values())


def test_the_same_answers_give_the_same_themes(planted):
    first, second = (themes(csr_array(planted), WORDS, minimum=10, seed=1) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.words == second.words
    assert first.tried == second.tried
    assert (first.named == second.named).all()


def test_another_seed_draws_other_resamples_of_the_same_themes(planted):
    first, second = (themes(planted, WORDS, minimum=10, seed=seed) for seed in (1, 2))
    assert first is not None
    assert second is not None
    assert first.tried != second.tried
    assert first.words == second.words


def test_words_that_have_nothing_to_do_with_each_other_make_no_theme():
    found = numbers_found(500, 60, 0, draws=6)
    assert found.get(0, 0) >= 5
    assert -1 not in found
    none = themes(written(np.random.default_rng(5), 300, 40), WORDS[:40], minimum=1, seed=5)
    assert none is not None
    assert (none.words, none.named.shape) == ((), (300, 0))
    assert none.stability == max(none.tried.values()) < 0.8


@pytest.mark.parametrize(("n", "k", "minimum"), [(49, 60, 1), (500, 19, 1), (500, 60, 400)])
def test_too_little_to_find_themes_in(n, k, minimum):
    used = with_themes(np.random.default_rng(3), n, 60, 3)[:, :k]
    assert themes(used, WORDS[:k], minimum=minimum, seed=1) is None


def test_answers_without_a_word_do_not_count(planted):
    silent = np.vstack([planted[:40], np.zeros((400, 60))])
    assert themes(silent, WORDS, minimum=1, seed=1) is None
    among = np.zeros((1000, 60))
    among[::2] = planted
    found, alone = themes(among, WORDS, minimum=10, seed=1), themes(planted, WORDS, minimum=10, seed=1)
    assert found is not None
    assert alone is not None
    assert found.words == alone.words
    assert not found.named[1::2].any()


def test_rare_words_are_of_no_theme(planted):
    rare = planted.copy()
    rare[:, 0] = 0
    rare[:9, 0] = 1
    found = themes(rare, WORDS, minimum=10, seed=1)
    assert found is not None
    assert not any("w00" in words for words in found.words)


@pytest.mark.parametrize("cells", [0, 10**9])
def test_factors_are_those_of_scikit_learn(planted, cells, monkeypatch):
    monkeypatch.setattr(module, "_DENSE", cells)
    # The reference: its own factors of its own tf-idf; ours are these, each of length 1.
    weights = NMF(3, init="nndsvd", random_state=0, max_iter=200, tol=1e-3).fit(
        TfidfTransformer().fit_transform(planted)
    )
    theirs = weights.components_ / np.linalg.norm(weights.components_, axis=1, keepdims=True)
    assert module._factors(module._weighed(csr_array(planted)), 3) == pytest.approx(theirs, abs=1e-8)


def test_agreement_by_hand():
    # {1,2} meets {1,5} in one of three words; {3,4} meets itself.
    assert agreement([[1, 2], [3, 4]], [[3, 4], [1, 5]]) == pytest.approx((1 / 3 + 1) / 2)
    assert agreement([[]], [[]]) == 0


@given(st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=5, unique=True), min_size=1, max_size=5))
def test_agreement_is_a_likeness(lists):
    assert agreement(lists, lists[::-1]) == pytest.approx(1)
    other = [[number + 100 for number in one] for one in lists]
    assert agreement(lists, other) == 0
    mixed = [*lists[:-1], other[-1]]
    assert agreement(lists, mixed) == pytest.approx(agreement(mixed, lists))
    assert 0 <= agreement(lists, mixed) <= 1


def test_refusals():
    with pytest.raises(StatisticsError, match="2 words for 3 columns"):
        themes(written(np.random.default_rng(1), 5, 3), ["a", "b"], minimum=1, seed=1)
    with pytest.raises(StatisticsError, match="cannot be paired"):
        agreement([[1]], [[1], [2]])
