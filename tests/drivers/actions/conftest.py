"""Two actions with effects that are known."""

import pytest

from tests.drivers.actions.cases import effects_of
from toolkit.drivers.actions.gain import Action, Gains, Outcome, simulated_gains


@pytest.fixture
def gains() -> Gains:
    """`call` adds 5 points to trust (effect 0.5), `folder` 4 points to image for half of the customers (0.25)."""
    actions = [
        Action("call", "trust", (5, 5, 5), cost=2000, weeks=3),
        Action("folder", "image", (4, 4, 4), cost=1000, weeks=2, reach=0.5),
    ]
    outcome = Outcome(effects_of(trust=0.5, image=0.25), now=55)
    return simulated_gains(actions, {"trust": 80, "image": 60}, [outcome])
