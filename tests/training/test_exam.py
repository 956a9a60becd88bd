"""The exam: its export has the traps that it should, and the house claims what its exercises call right."""

from __future__ import annotations

import pytest

from tests.training.courses import SEEDS, case_of
from toolkit.analysis import drivers, followup
from toolkit.training.answers import plain
from toolkit.training.case import Case
from toolkit.training.exports import COLUMNS, scores_of
from toolkit.training.lessons.exam import BETTER, LEADERS, raw_nps
from toolkit.training.printer import AGAIN, RECOMMEND
from toolkit.training.tools import codebook, raw_export

NUMBER = 9


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case_of(NUMBER, SEEDS[0], tmp_path_factory.mktemp("exam"))


def test_the_export_holds_customers_twice_and_codes_among_the_marks(case: Case) -> None:
    job, rows = case.job(), raw_export(case.job())
    assert len(rows) == len(job.survey.items) + AGAIN
    assert rows["customer"].nunique() == len(job.survey.items)
    assert set(rows[COLUMNS[RECOMMEND]]) >= {98, 99}
    assert (rows[COLUMNS["SRV_1"]] == 97).sum() > 10
    assert job.survey.items[RECOMMEND].max() <= 10
    right = raw_nps(case, twice=False)
    assert raw_nps(case, twice=True) < right < raw_nps(case, twice=False, codes=99)


def test_every_question_stands_in_the_codebook_and_none_under_its_own_name(case: Case) -> None:
    told = codebook(case.job()).sentences
    assert [line[:3] for line in told[:-1]] == sorted(COLUMNS.values())
    assert "98" in told[-1]
    assert set(COLUMNS) == {item for one in case.job().engagement.constructs.values() for item in one.items}
    assert not set(COLUMNS) & set(raw_export(case.job()))


def test_a_score_is_that_of_the_house_reversed_questions_turned(case: Case) -> None:
    before = case.drawn.waves["baseline"]
    changed = followup.change(case.job("followup")).table
    assert changed.loc["trust", "before"] == pytest.approx(scores_of(before, "TRU").mean())
    assert changed.loc["lock_in", "before"] == pytest.approx(scores_of(before, "SWI").mean())


def test_the_house_names_the_same_drivers_and_the_same_change(case: Case) -> None:
    found = drivers.drivers_of(case.job("drivers"), "attitude")[0]
    assert callable(LEADERS.right)
    assert callable(BETTER.right)
    assert sorted(found.leaders) == plain(LEADERS.right(case))
    verdicts = followup.change(case.job("followup")).table["verdict"]
    assert list(verdicts.index[verdicts == "better"]) == [plain(BETTER.right(case))]
    assert not (verdicts == "worse").any()


def test_the_visits_seem_to_have_worked_until_equals_are_compared(case: Case) -> None:
    before, after = (case.drawn.waves[wave] for wave in ("baseline", "followup"))
    rose = scores_of(after, "TRU").set_axis(after.key) - scores_of(before, "TRU").set_axis(before.key)
    visited = after.treated.set_axis(after.key)
    assert rose[visited.index[visited]].mean() > rose[visited.index[~visited]].mean() + 3
    assert after.truth.effect["trust"] == pytest.approx(0.0)
    found = followup.impact(case.job("followup"))
    assert found is not None
    assert [one.number for one in found.actions] == [1]
