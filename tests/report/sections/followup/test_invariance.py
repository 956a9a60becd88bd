"""The chapter on whether questions still measure the same, as it is printed."""

from dataclasses import replace

from tests.moved_client import moved_job
from toolkit.analysis import followup
from toolkit.findings import followup as say
from toolkit.report.blocks import Findings, Heading, Table
from toolkit.report.sections import followup as sections


def test_each_theme_that_was_tested_has_a_line() -> None:
    job = moved_job()
    result = followup.invariance(job)
    heading, findings, table = sections.invariance(job, result, say.invariance(job, result))
    assert isinstance(heading, Heading)
    assert isinstance(findings, Findings)
    assert isinstance(table, Table)
    rows = {row["theme"]: row for row in table.rows}
    assert list(rows)[:3] == ["Satisfaction", "Image", "Trust"]
    assert "Behaviour" not in rows
    assert [rows[name]["outcome"] for name in ("Satisfaction", "Image", "Trust")] == [
        "comparable",
        "not comparable",
        "comparable in part",
    ]
    assert rows["Image"]["scalar"] == "< 0.001"
    assert rows["Satisfaction"]["bias"] == "–"
    theme = result.themes[0]
    assert rows["Satisfaction"]["n"] == " / ".join(str(n) for n in theme.n)
    assert "more than 1.0 matter" in table.note
    assert "Answers on a few points are taken for numbers" in table.note


def test_the_appendix_has_the_models() -> None:
    job = moved_job()
    result = followup.invariance(job)
    _, table = sections.invariance_in_full(job, result)
    assert isinstance(table, Table)
    levels = next(theme.levels for theme in result.themes if theme.construct == "trust")
    assert levels is not None
    row = next(row for row in table.rows if row["theme"] == "Trust")
    assert row["chi_square"] == f"{levels.configural.chi_square:.1f} (4)"
    assert row["cfi"] == f"{levels.configural.cfi:.3f}"
    assert row["scalar"] == f"{levels.to_scalar.chi_square:.1f} (3)"
    assert row["scalar_cfi"] == f"−{levels.to_scalar.cfi:.3f}"
    three = next(row for row in table.rows if row["theme"] == "Satisfaction")
    assert three["rmsea"] == "–"


def test_a_table_that_says_the_same_of_every_theme_stands_in_the_appendix() -> None:
    job = moved_job()
    result = followup.invariance(job)
    same = replace(
        result,
        themes=tuple(
            replace(theme, conclusion=replace(theme.conclusion, outcome="holds"))
            if theme.conclusion
            else theme
            for theme in result.themes
        ),
    )
    blocks = sections.invariance(job, same, say.invariance(job, same))
    assert [type(block) for block in blocks] == [Heading, Findings]
    _, short, full = sections.invariance_in_full(job, same)
    assert isinstance(short, Table)
    assert isinstance(full, Table)
    assert {row["outcome"] for row in short.rows} == {"comparable"}


def test_single_questions_make_a_chapter_of_one_sentence() -> None:
    job = moved_job()
    result = followup.invariance(job)
    single = replace(
        result,
        themes=tuple(
            replace(theme, reason="single", levels=None, conclusion=None) for theme in result.themes
        ),
    )
    blocks = sections.invariance(job, single, say.invariance(job, single))
    assert [type(block) for block in blocks] == [Heading, Findings]
    assert isinstance(blocks[1], Findings)
    assert len(blocks[1].findings) == 1
    assert sections.invariance_in_full(job, single) == ()
    assert sections.invariance(job, replace(single, themes=()), ()) == ()


def test_the_table_of_changes_has_the_effect_size() -> None:
    job = moved_job()
    change = followup.change(job)
    *_, table = sections.change(job, change, say.change(job, change))
    assert isinstance(table, Table)
    assert "Image" not in {row["theme"] for row in table.rows}
    row = next(row for row in table.rows if row["theme"] == "Trust")
    assert float(row["effect_size"].replace("−", "-")) == round(
        float(change.table.loc["trust", "effect_size"]), 2
    )
    assert "it has no margin of its own" in table.note
