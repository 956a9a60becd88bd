"""Rates of right and wrong claims over many simulated clients, with their Monte Carlo error and a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

Kind = Literal["type I", "coverage", "power", "false winner"]
Verdict = Literal["within", "cautious", "outside", "told"]

ERRORS = 3.0  # Monte Carlo standard errors a rate may lie beyond its bound
NOMINAL: dict[Kind, float] = {"type I": 0.05, "coverage": 0.95, "power": 0.80, "false winner": 0.05}
COVERAGE = (0.93, 0.97)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a report promises of one procedure.

    kind    "type I": of clients with nothing to find, the share in which something is found; "coverage": of intervals,
            the share that holds the truth; "power": of clients with something to find, the share in which it is;
            "false winner": the share of clients in which one is named as the best without being it
    says    the promise in a reader's words, with the name of the function that keeps it
    bound   the rate that is promised; None: by kind 5%, 95%, 80% and 5%. Of power, the planned one
    told    True where no rate is promised, and the table only tells it (power of a procedure without a plan)
    """

    kind: Kind
    says: str
    bound: float | None = None
    told: bool = False

    @property
    def promised(self) -> float:
        """The rate that is promised."""
        return NOMINAL[self.kind] if self.bound is None else self.bound


@dataclass(frozen=True, slots=True)
class Rate:
    """Sums over clients, so that pieces of a long run add up.

    of         clients that count
    total      sum of their hits; a client with several intervals has the share of them that hit, 0 to 1
    squares    sum of the squares of their hits
    left_out   clients in which the procedure refused to say anything
    """

    of: int = 0
    total: float = 0.0
    squares: float = 0.0
    left_out: int = 0

    def __add__(self, other: Rate) -> Rate:
        """Add the clients of another piece."""
        return Rate(
            self.of + other.of,
            self.total + other.total,
            self.squares + other.squares,
            self.left_out + other.left_out,
        )

    @property
    def value(self) -> float:
        """Share of hits; NaN without a client."""
        return self.total / self.of if self.of else float("nan")

    @property
    def error(self) -> float:
        """Monte Carlo standard error of the rate: from the spread between clients, whose intervals go together."""
        if self.of < 2:
            return float("nan")
        variance = max(self.squares / self.of - self.value**2, 0.0)
        return float(np.sqrt(variance / (self.of - 1)))


def rate_of(hits: ArrayLike) -> Rate:
    """Add up the hits of clients (n,): True or 1 is a hit, a share where a client has several; NaN is left out."""
    each = np.asarray(hits, dtype=float)
    kept = each[~np.isnan(each)]
    if kept.size and not 0 <= kept.min() <= kept.max() <= 1:
        raise ValueError("Hits lie between 0 and 1.")
    return Rate(len(kept), float(kept.sum()), float((kept**2).sum()), len(each) - len(kept))


def error_at(rate: Rate, promised: float) -> float:
    """Monte Carlo standard error that the rate would have were the promise exactly kept.

    A client with several intervals counts for more than one where these do not go together; how much, its own spread
    tells.
    """
    binomial = rate.value * (1 - rate.value)
    shared = (rate.squares / rate.of - rate.value**2) / binomial if binomial > 0 else 1.0
    return float(np.sqrt(promised * (1 - promised) * min(max(shared, 0.0), 1.0) / rate.of))


def verdict(claim: Claim, rate: Rate) -> Verdict:
    """Hold a rate against its promise; "cautious" is an error rarer, or an interval wider, than promised."""
    if claim.told or not rate.of:
        return "told"
    if claim.kind == "coverage" and claim.bound is None:
        low, high = COVERAGE
    else:
        low = high = claim.promised
    under = rate.value < low - ERRORS * error_at(rate, low) - 1e-12
    over = rate.value > high + ERRORS * error_at(rate, high) + 1e-12
    if claim.kind in ("type I", "false winner"):
        rare = claim.kind == "type I" and under
        return "outside" if over else "cautious" if rare else "within"
    return "outside" if under else "cautious" if over and claim.kind == "coverage" else "within"
