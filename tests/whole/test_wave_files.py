"""Wrong files of a later wave: one clear message that says where, what and how to mend, or a stated fallback."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from benchmarks.followup import findings
from tests.small_client import NAME, small_workspace
from toolkit.cli import app
from toolkit.engagement import load_engagement
from toolkit.errors import LoyaltyError
from toolkit.instrument import item_text
from toolkit.intake import survey as reading
from toolkit.notebook import followup, open_job
from toolkit.report.waves import read_waves, tried_waves
from toolkit.simulate import Sample, simulate_wave, standard_world

CLIENT, ROWS, AGAIN = "klant", 300, 150
THEMES = {
    "satisfaction": ("driver", 1, 10, ("SAT_1", "SAT_2", "SAT_3")),
    "image": ("driver", 1, 7, ("IMG_1", "IMG_2", "IMG_3", "IMG_4")),
    "trust": ("driver", 1, 7, ("TRU_1", "TRU_2", "TRU_3", "TRU_4")),
    "attitude": ("attitude", 1, 7, ("ATT_2", "ATT_3", "ATT_4")),
    "recommending": ("attitude", 0, 10, ("ATT_1",)),
}
ITEMS = [item for *_, theme in THEMES.values() for item in theme]
TRUST = THEMES["trust"][3]
SEVEN = [item for _, _, maximum, theme in THEMES.values() for item in theme if maximum == 7]
ENDS = {item: least + most for _, least, most, theme in THEMES.values() for item in theme}
ENGAGEMENT = """\
[client]
name = "K"
[author]
name = "A"
[questions]
recommendation = "ATT_1"
[missing]
no_answer = [99]
[quality]
exclude = ["duplicate", "outside_fieldwork"]
[analysis]
resamples = 200
"""
THEME = """\
[constructs.{0}]
role = "{1}"
minimum = {2}
maximum = {3}
items = {4}
"""
WAVE = """\
[[waves]]
id = "{0}"
file = "{0}.csv"
start = {1}-03-02
end = {1}-03-20
key = "key"
weight = "weight"
paradata = {{ ended = "day" }}
"""
LAST, KEY, WEIGHT = "2026-03-20\n", 'key = "key"\n', 'weight = "weight"\n'


@dataclass(frozen=True)
class Demo:
    """A client with two waves as files, `first` and `second` as they are right."""

    folder: Path
    first: pd.DataFrame
    second: pd.DataFrame

    def lay(
        self,
        second: pd.DataFrame | None = None,
        first: pd.DataFrame | None = None,
        third: pd.DataFrame | None = None,
        toml: Mapping[str, str] = {},
    ) -> None:
        """Write the files of the waves; `toml` gives what to write in place of what in engagement.toml."""
        given = {
            "first": self.first if first is None else first,
            "second": self.second if second is None else second,
        }
        given |= {} if third is None else {"third": third}
        text = ENGAGEMENT
        for theme, (role, least, most, items) in THEMES.items():
            text += THEME.format(theme, role, least, most, json.dumps(items))
        for year, (name, frame) in enumerate(given.items(), 2025):
            frame.to_csv(self.folder / f"{name}.csv", sep=";", index=False)
            text += WAVE.format(name, year)
        for old, new in toml.items():
            assert old in text, old
            text = text.replace(old, new)
        (self.folder / "engagement.toml").write_text(text, encoding="utf-8")

    def told(self, **files: object) -> tuple[list[str], list[str]]:
        """Give the faults of all waves, and the warnings."""
        self.lay(**files)
        surveys, errors = tried_waves(load_engagement(self.folder))
        faults = [str(fault) for error in errors for fault in getattr(error, "faults", ())]
        assert len(faults) >= len(errors)
        return faults, [warning for survey in surveys for warning in survey.source.warnings]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("waves") / "clients" / CLIENT
    folder.mkdir(parents=True)
    world = standard_world()
    first = simulate_wave(world, ROWS, seed=1)
    better = replace(world, improvement={"trust": 12.0})
    second = simulate_wave(better, ROWS, seed=1, previous=first, overlap=AGAIN)
    return Demo(folder, _file(first, 2025), _file(second, 2026))


def _file(sample: Sample, year: int) -> pd.DataFrame:
    answers = sample.items[ITEMS].apply(
        lambda cells: [99 if np.isnan(answer) else int(answer) for answer in cells]
    )
    weights = sample.weights.round(4)
    return answers.astype(str).assign(key=sample.key, weight=weights, day=f"{year}-03-05")


def written(frame: pd.DataFrame, columns: Iterable[str], write: Callable[[int], object]) -> pd.DataFrame:
    """Write the answers in these columns anew; texts and missing codes stay."""
    frame = frame.copy()
    for column in columns:
        numbers = pd.to_numeric(frame[column], errors="coerce")
        frame[column] = [
            text if np.isnan(number) or number == 99 else str(write(int(number)))
            for text, number in zip(frame[column], numbers, strict=True)
        ]
    return frame


def as_second(demo: Demo) -> pd.DataFrame:
    """Give the first wave with the days of the second."""
    return demo.first.assign(day="2026-03-05")


def off_key(frame: pd.DataFrame) -> pd.DataFrame:
    """Move the answers one row down, and leave the keys."""
    moved = frame.copy()
    answers = [column for column in frame if column != "key"]
    moved[answers] = np.roll(frame[answers].to_numpy(object), 1, axis=0)
    return moved


def strangers(frame: pd.DataFrame) -> pd.DataFrame:
    """Mix the answers within each column, so that nobody has those of another."""
    return frame.apply(lambda cells: cells.sample(frac=1, random_state=sum(map(ord, cells.name))).to_numpy())


def five(answer: int) -> int:
    return (1, 2, 3, 3, 4, 5, 5)[answer - 1]


def turned(frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    for column in columns:
        frame = written(frame, [column], lambda answer, column=column: ENDS[column] - answer)
    return frame


# What is done to the files -> what each fault says, in order; nothing else may be said.
Files = Callable[[Demo], Mapping[str, object]]
FAULTS: dict[str, tuple[Files, tuple[str, ...]]] = {
    "columns named anew": (
        lambda demo: {"second": demo.second.rename(columns={TRUST[0]: "TRU1a", "SAT_2": "Q2"})},
        (
            'second.csv: has no column "SAT_2" (item SAT_2). Map it in [columns]',
            f'second.csv: has no column "{TRUST[0]}" (item TRU_1). Did you mean `TRU1a`?',
        ),
    ),
    "most columns named anew": (
        lambda demo: {"second": demo.second.rename(columns={column: f"X{column}" for column in SEVEN})},
        ("second.csv: has no column for 11 of 15 items",),
    ),
    "0 to 100 in place of 1 to 7": (
        lambda demo: {"second": written(demo.second, SEVEN, lambda answer: round((answer - 1) / 6 * 100))},
        ("second.csv, 11 columns IMG_1, IMG_2, IMG_3, IMG_4, TRU_1, ",),
    ),
    "1 to 10 in place of 1 to 7": (
        lambda demo: {"second": written(demo.second, TRUST[:1], lambda answer: (1, 2, 4, 5, 8, 9, 10)[answer - 1])},
        ("second.csv, column TRU_1: the answers run over 2–10, off the scale 1–7. ",),
    ),
    "five points read as seven": (
        lambda demo: {"second": written(demo.second, TRUST, five)},
        ("second.csv, TRU_1, TRU_2, TRU_3, TRU_4: nobody chose more than 5, and in wave ",),
    ),
    "five points read as seven, in the first wave": (
        lambda demo: {"first": written(demo.first, TRUST, five)},
        ("first.csv, TRU_1, TRU_2, TRU_3, TRU_4: nobody chose more than 5, and in wave ",),
    ),
    "a theme with its codes turned": (
        lambda demo: {"second": turned(demo.second, TRUST)},
        ("second.csv, TRU_1, TRU_2, TRU_3, TRU_4: go with the other questions the other way round",),
    ),
    "one question with its codes turned": (
        lambda demo: {"second": turned(demo.second, TRUST[:1])},
        ("second.csv, TRU_1: go with the other questions the other way round than in wave ",),
    ),
    "all codes turned": (
        lambda demo: {"second": turned(demo.second, ITEMS)},
        ("second.csv: seems to have all its codes the other way round than wave ",),
    ),
    "the files exchanged": (
        lambda demo: {"second": demo.second.assign(day="2025-03-05")},
        ('second.csv: has 300 of 300 rows with a date in the fieldwork of wave "first" (2025-03-02 to 2025-03-20)',),
    ),
    "the files exchanged, and rows outside the fieldwork kept": (
        lambda demo: {
            "second": demo.second.assign(day="2025-03-05"),
            "toml": {'"duplicate", "outside_fieldwork"': '"duplicate"'},
        },
        ('second.csv: has 300 of 300 rows with a date in the fieldwork of wave "first"',),
    ),
    "days of no wave": (
        lambda demo: {"second": demo.second.assign(day="2024-03-05")},
        ("second.csv: has 300 of 300 rows with a date outside the fieldwork (2026-03-02 to 2026-03-20)",),
    ),
    "the first wave again": (
        lambda demo: {"second": as_second(demo)},
        ('second.csv: has 300 of 300 respondents with exactly the answers of a respondent of wave "first" (first.',),
    ),
    "the first wave again, moved off its keys": (
        lambda demo: {"second": off_key(as_second(demo))},
        ("second.csv: has 300 of 300 respondents with exactly the answers of a respondent of wave ",),
    ),
    "respondents twice": (
        lambda demo: {
            "second": pd.concat([demo.second, demo.second.head(3)]),
            "toml": {'exclude = ["duplicate", "outside_fieldwork"]': "exclude = []"},
        },
        ("second.csv, column key, rows 2, 3, 4, 302, 303 and 1 more: a key that another row has too. Keep one",),
    ),
    "keys left blank": (
        lambda demo: {"second": demo.second.assign(key=demo.second["key"].where(demo.second.index > 3))},
        ("second.csv, column key, rows 2, 3, 4, 5: no key. ",),
    ),
    "fewer than the minimum cell": (
        lambda demo: {"second": demo.second.head(9)},
        ("second.csv: has 9 respondents with an answer, fewer than the minimum cell of 10. ",),
    ),
    "every weight 0": (
        lambda demo: {"second": demo.second.assign(weight="0")},
        ("second.csv, column weight: every weight is 0. ",),
    ),
    "three waves of which the middle has other points": (
        lambda demo: {
            "second": written(demo.second, TRUST, five),
            "third": strangers(demo.second).assign(day="2027-03-05"),
        },
        ("second.csv, TRU_1, TRU_2, TRU_3, TRU_4: nobody chose more than 5, and in wave ",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_compared_is_refused_in_one_clear_message(demo: Demo, name: str) -> None:
    files, told = FAULTS[name]
    faults, _ = demo.told(**files(demo))
    assert [fault[: len(start)] for fault, start in zip(faults, told, strict=True)] == list(told)


def test_a_bad_wave_in_the_middle_may_be_left_out(demo: Demo) -> None:
    demo.lay(**FAULTS["three waves of which the middle has other points"][0](demo))
    engagement = load_engagement(demo.folder)
    with pytest.raises(LoyaltyError, match="nobody chose more than 5"):
        read_waves(engagement)
    doubts = read_waves(engagement, ["first", "third"])
    assert [doubt.split(", but")[0] for doubt in doubts] == [
        'third: third.csv: shares 150 keys with wave "first"'
    ]


DOUBTS: dict[str, tuple[Files, tuple[str, ...]]] = {
    "as it is right": (lambda demo: {}, ()),
    "a decimal comma": (
        lambda demo: {"second": written(demo.second, ["SAT_1"], lambda answer: f"{answer},0")},
        (),
    ),
    "keys with decimals, and blanks behind": (
        lambda demo: {"second": demo.second.assign(key=demo.second["key"] + ".0 ")},
        (),
    ),
    "duplicates that the engagement leaves out": (
        lambda demo: {"second": pd.concat([demo.second, demo.second.head(3)])},
        (),
    ),
    "days of no wave, kept": (
        lambda demo: {
            "second": demo.second.assign(day="2024-03-05"),
            "toml": {'"duplicate", "outside_fieldwork"': '"duplicate"'},
        },
        ("has 300 of 300 rows with a date outside the fieldwork (2026-03-02 to 2026-03-20): they run from 2024-03-05",),
    ),
    "one question on five points": (
        lambda demo: {"second": written(demo.second, TRUST[:1], five)},
        ("second.csv, TRU_1: nobody chose more than 5, and in wave ",),
    ),
    "all codes turned, without keys": (
        lambda demo: {
            "second": turned(demo.second, ITEMS),
            "toml": {LAST + KEY: LAST},
        },
        ("second.csv: seems to have all its codes the other way round than wave ",),
    ),
    "some rows of the first wave among others": (
        lambda demo: {
            "second": pd.concat(
                [demo.second.head(200), as_second(demo).tail(60).assign(key=[f"9{n:07d}" for n in range(60)])]
            )
        },
        ('second.csv: has 60 of 260 respondents with exactly the answers of a respondent of wave "first"',),
    ),
    "no key in common": (
        lambda demo: {"second": demo.second.assign(key=[f"9{n:07d}" for n in range(ROWS)])},
        (),
    ),
    "keys without their leading zeros": (
        lambda demo: {
            "first": demo.first.assign(key="0" + demo.first["key"]),
            "second": demo.second.assign(key=demo.second["key"].str.lstrip("0")),
        },
        ('second.csv: has none of its keys in wave "first" (first.csv); 150 would be, if leading zeros were left ',),
    ),
    "keys in other capitals and with a mark": (
        lambda demo: {
            "first": demo.first.assign(key="K" + demo.first["key"]),
            "second": demo.second.assign(key="k-" + demo.second["key"]),
        },
        (
            'second.csv: has none of its keys in wave "first" (first.csv); 150 would be, if capitals did not count, '
            "and blanks and marks were left away. ",
        ),
    ),
    "running numbers for keys": (
        lambda demo: {
            "first": demo.first.assign(key=range(1, ROWS + 1)),
            "second": demo.second.assign(key=range(1, ROWS + 1)),
        },
        ('second.csv: shares 300 keys with wave "first", but who has the same key does not answer alike',),
    ),
    "running numbers, written otherwise": (
        lambda demo: {
            "first": demo.first.assign(key=range(1, ROWS + 1)),
            "second": demo.second.assign(key=[f"{n:05d}" for n in range(1, ROWS + 1)]),
        },
        (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_odd_is_told_and_what_is_right_is_not(demo: Demo, name: str) -> None:
    files, told = DOUBTS[name]
    faults, warnings = demo.told(**files(demo))
    assert faults == []
    assert [warning[: len(start)] for warning, start in zip(warnings, told, strict=True)] == list(told)


def test_the_question_of_another_item_is_refused(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    # SPSS files and platforms name the question of a column; that of TRU_2 stands at the column of TRU_1 here.
    demo.lay()
    engagement = load_engagement(demo.folder)
    question = item_text(engagement, "TRU_2", "nl")
    read = reading.read_export
    monkeypatch.setattr(
        reading,
        "read_export",
        lambda *of, **how: replace(read(*of, **how), questions={TRUST[0]: f" {question} "}),
    )
    _, errors = tried_waves(engagement)
    assert [str(error).splitlines()[1].partition(" Write")[0] for error in errors] == [
        f"  - {name}.csv, column TRU_1: is read as TRU_1, but its question is that of TRU_2."
        for name in ("first", "second")
    ]


COMPARED: dict[str, tuple[Files, str, str]] = {
    # What is compared all the same, and what of it: a theme, and its verdict or why it has none.
    "30 answers": (lambda demo: {"second": demo.second.head(30)}, "image", "not decided"),
    "an overlap of five": (
        lambda demo: {
            "second": demo.second.assign(
                key=[key if n < 5 else f"9{n:07d}" for n, key in enumerate(demo.second["key"])]
            )
        },
        "trust",
        "better",
    ),
    "all answers equal": (
        lambda demo: {"second": written(demo.second, TRUST, lambda _: 4)},
        "trust",
        "not judged",
    ),
    "a theme empty": (
        lambda demo: {"second": demo.second.assign(**dict.fromkeys(TRUST, ""))},
        "trust",
        "asked once",
    ),
    "a theme with nine answers": (
        lambda demo: {"second": demo.second.assign(**{column: demo.second[column].head(9) for column in TRUST})},
        "trust",
        "hidden",
    ),
    "weights in one wave": (lambda demo: {"toml": {LAST + KEY + WEIGHT: LAST + KEY}}, "trust", "better"),
    "equal weights": (lambda demo: {"second": demo.second.assign(weight="1")}, "trust", "better"),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPARED)
def test_what_can_be_compared_is_and_the_fallback_is_said(demo: Demo, name: str) -> None:
    files, theme, expected = COMPARED[name]
    demo.lay(**files(demo))
    job = open_job("followup", CLIENT, workspace=str(demo.folder.parents[1]))
    change = followup.change(job)
    # Every chapter copes with it.
    said = list(findings(job))
    assert not any("nan" in one.text.lower().split() for one in said)
    if expected == "asked once":
        assert theme in change.asked_once
    elif expected == "hidden":
        assert theme in change.hidden
    else:
        assert change.table.at[theme, "verdict"] == expected
    assert change.one_wave_weighted == (name == "weights in one wave")
    assert np.isfinite(change.table.loc[change.table["verdict"] != "not judged", "difference"]).all()


def test_the_very_same_file_is_refused_however_few_its_questions(tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path, "baseline", "followup")
    folder = workspace / "clients" / NAME
    shutil.copy(folder / "data" / "baseline.csv", folder / "data" / "followup.csv")
    _, errors = tried_waves(load_engagement(folder))
    assert [str(error).splitlines()[1].partition(" Name")[0] for error in errors] == [
        '  - followup.csv: is the same file as baseline.csv of wave "baseline".'
    ]


def test_one_wave_alone_and_waves_in_the_wrong_order(demo: Demo) -> None:
    demo.lay(toml={WAVE.format("second", 2026): ""})
    said = CliRunner().invoke(app, ["run", CLIENT, "followup", "--workspace", str(demo.folder.parents[1])])
    assert said.exit_code == 1
    assert "The followup report needs 2 waves; klant has 1." in said.output
    demo.lay(toml={"start = 2026-03-02\nend = 2026-03-20": "start = 2024-03-02\nend = 2024-03-20"})
    with pytest.raises(LoyaltyError, match="Put the waves in order of time"):
        load_engagement(demo.folder)


def test_a_run_is_refused_before_any_report_is_touched(demo: Demo) -> None:
    demo.lay(second=as_second(demo))
    before = {path for path in demo.folder.rglob("*") if path.name not in (".lock", ".salt")}
    for command in (("run", CLIENT, "followup"), ("check", CLIENT)):
        said = CliRunner().invoke(app, [*command, "--workspace", str(demo.folder.parents[1])])
        assert said.exit_code == 1
        assert "with exactly the answers of a respondent of wave" in said.output
        assert "Traceback" not in said.output
    assert {path for path in demo.folder.rglob("*") if path.name not in (".lock", ".salt")} == before
