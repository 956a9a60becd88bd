"""Numbers, dates and sentences in the reader's language."""

import datetime
import string

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from toolkit.errors import LoyaltyError
from toolkit.language import CATALOGUES, MINUS, Language, available_languages

DUTCH, ENGLISH = Language("nl"), Language("en")
KEYWORDS = {"say": None, "plural": (1, 2), "N_": None}


def _messages_in_code() -> set[str | tuple[str, str]]:
    found = extract_from_dir(ROOT / "toolkit", method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found}


def _slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("code", [code for code in available_languages() if code != "en"])
def test_every_sentence_is_translated_with_the_same_slots(code: str) -> None:
    with (CATALOGUES / code / "LC_MESSAGES" / "report.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    translated = {message.id: message.string for message in catalogue if message.id}
    assert not catalogue.obsolete
    assert set(translated) == _messages_in_code()
    for message in catalogue:
        assert not message.fuzzy, message.id
        sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
        targets = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for target in targets if message.id else ():
            assert target.strip(), f"{message.id!r} is not translated"
            assert _slots(target) == set().union(*map(_slots, sources)), message.id


def test_the_extraction_finds_what_the_code_says() -> None:
    assert "Who answered" in _messages_in_code()
    assert "{low} to {high}" in _messages_in_code()


def test_dutch_and_english_numbers() -> None:
    assert DUTCH.number(1234.56, 1) == "1.234,6"
    assert ENGLISH.number(1234.56, 1) == "1,234.6"
    assert DUTCH.percent(0.4567, 1) == "45,7%"
    assert ENGLISH.percent(0.4567) == "46%"
    assert DUTCH.signed(-8.94, 1) == f"{MINUS}8,9"
    assert DUTCH.signed(8.94, 1) == "+8,9"
    assert DUTCH.signed(-0.04, 1) == DUTCH.signed(0.04, 1) == "0,0"
    assert ENGLISH.p_value(0.0004) == "< 0.001"
    assert DUTCH.p_value(0.0496) == "0,050"


def test_dates_lists_and_intervals() -> None:
    assert DUTCH.date(datetime.date(2026, 3, 2)) == "2 maart 2026"
    assert ENGLISH.date(datetime.date(2026, 3, 2)) == "2 March 2026"
    assert DUTCH.listing(["imago", "vertrouwen", "gemak"]) == "imago, vertrouwen en gemak"
    assert ENGLISH.listing(["trust"]) == "trust"
    assert DUTCH.interval("1", "2") == "1 tot 2"


def test_plural_counts() -> None:
    one = ENGLISH.plural(
        "{wave}: {count} customer answered.", "{wave}: {count} customers answered.", 1, wave="A"
    )
    many = DUTCH.plural(
        "{wave}: {count} customer answered.", "{wave}: {count} customers answered.", 1200, wave="A"
    )
    assert one == "A: 1 customer answered."
    assert many == "A: 1.200 klanten hebben geantwoord."


def test_a_slot_is_data_and_never_a_pattern() -> None:
    text = ENGLISH.say(
        "{client} asked its customers how loyal they are. {n} customers answered.", client="{n!r}", n="9"
    )
    assert text == "{n!r} asked its customers how loyal they are. 9 customers answered."


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(LoyaltyError, match="Choose one of: en, nl"):
        Language("xx")


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_reads_back(value: float, decimals: int) -> None:
    text = DUTCH.number(value, decimals).replace(".", "").replace(",", ".").replace(MINUS, "-")
    assert float(text) == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-6)
    assert not text.startswith("-0.0000") or float(text) != 0
