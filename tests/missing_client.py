"""A small client of whom some customers did not answer, and to some of whom friendliness does not apply."""

import numpy as np

from tests.bent_client import MODEL as BENT
from tests.bent_client import answers as bent

MODEL = BENT.split("[segments.region]")[0] + "[missing]\nnot_applicable = [99]\n"


def answers(n: int = 600, *, gone: float = 0.08, not_applicable: float = 0.0) -> dict[str, object]:
    """Draw answers; `gone`: how often a theme of trust, image or the attitude is left open, whatever it is.

    `not_applicable`: how often friendliness does not apply.
    """
    rng = np.random.default_rng(5)
    given = {name: np.asarray(one) for name, one in bent(n, bend=0.0, differ=0.0).items()}
    for theme in "tia":
        open_rows = rng.random(n) < gone
        for item in (f"{theme}1", f"{theme}2"):
            given[item] = np.where(open_rows, np.nan, given[item])
    out = rng.random(n) < not_applicable
    return {**given, **{item: np.where(out, 99, given[item]) for item in ("f1", "f2")}}
