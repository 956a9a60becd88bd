"""What the user may have meant: the nearest of the names that exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Find the candidate nearest to a word, capitals aside; None where none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Ask the question, or give "" where nothing is near.

    >>> did_you_mean("color", ["name", "colour"])
    'Did you mean `colour`?'
    """
    found = nearest(word, candidates)
    return f"Did you mean `{found}`?" if found else ""
