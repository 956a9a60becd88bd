"""No table, figure, tile or sentence tells a number on too few customers, nor one from which it follows."""

import ast
import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from toolkit.analysis import baseline, drivers, followup
from toolkit.analysis.job import Job
from toolkit.errors import StatisticsError
from toolkit.language import Language
from toolkit.notebook import say, sections
from toolkit.report.blocks import Block, Figure, Kpis, Table, to_json
from toolkit.report.sections.common import HIDDEN, Customers, Nobody, table

JobOf = Callable[..., Job]
SECTIONS = ROOT / "toolkit" / "report" / "sections"
# 37 is just under the minimum of 40 and, like what is left of 400, a number that nothing else in these reports prints.
SMALL, MINIMUM, ALL = 37, 40, 400
GIVEN_AWAY = re.compile(r"(?<![\d.,])(?:37|363|9\.[23]%|9\.25|90\.[78]%|9%|91%)(?!\d|\.\d)")

MODEL = f"""
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["t1", "t2"]
[constructs.image]
role = "driver"
minimum = 1
maximum = 7
items = ["i1", "i2"]
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["nps"]
[constructs.behaviour]
role = "behaviour"
minimum = 0
maximum = 10
items = ["b1"]
[constructs.lock_in]
role = "lock_in"
minimum = 1
maximum = 7
items = ["l1"]
[constructs.mark]
role = "touchpoint"
minimum = 1
maximum = 10
items = ["mark"]
[missing]
not_applicable = ["nvt"]
[questions]
recommendation = "nps"
report_mark = "mark"
[privacy]
minimum_cell = {MINIMUM}
indicative_below = {MINIMUM}
"""


def _answers(seed: int = 2) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    return {
        "t1": draw.integers(1, 8, ALL),
        "t2": draw.integers(1, 8, ALL),
        "i1": draw.integers(1, 8, ALL),
        "i2": draw.integers(1, 8, ALL),
        "nps": draw.permutation(np.r_[np.full(100, 9), np.full(150, 7), np.full(150, 3)]),
        "b1": draw.integers(0, 11, ALL),
        "l1": draw.integers(1, 8, ALL),
        "mark": draw.permutation(np.r_[np.full(100, 9), np.full(300, 7)]),
        "id": np.arange(ALL),
    }


def _few(of: str) -> dict[str, np.ndarray]:
    """Plant 37 of 400 in one place."""
    answers = _answers()
    turns = {
        "promoters": {"nps": np.r_[np.full(SMALL, 10), np.full(200, 7), np.full(163, 3)]},
        "passives": {"nps": np.r_[np.full(SMALL, 8), np.full(220, 10), np.full(143, 3)]},
        "detractors": {"nps": np.r_[np.full(SMALL, 2), np.full(200, 10), np.full(163, 8)]},
        "nines": {"mark": np.r_[np.full(SMALL, 9), np.full(ALL - SMALL, 7)]},
        "no nines": {"mark": np.r_[np.full(SMALL, 7), np.full(ALL - SMALL, 9)]},
        "latent": {
            "nps": np.r_[np.full(SMALL, 9), np.full(200, 9), np.full(163, 3)],
            "b1": np.r_[np.full(SMALL, 2), np.full(200, 9), np.full(163, 9)],
        },
        "captive": {
            "nps": np.r_[np.full(SMALL, 2), np.full(200, 9), np.full(163, 3)],
            "l1": np.r_[np.full(SMALL, 7), np.full(200, 7), np.full(163, 1)],
        },
        "answers": {"i1": np.r_[np.full(SMALL, 4.0), np.full(ALL - SMALL, np.nan)]},
        "pairs": {
            "i1": np.r_[np.tile([1.0, 2, 3, 4], 51)[:203], np.full(197, np.nan)],
            "i2": np.r_[np.tile([1.0, 2, 3, 4], 51)[:203], np.full(197, np.nan)],
            "b1": np.r_[np.full(203 - SMALL, np.nan), np.tile([2.0, 5, 9], 100)[: 197 + SMALL]],
        },
        "users": {"t2": np.array(["5"] * SMALL + ["nvt"] * 330 + [""] * 33)},
        "not users": {"t2": np.array(["nvt"] * SMALL + ["5", "3", "6"] * 110 + [""] * 33)},
    }
    return answers | turns[of]


def _report(job: Job) -> list[Block]:
    """What the baseline's and the drivers' notebooks show, without cover and board's page."""
    response = baseline.response(job)
    headline, scores, loyalty = baseline.headline(job), baseline.scores(job), baseline.loyalty(job)
    scales = baseline.reliability(job)
    spread, plan = baseline.distribution(job, headline, None), baseline.planning(job, headline)
    said = {
        "headline": say.baseline.headline(job, headline),
        "scores": say.baseline.scores(job, scores),
        "loyalty": say.baseline.loyalty(job, loyalty),
        "scales": say.reliability(job, scales),
        "spread": say.baseline.distribution(job, spread),
        "plan": say.baseline.next_step(job, plan),
    }
    blocks = [
        *sections.response.response(job, say.response(job, response)),
        *sections.baseline.headline(job, headline, said["headline"]),
        *sections.baseline.distribution(job, spread, said["spread"]),
        *sections.baseline.scores(job, scores, said["scores"]),
        *sections.baseline.loyalty(job, loyalty, said["loyalty"]),
        *sections.baseline.reliability(job, scales, said["scales"]),
        *sections.baseline.planning(job, plan, said["plan"]),
        *sections.appendix.appendix(job, response),
        *sections.baseline.correlations(job, baseline.correlations(job)),
        *sections.front.summary(job, tuple(one for some in said.values() for one in some), None),
    ]
    for role in ("attitude", "behaviour"):
        results = drivers.drivers_of(job, role)
        blocks += sections.drivers.drivers(job, results, say.drivers.drivers(job, results))
    return blocks


def _told(blocks: list[Block]) -> str:
    """Every text of the blocks, drawn ones too, without the rules and words, which are about no customer."""
    kept = [
        block for block in blocks if not (isinstance(block, Table) and block.id in {"glossary", "disclosure"})
    ]
    drawn = [re.findall(r"<text[^>]*>(.*?)</text>", block.svg) for block in kept if isinstance(block, Figure)]
    return json.dumps([{**to_json(block), "svg": ""} for block in kept] + drawn, ensure_ascii=False)


def _table(blocks: list[Block], identifier: str) -> Table:
    (found,) = [block for block in blocks if isinstance(block, Table) and block.id == identifier]
    return found


PLACES = ["promoters", "passives", "detractors", "nines", "no nines", "latent", "captive"]
PLACES += ["answers", "pairs", "users", "not users"]


@pytest.mark.parametrize("place", PLACES)
def test_a_number_just_under_the_minimum_is_told_nowhere(job_of: JobOf, place: str) -> None:
    blocks = _report(job_of("baseline", MODEL, _few(place)))
    assert GIVEN_AWAY.findall(_told(blocks)) == []


@pytest.mark.parametrize("place", ["promoters", "passives", "detractors"])
def test_the_margin_of_the_nps_does_not_tell_what_it_hides(job_of: JobOf, place: str) -> None:
    job = job_of("baseline", MODEL, _few(place))
    result = baseline.headline(job)
    assert result.margin_hidden
    blocks = sections.baseline.headline(job, result, say.baseline.headline(job, result))
    tile = next(block for block in blocks if isinstance(block, Kpis)).items[0]
    assert (tile.interval, tile.base) == ("margin not shown", "")
    assert result.recommendation is not None
    assert f"{result.recommendation.low:.1f}" not in _told(list(blocks))


def test_a_key_figure_tells_no_base_that_the_table_of_answers_hides(job_of: JobOf) -> None:
    answers = _answers() | {"nps": np.array(["9"] * 100 + ["7"] * 130 + ["3"] * 133 + ["nvt"] * SMALL)}
    job = job_of("baseline", MODEL, answers)
    result = baseline.headline(job)
    assert result.bases_hidden == {"recommendation", "promoters", "detractors"}
    blocks = list(sections.baseline.headline(job, result, say.baseline.headline(job, result)))
    assert "363" not in _told(blocks)
    assert next(block for block in blocks if isinstance(block, Kpis)).items[0].base == ""
    asked = next(row for row in _table(_report(job), "answers-w1").rows if HIDDEN in row.values())
    assert asked["answered"] == HIDDEN


def test_the_same_numbers_are_told_from_the_minimum_on(job_of: JobOf) -> None:
    answers = _answers() | {"nps": np.r_[np.full(MINIMUM, 10), np.full(200, 7), np.full(160, 3)]}
    blocks = _report(job_of("baseline", MODEL, answers))
    assert "10% of customers give a 9 or 10" in _told(blocks)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert not any(HIDDEN in row.values() for made in tables for row in made.rows)


def test_hidden_cells_are_explained_in_both_languages(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, _few("latent"))
    name = "groups-attitude-behaviour-table"
    english = _table(_report(job), name)
    dutch = _table(_report(replace(job, language=Language("nl"))), name)
    for made in (english, dutch):
        assert [row["estimate"] == HIDDEN for row in made.rows] == [False, True, True, False]
    assert "x: hidden. It rests on fewer than 40 customers" in english.note
    assert "x: niet getoond. Dit getal berust op minder dan 40 klanten" in dutch.note
    assert all(row["group"] for row in english.rows)


def test_few_who_did_not_know_may_be_told_and_few_who_answered_may_not(job_of: JobOf) -> None:
    answers = _answers() | {"t1": np.array(["4"] * 395 + [""] * 5)}
    rows = _table(_report(job_of("baseline", MODEL, answers)), "answers-w1").rows
    assert (rows[0]["answered"], rows[0]["no_answer"]) == ("395", "5")
    rows = _table(_report(job_of("baseline", MODEL, _few("users"))), "answers-w1").rows
    # 37 have used it: with 330 who have not, 33 who said nothing must go too, or the 37 would follow.
    used = next(row for row in rows if HIDDEN in row.values())
    assert (used["answered"], used["not_applicable"], used["no_answer"]) == (HIDDEN, "330", HIDDEN)


def test_customers_who_weigh_too_much_count_for_fewer(job_of: JobOf) -> None:
    answers = _answers() | {
        "mark": np.r_[np.full(60, 9), np.full(340, 7)],
        "w": np.r_[np.full(3, 30.0), np.full(397, 1.0)],
    }
    assert baseline.headline(job_of("baseline", MODEL, answers)).nine_plus is not None
    assert baseline.headline(job_of("baseline", MODEL, answers, weight="w")).nine_plus is None


def test_few_who_answered_twice_are_not_counted_out(job_of: JobOf) -> None:
    first, second = _answers(), _answers(3)
    second["id"] = np.arange(ALL - SMALL, 2 * ALL - SMALL)
    job = job_of("followup", MODEL, first, second, key="id")
    change = followup.change(job)
    assert change.n_same == SMALL
    (found, *_) = say.followup.design(job, change)
    assert "Fewer than 40 customers answered both times" in found.text
    assert "37" not in json.dumps(asdict(found))
    blocks = [
        *sections.followup.recommendation(job, change, say.followup.recommendation(job, change)),
        *sections.followup.change(job, change, say.followup.change(job, change)),
    ]
    assert GIVEN_AWAY.findall(_told(blocks)) == []


def test_every_table_of_a_section_comes_through_the_door() -> None:
    makers = {
        path.name
        for path in SECTIONS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Table"
    }
    assert makers == {"common.py"}
    assert Path(table.__code__.co_filename).name == "common.py"


COLUMNS = {
    "name": ("Name", "left", lambda row: row["name"]),
    "score": ("Score", "right", lambda row: str(row["score"])),
}


class TestDoor:
    """What the door does with a frame."""

    def _printed(self, job_of: JobOf, counts: Customers | Nobody, note: str = "") -> Table:
        job = job_of("baseline", MODEL, _answers())
        frame = pd.DataFrame(
            {"name": ["a", "b", "c"], "score": [1, 2, 3], "n": [300, SMALL, 50], "eff": [250.0, 30, 39]}
        )
        return table(job, "t", "T", frame, COLUMNS, note, counts=counts)

    def test_a_row_on_too_few_keeps_its_name_alone(self, job_of: JobOf) -> None:
        made = self._printed(job_of, Customers(about=("name",), rows=("n",)), "Note.")
        assert [row["score"] for row in made.rows] == ["1", HIDDEN, "3"]
        assert [row["name"] for row in made.rows] == ["a", "b", "c"]
        assert made.note.startswith("Note. x: hidden.")

    def test_the_effective_number_counts_too(self, job_of: JobOf) -> None:
        made = self._printed(job_of, Customers(about=("name",), rows=("n", "eff")))
        assert [row["score"] for row in made.rows] == ["1", HIDDEN, HIDDEN]

    def test_a_known_total_hides_the_complement(self, job_of: JobOf) -> None:
        made = self._printed(job_of, Customers(about=("name",), rows=("n",), down=True))
        assert [row["score"] for row in made.rows] == ["1", HIDDEN, HIDDEN]

    def test_where_nobody_stands_behind_it_nothing_is_hidden(self, job_of: JobOf) -> None:
        made = self._printed(job_of, Nobody("a test"), "Note.")
        assert [row["score"] for row in made.rows] == ["1", "2", "3"]
        assert made.note == "Note."

    def test_a_count_that_is_not_known_is_refused(self, job_of: JobOf) -> None:
        job = job_of("baseline", MODEL, _answers())
        frame = pd.DataFrame({"name": ["a"], "score": [1], "n": [np.nan]})
        with pytest.raises(StatisticsError, match="not known"):
            table(job, "t", "T", frame, COLUMNS, counts=Customers(about=("name",), rows=("n",)))
