"""Members of a gym: what moves them most is good already, what is worst moves nobody, and in between there is room."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from toolkit.simulate import Construct, Item, Sample, World, simulate_wave
from toolkit.training.case import Drawn
from toolkit.training.invented.like_standard import scores_of

WAVE: Final = "spring"
MEMBERS: Final = 900  # who answer
TRIES: Final = 200
BY_CHANCE: Final = (
    2.8  # standard errors: beyond these a report shows a link, corrected for the number of actions
)


def _two(stem: str, mean: float, sd: float) -> tuple[Item, Item]:
    return (Item(f"{stem}_1", 1, 7, mean, sd, 0.88), Item(f"{stem}_2", 1, 7, mean - 0.1, sd, 0.88))


# Coaching moves members most and has hardly any room; space has both; the app scores lowest and moves nobody.
WORLD: Final = World(
    constructs=(
        Construct("coaching", "driver", _two("COA", 6.4, 1.0)),
        Construct("space", "driver", _two("SPA", 3.4, 1.0)),
        Construct("atmosphere", "driver", _two("SPH", 5.1, 1.2)),
        Construct("cleanliness", "driver", _two("CLE", 4.9, 1.3)),
        Construct("app", "driver", _two("APP", 2.7, 1.4)),
        Construct(
            "attitude",
            "attitude",
            (Item("ATT_1", 0, 10, 7.2, 1.9, 0.88), Item("ATT_2", 1, 7, 4.4, 1.4, 0.88)),
        ),
        Construct("behaviour", "behaviour", (Item("BEH_1", 0, 10, 6.5, 2.4, 0.85),)),
    ),
    correlations=tuple(tuple(1.0 if one == other else 0.15 for other in range(5)) for one in range(5)),
    attitude_effects={"coaching": 0.58, "space": 0.38, "atmosphere": 0.18, "cleanliness": 0.02},
    behaviour_effects={"attitude": 0.50},
    recommendation="ATT_1",
)
DRIVERS: Final = tuple(one.key for one in WORLD.constructs if one.role == "driver")


def draw(seed: int) -> Drawn:
    """Draw the members, such that chance does not turn round what the lesson is about."""
    for attempt in range(TRIES):
        sample = simulate_wave(WORLD, MEMBERS, seed=seed * 10_000 + attempt)
        if _as_told(sample):
            break
    return Drawn({WAVE: sample}, {})


def _as_told(sample: Sample) -> bool:
    """Say whether importance, room and what both bring put different themes in front."""
    scores = scores_of(sample, WORLD)
    links, errors = _links(scores)
    strength = links * scores[list(DRIVERS)].std()
    most = (links * (100 - scores[list(DRIVERS)].mean())).sort_values(ascending=False)
    others = strength.drop(["coaching", "space"]).max()
    return bool(
        strength["coaching"] > strength["space"] + 2.3
        and strength["space"] > others + 1.5
        and links["space"] > links.drop("space").mean() + 0.13
        and most.index[0] == "space"
        and most.iloc[0] > 1.5 * most.iloc[1]
        and links["atmosphere"] > BY_CHANCE * errors["atmosphere"]
        and abs(links["app"]) < 1.5 * errors["app"]
    )


def _links(scores: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Give the points of attitude that go with one point of each driver, the others held equal, and their errors."""
    x = np.column_stack([np.ones(len(scores)), scores[list(DRIVERS)]])
    y = scores["attitude"].to_numpy()
    inverse = np.linalg.inv(x.T @ x)
    found = inverse @ x.T @ y
    spread = np.sum((y - x @ found) ** 2) / (len(y) - x.shape[1])
    errors = np.sqrt(spread * np.diag(inverse))
    return pd.Series(found[1:], index=list(DRIVERS)), pd.Series(errors[1:], index=list(DRIVERS))
