"""Who answered each wave of a report, which rows were checked, and how well the answers stand for all customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.analysis.job import Job
from toolkit.engagement import items as model_items
from toolkit.intake import Survey
from toolkit.intake.weighting.raking import Raking
from toolkit.intake.weighting.response import Nonresponse
from toolkit.measures.suppression import hidden_cells, hidden_places
from toolkit.measures.weights import effective_n

REASONS = ("answered", "not_applicable", "dont_know", "no_answer")
# Who says "don't know" or nothing at all tells nothing about herself; docs/methods/suppression.md has the sources.
NON_ANSWERS = ("dont_know", "no_answer")


@dataclass(frozen=True)
class Response:
    """Who answered one wave.

    `items` has a row per question and a column of counts per reason. `rows` is how many rows the file has, `checks`
    the table of checks of these rows: check, rows (suspect), made, why_not and excluded (left out; missing where such
    rows are kept). `raking` is what weighting to the population did and `nonresponse` who of those invited answered;
    they are None where the engagement gives no margins or no list. `sizes` counts the customers behind each group of
    each division, for the gate. `effective` is the effective number after weighting (Kish), None without weights.
    `withheld` tells that it may not be told, nor what else weighting did: a group that the gate hides would follow.
    """

    wave: str
    n: int
    invited: int | None
    effective: float | None
    probability_sample: bool
    items: pd.DataFrame
    rows: int
    checks: pd.DataFrame
    raking: Raking | None
    nonresponse: Nonresponse | None
    sizes: pd.DataFrame
    withheld: bool

    @property
    def left_out(self) -> int:
        """How many rows were left out as suspect."""
        return int(self.checks["excluded"].fillna(0).sum())


def response(job: Job, survey: Survey | None = None) -> Response:
    """Count who answered, and per question who did not and why."""
    survey = survey or job.survey
    shown = [item for item in model_items(job.engagement) if item in survey.reasons]
    counts = pd.DataFrame([_reasons(survey, item) for item in shown], index=shown, columns=list(REASONS))
    sizes = _sizes(survey)
    return Response(
        wave=survey.wave,
        n=len(survey.items),
        invited=job.wave(survey).invited,
        effective=None if survey.weights is None else effective_n(survey.weights.to_numpy()),
        probability_sample=job.engagement.population.probability_sample,
        items=counts.astype(int),
        rows=survey.source.rows_read,
        checks=survey.quality[["check", "rows", "made", "why_not", "excluded"]],
        raking=survey.raking,
        nonresponse=survey.nonresponse,
        sizes=sizes,
        withheld=_withheld(job, sizes, survey.raking),
    )


def answered_hidden(job: Job, item: str) -> bool:
    """Tell whether the table of answers hides how many answered a question, so that nothing else may tell it."""
    return bool(job.remembered(("answered hidden", item), lambda: _answered_hidden(job, item)))


def _answered_hidden(job: Job, item: str) -> bool:
    hidden = hidden_places(
        np.array([_reasons(job.survey, item)], dtype=np.float64),
        job.engagement.privacy.minimum_cell,
        harmless=np.isin(REASONS, NON_ANSWERS),
    )
    return bool(hidden[0, REASONS.index("answered")])


def _reasons(survey: Survey, item: str) -> list[int]:
    """Count the reasons of one question, in the order of `REASONS`."""
    coded = survey.reasons[item].astype("category").cat
    counts = np.bincount(coded.codes.to_numpy() + 1, minlength=len(coded.categories) + 1)[1:].tolist()
    known = dict(zip(coded.categories, counts, strict=True))
    return [known.get(reason, 0) for reason in REASONS]


def base_hidden(job: Job, n: int, items: Iterable[str]) -> bool:
    """Tell whether a number of respondents, `n`, may not be printed with a result of these questions of the first wave.

    Where the table of answers hides how many answered one of them, a base that is the same number would tell it.
    """
    answered = job.remembered(
        ("answered",), lambda: (job.survey.reasons == "answered").sum().astype(int).to_dict()
    )
    return any(n == answered[item] and answered_hidden(job, item) for item in items)


def count_told(job: Job, n: int) -> int:
    """Give a number of respondents of the first wave as it may be printed: in full, or rounded down.

    Who answered all of many questions can be so nearly everybody that it tells how few one of these did not apply to,
    which the table of answers hides. Rounded down to the minimum cell, it leaves that open.
    """
    items, minimum = tuple(map(str, job.survey.reasons)), job.engagement.privacy.minimum_cell
    nearly_all = 0 < len(job.survey.items) - n < minimum
    if base_hidden(job, n, items) or (nearly_all and any(answered_hidden(job, item) for item in items)):
        return n - n % minimum
    return n


def same_told(job: Job, n: int) -> int:
    """Give a number of customers who answered both waves as it may be printed: in full, or rounded down.

    Where nearly all of a wave did, it tells how few did not.
    """
    minimum = job.engagement.privacy.minimum_cell
    nearly_all = any(0 < len(survey.items) - n < minimum for survey in (job.surveys[0], job.surveys[-1]))
    return n - n % minimum if nearly_all else count_told(job, n)


def responses(job: Job) -> tuple[Response, ...]:
    """Count them for each wave that the job read."""
    return tuple(response(job, survey) for survey in job.read)


def _sizes(survey: Survey) -> pd.DataFrame:
    """Count the customers behind each group of each division, by segment and code.

    `n` and `n_effective` answered; with a list of those invited also `responded` and `silent`.
    """
    keys = ["segment", "code"]
    counted = {segment: _counted(codes, survey.weights) for segment, codes in survey.segments.items()}
    nobody = pd.DataFrame({"n": 0, "n_effective": 0.0}, index=pd.MultiIndex.from_arrays([[], []], names=keys))
    sizes = pd.concat(counted, names=keys) if counted else nobody
    if survey.nonresponse is None:
        return sizes
    asked = survey.nonresponse.groups.set_index(keys)
    asked = asked[["responded"]].assign(silent=asked["invited"] - asked["responded"])
    return sizes.join(asked, how="outer").fillna(0)


def _withheld(job: Job, sizes: pd.DataFrame, raking: Raking | None) -> bool:
    """Tell whether a group of a division that was weighted by is hidden.

    With one margin the effective number is 1 / Σ(P² / n) over the groups, P their shares of all customers and n their
    numbers: with all others shown, the number of a hidden group follows.
    """
    if raking is None:
        return False
    minimum = job.engagement.privacy.minimum_cell
    of = sizes.index.get_level_values("segment")
    return any(
        hidden_cells(sizes[of == segment], minimum, down=True, whole_rows=True).any(axis=None)
        for segment in raking.representativeness["segment"].unique()
    )


def _counted(codes: pd.Series, weights: pd.Series | None) -> pd.DataFrame:
    """Count who has each code, and the effective number of them (Kish: (Σw)² / Σw²)."""
    each = pd.Series(1.0, index=codes.index) if weights is None else weights
    groups = pd.DataFrame({"code": codes.cat.rename_categories(str), "w": each, "squared": each**2}).groupby(
        "code", observed=False
    )
    sums = groups.sum()
    effective = (sums["w"] ** 2 / sums["squared"]).fillna(0.0)
    return pd.DataFrame({"n": groups.size(), "n_effective": effective})
