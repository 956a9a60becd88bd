"""How well drivers tell who recommends: the interval of the area under the curve."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from benchmarks.calibration.client_by_client import each, held
from benchmarks.calibration.clients import Client, clients
from benchmarks.calibration.designs import Design
from benchmarks.calibration.drivers._worlds import everybody_of, leader
from benchmarks.calibration.drivers.classes import DRIVERS, OUTCOME, _asked
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.categorical.logistic import Logistic, logistic

CLAIMS = {
    "area": Claim("coverage", "limits of how often the drivers tell of two customers which one recommends")
}


def _found(client: Client) -> Logistic:
    return logistic(_asked(client, ordered=False), OUTCOME, DRIVERS, weights=client.weights)


@cache
def _truth(design: Design) -> float:
    return _found(everybody_of(design, leader)).auc


@study("area", "drivers", CLAIMS)
def area(design: Design, repeats: int, seed: int) -> Hits:
    """Hold it against how well the drivers tell it of all customers, by the model that fits them best."""
    true = _truth(design)

    def ask(client: Client, _number: int) -> Mapping[str, float]:
        found = _found(client)
        return {"area": held(found.auc_low, true, found.auc_high)}

    return each(CLAIMS, clients(design, leader(design), repeats, seed), ask)
