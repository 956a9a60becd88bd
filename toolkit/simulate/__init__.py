"""Customers with a known truth: to prove that a method finds what is there, and claims nothing that is not.

A `World` says what is true of all customers: how the constructs hang together, what causes attitude and
behaviour, how items measure them, who answers and who does not, and what else they are asked.
`simulate_wave` draws respondents from it, and `true_values` tells what a faultless method would find.
`standard_world` is a World on the house's question bank, `complete_world` the same with every question of the
baseline, and `null_world` one in which nothing differs and nothing goes with anything: whatever is found there is
false. `python -m toolkit.simulate.demo` draws the demo client.

    from dataclasses import replace
    from toolkit.simulate import simulate_wave, standard_world

    world = standard_world()
    better = replace(world, improvement={"trust": 8.0})
    before = simulate_wave(world, 1200, seed=1)
    after = simulate_wave(better, 1100, seed=1, previous=before, overlap=600)
    after.truth.order[0], after.truth.change["trust"]
"""

from toolkit.simulate.action import Action
from toolkit.simulate.blanks import Blank
from toolkit.simulate.complete import complete_world, null_world
from toolkit.simulate.draw import REASONS, Sample, simulate_wave
from toolkit.simulate.more import Choice, Count, Follower, Moments, More
from toolkit.simulate.parts import Bend, Construct, Item, Segment
from toolkit.simulate.standard import standard_world
from toolkit.simulate.truth import Truth, true_values
from toolkit.simulate.world import World

__all__ = [
    "REASONS",
    "Action",
    "Bend",
    "Blank",
    "Choice",
    "Construct",
    "Count",
    "Follower",
    "Item",
    "Moments",
    "More",
    "Sample",
    "Segment",
    "Truth",
    "World",
    "complete_world",
    "null_world",
    "simulate_wave",
    "standard_world",
    "true_values",
]
