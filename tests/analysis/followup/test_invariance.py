"""Which themes a follow-up may compare, and how every chapter follows from it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.analysis.conftest import job_of
from tests.moved_client import moved_job
from tests.simulate.jobs import followup_job
from toolkit.analysis import followup
from toolkit.analysis.followup.frames import wave_scores
from toolkit.analysis.job import Job, scaled_items
from toolkit.followup.invariance.decision import concluded, fit_levels
from toolkit.followup.invariance.moments import wave_moments
from toolkit.simulate import simulate_wave, standard_world

__all__ = ["job_of"]

JobOf = Callable[..., Job]
MODEL = """
[constructs.one]
role = "driver"
minimum = 1
maximum = 7
items = ["o1"]
[constructs.two]
role = "driver"
minimum = 1
maximum = 7
items = ["w1", "w2"]
[constructs.vague]
role = "driver"
minimum = 1
maximum = 7
items = ["v1", "v2", "v3"]
[constructs.against]
role = "driver"
minimum = 1
maximum = 7
items = ["g1", "g2", "g3"]
[constructs.attitude]
role = "attitude"
minimum = 1
maximum = 7
items = ["a1", "a2", "a3"]
[constructs.behaviour]
role = "behaviour"
minimum = 0
maximum = 10
items = ["b1", "b2", "b3"]
[items.b3]
minimum = 0
maximum = 1
"""


def answers(seed: int, n: int = 200) -> dict[str, object]:
    rng = np.random.default_rng(seed)

    def scale(latent: np.ndarray, error: float = 0.6, high: int = 7) -> np.ndarray:
        return np.clip(np.round(4 + 1.3 * (latent + error * rng.normal(size=n))), 1, high)

    felt, other, more = rng.normal(size=(3, n))
    # The first goes with both others, which hardly go with each other: no one factor does that.
    against = {"g1": scale((felt + other) / 1.4, 0.1), "g2": scale(felt, 0.3), "g3": scale(other, 0.3)}
    return {
        **{name: scale(felt) for name in ("o1", "w1", "w2", "a1", "a2", "a3", "b1", "b2")},
        **{name: scale(more, 5.0) for name in ("v1", "v2", "v3")},
        **against,
        "b3": (felt > 0).astype(int),
    }


def test_a_theme_that_fails_is_left_out_and_one_in_part_is_scored_on_what_held() -> None:
    job = moved_job()
    result = followup.invariance(job)
    found = {theme.construct: theme for theme in result.themes}
    assert found["image"].outcome == "fails"
    assert found["image"].held == ()
    assert (found["trust"].outcome, found["trust"].held) == ("partial", ("TRU_1", "TRU_3", "TRU_4"))
    assert [theme.construct for theme in result.with_outcome("untested")] == ["behaviour"]
    assert result.count == 3 * 7
    frames = followup.frames(job)
    assert frames.not_comparable == ("image",)
    assert "image" not in frames.shown
    assert "image" not in frames.before
    trust = scaled_items(job, "trust")[["TRU_1", "TRU_3", "TRU_4"]].mean(axis=1)
    enough = scaled_items(job, "trust")[["TRU_1", "TRU_3", "TRU_4"]].notna().sum(axis=1) >= 2
    assert frames.before["trust"].dropna().tolist() == pytest.approx(trust[enough].tolist())
    # Who asks for it by name gets all questions of a theme that fails.
    assert followup.held_items(job, "image") == job.items("image")
    assert wave_scores(job, ("image",), job.survey)["image"].notna().any()


def test_the_changes_follow_it() -> None:
    job = moved_job()
    change = followup.change(job)
    assert change.not_comparable == ("image",)
    assert change.moved == {"trust": ("TRU_2",)}
    assert change.shortened == {}
    assert "image" not in change.table.index
    row = change.table.loc["trust"]
    # All questions together fell by what the one that moved took along; those that held did not.
    whole = [scaled_items(job, "trust", survey).mean(axis=1).mean() for survey in job.surveys]
    assert whole[1] - whole[0] < row["difference"] - 2


def test_it_rests_on_weights_and_keys_and_all_themes_are_one_family() -> None:
    job = moved_job(stopped=False)
    result = followup.invariance(job)
    themes = {theme.construct: theme for theme in result.themes if theme.levels is not None}
    levels = {}
    for name in themes:
        moments = wave_moments(
            [scaled_items(job, name, survey) for survey in job.surveys],
            weights=[survey.weights for survey in job.surveys],
            keys=[survey.key for survey in job.surveys],
        )
        levels[name] = fit_levels(moments)
    again = concluded(levels, largest_bias=0.2 * job.engagement.analysis.smallest_change)
    for name, theme in themes.items():
        assert theme.conclusion is not None
        assert theme.conclusion.p_scalar == pytest.approx(again[name].p_scalar)
        assert theme.n == tuple(levels[name].moments.n)
        assert theme.n_effective == pytest.approx(tuple(levels[name].moments.n_effective))
        assert theme.n_effective[0] < theme.n[0]
    assert result is followup.invariance(job)


def test_in_a_report_on_more_waves_all_of_them_count() -> None:
    world = standard_world()
    samples = [simulate_wave(world, 300, seed=seed) for seed in range(3)]
    job = followup_job(world, samples).over_time()
    result = followup.invariance(job)
    assert {len(theme.n) for theme in result.themes} == {3}
    assert {theme.outcome for theme in result.themes} == {"holds", "untested"}
    assert followup.frames(job).not_comparable == ()


def test_what_cannot_be_tested_is_compared_and_the_reason_kept(job_of: JobOf) -> None:
    job = job_of("followup", MODEL, answers(1), answers(2))
    result = followup.invariance(job)
    assert {theme.construct: theme.reason for theme in result.themes} == {
        "one": "single",
        "two": "two",
        "vague": "flagged",
        "against": "no_fit",
        "attitude": "",
        "behaviour": "acts",
    }
    assert [theme.outcome for theme in result.themes].count("untested") == 5
    assert followup.frames(job).shown == ("one", "two", "vague", "against", "attitude", "behaviour")
    few = replace(job, surveys=(job.surveys[0], _first(job, 140)), memory={})
    assert {theme.reason for theme in followup.invariance(few).with_outcome("untested")} >= {"few", "acts"}


def _first(job: Job, rows: int):
    survey = job.surveys[1]
    gaps = pd.DataFrame(np.arange(len(survey.items))[:, None] < rows, index=survey.items.index)
    return replace(survey, items=survey.items.where(gaps[0]))
