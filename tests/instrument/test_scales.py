import re

import pytest

from tests.instrument.conftest import construct, engagement_of
from toolkit.engagement import folded
from toolkit.errors import EngagementError
from toolkit.instrument import house_scales, no_answers, scale_of
from toolkit.instrument.scales import Scale, no_answer_label


@pytest.mark.parametrize("scale", house_scales().values(), ids=lambda scale: scale.name)
def test_a_scale_of_the_house_is_whole(scale: Scale) -> None:
    assert all(folded(text) == text for text in scale.values)
    assert set(scale.values.values()) == set(scale.labels)
    assert (min(scale.labels), max(scale.labels)) == (scale.minimum, scale.maximum)
    for value, words in scale.labels.items():
        for printed in (words.nl, words.en):
            assert scale.values[folded(printed)] == value
            assert scale.values[folded(f"{value:g} – {printed}")] == value
    length = re.search(r"\d+$", scale.name)
    if length is not None:
        assert scale.maximum - scale.minimum + 1 == (11 if scale.name == "times10" else int(length[0]))


def test_no_wording_means_two_values() -> None:
    import csv

    from toolkit.instrument.scales import SCALES_FILE

    with SCALES_FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["value"]]
    meanings: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        meanings.setdefault((row["scale"], folded(row["text"])), set()).add(row["value"])
    assert all(len(values) == 1 for values in meanings.values())


def test_usual_wordings_are_known() -> None:
    scales = house_scales()
    assert scales["agree5"].values["helemaal mee eens"] == 5
    assert scales["agree5"].values[folded("Zeer mee eens")] == 5
    assert scales["agree5"].values[folded("Strongly agree")] == 5
    assert scales["agree7"].values[folded("Niet eens, niet oneens")] == 4
    assert scales["satisfied5"].values[folded("Very satisfied")] == 5
    assert scales["yes_no"].values == scales["yes_no"].values | {"ja": 1, "nee": 0, "yes": 1, "no": 0}
    assert scales["likely11"].values[folded("10 - Extremely likely")] == 10
    assert list(scales["yes_no"].labels) == [1, 0]


def test_answers_that_are_none_have_their_reason() -> None:
    assert no_answers()["n.v.t."] == "not_applicable"
    assert no_answers()[folded("Weet niet")] == "dont_know"
    assert no_answers()[folded("Geen antwoord")] == "no_answer"
    assert no_answer_label("dont_know").nl == "Weet ik niet"
    scaled = {text for scale in house_scales().values() for text in scale.values}
    assert not scaled & set(no_answers())


def test_an_item_has_the_scale_that_is_declared() -> None:
    one = engagement_of(
        {"trust": construct("a", "b", "c", scale="agree7"), "image": construct("d")},
        items={"b": {"scale": "own"}, "c": {"minimum": 1, "maximum": 5, "scale": "agree5"}},
        scales={"own": {"Slecht": 1.0, "Matig": 4.0, "Goed": 7.0, "Prima": 7.0}},
    )
    assert scale_of(one, "a") is house_scales()["agree7"]
    assert scale_of(one, "c") is house_scales()["agree5"]
    assert scale_of(one, "d") is None
    own = scale_of(one, "b")
    assert own is not None
    assert own.values == {"slecht": 1, "matig": 4, "goed": 7, "prima": 7}
    assert [words.en for words in own.labels.values()] == ["Slecht", "Matig", "Goed"]
    assert (own.minimum, own.maximum) == (1, 7)


def test_a_scale_of_the_engagement_goes_before_one_of_the_house() -> None:
    one = engagement_of({"trust": construct("a", scale="agree7")}, scales={"agree7": {"Nee": 1.0, "Ja": 7.0}})
    assert scale_of(one, "a").values == {"nee": 1, "ja": 7}


def test_a_scale_nobody_knows_is_told_with_what_may_be_meant() -> None:
    one = engagement_of({"trust": construct("a", scale="agre7")})
    with pytest.raises(
        EngagementError, match=r"constructs\.trust\.scale: nobody knows the scale \"agre7\".*agree7"
    ):
        scale_of(one, "a")


@pytest.mark.parametrize("ends", [(1, 5), (0, 7), (1, 10)])
def test_a_scale_of_the_house_must_run_as_the_item_does(ends: tuple[float, float]) -> None:
    one = engagement_of({"trust": construct("a", ends=ends)}, items={"a": {"scale": "agree7"}})
    with pytest.raises(EngagementError, match=r"items\.a\.scale: \"agree7\" runs 1–7, but a runs"):
        scale_of(one, "a")
