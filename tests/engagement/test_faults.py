from pathlib import Path

import pytest

from tests.engagement.conftest import Faults, Load, changed
from toolkit.engagement import load_engagement
from toolkit.errors import EngagementError

ONE_FAULT = {
    "unknown key, near": (
        ('colour = "#0b6e4f"', 'color = "#0b6e4f"'),
        "client.color: is no key of `client`. Did you mean `colour`? "
        "Keys here: name, sector, category, language, colour, logo.",
    ),
    "key of another table": (
        ("[report]\n", "[report]\nprobability_sample = true\n"),
        "report.probability_sample: is no key of `report`. Did you mean `population.probability_sample`? "
        "A key belongs to the [table] above it.",
    ),
    "unknown table": (
        ("[population]", "[populatoin]"),
        "populatoin: is no key of `engagement.toml`. Did you mean `population`? Keys here: status, seed, client, "
        "author, report, population, disclosure, constructs, items, missing, scales, questions, columns, "
        "open_answers, segments, waves, quality, weighting, context, values, network, activities, benchmarks, "
        "orders, value, pulse, paths, actions, plan, answers, analysis, privacy.",
    ),
    "unknown language": (
        ('en = "Baseline"', 'de = "Start"'),
        "waves[1].label.de: is no key of `waves[1].label`. Keys here: nl, en.",
    ),
    "wrong enum": (
        ('role = "driver"', 'role = "drivers"'),
        'constructs.satisfaction.role: found "drivers". Did you mean `driver`? Allowed: "driver" or "attitude" or '
        '"behaviour" or "lock_in" or "touchpoint" or "background" or "basis" or "dividend" or "alignment".',
    ),
    "text for a number": (
        ("seed = 20260301", 'seed = "1"'),
        'seed: found "1". Allowed: a whole number from 0.',
    ),
    "fraction for a whole number": (
        ("resamples = 2000", "resamples = 2000.0"),
        "analysis.resamples: found 2000.0. Allowed: a whole number from 200 up to 100000.",
    ),
    "boolean for a number": (
        ("cut = 60.0", "cut = true"),
        "analysis.cut: found true. Allowed: a number above 0 below 100.",
    ),
    "negative seed": (("seed = 20260301", "seed = -1"), "seed: found -1. Allowed: a whole number from 0."),
    "not a number": (
        ("confidence = 0.95", "confidence = nan"),
        "analysis.confidence: found NaN. Allowed: a number above 0.5 below 1.",
    ),
    "infinite": (
        ("smallest_change = 5.0", "smallest_change = inf"),
        "analysis.smallest_change: found Infinity. Allowed: a number above 0 up to 100.",
    ),
    "per cent for a share": (
        ("confidence = 0.95", "confidence = 95"),
        "analysis.confidence: found 95. 95% is 0.95. Allowed: a number above 0.5 below 1.",
    ),
    "a point within thousands": (
        ("size = 48000", "size = 48.000"),
        "population.size: found 48.0. Where 48.000 means thousands, write 48000. "
        "Allowed: a whole number above 0.",
    ),
    "a text left open": (
        (
            'description = { nl = "Alle klanten", en = "All customers" }',
            'description = { nl = "…", en = "All" }',
        ),
        'population.description.nl: is still "…". Write the text, or delete the key if it may be left out.',
    ),
    "a label left open": (
        ('label = { nl = "Kanaal", en = "Channel" }', 'label = "..."'),
        'segments.channel.label: is still "...". Write the text, or delete the key if it may be left out.',
    ),
    "a name left open": (
        ('name = "A. de Vries"', 'name = " … "'),
        'author.name: is still "…". Write the text, or delete the key if it may be left out.',
    ),
    "few resamples": (
        ("resamples = 2000", "resamples = 100"),
        "analysis.resamples: found 100. Allowed: a whole number from 200 up to 100000.",
    ),
    "small cell": (
        ("minimum_cell = 10", "minimum_cell = 5"),
        "privacy.minimum_cell: found 5. Allowed: a whole number from 10.",
    ),
    "indicative below the cell": (
        ("minimum_cell = 10", "minimum_cell = 50"),
        "privacy.indicative_below: 30 is below minimum_cell, 50. Allowed: a whole number from 50.",
    ),
    "colour": (
        ('"#0b6e4f"', '"green"'),
        'client.colour: found "green". Allowed: # and six hexadecimal digits between quotes such as "#0b6e4f".',
    ),
    "version as a number": (
        ('version = "1.0"', "version = 1.0"),
        'report.version: found 1.0. Allowed: a text between quotes such as "1.0".',
    ),
    "date between quotes": (
        ("start = 2026-02-02", 'start = "2-2-2026"'),
        'waves[1].start: found "2-2-2026". Allowed: a date, written 2026-04-07 without quotes.',
    ),
    "date with a time": (
        ("deletion_date = 2027-12-01", "deletion_date = 2027-12-01T10:00:00"),
        "privacy.deletion_date: found 2027-12-01T10:00:00. Allowed: a date, written 2026-04-07 without quotes.",
    ),
    "text for a list": (
        ('items = ["SAT_1", "SAT_2"]', 'items = "SAT_1"'),
        'constructs.satisfaction.items: found "SAT_1". Allowed: a list with at least one entry: [ … ] '
        'such as ["SAT_1", "SAT_2"].',
    ),
    "number in a list of texts": (
        ('["SWI_3"]', "[3]"),
        "constructs.lock_in.reversed[1]: found 3. Allowed: a text between quotes.",
    ),
    "number for a text in two languages": (
        ('sponsor = "Voorbeeld Energie"', "sponsor = 3"),
        'disclosure.sponsor: found 3. Allowed: "…" or { nl = "…", en = "…" }.',
    ),
    "text without a language": (
        ('category = { nl = "energie", en = "energy" }', "category = {}"),
        'client.category: has no text. Write { nl = "…", en = "…" }, or one of the two.',
    ),
    "code that is a table": (
        ("rows = { YEAR = 2017 }", "rows = { YEAR = [2017] }"),
        'waves[1].rows.YEAR: must be a number or a text. Write 6 for a number or "n.v.t." for a text.',
    ),
    "empty name": (
        ('name = "Voorbeeld Energie"', 'name = " "'),
        "client.name: is empty. Write the text, or delete the key if it may be left out.",
    ),
    "empty label": (
        ('nl = "Tevredenheid"', 'nl = ""'),
        "constructs.satisfaction.label: is empty. Write the text, or delete the key if it may be left out.",
    ),
    "control character": (
        ('name = "Voorbeeld Energie"', 'name = "Voor\\u0007beeld"'),
        "client.name: holds the control character U+0007. Delete it; it was probably pasted along.",
    ),
    "line end in a label": (
        ('en = "Baseline"', 'en = "Base\\nline"'),
        "waves[1].label: holds a line end or a tab. Write a label on one line.",
    ),
    "missing key": (
        ('role = "attitude"\n', ""),
        'constructs.attitude.role: is missing. Write role = … below [constructs.attitude]: "driver" or "attitude" '
        'or "behaviour" or "lock_in" or "touchpoint" or "background" or "basis" or "dividend" or '
        '"alignment" (What the construct is in the model).',
    ),
    "missing table": (
        ('[author]\nname = "A. de Vries"\norganisation = "Adviesbureau"\n', ""),
        "author: is missing. Write the table [author] with name.",
    ),
    "name of a construct": (
        ("[constructs.satisfaction]", '[constructs."Tevreden heid"]'),
        'constructs."Tevreden heid": found the name "Tevreden heid". '
        "Allowed: small letters, digits and _, a letter first.",
    ),
    "item twice": (
        ('items = ["SAT_1", "SAT_2"]', 'items = ["SAT_1", "SAT_1"]'),
        'constructs.satisfaction.items: "SAT_1" stands in it 2 times. Leave it once.',
    ),
    "item in two constructs": (
        ('items = ["ATT_1", "ATT_2"]', 'items = ["ATT_1", "SAT_2"]'),
        'constructs.attitude.items: "SAT_2" stands in satisfaction too. Leave it in one construct.',
    ),
    "lock-in in the loyalty score": (
        ('items = ["ATT_1", "ATT_2"]', 'items = ["ATT_1", "SWI_1"]'),
        'constructs.lock_in.items: "SWI_1" stands in attitude too, so that lock-in enters a loyalty score. '
        "Lock-in is retention and no loyalty: leave the item in the lock_in construct only.",
    ),
    "reversed item of another construct": (
        ('reversed = ["SWI_3"]', 'reversed = ["SWI_2"]'),
        'constructs.lock_in.reversed: "SWI_2" is no item of lock_in. Did you mean `SWI_3`? Items: SWI_1, SWI_3.',
    ),
    "scale upside down": (
        ("minimum = 0\nmaximum = 10\n", "minimum = 10\nmaximum = 0\n"),
        "items.ATT_1: ATT_1 has minimum 10, maximum 0. The minimum must be smaller than the maximum.",
    ),
    "recommendation on another scale": (
        ("minimum = 0\nmaximum = 10\n", "minimum = 1\nmaximum = 10\n"),
        "questions.recommendation: ATT_1 is on 1–10. It must be asked on 0–10; else leave the key out.",
    ),
    "report mark on another scale": (
        ('report_mark = "SAT_1"', 'report_mark = "ATT_2"'),
        "questions.report_mark: ATT_2 is on 1–7. It must be asked on 1–10; else leave the key out.",
    ),
    "recommendation not in the model": (
        ('recommendation = "ATT_1"', 'recommendation = "att_1"'),
        'questions.recommendation: "att_1" is no item of the model. Did you mean `ATT_1`? '
        "Items: SAT_1, SAT_2, ATT_1, ATT_2, SWI_1, SWI_3.",
    ),
    "recommendation reversed": (
        ('items = ["ATT_1", "ATT_2"]', 'items = ["ATT_1", "ATT_2"]\nreversed = ["ATT_1"]'),
        "questions.recommendation: ATT_1 is reversed. A high answer must be favourable here.",
    ),
    "missing code that is an answer": (
        ('not_applicable = ["n.v.t."]', 'not_applicable = ["n.v.t.", 6]'),
        "missing.not_applicable: code 6 is an answer on the scale of ATT_1 (0–10), ATT_2 (1–7), SWI_1 (1–7), "
        "SWI_3 (1–7). Mend the scale or the code, or give [constructs.attitude], [constructs.lock_in] missing "
        "codes of its own: missing = { … }.",
    ),
    "missing code of a construct that is an answer, as text": (
        ("not_applicable = [99]", 'not_applicable = ["9,0"]'),
        "constructs.satisfaction.missing.not_applicable: code 9,0 is an answer on the scale of SAT_1 (1–10), "
        "SAT_2 (1–10). Mend the scale or the code, or give [constructs.satisfaction] missing codes of its own: "
        "missing = { … }.",
    ),
    "code with two meanings": (
        ('dont_know = ["weet niet"]', 'dont_know = ["weet niet", "N.V.T. "]'),
        "missing.dont_know: code N.V.T. means not_applicable too. Leave it at one reason.",
    ),
    "column of an unknown item": (
        ('ATT_1 = "Q12"', 'ATT_3 = "Q12"'),
        'columns.ATT_3: "ATT_3" is no item of the model. Did you mean `ATT_2`? '
        "Items: SAT_1, SAT_2, ATT_1, ATT_2, SWI_1, SWI_3.",
    ),
    "column of an unknown item in a wave": (
        ('SWI_3 = "" }', 'ZZZ = "" }'),
        'waves[2].columns.ZZZ: "ZZZ" is no item of the model. Items: SAT_1, SAT_2, ATT_1, ATT_2, SWI_1, SWI_3.',
    ),
    "empty column for all waves": (
        ('ATT_1 = "Q12"', 'ATT_1 = ""'),
        "columns.ATT_1: is empty. Write the text, or delete the key if it may be left out.",
    ),
    "two items of one column": (
        ('ATT_1 = "Q12"', 'ATT_1 = "ATT_2"'),
        'waves[1]: ATT_1 and ATT_2 are both read from column "ATT_2". Give each item its own column in [columns].',
    ),
    "key that is a segment": (
        ('key = "klantnummer"', 'key = "kanaal"'),
        'waves[1].key: column "kanaal" is segments.channel too, which would show who the respondents are. '
        "Name the column of the respondent's number.",
    ),
    "wave twice": (
        ('id = "follow-up"', 'id = "Baseline"'),
        'waves[2].id: "Baseline" is the id of waves[1] too. Give each its own id.',
    ),
    "end before start": (
        ("end = 2026-02-20", "end = 2026-01-20"),
        "waves[1].end: 2026-01-20 lies before the start, 2026-02-02. Mend one of the two.",
    ),
    "waves out of order": (
        ("start = 2026-02-02\nend = 2026-02-20", "start = 2028-02-02\nend = 2028-02-20"),
        "waves[2].start: 2027-02-01 is not after the start of the wave above it, 2028-02-02. "
        "Put the waves in order of time: the first is the baseline, the last the follow-up.",
    ),
    "file outside": (
        ('"data/nulmeting.csv"', '"../ander/data.csv"'),
        'waves[1].file: "../ander/data.csv" lies outside the client\'s folder. Copy the file into the folder, '
        'under data/, and write "data/…"; only privacy.outside_data = true allows another place.',
    ),
    "absolute file": (
        ('"data/nulmeting.csv"', '"/data.csv"'),
        'waves[1].file: "/data.csv" lies outside the client\'s folder. Copy the file into the folder, '
        'under data/, and write "data/…"; only privacy.outside_data = true allows another place.',
    ),
    "file on another drive": (
        ('"data/nulmeting.csv"', '"C:data.csv"'),
        'waves[1].file: "C:data.csv" lies outside the client\'s folder. Copy the file into the folder, '
        'under data/, and write "data/…"; only privacy.outside_data = true allows another place.',
    ),
    "Windows path": (
        ('"data/nulmeting.csv"', "'data\\nulmeting.csv'"),
        'waves[1].file: "data\\nulmeting.csv" has a \\. Write "data/nulmeting.csv".',
    ),
    "logo absent": (
        ('"logo.svg"', '"logo.png"'),
        'client.logo: "logo.png" is not there. Copy the logo into the client\'s folder, or leave the key out.',
    ),
    "logo of another kind": (
        ('"logo.svg"', '"logo.jpg"'),
        'client.logo: "logo.jpg" is no .svg or .png. Save the logo as .svg (best) or .png.',
    ),
    "logo outside": (
        ('"logo.svg"', '"../logo.svg"'),
        'client.logo: "../logo.svg" lies outside the client\'s folder. Copy the logo into the folder.',
    ),
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_one_slip_is_one_fault_with_its_mend(faults: Faults, name: str) -> None:
    change, line = ONE_FAULT[name]
    assert faults(change) == [line]


def test_all_faults_come_at_once_under_a_headline(load: Load) -> None:
    with pytest.raises(EngagementError) as caught:
        load(
            ("seed = 20260301", 'seed = "x"'),
            ('colour = "#0b6e4f"', 'color = "#0b6e4f"'),
            ("minimum_cell = 10", "minimum_cell = 3"),
            ('"data/nulmeting.csv"', '"../x.csv"'),
            ('ATT_1 = "Q12"', 'ATT_9 = "Q12"'),
            ("start = 2027-02-01", 'start = "x"'),
        )
    error = caught.value
    assert error.headline == "voorbeeld/engagement.toml cannot be used: 6 faults"
    assert [fault.where for fault in error.faults] == [
        "seed",
        "client.color",
        "waves[2].start",
        "privacy.minimum_cell",
        "columns.ATT_9",
        "waves[1].file",
    ]
    assert str(error).splitlines()[1].startswith('  - seed: found "x". ')


def test_a_wave_keeps_its_number_when_another_is_faulty(faults: Faults) -> None:
    found = faults(("start = 2026-02-02", "start = 1"), ('SWI_3 = "" }', 'SWI_9 = "" }'))
    assert [line.split(":")[0] for line in found] == ["waves[1].start", "waves[2].columns.SWI_9"]


@pytest.mark.parametrize(
    "change",
    [
        ('items = ["SAT_1", "SAT_2"]', "items = 3"),
        ("[constructs.satisfaction]", "[construct.satisfaction]"),
        ("[items.ATT_1]\nminimum = 0", '[items.ATT_1]\nminimum = "0"'),
        ("outside_data = false", 'outside_data = "no"'),
        ("indicative_below = 30", "indicative_below = 1"),
    ],
)
def test_one_slip_is_not_told_again_by_what_rests_on_it(faults: Faults, change: tuple[str, str]) -> None:
    assert len(faults(change, ('"data/vervolg.xlsx"', '"data/v.xlsx"'))) == 1


def test_an_item_without_scale(faults: Faults) -> None:
    found = faults(('role = "attitude"\nminimum = 1\n', 'role = "attitude"\n'))
    assert found == ["constructs.attitude: ATT_2 has no scale. Write its minimum and maximum."]


def test_an_engagement_needs_constructs_and_waves(folder: Path) -> None:
    (folder / "engagement.toml").write_text('[client]\nname = "K"\n[author]\nname = "A"\n', encoding="utf-8")
    with pytest.raises(EngagementError) as caught:
        load_engagement(folder)
    assert [str(fault) for fault in caught.value.faults] == [
        "constructs: the model has no construct. Write a table [constructs.satisfaction], and so on.",
        "waves: there is no wave. Write a table [[waves]] with id, file, start and end.",
    ]


def test_outside_data_may_be_allowed(load: Load) -> None:
    engagement = load(
        ("outside_data = false", "outside_data = true"), ('"data/nulmeting.csv"', '"../../elsewhere.csv"')
    )
    assert engagement.waves[0].file == "../../elsewhere.csv"


def test_a_link_out_of_the_folder_is_outside(faults: Faults, folder: Path, tmp_path: Path) -> None:
    try:
        (folder / "data").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("this system does not let a test make a link")
    found = faults()
    assert [line.split(" lies")[0] for line in found] == [
        'waves[1].file: "data/nulmeting.csv"',
        'waves[2].file: "data/vervolg.xlsx"',
    ]


def test_a_logo_must_be_what_its_name_says(faults: Faults, folder: Path) -> None:
    (folder / "logo.svg").write_bytes(b"GIF89a")
    assert faults() == [
        'client.logo: "logo.svg" is not what its name says. Save the logo anew as .svg or .png.'
    ]
    (folder / "logo.svg").write_bytes(b"<svg" + b" " * 1_000_000)
    assert faults()[0].startswith('client.logo: "logo.svg" is larger than 1 MB.')


def test_a_long_value_is_shortened(faults: Faults) -> None:
    (line,) = faults(('status = "draft"', f'status = "{"x" * 500}"'))
    assert len(line) < 150


def test_changing_the_sample_needs_an_exact_place() -> None:
    with pytest.raises(AssertionError, match="stands 0 times"):
        changed(("no such piece", ""))
