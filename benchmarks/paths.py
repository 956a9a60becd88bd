"""What the limits and tests of paths hold on customers of whom the truth is known: `python -m benchmarks.paths`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit.drivers.paths import PathFit, PathModel, fit_paths, path_model
from toolkit.measures.weights import FloatArray

# Image to satisfaction and trust, these and image to attitude: the house's drawing in small.
DRAWING = path_model(
    {"satisfaction": ["image"], "trust": ["image"], "attitude": ["satisfaction", "trust", "image"]}
)
LEVEL = 0.05


class Truth(NamedTuple):
    """Standardised slopes of image on both themes, of these on attitude, and of image on attitude itself."""

    first: float
    second: float
    direct: float

    @property
    def indirect(self) -> float:
        """The indirect effect of image: through satisfaction and trust alike."""
        return 2 * self.first * self.second


TRUTHS = {
    "both steps": Truth(0.4, 0.3, 0.1),
    "weak steps": Truth(0.15, 0.15, 0.1),
    "first step only": Truth(0.4, 0.0, 0.1),
    "second step only": Truth(0.0, 0.3, 0.1),
    "no step": Truth(0.0, 0.0, 0.0),
}


def drawn(
    truth: Truth, n: int, rng: np.random.Generator, *, weighted: bool = False
) -> tuple[pd.DataFrame, FloatArray | None]:
    """Draw customers in whom satisfaction and trust also go together for reasons outside the drawing.

    Weighted, as many are of each kind, but those with a low image answer half as often: their weight is 2.
    """
    asked = 2 * n if weighted else n
    image, shared, one, two, three = rng.normal(size=(5, asked))
    satisfaction = truth.first * image + 0.5 * shared + 0.7 * one
    trust = truth.first * image + 0.5 * shared + 0.7 * two
    attitude = truth.second * (satisfaction + trust) + truth.direct * image + 0.8 * three
    frame = pd.DataFrame({"image": image, "satisfaction": satisfaction, "trust": trust, "attitude": attitude})
    if not weighted:
        return frame, None
    chance = np.where(image < 0, 0.5, 1.0)
    there = np.flatnonzero(rng.random(asked) < chance)[:n]
    return frame.iloc[there].reset_index(drop=True), 1 / chance[there]


def simulated(
    truth: Truth, n: int, clients: int, resamples: int, seed: int, *, weighted: bool = False
) -> dict[str, float]:
    """Give how often limits hold the truth, and how often an effect is called one, of so many clients."""
    rng = np.random.default_rng([seed, n, weighted])
    covered = {"indirect": 0, "total": 0}
    claimed = 0
    for client in range(clients):
        frame, weights = drawn(truth, n, rng, weighted=weighted)
        fit = _fit(frame, DRAWING, weights, resamples, client)
        for kind, value in (("indirect", truth.indirect), ("total", truth.indirect + truth.direct)):
            row = fit.effect("image", kind)
            covered[kind] += bool(row["low"] <= value <= row["high"])
        claimed += bool(fit.effect("image", "indirect")["p"] < LEVEL)
    return {**{kind: count / clients for kind, count in covered.items()}, "claimed": claimed / clients}


def left_out(n: int, clients: int, resamples: int, seed: int) -> tuple[float, float]:
    """Give how often a drawing that leaves nothing out is said to, and one that leaves an arrow of .2 out is."""
    rng = np.random.default_rng([seed, n])
    model = path_model({"satisfaction": ["image"], "trust": ["image"], "attitude": ["satisfaction", "trust"]})
    found = []
    for truth in (Truth(0.4, 0.3, 0.0), Truth(0.4, 0.3, 0.2)):
        said = 0
        for client in range(clients):
            frame, _ = drawn(truth, n, rng)
            said += bool((_fit(frame, model, None, resamples, client).left_out["p_adjusted"] < LEVEL).any())
        found.append(said / clients)
    return found[0], found[1]


def _fit(
    frame: pd.DataFrame, model: PathModel, weights: FloatArray | None, resamples: int, seed: int
) -> PathFit:
    generator = np.random.default_rng(seed)
    return fit_paths(frame, model, "attitude", weights=weights, resamples=resamples, generator=generator)


def lines(sizes: Sequence[int], clients: int, resamples: int) -> Iterator[str]:
    """Write the table."""
    yield f"{clients} clients each, {resamples} resamples; interval of 95%"
    yield f"{'truth':<18}{'n':>6}  {'weights':<8}{'indirect':>9}{'total':>8}{'claimed':>9}"
    for name, truth in TRUTHS.items():
        for n in sizes:
            for weighted in (False, True) if name == "both steps" else (False,):
                told = simulated(truth, n, clients, resamples, 1, weighted=weighted)
                yield (
                    f"{name:<18}{n:>6}  {'yes' if weighted else 'no':<8}"
                    f"{told['indirect']:>9.1%}{told['total']:>8.1%}{told['claimed']:>9.1%}"
                )
    for n in sizes:
        false, true = left_out(n, clients, resamples, 2)
        yield f"arrow left out, n {n}: said where there is none {false:.1%}, where there is one of .2 {true:.1%}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a few clients only")
    small = parser.parse_args(arguments).small
    for line in lines((60,) if small else (100, 400), 3 if small else 1000, 99 if small else 999):
        print(line, flush=True)


if __name__ == "__main__":
    main()
