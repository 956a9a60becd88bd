"""Whether the scales hold: what is computed, said and shown."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from tests.scales import ITEMS, answers, scales_job
from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.findings.reliability import reliability as say
from toolkit.measures.scales.omega import factor_model
from toolkit.measures.scales.reliability import item_analysis, spearman_brown
from toolkit.report.blocks import Findings, Heading, Table
from toolkit.report.sections import baseline as sections

JobOf = Callable[..., Job]


def tables(job: Job) -> dict[str, Table]:
    result = baseline.reliability(job)
    blocks = [
        *sections.reliability(job, result, say(job, result)),
        *sections.told_apart(job, result),
        *sections.item_rest(job, result),
    ]
    return {block.id: block for block in blocks if isinstance(block, Table)}


def keys(job: Job) -> dict[str, str]:
    return {finding.key: finding.text for finding in say(job, baseline.reliability(job))}


def test_each_scale_by_its_definition(job_of: JobOf) -> None:
    asked = answers()
    result = baseline.reliability(scales_job(job_of, asked, attitude=("a1", "a2")))
    frame = pd.DataFrame(asked)
    # A single question is no scale.
    assert result.table.index.tolist() == ["image", "trust", "attitude"]
    model = factor_model(frame[list(ITEMS["trust"])])
    row = result.table.loc["trust"]
    assert (row["omega"], row["omega_low"], row["omega_high"]) == pytest.approx(
        (model.omega.value, model.omega.low, model.omega.high)
    )
    assert (row["composite_reliability"], row["ave"]) == pytest.approx(
        (model.composite_reliability.value, model.ave.value)
    )
    assert (row["second"], row["items"], row["n"], bool(row["flagged"])) == ("omega", 3, 300, False)
    two = result.table.loc["attitude"]
    assert two["second"] == "spearman_brown"
    assert two["omega"] == pytest.approx(spearman_brown(frame[["a1", "a2"]]).value)
    assert np.isnan(two["ave"])
    items = result.items[result.items["construct"] == "trust"].set_index("item")
    expected = item_analysis(frame[list(ITEMS["trust"])])
    assert items["estimate"].astype(float).tolist() == pytest.approx(expected["estimate"].tolist())
    assert len(result.items) == 8


def test_pairs_have_a_verdict(job_of: JobOf) -> None:
    asked = answers(link=0.97)
    rng = np.random.default_rng(3)
    asked |= {item: rng.integers(1, 8, 300).astype(float) for item in ITEMS["attitude"]}
    pairs = baseline.reliability(scales_job(job_of, asked)).pairs.set_index(["first", "second"])["verdict"]
    assert pairs["image", "trust"] == "alike"
    assert pairs["image", "value"] == "apart"
    assert pairs["trust", "attitude"] == pairs["attitude", "value"] == "unknown"


def test_a_pair_of_two_single_questions_is_a_correlation_and_left_to_that_table(job_of: JobOf) -> None:
    result = baseline.reliability(scales_job(job_of, image=("i1",)))
    pairs = set(zip(result.pairs["first"], result.pairs["second"], strict=True))
    assert ("image", "value") not in pairs
    assert ("image", "trust") in pairs


def test_a_scale_that_one_factor_does_not_fit_shows_no_omega(job_of: JobOf) -> None:
    # Two questions hang together, the third goes with the first alone.
    rng = np.random.default_rng(4)
    first, second, third = rng.normal(size=(3, 300))
    asked = answers() | {
        "t1": np.round(4 + first),
        "t2": np.round(4 + 0.95 * first + 0.3 * second),
        "t3": np.round(4 + 0.55 * first - 0.6 * second + 0.4 * third),
    }
    asked |= {item: np.clip(asked[item], 1, 7) for item in ITEMS["trust"]}
    job = scales_job(job_of, asked)
    row = baseline.reliability(job).table.loc["trust"]
    assert row["second"] == "heywood"
    assert np.isnan(row[["omega", "ave", "composite_reliability"]].astype(float)).all()
    table = tables(job)["reliability"]
    cells = next(row for row in table.rows if row["theme"] == "Trust")
    assert (cells["omega"], cells["omega_margin"]) == ("–", "–")
    assert "Trust" not in {row["theme"] for row in tables(job)["reliability-factors"].rows}
    assert "one factor does not fit these questions" in table.note


def test_what_is_said_of_a_client_without_faults(job_of: JobOf) -> None:
    said = keys(scales_job(job_of))
    assert list(said) == ["reliability.hold", "reliability.apart"]
    assert "Customers tell the themes apart" in said["reliability.apart"]


@pytest.mark.parametrize(
    ("items", "key", "says"),
    [
        (
            {"attitude": ("a1", "a2", "SWI_1")},
            "reliability.attitude.lock_in",
            "also asks how hard it is to leave",
        ),
        (
            {"attitude": ("a1", "a2", "PRI_1")},
            "reliability.attitude.price_tolerance",
            "when another is cheaper",
        ),
    ],
)
def test_what_does_not_belong_in_a_loyalty_score_is_named(
    job_of: JobOf, items: dict[str, tuple[str, ...]], key: str, says: str
) -> None:
    job = scales_job(job_of, **items)
    (finding,) = [one for one in say(job, baseline.reliability(job)) if one.key == key]
    assert says in finding.text
    assert finding.strength == "warning"
    assert "no conclusion" in finding.plain
    assert finding.decision.endswith("?")
    # The wording of the question stands in the sentence, not its key.
    assert job.item_text(items["attitude"][-1]) in finding.text
    assert tables(job)["reliability"].rows[-1]["verdict"] == "no conclusion"


def test_a_question_that_counts_twice_is_named(job_of: JobOf) -> None:
    asked = answers()
    job = scales_job(job_of, asked | {"t3": asked["t1"]})
    assert "It counts twice" in keys(job)["reliability.trust.repeated"]
    rows = {row["theme"]: row for row in tables(job)["reliability"].rows}
    assert rows["Trust"]["verdict"] == "a question counts twice"
    assert "reliability.hold" not in keys(job)


@pytest.mark.parametrize(("link", "says"), [(0.93, "It is not certain that"), (1.0, "Customers hardly tell")])
def test_pairs_not_told_apart_are_said_as_strongly_as_the_margin_allows(
    job_of: JobOf, link: float, says: str
) -> None:
    job = scales_job(job_of, answers(link=link, n=600))
    text = keys(job)["reliability.alike.image.trust"]
    assert text.startswith(says)
    assert "“Image” and “Trust”" in text
    assert "reliability.apart" not in keys(job)
    (row,) = tables(job)["told-apart"].rows
    assert row["verdict"] == "not told apart"


def test_many_pairs_stand_in_one_sentence(job_of: JobOf) -> None:
    asked = answers(n=300)
    for name in ("trust", "attitude", "value"):
        for place, item in enumerate(ITEMS[name]):
            noise = np.random.default_rng([5, place, len(name)]).integers(-1, 2, 300)
            asked[item] = np.clip(asked["i1"] + noise, 1, 7)
    said = keys(scales_job(job_of, asked))
    assert "reliability.alike" in said
    assert said["reliability.alike"].count(";") >= 3
    assert "“Image” and “Trust”" in said["reliability.alike"]


def test_other_flags_of_a_pair_have_words_of_their_own(job_of: JobOf) -> None:
    asked = answers()
    same = keys(scales_job(job_of, asked | {"v1": asked["t1"]}))
    assert "one follows exactly from the others" in same["reliability.alike.trust.value"]
    almost = asked["t1"].copy()
    almost[:4] = 8 - almost[:4]
    near = keys(scales_job(job_of, asked | {"v1": almost}, trust=("t1",)))
    assert "measure almost the same (correlation 0.9" in near["reliability.alike.trust.value"]


def test_the_chapter_and_its_appendix(job_of: JobOf) -> None:
    job = scales_job(job_of)
    found = tables(job)
    assert set(found) == {"reliability", "reliability-factors", "told-apart-all", "item-rest"}
    assert len(found["told-apart-all"].rows) == 6
    assert len(found["item-rest"].rows) == 9
    assert "Near 1" in found["told-apart-all"].note
    result = baseline.reliability(job)
    heading, said, *_ = sections.reliability(job, result, say(job, result))
    assert isinstance(heading, Heading)
    assert isinstance(said, Findings)


def test_a_client_with_single_questions_has_no_chapter(job_of: JobOf) -> None:
    job = scales_job(job_of, **{name: items[:1] for name, items in ITEMS.items()})
    result = baseline.reliability(job)
    assert say(job, result) == ()
    assert sections.reliability(job, result, ()) == ()
    assert sections.told_apart(job, result) == ()
    assert sections.item_rest(job, result) == ()


def test_a_flag_on_single_questions_is_said_without_a_table(job_of: JobOf) -> None:
    asked = answers()
    almost = asked["i1"].copy()
    almost[:4] = 8 - almost[:4]
    job = scales_job(job_of, asked | {"v1": almost}, **{name: items[:1] for name, items in ITEMS.items()})
    result = baseline.reliability(job)
    blocks = sections.reliability(job, result, say(job, result))
    assert [type(block) for block in blocks] == [Heading, Findings, Table]


@pytest.mark.parametrize("kept", ["v1", "t1"])
def test_a_base_that_the_table_of_answers_hides_is_not_printed(job_of: JobOf, kept: str) -> None:
    """Four customers to whom one question did not apply: 296 answered, which nothing may tell."""
    asked: dict[str, np.ndarray] = dict(answers())
    asked[kept] = np.array([str(int(value)) for value in asked[kept]], dtype=object)
    asked[kept][:4] = "nvt"
    from tests.scales import model

    job = job_of("baseline", model() + '\n[missing]\nnot_applicable = ["nvt"]', asked)
    scored = baseline.scores(job)
    block = next(one for one in sections.scores(job, scored, ()) if isinstance(one, Table))
    printed = [cell for row in block.rows for cell in row.values()]
    printed += [cell for table in tables(job).values() for row in table.rows for cell in row.values()]
    assert "296" not in printed
    assert "300" in printed
    if kept == "v1":
        assert scored.bases_hidden == {"value"}
        assert next(row for row in block.rows if row["role"] == "driver" and row["n"] == "x")
        assert "how few customers a question did not apply to" in block.note
    notes = block.note + "".join(table.note for table in tables(job).values())
    assert "296" not in notes


def test_the_dutch_chapter(job_of: JobOf) -> None:
    job = scales_job(job_of, answers(link=0.97))
    from toolkit.language import Language

    said = keys(replace(job, language=Language("nl")))
    assert said["reliability.alike.image.trust"].startswith(("Het staat niet vast", "Klanten houden"))


def test_the_closest_pairs_come_first_and_fill_no_pages(
    job_of: JobOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = scales_job(job_of)
    everything = tables(job)["told-apart-all"]
    ends = [float(row["high"]) for row in everything.rows]
    assert ends == sorted(ends, reverse=True)
    assert everything.most == 0
    assert "The report shows" not in everything.note
    section = import_module("toolkit.report.sections.baseline.reliability")  # a function has its name
    monkeypatch.setattr(section, "MOST_PAIRS", 2)
    some = tables(job)["told-apart-all"]
    assert (some.most, some.rows) == (2, everything.rows)
    assert some.note.startswith(f"The report shows the first 2 of {len(some.rows)} rows; the workbook ")
