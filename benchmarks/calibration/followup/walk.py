"""The whole follow-up report of clients of whom nothing is true: how often any of its chapters claims something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.calibration.client_by_client import each
from benchmarks.calibration.designs import Design, null
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from benchmarks.followup import claimed, family, findings, null_client, with_forecast
from toolkit.findings.finding import Finding

OUTCOMES: Final = ("attitude", "behaviour")
FAMILIES: Final = {
    "change": "a theme is called changed (`change`)",
    "change.nps": "the NPS is called changed (`change`)",
    "shares": "a share is called changed (`shares`)",
    "invariance": "a theme is stopped, or a question is said to have moved (`invariance`)",
    "composition": "a theme is said to owe its change to who answered, or not to (`composition`)",
    "composition.nps": "the NPS is said to owe its change to who answered, or not to (`composition`)",
    "attrition": "those who left are called different (`attrition`)",
    "impact.1": "an action is said to have done something (`impact`)",
    "impact.targeted": "targeted drivers are said to have moved more (`impact`)",
    **{
        f"driver_shift.{one}": f"drivers of {one} are said to have shifted (`driver_shift`)"
        for one in OUTCOMES
    },
    **{
        f"linked_changes.{one}": f"changes are linked to that of {one} (`linked_changes`)" for one in OUTCOMES
    },
    "trend": "a theme is said to rise or fall (`trend`)",
    "trend.nps": "the NPS is said to rise or fall (`trend`)",
    "trend.steps_shown": "a theme is called changed from wave to wave (`trend`)",
    "results.attitude": "attitude is linked to what customers did (`results`)",
    "results.recommendation": "the recommendation is linked to what customers did (`results`)",
    "results.self_reported": "what customers said they would do is linked to what they did (`results`)",
    "forecast": "an honest forecast is called off (`forecast`)",
    "forecast.own": "honest forecasts together are called off (`forecast`)",
    "forecast.own_gained": "honest forecasts are said to promise too much or too little (`forecast`)",
}
CLAIMS: Final[Mapping[str, Claim]] = {name: Claim("type I", says) for name, says in FAMILIES.items()}
# Said only where something is shown: of clients of whom it is not said, it is not claimed.
ONLY_WHERE_SHOWN: Final = ("composition.nps",)
OF_THREE_WAVES: Final = ("trend.steps_shown",)
# What is said of a theme in the chapter on its questions is a warning when it claims something.
OF_NO_THEME: Final = {f"invariance.{part}" for part in ("slight", "holds", "short", "acts", "few", "no_fit")}


@study("followup-report", "followup", CLAIMS, designs=("base", "hard"), piece=12)
def walk(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of two waves or three, paired or not, weighted or not, of whom nothing is true."""
    world = null(design)

    def ask(number: int, _number: int) -> Mapping[str, float]:
        with TemporaryDirectory() as folder:
            # A client's own number tells how it is asked: twelve kinds, which a piece goes through.
            job = null_client(12_000 * (seed % 100_000) + number, n=design.n, world=world)
            job = with_forecast(job, Path(folder), number)
            said = list(findings(job))
            told, three = set(claimed(job, said)) | set(_moved(said)), len(job.read) > 2
        if strange := told - set(FAMILIES):
            raise ValueError(f"Families of findings that are not counted: {', '.join(sorted(strange))}.")
        asked = {family(one) for one in said} | {*ONLY_WHERE_SHOWN, *(OF_THREE_WAVES if three else ())}
        return {name: name in told for name in FAMILIES if name in asked or name in told}

    return each(CLAIMS, range(repeats), ask)


def _moved(said: Iterable[Finding]) -> Iterator[str]:
    """Give the chapter on the questions where it stops a theme or names a question."""
    for one in said:
        if one.strength == "warning" and family(one) == "invariance" and one.key not in OF_NO_THEME:
            yield "invariance"
