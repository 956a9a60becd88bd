"""A client whose customers write answers with planted words and themes, for tests of the chapter on words."""

from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.analysis.job import Job
from toolkit.notebook import open_job

ENGAGEMENT = """\
seed = 1
[client]
name = "Klein"
language = "nl"
[author]
name = "A"
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["r"]
[questions]
recommendation = "r"
[open_answers.OPEN_1]
consent = true
[[waves]]
id = "w1"
file = "data/1.csv"
start = 2021-02-02
end = 2021-02-20
"""
# fmt: off
ORDINARY = [
    "service", "prijs", "monteur", "website", "factuur", "contract", "telefoon", "medewerker",
    "rekening", "tarief", "meter", "adres", "stroom", "gas", "brief", "mail",
    "verhuizing", "teller", "jaarnota", "reactie", "afspraak", "uitleg",
]
# fmt: on
THEMES = (
    ["wachtrij", "bellen", "lijn", "menu", "gesprek"],
    ["paneel", "zon", "dak", "batterij", "subsidie"],
)
SHARES = np.array([1, 1, 1, 1, 2, 3, 6, 10, 14, 12, 9]) / 60


def answers(n: int = 500, seed: int = 1, *, planted: bool = True, themes: bool = True) -> pd.DataFrame:
    """Draw `n` customers: their mark (`r`) and what they wrote (`OPEN_1`), a quarter nothing.

    Planted are vriendelijk and betrouwbaar, which promoters use more, and duur and traag, of detractors.
    """
    rng = np.random.default_rng(seed)
    marks, texts = rng.choice(11, n, p=SHARES), []
    for mark, theme in zip(marks, rng.integers(0, 3, n), strict=True):
        words = list(rng.choice(ORDINARY, rng.integers(1, 4), replace=False))
        if themes and theme < 2:
            words += [word for word in THEMES[theme] if rng.random() < 0.6]
        if planted:
            promoter, detractor = bool(mark >= 9), bool(mark <= 6)
            words += ["vriendelijk"] * (promoter and rng.random() < 0.5)
            words += ["betrouwbaar"] * (rng.random() < (0.55 if promoter else 0.2))
            words += ["duur"] * (detractor and rng.random() < 0.5)
            words += ["traag"] * (rng.random() < (0.45 if detractor else 0.05))
        texts.append("De " + ", de ".join(words) + "." if rng.random() > 0.25 else "")
    return pd.DataFrame({"r": marks, "OPEN_1": texts})


def words_job(
    folder: Path, frame: pd.DataFrame, *, language: str = "en", engagement: str = ENGAGEMENT, quotes: str = ""
) -> Job:
    """Write the client into `folder` and open its baseline job."""
    client = folder / "clients" / "klein"
    (client / "data").mkdir(parents=True, exist_ok=True)
    frame.to_csv(client / "data" / "1.csv", index=False)
    (client / "engagement.toml").write_text(engagement, encoding="utf-8")
    if quotes:
        (client / "text").mkdir(exist_ok=True)
        (client / "text" / "quotes.toml").write_text(quotes, encoding="utf-8")
    return open_job("baseline", "klein", workspace=str(folder), language=language)


def entry(text: str, **changes: str) -> str:
    """One entry of quotes.toml; `changes` are TOML values, "" leaves a key out."""
    keys = {
        "question": '"OPEN_1"',
        "text": f"'{text}'",
        "approved_by": '"A. Adviseur"',
        "approved_on": "2021-03-01",
    }
    lines = [f"{name} = {value}" for name, value in (keys | changes).items() if value]
    return "\n".join(["[[quotes]]", *lines, ""])
