"""The levers in JupyterLab: they answer at once, keep client text as text, and leave nothing in a report."""

from __future__ import annotations

import html
import queue
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from tests.arrow_client import arrow_job
from toolkit import play
from toolkit.analysis import drivers
from toolkit.analysis.drivers.what_if import Trial, trial
from toolkit.analysis.job import Job
from toolkit.language import Language

LIFT = {"low": 2, "likely": 4, "high": 6}
TITLE = "<b>Call & ask</b>"
ACTIONS = [{"title": TITLE, "driver": "trust", "lift": LIFT, "cost": 30000.0, "weeks": 1.0}]


@pytest.fixture(scope="module")
def job() -> Job:
    return arrow_job(800, actions=ACTIONS, plan={"budget": 20000.0})


@pytest.fixture(scope="module")
def tried(job: Job) -> Trial:
    levers = drivers.what_if(job)
    assert levers is not None
    return trial(job, levers)


class TestWords:
    def test_the_result_is_that_of_the_levers(self, job: Job, tried: Trial) -> None:
        lines = play.said(job, tried, {"trust": 5.0}, [], 0.0)
        attitude = tried.gains({"trust": 5.0})[0]
        assert lines[0] == (
            f"{job.label('attitude')}: +{attitude.value:.1f} points "
            f"(margin +{attitude.low:.1f} to +{attitude.high:.1f})"
        )
        assert lines[1].startswith("NPS: +")
        assert lines[-1].startswith("Expected, if the links are causes.")

    @pytest.mark.parametrize(
        ("budget", "words"),
        [
            (0.0, "Together these actions cost €\xa030,000."),
            (
                20000.0,
                "Together these actions cost €\xa030,000: €\xa010,000 more than the budget of €\xa020,000.",
            ),
            (30000.0, "Together these actions cost €\xa030,000, within the budget of €\xa030,000."),
        ],
    )
    def test_costs_are_set_against_the_budget(
        self, job: Job, tried: Trial, budget: float, words: str
    ) -> None:
        assert words in play.said(job, tried, {}, [1], budget)

    def test_nothing_moved_is_no_gain_of_zero_for_certain(self, job: Job, tried: Trial) -> None:
        lines = play.said(job, tried, {"trust": 0.0}, [], 100.0)
        assert lines[0] == "Move a driver, or tick an action."
        assert len(lines) == 2

    def test_it_answers_within_a_blink(self, job: Job, tried: Trial) -> None:
        lifts = dict.fromkeys(tried.levers.drivers, 3.0)
        play.said(job, tried, lifts, [1], 1.0)
        took = []
        for _ in range(9):
            start = time.perf_counter()
            play.said(job, tried, lifts, [1], 1.0)
            took.append(time.perf_counter() - start)
        assert min(took) < 0.05


class TestPanel:
    def test_moving_a_lever_writes_the_result(self, job: Job, tried: Trial) -> None:
        panel: Any = play.panel(job, tried)
        _, *controls, result = panel.children
        sliders = [one for one in controls if type(one).__name__ == "IntSlider"]
        (box,) = (one for one in controls if type(one).__name__ == "Checkbox")
        (budget,) = (one for one in controls if type(one).__name__ == "BoundedFloatText")
        assert [one.description for one in sliders] == [job.label(name) for name in tried.levers.drivers]
        assert [one.max for one in sliders] == list(tried.levers.most.values())
        assert "Move a driver" in result.value
        sliders[2].value = 5
        moved = play.said(job, tried, {tried.levers.drivers[2]: 5.0}, [], 20000.0)
        assert html.unescape(result.value) == "".join(f"<p>{line}</p>" for line in moved)
        box.value = True
        assert "more than the budget" in result.value
        budget.value = 50000.0
        assert "within the budget" in result.value

    def test_words_of_a_client_are_words(self, job: Job, tried: Trial) -> None:
        panel: Any = play.panel(job, tried)
        (box,) = (one for one in panel.children if type(one).__name__ == "Checkbox")
        # ipywidgets writes a description as text unless asked otherwise.
        assert TITLE in box.description
        assert box.description_allow_html is False
        shown = {**job.engagement.constructs, "attitude": job.engagement.constructs["attitude"]}
        named = shown["attitude"].model_copy(update={"label": "<img src=x>"})
        strange = job.engagement.model_copy(update={"constructs": {**shown, "attitude": named}})
        panel = play.panel(replace(job, engagement=strange), tried)
        panel.children[1].value = 1
        assert "<img" not in panel.children[-1].value
        assert "&lt;img" in panel.children[-1].value

    def test_without_actions_there_is_no_budget(self) -> None:
        job = arrow_job(400)
        levers = drivers.what_if(job)
        assert levers is not None
        panel: Any = play.panel(job, trial(job, levers))
        kinds = {type(one).__name__ for one in panel.children}
        assert kinds == {"HTML", "IntSlider"}

    def test_it_speaks_the_reader_s_language(self, job: Job, tried: Trial) -> None:
        dutch = replace(job, language=Language("nl"))
        panel: Any = play.panel(dutch, tried)
        assert "Verschuif een driver" in panel.children[-1].value


class TestWhoIsThere:
    @pytest.fixture(scope="class")
    @classmethod
    def kernel(cls) -> Iterator[BlockingKernelClient]:
        manager, client = start_new_kernel(kernel_name="python3")
        yield client
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    def test_levers_are_shown_to_a_person_and_to_nobody_else(self, kernel: BlockingKernelClient) -> None:
        answered = """
            import sys
            import toolkit.notebook
            from toolkit import play
            play.trial = play.panel = lambda job, what: __import__("ipywidgets").IntSlider(3)
            play.play(None, True)
            print("ipywidgets" in sys.modules, play.somebody_there())
        """
        code = "\n".join(line.strip() for line in answered.splitlines())
        alone = _outputs(kernel, code, somebody=False)
        assert [one["msg_type"] for one in alone] == ["stream"]
        assert alone[0]["content"]["text"].split() == ["False", "False"]
        watched = _outputs(kernel, code, somebody=True)
        (shown,) = (one for one in watched if one["msg_type"] == "display_data")
        assert "application/vnd.jupyter.widget-view+json" in shown["content"]["data"]
        (said,) = (one for one in watched if one["msg_type"] == "stream")
        assert said["content"]["text"].split() == ["True", "True"]

    def test_plain_python_is_nobody(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert play.somebody_there() is False
        play.play(arrow_job(60), None)
        assert capsys.readouterr().out == ""


def _outputs(client: BlockingKernelClient, code: str, *, somebody: bool) -> list[dict[str, Any]]:
    """Run code as a notebook does, with or without a person who could answer; give what it shows."""
    request = client.execute(code, allow_stdin=somebody)
    found: list[dict[str, Any]] = []
    while True:
        try:
            message = client.get_iopub_msg(timeout=60)
        except queue.Empty:
            pytest.fail("the kernel did not answer")
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "error":
            pytest.fail("\n".join(message["content"]["traceback"]))
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return found
        if message["msg_type"] in ("stream", "display_data"):
            found.append(message)
