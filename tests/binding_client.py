"""A small client that asks of everything that binds: bases, values, problems, dividends and how customers came."""

import numpy as np

ALL = 400

MODEL = """
[constructs.attitude]
role = "attitude"
minimum = 1
maximum = 7
items = ["a1"]
[constructs.behaviour]
role = "behaviour"
minimum = 0
maximum = 100
items = ["wallet"]
[constructs.recommend]
role = "background"
minimum = 0
maximum = 10
items = ["nps"]
[constructs.basis_calculative]
role = "basis"
minimum = 1
maximum = 7
items = ["ca"]
[constructs.basis_affective]
role = "basis"
minimum = 1
maximum = 7
items = ["af"]
[constructs.basis_structural]
role = "basis"
minimum = 1
maximum = 7
items = ["st"]
[constructs.basis_moral]
role = "basis"
minimum = 1
maximum = 7
items = ["mo"]
[constructs.wishes]
role = "alignment"
minimum = 1
maximum = 7
items = ["i1", "i2", "i3", "i4", "i5", "e1", "e2", "e3", "e4", "e5"]
[constructs.trouble]
role = "touchpoint"
minimum = 0
maximum = 1
items = ["trouble"]
[constructs.solved]
role = "touchpoint"
minimum = 1
maximum = 10
items = ["solved"]
[constructs.people]
role = "dividend"
minimum = 0
maximum = 99
items = ["people"]
[constructs.tip]
role = "dividend"
minimum = 0
maximum = 1
items = ["tip", "online"]
[constructs.price]
role = "dividend"
minimum = 1
maximum = 7
items = ["price"]
reversed = ["price"]
[missing]
not_applicable = ["nvt"]
[questions]
recommendation = "nps"
problem = "trouble"
recovery = "solved"
referrals = "people"
voice = "tip"
review = "online"
price_tolerance = "price"
share_of_wallet = "wallet"
[segments.came]
column = "came"
[segments.came.values]
1 = "A friend"
2 = "A review"
3 = "An advertisement"
4 = "Another way"
[network]
segment = "came"
codes = ["1", "2"]
[values.honest]
label = "honesty"
rank = 1
importance = "i1"
experience = "e1"
[values.near]
label = "being near"
rank = 2
importance = "i2"
experience = "e2"
[values.green]
label = "sustainability"
rank = 3
importance = "i3"
experience = "e3"
[values.cheap]
label = "a low price"
rank = 4
importance = "i4"
experience = "e4"
[values.new]
label = "new ideas"
rank = 5
importance = "i5"
experience = "e5"
"""


def _seven(latent: np.ndarray, middle: float = 4.0) -> np.ndarray:
    return np.clip(np.round(latent + middle), 1, 7)


def answers(seed: int = 1, n: int = ALL, *, linked: bool = True) -> dict[str, np.ndarray]:
    """Draw a client; `linked`: attitude rests on the affective basis, problems cost it, and it pays dividends.

    Without links every question is answered apart from every other, and each value is noticed as much as it matters.
    """
    draw = np.random.default_rng(seed)
    strength = 1.0 if linked else 0.0
    common, affective = draw.normal(size=(2, n))
    bases = {name: strength * common + draw.normal(size=n) for name in ("ca", "st", "mo")}
    trouble = (np.arange(n) % 5 < 2).astype(float)
    resolved = np.arange(n) % 10 < 5
    felt = affective + strength * common / 2
    latent = strength * (1.2 * affective - 1.2 * trouble * ~resolved) + draw.normal(size=n)
    loyal = strength * (latent > 0)
    people = draw.poisson(0.5 + loyal)
    people[0] = 99
    wish = draw.normal(size=(5, n))
    gap = np.array([-1.5, -0.1, 0.0, 0.0, 1.2])[:, None] * strength
    return {
        "a1": _seven(latent, 4.4),
        "wallet": np.clip(np.round(50 + 25 * loyal + 20 * draw.normal(size=n)), 0, 100),
        "nps": np.clip(np.round(7 + latent + 3 * draw.normal(size=n)), 0, 10),
        "af": _seven(felt),
        **{name: _seven(value) for name, value in bases.items()},
        **{f"i{k + 1}": _seven(wish[k]) for k in range(5)},
        **{f"e{k + 1}": _seven(draw.normal(size=n) + gap[k]) for k in range(5)},
        "trouble": trouble,
        "solved": np.where(trouble == 1, np.where(resolved, 8, 3), np.nan),
        "people": people,
        "tip": (draw.random(n) < 0.3 + 0.3 * loyal).astype(float),
        "online": (draw.random(n) < 0.25).astype(float),
        "price": _seven(-strength * latent + draw.normal(size=n)),
        "came": np.where(draw.random(n) < 0.4 + 0.2 * loyal, 1 + np.arange(n) % 2, 3 + np.arange(n) % 2),
    }
