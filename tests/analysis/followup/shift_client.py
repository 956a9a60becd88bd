"""Two waves of a small client in which another driver may count than before."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from tests.analysis.conftest import HEAD
from toolkit.analysis.job import Job
from toolkit.notebook import open_job

MODEL = """
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["t1", "t2"]
[constructs.image]
role = "driver"
minimum = 1
maximum = 7
items = ["i1", "i2"]
[constructs.service]
role = "driver"
minimum = 1
maximum = 7
items = ["s1", "s2"]
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
"""


def answers(
    effects: tuple[float, float, float], *, n: int = 300, seed: int = 1, first: int = 0
) -> dict[str, object]:
    """Draw answers: `effects` of trust, image, service on attitude; behaviour has half of all; keys from `first`."""
    draw = np.random.default_rng(seed)
    common = draw.normal(size=n)
    latent = [0.5 * common + 0.8 * draw.normal(size=n) for _ in range(3)]
    felt = np.array(effects) @ np.array(latent) + 0.6 * draw.normal(size=n)
    done = 0.5 * (latent[0] + latent[1] + latent[2]) + draw.normal(size=n)

    def asked(values: np.ndarray, middle: float, step: float, low: int, high: int) -> np.ndarray:
        return np.clip(np.round(middle + step * (values + 0.25 * draw.normal(size=n))), low, high)

    names = ("t", "i", "s")
    return {
        "key": [f"k{place:04d}" for place in range(first, first + n)],
        **{
            f"{name}{i}": asked(own, 4.0, 1.3, 1, 7)
            for name, own in zip(names, latent, strict=True)
            for i in (1, 2)
        },
        **{f"a{i}": asked(felt, 5.5, 1.4, 0, 10) for i in (1, 2)},
        **{f"b{i}": asked(done, 5.0, 1.4, 0, 10) for i in (1, 2)},
    }


def client(workspace: Path, *waves: Mapping[str, object]) -> Job:
    """Write the waves as files of a client, a year apart, and open its follow-up."""
    folder = workspace / "clients" / "klein"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    lines = [HEAD, MODEL]
    for place, wave in enumerate(waves, start=1):
        pd.DataFrame(wave).to_csv(folder / "data" / f"{place}.csv", index=False)
        lines += ["[[waves]]", f'id = "w{place}"', f'file = "data/{place}.csv"', 'key = "key"']
        lines += [f"start = 202{place}-02-02", f"end = 202{place}-02-20"]
    (folder / "engagement.toml").write_text("\n".join(lines), encoding="utf-8")
    return open_job("followup", "klein", workspace=str(workspace))
