"""From a questionnaire to the export of it: written, read back from the file alone, answered, exported."""

import csv
import io
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.instrument.written import Column, lss_columns, txt_columns
from toolkit.engagement import Engagement, item_scale
from toolkit.instrument import columns_by_code, no_answers, questionnaire
from toolkit.instrument.writers import FORMATS
from toolkit.simulate import Sample, simulate_wave, standard_world
from toolkit.simulate.exports import as_limesurvey, as_qualtrics, coded

PEOPLE = 150


@pytest.fixture(scope="module")
def sample() -> Sample:
    return simulate_wave(standard_world(), PEOPLE, seed=5)


def answered(columns: list[Column], sample: Sample) -> tuple[pd.DataFrame, dict[str, str]]:
    """Let the simulated customers fill in what was fielded: frame with the export's headings, and item → heading."""
    from toolkit.engagement import folded

    by_item = columns_by_code(list(sample.items), [column.name for column in columns])
    assert set(by_item) == set(sample.items)
    offered = {
        item: {
            no_answers()[folded(words)]: code
            for column in columns
            if column.name == by_item[item]
            for code, words in column.codes.items()
            if folded(words) in no_answers()
        }
        for item in sample.items
    }
    codes = coded(sample.items, sample.reasons, offered).rename(columns=by_item)
    return codes[[column.name for column in columns]], by_item


def test_limesurvey(standard: Engagement, sample: Sample) -> None:
    columns = lss_columns(FORMATS["limesurvey"].write(questionnaire(standard, ["nl", "en"]))[0])
    answers, by_item = answered(columns, sample)
    for column in columns:
        if column.codes:
            assert set(answers[column.name]) <= {"", *column.codes}
    data = as_limesurvey(answers, seed=3)
    frame = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    check(frame.iloc[:PEOPLE], by_item, standard, sample)


def test_qualtrics(standard: Engagement, sample: Sample) -> None:
    columns = txt_columns(FORMATS["qualtrics"].write(questionnaire(standard, "nl"))[0])
    answers, by_item = answered(columns, sample)
    assert by_item == {item: item for item in sample.items}
    data = as_qualtrics(answers, {column.name: column.text for column in columns}, seed=3)
    header, texts, _, *rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    assert dict(zip(header, texts, strict=True))["TRU_1"].endswith(
        "Zuiver Water doet wat we hebben afgesproken."
    )
    frame = pd.DataFrame(rows, columns=header).iloc[:PEOPLE]
    check(frame, by_item, standard, sample)


def check(frame: pd.DataFrame, by_item: dict[str, str], engagement: Engagement, sample: Sample) -> None:
    """Read the cells as the engagement says and find the simulated answers again."""
    for item, column in by_item.items():
        scale = item_scale(engagement, item)
        numbers = pd.to_numeric(frame[column], errors="coerce").to_numpy()
        values = np.where((numbers >= scale.minimum) & (numbers <= scale.maximum), numbers, np.nan)
        np.testing.assert_array_equal(values, sample.items[item].to_numpy())
        for reason, code in (("not_applicable", 998), ("dont_know", 999)):
            assert code in getattr(scale.missing, reason)
            said = (sample.reasons[item] == reason).to_numpy()
            # What the questionnaire does not offer is left blank.
            assert set(frame[column].to_numpy()[said]) <= {str(code), ""}


@pytest.mark.parametrize("read", [lss_columns, txt_columns])
def test_what_is_read_back_is_the_file_s(read: Callable, standard: Engagement) -> None:
    kind = "limesurvey" if read is lss_columns else "qualtrics"
    data = FORMATS[kind].write(questionnaire(standard, "nl"))[0]
    changed = data.replace(b"Zuiver Water", b"Vuil Water")
    assert changed != data
    assert any("Vuil Water" in column.text for column in read(changed))
