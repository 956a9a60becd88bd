"""Drivers of outcomes in classes: how exact one step is, how honest the claims are, how fast it goes.

`python -m benchmarks.categorical`, with `--small` a short run of the same.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from toolkit.drivers.categorical.answers import Answers, answers_of
from toolkit.drivers.categorical.dominance import (
    Models,
    class_importance,
    models_of,
    resampled,
    shapley_weights,
)
from toolkit.drivers.categorical.likelihood import maximise
from toolkit.drivers.categorical.logistic import logistic
from toolkit.drivers.categorical.ordered import ordered_logit
from toolkit.measures.weights import FloatArray


def survey(n: int, slopes: Sequence[float], classes: int, seed: int, rare: float = 0.4) -> pd.DataFrame:
    """Draw customers: drivers d0, d1, … that correlate .3, and an outcome y that they make through the logit."""
    generator = np.random.default_rng(seed)
    x = np.sqrt(0.3) * generator.normal(size=(n, 1)) + np.sqrt(0.7) * generator.normal(size=(n, len(slopes)))
    leaning = x @ np.asarray(slopes) + generator.logistic(size=n)
    # Cuts of the population, not of the sample: the leaning is nearly normal.
    b = np.asarray(slopes)
    spread = np.sqrt(np.pi**2 / 3 + 0.3 * b.sum() ** 2 + 0.7 * (b**2).sum())
    shares = np.array([1 - rare]) if classes == 2 else np.arange(1, classes) / classes
    cuts = spread * np.sqrt(3) / np.pi * np.log(shares / (1 - shares))
    frame = pd.DataFrame(x, columns=[f"d{i}" for i in range(len(slopes))])
    return frame.assign(y=np.searchsorted(cuts, leaning).astype(float))


def names(frame: pd.DataFrame) -> list[str]:
    """The drivers of such a survey."""
    return [name for name in frame if name.startswith("d")]


def exactly(answers: Answers, models: Models, resamples: int, seed: int) -> FloatArray:
    """Importance in the same resamples as `resampled` draws, each of the 2^p models fitted anew in each of them."""
    n, layout = len(answers.layout.classes), answers.layout
    rows = np.random.default_rng(seed).integers(0, n, size=(resamples, n))
    weights, found = shapley_weights(models.drivers), []
    for drawn in rows:
        counts = np.bincount(drawn, minlength=n).astype(np.float64)
        again = replace(
            layout,
            parts=tuple((design, weight * counts) for design, weight in layout.parts),
            inner=layout.inner * counts,
        )
        found.append(weights @ maximise(again, models.free, models.fit.theta).value)
    return np.array(found).T


def one_step(sizes: Sequence[int], resamples: int) -> None:
    """How far the shares of one step are from those of models fitted anew, in standard errors of a share."""
    print("\nOne step against models fitted anew, four drivers, same resamples")
    print(f"{'n':>6}{'classes':>9}{'mean error':>12}{'typical':>9}{'same first':>12}{'times faster':>14}")
    for n in sizes:
        for classes in (2, 3, 5):
            frame = survey(n, (1.0, 0.5, 0.3, 0.0), classes, seed=1)
            answers = answers_of(frame, "y", names(frame), (), None)
            models = models_of(answers)
            start = time.perf_counter()
            fast = resampled(models, resamples, 1)
            between = time.perf_counter()
            exact = exactly(answers, models, resamples, 1)
            slow = time.perf_counter() - between
            fast, exact = fast / fast.sum(axis=0), exact / exact.sum(axis=0)
            off, spread = fast - exact, exact.std(axis=1)
            print(
                f"{n:>6}{classes:>9}{(np.abs(off.mean(axis=1)) / spread).max():>12.3f}"
                f"{(off.std(axis=1) / spread).max():>9.3f}"
                f"{(fast.argmax(axis=0) == exact.argmax(axis=0)).mean():>12.3f}"
                f"{slow / (between - start):>14.0f}"
            )


def honest(clients: int, sizes: Sequence[int]) -> None:
    """Coverage of limits and rates of claims over clients with a known truth."""
    print(
        f"\n{clients} clients each; cover: limits of shares, and of coefficients; alone: one of two equal leaders"
    )
    print(f"{'n':>6}{'classes':>9}{'shares':>9}{'slopes':>9}{'alone':>9}{'joint':>9}{'steps':>9}")
    equal = np.array([0.7, 0.7, 0.35, 0.2])
    for classes in (2, 3):
        everybody = survey(100_000 if clients > 10 else 2_000, equal, classes, seed=0)
        true = class_importance(everybody, "y", names(everybody), resamples=0).table["share"].to_numpy()
        for n in sizes:
            shares, slopes, alone, joint, steps = [], [], [], [], []
            for seed in range(clients):
                frame = survey(n, equal, classes, seed=seed + 1)
                found = class_importance(frame, "y", names(frame), resamples=199, seed=seed)
                table = found.table
                shares.append(((table["low"] <= true) & (true <= table["high"])).mean())
                alone.append(len(found.leaders) == 1)
                nothing = survey(n, (0.0,) * 4, classes, seed=clients + seed + 1)
                if classes == 2:
                    table = logistic(frame, "y", names(frame)).table
                    joint.append(logistic(nothing, "y", names(frame)).joint.p < 0.05)
                else:
                    model = ordered_logit(frame, "y", names(frame))
                    table = model.table
                    joint.append(ordered_logit(nothing, "y", names(frame)).joint.p < 0.05)
                    steps.append(model.steps is not None and model.steps.joint.p < 0.05)
                covered = (table["low"].to_numpy() <= equal) & (equal <= table["high"].to_numpy())
                slopes.append(covered.mean())
            rates = [np.mean(one) if one else np.nan for one in (shares, slopes, alone, joint, steps)]
            print(f"{n:>6}{classes:>9}" + "".join(f"{rate:>9.3f}" for rate in rates))


def speed(drivers: Sequence[int], sizes: Sequence[int]) -> None:
    """Seconds of fitting all subsets, and of 2,000 resamples of them."""
    print("\nSeconds: all models of the sample, and 2,000 resamples of them")
    print(f"{'n':>8}{'drivers':>9}{'classes':>9}{'fit':>8}{'resample':>10}")
    for n in sizes:
        for p in drivers:
            for classes in (2, 3):
                frame = survey(n, np.linspace(0.6, 0.1, p), classes, seed=1)
                start = time.perf_counter()
                models = models_of(answers_of(frame, "y", names(frame), (), None))
                between = time.perf_counter()
                resampled(models, 2_000, 1)
                end = time.perf_counter()
                print(f"{n:>8}{p:>9}{classes:>9}{between - start:>8.2f}{end - between:>10.2f}")


def main(arguments: Sequence[str]) -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a short run, to see that it works")
    small = parser.parse_args(arguments).small
    one_step([200] if small else [100, 300, 1_000], 20 if small else 200)
    honest(5 if small else 500, [200] if small else [200, 800])
    speed([4] if small else [8, 10, 12], [500] if small else [1_000])
    if not small:
        speed([8], [10_000, 20_000])


if __name__ == "__main__":
    main(sys.argv[1:])
