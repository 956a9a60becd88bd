"""A client whose themes have several questions, with a fault planted in one of them."""

from collections.abc import Callable, Mapping

import numpy as np

from toolkit.analysis.job import Job

JobOf = Callable[..., Job]
ITEMS = {
    "image": ("i1", "i2", "i3"),
    "trust": ("t1", "t2", "t3"),
    "attitude": ("a1", "a2", "a3"),
    "value": ("v1",),
}


def model(**items: tuple[str, ...]) -> str:
    """The constructs of the client, each on 1 to 7; `items` replaces those of a construct."""
    roles = {"attitude": "attitude", "behaviour": "behaviour", "lock_in": "lock_in"}
    parts = []
    for name, own in (ITEMS | items).items():
        role = roles.get(name, "driver")
        listed = ", ".join(f'"{item}"' for item in own)
        parts.append(f'[constructs.{name}]\nrole = "{role}"\nminimum = 1\nmaximum = 7\nitems = [{listed}]')
    return "\n".join(parts)


def answers(seed: int = 1, n: int = 300, link: float = 0.4) -> dict[str, np.ndarray]:
    """Answers on 1 to 7; the factors of image and trust correlate `link`."""
    rng = np.random.default_rng(seed)
    image, own, attitude, value = rng.normal(size=(4, n))
    factors = {
        "i": image,
        "t": link * image + (1 - link**2) ** 0.5 * own,
        "a": 0.8 * image + 0.6 * attitude,
        "v": value - 0.5,
    }
    asked = [item for own_items in ITEMS.values() for item in own_items]
    noise = 0.6 * rng.normal(size=(len(asked), n))
    found = {
        item: np.clip(np.round(4 + 1.2 * (factors[item[0]] + error)), 1, 7)
        for item, error in zip(asked, noise, strict=True)
    }
    # What the question bank asks under these names, unrelated to the rest.
    return found | {name: rng.integers(1, 8, n).astype(float) for name in ("SWI_1", "PRI_1")}


def scales_job(
    job_of: JobOf,
    asked: Mapping[str, np.ndarray] | None = None,
    report: str = "baseline",
    **items: tuple[str, ...],
) -> Job:
    """Give a job of that client."""
    return job_of(report, model(**items), answers() if asked is None else asked)
