"""[paths]: the arrows that an engagement draws in place of the house's, and what is refused of them."""

import pytest

from tests.engagement.conftest import Faults, Load
from tests.engagement.test_aside import added
from toolkit.engagement import drawn_paths

MORE = "".join(
    f'[constructs.{key}]\nrole = "{role}"\nminimum = 1\nmaximum = 7\nitems = ["{key.upper()}_1"]\n'
    for key, role in {
        "image": "driver",
        "trust": "driver",
        "service": "driver",
        "effort": "touchpoint",
        "behaviour": "behaviour",
        "tenure": "background",
        "voice": "dividend",
    }.items()
)


def with_paths(text: str) -> tuple[str, str]:
    return added(f"{MORE}[paths]\n{text}\n")


def test_the_house_draws_image_first_and_every_driver_to_both_outcomes(load: Load) -> None:
    drawn = drawn_paths(load(added(MORE)))
    drivers = ("satisfaction", "image", "trust", "service")
    assert drawn == {
        "attitude": drivers,
        "behaviour": (*drivers, "attitude"),
        "satisfaction": ("image",),
        "image": (),
        "trust": ("image",),
        "service": (),
    }


def test_what_is_drawn_stands_in_place_of_the_house_s_arrows_to_that_effect_only(load: Load) -> None:
    said = 'service = ["effort"]\nsatisfaction = ["service", "trust"]\ntrust = []\nbehaviour = ["attitude"]'
    drawn = drawn_paths(load(with_paths(said)))
    assert drawn["service"] == ("effort",)
    assert drawn["satisfaction"] == ("service", "trust")
    assert drawn["trust"] == ()
    assert drawn["behaviour"] == ("attitude",)
    assert drawn["attitude"] == ("satisfaction", "image", "trust", "service")


def test_without_image_nothing_comes_before_the_drivers(load: Load) -> None:
    assert drawn_paths(load()) == {"attitude": ("satisfaction",), "satisfaction": ()}


CONSTRUCTS = (
    "Constructs: satisfaction, attitude, lock_in, image, trust, service, effort, behaviour, tenure, voice."
)
SLIPS = {
    "an effect that is no construct": (
        'satisfacton = ["image"]',
        f'paths.satisfacton: "satisfacton" is no construct. Did you mean `satisfaction`? {CONSTRUCTS}',
    ),
    "a cause that is no construct": (
        'trust = ["imago"]',
        f'paths.trust: "imago" is no construct. Did you mean `image`? {CONSTRUCTS}',
    ),
    "lock-in as a cause": (
        'attitude = ["satisfaction", "image", "trust", "service", "lock_in"]',
        "paths.attitude: lock_in has role lock_in and is no driver. Take it out: it is held equal by itself where "
        "attitude and behaviour are explained, and told apart.",
    ),
    "background as a cause": (
        'trust = ["tenure"]',
        "paths.trust: tenure has role background and is no driver. Take it out: it is held equal by itself where "
        "attitude and behaviour are explained, and told apart.",
    ),
    "lock-in as an effect": (
        'lock_in = ["image"]',
        "paths.lock_in: lock_in has role lock_in. An arrow leads to role driver, attitude or behaviour only.",
    ),
    "a touchpoint as an effect": (
        'effort = ["image"]',
        "paths.effort: effort has role touchpoint. An arrow leads to role driver, attitude or behaviour only.",
    ),
    "a dividend as a cause": (
        'trust = ["voice"]',
        "paths.trust: voice has role dividend. An arrow comes from role touchpoint, driver or attitude only.",
    ),
    "behaviour before attitude": (
        'attitude = ["behaviour", "satisfaction"]',
        "paths.attitude: behaviour has role behaviour, which leads to none with role attitude. "
        "Turn the arrow round, or take it out.",
    ),
    "attitude before a driver": (
        'trust = ["attitude"]',
        "paths.trust: attitude has role attitude, which leads to none with role driver. "
        "Turn the arrow round, or take it out.",
    ),
    "its own cause": ('trust = ["trust"]', 'paths.trust: "trust" is its own cause. Take it out.'),
    "an outcome without cause": (
        "attitude = []",
        "paths.attitude: is empty, so that nothing would lead to it. Name what leads to attitude, or delete the key: "
        "the house then draws every driver to it.",
    ),
    "a cause twice": ('trust = ["image", "image"]', 'paths.trust: "image" is named twice. Leave it once.'),
    "a circle of its own": (
        'service = ["satisfaction"]\nsatisfaction = ["service"]',
        "paths.satisfaction: goes round in a circle: satisfaction → service → satisfaction. "
        "Leave one of these arrows out.",
    ),
    "a circle with the house's arrows": (
        'image = ["trust"]',
        "paths.image: goes round in a circle: image → trust → image. Leave one of these arrows out. "
        "Of the house's own arrows one is left out by writing trust = [].",
    ),
    "a driver that leads nowhere": (
        'attitude = ["satisfaction", "image", "trust"]\nbehaviour = ["attitude"]',
        "paths: service leads to no attitude or behaviour, so that working on it would bring nothing. "
        "Name it among the causes of attitude, or of a driver that leads there.",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slips_are_told_with_their_mend(faults: Faults, slip: str) -> None:
    said, told = SLIPS[slip]
    assert faults(with_paths(said)) == [told]


def test_all_slips_are_told_at_once_and_each_once(faults: Faults) -> None:
    told = faults(with_paths('attitude = ["lock_in"]\ntrust = ["imago", "imago"]\nimage = "trust"'))
    assert len(told) == 4
    assert sum("is no driver" in one for one in told) == 1
    assert any(one.startswith("paths.image") for one in told)


def test_where_a_construct_could_not_be_read_no_name_is_called_unknown(faults: Faults) -> None:
    told = faults(with_paths('trust = ["image", "reputation"]\n[constructs.reputation]\nrole = "driver"'))
    assert not any("is no construct" in one for one in told)
