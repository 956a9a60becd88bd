"""The chapters on groups, on how answers are spread and on the follow-up: what they say, print and keep silent."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.test_segments import MODEL, PLANNED, answers, planned
from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.language import Language
from toolkit.notebook import say, sections
from toolkit.report.blocks import Block, Figure, Findings, Heading, Kpis, Table, to_json
from toolkit.report.sections.common import HIDDEN

JobOf = Callable[..., Job]
MINIMUM, SMALL = 40, 37
PRIVATE = MODEL + f"[privacy]\nminimum_cell = {MINIMUM}\nindicative_below = {MINIMUM}\n"


def told(job: Job) -> tuple[list[Block], tuple[Finding, ...]]:
    """Give the blocks and findings of the three chapters."""
    key, groups = baseline.headline(job), baseline.segments(job)
    spread, plan = baseline.distribution(job, key, groups), baseline.planning(job, key)
    found = (
        say.baseline.segments(job, groups),
        say.baseline.distribution(job, spread),
        say.baseline.next_step(job, plan),
    )
    blocks = [
        *sections.baseline.segments(job, groups, found[0]),
        *sections.baseline.segments_in_full(job, groups),
        *sections.baseline.distribution(job, spread, found[1]),
        *sections.baseline.planning(job, plan, found[2]),
    ]
    return blocks, tuple(one for some in found for one in some)


def texts(blocks: list[Block]) -> str:
    drawn = [re.findall(r"<text[^>]*>(.*?)</text>", one.svg) for one in blocks if isinstance(one, Figure)]
    return json.dumps([{**to_json(block), "svg": ""} for block in blocks] + drawn, ensure_ascii=False)


def tables(blocks: list[Block], start: str) -> list[Table]:
    return [one for one in blocks if isinstance(one, Table) and one.id.startswith(start)]


def test_a_group_that_stands_apart_is_named_with_its_score_and_margin(job_of: JobOf) -> None:
    blocks, found = told(job_of("baseline", MODEL, answers(shift=1.0)))
    one = next(one for one in found if one.key == "segments.region.3.higher")
    assert one.strength == "shown"
    assert "By “region”, “South” scores higher than each other group that could be compared on" in one.text
    assert re.search(r"On “Attitude”: \d+ \(margin \d+ to \d+\)\.", one.text)
    figure = next(block for block in blocks if isinstance(block, Figure) and block.id == "segments-region")
    assert figure.title == "“South” stands out on “Attitude”"
    (same,) = [one for one in found if one.key.startswith("segments.shop")]
    assert (same.strength, same.plain) == ("not_shown", "")


def test_a_group_that_lags_behind_asks_for_a_decision(job_of: JobOf) -> None:
    _, found = told(job_of("baseline", MODEL, answers(shift=-1.0)))
    one = next(one for one in found if one.key == "segments.region.3.lower")
    assert one.decision == "Do we first find out why customers in the group “South” score lower?"


def test_of_two_groups_both_scores_are_told(job_of: JobOf) -> None:
    both = answers((180, 180, 0))
    both["shop"] = np.repeat(["west", "east"], 180)
    both["nps"] = np.clip(np.asarray(both["nps"]) + np.repeat([0, 1], 180), 0, 10)
    _, found = told(job_of("baseline", MODEL, both))
    (one,) = [one for one in found if one.key.startswith("segments.shop")]
    assert "“east” scores higher than “west”" in one.text or "“west” scores higher than “east”" in one.text
    assert one.text.count("margin") == 2


def test_some_that_differ_are_named_where_none_stands_apart(job_of: JobOf) -> None:
    some = answers((300, 150, 150))
    # The same answers in each group, but that 45% of East and 90% of South answer one lower.
    less = np.r_[np.zeros(300), np.arange(150) % 20 < 9, np.arange(150) % 10 < 9]
    some["nps"] = np.tile([10, 9, 9, 8, 8, 7, 7, 6, 5, 3], 60) - less
    _, found = told(job_of("baseline", MODEL, some))
    (one,) = [one for one in found if one.key.startswith("segments.region")]
    assert one.key == "segments.region.some"
    assert "“North” scores higher than “South” on “Attitude”: " in one.text
    assert one.plain.startswith("By “region”, “North” scores higher than “South” on “Attitude”: ")


def test_groups_that_cannot_be_tested_are_not_said_to_be_alike(job_of: JobOf) -> None:
    _, found = told(job_of("baseline", MODEL, answers((25, 25, 25))))
    (one,) = [one for one in found if one.key.startswith("segments.region")]
    assert (one.key, one.strength) == ("segments.region.few", "too_few")


def test_every_number_in_the_table_has_its_margin_under_it(job_of: JobOf) -> None:
    blocks, _ = told(job_of("baseline", MODEL, answers((300, 300, 300), shift=0.7)))
    (table,) = tables(blocks, "segments-region-table")
    assert [column.label for column in table.columns] == ["Score", "A: North", "B: East", "C: South"]
    assert list(table.rows[0].values()) == ["Customers", "300", "300", "300"]
    for score, margin in zip(table.rows[1::2], table.rows[2::2], strict=True):
        assert margin["measure"] == "– margin"
        for key in ("group-0", "group-1", "group-2"):
            assert re.fullmatch(r"−?[\d.]+%?( [A-C]+)?", score[key])
            assert re.fullmatch(r"−?[\d.]+%? to −?[\d.]+%?", margin[key])
    assert table.rows[1]["group-2"].endswith(" AB")
    assert "Letters: higher than the group with that letter" in table.note


def test_many_groups_are_cut_into_tables_of_six_at_most(job_of: JobOf) -> None:
    many = answers((210, 210, 210))
    many["shop"] = np.repeat([f"shop {at:02}" for at in range(14)], 45)
    blocks, _ = told(job_of("baseline", MODEL, many))
    parts = tables(blocks, "segments-shop-table")
    assert [len(part.columns) - 1 for part in parts] == [5, 5, 4]
    assert len({part.id for part in parts}) == 3
    assert parts[2].columns[-1].label == "N: shop 13"


def test_against_the_rest_the_rule_is_printed(job_of: JobOf) -> None:
    blocks, found = told(job_of("baseline", 'letters = "rest"\n' + MODEL, answers(shift=1.0)))
    (table,) = tables(blocks, "segments-region-table")
    assert "▲ and ▼" in table.note
    assert table.columns[1].label == "North"
    assert any("▲" in row["group-2"] for row in table.rows)
    one = next(one for one in found if one.key == "segments.region.3.higher")
    assert "than all other customers together" in one.text
    alike, _ = told(job_of("baseline", 'letters = "rest"\n' + MODEL, answers(shift=0.0)))
    titles = {block.title for block in alike if isinstance(block, Figure) and block.id == "segments-region"}
    assert titles == {"No group is shown to differ from the rest on “Attitude”"}


@pytest.mark.parametrize("what", ["group", "promoters", "nines", "no nines", "easy"])
def test_a_number_just_under_the_minimum_is_told_nowhere(job_of: JobOf, what: str) -> None:
    sizes = (200, 200, 200)
    planted = answers(sizes)
    few = np.r_[np.full(SMALL, 10), np.tile([8, 3], 82)[: 200 - SMALL]].astype(float)
    spread = np.tile([10, 8, 3, 9, 5], 40).astype(float)
    if what == "group":
        planted["region"] = np.repeat(["n", "e", "s", "x"], [303, 200, 60, SMALL])
    elif what == "promoters":
        planted["nps"] = np.r_[spread, spread, few]
    elif what in ("nines", "no nines"):
        low, high = (9, 7) if what == "nines" else (7, 9)
        planted["mark"] = np.r_[spread, spread, np.full(SMALL, low), np.full(200 - SMALL, high)].astype(float)
        planted["mark"] = np.clip(np.asarray(planted["mark"]), 1, 10)
    else:
        planted["easy"] = np.r_[np.tile([7, 3], 200), np.full(SMALL, 7), np.full(200 - SMALL, 2)].astype(
            float
        )
    model = PRIVATE.replace('s = "South"', 's = "South", x = "Islands"')
    blocks, _ = told(job_of("baseline", model, planted))
    (table,) = tables(blocks, "segments-region-table")
    if what == "group":
        assert [column.label for column in table.columns] == ["Score", "A: North", "B: East"]
        assert not {"South", "Islands"} & set(re.findall(r"\w+", texts(blocks)))
        return
    row = {"promoters": "Recommendation (NPS)", "easy": "Found it easy"}.get(what, "Gives a 9 or 10")
    at = next(at for at, cells in enumerate(table.rows) if cells["measure"] == row)
    for cells in table.rows[at : at + 2]:
        assert cells["group-2"] == HIDDEN
        assert [cells[key] for key in ("group-0", "group-1", "group-2")].count(HIDDEN) == 2
    assert f"x: hidden. It rests on fewer than {MINIMUM} customers" in table.note


def test_a_hidden_score_is_hidden_in_the_picture_too(job_of: JobOf) -> None:
    planted = answers((200, 200, 200))
    few = np.r_[np.full(SMALL, 10), np.tile([8, 3], 82)[: 200 - SMALL]].astype(float)
    spread = np.tile([10, 8, 3, 9, 5], 40).astype(float)
    planted["nps"] = np.r_[spread, spread, few]
    blocks, _ = told(job_of("baseline", PRIVATE, planted))
    ids = [block.id for block in blocks if isinstance(block, Figure)]
    # South and the group that would give it away leave one, which is no picture.
    assert "distribution-region" not in ids
    assert "distribution-shop" in ids


def test_the_chapter_has_the_outcomes_and_the_appendix_every_score(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers(shift=1.0))
    groups = baseline.segments(job)
    chapter = list(sections.baseline.segments(job, groups, say.baseline.segments(job, groups)))
    (outcomes,) = tables(chapter, "segments")
    assert outcomes.id == "segments-region-outcomes"  # by shop no difference is shown
    rows = {row["measure"]: row["group-2"] for row in outcomes.rows}
    assert rows["Attitude"].endswith(" AB")
    assert "– margin" not in rows
    assert "All scores, with their margins, are in the appendix." in outcomes.note
    appendix = list(sections.baseline.segments_in_full(job, groups))
    full = tables(appendix, "segments")
    assert [table.id for table in full] == ["segments-region-table", "segments-shop-table"]
    assert rows.items() <= {row["measure"]: row["group-2"] for row in full[0].rows}.items()
    assert sections.baseline.segments_in_full(job, None) == ()


def test_the_parts_are_drawn_where_scores_differ_and_the_title_says_whose(job_of: JobOf) -> None:
    blocks, _ = told(job_of("baseline", MODEL, answers((300, 300, 300), shift=0.6)))
    parts = [
        b for b in blocks if isinstance(b, Figure) and b.id in {"distribution-region", "distribution-shop"}
    ]
    assert [one.id for one in parts] == ["distribution-region"]
    assert re.fullmatch(r"“South” has a higher recommendation score than “\w+”", parts[0].title)
    assert "Groups by “region”." in parts[0].note
    blocks, _ = told(job_of("baseline", MODEL, answers((300, 300, 300))))
    (one,) = [
        b for b in blocks if isinstance(b, Figure) and b.id in {"distribution-region", "distribution-shop"}
    ]
    assert one.title == "Detractors, passives and promoters by “region”"


def test_the_spread_says_who_are_more_only_beyond_chance(job_of: JobOf) -> None:
    blocks, found = told(job_of("baseline", MODEL, answers() | {"nps": np.tile([10, 10, 8, 3], 90)}))
    one = next(one for one in found if one.key == "distribution.promoters")
    assert one.strength == "shown"
    assert "More customers are promoters (50%, margin" in one.text
    figure = next(b for b in blocks if isinstance(b, Figure) and b.id == "distribution-recommendation")
    assert figure.title == "More promoters (50%) than detractors (25%)"
    _, found = told(job_of("baseline", MODEL, answers() | {"nps": np.tile([10, 8, 3], 120)}))
    assert next(one for one in found if one.key == "distribution.promoters").strength == "not_shown"
    _, found = told(job_of("baseline", MODEL, answers() | {"nps": np.tile([10, 8, 3, 2], 90)}))
    assert (
        "More customers are detractors"
        in next(one for one in found if one.key == "distribution.promoters").text
    )


def test_the_plan_says_what_as_many_answers_show(job_of: JobOf) -> None:
    blocks, found = told(job_of("baseline", PLANNED, planned()))
    one = next(one for one in found if one.key == "next.attitude")
    assert one.text.startswith("With 360 answers again, from other customers, a change of ")
    assert "the smallest change that matters here, 5.0 points." in one.text
    assert one.text.endswith("is reported as too small to matter, not as better or worse.")
    (table,) = tables(blocks, "planning")
    assert [row["measure"] for row in table.rows][:3] == [
        "Recommendation (NPS)",
        "Gives a 9 or 10",
        "Attitude",
    ]
    assert "80% of measurements" in table.note
    assert "over the 4 themes" in table.note


@pytest.mark.parametrize(
    ("n", "sentence"),
    [(40, "cannot be shown with any number of answers"), (6000, "That is enough for the smallest change")],
)
def test_the_plan_fits_the_size_of_the_baseline(job_of: JobOf, n: int, sentence: str) -> None:
    large = planned((n // 2, n // 4, n // 4))
    _, found = told(job_of("baseline", PLANNED, large))
    assert sentence in next(one for one in found if one.key == "next.attitude").text


def test_a_baseline_that_only_a_panel_can_follow_says_so(job_of: JobOf) -> None:
    model = "smallest_change = 3.0\npanel_correlation = 0.9\n" + PLANNED
    _, found = told(job_of("baseline", model, planned((60, 60, 60))))
    text = next(one for one in found if one.key == "next.attitude").text
    assert "can only be shown by asking the same customers again" in text


def test_a_change_that_takes_more_answers_says_how_many(job_of: JobOf) -> None:
    _, found = told(job_of("baseline", "smallest_change = 4.0\n" + PLANNED, planned((120, 120, 120))))
    text = next(one for one in found if one.key == "next.attitude").text
    assert re.search(r"4\.0 points, takes \d+ answers of other customers\.", text)


def test_a_plan_for_the_recommendation_score_alone_speaks_of_no_family(job_of: JobOf) -> None:
    model = MODEL[: MODEL.index("[constructs.trust]")] + '[questions]\nrecommendation = "nps"\n'
    blocks, found = told(job_of("baseline", model, answers()))
    assert [one.key for one in found if one.key.startswith("next.")] == ["next.followup", "next.nps"]
    (table,) = tables(blocks, "planning")
    assert "judges together" not in table.note


def test_without_a_plan_the_decision_is_still_asked(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers())
    (one,) = say.baseline.next_step(job)
    assert one.decision
    assert len(sections.baseline.planning(job, None, (one,))) == 2


def test_an_engagement_without_groups_or_questions_has_no_empty_heading(job_of: JobOf) -> None:
    bare = MODEL[: MODEL.index("[questions]")]
    blocks, found = told(job_of("baseline", bare, answers()))
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["The follow-up measurement"]
    assert {one.key for one in found} == {"next.followup", "next.attitude"}


def test_effort_stands_among_the_key_figures(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, answers())
    key = baseline.headline(job)
    blocks = sections.baseline.headline(job, key, say.baseline.headline(job, key))
    tile = next(block for block in blocks if isinstance(block, Kpis)).items[-1]
    assert key.effort is not None
    assert (tile.label, tile.value) == ("Found it easy", f"{key.effort.value:.0%}")
    assert (
        "found it easy"
        in next(one for one in say.baseline.headline(job, key) if one.key == "headline.effort").text
    )


def test_in_dutch_no_english_is_left(job_of: JobOf) -> None:
    job = replace(job_of("baseline", MODEL, answers(shift=1.0)), language=Language("nl"))
    blocks, found = told(job)
    assert all(finding.text for block in blocks if isinstance(block, Findings) for finding in block.findings)
    # Names of fields are English in every language.
    words = re.sub(r'"\w+": ', "", " ".join([texts(blocks), *(one.text for one in found)]))
    assert not re.search(r"\b(customers|scores higher|margin|by chance|answers)\b", words)
