"""How right the shares are where answers are missing: `python -m benchmarks.missing [clients]`.

Four drivers of 500 customers. "At random": 7 in 100 answers are missing, whatever they are. "By the outcome": how often
the first driver is missing hangs on the outcome, and how often the second is, on the third. "Crowded": the same of
answers of 1 to 5, of which many are the highest. "By itself": the first driver is missing more where it is low, which
no treatment can know.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from toolkit.drivers.importance import relative_importance
from toolkit.drivers.missing.imputed import imputed_importance
from toolkit.drivers.missing.pairwise import pairwise_importance
from toolkit.drivers.shapley import lmg

NAMES = ["a", "b", "c", "d"]
EFFECTS = np.array([0.5, 0.4, 0.25, 0.1])
CASES = ("at random", "by the outcome", "crowded", "by itself")
TREATMENTS: dict[str, Callable[..., Any]] = {
    "listwise": relative_importance,
    "pairwise": pairwise_importance,
    "imputed": imputed_importance,
}


def customers(n: int, case: str, draw: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """Give all answers, and which of them are missing, shape (n, 5)."""
    scores = 0.65 * draw.normal(size=(n, 1)) + 0.76 * draw.normal(size=(n, 4))
    outcome = scores @ EFFECTS + 0.8 * draw.normal(size=n)
    answers = np.column_stack([scores, outcome])
    if case == "crowded":
        answers[:, :4] = np.clip(np.round(4.1 + 1.2 * answers[:, :4]), 1, 5)
    gone = draw.random((n, 5)) < 0.07
    if case != "at random":
        gone[:] = False
        by = scores[:, 0] if case == "by itself" else outcome
        gone[:, 0] = draw.random(n) < 1 / (1 + np.exp(1.5 + 1.5 * by))
        gone[:, 1] = draw.random(n) < 1 / (1 + np.exp(2.5 - 1.5 * scores[:, 2]))
    return pd.DataFrame(answers, columns=[*NAMES, "y"]), gone


def clients(case: str, number: int, n: int = 500, resamples: int = 400) -> Iterator[dict[str, object]]:
    """Give per client and treatment the shares with their limits, and the part of the rows that listwise leaves out."""
    draw = np.random.default_rng(20260503)
    whole, _ = customers(400_000, case, draw)
    raw = lmg(np.corrcoef(whole.T))
    truth = raw / raw.sum()
    for seed in range(number):
        frame, gone = customers(n, case, draw)
        for name, treatment in TREATMENTS.items():
            found = treatment(frame.mask(gone), "y", NAMES, resamples=resamples, seed=seed)
            table = found.table
            inside = (table["low"] <= truth) & (truth <= table["high"])
            yield {
                "treatment": name,
                "lost": gone.any(axis=1).mean(),
                "off": table["share"].to_numpy() - truth,
                "covered": inside.to_numpy(),
            }


def told(case: str, number: int, **options: int) -> pd.DataFrame:
    """Give per treatment the rows lost, the largest bias, the root mean square error and the coverage."""
    rows = pd.DataFrame(list(clients(case, number, **options)))
    found = []
    for name, own in rows.groupby("treatment", sort=False):
        off, covered = np.stack(list(own["off"])), np.stack(list(own["covered"]))
        found.append(
            {
                "treatment": name,
                "lost": own["lost"].mean(),
                "bias": off.mean(axis=0)[np.abs(off.mean(axis=0)).argmax()],
                "error": np.sqrt((off**2).mean()),
                "coverage": covered.mean(),
            }
        )
    return pd.DataFrame(found).set_index("treatment")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", nargs="?", type=int, default=300)
    number = parser.parse_args(arguments).clients
    print("| missing | rows lost | treatment | largest bias | error | coverage |")
    print("|---|---|---|---|---|---|")
    for case in CASES:
        for name, row in told(case, number).iterrows():
            numbers = f"{100 * row['bias']:+.1f} | {100 * row['error']:.1f} | {100 * row['coverage']:.1f}%"
            print(f"| {case} | {100 * row['lost']:.0f}% | {name} | {numbers} |", flush=True)


if __name__ == "__main__":
    main()
