"""Files damaged at random end in a Survey, an Export or an IntakeError: a slice of the run in docs/fuzz.md."""

import csv
import os
import random
import re
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from benchmarks import fuzz_intake
from benchmarks.fuzzing.damage import LAUGHING, damaged, mutated
from benchmarks.fuzzing.engagement import engagement_text
from benchmarks.fuzzing.files import made_files, real_files
from benchmarks.fuzzing.processes import FAILED, Ended, Job, Limits, done, peak_megabytes
from benchmarks.fuzzing.reading import EXPORT, REFUSED_EXPORT, REFUSED_SURVEY, SURVEY, damaged_file, reader
from benchmarks.fuzzing.writing import Sample
from tests.conftest import ROOT
from toolkit.engagement import load_engagement
from toolkit.intake import read, read_export, read_survey, received
from toolkit.intake.files import sheet_part, workbook_parts
from toolkit.intake.formats import READERS

PAGE = ROOT / "docs" / "fuzz.md"
SAMPLES = made_files()
ENDS = {EXPORT, REFUSED_EXPORT, SURVEY, REFUSED_SURVEY}


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    ended = reader(SAMPLES, tmp_path)
    ends = Counter(ended(damaged_file(SAMPLES, seed, number)) for number in range(100))
    assert ends.total() == 100
    assert set(ends) <= ENDS
    assert min(ends[EXPORT] + ends[SURVEY], ends[REFUSED_EXPORT] + ends[REFUSED_SURVEY]) > 10


def test_damaged_real_files_are_read_or_refused(tmp_path: Path, shared: Path) -> None:
    samples = real_files(shared / "exports")
    ended = reader(samples, tmp_path)
    ends = Counter(ended(damaged_file(samples, 5, number)) for number in range(150))
    assert ends.total() == 150
    assert set(ends) <= ENDS


def test_files_of_every_format_are_made_the_same_each_time() -> None:
    assert set(fuzz_intake.formats_of(SAMPLES)) == set(READERS)
    assert [(one.name, one.content) for one in made_files()] == [(one.name, one.content) for one in SAMPLES]


def test_whole_files_give_surveys(tmp_path: Path) -> None:
    formats = []
    for place, sample in enumerate(SAMPLES):
        folder = tmp_path / str(place)
        (folder / "data").mkdir(parents=True)
        for name, content in {**sample.companions, sample.name: sample.content}.items():
            (folder / "data" / name).write_bytes(content)
        beside = [folder / "data" / name for name in sample.companions]
        export = read_export(folder / "data" / sample.name, companions=beside)
        (folder / "engagement.toml").write_text(engagement_text(export, sample), encoding="utf-8")
        if engagement_text(export, sample):
            survey = read_survey(load_engagement(folder), "baseline")
            formats.append(survey.source.format)
            assert len(survey.items) > 9
    assert {"qualtrics", "surveymonkey", "limesurvey", "ms_forms", "spss", "parquet", "csv", "xlsx"} <= set(
        formats
    )


def test_damage_is_the_same_for_a_seed_and_another_for_another() -> None:
    numbers = range(len(SAMPLES))
    first = [damaged_file(SAMPLES, 1, number) for number in numbers]
    assert first == [damaged_file(SAMPLES, 1, number) for number in numbers]
    again = [damaged_file(SAMPLES, 2, number) for number in numbers]
    assert (
        sum(one.content != other.content for one, other in zip(first, again, strict=True)) > len(SAMPLES) / 2
    )


def test_every_kind_of_damage_is_done() -> None:
    source = random.Random(3)
    contents = [one.content for one in SAMPLES]
    made = [mutated(source, content, contents) for content in contents for _ in range(30)]
    assert any(LAUGHING in content for content in made)
    assert {content[:2] for content in made} >= {b"PK", b"\xff\xfe", b"$F", b"<?"}
    assert any(len(content) > 100_000 for content in made)
    assert b"" in {damaged(random.Random(seed), b"a") for seed in range(40)}


def _crash() -> None:
    os.abort()


def _loop() -> None:
    while True:
        pass


def _flood() -> None:
    kept = [bytearray(10_000_000) for _ in range(60)]
    for one in kept:
        one[::4096] = b"x" * len(one[::4096])


def _warn() -> None:
    warnings.warn("careless", RuntimeWarning, stacklevel=2)


EVIL = (_crash, _loop, _flood, _warn, int, partial(int, "x"))


def evil_job() -> Job:
    """A job that goes wrong in another way for each number; after these it is fine."""

    def job(number: int) -> str:
        if number < len(EVIL):
            EVIL[number]()
        return "fine"

    return job


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells neither memory nor how a process died")
def test_a_crash_a_loop_and_a_flood_of_memory_end_one_job_only() -> None:
    ends = {one.number: one for one in done(range(12), evil_job, Limits(seconds=0.4, megabytes=300), 2)}
    assert sorted(ends) == list(range(12))
    assert {number: one.end for number, one in ends.items() if one.end != "fine"} == dict.fromkeys(
        (0, 1, 2, 3, 5), FAILED
    )
    assert ends[0].failure == f"the process died (exit code {-signal.SIGABRT})"
    assert ends[1].failure == "did not end within 2 seconds"
    assert re.fullmatch(r"needed \d{3} MB", ends[2].failure)
    assert ends[3].failure.startswith("RuntimeWarning: careless (")
    assert ends[5].failure.startswith("ValueError: invalid literal for int() with base 10: 'x' (")
    assert peak_megabytes() > 10


def slow_job() -> Job:
    """A job that takes a while of the processor."""

    def job(number: int) -> str:
        start = time.process_time()
        while time.process_time() < start + 0.3 * (number == 1):
            pass
        return "fine"

    return job


def test_a_job_that_ends_late_fails() -> None:
    ends = {one.number: one for one in done(range(3), slow_job, Limits(seconds=0.2), 1)}
    assert [ends[number].end for number in range(3)] == ["fine", FAILED, "fine"]
    assert re.fullmatch(r"took 0\.\d seconds", ends[1].failure)


def no_job() -> Job:
    raise SystemExit(3)


def test_a_process_that_cannot_begin_is_no_failure_of_a_file() -> None:
    with pytest.raises(RuntimeError, match="before it had a job"):
        list(done(range(3), no_job, Limits(), 1))


def columns(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split("|")]


def test_the_command_prints_the_table_of_the_page(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plat.csv").write_bytes(b"a,b\n1,2\n")
    monkeypatch.setattr(fuzz_intake, "made_files", lambda: SAMPLES[:2])
    assert fuzz_intake.main(["--mutations", "12", "--files", str(tmp_path), "--workers", "1"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "1 file of the folder and 2 made for this run, seed 1."
    assert printed[-1] == "12 damaged files, 0 failures."
    told = [columns(line) for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    shown = [columns(line) for line in printed if line.startswith("|")]
    assert shown[:2] == told[:2]
    assert [row[0] for row in shown[2:]] == ["csv", "all"]
    assert shown[-1][1:3] == ["3", "12"]


def test_the_page_tells_of_every_format_and_of_enough_files() -> None:
    rows = {
        row[0]: row[1:]
        for row in (columns(line) for line in PAGE.read_text("utf-8").splitlines()[:])
        if len(row) > 5
    }
    assert set(READERS) | {"all"} <= set(rows)
    for name in (*READERS, "all"):
        files, total, *ends, _, _ = (float(cell.replace(",", "")) for cell in rows[name])
        assert files >= 1
        assert total == sum(ends)
        assert ends[-1] == 0
    assert float(rows["all"][1].replace(",", "")) >= 20_000


def test_the_page_tells_the_limits() -> None:
    text = PAGE.read_text("utf-8")
    rows = dict(tuple(columns(line)) for line in text.splitlines() if line.count("|") == 3)
    gigabyte = 1_000_000_000
    assert {name: limit for name, limit in rows.items() if limit[0].isdigit()} == {
        "a file": f"{read.MAX_BYTES // gigabyte} GB",
        "a workbook when unpacked": f"{workbook_parts.MAX_BYTES // gigabyte} GB",
        "cells of a sheet, up to the last that is filled": f"{workbook_parts.MAX_CELLS:,}",
        "filled cells of a sheet": f"{sheet_part.MAX_FILLED:,}",
        "text that the cells of a sheet show": f"{workbook_parts.MAX_TEXT // gigabyte} GB",
        "one cell": f"{sheet_part.LONGEST_CELL:,} characters",
        "columns of a text": f"{received.MAX_COLUMNS:,}",
    }
    assert csv.field_size_limit() == sheet_part.LONGEST_CELL
    assert (
        f"More than {Limits().seconds:.0f} seconds of processor, or more than {Limits().megabytes:,.0f} MB"
        in text
    )


def test_one_damaged_file_can_be_made_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz_intake, "made_files", lambda: SAMPLES[:2])
    monkeypatch.setattr(fuzz_intake, "REAL", tmp_path / "absent")
    assert fuzz_intake.main(["--only", "7", "--save", str(tmp_path / "saved")]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "The real exports are not on this machine" in printed[1]
    one = damaged_file(SAMPLES[:2], 1, 7)
    assert (tmp_path / "saved" / one.name).read_bytes() == one.content
    assert printed[-1] in ENDS


def failing(*_: object) -> Iterator[Ended]:
    yield Ended(1, FAILED, failure="ValueError: x")


def test_a_failure_is_told_with_what_makes_it_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        fuzz_intake, "made_files", lambda: [Sample("a.csv", b"a\n1\n"), Sample("b.csv", b"b\n1\n")]
    )
    monkeypatch.setattr(fuzz_intake, "done", failing)
    assert fuzz_intake.main(["--seed", "4", "--files", str(tmp_path)]) == 1
    assert "FAILED --seed 4 --only 1: b.csv, ValueError: x" in capsys.readouterr().out
