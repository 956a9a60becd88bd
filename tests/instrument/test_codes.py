import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.instrument import columns_by_code, question_bank, survey_codes
from toolkit.instrument.codes import RESERVED

IDS = st.lists(st.text(min_size=1, max_size=30), max_size=8, unique=True)


def test_the_bank_keeps_its_letters_and_digits() -> None:
    ids = [question.id for question in question_bank()]
    assert survey_codes(ids) == {one: one.replace("_", "") for one in ids}


@given(IDS)
def test_every_code_is_one_that_limesurvey_takes(ids: list[str]) -> None:
    codes = survey_codes(ids)
    assert list(codes) == ids
    for code in codes.values():
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", code)
        assert not RESERVED.fullmatch(code)
    assert len({code.casefold() for code in codes.values()}) == len(ids)


@given(IDS)
def test_every_code_leads_back(ids: list[str]) -> None:
    codes = survey_codes(ids)
    alone = list(codes.values())
    assert columns_by_code(ids, ["id", "submitdate", *alone]) == codes or set(ids) & {
        "id",
        "submitdate",
        *alone,
    }
    grid = [f"grid1[{code}]" for code in alone]
    found = columns_by_code(ids, grid)
    assert {one: grid[place] for place, one in enumerate(ids)} == found


def test_names_go_before_codes_and_doubt_is_no_answer() -> None:
    ids = ["SAT_1", "TRU_1"]
    assert columns_by_code(ids, ["SAT_1", "SAT1", "grid2_TRU1"]) == {"SAT_1": "SAT_1", "TRU_1": "grid2_TRU1"}
    assert columns_by_code(ids, ["SAT1", "grid1[SAT1]", "tru_1"]) == {"TRU_1": "tru_1"}
    assert columns_by_code(ids, []) == {}


@pytest.mark.parametrize("column", ["gridSAT1", "grid1[SAT1", "other[SAT1]", "X_SAT1"])
def test_other_columns_do_not_lead_anywhere(column: str) -> None:
    assert columns_by_code(["SAT_1"], [column]) == {}


def test_ids_that_would_share_a_code_do_not() -> None:
    codes = survey_codes(["a_1", "a1", "A-1"])
    assert len({code.casefold() for code in codes.values()}) == 3
    assert survey_codes(["a_1"]) == {"a_1": "a1"}
