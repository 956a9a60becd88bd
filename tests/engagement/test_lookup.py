import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engagement.conftest import Load
from toolkit.engagement import (
    Words,
    code_number,
    column_of,
    constructs_with_role,
    did_you_mean,
    disclosure_gaps,
    folded,
    is_filled,
    item_scale,
    items,
    plain_number,
    text,
    wave,
)
from toolkit.engagement.model import Disclosure
from toolkit.errors import EngagementError


def test_items_and_constructs_stand_in_the_order_of_the_file(load: Load) -> None:
    engagement = load()
    assert items(engagement) == ("SAT_1", "SAT_2", "ATT_1", "ATT_2", "SWI_1", "SWI_3")
    assert constructs_with_role(engagement, "lock_in", "driver") == ("satisfaction", "lock_in")
    assert constructs_with_role(engagement, "behaviour") == ()


def test_the_scale_of_an_item_is_its_own_before_its_construct_s(load: Load) -> None:
    engagement = load()
    assert (item_scale(engagement, "ATT_1").minimum, item_scale(engagement, "ATT_1").maximum) == (0, 10)
    assert (item_scale(engagement, "ATT_2").minimum, item_scale(engagement, "ATT_2").maximum) == (1, 7)
    assert item_scale(engagement, "SWI_3").reverse
    assert not item_scale(engagement, "SWI_1").reverse
    assert item_scale(engagement, "SWI_1").construct == "lock_in"
    half = load(
        ("[items.ATT_1]\nminimum = 0\nmaximum = 10", "[items.ATT_2]\nmaximum = 5"),
        ('recommendation = "ATT_1"\n', ""),
    )
    assert (item_scale(half, "ATT_2").minimum, item_scale(half, "ATT_2").maximum) == (1, 5)


def test_missing_codes_of_a_construct_replace_the_general_ones(load: Load) -> None:
    engagement = load()
    assert item_scale(engagement, "SAT_1").missing.not_applicable == (99,)
    assert item_scale(engagement, "SAT_1").missing.dont_know == ()
    assert item_scale(engagement, "ATT_1").missing.not_applicable == ("n.v.t.",)


def test_a_column_is_the_wave_s_then_the_engagement_s_then_the_item(load: Load) -> None:
    engagement = load()
    assert column_of(engagement, "baseline", "ATT_1") == "Q12"
    assert column_of(engagement, engagement.waves[1], "ATT_1") == "V12"
    assert column_of(engagement, "follow-up", "SWI_3") == ""
    assert column_of(engagement, "follow-up", "SAT_1") == "SAT_1"


def test_a_name_that_is_not_there_says_what_may_be_meant(load: Load) -> None:
    engagement = load()
    assert wave(engagement, "baseline").invited == 4000
    with pytest.raises(EngagementError, match=r"Did you mean `baseline`\? Known: baseline, follow-up\."):
        wave(engagement, "base-line")
    with pytest.raises(EngagementError, match=r"There is no item `SAT_3`"):
        item_scale(engagement, "SAT_3")


def test_disclosure_gaps_are_what_a_final_report_lacks(load: Load) -> None:
    gaps = disclosure_gaps(load())
    assert "sponsor" not in gaps
    assert "population" not in gaps
    assert "legal_basis_and_retention" not in gaps
    assert "test_and_confidence_level" not in gaps
    assert gaps == (
        "data_collection_strategy",
        "executor",
        "exact_instrument",
        "sample_source_and_recruitment",
        "mode_and_language",
        "weighting",
        "processing_and_quality_checks",
        "limitations",
        "changes_since_the_baseline",
        "benchmark_sources",
    )
    without = disclosure_gaps(
        load(
            ("deletion_date = 2027-12-01\n", ""),
            (
                'description = { nl = "Alle klanten", en = "All customers" }',
                'description = { nl = "Alle klanten", en = "" }',
            ),
            ('sponsor = "Voorbeeld Energie"', 'sponsor = ""'),
        )
    )
    assert set(without) - set(gaps) == {"sponsor", "population", "legal_basis_and_retention"}


def test_every_disclosure_can_be_filled(load: Load) -> None:
    filled = "\n".join(f'{key} = "x"' for key in Disclosure.model_fields)
    assert disclosure_gaps(load(('sponsor = "Voorbeeld Energie"', filled))) == ()


def test_one_wave_has_no_changes_to_disclose(load: Load) -> None:
    engagement = load()
    single = engagement.model_copy(update={"waves": engagement.waves[:1]})
    assert "changes_since_the_baseline" not in disclosure_gaps(single)


def test_a_text_falls_back_on_the_other_language() -> None:
    assert text("beide", "en") == "beide"
    assert text(Words(nl="een", en="one"), "nl") == "een"
    assert text(Words(nl="een", en="one"), "en") == "one"
    assert text(Words(en="one"), "nl") == "one"
    assert text(None, "nl") == ""
    assert not is_filled(None)
    assert not is_filled(Words(nl="een", en=" "))
    assert is_filled(Words(nl="een"))


@pytest.mark.parametrize(
    ("code", "number"),
    [(6, 6), ("6", 6), (" 6,0 ", 6), ("6.0", 6), ("-9", -9), ("+1", 1), ("n.v.t.", None), ("", None), ("1e3", None),
     ("nan", None), ("٣", None), ("9" * 400, None), ("1.2.3", None)],
)  # fmt: skip
def test_the_number_of_a_code(code: int | str, number: float | None) -> None:
    assert code_number(code) == number


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_a_number_written_plainly_is_that_number(number: float) -> None:
    assert float(plain_number(number)) == number


def test_texts_are_compared_without_capitals_and_kinds_of_blank() -> None:
    assert folded(" Weet\u00a0 NIET\n") == "weet niet"
    assert folded("Cafe\u0301") == folded("CAFÉ")


def test_did_you_mean_is_silent_where_nothing_is_near() -> None:
    assert did_you_mean("att_1", ["ATT_1", "SAT_1"]) == "Did you mean `ATT_1`?"
    assert did_you_mean("xyz", ["colour"]) == ""
