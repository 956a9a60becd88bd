"""A small client in which friendliness counts where it falls short, and trust counts more in the north."""

import numpy as np

MODEL = """
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["t1", "t2"]
[constructs.friendliness]
role = "driver"
minimum = 1
maximum = 7
items = ["f1", "f2"]
[constructs.image]
role = "driver"
minimum = 1
maximum = 7
items = ["i1", "i2"]
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["a1", "a2"]
[constructs.behaviour]
role = "behaviour"
minimum = 0
maximum = 10
items = ["b1", "b2"]
[segments.region]
column = "region"
[segments.branch]
column = "branch"
"""


def answers(n: int = 900, seed: int = 1, *, bend: float = 0.9, differ: float = 0.9) -> dict[str, object]:
    """Draw answers; `bend`: what a step of friendliness under the middle goes with in attitude, above it nothing.

    `differ`: how much more a step of trust goes with among customers in the north. Behaviour has nothing of both.
    """
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    trust, friendly, image = (0.6 * common + 0.8 * rng.normal(size=n) for _ in range(3))
    north = rng.random(n) < 0.45
    felt = 0.7 * trust + 0.3 * image + bend * np.minimum(friendly, 0) + differ * north * trust
    felt = felt + 0.7 * rng.normal(size=n)
    done = 0.5 * trust + rng.normal(size=n)

    def asked(latent: np.ndarray, middle: float, step: float, low: int, high: int) -> np.ndarray:
        return np.clip(np.round(middle + step * (latent + 0.25 * rng.normal(size=n))), low, high)

    return {
        **{f"t{i}": asked(trust, 4.2, 1.2, 1, 7) for i in (1, 2)},
        **{f"f{i}": asked(friendly, 4.6, 1.2, 1, 7) for i in (1, 2)},
        **{f"i{i}": asked(image, 4.0, 1.2, 1, 7) for i in (1, 2)},
        **{f"a{i}": asked(felt, 5.5, 1.3, 0, 10) for i in (1, 2)},
        **{f"b{i}": asked(done, 5.0, 1.5, 0, 10) for i in (1, 2)},
        "region": np.where(north, "north", "south"),
        "branch": rng.choice(["Delft", "Gouda", "Leiden"], n),
    }
