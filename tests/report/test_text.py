import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.fonts import EMOJI, glyphs, text_width
from toolkit.report.text import breakable, clean, clean_lines, each_text, printable, printable_svg


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("left\u202eright\u202c", "leftright"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\x07 nul\x00 half\ud800", "bell nul half"),
        ("e\u0301", "é"),
        ("<b> #let {{x}} \\input", "<b> #let {{x}} \\input"),
        ("\U000e0041tag", "tag"),
    ],
)
def test_what_cannot_be_seen_goes_and_the_rest_stays(text: str, wanted: str) -> None:
    assert clean(text) == wanted


def test_source_keeps_its_lines() -> None:
    assert clean_lines("a\r\nb\tc\x00") == "a\nb\tc"
    assert clean_lines("<b>\u0338</b>") == "<b>\u0338</b>"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Naïve € ≥ 3 → ok", "Naïve € ≥ 3 → ok"),
        ("日本", "[U+65E5][U+672C]"),
        ("مرحبا"[:1], "[U+0645]"),
        ("ש", "[U+05E9]"),
        ("😀👍🏽", "😀👍🏽"),
        ("👨\u200d👩 ❤\ufe0f", "👨👩 ❤"),
        ("a🏽", "a[U+1F3FD]"),
        ("5\ufe0f\u20e3", "5[U+20E3]"),
        ("😀\u0301", "😀[U+0301]"),
        ("\u0301a", "[U+0301]a"),
        ("ẹ\u0301", "ẹ\u0301"),
        ("🇳🇱", "[U+1F1F3][U+1F1F1]"),
        ("\ue000", "[U+E000]"),
    ],
)
def test_signs_without_a_glyph_print_as_their_code(text: str, wanted: str) -> None:
    assert printable(text, glyphs()) == wanted


def test_a_picture_gets_its_emoji_font_by_name() -> None:
    svg = '<svg a="😀"><text>a &amp; 😀 日 q\u0301</text></svg>'
    wanted = f'<text>a &amp; <tspan font-family="{EMOJI}">😀</tspan> [U+65E5] q[U+0301]</text>'
    assert wanted in printable_svg(svg, glyphs(), EMOJI)


@given(st.text(st.characters(), max_size=60))
def test_whatever_comes_in_only_what_the_fonts_hold_comes_out(text: str) -> None:
    held = glyphs().text | glyphs().emoji
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert {ord(sign) for sign in printable(cleaned, glyphs())} <= held | set(range(32, 127))


@given(st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=200))
def test_places_to_break_change_no_visible_sign(text: str) -> None:
    without = unicodedata.normalize("NFC", text).replace("\u200b", "")
    assert breakable(without).replace("\u200b", "") == without


def test_long_runs_may_break_and_words_are_left_to_hyphenation() -> None:
    assert breakable("Arbeidsongeschiktheidsverzekering") == "Arbeidsongeschiktheidsverzekering"
    assert breakable("https://example.org/a/b/c") == "https://example.org/a/b/c"
    assert "/\u200bb" in breakable("https://example.org/a/b/c/dddddd/eeeeeeeeeeee")
    assert max(map(len, breakable("x" * 100).split("\u200b"))) <= 10
    assert breakable("7" * 50).startswith("77777777\u200b")


def test_each_text_leaves_alone_what_it_is_told_to() -> None:
    value = {"a": "x", "b": ["x", {"svg": "x"}], "n": 1, "none": None}
    assert each_text(value, str.upper, ("svg",)) == {"a": "X", "b": ["X", {"svg": "x"}], "n": 1, "none": None}


def test_widths_are_those_of_the_font() -> None:
    assert (
        text_width("1", 10) == text_width("8", 10) == pytest.approx(4.97)
    )  # Source Sans figures are 497/1000 wide
    assert text_width("Wide", 10, strong=True) > text_width("Wide", 10)
