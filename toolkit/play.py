"""Levers to play with in JupyterLab: lift drivers, tick actions, and see at once what attitude and the NPS may gain.

Nothing of it stays in a report: where no person is at the keyboard, as under `loyalty run`, nothing is shown and the
widgets are not even imported.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from toolkit.analysis.drivers.what_if import Levers, Trial, trial
from toolkit.analysis.job import Job
from toolkit.report.sections.drivers.what_if import outcome_label, warning

if TYPE_CHECKING:
    from ipywidgets import Widget

_WIDE = {"description_width": "16em"}


def play(job: Job, levers: Levers | None) -> None:
    """Show the levers in JupyterLab; under papermill, nbconvert and plain Python nothing at all."""
    if levers is not None and somebody_there():
        display(panel(job, trial(job, levers)))


def somebody_there() -> bool:
    """Tell whether a person runs this cell: only then does the request allow the kernel to ask something.

    papermill, nbconvert and nbclient say that nobody can answer (`allow_stdin` of Jupyter's message protocol).
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    request: Mapping[str, Any] = kernel.get_parent("shell").get("content", {})
    return bool(request.get("allow_stdin", False))


def panel(job: Job, tried: Trial) -> Widget:
    """Make the panel: a slider per driver, a box per action and for the budget, and the result under them."""
    import ipywidgets as widgets  # noqa: PLC0415 - slow to import, and never under papermill

    language, levers = job.language, tried.levers
    sliders = {
        name: widgets.IntSlider(
            0, 0, levers.most[name], description=job.label(name), style=_WIDE, layout={"width": "36em"}
        )
        for name in levers.drivers
    }
    boxes = {
        number: widgets.Checkbox(
            value=False, description=_action(job, number), indent=False, layout={"width": "48em"}
        )
        for number in tried.numbers
    }
    plan = job.engagement.plan
    budget = widgets.BoundedFloatText(
        plan.budget or 0.0, min=0.0, max=1e12, description=language.say("Budget"), style=_WIDE
    )
    result = widgets.HTML()

    def update(_: object = None) -> None:
        lifts = {name: float(slider.value) for name, slider in sliders.items()}
        chosen = [number for number, box in boxes.items() if box.value]
        result.value = "".join(
            f"<p>{html.escape(line)}</p>" for line in said(job, tried, lifts, chosen, float(budget.value))
        )

    for control in (*sliders.values(), *boxes.values(), budget):
        control.observe(update, names="value")
    update()
    words = language.say("Points more on each driver:")
    head = widgets.HTML(f"<p>{html.escape(words)}</p>")
    return widgets.VBox([head, *sliders.values(), *((*boxes.values(), budget) if boxes else ()), result])


def _action(job: Job, number: int) -> str:
    action = job.engagement.actions[number - 1]
    cost = job.language.money(action.cost, job.engagement.plan.currency)
    return job.language.say("{action} ({cost})", action=job.text(action.title), cost=cost)


def said(
    job: Job, tried: Trial, lifts: Mapping[str, float], chosen: Collection[int], budget: float
) -> tuple[str, ...]:
    """Write the result: the gain of each outcome with its margin, what it costs, and what no lever can know."""
    language = job.language
    if not (any(lifts.values()) or chosen):
        return (language.say("Move a driver, or tick an action."), warning(job))
    lines = [
        language.say(
            "{outcome}: {gain} points (margin {low} to {high})",
            outcome=outcome_label(job, effects.outcome),
            gain=language.signed(found.value, 1),
            low=language.signed(found.low, 1),
            high=language.signed(found.high, 1),
        )
        for effects, found in zip(tried.effects, tried.gains(lifts, chosen), strict=True)
    ]
    if chosen:
        lines.append(_cost(job, chosen, budget))
    return (*lines, warning(job))


def _cost(job: Job, chosen: Collection[int], budget: float) -> str:
    language, currency = job.language, job.engagement.plan.currency
    cost = sum(job.engagement.actions[number - 1].cost for number in chosen)
    slots = {
        "cost": language.money(cost, currency),
        "budget": language.money(budget, currency),
        "over": language.money(cost - budget, currency),
    }
    if not budget:
        return language.say("Together these actions cost {cost}.", **slots)
    if cost > budget:
        return language.say(
            "Together these actions cost {cost}: {over} more than the budget of {budget}.", **slots
        )
    return language.say("Together these actions cost {cost}, within the budget of {budget}.", **slots)
