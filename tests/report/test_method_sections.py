"""The appendix tells which rows were left out and why, and how well the answers stand for all customers."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.findings.response import response as say_response
from toolkit.intake.weighting.response import Nonresponse, nonresponse
from toolkit.language import Language
from toolkit.notebook import sections
from toolkit.report.blocks import Block, Findings, Heading, Prose, Table
from toolkit.report.sections.common import HIDDEN, said
from toolkit.report.sections.quality import checks
from toolkit.report.sections.sample import nonresponse as response_section
from toolkit.report.sections.sample import representativeness

JobOf = Callable[..., Job]
CODES = {"N": 120, "O": 60, "W": 14, "Z": 6}
MODEL = """
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["t1", "t2", "t3", "t4", "t5", "t6"]
[quality]
exclude = ["straight_line"]
[segments.region]
column = "region"
label = { nl = "Regio", en = "Region" }
[segments.region.values]
N = { nl = "Noord", en = "North" }
O = { nl = "Oost", en = "East" }
W = { nl = "West", en = "West" }
Z = { nl = "Zuid", en = "South" }
"""
CONTRADICTION = """
[[quality.contradictions]]
label = { nl = "trouw en weg", en = "loyal and gone" }
when = { t1 = 1, t2 = 7 }
"""
WEIGHTING = """
[weighting]
source = { nl = "klantenlijst", en = "customer list" }
TRIM
[weighting.margins.region]
N = 50
O = 30
W = 15
Z = 5
"""


def _answers(alike: int = 0) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(4)
    answers = {f"t{place}": draw.integers(1, 8, 200) for place in range(1, 7)}
    for place, column in enumerate(answers.values()):
        # Whoever draws a line gives 4 throughout; the others never can.
        column[:alike] = 4
        column[alike:] = np.where(
            np.arange(alike, 200) % 6 == place, 1, np.where(column[alike:] == 1, 2, column[alike:])
        )
    return {**answers, "region": np.repeat(list(CODES), list(CODES.values()))[::-1]}


def _asked(responded: dict[str, int]) -> Nonresponse:
    frame = pd.DataFrame({"region": np.repeat(list(CODES), [2 * count for count in CODES.values()])})
    answered = frame.groupby("region").cumcount() < frame["region"].map(responded)
    return nonresponse(frame, answered, ["region"])


def _table(blocks: tuple[Block, ...]) -> Table:
    (found,) = [block for block in blocks if isinstance(block, Table)]
    return found


def _rows(made: Table, *keys: str) -> list[tuple[str, ...]]:
    return [tuple(row[key] for key in keys) for row in made.rows]


class TestChecks:
    """Which rows were left out, and why."""

    def test_what_was_left_out_is_counted_however_few(self, job_of: JobOf) -> None:
        job = job_of("baseline", MODEL, _answers(alike=3))
        blocks = checks(job, baseline.response(job))
        made = {row["check"]: row for row in _table(blocks).rows}
        assert made["One and the same answer"]["rows"] == "3"
        assert made["One and the same answer"]["done"] == "left out"
        assert made["Not finished"]["rows"] == "none"
        assert (made["Trial"]["rows"], made["Trial"]["done"]) == (
            "–",
            "Not checked: the file does not say which rows are trials.",
        )
        assert "so small numbers are shown too" in _table(blocks).note
        (said,) = [block for block in blocks if isinstance(block, Findings)]
        assert (
            "of the 200 rows in the file, 197 count in this report. 3 rows were left out"
            in said.findings[0].text
        )

    def test_what_was_kept_and_what_another_check_took_is_told(self, job_of: JobOf) -> None:
        job = job_of("baseline", MODEL, _answers())
        result = baseline.response(job)
        table = result.checks.assign(made=True, rows=5)
        table["excluded"] = [np.nan, 5, 2, *[np.nan] * 5]
        made = _table(checks(job, replace(result, checks=table)))
        assert _rows(made, "done")[:3] == [
            ("kept",),
            ("left out",),
            ("2 left out here, the rest by another check",),
        ]

    def test_few_contradictions_are_not_counted_and_do_not_follow(self, job_of: JobOf) -> None:
        model = MODEL + CONTRADICTION
        job = replace(job_of("baseline", model, _answers()), language=Language("nl"))
        result = baseline.response(job)
        table = result.checks.assign(made=True, rows=[0, 30, 12, 0, 0, 0, 3, 0])
        kept = _table(checks(job, replace(result, checks=table.assign(excluded=np.nan))))
        assert [row["rows"] for row in kept.rows][1:7:5] == ["30", HIDDEN]
        assert "Gezocht is naar: ‘trouw en weg’." in kept.rows[6]["rule"]
        assert "vooraf" not in str(kept)
        out = _table(checks(job, replace(result, checks=table.assign(excluded=table["rows"]))))
        # 3 of 45: with the 30 and the 12 shown they would follow.
        assert [row["rows"] for row in out.rows][1:7] == ["30", HIDDEN, "geen", "geen", "geen", HIDDEN]

    def test_no_row_is_pointed_at(self, job_of: JobOf) -> None:
        job = job_of("baseline", MODEL, _answers(alike=3))
        assert job.survey.quality["where"].any()
        told = str(checks(job, baseline.response(job)))
        assert not [where for where in job.survey.quality["where"] if where and where in told]


class TestRepresentativeness:
    """The sample beside the population."""

    def _blocks(self, job_of: JobOf, trim: str = "") -> tuple[Job, tuple[Block, ...]]:
        job = job_of("baseline", MODEL + WEIGHTING.replace("TRIM", trim), _answers())
        return job, representativeness(job, baseline.response(job))

    def test_shares_before_and_after(self, job_of: JobOf) -> None:
        _, blocks = self._blocks(job_of)
        made = _table(blocks)
        assert _rows(made, "division", "group", "population", "n", "sample", "before", "weighted", "after")[
            0
        ] == (
            "Region",
            "North",
            "50.0%",
            "120",
            "60.0%",
            "+10.0",
            "50.0%",
            "0.0",
        )
        assert "Source of the shares of all customers: customer list." in made.note

    def test_a_small_group_is_hidden_with_the_next_and_the_population_is_not(self, job_of: JobOf) -> None:
        made = _table(self._blocks(job_of)[1])
        assert _rows(made, "group", "population", "n", "after")[2:] == [
            ("West", "15.0%", HIDDEN, HIDDEN),
            ("South", "5.0%", HIDDEN, HIDDEN),
        ]

    def _prose(self, job: Job, result: Response) -> tuple[str, ...]:
        (prose,) = [block for block in representativeness(job, result) if isinstance(block, Prose)]
        return prose.paragraphs

    def test_what_weighting_costs_and_that_nothing_was_trimmed(self, job_of: JobOf) -> None:
        job, _ = self._blocks(job_of)
        result, raking = replace(baseline.response(job), withheld=False), job.survey.raking
        assert raking is not None
        paragraphs = self._prose(job, result)
        assert (
            f"as precise as about {raking.effective_n:.0f} unweighted ones, {raking.efficiency:.0f}% of"
            in (paragraphs[1])
        )
        assert paragraphs[2:] == ("The weights were not trimmed.",)

    def test_trimming_tells_its_limits_and_no_small_number(self, job_of: JobOf) -> None:
        job, _ = self._blocks(job_of, "trim = [0.95, 1.2]")
        assert job.survey.raking is not None
        # North weighs 50/60, West and South over 1.6: all of these are cut off.
        assert job.survey.raking.trimmed == (120, 20)
        result = replace(baseline.response(job), withheld=False)
        limits, left = self._prose(job, result)[2:]
        assert "none is smaller than 0.95 or larger than 1.20" in limits
        assert limits.endswith("Weights at the lowest limit: 120; at the highest: 20.")
        assert "a share can still differ up to" in left
        few = replace(job.survey.raking, trimmed=(0, 6))
        assert self._prose(job, replace(result, raking=few))[2].endswith(
            "Weights at the lowest limit: none; at the highest: fewer than 10."
        )

    @pytest.mark.parametrize("trim", ["", "trim = [0.95, 1.2]"])
    def test_where_a_group_is_hidden_nothing_that_gives_its_size_is_told(
        self, job_of: JobOf, trim: str
    ) -> None:
        job, _ = self._blocks(job_of, trim)
        result, raking = baseline.response(job), job.survey.raking
        assert raking is not None
        assert result.withheld
        blocks = sections.appendix.appendix(job, result)
        told = str((blocks, say_response(job, result)))
        assert "How much precision that costs is not shown" in told
        numbers = (
            f"{raking.effective_n:.0f} unweighted",
            f"{raking.efficiency:.0f}% of",
            "Weights at the lowest limit",
        )
        assert not [number for number in (*numbers, "can still differ up to") if number in told]
        assert "effective" not in str(said(say_response(job, result)))

    def test_where_no_group_is_hidden_it_is_told(self, job_of: JobOf) -> None:
        answers = _answers() | {"region": np.repeat(list(CODES), 50)}
        job = job_of("baseline", MODEL + WEIGHTING.replace("TRIM", ""), answers)
        assert not baseline.response(job).withheld

    def test_without_margins_there_is_no_section(self, job_of: JobOf) -> None:
        job = job_of("baseline", MODEL, _answers())
        assert representativeness(job, baseline.response(job)) == ()


class TestNonresponse:
    """Who answered of those invited."""

    def _result(self, job_of: JobOf, responded: dict[str, int], extra: str = "") -> tuple[Job, Response]:
        job = job_of("baseline", MODEL + extra, _answers())
        survey = replace(job.survey, nonresponse=_asked(responded))
        job = replace(job, surveys=(survey,))
        return job, baseline.response(job)

    def test_rates_with_margins_and_the_test_of_the_division(self, job_of: JobOf) -> None:
        job, result = self._result(job_of, {"N": 60, "O": 60, "W": 14, "Z": 12})
        made = _table(response_section(job, result))
        asked = result.nonresponse
        assert asked is not None
        assert _rows(made, "group", "invited", "responded", "rate")[0] == ("North", "240", "60", "25.0%")
        p = job.language.p_value(asked.tests["p_holm"].iloc[0])
        assert _rows(made, "division", "p") == [("Region", p), ("", ""), ("", ""), ("", "")]
        assert "–:" not in made.note
        assert "left out as suspect counts as answered here" in made.note
        assert "Margins: 95% interval." in made.note

    def test_why_there_is_no_test_is_told(self, job_of: JobOf) -> None:
        job, result = self._result(job_of, {"N": 240, "O": 120, "W": 28, "Z": 12})
        made = _table(response_section(job, result))
        assert made.rows[0]["p"] == "–"
        assert "–: everybody or nobody answered, so there is nothing to test." in made.note
        assert "too few" not in made.note

    def test_a_group_too_small_for_the_test_is_told(self, job_of: JobOf) -> None:
        job, result = self._result(job_of, {"N": 12, "O": 30, "W": 2, "Z": 0})
        assert result.nonresponse is not None
        assert result.nonresponse.tests["too_small"].tolist() == [1]
        assert "Groups of which too few were invited are left out of the test." in (
            _table(response_section(job, result)).note
        )

    def test_few_who_answered_and_few_who_did_not_are_both_hidden(self, job_of: JobOf) -> None:
        job, result = self._result(job_of, {"N": 120, "O": 115, "W": 14, "Z": 6})
        made = _table(response_section(job, result))
        # East: 115 of 120, so that 5 did not answer; South: 6 of 12. Together 121 answered and 11 did not: enough.
        hidden = {group for group, rate in _rows(made, "group", "rate") if rate == HIDDEN}
        assert hidden == {"East", "South"}
        for row in made.rows:
            cells = {row[key] for key in ("invited", "responded", "rate", "low", "high")}
            assert (cells == {HIDDEN}) == (row["group"] in hidden)

    def test_the_two_tables_hide_the_same_groups(self, job_of: JobOf) -> None:
        job, result = self._result(job_of, {"N": 60, "O": 14, "W": 20, "Z": 6}, WEIGHTING.replace("TRIM", ""))
        response, sample = (_table(part(job, result)) for part in (response_section, representativeness))
        assert [row["rate"] == HIDDEN for row in response.rows] == [row["n"] == HIDDEN for row in sample.rows]
        assert [row["n"] == HIDDEN for row in sample.rows].count(True) >= 2

    def test_without_a_list_there_is_no_section(self, job_of: JobOf) -> None:
        job = job_of("baseline", MODEL, _answers())
        assert response_section(job, baseline.response(job)) == ()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_appendix_has_them_per_wave_after_how_it_was_done(job_of: JobOf, language: str) -> None:
    # Other customers: the same answers in two waves are refused.
    later = {name: np.roll(values, place) for place, (name, values) in enumerate(_answers().items())}
    job = job_of("followup", MODEL + WEIGHTING.replace("TRIM", ""), _answers(), later)
    job = replace(job, language=Language(language))
    blocks = sections.appendix.appendix(job, *baseline.responses(job))
    names = [block.id for block in blocks if isinstance(block, Table)]
    assert names == [
        *("signs", "glossary", "disclosure", "checks"),
        *("sample-w1", "sample-w2", "answers-w1", "answers-w2"),
    ]
    title = {"nl": "Controle van de rijen in het bestand", "en": "Checks of the rows in the file"}
    assert title[language] in {block.text for block in blocks if isinstance(block, Heading)}
    disclosure = str(next(block for block in blocks if isinstance(block, Table) and block.id == "disclosure"))
    region = {"nl": "‘Regio’", "en": "“Region”"}
    assert region[language] in disclosure
    assert title[language] in disclosure
