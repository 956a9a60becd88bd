"""Ours beside benchmarks: which may be compared with, what is said, and what is printed all the same."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis.baseline import benchmarks
from toolkit.analysis.baseline.benchmarks import Benchmarks, Why
from toolkit.analysis.job import Job
from toolkit.engagement import disclosure_gaps
from toolkit.findings.baseline import benchmarks as say_benchmarks
from toolkit.findings.finding import rounded
from toolkit.measures.benchmarks import mean_against, nps_against, share_against
from toolkit.measures.multiplicity import holm
from toolkit.report.blocks import Findings, Heading, Table
from toolkit.report.sections.appendix import disclosure
from toolkit.report.sections.baseline import benchmarks as show_benchmarks

JobOf = Callable[..., Job]
MODEL = """
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["nps"]
[constructs.satisfaction]
role = "driver"
minimum = 1
maximum = 10
items = ["mark"]
[constructs.ease]
role = "touchpoint"
minimum = 1
maximum = 7
items = ["ces"]
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["t1", "t2"]
[questions]
recommendation = "nps"
report_mark = "mark"
effort = "ces"
"""
DUTCH = '[population]\ncountry = "NL"\n'
RNG = np.random.default_rng(4)
N = 300
NPS, MARK, CES = (RNG.permutation(np.arange(N) % top) + low for top, low in ((11, 0), (10, 1), (7, 1)))
ANSWERS = {
    "nps": NPS,
    "mark": MARK,
    "ces": CES,
    "t1": CES,
    "t2": np.roll(CES, 7),
}  # t1 and t2 do not belong together


def bench(measure: str, value: float, **changes: object) -> str:
    facts = {
        "measure": measure,
        "value": value,
        "label": f"Others {measure}",
        "country": "NL",
        "mode": "online",
        "same_mode": True,
        "same_question": True,
        "year": 2020,
        "source": "Trade body",
    }
    lines = [
        f'{key} = "{one}"' if isinstance(one, str) else f"{key} = {str(one).lower()}"
        for key, one in (facts | changes).items()
    ]
    return "\n".join(["[[benchmarks]]", *lines, ""])


def job_with(job_of: JobOf, *given: str, population: str = DUTCH, answers: object = None) -> Job:
    # Fieldwork of the first wave was in 2021.
    return job_of("baseline", MODEL + population + "".join(given), answers or ANSWERS)


def laid(job: Job) -> Benchmarks:
    found = benchmarks(job)
    assert found is not None
    return found


def test_each_measure_is_compared_in_its_own_unit(job_of: JobOf) -> None:
    job = job_with(
        job_of,
        bench("nps", -20.0, n=400),
        bench("mark", 6.0),
        bench("nine_plus", 0.1, n=900),
        bench("effort", 0.5),
        bench("attitude", 55.0, n=200),
    )
    found = laid(job)
    expected = [
        nps_against(NPS, -20, n=400),
        mean_against(MARK, 6, unit="mark"),
        share_against(MARK >= 9, 0.1, n=900),
        share_against(CES >= 6, 0.5),
        mean_against(10.0 * NPS, 55, n=200),
    ]
    assert [row.comparison for row in found.rows] == expected
    assert [row.p_holm for row in found.rows] == pytest.approx(holm([one.p for one in expected]).tolist())
    assert [row.place for row in found.rows] == [1, 2, 3, 4, 5]
    assert not any(row.why_not for row in found.rows)


def test_weights_count_in_every_measure(job_of: JobOf) -> None:
    w = RNG.uniform(0.5, 2, N).round(2)
    given = (bench("nps", -20.0), bench("mark", 6.0), bench("effort", 0.5), bench("attitude", 55.0))
    job = job_of("baseline", MODEL + DUTCH + "".join(given), ANSWERS | {"w": w}, weight="w")
    assert [row.comparison for row in laid(job).rows] == [
        nps_against(NPS, -20, weights=w),
        mean_against(MARK, 6, unit="mark", weights=w),
        share_against(CES >= 6, 0.5, weights=w),
        mean_against(10.0 * NPS, 55, weights=w),
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"country": "DE"}, "country"),
        ({"same_mode": False}, "mode"),
        ({"same_question": False}, "question"),
        ({"year": 2018}, "year"),
        ({"year": 2024}, "year"),
    ],
)
def test_what_is_not_comparable_is_printed_without_a_difference(
    job_of: JobOf, changes: dict[str, object], why: Why
) -> None:
    job = job_with(job_of, bench("nps", 90.0, **changes), bench("mark", 5.5))
    found = laid(job)
    assert [row.why_not for row in found.rows] == [(), (why,)]  # the one that is compared comes first
    apart = found.rows[1]
    assert apart.comparison.ours.value == nps_against(NPS, 0).ours.value
    assert np.isnan(
        [apart.comparison.difference, apart.comparison.low, apart.comparison.p, apart.p_holm]
    ).all()
    # A far benchmark that is not compared with makes no family larger.
    assert found.rows[0].p_holm == pytest.approx(found.rows[0].comparison.p)
    said = say_benchmarks(job, found)
    assert [one.key for one in said if one.strength == "warning"] == ["benchmarks.not_compared"]
    assert not any("90" in one.text for one in said)


def test_two_years_apart_may_still_be_compared(job_of: JobOf) -> None:
    assert laid(job_with(job_of, bench("nps", 10.0, year=2019))).rows[0].why_not == ()


def test_without_a_country_of_our_own_nothing_is_compared(job_of: JobOf) -> None:
    found = laid(job_with(job_of, bench("nps", 10.0, same_mode=False), population=""))
    assert found.rows[0].why_not == ("country_unknown", "mode")
    assert found.compared == ()


def test_a_scale_that_does_not_hold_is_not_compared(job_of: JobOf) -> None:
    found = laid(job_with(job_of, bench("trust", 20.0)))
    assert found.rows[0].why_not == ("unreliable",)


def test_few_promoters_hide_the_margin_and_so_the_comparison(job_of: JobOf) -> None:
    few = ANSWERS | {"nps": np.r_[np.full(7, 10), np.full(N - 7, 5)]}
    job = job_with(job_of, bench("nps", 10.0), bench("nine_plus", 0.5), answers=few)
    row = laid(job).rows[-1]
    assert row.why_not == ("margin_hidden",)
    assert row.base_hidden
    assert np.isnan([row.comparison.ours.low, row.comparison.ours.high, row.comparison.p]).all()


def test_a_share_on_few_customers_is_left_out_and_told(job_of: JobOf) -> None:
    few = ANSWERS | {"mark": np.r_[np.full(8, 9), np.full(N - 8, 6)], "ces": [np.nan] * N}
    job = job_with(job_of, bench("nine_plus", 0.2), bench("effort", 0.4), bench("ease", 40.0), answers=few)
    found = laid(job)
    assert found.rows == ()
    assert [one.measure for one in found.left_out] == ["nine_plus", "effort", "ease"]
    (finding,) = say_benchmarks(job, found)
    assert (finding.key, finding.strength) == ("benchmarks.left_out", "too_few")
    assert "Others nine_plus on “Gives a 9 or 10”" in finding.text
    assert [type(block) for block in show_benchmarks(job, found, (finding,))] == [Heading, Findings]


def test_only_what_a_test_shows_is_said_to_differ(job_of: JobOf) -> None:
    mean = float(np.mean(MARK))
    job = job_with(job_of, bench("nps", 30.0), bench("effort", 0.05, n=500), bench("mark", round(mean, 2)))
    lower, higher, not_shown = say_benchmarks(job, laid(job))
    assert (lower.key, lower.strength) == ("benchmarks.nps.1", "shown")
    assert "Klein lies lower than Others nps" in lower.text
    assert "one that we want to reach?" in lower.decision
    assert higher.key == "benchmarks.effort.2"
    assert "Klein lies higher than Others effort" in higher.text
    assert "percentage points" in higher.text
    assert higher.decision == ""
    assert not_shown.strength == "not_shown"
    assert not_shown.plain == ""
    assert "Others mark on “Mark out of 10” (difference " in not_shown.text
    # A share leaves the program as a share, not rounded to a tenth.
    assert rounded(higher)["difference"] == pytest.approx(higher.numbers["difference"], abs=5e-4)


def test_no_benchmark_no_chapter(job_of: JobOf) -> None:
    job = job_with(job_of)
    assert benchmarks(job) is None
    assert say_benchmarks(job, None) == ()
    assert show_benchmarks(job, None, ()) == ()


def test_the_tables_tell_difference_verdict_and_source(job_of: JobOf) -> None:
    job = job_with(
        job_of,
        bench("attitude", 90.0, country="DE", year=2015),
        bench("nps", 30.0, n=1200, source="Survey of members"),
        bench("nine_plus", 0.2),
    )
    found = laid(job)
    heading, _, beside, differences, sources = show_benchmarks(job, found, say_benchmarks(job, found))
    assert isinstance(heading, Heading)
    assert isinstance(beside, Table)
    assert isinstance(differences, Table)
    assert isinstance(sources, Table)
    assert [(row["measure"], row["benchmark"]) for row in beside.rows] == [
        ("Recommendation (NPS)", "30.0"),
        ("Gives a 9 or 10", "20.0%"),
        ("Attitude", "90.0"),
    ]
    assert f"Base: {N} customers." in beside.note
    verdicts = {row["measure"]: row["verdict"] for row in differences.rows}
    assert verdicts == {"Recommendation (NPS)": "lower", "Gives a 9 or 10": "no difference shown"}
    assert differences.rows[0]["p"] == "< 0.001"
    assert "Holm over all 2 comparisons" in differences.note
    assert "published NPS" in differences.note
    assert "published mean" not in differences.note
    assert sources.rows[0] == {
        "label": "Others nps",
        "measure": "Recommendation (NPS)",
        "country": "Netherlands",
        "mode": "online",
        "year": "2020",
        "n": "1,200",
        "source": "Survey of members",
        "compared": "yes",
    }
    assert sources.rows[2]["country"] == "Germany"
    assert (
        sources.rows[2]["compared"] == "no: measured in another country and measured more than 2 years apart"
    )


def test_without_a_comparison_there_is_no_table_of_differences(job_of: JobOf) -> None:
    job = job_with(job_of, bench("nps", 30.0, same_mode=False))
    tables = [block for block in show_benchmarks(job, laid(job), ()) if isinstance(block, Table)]
    assert [made.id for made in tables] == ["benchmarks", "benchmark-sources"]
    assert tables[1].rows[0]["compared"] == "no: asked in another way"


def test_a_base_that_the_table_of_answers_hides_is_not_told(job_of: JobOf) -> None:
    answers = ANSWERS | {"mark": np.where(np.arange(N) < 7, "nvt", MARK.astype(str))}
    job = job_with(job_of, '[missing]\nnot_applicable = ["nvt"]\n', bench("mark", 6.0), answers=answers)
    found = laid(job)
    assert found.rows[0].base_hidden
    beside = show_benchmarks(job, found, ())[2]
    assert isinstance(beside, Table)
    assert beside.rows[0]["n"] == "–"
    assert str(N - 7) not in str(beside)


def test_the_sources_are_disclosed_without_being_asked(job_of: JobOf) -> None:
    job = job_with(job_of, bench("nps", 30.0), bench("mark", 6.0, label="Others nps"))
    assert "benchmark_sources" not in disclosure_gaps(job.engagement)
    table = disclosure(job)[-1]
    assert isinstance(table, Table)
    (told,) = [row["text"] for row in table.rows if row["subject"] == "Sources of benchmarks"]
    assert told == "Others nps: Netherlands, online, 2020; source: Trade body."
    assert "benchmark_sources" in disclosure_gaps(job_with(job_of).engagement)


def drawn(seed: int) -> dict[str, np.ndarray]:
    """Answers of 80 customers of whom each answer is as likely as another."""
    rng = np.random.default_rng(seed)
    answers = {"nps": rng.integers(0, 11, 80), "mark": rng.integers(1, 11, 80)}
    return answers | {item: rng.integers(1, 8, 80) for item in ("ces", "t1", "t2")}


def test_customers_like_the_benchmark_are_seldom_said_to_differ(job_of: JobOf) -> None:
    """Three true benchmarks at once: at most one engagement in twenty is told a difference with any of them."""
    told, rounds = 0, 60
    true = (
        bench("nps", round(100 * (2 - 7) / 11, 6)),
        bench("mark", 5.5),
        bench("effort", round(2 / 7, 6)),
    )
    first = job_with(job_of, *true, answers=drawn(0))
    for seed in range(rounds):
        items = pd.DataFrame(drawn(seed), index=first.survey.items.index).astype(first.survey.items.dtypes)
        job = replace(first, surveys=(replace(first.survey, items=items),))
        told += any(one.strength == "shown" for one in say_benchmarks(job, laid(job)))
    assert told / rounds <= 0.05 + 3 * (0.05 * 0.95 / rounds) ** 0.5


def test_one_comparison_needs_no_holm(job_of: JobOf) -> None:
    job = job_with(job_of, bench("nps", 30.0))
    (finding,) = say_benchmarks(job, laid(job))
    assert finding.evidence == "Table of benchmarks; test against a fixed number; p < 0.001."
    same = job_with(job_of, bench("mark", round(float(np.mean(MARK)), 2)))
    assert say_benchmarks(same, laid(same))[0].evidence == "Table of benchmarks."
    two = job_with(job_of, bench("nps", 30.0), bench("mark", 9.0))
    assert all("after Holm over 2 comparisons" in one.evidence for one in say_benchmarks(two, laid(two)))
