"""Who answered each wave of a report, which rows were checked, and how well the answers stand for all customers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.job import Job, sizes_of
from toolkit.engagement import items as model_items
from toolkit.intake import Survey
from toolkit.intake.raking import Raking
from toolkit.intake.response import Nonresponse
from toolkit.measures.weights import effective_n

REASONS = ("answered", "not_applicable", "dont_know", "no_answer")


@dataclass(frozen=True)
class Response:
    """Who answered one wave.

    `items` has a row per question and a column of counts per reason. `rows` is how many rows the file has, `checks`
    the table of checks of these rows: check, rows (suspect), made, why_not and excluded (left out; missing where such
    rows are kept). `raking` is what weighting to the population did and `sample` compares the two: segment, code, n,
    sample_share, weighted_share, population_share, before, after and n_effective. `nonresponse` compares who answered
    with who was invited. These three are None where the engagement gives no margins or no list.
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
    sample: pd.DataFrame | None
    nonresponse: Nonresponse | None

    @property
    def left_out(self) -> int:
        """How many rows were left out as suspect."""
        return int(self.checks["excluded"].fillna(0).sum())


def response(job: Job, survey: Survey | None = None) -> Response:
    """Count who answered, and per question who did not and why."""
    survey = survey or job.survey
    shown = [item for item in model_items(job.engagement) if item in survey.reasons]
    counts = pd.DataFrame({item: survey.reasons[item].value_counts() for item in shown}).T
    return Response(
        wave=survey.wave,
        n=len(survey.items),
        invited=job.wave(survey).invited,
        effective=None if survey.weights is None else effective_n(survey.weights.to_numpy()),
        probability_sample=job.engagement.population.probability_sample,
        items=counts.reindex(columns=list(REASONS)).fillna(0).astype(int),
        rows=survey.source.rows_read,
        checks=survey.quality[["check", "rows", "made", "why_not", "excluded"]],
        raking=survey.raking,
        sample=None if survey.raking is None else _sample(job, survey, survey.raking),
        nonresponse=survey.nonresponse,
    )


def responses(job: Job) -> tuple[Response, ...]:
    """Count them for each wave of the job."""
    return tuple(response(job, survey) for survey in job.surveys)


def _sample(job: Job, survey: Survey, raking: Raking) -> pd.DataFrame:
    """Set the effective number of customers in each group beside what raking compared."""
    table = raking.representativeness
    effective = {
        (segment, code): size
        for segment in table["segment"].unique()
        for code, size in sizes_of(job, _groups(survey.segments[segment]), survey)["count_effective"].items()
    }
    keys = zip(table["segment"], table["code"], strict=True)
    return table.assign(n_effective=[effective[key] for key in keys])


def _groups(codes: pd.Series) -> pd.DataFrame:
    """Respondents × codes of a segment: who is in which group."""
    return pd.DataFrame({str(code): codes == code for code in codes.cat.categories})
