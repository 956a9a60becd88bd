"""Customers with a known truth: to prove that a method finds what is there, and claims nothing that is not.

A `World` says what is true of all customers: how the constructs hang together, what causes attitude and
behaviour, how items measure them, who answers and who does not.
`simulate_wave` draws respondents from it, and `true_values` tells what a faultless method would find.
`standard_world` is a World on the house's question bank; `python -m toolkit.simulate.demo` draws
the demo client from it.

    from dataclasses import replace
    from toolkit.simulate import simulate_wave, standard_world

    world = standard_world()
    better = replace(world, improvement={"trust": 8.0})
    before = simulate_wave(world, 1200, seed=1)
    after = simulate_wave(better, 1100, seed=1, previous=before, overlap=600)
    after.truth.order[0], after.truth.change["trust"]
"""

from toolkit.simulate.draw import REASONS, Sample, simulate_wave
from toolkit.simulate.standard import standard_world
from toolkit.simulate.truth import Truth, true_values
from toolkit.simulate.world import Construct, Item, Segment, World

__all__ = [
    "REASONS",
    "Construct",
    "Item",
    "Sample",
    "Segment",
    "Truth",
    "World",
    "simulate_wave",
    "standard_world",
    "true_values",
]
