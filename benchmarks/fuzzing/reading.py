"""Reads one damaged file, as an export or for a whole survey, and says how that ended."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from benchmarks.fuzzing.damage import mutated
from benchmarks.fuzzing.engagement import engagement_text
from benchmarks.fuzzing.writing import Sample
from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import IntakeError
from toolkit.intake import Export, Survey, read_export, read_survey
from toolkit.intake.read import FORMATS

EXPORT, SURVEY, REFUSED_EXPORT, REFUSED_SURVEY = "Export", "Survey", "export refused", "survey refused"
# One in so many damaged files is read for a survey.
SURVEYS = 3
# A message may list the columns that are to be declared, in full, so that the list can be copied.
LONGEST_MESSAGE = 20_000


class WrongError(Exception):
    """A file was read or refused, but not as it should be."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged file; `format` is that asked for, `survey` says that it is read with an engagement."""

    sample: int
    name: str
    content: bytes
    companions: Mapping[str, bytes]
    format: str
    survey: bool


def damaged_file(samples: Sequence[Sample], seed: int, number: int) -> Damaged:
    """Make the damaged file of a number, the same in every run with these samples and this seed."""
    source = random.Random(f"{seed}:{number}")
    place = number % len(samples)
    sample = samples[place]
    others = [one.content for one in samples]
    content = mutated(source, sample.content, others)
    companions = {
        name: mutated(source, one, others) if source.random() < 0.5 else one
        for name, one in sample.companions.items()
    }
    survey = number // len(samples) % SURVEYS == 0
    name, format = sample.name, "auto"
    if not survey and source.random() < 0.1:
        name = source.choice(samples).name
    if not survey and source.random() < 0.15:
        format = source.choice(FORMATS)
    return Damaged(place, name, content, companions, format, survey)


def reader(samples: Sequence[Sample], folder: Path) -> Callable[[Damaged], str]:
    """Give what reads damaged files; it works in a folder of its own, within this one, and reads every sample first."""
    own = Path(mkdtemp(dir=folder))
    return partial(_read, [_client(own / str(place), sample) for place, sample in enumerate(samples)])


@dataclass(frozen=True, slots=True)
class _Client:
    """A folder with the engagement of one sample; None where a survey cannot be read from it, for lack of answers."""

    data: Path
    engagement: Engagement | None


def _client(folder: Path, sample: Sample) -> _Client:
    data = folder / "data"
    data.mkdir(parents=True)
    beside = _written(data, {**sample.companions, sample.name: sample.content})[:-1]
    text = engagement_text(read_export(data / sample.name, companions=beside), sample)
    if not text:
        return _Client(data, None)
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    return _Client(data, load_engagement(folder))


def _read(clients: Sequence[_Client], one: Damaged) -> str:
    client = clients[one.sample]
    beside = _written(client.data, one.companions)
    (client.data / one.name).write_bytes(one.content)
    engagement = client.engagement if one.survey else None
    try:
        if engagement is not None:
            _check_survey(read_survey(engagement, "baseline"))
            return SURVEY
        _check_export(read_export(client.data / one.name, format=one.format, companions=beside))
    except IntakeError as error:
        if not error.faults:
            raise WrongError("refused without a fault") from error
        _check_messages(map(str, error.faults))
        return REFUSED_EXPORT if engagement is None else REFUSED_SURVEY
    return EXPORT


def _check_export(export: Export) -> None:
    frame = export.frame
    _check_messages(export.warnings)
    if not (frame.index.is_unique and export.paradata.index.equals(frame.index)):
        raise WrongError("rows are not numbered as they should be")
    if not (frame.columns.is_unique or export.format in ("csv", "xlsx")):
        raise WrongError("two columns have one name")
    texts = (one.categories.dtype if isinstance(one, pd.CategoricalDtype) else one for one in frame.dtypes)
    if not all(isinstance(one, pd.StringDtype) for one in texts):
        raise WrongError("a column is not of text")
    if set(export.questions) != set(frame.columns):
        raise WrongError("a column has no question")
    named = {*export.labels, *export.missing_ranges, *export.personal, *sum(export.sets.values(), ())}
    if not named <= set(frame.columns):
        raise WrongError("something is said of a column that is not there")


def _check_survey(survey: Survey) -> None:
    _check_messages(survey.source.warnings)
    if len(survey.items) != survey.source.rows_kept or len(survey.reasons) != len(survey.items):
        raise WrongError("rows are not as many as is said")


def _check_messages(messages: Iterable[str]) -> None:
    for message in messages:
        if not message.isprintable():
            raise WrongError(f"a message that cannot be printed: {message!r}")
        if not 10 < len(message) <= LONGEST_MESSAGE:
            raise WrongError(f"a message of {len(message):,} characters: {message[:200]!r}")


def _written(data: Path, files: Mapping[str, bytes]) -> list[Path]:
    for name, content in files.items():
        (data / name).write_bytes(content)
    return [data / name for name in files]
