"""Answers in words: numbers beside them, and a scale that is declared but was not asked."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import Client, Table
from toolkit.engagement import Engagement
from toolkit.instrument import Scale, house_scales, value_on
from toolkit.intake.wording import in_codes
from toolkit.intake.wrong_scales import scale_doubts

FIVE = (
    "Helemaal mee oneens",
    "Mee oneens",
    "Niet mee eens, niet mee oneens",
    "Mee eens",
    "Helemaal mee eens",
)
SEVEN = (*FIVE[:2], "Een beetje mee oneens", FIVE[2], "Een beetje mee eens", *FIVE[3:])
AGREE7 = '\n[items.a]\nscale = "agree7"\n[items.b]\nscale = "agree7"\n'
OWN = "\n[scales.own]\n" + "\n".join(f'"{word}" = {value + 1}' for value, word in enumerate(SEVEN))


def asked(words: tuple[str, ...], n: int = 40) -> Table:
    """Two columns in which these answers take turns."""
    rows = [[words[row % len(words)], words[(row * 2 + 1) % len(words)]] for row in range(n)]
    return [["a", "b"], *rows]


@pytest.mark.parametrize(
    ("scale", "text", "value"),
    [
        ("likely11", "Extremely likely - 10", 10),
        ("likely11", "Not at all likely - 0", 0),
        ("likely11", "0 (zeer onwaarschijnlijk)", 0),
        ("likely11", "5 - Neutral", 5),
        ("likely11", "10 – very unlikely", None),
        ("likely11", "11 - Extremely likely", None),
        ("likely11", "bel 10", None),
        ("mark10", "10 - excellent", 10),
        ("mark10", "10 – uitstekend", 10),
        ("mark10", "Very bad: 1", 1),
        ("times10", "3 - 3 keer", 3),
        ("satisfied5", "Very satisfied - 5", 5),
        ("satisfied5", "Very satisfied - 4", None),
        ("agree7", "3 - Soms", None),
        ("agree7", "5 - Mee eens", None),
    ],
)
def test_a_number_beside_the_words_counts_where_the_two_agree(
    scale: str, text: str, value: float | None
) -> None:
    assert value_on(house_scales()[scale], text) == value
    written = in_codes(
        pd.Series([text, None], dtype="str"), {"no": "such word"}, house_scales()[scale]
    ).tolist()
    assert written[0] == (text if value is None else str(value))
    assert pd.isna(written[1])


@pytest.mark.parametrize("form", ["{n} - {w}", "{n} – {w}", "{n}. {w}", "{w} - {n}", "{w} ({n})", "{w}: {n}"])
@pytest.mark.parametrize("scale", house_scales().values(), ids=lambda scale: scale.name)
def test_every_wording_is_read_with_its_number_and_with_no_other(scale: Scale, form: str) -> None:
    for text, value in scale.values.items():
        if any(sign.isdigit() for sign in text):
            continue
        assert value_on(scale, form.format(n=int(value), w=text)) == value
        assert value_on(scale, form.format(n=int(value) + 1, w=text)) is None


def test_platform_texts_of_an_nps_question_become_values(client: Client) -> None:
    cells = ["Extremely likely - 10", "Not at all likely - 0", "7", "0 (zeer onwaarschijnlijk)"]
    table: Table = [["a", "b"], *([cells[row % 4], "3"] for row in range(12))]
    extra = '[items.a]\nminimum = 0\nmaximum = 10\nscale = "likely11"\n'
    assert client.survey(table, extra=extra).items["a"].tolist() == [10, 0, 7, 0] * 3


def test_five_points_declared_as_seven_are_refused_with_the_lines_to_write(client: Client) -> None:
    faults = client.faults(asked(FIVE), extra=AGREE7)
    assert [fault.split(":")[0] for fault in faults] == ["items.a.scale", "items.b.scale"]
    assert '"Een beetje mee oneens" or "Een beetje mee eens"' in faults[0]
    assert '`scale = "agree5"`, `minimum = 1`, `maximum = 5`' in faults[0]


def test_with_few_answers_it_is_told(client: Client) -> None:
    survey = client.survey(asked(FIVE, 15), extra=AGREE7)
    told = [warning for warning in survey.source.warnings if "agree5" in warning]
    assert len(told) == 2
    assert told[0].startswith('items.a.scale: is "agree7", but the answers to a are those of "agree5"')


def test_seven_points_are_never_doubted(client: Client) -> None:
    assert not [one for one in client.survey(asked(SEVEN), extra=AGREE7).source.warnings if "agree5" in one]


def test_a_table_of_one_s_own_says_that_it_was_asked_so(client: Client) -> None:
    extra = AGREE7.replace("agree7", "own") + OWN
    assert client.survey(asked(FIVE), extra=extra).items["a"].tolist()[:5] == [1, 2, 4, 6, 7]


def test_two_answers_that_a_scale_would_merge_are_refused(client: Client) -> None:
    words = ("Disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Agree")
    extra = AGREE7.replace("agree7", "agree5").replace(
        'scale = "agree5"', 'scale = "agree5"\nminimum = 1\nmaximum = 5'
    )
    faults = client.faults(asked(words, 60), extra=extra)
    assert 'is "agree5", but the answers to a are those of "agree7"' in faults[0]


def test_two_spellings_of_one_value_are_told_but_not_two_languages(client: Client) -> None:
    words = (*SEVEN, "Zeer mee eens", "Strongly agree")
    told = [
        one for one in client.survey(asked(words, 45), extra=AGREE7).source.warnings if "one column" in one
    ]
    assert told == [
        '"helemaal mee eens" and "zeer mee eens" stand in one column (a, b) and are both 7: '
        "check that they were one answer"
    ]


def test_numbers_beside_the_words_tell_the_scale(client: Client) -> None:
    numbered = tuple(f"{SEVEN.index(word) + 1} - {word}" for word in FIVE)
    assert client.survey(asked(numbered), extra=AGREE7).items["a"].tolist()[:5] == [1, 2, 4, 6, 7]


def test_labels_of_the_file_count_as_answers_that_were_offered(client: Client) -> None:
    engagement = client.engagement(extra=AGREE7)
    rows = dict.fromkeys(FIVE, 50)
    doubts, _ = scale_doubts(engagement, {"a": rows})
    assert [doubt.fitting.name for doubt in doubts] == ["agree5"]
    assert doubts[0].certain
    offered = rows | {"Een beetje mee eens": 0}
    assert scale_doubts(engagement, {"a": offered}) == ((), ())


@given(st.lists(st.integers(0, 200), min_size=7, max_size=7))
def test_a_scale_of_which_every_answer_was_given_is_never_doubted(counts: list[int]) -> None:
    rows = {word: times + 1 for word, times in zip(SEVEN, counts, strict=True)}
    assert scale_doubts(_engagement(), {"a": rows}) == ((), ())


def test_a_scale_that_was_asked_is_hardly_ever_refused() -> None:
    # Opinions of one peak, 25 people: flat, middling and steep.
    refused = 0
    generator = np.random.default_rng(7)
    shares = np.array([[1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 5, 2], [1, 1, 1, 1, 2, 6, 9]], dtype=float)
    for row in shares:
        for counts in generator.multinomial(25, row / row.sum(), size=300):
            rows = dict(zip(SEVEN, counts.tolist(), strict=True))
            given_rows = {word: times for word, times in rows.items() if times}
            doubts, _ = scale_doubts(_engagement(), {"a": given_rows})
            refused += any(doubt.certain for doubt in doubts)
    assert refused <= 1  # of 900


def _engagement() -> Engagement:
    construct = {"role": "driver", "minimum": 1, "maximum": 7, "scale": "agree7", "items": ["a", "b"]}
    return Engagement.model_validate(
        {"client": {"name": "K"}, "author": {"name": "A"}, "constructs": {"trust": construct}}
    )
