"""The engagements that the project ships load without a fault and read what they say they read."""

import re

import numpy as np
import pytest

from tests.conftest import ROOT
from toolkit.engagement import (
    column_of,
    constructs_with_role,
    disclosure_gaps,
    item_scale,
    items,
    load_engagement,
)
from toolkit.intake import read_survey
from toolkit.measures.nps import net_promoter_score
from toolkit.simulate import demo

DEMO = ROOT / "clients" / "voorbeeld-energie"
AIRPORT = ROOT / "tests" / "engagements" / "sfo-airport"
FIVE_WAVES = ROOT / "tests" / "engagements" / "sfo-airport-five"
DRIVERS = ["Q7SIGN", "Q7SCREENS", "Q7WALKWAYS", "Q9ALL", "Q10SAFE", "Q14FIND", "Q14PASSTHRU", "Q7FOOD"]


@pytest.fixture(scope="module")
def client():
    return load_engagement(DEMO)


@pytest.fixture(scope="module")
def airport():
    return load_engagement(AIRPORT)


@pytest.fixture(scope="module")
def passengers(airport, shared):
    if not (ROOT.parent / "shared").is_dir():
        pytest.skip("the airport's engagement reads ../shared, which is absent")
    return [read_survey(airport, wave.id) for wave in airport.waves]


@pytest.mark.parametrize("place", [0, 1])
def test_the_demo_is_read_back_as_it_was_drawn(client, place):
    drawn, read = demo.demo_waves()[place], read_survey(client, client.waves[place].id)
    assert np.array_equal(read.items[list(drawn.items)], drawn.items, equal_nan=True)
    assert (read.reasons[list(drawn.items)].astype(str) == drawn.reasons.astype(str)).all(axis=None)
    assert read.weights.to_numpy() == pytest.approx(drawn.weights.to_numpy(), abs=5e-5)
    channel = drawn.segments["channel"].map(demo.CHANNEL_CODES).astype(str)
    assert read.segments["channel"].astype(str).tolist() == channel.tolist()
    region = drawn.segments["region"].map(demo.REGION_NAMES).astype(str)
    assert read.segments["region"].astype(str).tolist() == region.tolist()


def test_the_demo_has_the_same_people_under_hashed_keys(client):
    first, last = (read_survey(client, wave.id) for wave in client.waves)
    assert first.key.isin(last.key).sum() == 600
    assert not first.key.str.fullmatch(r"0\d{7}").any()


def test_the_demo_may_become_final(client):
    assert disclosure_gaps(client) == ()


def test_every_engagement_speaks_both_languages():
    for folder in (DEMO, AIRPORT, FIVE_WAVES):
        text = (folder / "engagement.toml").read_text("utf-8")
        pairs = re.findall(r"\{ (nl = .*?|en = .*?) \}", text)
        assert all("nl = " in pair and "en = " in pair for pair in pairs)


def test_the_airport_has_the_drivers_of_the_reference(airport, reference):
    drivers = [airport.constructs[key].items[0] for key in constructs_with_role(airport, "driver")]
    assert drivers == DRIVERS == reference("sfo_drivers")["ols_NETPRO"]["drivers"]


def test_the_airport_has_the_sixteen_ratings_of_the_reference(airport, reference):
    ratings = {item for item in items(airport) if item_scale(airport, item).maximum == 5}
    assert ratings == set(reference("waves")["independent_2017_2018"]["items"])


def test_the_airport_pools_no_behaviours(airport):
    assert constructs_with_role(airport, "behaviour") == ("rival_airports", "flights")


def test_the_airport_waves_have_the_sizes_of_the_reference(airport, passengers, reference):
    values = reference("waves")["independent_2017_2018"]["items"]
    # One passenger of 2018 answered no question of the model and is left out.
    for place, (survey, rows) in enumerate(zip(passengers, (2831, 2808), strict=True)):
        assert survey.key is None
        assert len(survey.items) == rows
        assert survey.weights.mean() == pytest.approx(1, abs=0.01)
        for item, value in values.items():
            assert survey.items[item].notna().sum() == value[f"n{place + 1}"]
            assert survey.items[item].mean() == pytest.approx(value[f"mean{place + 1}"], abs=1e-12)


def test_the_airport_keeps_not_applicable_apart_from_blank(passengers):
    for survey, never, blank in zip(passengers, (341, 374), (69, 92), strict=True):
        counts = survey.reasons["Q7FOOD"].value_counts()
        assert (counts["not_applicable"], counts["no_answer"]) == (never, blank)
        assert survey.items["Q5TIMESFLOWN"].max() == 6
        assert set(survey.items["Q22SJC"].dropna()) == {1.0, 2.0}


def test_the_airport_knows_where_passengers_live(passengers):
    for survey, at_home in zip(passengers, (1016, 883), strict=True):
        codes = survey.segments["residence"]
        assert list(codes.cat.categories) == ["1", "2", "3"]
        assert (codes == "1").sum() == at_home


def test_the_airport_has_the_published_net_promoter_scores(airport, passengers, reference):
    values = reference("nps")["sfo"]
    assert column_of(airport, airport.waves[0], airport.questions.recommendation) == "NETPRO"
    for survey, year, plain, weighted in zip(
        passengers, (2017, 2018), (39.8, 31.0), (40.4, 35.1), strict=True
    ):
        ratings = survey.items["NETPRO"]
        score = net_promoter_score(ratings)
        assert score.value == pytest.approx(values[f"y{year}"]["nps"], abs=1e-8)
        assert round(score.value, 1) == plain
        score = net_promoter_score(ratings, survey.weights)
        assert score.value == pytest.approx(values[f"y{year}_weighted"]["nps"], abs=1e-8)
        assert round(score.value, 1) == weighted
