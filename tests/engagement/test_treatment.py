"""What the engagement says of weights, quality, scales in words and personal data, and the slips one makes in it."""

import pytest

from tests.engagement.conftest import Faults, Load
from toolkit.engagement import folded

END = "outside_data = false\n"
SCALE = '[scales.agree]\n"Oneens" = 1\n"Eens" = 7\n'


def added(text: str) -> tuple[str, str]:
    """A change that writes tables at the end of the sample."""
    return (END, END + text)


def test_the_new_tables_are_read(load: Load) -> None:
    text = SCALE + (
        '[open_answers.OPEN_1]\ncolumn = "Waarom"\n'
        "[quality]\n"
        'exclude = ["test", "duplicate"]\nspeeder_seconds = 90\n'
        '[[quality.contradictions]]\nlabel = "SAT"\nwhen = { SAT_1 = 1, SAT_2 = "answered" }\n'
        '[weighting]\nsource = "CBS 2026"\ntrim = [0.3, 3.0]\n[weighting.margins.channel]\n1 = 0.5\n2 = 0.5\n'
    )
    engagement = load(
        added(text), ('items = ["ATT_1", "ATT_2"]', 'items = ["ATT_1", "ATT_2"]\nscale = "agree"')
    )
    assert engagement.quality.exclude == ("test", "duplicate")
    assert engagement.quality.contradictions[0].when["SAT_2"] == "answered"
    assert dict(engagement.weighting.margins["channel"]) == {"1": 0.5, "2": 0.5}
    assert engagement.weighting.trim == (0.3, 3.0)
    assert engagement.open_answers["OPEN_1"].column == "Waarom"
    assert engagement.scales["agree"]["Eens"] == 7


def test_without_them_only_trial_rows_are_left_out(load: Load) -> None:
    engagement = load()
    assert engagement.quality.exclude == ("test",)
    assert not engagement.weighting.margins
    assert not engagement.privacy.personal


SLIPS = {
    "a kind of row that is not known": (
        added('[quality]\nexclude = ["tests"]\n'),
        'quality.exclude[1]: found "tests". Did you mean `test`? Allowed: "duplicate" or "speeder" or "straight_line" '
        'or "impossible_date" or "outside_fieldwork" or "test" or "contradiction" or "unfinished".',
    ),
    "a contradiction of no item": (
        added('[[quality.contradictions]]\nlabel = "x"\nwhen = { SAT_9 = 1 }\n'),
        'quality.contradictions[1].when.SAT_9: "SAT_9" is no item of the model. Did you mean `SAT_2`? '
        "Items: ATT_1, ATT_2, SAT_1, SAT_2, SWI_1, SWI_3.",
    ),
    "a margin of no segment": (
        added("[weighting.margins.chanel]\n1 = 0.5\n2 = 0.5\n"),
        'weighting.margins.chanel: "chanel" is no segment. Did you mean `channel`? '
        "A margin is that of a table [segments.chanel].",
    ),
    "a margin with a strange code": (
        added("[weighting.margins.channel]\n1 = 0.5\n2 = 0.4\n3 = 0.1\n"),
        "weighting.margins.channel: code 3 is not declared. Declared: 2, 1.",
    ),
    "a margin that misses a code": (
        added("[weighting.margins.channel]\n1 = 1\n"),
        "weighting.margins.channel: says nothing of code 2. Give each code of the segment its share.",
    ),
    "a margin of one wave": (
        ('file = "data/vervolg.xlsx"', 'file = "data/vervolg.xlsx"\nmargins = { channel = { 1 = 1 } }'),
        "waves[2].margins.channel: says nothing of code 2. Give each code of the segment its share.",
    ),
    "a negative share": (
        added("[weighting.margins.channel]\n1 = -0.5\n2 = 1.5\n"),
        "weighting.margins.channel.1: found -0.5. Allowed: a number from 0.",
    ),
    "a trim without 1 in it": (
        added("[weighting]\ntrim = [1.5, 3]\n"),
        "weighting.trim: must be two numbers with 1 between them. Write [0.3, 3.0], for instance.",
    ),
    "a list of those invited without a key": (
        ('file = "data/vervolg.xlsx"', 'file = "data/vervolg.xlsx"\nframe = "data/steekproef.csv"'),
        "waves[2].frame: cannot be used without `key`. "
        "Name the column that ties the respondents to the list of those invited.",
    ),
    "a companion outside the folder": (
        ('file = "data/vervolg.xlsx"', 'file = "data/vervolg.xlsx"\ncompanions = ["../s.lss"]'),
        'waves[2].companions[1]: "../s.lss" lies outside the client\'s folder. Copy the file into the folder, under '
        'data/, and write "data/…"; only privacy.outside_data = true allows another place.',
    ),
    "an answer off the scale": (
        added(SCALE.replace("7", "8") + '[items.ATT_2]\nscale = "agree"\n'),
        'scales.agree: "Eens" = 8 lies off the scale of ATT_2, 1–7. Mend the value or the ends of the scale; '
        "an answer that is no answer belongs under [missing].",
    ),
    "a scale of one answer": (
        added('[scales.agree]\n"Eens" = 7\n'),
        "scales.agree: has one answer. Write each answer of the scale once, with its value.",
    ),
    "an answer that stands twice": (
        added('[scales.agree]\n"Eens" = 7\n"eens " = 6\n'),
        "scales.agree: has two answers that differ in capitals or blanks only. "
        "Write each answer of the scale once, with its value.",
    ),
    "an open question that is an item": (
        added("[open_answers.SAT_1]\n"),
        'open_answers.SAT_1: "SAT_1" is an item of the model too. Give the open question another name.',
    ),
    "an open question in the column of an item": (
        added('[open_answers.OPEN_1]\ncolumn = "SAT_1"\n'),
        'open_answers.OPEN_1: column "SAT_1" is that of item SAT_1. Name its own column.',
    ),
    "personal data as a segment": (
        (END, END + 'personal = ["kanaal"]\n'),
        'privacy.personal: column "kanaal" is that of segments.channel too, in waves[1]. '
        "What names people can be no answer, segment or weight: take it out of one of the two.",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_is_told_with_its_mend(faults: Faults, name: str) -> None:
    change, expected = SLIPS[name]
    assert expected in faults(change)


def test_answers_are_one_whatever_their_capitals() -> None:
    assert folded("Helemaal  mee eens ") == folded("helemaal mee EENS")
