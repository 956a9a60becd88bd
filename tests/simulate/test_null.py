"""In a null world scales are reliable and nothing else is there; it is drawn fast, and becomes a job of a report."""

import numpy as np
import pandas as pd
import pytest

from tests.simulate.helpers import scores
from tests.simulate.jobs import job_of, null_jobs
from toolkit.analysis.job import alpha_of, construct_scores
from toolkit.engagement.checks import Doubt, check_constructs, check_names
from toolkit.engagement.load import CHECKS, PLAIN_CHECKS
from toolkit.simulate import complete_world, null_world, simulate_wave, standard_world
from toolkit.simulate.complete import BASES
from toolkit.simulate.more import more_constructs
from toolkit.simulate.orders import Shop
from toolkit.simulate.words import even_themes, open_answers, theme_chances

WORLD = null_world()
MANY = 40_000


@pytest.fixture(scope="module")
def many():
    return simulate_wave(WORLD, MANY, seed=6)


def test_the_scales_are_reliable(many):
    job = job_of(WORLD, many)
    for construct in (*WORLD.constructs, *more_constructs(WORLD.more)):
        if len(construct.items) > 1:
            # One of the three questions on behaviour is a yes or no, which takes something off.
            assert alpha_of(job, construct.key).value == pytest.approx(0.8, abs=0.08)
            if construct.key != "behaviour":
                assert alpha_of(job, construct.key).value == pytest.approx(0.8, abs=0.015)


def test_nothing_goes_with_anything(many):
    found = many.latent.corr().to_numpy()
    assert found[~np.eye(len(found), dtype=bool)] == pytest.approx(0, abs=4.5 / np.sqrt(MANY))


def test_no_groups_differ(many):
    scored = scores(WORLD, many)
    groups = {key: many.segments[key].astype(str) for key in many.segments}
    groups |= {item: many.items[item].astype(str) for item in ("MOT_2", "VOI_1", "NET_1", "SAT_1", "REF_1")}
    for group in groups.values():
        sizes = group.value_counts()
        for name in sizes.index[sizes >= 500]:
            mean = scored.loc[group == name, ["attitude", "behaviour", "trust"]].mean()
            rest = scored.loc[group != name, ["attitude", "behaviour", "trust"]].mean()
            assert (mean - rest).abs().max() < 4.5 * 22 / np.sqrt(sizes[name])


def test_everybody_weighs_the_same(many):
    assert (many.weights == 1).all()


def test_it_asks_what_the_complete_world_asks():
    few, full = (simulate_wave(world, 20, seed=1) for world in (WORLD, complete_world()))
    assert list(few.items) == list(full.items)
    assert list(few.segments) == list(full.segments)
    assert set(BASES) <= set(few.latent)


def test_no_theme_is_of_a_group():
    even = theme_chances(even_themes())
    assert even.sum().to_numpy() == pytest.approx(np.ones(3))
    assert np.ptp(even.to_numpy(), axis=1) == pytest.approx(np.zeros(len(even)))


@pytest.mark.parametrize("world", [standard_world(), complete_world(), WORLD])
def test_a_sample_becomes_a_job_whose_engagement_has_no_fault(world):
    sample = simulate_wave(world, 60, seed=2)
    job = job_of(world, sample, extra={"context": {"choice": "monopoly"}})
    engagement = job.engagement
    faults = [
        fault for check in (check_constructs, check_names, *CHECKS) for fault in check(engagement, Doubt())
    ]
    assert [*faults, *(fault for check in PLAIN_CHECKS for fault in check(engagement))] == []
    assert engagement.context.choice == "monopoly"
    assert set(sample.items) == {item for one in engagement.constructs.values() for item in one.items}
    keys = tuple(construct.key for construct in world.constructs)
    own = scores(world, sample)[list(keys)]
    ours = construct_scores(job, keys)
    assert ours.where(own.notna()).to_numpy() == pytest.approx(
        own.where(ours.notna()).to_numpy(), nan_ok=True
    )
    assert (job.survey.weights is None) == bool((sample.weights == 1).all())


def test_null_clients_differ_and_are_the_same_each_time(tmp_path):
    shop = Shop(rate=4, lapse=0.5)
    first, again = (list(null_jobs(2, n=40, folder=tmp_path / name, shop=shop)) for name in ("a", "b"))
    for one, other in zip(first, again, strict=True):
        pd.testing.assert_frame_equal(one.survey.items, other.survey.items)
        pd.testing.assert_frame_equal(one.survey.open, other.survey.open)
        for file in ("orders.csv", "pulse.csv"):
            parts = [(job.engagement.folder / "data" / file).read_bytes() for job in (one, other)]
            assert parts[0] == parts[1]
    assert not first[0].survey.items.equals(first[1].survey.items)
    assert next(null_jobs(1)).survey.key is None


def test_a_job_has_open_answers_employees_and_orders(tmp_path):
    world = complete_world()
    sample = simulate_wave(world, 80, seed=2)
    written = open_answers(sample.items["ATT_1"], seed=1, language="en", answering=1.0)
    job = job_of(world, sample, written=written, folder=tmp_path, shop=Shop(rate=4, lapse=0.5))
    assert job.survey.open["OPEN_1"].tolist() == written.tolist()
    engagement = job.engagement
    assert [fault for check in PLAIN_CHECKS for fault in check(engagement)] == []
    employees = pd.read_csv(engagement.folder / engagement.pulse.file)
    assert set(employees["unit"]) == set(sample.segments["team"].cat.categories)
    orders = pd.read_csv(engagement.folder / engagement.orders.files[0], dtype={"customer": str})
    assert set(orders["customer"]) == set(sample.key)
    assert job.survey.key.str.fullmatch(r"[0-9a-f]{20}").all()
    assert not set(job.survey.key) & set(sample.key)
