"""Numbers, dates and sentences in the reader's language."""

import datetime
import re
import string
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from toolkit.catalogues import REPORT, TRAINING, available_languages, catalogue_file
from toolkit.errors import LoyaltyError
from toolkit.language import MINUS, Language

DUTCH, ENGLISH = Language("nl"), Language("en")
KEYWORDS = {"say": None, "plural": (1, 2), "N_": None}


@cache
def _messages_in_code(catalogue: str = REPORT) -> set[str | tuple[str, ...]]:
    found = extract_from_dir(ROOT / "toolkit", method_map=[("**.py", "python")], keywords=KEYWORDS)
    of_training = catalogue == TRAINING
    return {message for path, _, message, _, _ in found if path.startswith("training") is of_training}


def _slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


TRANSLATED = [code for code in available_languages() if code != "en"]
# Words of English that are no word of Dutch: a sentence that holds one was left as it was.
ENGLISH_WORDS = re.compile(
    r"\b(the|and|that|which|from|with|customers?|who|are|not|this|these|than|how|by|for|their|they)\b", re.I
)


def _catalogue(code: str, catalogue: str = REPORT) -> Catalog:
    with catalogue_file(code, catalogue).open("rb") as file:
        return read_po(file, locale=code)


def _several(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def faults(catalogue: Catalog, code: set[str | tuple[str, ...]]) -> list[str]:
    """Everything that is wrong with a catalogue, where the code says the sentences in `code`."""
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue}
    found = [f"missing: {one}" for one in code - known] + [f"unused: {one}" for one in known - code - {""}]
    found += [f"obsolete: {one}" for one in catalogue.obsolete]
    for message in catalogue:
        if message.id:
            found += [f"{fault}: {message.id}" for fault in _faults_of(message, catalogue.num_plurals)]
    return found


def _faults_of(message: Message, plurals: int) -> Iterator[str]:
    sources, targets = _several(message.id), _several(message.string)
    if message.fuzzy:
        yield "to be looked at (fuzzy)"
    if len(targets) != (plurals if len(sources) > 1 else 1):
        yield "another number of plural forms than the language has"
    for target in targets:
        if not target.strip():
            yield "not translated"
        elif _slots(target) != set().union(*map(_slots, sources)):
            yield "other slots"
        if target != target.strip():
            yield "begins or ends with a space"


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("catalogue", [REPORT, TRAINING])
def test_every_sentence_is_translated_with_the_same_slots(code: str, catalogue: str) -> None:
    assert faults(_catalogue(code, catalogue), _messages_in_code(catalogue)) == []


def test_each_fault_of_a_catalogue_is_found() -> None:
    catalogue = Catalog(locale="nl")
    catalogue.add("{n} customers answered.", "{m} klanten")
    catalogue.add("Later", "")
    catalogue.add("Table", "Tabel ")
    catalogue.add("Figure", "Figuur", flags=["fuzzy"])
    catalogue.add(("one {count}", "many {count}"), ("een {count}",))
    catalogue.add("Gone", "Weg")
    code: set[str | tuple[str, ...]] = {"{n} customers answered.", "Later", "Table", "Figure", "Score"}
    assert sorted(faults(catalogue, code | {("one {count}", "many {count}")})) == [
        "another number of plural forms than the language has: ('one {count}', 'many {count}')",
        "begins or ends with a space: Table",
        "missing: Score",
        "not translated: Later",
        "other slots: {n} customers answered.",
        "to be looked at (fuzzy): Figure",
        "unused: Gone",
    ]


@pytest.mark.parametrize("catalogue", [REPORT, TRAINING])
def test_no_english_is_left_in_the_dutch_catalogue(catalogue: str) -> None:
    for message in _catalogue("nl", catalogue):
        for target in _several(message.string) if message.id else ():
            assert not ENGLISH_WORDS.search(re.sub(r"\{\w+\}", "", target)), target
            assert not set('"“”„') & set(target), f"other quotation marks than ‘ and ’: {target!r}"
            # One word may be the same in both languages, a sentence never is.
            words = re.findall(r"[a-z]{3,}", re.sub(r"\{\w+\}", "", target))
            assert len(words) < 2 or target not in _several(message.id), target


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


def test_a_language_is_named_as_pages_and_files_name_it() -> None:
    assert [(one.tag, one.region, one.locale.language) for one in (DUTCH, ENGLISH)] == [
        ("nl", "NL", "nl"),
        ("en", "GB", "en"),
    ]


def test_a_language_of_another_catalogue_writes_as_babel_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("de", "pt_BR", "zz9"):
        (tmp_path / code / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / code / "LC_MESSAGES" / "report.po").write_bytes(catalogue_file("nl").read_bytes())
    monkeypatch.setattr("toolkit.catalogues.CATALOGUES", tmp_path)
    assert available_languages() == ("de", "en", "pt_BR", "zz9")
    german, brazilian = Language("de"), Language("pt_BR")
    assert german.percent(0.4567, 1) == "45,7\xa0%"
    assert german.percent(-0.06) == f"{MINUS}6\xa0%"
    assert german.money(-12345, "EUR") == f"{MINUS}12.300\xa0€"
    assert german.date(datetime.date(2026, 3, 2)) == "2. März 2026"
    assert german.listing(["a", "b", "c"]) == "a, b und c"
    assert (brazilian.tag, brazilian.region, brazilian.locale.language) == ("pt-BR", "BR", "pt")
    with pytest.raises(LoyaltyError, match="toolkit/locale/zz9 is named after no language"):
        Language("zz9")


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
    known = ", ".join(available_languages())
    assert {"en", "nl"} <= set(available_languages())
    with pytest.raises(LoyaltyError, match=f"Choose one of: {known}"):
        Language("xx")


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_reads_back(value: float, decimals: int) -> None:
    text = DUTCH.number(value, decimals).replace(".", "").replace(",", ".").replace(MINUS, "-")
    assert float(text) == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-6)
    assert not text.startswith("-0.0000") or float(text) != 0
