"""The chapters on attitude and behaviour and on choice, as they are printed and drawn."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.loyal_client import MODEL, answers, in_context
from toolkit.analysis.job import Job
from toolkit.language import Language
from toolkit.notebook import baseline, say, sections
from toolkit.report.blocks import Block, Figure, Findings, Heading, Prose, Table
from toolkit.report.sections.common import HIDDEN

JobOf = Callable[..., Job]
TWO_BEHAVIOURS = MODEL.replace('role = "lock_in"', 'role = "behaviour"')


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("baseline", MODEL, answers())


def _loyalty(job: Job) -> tuple[Block, ...]:
    result = baseline.loyalty(job)
    return sections.baseline.loyalty(job, result, say.baseline.loyalty(job, result))


def _tables(blocks: tuple[Block, ...]) -> dict[str, Table]:
    return {block.id: block for block in blocks if isinstance(block, Table)}


def test_one_pair_is_one_block_of_findings_a_map_and_tables(job: Job) -> None:
    blocks = _loyalty(job)
    assert [type(block) for block in blocks[:4]] == [Heading, Findings, Figure, Table]
    figure, table = blocks[2], blocks[3]
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    result = baseline.loyalty(job).groups[0]
    share = f"{round(100 * result.table.at['true', 'estimate'])}%"
    assert figure.title == f"{share} of customers score high on both “Attitude” and “Behaviour”"
    # Words of the trade stand in the table, not in the picture that a board sees.
    assert f"loyal in both {share}" in figure.alt
    assert not re.search("latent|spurious|true", figure.svg + figure.alt)
    assert [row["group"] for row in table.rows][:2] == [
        "loyal in both (true)",
        "loyal in attitude only (latent)",
    ]
    assert f">{share}<" in figure.svg
    assert "Uncertain: within one standard error of measurement of a line." in figure.note
    assert "Base: 400 customers." in figure.note
    assert [column.key for column in table.columns] == ["group", "estimate", "low", "high", "sure"]
    told = [float(row["sure"].rstrip("%")) for row in table.rows]
    assert sum(told) == pytest.approx(100 * result.table["sure"].sum(), abs=0.25)


def test_the_groups_per_division_stand_in_the_appendix_and_the_chapter_says_so(job: Job) -> None:
    chapter, result = _tables(_loyalty(job)), baseline.loyalty(job)
    assert list(chapter) == ["groups-attitude-behaviour-table", "attached-table"]
    assert "see the appendix" in chapter["groups-attitude-behaviour-table"].note
    more = sections.baseline.loyalty_by_segment(job, result)
    assert isinstance(more[0], Heading)
    tables = _tables(more)
    assert set(tables) == {f"groups-attitude-behaviour-{name}" for name in ("region", "channel")}
    region = tables["groups-attitude-behaviour-region"]
    assert [row["segment"] for row in region.rows] == ["north", "south"]
    none = replace(result, groups=(replace(result.groups[0], segments=()),))
    assert sections.baseline.loyalty_by_segment(job, none) == ()


def test_shares_per_segment_hide_what_rests_on_few_with_its_margin(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers(120))
    tables = _tables((*_loyalty(job), *sections.baseline.loyalty_by_segment(job, baseline.loyalty(job))))
    divisions = [table for name, table in tables.items() if not name.endswith("-table")]
    hidden = [row for table in divisions for row in table.rows if row["true"] == HIDDEN]
    assert any(HIDDEN in row.values() for table in divisions for row in table.rows)
    assert all(row["low"] == row["high"] == HIDDEN for row in hidden)
    for one in baseline.loyalty(job).groups[0].segments:
        names = [name for name in one.table if f"count_{name}" in one.table]
        for name in names:
            small = one.table[f"count_{name}"].between(1, 9)
            assert one.table.loc[small, name].isna().all()


def test_several_pairs_each_have_a_short_block_of_their_own(job_of: JobOf) -> None:
    blocks = _loyalty(job_of("baseline", TWO_BEHAVIOURS, answers()))
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings[0] == "Attitude and behaviour"
    assert len(headings) == 3
    assert all("“Attitude” and “" in text for text in headings[1:])
    ids = [block.id for block in blocks if isinstance(block, Figure)]
    assert len(set(ids)) == len(ids) == 2
    said = [item.key for block in blocks if isinstance(block, Findings) for item in block.findings]
    result = baseline.loyalty(job_of("baseline", TWO_BEHAVIOURS, answers()))
    assert len(said) == len(set(said))
    assert len(result.groups) == 2


@pytest.mark.parametrize("language", ["en", "nl"])
def test_where_a_score_is_one_question_the_note_says_that_its_error_is_not_known(
    job_of: JobOf, language: str
) -> None:
    single = MODEL.replace('items = ["b1", "b2"]', 'items = ["b1"]')
    job = replace(job_of("baseline", single, answers()), language=Language(language))
    (figure,) = [block for block in _loyalty(job) if isinstance(block, Figure)]
    said = {
        "en": "Of “Behaviour” the error of measurement is not known.",
        "nl": "is de meetfout niet bekend.",
    }
    assert said[language] in figure.note
    both = single.replace('items = ["a1", "a2", "a3"]', 'items = ["a1"]')
    job = replace(job_of("baseline", both, answers()), language=Language(language))
    (figure,) = [block for block in _loyalty(job) if isinstance(block, Figure)]
    said = {"en": "of single questions the error cannot be measured", "nl": "van losse vragen is de meetfout"}
    assert said[language] in figure.note
    assert "sure" not in _tables(_loyalty(job))["groups-attitude-behaviour-table"].rows[0]


def test_no_field_of_the_map_lies_in_a_hidden_group(job_of: JobOf) -> None:
    drawn = answers()
    # All high on behaviour but twelve, of whom eight are high on attitude: too few, so the others go too.
    drawn["b1"] = drawn["b2"] = np.full(400, 9)
    drawn["b1"][:12] = drawn["b2"][:12] = 1
    for name in ("a1", "a2", "a3"):
        drawn[name][:12] = [7] * 8 + [1] * 4
    (groups,) = baseline.loyalty(job_of("baseline", MODEL, drawn)).groups
    hidden = groups.table.index[groups.table["estimate"].isna()]
    # How many are high on attitude is told: with that, each of two groups would give the other away.
    assert groups.felt is not None
    assert set(hidden) == set(groups.table.index)
    assert groups.fields.empty


def test_the_context_has_its_own_short_chapter(job: Job) -> None:
    told = in_context(job, "monopoly", "The only water company in the region.")
    result = baseline.context(told)
    heading, found, prose = sections.baseline.context(told, result, say.baseline.context(told, result))
    assert isinstance(heading, Heading)
    assert isinstance(found, Findings)
    assert isinstance(prose, Prose)
    assert prose.paragraphs == ("The only water company in the region.",)
    assert heading.text == "How free customers are to choose"
    short = in_context(job, "monopoly")
    result = baseline.context(short)
    assert len(sections.baseline.context(short, result, say.baseline.context(short, result))) == 2


def test_no_behaviour_no_chapter(job_of: JobOf) -> None:
    alone = MODEL.replace('role = "behaviour"', 'role = "touchpoint"')
    assert _loyalty(job_of("baseline", alone, answers())) == ()


def test_the_bases_beside_a_group_too_small_to_tell_of_are_not_printed(job_of: JobOf) -> None:
    """Of 400 customers in three groups, the smallest and largest printed base would give the third away."""
    few = np.repeat(["north", "south", "west"], [212, 180, 8])
    for region, printed in ((few, False), (np.repeat(["north", "south"], [220, 180]), True)):
        job = job_of("baseline", MODEL, {**answers(), "region": region})
        more = sections.baseline.loyalty_by_segment(job, baseline.loyalty(job))
        note = _tables(more)["groups-attitude-behaviour-region"].note
        assert ("Base:" in note) is printed, note
