"""What employees say, unit by unit: their units differ as the customers of those units do, or not at all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.simulate.answering import answers
from toolkit.simulate.more import Choice
from toolkit.simulate.parts import Construct, Item

QUESTIONS = tuple(
    Item(f"E{number}", 1, 7, mean, sd=1.4, loading=0.8) for number, mean in enumerate((5.0, 4.7, 4.4), 1)
)


def draw_pulse(
    units: Choice,
    employees: Mapping[str, int],
    *,
    tie: float,
    seed: int,
    questions: tuple[Item, ...] = QUESTIONS,
) -> pd.DataFrame:
    """Draw the answers of employees: a column `unit`, and one of whole numbers per question; the rows are mixed.

    `units` is what customers choose by: an employee's standing is tie · tilt of the unit + a normal rest of unit
    variance, so that with a tie above 0 units where customers stand higher have better answers of employees.
    `employees` tells how many answered per unit.
    Raises StatisticsError for a unit that customers do not have.
    """
    unknown = sorted(set(employees) - set(units.shares))
    if unknown:
        raise StatisticsError(f"Customers have no unit {', '.join(unknown)}.")
    rng = np.random.default_rng(seed)
    unit = rng.permutation(np.repeat(list(employees), list(employees.values())))
    effect = np.array([tie * units.tilts.get(one, 0.0) for one in unit])
    standing = pd.DataFrame({"pulse": effect + rng.standard_normal(len(unit))})
    given = answers((Construct("pulse", "driver", questions),), standing, rng).astype(int)
    return pd.concat([pd.Series(unit, name="unit", dtype="str"), given], axis=1)
