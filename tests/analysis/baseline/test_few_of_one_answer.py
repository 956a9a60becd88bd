"""Of two answers, a mean tells how many gave each; a base tells to how many a question did not apply."""

from collections.abc import Callable

import numpy as np

from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.findings.baseline.segments import _numbers
from toolkit.notebook import say, sections

JobOf = Callable[..., Job]
BENCHMARK = """
[[benchmarks]]
measure = "{measure}"
value = 40.0
label = {{ en = "others" }}
country = "NL"
mode = {{ en = "online" }}
same_mode = true
same_question = true
year = 2021
source = {{ en = "a book" }}
"""
MODEL = (
    """
[population]
country = "NL"
[missing]
not_applicable = ["nvt"]
[constructs.ease]
role = "driver"
minimum = 1
maximum = 7
items = ["ease"]
[constructs.left]
role = "driver"
minimum = 0
maximum = 1
items = ["left"]
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["t1", "t2"]
"""
    + BENCHMARK.format(measure="ease")
    + BENCHMARK.format(measure="left")
)

MARK = """
[constructs.satisfaction]
role = "driver"
minimum = 1
maximum = 10
items = ["mark"]
[questions]
report_mark = "mark"
"""


def answers(few: int = 4, nowhere: int = 4) -> dict[str, object]:
    draw = np.random.default_rng(4)
    felt = draw.normal(4, 1.2, 200)
    ease = np.clip(np.round(felt), 1, 7).astype(int).astype(str)
    ease[:nowhere] = "nvt"
    items = {f"t{at}": np.clip(np.round(felt + draw.normal(0, 0.7, 200)), 1, 7) for at in (1, 2)}
    return {"ease": ease, "left": np.r_[np.ones(few), np.zeros(200 - few)][::-1], **items}


def test_a_theme_of_yes_and_no_that_few_said_yes_to_is_hidden_everywhere(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers())
    result, beside = baseline.scores(job), baseline.benchmarks(job)
    assert "left" not in result.table.index
    assert result.hidden == ("left",)
    assert beside is not None
    assert [row.benchmark.measure for row in beside.rows] == ["ease"]
    assert [one.measure for one in beside.left_out] == ["left"]
    plan = baseline.planning(job, baseline.headline(job))
    assert plan is not None
    assert "left" not in plan.table.index
    (hidden,) = [one for one in say.baseline.scores(job, result) if one.key == "scores.hidden"]
    assert "or such a number would follow: left." in hidden.text


def test_where_enough_gave_either_answer_it_is_shown(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers(few=40))
    assert baseline.scores(job).table.at["left", "estimate"] == 20.0


def test_a_base_that_the_table_of_answers_hides_is_told_nowhere(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers(few=40))
    key, result, beside = baseline.headline(job), baseline.scores(job), baseline.benchmarks(job)
    plan, links = baseline.planning(job, key), baseline.correlations(job)
    assert plan is not None
    blocks = [
        *sections.baseline.scores(job, result, say.baseline.scores(job, result)),
        *sections.baseline.benchmarks(job, beside, say.baseline.benchmarks(job, beside)),
        *sections.baseline.planning(job, plan, say.baseline.next_step(job, plan)),
        *sections.baseline.correlations(job, links),
    ]
    printed = [str(value) for block in blocks for row in getattr(block, "rows", ()) for value in row.values()]
    assert "200" in printed
    assert "196" not in printed
    assert "ease" not in plan.table.index
    told = job_of("baseline", MODEL, answers(few=40, nowhere=40))
    plan = baseline.planning(told, baseline.headline(told))
    assert plan is not None
    assert plan.table.at["ease", "n"] == 160


def test_two_marks_of_which_few_gave_one_have_no_mean(job_of: JobOf) -> None:
    model = (
        MODEL[: MODEL.index("[constructs.ease]")]
        + MARK
        + BENCHMARK.format(measure="mark").replace("40.0", "7.0")
    )
    marks = np.r_[np.full(4, 9.0), np.full(196, 8.0)]
    job = job_of("baseline", model, {"mark": marks})
    assert baseline.headline(job).mark is None
    beside = baseline.benchmarks(job)
    assert beside is not None
    assert [one.measure for one in beside.left_out] == ["mark"]
    told = job_of("baseline", model, {"mark": np.r_[marks, 7.0]})
    assert baseline.headline(told).mark is not None


def test_the_base_of_a_group_does_not_tell_how_few_a_question_did_not_apply_to(job_of: JobOf) -> None:
    model = MODEL + '[segments.shop]\ncolumn = "shop"\n'
    for nowhere, tells in ((4, False), (40, True)):
        given = answers(few=40, nowhere=nowhere)
        given["ease"] = np.r_[given["ease"][:100], ["7"] * 90 + ["6"] * 10]
        job = job_of("baseline", model, given | {"shop": ["west"] * 100 + ["east"] * 100})
        result = baseline.segments(job)
        found = say.baseline.segments(job, result)
        assert result is not None
        (one,) = [one for one in found if "“ease”" in one.text]
        assert one.strength == "shown"
        lower = _numbers(job, result, result.divisions[0], "ease", "west")
        assert ("n" in lower) is tells
