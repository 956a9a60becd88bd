"""Whether who comes first hangs on how missing answers are treated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from toolkit.analysis.drivers.importance import OutcomeDrivers, drivers_of
from toolkit.analysis.drivers.treatments import Treatments, counting, not_applicable
from toolkit.analysis.job import Job

Verdict = Literal["same", "overlap", "other", "unsaid"]


@dataclass(frozen=True, eq=False)
class OutcomeMissing:
    """What missing answers do to the drivers of one outcome: `main`, with incomplete customers left out, and others."""

    main: OutcomeDrivers
    treatments: Treatments

    @property
    def outcome(self) -> str:
        """The key of the outcome."""
        return self.main.outcome

    @property
    def shares(self) -> pd.DataFrame:
        """A row per driver and per treatment that the data allow `name`, `name_low` and `name_high`."""
        found = {
            "listwise": self.main.importance,
            "pairwise": self.treatments.pairwise,
            "imputed": self.treatments.imputed,
        }
        columns = {"share": "", "low": "_low", "high": "_high"}
        return pd.concat(
            [
                one.table[list(columns)].set_axis([name + end for end in columns.values()], axis=1)
                for name, one in found.items()
                if one is not None
            ]
            or [pd.DataFrame()],
            axis=1,
        )

    @property
    def fronts(self) -> Mapping[str, tuple[str, ...]]:
        """Per treatment that the data allow, who may come first by the numbers, the largest share first."""
        listwise = {} if self.main.importance is None else {"listwise": self.main.importance.leaders}
        return listwise | dict(self.treatments.fronts)

    @property
    def common(self) -> tuple[str, ...]:
        """Who may come first by every treatment."""
        fronts = list(self.fronts.values())
        return tuple(name for name in fronts[0] if all(name in front for front in fronts)) if fronts else ()

    @property
    def verdict(self) -> Verdict:
        """Whether all three treatments name the same drivers; "unsaid" where no claim may rest on who is named."""
        if not self.treatments.compared or len(self.fronts) < 3 or not self.main.leaders or self._no_claim:
            return "unsaid"
        if len({frozenset(front) for front in self.fronts.values()}) == 1:
            return "same"
        return "overlap" if self.common else "other"

    @property
    def _no_claim(self) -> bool:
        """Whether some treatment puts a driver in front that carries no claim, or is not told apart from another."""
        named = {name for front in self.fronts.values() for name in front}
        pairs = (
            *self.main.alike,
            *(() if self.main.importance is None else self.main.importance.near_duplicates),
        )
        apart = {name for pair in pairs if len(named & set(pair)) == 1 for name in pair}
        return bool(named & (set(self.main.unreliable) | apart))


@dataclass(frozen=True, eq=False)
class Missing:
    """Missing answers of all outcomes.

    `themes` counts per theme, and per variable held equal, the customers to whom it does not apply; `not_applicable`
    those with any such theme, of the `n` who count.
    """

    outcomes: tuple[OutcomeMissing, ...]
    themes: pd.Series
    not_applicable: int
    n: int


def missing(job: Job) -> Missing | None:
    """Lay three treatments of missing answers side by side where more than 5% of the customers would go.

    None where no answer is missing and every theme applies to everybody.
    """
    results = [one for role in ("attitude", "behaviour") for one in drivers_of(job, role)]
    outcomes = tuple(OutcomeMissing(main, main.treatments) for main in results if main.treatments is not None)
    names = dict.fromkeys(name for main in results for name in (*_drivers(main), *main.always))
    counts = counting(job)
    out = not_applicable(job, tuple(names))[counts]
    if not out.any(axis=None) and not any(one.treatments.lost for one in outcomes):
        return None
    return Missing(outcomes, out.sum(), int(out.any(axis=1).sum()), int(counts.sum()))


def _drivers(main: OutcomeDrivers) -> tuple[str, ...]:
    return tuple(map(str, main.performance.index))
