"""What goes on the board's page: size × certainty × what can be done, by the rules of docs/methods/ranking.md.

The size comes from the number that the finding states, beside what is large for such a number. What can be done is one
of four steps. Certainty follows from the strength (`CERTAINTY` in `finding.py`). No rule looks at the order in which
findings were computed: what weighs the same goes by its key.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, Literal

from toolkit.findings.finding import Finding

Unit = Literal["points", "nps", "mark", "share"]

# A difference of so much is as large as they come in work like this: it fills the size. Our own choice.
FULL: Final[dict[Unit, float]] = {"points": 20.0, "nps": 40.0, "mark": 2.0, "share": 0.25}
# So large a part of all customers fills the size: more than half is everybody's business.
FULL_GROUP: Final = 0.5
# Where no number tells how large: what the page is read for and cannot be told; what is of customers; of measuring.
LOST, UNMEASURED, OF_MEASURING = 1.0, 0.5, 0.25

# What can be done: a decision is asked; somebody has something to work on; to be watched; nothing.
DECIDE, WORK_ON, WATCH, NOTHING = 1.0, 0.8, 0.5, 0.2

# What is told of an order that was assumed, and not found, counts for so much of its size.
ASSUMED: Final = 0.5
# An outcome of what customers do has other reasons as well: what is linked to it counts for so much of its size.
BEHAVIOUR: Final = 0.8


def of_difference(value: float, unit: Unit = "points") -> float:
    """The size of a difference or a change.

    >>> of_difference(-5), of_difference(60, "nps"), of_difference(math.nan)
    (0.25, 1.0, 0.5)
    """
    return min(1.0, abs(float(value)) / FULL[unit]) if math.isfinite(value) else UNMEASURED


def of_group(share: float) -> float:
    """The size of a group of customers that something is the matter with.

    >>> of_group(0.2), of_group(0.7)
    (0.4, 1.0)
    """
    return min(1.0, float(share) / FULL_GROUP) if math.isfinite(share) else UNMEASURED


def of_level(level: float, lowest: float, highest: float) -> float:
    """The size of where something stands: what it lacks to the best that it can be.

    >>> of_level(46, 0, 100), of_level(20, -100, 100)
    (0.54, 0.4)
    """
    return (highest - float(level)) / (highest - lowest) if math.isfinite(level) else UNMEASURED


def of_link(coefficient: float, role: str = "attitude") -> float:
    """The size of a link, by its correlation or standardised coefficient; of behaviour less.

    >>> of_link(-0.5), of_link(0.5, "behaviour")
    (0.5, 0.4)
    """
    found = min(1.0, abs(float(coefficient))) if math.isfinite(coefficient) else UNMEASURED
    return found * (BEHAVIOUR if role == "behaviour" else 1.0)


def asking(decision: str, otherwise: float) -> float:
    """What can be done: all, where a decision is asked; else `otherwise`."""
    return DECIDE if decision else otherwise


def ranked(
    findings: Iterable[Finding],
    most: int,
    per_chapter: int | None = None,
    leading: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """The weightiest findings that can be said plainly, the same in whatever order they come.

    `leading`: beginnings of keys; the weightiest finding of each goes first, in this order, then the others by weight.
    `per_chapter`: so many of one chapter, which the first part of a finding's key names, go before those it has more;
    these fill what is left.
    """
    rest = _said_once(findings)
    ahead: list[Finding] = []
    for beginning in leading:
        found = next((one for one in rest if f"{one.key}.".startswith(f"{beginning}.")), None)
        if found is not None:
            ahead.append(found)
            rest.remove(found)
    first: list[Finding] = []
    more: list[Finding] = []
    for one in rest:
        told = sum(_chapter(other) == _chapter(one) for other in (*ahead, *first))
        (first if per_chapter is None or told < per_chapter else more).append(one)
    return tuple([*ahead, *first, *more][:most])


def decisions(findings: Iterable[Finding], listed: Iterable[Finding], most: int) -> tuple[str, ...]:
    """The decisions that the report asks, each once.

    Those of the listed findings go first, in the order of the page; then those that belong to no finding of customers
    but to the whole, such as when to measure again; then those of the findings that the page has no room for, each by
    weight.
    """
    shown = list(listed)
    others = [one for one in sorted(findings, key=_by_weight) if one.decision and one not in shown]
    of_the_whole = [one for one in others if not one.plain]
    left_out = [one for one in others if one.plain]
    asked = [one.decision for one in (*shown, *of_the_whole, *left_out) if one.decision]
    return tuple(dict.fromkeys(asked))[:most]


def _said_once(findings: Iterable[Finding]) -> list[Finding]:
    """By weight, what can be said plainly; what two say in the same words, as of both outcomes, once."""
    by_words: dict[str, Finding] = {}
    for one in sorted(findings, key=_by_weight):
        if one.plain:
            by_words.setdefault(one.plain, one)
    return list(by_words.values())


def _by_weight(finding: Finding) -> tuple[float, str]:
    # Rounded, so that the last digit of a sum, which differs between machines, decides nothing.
    return -round(finding.weight, 6), finding.key


def _chapter(finding: Finding) -> str:
    return finding.key.partition(".")[0]
