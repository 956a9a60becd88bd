"""What is proposed for engagement.toml: live where certain, switched off where a yes is needed, and nobody's answer."""

import datetime as dt
import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import EngagementError
from toolkit.house import house_folder
from toolkit.intake.export import Export
from toolkit.intake.mapping.answers_found import reason_of
from toolkit.intake.mapping.known import known_of
from toolkit.intake.mapping.map_file import map_file
from toolkit.intake.mapping.mapped_file import MappedFile
from toolkit.intake.mapping.proposal import look_at, proposal, scale_warnings
from toolkit.intake.mapping.showable import may_be_shown
from toolkit.intake.mapping.toml_text import Block, Entry, toml_value, written

ROWS = 60
HEAD = """\
[client]
name = "Acme Energie"
category = "energie"

[author]
name = "A"

[constructs.satisfaction]
role = "driver"
minimum = 1
maximum = 10
items = ["SAT_1", "SAT_2"]

[constructs.image]
role = "driver"
minimum = 1
maximum = 7
items = ["IMG_1", "IMG_2"]
"""
WAVE = """
[[waves]]
id = "baseline"
file = "data/export.csv"
start = 2026-02-02
end = 2026-02-20
"""
AGREE = (
    "Helemaal mee oneens",
    "Mee oneens",
    "Niet mee eens en niet mee oneens",
    "Mee eens",
    "Helemaal mee eens",
)
Cells = Sequence[str | None]
Result = Callable[..., MappedFile]


def repeated(*values: str | None, rows: int = ROWS) -> list[str | None]:
    """A column in which these values take turns."""
    return [values[row % len(values)] for row in range(rows)]


def export(columns: Mapping[str, Cells], **more: Any) -> Export:
    index = pd.RangeIndex(2, 2 + len(next(iter(columns.values()), ())), name="row")
    frame = pd.DataFrame(
        {name: pd.array(list(cells), dtype="str") for name, cells in columns.items()}, index=index
    )
    frame.columns = pd.Index(list(columns), dtype=object)
    questions = more.pop("questions", {})
    given_parts = {"labels": {}, "missing_ranges": {}, "format": "csv", "file": "export.csv", **more}
    return Export(frame, {name: questions.get(name, name) for name in columns}, **given_parts)


@pytest.fixture
def result(tmp_path: Path) -> Result:
    """`result(columns, engagement)` maps a file of these columns."""

    def make(
        columns: Mapping[str, Cells], engagement: str = HEAD + WAVE, place: int | None = 0, **more: Any
    ) -> MappedFile:
        folder = tmp_path / "acme"
        folder.mkdir(exist_ok=True)
        (folder / "engagement.toml").write_text(engagement, "utf-8")
        known = known_of(folder)
        waves = known.engagement.waves if known.engagement is not None else ()
        return map_file("acme", known, export(columns, **more), "data/export.csv", place if waves else None)

    return make


def switched_on(text: str) -> str:
    """The proposal with each setting said yes to."""
    return re.sub(r"^#(?=[^ #\n])", "", text, flags=re.MULTILINE)


def pasted(tmp_path: Path, engagement: str, text: str) -> Engagement:
    """Put a proposal in an engagement as it asks: a table of a name that is there takes its place."""
    lines: list[str] = []
    names = {line.split("#")[0].strip() for line in text.splitlines() if line.startswith("[")}
    keep = True
    for line in engagement.splitlines():
        if line.startswith("["):
            keep = line.strip() not in names
        lines += [line] if keep else []
    folder = tmp_path / "pasted"
    folder.mkdir(exist_ok=True)
    (folder / "engagement.toml").write_text("\n".join([*lines, "", text]), "utf-8")
    return load_engagement(folder)


def notes(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.startswith("# "))


# The model


def test_certain_lines_are_live_and_the_others_wait_for_a_yes(tmp_path: Path, result: Result) -> None:
    marks = repeated("7", "8")
    columns = {
        "Ik vind Acme Energie sympathiek.": marks,
        "Q_SAT_2": marks,
        "Welk rapportcijfer geeft u Acme Energie, alles bij elkaar?": marks,
        "IMG_1": repeated("5"),
        "Ik voel mij verbonden met ons.": repeated("6", "7"),
    }
    text = proposal(result(columns))
    live = tomllib.loads(text)
    assert live["columns"] == {"IMG_2": "Ik vind Acme Energie sympathiek.", "SAT_2": "Q_SAT_2"}
    assert "IMG_1 =" not in text  # it is found by its own name
    nearly = r'^#SAT_1 = "Welk rapportcijfer [^"]+"   # 0\.[789]\d, nearly the same text$'
    assert re.search(nearly, text, re.MULTILINE)
    assert '#INV_1 = "Ik voel mij verbonden met ons."   # 1.00, same question text; together with' in text
    before = pasted(tmp_path, HEAD + WAVE, text)
    assert before.columns == {"IMG_2": "Ik vind Acme Energie sympathiek.", "SAT_2": "Q_SAT_2"}
    after = pasted(tmp_path, HEAD + WAVE, switched_on(text))
    assert after.columns["SAT_1"] == "Welk rapportcijfer geeft u Acme Energie, alles bij elkaar?"
    involvement = after.constructs["involvement"]
    assert (involvement.role, involvement.items) == ("driver", ("INV_1",))
    assert (involvement.minimum, involvement.maximum) == (1, 7)


def test_a_question_of_the_bank_joins_the_construct_that_is_there(tmp_path: Path, result: Result) -> None:
    engagement = (
        HEAD + '[constructs.lock_in]\nrole = "lock_in"\nminimum = 1\nmaximum = 5\nitems = ["SWI_1"]\n' + WAVE
    )
    text = proposal(result({"SWI_3": repeated("1", "7"), "SWI_1": repeated("2")}, engagement))
    after = pasted(tmp_path, engagement, switched_on(text))
    assert after.constructs["lock_in"].items == ("SWI_1", "SWI_3")
    assert after.constructs["lock_in"].reversed == ("SWI_3",)
    assert after.items["SWI_3"].maximum == 7
    assert after.items["SWI_3"].minimum == 1
    assert pasted(tmp_path, engagement, text).constructs["lock_in"].items == ("SWI_1",)


def test_doubts_are_notes_with_all_candidates(tmp_path: Path, result: Result) -> None:
    text = proposal(result({"T1_SAT_1": repeated("7"), "T2_SAT_1": repeated("8")}))
    assert '#   SAT_1 = "T1_SAT_1"   0.95, same code but for spelling' in text
    assert '#   SAT_1 = "T2_SAT_1"   0.95, same code but for spelling' in text
    assert "columns" not in tomllib.loads(switched_on(text))


def test_a_column_that_is_gone_is_replaced_and_the_rest_of_the_table_stays(result: Result) -> None:
    engagement = HEAD + '[columns]\nSAT_1 = "V1"\nSAT_2 = "V2"\n' + WAVE
    text = proposal(result({"V1": repeated("7"), "SAT2": repeated("7")}, engagement))
    assert tomllib.loads(text)["columns"] == {"SAT_1": "V1", "SAT_2": "SAT2"}
    assert "was V2, which is not in this file" in text
    assert "Takes the place of the table of that name" in text


def test_a_later_wave_maps_columns_of_its_own(tmp_path: Path, result: Result) -> None:
    second = WAVE.replace("baseline", "followup").replace("2026", "2027").replace("export", "later")
    engagement = HEAD + WAVE + second + 'label = "Vervolg"\n'
    text = proposal(
        result({"SAT1": repeated("7"), "klantnr": [f"k{row}9{row}" for row in range(ROWS)]}, engagement, 1)
    )
    live = tomllib.loads(text)
    assert "columns" not in live
    assert live["waves"] == [
        {
            "id": "followup",
            "file": "data/export.csv",
            "start": dt.date(2027, 2, 2),
            "end": dt.date(2027, 2, 20),
            "label": "Vervolg",
            "columns": {"SAT_1": "SAT1"},
        }
    ]
    assert tomllib.loads(switched_on(text))["waves"][0]["key"] == "klantnr"


# Answers


def test_numbers_are_held_against_the_scale(result: Result) -> None:
    one = result(
        {"SAT_1": repeated("7", "99", "12"), "SAT_2": repeated("1", "10"), "IMG_1": repeated("1", "5")}
    )
    found = {each.match.target.item: each for each in one.found}
    assert (found["SAT_1"].low, found["SAT_1"].high) == (7, 7)
    assert found["SAT_1"].unsure == ((12.0, 20), (99.0, 20))
    assert (found["SAT_2"].low, found["SAT_2"].high) == (1, 10)
    assert scale_warnings(one.found) == [
        "SAT_1 (SAT_1): off the scale 1–10: 12 in 20 rows, 99 in 20 rows",
        "SAT_1 (SAT_1): no answer above 7: was it asked on 1–10?",
        "IMG_1 (IMG_1): no answer above 5: was it asked on 1–7?",
    ]
    assert "99 is off the scale (SAT_1 in 20 rows)" in notes(proposal(one))


def test_codes_of_no_answer_by_word_and_by_label(tmp_path: Path, result: Result) -> None:
    columns = {
        "SAT_1": repeated("7", "N.v.t.", "98", None),
        "SAT_2": repeated("6", "weet niet", "97"),
        "IMG_1": repeated("3", "9"),
    }
    one = result(
        columns,
        labels={
            "SAT_1": {"98": "Weet niet"},
            "IMG_1": {"1": "Laag", "7": "Hoog", "9": "Niet van toepassing"},
        },
        missing_ranges={"SAT_2": ((97.0, 97.0),)},
    )
    text = proposal(one)
    assert tomllib.loads(text)["missing"] == {"not_applicable": ["n.v.t."], "dont_know": [98, "weet niet"]}
    assert "9 is not_applicable in IMG_1, but an answer on the scale of SAT_1" in notes(text)
    assert "97" not in notes(text)  # the file declares it missing, and it is read so
    assert pasted(tmp_path, HEAD + WAVE, text).missing.dont_know == (98, "weet niet")
    assert [each.low for each in one.found] == [7, 6, 3]


def test_codes_that_stand_are_kept_and_not_proposed_again(result: Result) -> None:
    engagement = HEAD + '[missing]\ndont_know = [98]\nno_answer = ["leeg"]\n' + WAVE
    columns = {"SAT_1": repeated("7", "98", "Leeg"), "SAT_2": repeated("nvt", "7")}
    one = result(columns, engagement)
    assert tomllib.loads(proposal(one))["missing"] == {
        "not_applicable": ["nvt"],
        "dont_know": [98],
        "no_answer": ["leeg"],
    }
    assert "missing" not in tomllib.loads(proposal(result({"SAT_1": columns["SAT_1"]}, engagement)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("n.v.t.", "not_applicable"),
        ("Unfamiliar (N/A)", "not_applicable"),
        ("WEET  NIET", "dont_know"),
        ("Nova", ""),
        ("7", ""),
    ],
)
def test_words_of_no_answer(text: str, reason: str) -> None:
    assert reason_of(text) == reason


def test_answers_in_words_take_a_scale_of_the_house_only_after_a_yes(tmp_path: Path, result: Result) -> None:
    text = proposal(result({"IMG_1": repeated(*AGREE, "Weet niet"), "IMG_2": repeated(*AGREE[:4])}))
    live = tomllib.loads(text)
    assert "constructs" not in live
    assert live["missing"] == {"dont_know": ["weet niet"]}
    assert "Answers in words of IMG_1, IMG_2: the scale agree5 of the house would make them" in notes(text)
    assert "agree7 would fit too" in notes(text)
    after = pasted(tmp_path, HEAD + WAVE, switched_on(text))
    image = after.constructs["image"]
    assert (image.scale, image.minimum, image.maximum) == ("agree5", 1, 5)
    assert image.items == ("IMG_1", "IMG_2")


def test_a_scale_in_one_item_of_a_construct_is_that_items(tmp_path: Path, result: Result) -> None:
    text = proposal(result({"IMG_1": repeated(*AGREE), "IMG_2": repeated("1", "7")}))
    after = pasted(tmp_path, HEAD + WAVE, switched_on(text))
    assert after.constructs["image"].scale is None
    own = after.items["IMG_1"]
    assert (own.scale, own.minimum, own.maximum) == ("agree5", 1, 5)


def test_a_scale_nobody_knows_is_a_table_to_fill_in(tmp_path: Path, result: Result) -> None:
    words = ("Bar", "Matig", "Puik")
    text = proposal(result({"SAT_1": repeated(*words)}))
    for word in words:
        assert f'# "{word}" = …   no value yet' in text
    assert "#[scales.satisfaction_words]" in text
    # Where labels or the answers themselves tell the values, they stand, in their order.
    labelled = proposal(
        result({"SAT_1": repeated(*words)}, labels={"SAT_1": {"10": "Puik", "1": "Bar", "5": "Matig"}})
    )
    scale = tomllib.loads(switched_on(labelled))["scales"]["satisfaction_words"]
    assert list(scale.items()) == [("Bar", 1), ("Matig", 5), ("Puik", 10)]
    numbered = proposal(result({"SAT_1": repeated("1 = Bar", "10 - Puik", "5", "Matig (4)")}))
    after = pasted(tmp_path, HEAD + WAVE, switched_on(numbered))
    assert after.scales["satisfaction_words"] == {"1 = Bar": 1, "Matig (4)": 4, "10 - Puik": 10}
    assert after.items["SAT_1"].scale == "satisfaction_words"


def test_a_scale_that_is_declared_is_not_proposed_again(result: Result) -> None:
    engagement = HEAD.replace('"IMG_2"]', '"IMG_2"]\nscale = "agree7"') + WAVE
    words = (*AGREE, "Een beetje mee eens")
    assert result({"IMG_1": repeated(*words)}, engagement).scales == ()


# Respondents


def test_a_shorter_scale_than_the_declared_one_is_proposed(tmp_path: Path, result: Result) -> None:
    engagement = HEAD.replace("maximum = 7\n", 'maximum = 7\nscale = "agree7"\n') + WAVE
    one = result({"IMG_1": repeated(*AGREE), "IMG_2": repeated(*AGREE[::-1])}, engagement)
    text = proposal(one)
    assert look_at(one)[0].startswith(
        "constructs.image.scale: agree7 is declared, but the answers to IMG_1, IMG_2"
    )
    image = pasted(tmp_path, engagement, switched_on(text)).constructs["image"]
    assert (image.scale, image.minimum, image.maximum) == ("agree5", 1, 5)


def test_numbers_beside_words_count_in_the_range(result: Result) -> None:
    engagement = HEAD + '[items.SAT_1]\nminimum = 0\nmaximum = 10\nscale = "likely11"\n' + WAVE
    cells = repeated("Extremely likely - 10", "Not at all likely - 0", "3", "9")
    found = result({"SAT_1": cells}, engagement).found[0]
    assert (found.low, found.high, found.hidden) == (0, 10, 0)
    assert found.words == {"Extremely likely - 10": 10, "Not at all likely - 0": 0}


def test_columns_of_one_name_are_told_and_not_looked_at(tmp_path: Path, result: Result) -> None:
    file = export({"SAT_1": repeated("1", "9"), "x": repeated("a", "b"), "y": repeated("c", "d")})
    file.frame.columns = pd.Index(["SAT_1", "Regio", "Regio"], dtype=object)
    assert result({"SAT_1": repeated("1", "9")})
    one = map_file("acme", known_of(tmp_path / "acme"), file, "data/export.csv", 0)
    assert [match.column for match in one.columns.matches] == ["SAT_1"]
    assert one.export.warnings[-1].endswith("give each a name of its own: Regio")
    assert "Regio" in proposal(one)


def test_the_usual_names_of_a_key_and_a_weight_are_known(result: Result) -> None:
    one = result(
        {
            "respnr": [str(row + 1) for row in range(ROWS)],
            "gew": repeated("0,5", "2"),
            "Q8_NPS_GROUP": repeated("a", "b"),
            "Status": repeated("Complete", "Partial"),
            "rownr": [str(row + 1) for row in range(ROWS)],
        }
    )
    assert [guess.column for guess in one.roles.keys] == ["respnr"]
    assert [guess.column for guess in one.roles.weights] == ["gew"]
    assert one.roles.segments == ()


def test_short_free_text_is_an_open_answer_and_no_segment(result: Result) -> None:
    waited = repeated(
        "Ik moest heel lang op antwoord wachten", "Alles ging goed en snel hoor", "Weet ik niet zo goed meer"
    )
    one = result({"Waarom": waited, "Vrij": waited})
    assert one.roles.segments == ()
    assert [guess.column for guess in one.roles.open_answers] == ["Waarom"]


def test_an_open_question_of_the_model_gets_its_column(tmp_path: Path, result: Result) -> None:
    engagement = HEAD + '[open_answers.OPEN_1]\ntext = "Waarom gaf u dit cijfer?"\n' + WAVE
    cells = [f"Omdat de monteur na {row} dagen pas kwam" for row in range(ROWS)]
    text = proposal(result({"Q14": cells}, engagement, questions={"Q14": "Waarom gaf u dit cijfer?"}))
    question = pasted(tmp_path, engagement, switched_on(text)).open_answers["OPEN_1"]
    assert (question.column, question.text) == ("Q14", "Waarom gaf u dit cijfer?")
    assert "OPEN_1 =" not in text


def test_questions_and_labels_that_may_name_somebody_are_not_written(result: Result) -> None:
    columns = {"Q1": repeated("1", "2"), "Q2": repeated("Noord", "Zuid"), "Q3": repeated("5", "6")}
    one = result(
        columns,
        labels={"Q1": {"1": "Webshop via Xandor Prulleveld", "2": "Winkel"}},
        questions={
            "Q1": "Via welk kanaal?",
            "Q2": "Welke regio heeft Xandor Prulleveld?",
            "Q3": "Bel 06-28374655 of mail x.prulleveld@postvak.example over Acme Energie",
        },
    )
    text = proposal(one)
    assert not [one for one in ("Prulleveld", "28374655", "postvak") if one in text]
    assert "over Acme Energie" in text  # the client's own name stays
    assert "a question not shown" in one.question_shown("Q2")


@pytest.mark.parametrize(
    "text", ["3512 AB", "14 maart 1971", "x.prulleveld (at) postvak.example", "Webshop via Xandor Prulleveld"]
)
def test_a_text_that_many_share_may_still_be_personal(text: str) -> None:
    assert not may_be_shown(text, 100)


def test_key_weight_segments_open_answers_and_paradata(tmp_path: Path, result: Result) -> None:
    columns = {
        "SAT_1": repeated("7", "8"),
        "Klantnr": [f"00{1000 + row * 7}" for row in range(ROWS)],
        "Volgnr": [str(row + 1) for row in range(ROWS)],
        "Weegfactor": repeated("0,8", "1,2"),
        "Kanaal": repeated("1", "2"),
        "Regio": repeated("Noord", "Zuid", "West"),
        "Toelichting": [f"Het duurde {row} dagen voordat iemand belde" for row in range(ROWS)],
        "Ingevuld op": [f"{row % 20 + 1}-2-2026" for row in range(ROWS)],
        "Proef": repeated("nee", "ja"),
        "Meting": repeated("1", "2"),
    }
    engagement = HEAD + WAVE.replace("start = 2026-02-02\nend = 2026-02-20\n", "")
    one = result(
        columns,
        engagement,
        labels={"Kanaal": {"1": "Webwinkel", "2": "Winkel"}},
        questions={"Kanaal": "Via welk kanaal bent u klant?"},
    )
    text = proposal(one)
    assert tomllib.loads(text) == {}  # all of it needs a yes
    after = pasted(tmp_path, HEAD, switched_on(text))
    (wave,) = after.waves
    assert (wave.key, wave.weight) == ("Klantnr", "Weegfactor")
    assert (wave.start, wave.end) == (dt.date(2026, 2, 1), dt.date(2026, 2, 20))
    assert (wave.paradata.ended, wave.paradata.test) == ("Ingevuld op", "Proef")
    assert after.segments["kanaal"].values == {"1": "Webwinkel", "2": "Winkel"}
    assert after.segments["kanaal"].label == "Via welk kanaal bent u klant?"
    assert list(after.segments["regio"].values) == ["Noord", "West", "Zuid"]
    assert after.open_answers["toelichting"].column == "Toelichting"
    assert '{ "Meting" = … }, one of 1, 2' in notes(text)
    assert [guess.column for guess in one.roles.keys] == ["Klantnr"]


def test_a_block_of_ratings_splits_nobody(result: Result) -> None:
    block = {f"Stelling {number}": repeated("Mooi", "Lelijk", "Gewoon") for number in range(5)}
    one = result({**block, "Oordeel": repeated(*AGREE), "Regio": repeated("Noord", "Zuid")})
    assert [guess.column for guess in one.roles.segments] == ["Regio"]


def test_an_open_question_of_the_bank_gets_its_name(tmp_path: Path, result: Result) -> None:
    question = "Waarom gaf u dit cijfer voor het aanraden van Acme Energie?"
    answers = [f"Omdat het {row} keer goed ging" for row in range(ROWS)]
    text = proposal(result({"V9": answers}, questions={"V9": question}))
    after = pasted(tmp_path, HEAD + WAVE, switched_on(text))
    assert (after.open_answers["OPEN_1"].column, after.open_answers["OPEN_1"].text) == ("V9", question)


def test_personal_columns_are_declared_at_once(tmp_path: Path, result: Result) -> None:
    engagement = HEAD + '[privacy]\nminimum_cell = 12\ndeletion_date = 2027-01-01\npersonal = ["IP"]\n' + WAVE
    columns = {
        "SAT_1": repeated("7"),
        "E-mail": [f"test.persoon{row}@example.com" for row in range(ROWS)],
        "IP": repeated("192.0.2.1"),
        "LocationX": repeated("52.1"),
    }
    text = proposal(result(columns, engagement, personal=("LocationX",)))
    after = pasted(tmp_path, engagement, text)
    assert set(after.privacy.personal) == {"IP", "E-mail", "LocationX"}
    assert (after.privacy.minimum_cell, after.privacy.deletion_date) == (12, dt.date(2027, 1, 1))


def test_what_the_engagement_uses_is_left_alone(result: Result) -> None:
    engagement = HEAD + '[segments.kanaal]\ncolumn = "K"\n' + WAVE + 'key = "klant"\nweight = "w"\n'
    columns = {
        "K": repeated("Web", "Winkel"),
        "klant": [f"k{row}99" for row in range(ROWS)],
        "w": repeated("0,5", "1,5"),
        "SAT_1": repeated("7"),
        "SAT_2": repeated("7", "8"),
        "IMG_1": repeated("1", "7"),
        "IMG_2": repeated("1", "7"),
    }
    one = result(columns, engagement)
    assert one.used == {"K": "segments.kanaal", "klant": "key", "w": "weight"}
    assert tomllib.loads(switched_on(proposal(one))) == {}


# An engagement that is not finished


@pytest.mark.parametrize(
    "engagement",
    [
        "",
        "client = [",
        "[client]\nname = 3\n",
        "waves = 3\nconstructs = []\n",
        HEAD + "[[waves]]\nfile = 3\nzz = 1\n",
    ],
)
def test_an_unfinished_engagement_is_read_as_far_as_it_goes(result: Result, engagement: str) -> None:
    one = result(
        {"SAT_1": repeated("7"), "Welk rapportcijfer geeft u Acme Energie?": repeated("8")}, engagement
    )
    assert {match.column for match in one.columns.matches} >= {"SAT_1"}
    tomllib.loads(switched_on(proposal(one)))


def test_an_engagement_with_faults_of_any_kind_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """Lines of the template taken out or given another value: no fault stops the map, or is repeated by it."""
    template = (house_folder() / "templates" / "client" / "engagement.toml").read_text("utf-8")
    values = ("3", '"x"', "[]", "[1, 2]", "true", "{ a = 1 }", "[[1]]", "1.5", "2026-01-01", '""')
    headers = (
        "[waves]",
        "[[constructs]]",
        "[columns]",
        "[items.SAT_1]",
        "[[segments]]",
        "[privacy]",
        "[scales]",
    )
    columns = {"SAT1": repeated("7", "99"), "E-mail": repeated("a@example.org", "b@example.org")}
    one = export(
        {**columns, "IMG_1": repeated(*AGREE), "kanaal": repeated("a", "b"), "SWI_2": repeated("n.v.t.", "2")}
    )
    rng = random.Random(3)
    read = 0
    for _ in range(25):
        lines = template.splitlines()
        for place in rng.sample(range(len(lines)), rng.randint(1, 5)):
            if "=" in lines[place] and rng.random() < 0.7:
                lines[place] = f"{lines[place].split('=')[0].lstrip('# ')}= {rng.choice(values)}"
            else:
                lines[place] = rng.choice(headers) if lines[place].startswith("[") else ""
        (tmp_path / "engagement.toml").write_text("\n".join(lines), "utf-8")
        known = known_of(tmp_path)
        waves = known.engagement.waves if known.engagement is not None else ()
        read += known.engagement is not None
        for wave in (None, *range(len(waves))):
            text = proposal(map_file("acme", known, one, "data/export.csv", wave))
            tomllib.loads(text)
            tomllib.loads(switched_on(text))
    assert 0 < read < 25


def test_a_client_without_a_name_is_called_as_its_folder(result: Result) -> None:
    one = result({"Ik voel mij verbonden met Acme.": repeated("7")}, "")
    assert [(match.target.item, match.sure) for match in one.columns.matches] == [("INV_1", True)]


def test_a_new_client_is_mapped_from_the_bank(tmp_path: Path, result: Result) -> None:
    columns = {
        "SAT1": repeated("7"),
        "grid1[TRU1]": repeated("7"),
        "grid1[TRU2]": repeated("6"),
        "BEH3": repeated("0"),
    }
    text = proposal(result(columns, "", None))
    assert set(tomllib.loads(text)) <= {"columns"}
    head = HEAD.split("[constructs", 1)[0]
    dated = switched_on(text).replace(
        'file = "data/export.csv"', 'file = "data/export.csv"\nstart = 2026-01-01\nend = 2026-02-01'
    )
    after = pasted(tmp_path, head, dated)
    assert {key: one.items for key, one in after.constructs.items()} == {
        "satisfaction": ("SAT_1",),
        "trust": ("TRU_1", "TRU_2"),
        "behaviour": ("BEH_3",),
    }
    assert after.waves[0].id == "export"
    with pytest.raises(EngagementError):
        pasted(tmp_path, head, text)  # nothing was said yes to, so there is no model yet


# Nobody's answers, and always TOML

PLANTED = [
    "Zoë de Vries",
    "z.devries@example.org",
    "06-12345678",
    "NL91ABNA0417164300",
    "111222333",
    "3511 AB 12",
]


def test_no_answer_and_no_personal_value_is_written(result: Result) -> None:
    columns = {
        "SAT_1": repeated("7", *PLANTED),
        "IMG_1": repeated(*AGREE, *PLANTED),
        "Regio": repeated("Noord", "Zuid", *PLANTED[:3]),
        "Klantmanager": repeated("Jan de Vries", "Piet Jansen"),
        "Toelichting": [f"{PLANTED[row % 6]} belde mij {row} keer terug" for row in range(ROWS)],
        "Zelden": [*repeated("Ja", "Nee", rows=ROWS - 1), "Alleen op dinsdag"],
        "e@example.org": repeated("1", "2"),
        "Klaas de Boer": repeated("1", "2"),
        "V1": repeated("7", "4711"),
    }
    text = proposal(result(columns, HEAD + '[columns]\nSAT_2 = "V1"\n' + WAVE))
    for value in (
        *PLANTED,
        "Jan de Vries",
        "Piet Jansen",
        "dinsdag",
        "belde",
        "e@example.org",
        "Klaas de Boer",
    ):
        assert value not in text


def test_values_are_shown_where_many_have_them() -> None:
    assert may_be_shown("Noord", 10)
    assert not may_be_shown("Noord", 9)
    assert not may_be_shown("x" * 81, 100)
    assert not may_be_shown("a\x00b", 100)


@settings(max_examples=50)
@given(
    st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=8), min_size=1, max_size=4),
    st.text(max_size=30),
    st.sampled_from(["SAT_1", "IMG_2", "INV_1"]),
)
def test_whatever_a_file_says_the_proposal_is_toml(
    tmp_path_factory: pytest.TempPathFactory, columns: dict[str, str], question: str, item: str
) -> None:
    folder = tmp_path_factory.mktemp("any") / "acme"
    folder.mkdir()
    (folder / "engagement.toml").write_text(HEAD + WAVE, "utf-8")
    cells = {name: repeated(value, question) for name, value in columns.items()}
    asked = {next(iter(columns)): question}
    labels = {next(iter(columns)): {"1": question}}
    one = export({**cells, f"[{item}]": repeated(question, "5")}, questions=asked, labels=labels)
    text = proposal(map_file("acme", known_of(folder), one, f"data/{question}.csv", 0))
    text.encode("utf-8")
    tomllib.loads(text)
    tomllib.loads(switched_on(text))


@given(
    st.recursive(
        st.text() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_values_are_written_as_toml_reads_them(value: Any) -> None:
    assert tomllib.loads(written([Block(("a",), (Entry("k\n", value),))])) == {"a": {"k\n": value}}


def test_dates_and_tables_on_one_line() -> None:
    assert toml_value({"a b": dt.date(2026, 1, 2), "c": [1.0, 2.5]}) == '{ "a b" = 2026-01-02, c = [1, 2.5] }'


def test_a_note_or_remark_cannot_break_out() -> None:
    text = written([Block(("a",), (Entry("b", 1, remark='x\ny = 2\x00\u2028"'),), notes=("one\n[evil]",))])
    assert tomllib.loads(text) == {"a": {"b": 1}}
    assert len(text.splitlines()) == len(text.split("\n")) - 1 == 3
