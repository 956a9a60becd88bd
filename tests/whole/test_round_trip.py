"""A questionnaire written, answered by simulated customers, exported by its platform: scored without any mapping."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.instrument.test_round_trip import answered
from tests.instrument.written import lss_columns, txt_columns
from toolkit.commands.check import check
from toolkit.commands.new import new
from toolkit.commands.questionnaire import questionnaire
from toolkit.engagement import Engagement, item_scale, load_engagement
from toolkit.intake import Survey, read_survey
from toolkit.measures.scores import construct_score, scale_0_100
from toolkit.simulate import Sample, simulate_wave, standard_world
from toolkit.simulate.exports import as_limesurvey, as_qualtrics

PEOPLE = 150
FIELDED = {
    '[author]\nname = ""': '[author]\nname = "A. Adviseur"',
    "# start = 2026-02-02": "start = 2026-02-02",
    "# end = 2026-02-20": "end = 2026-02-20",
}


@pytest.fixture(scope="module")
def sample() -> Sample:
    return simulate_wave(standard_world(), PEOPLE, seed=5)


def fielded(tmp_path: Path, platform: str) -> tuple[Path, bytes]:
    """Begin a client, write its questionnaire, and fill in what fieldwork makes known: folder and questionnaire."""
    (tmp_path / "clients").mkdir()
    new(tmp_path, "zuiver-water")
    folder = tmp_path / "clients" / "zuiver-water"
    written = tmp_path / "questionnaire"
    questionnaire(tmp_path, "zuiver-water", platform, output=written)
    path = folder / "engagement.toml"
    text = path.read_text("utf-8")
    for old, fresh in FIELDED.items():
        assert text.count(old) >= 1, old
        text = text.replace(old, fresh, 1)
    path.write_text(text, encoding="utf-8")
    return folder, written.read_bytes()


def read(folder: Path, data: bytes) -> tuple[Engagement, Survey]:
    (folder / "data" / "baseline.csv").write_bytes(data)
    engagement = load_engagement(folder)
    return engagement, read_survey(engagement, "baseline")


def scores(engagement: Engagement, answers: pd.DataFrame, construct: str) -> pd.Series:
    names = list(engagement.constructs[construct].items)
    scales = {item: item_scale(engagement, item) for item in names}
    return construct_score(
        scale_0_100(
            answers[names],
            {item: scale.minimum for item, scale in scales.items()},
            {item: scale.maximum for item, scale in scales.items()},
            reverse=[item for item, scale in scales.items() if scale.reverse],
        )
    )


def same(engagement: Engagement, survey: Survey, sample: Sample, rows: np.ndarray) -> None:
    """Find every simulated answer and every score again."""
    assert set(survey.items) == set(sample.items)
    for item in sample.items:
        np.testing.assert_array_equal(survey.items[item][rows], sample.items[item])
    for construct in engagement.constructs:
        np.testing.assert_allclose(
            scores(engagement, survey.items, construct)[rows],
            scores(engagement, sample.items, construct),
            rtol=1e-12,
        )


def test_limesurvey(tmp_path: Path, sample: Sample) -> None:
    folder, structure = fielded(tmp_path, "limesurvey")
    answers, _ = answered(lss_columns(structure), sample)
    engagement, survey = read(folder, as_limesurvey(answers, seed=3))
    assert survey.source.format == "limesurvey"
    same(engagement, survey, sample, np.arange(PEOPLE))
    checks = survey.quality.set_index("check")
    assert checks.loc["unfinished", "rows"] == 1
    assert (
        len(survey.items) == PEOPLE + 1
    )  # who stopped halfway is told, and left out only if [quality] says so
    assert any("ATT1 is read as ATT_1" in told for told in survey.source.warnings)


def test_limesurvey_in_words_with_its_structure(tmp_path: Path, sample: Sample) -> None:
    folder, structure = fielded(tmp_path, "limesurvey")
    columns = lss_columns(structure)
    answers, _ = answered(columns, sample)
    for column in columns:
        words = {code: text for code, text in column.codes.items() if text}
        answers[column.name] = answers[column.name].replace(words)
    engagement, survey = read(folder, as_limesurvey(answers, seed=3))
    same(engagement, survey, sample, np.arange(PEOPLE))


def test_qualtrics(tmp_path: Path, sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    folder, text = fielded(tmp_path, "qualtrics")
    columns = txt_columns(text)
    answers, _ = answered(columns, sample)
    data = as_qualtrics(answers, {column.name: column.text for column in columns}, seed=3)
    engagement, survey = read(folder, data)
    assert survey.source.format == "qualtrics"
    same(engagement, survey, sample, np.arange(PEOPLE))
    checks = survey.quality.set_index("check")
    assert (checks.loc["test", "rows"], checks.loc["test", "excluded"]) == (1, 1)
    assert checks.loc["unfinished", "rows"] == 1
    assert "IPAddress" in survey.source.personal
    assert "192.0.2" not in repr(survey.__dict__)
    check(tmp_path, "zuiver-water")
    said = capsys.readouterr().out
    assert "27 of 27" in said
    assert "192.0.2" not in said


@pytest.mark.parametrize("kept", [("unfinished",), ("test", "unfinished")])
def test_the_engagement_says_who_is_left_out(tmp_path: Path, sample: Sample, kept: tuple[str, ...]) -> None:
    folder, text = fielded(tmp_path, "qualtrics")
    columns = txt_columns(text)
    answers, _ = answered(columns, sample)
    path = folder / "engagement.toml"
    listed = ", ".join(f'"{one}"' for one in kept)
    path.write_text(
        path.read_text("utf-8").replace("[analysis]", f"[quality]\nexclude = [{listed}]\n\n[analysis]"),
        encoding="utf-8",
    )
    _, survey = read(folder, as_qualtrics(answers, {column.name: column.text for column in columns}, seed=3))
    left = survey.quality.set_index("check")["excluded"].dropna()
    assert set(left.index) == set(kept)
    assert len(survey.items) == PEOPLE + 2 - int(left.sum())
    assert survey.source.rows_read == PEOPLE + 2
