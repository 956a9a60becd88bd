"""Two waves in which some customers had an action."""

import numpy as np
import pandas as pd


def waves(
    n_before: int, n_after: int, n_both: int, *, share: float = 0.4, seed: int = 1, draws: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`m0`, `m1` …: draws in which everybody rises 3 points and who had the action 7 more; with key, had and weight."""
    rng = np.random.default_rng(seed)
    people = n_before + n_after - n_both
    standing = 60 + 12 * rng.standard_normal((people, draws))
    had = (rng.permutation(people) < share * people).astype(float)
    weight = np.exp(rng.normal(0, 0.5, people))
    frames = []
    for later, rows in enumerate((slice(0, n_before), slice(n_before - n_both, people))):
        rise = 3 * later + (7 * later - 5) * had[rows, None]
        score = standing[rows] + rise + 9 * rng.standard_normal(standing[rows].shape)
        frame = pd.DataFrame(score, columns=[f"m{draw}" for draw in range(draws)])
        frames.append(frame.assign(key=np.arange(people)[rows], had=had[rows], weight=weight[rows]))
    return frames[0], frames[1]
