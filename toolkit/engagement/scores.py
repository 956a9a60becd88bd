"""What became of the forecasts of a client: the small file that its follow-up report leaves, to be counted with others.

It holds numbers of predictions only: nothing about a respondent, no theme and no action. See docs/forecast.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from toolkit.engagement.forecasts import NPS
from toolkit.engagement.words import Day, Strict
from toolkit.house import DEMO

SCORES: Final = "forecast.scores.json"
SCHEMA: Final = 1
# The variable that names the folder of clients to count with, where that is not the one around a client:
# in a batch all clients count with the scores as they were when it began, whoever is made first.
FROZEN: Final = "LOYALTY_SCORES"
# No margin is wider, whatever its confidence: a number beyond is one of a broken file, and no sum survives it.
MOST_POINTS: Final = 1e6
Points = Annotated[float, Field(ge=-MOST_POINTS, le=MOST_POINTS)]


class ScoredPrediction(Strict):
    """One prediction: what was expected, and how far the measured change lay from it, with limits."""

    kind: Literal["driver", "outcome", "nps"]
    expected: Points
    surprise: Points
    surprise_low: Points
    surprise_high: Points
    could_tell: bool


class ScoredRound(Strict):
    """The predictions of one plan that was kept aside beforehand."""

    run: str
    confidence: float = Field(gt=0.5, lt=1)
    judged: Day
    predictions: tuple[ScoredPrediction, ...]

    @property
    def counted(self) -> tuple[ScoredPrediction, ...]:
        """The predictions that count: those a measurement could test; the NPS is attitude seen again."""
        return tuple(one for one in self.predictions if one.could_tell and one.kind != NPS)


class ScoresData(Strict):
    """Every plan of a client that was scored."""

    schema_: Literal[1] = Field(alias="schema")
    client: str
    report: str
    run: str
    rounds: tuple[ScoredRound, ...]


def other_scores(folder: Path) -> tuple[Path, ...]:
    """Give the files of scores of the clients beside this one, but for the demo: its customers are invented.

    Those of a client whose folder is closed to this user are none.
    """
    if folder.name in ("", DEMO):
        return ()
    around = Path(os.environ.get(FROZEN) or folder.parent)
    beside = (path for path in around.iterdir() if path.name not in (folder.name, DEMO))
    paths = (path / "reports" / SCORES for path in beside if not path.name.startswith("."))
    return tuple(sorted(filter(_may_be_read, paths)))


def _may_be_read(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False


def read_scores(path: Path) -> ScoresData:
    """Read the scores of a client.

    Raises ValueError where the file cannot be used: who reads it is another client, who cannot mend it.
    """
    try:
        return ScoresData.model_validate_json(path.read_text("utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise ValueError(f"{SCORES}: {type(error).__name__}") from error
