"""The chapters on where to look first and on what may be gained: the same numbers in figure, table and levers."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.arrow_client import arrow_job, with_answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.what_if import Levers
from toolkit.analysis.job import Job
from toolkit.language import Language
from toolkit.notebook import say, sections
from toolkit.report.blocks import Block, Figure, Findings, Table, WhatIf, to_json
from toolkit.report.draws import unpacked


@pytest.fixture(scope="module")
def job() -> Job:
    return arrow_job(1200)


@pytest.fixture(scope="module")
def levers(job: Job) -> Levers:
    found = drivers.what_if(job)
    assert found is not None
    return found


def chapter(job: Job) -> tuple[Block, ...]:
    results = drivers.priorities(job)
    return sections.drivers.priorities(job, results, say.drivers.priorities(job, results))


def of(blocks: tuple[Block, ...], kind: type) -> list:
    return [block for block in blocks if isinstance(block, kind)]


class TestWhereToLook:
    def test_each_outcome_has_a_map_and_a_table(self, job: Job) -> None:
        blocks = chapter(job)
        assert [figure.id for figure in of(blocks, Figure)] == ["priorities-attitude", "priorities-behaviour"]
        assert [table.id for table in of(blocks, Table)] == [
            "priorities-attitude-table",
            "priorities-behaviour-table",
        ]
        assert len(of(blocks, Findings)) == 2
        assert sections.drivers.priorities(job, (), ()) == ()

    def test_a_later_outcome_of_which_nothing_is_shown_has_its_map_in_the_appendix(self, job: Job) -> None:
        first, second = drivers.priorities(job)
        assert second.found is not None
        table = second.found.table.assign(quadrant="")
        results = (first, replace(second, found=replace(second.found, table=table)))
        told = say.drivers.priorities(job, results)
        assert "The picture in the appendix" in told[-1].text
        (figure,) = of(sections.drivers.priorities(job, results, told), Figure)
        assert figure.id == "priorities-attitude"
        assert [one.id for one in of(sections.drivers.priorities_in_full(job, results), Figure)] == [
            "priorities-behaviour"
        ]

    def test_the_title_claims_what_its_finding_shows_and_else_nothing(self, job: Job) -> None:
        first, second = of(chapter(job), Figure)
        assert first.title.startswith(f"Look first at “{job.label('trust')}”")
        assert second.title == (
            f"No driver is shown to have both a stronger link with “{job.label('behaviour')}” and a lower score "
            "than average"
        )

    def test_figure_words_and_table_tell_the_same(self, job: Job) -> None:
        blocks = chapter(job)
        figure, table = of(blocks, Figure)[0], of(blocks, Table)[0]
        for row in table.rows:
            spoken = f"“{row['driver']}”: link {row['effect']}, score {row['score']}, {row['place']}"
            assert spoken in figure.alt
        assert "Base: " in figure.note
        assert "×" not in figure.note

    def test_no_claim_is_told_in_picture_and_table(self, job: Job) -> None:
        noise = np.random.default_rng(5).integers(1, 8, (len(job.survey.items), 4))
        answers = {name: noise[:, place] for place, name in enumerate(job.items("trust"))}
        blocks = chapter(with_answers(job, **answers))
        figure, table = of(blocks, Figure)[0], of(blocks, Table)[0]
        (row,) = (row for row in table.rows if row["driver"] == job.label("trust"))
        assert row["place"] == "no claim"
        assert "×: nothing is claimed of these." in figure.note

    def test_the_appendix_tells_the_tests(self, job: Job) -> None:
        attitude, _ = sections.drivers.priorities_in_full(job, drivers.priorities(job))
        assert [column.label for column in attitude.columns].count("p (Holm)") == 2
        assert len(attitude.rows) == 5


class TestWhatIf:
    def test_tables_say_what_the_levers_give(self, job: Job, levers: Levers) -> None:
        blocks = sections.drivers.what_if(job, levers, say.drivers.what_if(job, levers))
        (panel,) = of(blocks, WhatIf)
        attitude, nps = of(blocks, Table)
        assert [one.label for one in panel.consequences] == [job.label("attitude"), "NPS"]
        for consequence, table in zip(panel.consequences, (attitude, nps), strict=True):
            draws = unpacked(consequence.draws, consequence.step)
            for place, row in enumerate(table.rows):
                assert row["driver"] == panel.levers[place].label
                for lift in (1, 5, 10):
                    limits = np.quantile(lift * draws[place], [0.025, 0.975], method="weibull")
                    shown = [
                        lift * consequence.effects[place],
                        *limits,
                    ]
                    low, high = row[f"margin_{lift}"].split(" to ")
                    printed = [row[f"gain_{lift}"], low, high]
                    assert [float(text.replace("−", "-")) for text in printed] == pytest.approx(
                        shown, abs=0.0501
                    )

    def test_the_page_carries_effects_and_no_answers(self, job: Job, levers: Levers) -> None:
        (panel,) = of(sections.drivers.what_if(job, levers, ()), WhatIf)
        data = to_json(panel)
        assert len(json.dumps(data)) < 90_000
        assert all(effect == round(effect, 5) for one in panel.consequences for effect in one.effects)
        # Whole points only: no score of customers stands in it in full.
        assert all(end == int(end) for one in panel.consequences for end in one.room)
        assert all(lever.most == int(lever.most) for lever in panel.levers)
        assert panel.confidence == job.engagement.analysis.confidence

    def test_a_lift_without_room_is_a_dash_and_explained(self, job: Job, levers: Levers) -> None:
        low = replace(levers, most={**levers.most, "trust": 7})
        table = of(sections.drivers.what_if(job, low, ()), Table)[0]
        (row,) = (row for row in table.rows if row["driver"] == job.label("trust"))
        assert (row["gain_10"], row["margin_10"]) == ("–", "–")
        assert row["gain_5"].startswith("+")
        assert "–: there is no room for so many points." in table.note

    def test_every_place_says_that_it_is_association(self, job: Job, levers: Levers) -> None:
        blocks = sections.drivers.what_if(job, levers, say.drivers.what_if(job, levers))
        for block in (*of(blocks, WhatIf), *of(blocks, Table)):
            assert "Expected, if the links are causes." in block.note
        assert sections.drivers.what_if(job, None, ()) == ()

    def test_dutch_leaves_the_slots_for_the_page(self, job: Job, levers: Levers) -> None:
        dutch = replace(job, language=Language("nl"))
        (panel,) = of(sections.drivers.what_if(dutch, levers, ()), WhatIf)
        assert panel.lift == "{points} punten"
        assert panel.consequences[0].sentence == "{gain} punten (marge {low} tot {high})"
        assert panel.levers[0].now.startswith("nu ")
