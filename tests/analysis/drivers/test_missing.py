"""Missing answers of an engagement: counted, and treated in three ways where many customers would be left out."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.conftest import job_of
from tests.missing_client import MODEL, answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.missing import OutcomeMissing
from toolkit.analysis.job import Job, construct_scores
from toolkit.drivers.missing.imputed import imputed_importance
from toolkit.drivers.missing.pairwise import pairwise_importance

__all__ = ["job_of"]

JobOf = Callable[..., Job]
NAMES = ["trust", "friendliness", "image"]


def _attitude(job: Job) -> OutcomeMissing:
    result = drivers.missing(job)
    assert result is not None
    return result.outcomes[0]


def test_nothing_is_told_where_nothing_is_missing(job_of: JobOf) -> None:
    assert drivers.missing(job_of("drivers", MODEL, answers(gone=0.0))) is None


def test_where_few_would_go_nothing_is_laid_beside_it(job_of: JobOf) -> None:
    found = _attitude(job_of("drivers", MODEL, answers(gone=0.01)))
    assert 0 < found.treatments.lost <= 0.05 * 600
    assert not found.treatments.compared
    assert found.treatments.fronts == {}
    assert found.verdict == "unsaid"


def test_three_treatments_stand_side_by_side_where_many_would_go(job_of: JobOf) -> None:
    job = job_of("drivers", MODEL, answers())
    found = _attitude(job)
    frame = construct_scores(job, ("attitude", *NAMES))
    complete = int(frame.notna().all(axis=1).sum())
    assert (found.treatments.n, found.treatments.complete) == (600, complete)
    assert found.treatments.lost == 600 - complete > 30
    pairwise = pairwise_importance(frame, "attitude", NAMES, resamples=200, seed=1).table["share"]
    imputed = imputed_importance(frame, "attitude", NAMES, resamples=200, seed=1).table["share"]
    assert found.main.importance is not None
    assert found.shares["listwise"].tolist() == found.main.importance.table["share"].tolist()
    assert found.shares["pairwise"].tolist() == pairwise.tolist()
    assert found.shares["imputed"].tolist() == imputed.tolist()
    assert found.verdict == "same"
    assert found.common == found.main.leaders == ("trust",)
    # Once computed, they are kept for every chapter that asks.
    assert _attitude(job).treatments is found.treatments


def test_not_applicable_is_no_missing_answer(job_of: JobOf) -> None:
    job = job_of("drivers", MODEL, answers(not_applicable=0.3))
    result = drivers.missing(job)
    assert result is not None
    out = (job.survey.reasons["f1"] == "not_applicable").to_numpy()
    assert result.themes.to_dict() == {"trust": 0, "friendliness": int(out.sum()), "image": 0}
    assert (result.not_applicable, result.n) == (int(out.sum()), 600)
    found = result.outcomes[0].treatments
    assert (found.not_applicable, found.n) == (int(out.sum()), 600 - int(out.sum()))
    frame = construct_scores(job, ("attitude", *NAMES))[~out]
    assert found.complete == int(frame.notna().all(axis=1).sum())
    pairwise = pairwise_importance(frame, "attitude", NAMES, resamples=0)
    assert found.pairwise is not None
    assert found.pairwise.table["share"].tolist() == pytest.approx(pairwise.table["share"].tolist())
    assert found.imputed is not None
    assert found.imputed.n == found.n


def test_who_weighs_nothing_is_not_counted(job_of: JobOf) -> None:
    given = answers()
    light = np.arange(600) < 100
    job = job_of("drivers", MODEL, given | {"w": np.where(light, 1.0, 1.2)}, weight="w")
    weights = job.survey.weights
    assert weights is not None
    job = replace(job, surveys=(replace(job.survey, weights=weights.where(~light, 0.0)),))
    result = drivers.missing(job)
    assert result is not None
    assert result.n == 500
    assert result.outcomes[0].treatments.n == 500
    imputed = result.outcomes[0].treatments.imputed
    assert imputed is not None
    assert imputed.n == 500


def test_data_that_cannot_carry_a_treatment_are_refused(job_of: JobOf) -> None:
    given = answers()
    hardly = np.arange(600) % 10 > 0
    found = _attitude(
        job_of(
            "drivers",
            MODEL,
            given | {i: np.where(hardly, np.nan, 4 + np.arange(600) % 3) for i in ("i1", "i2")},
        )
    )
    assert found.treatments.fronts == {}
    assert [name for name, _ in found.treatments.refusals] == ["pairwise", "imputed"]
    assert all("image: 90% of its answers are missing" in why for _, why in found.treatments.refusals)
    assert found.verdict == "unsaid"


def test_pairs_of_too_few_customers_are_not_shown(job_of: JobOf) -> None:
    for model, n, fewest in (
        (MODEL + "[privacy]\nminimum_cell = 45\nindicative_below = 45\n", 60, 45),
        (MODEL, 36, 30),  # ten per driver
    ):
        found = _attitude(job_of("drivers", model, answers(n, gone=0.15)))
        assert found.treatments.pairwise is None
        assert found.treatments.imputed is None
        reasons = {why for _, why in found.treatments.refusals}
        assert reasons == {f"too few customers answered both of two themes: so many drivers take {fewest}"}


def test_what_is_said_goes_by_who_is_in_front(job_of: JobOf) -> None:
    found = _attitude(job_of("drivers", MODEL, answers()))

    def with_fronts(pairwise: tuple[str, ...], imputed: tuple[str, ...], **main: object) -> OutcomeMissing:
        treated, one, other = found.treatments, found.treatments.pairwise, found.treatments.imputed
        assert one is not None
        assert other is not None
        changed = replace(
            treated, pairwise=replace(one, leaders=pairwise), imputed=replace(other, leaders=imputed)
        )
        return OutcomeMissing(replace(found.main, **main), changed)

    assert with_fronts(("trust",), ("trust",)).verdict == "same"
    assert with_fronts(("trust", "image"), ("trust",)).verdict == "overlap"
    assert with_fronts(("image",), ("trust",)).verdict == "other"
    assert with_fronts(("image",), ("trust",)).common == ()
    assert with_fronts(("trust",), ("trust",), unreliable=("image",)).verdict == "same"
    assert with_fronts(("image",), ("trust",), unreliable=("image",)).verdict == "unsaid"
    assert with_fronts(("image",), ("trust",), alike=(("image", "friendliness"),)).verdict == "unsaid"
    assert with_fronts(("trust",), ("trust",), unreliable=("trust",)).verdict == "unsaid"
