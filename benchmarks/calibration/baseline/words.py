"""Open answers: words that set groups apart, and themes."""

from __future__ import annotations

import numpy as np

from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from benchmarks.words import written
from toolkit.measures.multiplicity import holm
from toolkit.measures.words.odds import words_apart
from toolkit.measures.words.themes import themes

MINIMUM, VOCABULARY, WRITING = 10, 60, 0.5


@study(
    "words",
    "baseline",
    {
        "word": Claim(
            "type I", "Of words used as often by both groups any is said to set them apart (`words_apart`)."
        ),
        "equal": Claim("type I", "The same, of two groups of the same size."),
    },
    designs=("base", "n100", "n200", "n1000", "n2000", "weighted"),
    piece=100,
)
def words(design: Design, repeats: int, seed: int) -> Hits:
    """Compare what promoters and detractors write who write alike; half of the customers write."""
    generator = np.random.default_rng([seed, 6])
    marks: dict[str, list[float]] = {"word": [], "equal": []}
    n = round(design.n * WRITING)
    for _ in range(repeats):
        weights = np.exp(generator.normal(0, 0.5, n)) if design.weighted else None
        used = written(generator, n, VOCABULARY)
        for name, share in (("word", 0.3), ("equal", 0.5)):
            here = np.arange(n) < round(share * n)
            p = words_apart(used, here, ~here, weights, minimum=MINIMUM)["p"]
            marks[name].append(float(holm(p).min() < 0.05) if len(p) else float("nan"))
    return marks


@study(
    "themes",
    "baseline",
    {
        "none": Claim(
            "type I", "Themes are told in answers whose words have nothing to do with each other (`themes`)."
        )
    },
    designs=("base", "n1000", "n2000"),
    piece=10,
)
def no_themes(design: Design, repeats: int, seed: int) -> Hits:
    """Seek themes where words come by chance; too few answers are told as such, and claim nothing."""
    generator = np.random.default_rng([seed, 7])
    n, marks = round(design.n * WRITING), []
    for number in range(repeats):
        names = [str(word) for word in range(VOCABULARY)]
        found = themes(written(generator, n, VOCABULARY), names, minimum=MINIMUM, seed=number)
        marks.append(float("nan") if found is None else float(len(found.words) > 0))
    return {"none": marks}
