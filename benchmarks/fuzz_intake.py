"""What becomes of damaged files: `python -m benchmarks.fuzz_intake [--mutations N] [--seed S] [--files FOLDER]`.

Each damaged file must end in an Export or a Survey, or in an IntakeError that says what is wrong in lines that can be
printed; anything else is a failure, which is told with the number that makes it again: `--seed S --only NUMBER`.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fuzzing.files import REAL, made_files, real_files
from benchmarks.fuzzing.processes import Ended, Job, Limits, done
from benchmarks.fuzzing.reading import (
    EXPORT,
    REFUSED_EXPORT,
    REFUSED_SURVEY,
    SURVEY,
    Damaged,
    damaged_file,
    reader,
)
from benchmarks.fuzzing.writing import Sample
from toolkit.intake import read_export

HEADER = (
    "format",
    "files",
    "damaged",
    EXPORT,
    "refused",
    SURVEY,
    "refused",
    "failed",
    "slowest (s)",
    "memory (MB)",
)


@dataclass(slots=True)
class Tally:
    """How the damaged files of one format ended, the most processor seconds of one, and the most memory on top."""

    files: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    megabytes: float = 0.0


def job_of(samples: Sequence[Sample], folder: Path, seed: int) -> Job:
    """Make the job that reads the damaged file of a number, somewhere in a folder."""
    read = reader(samples, folder)
    return lambda number: read(damaged_file(samples, seed, number))


def formats_of(samples: Sequence[Sample]) -> list[str]:
    """Name the format of each file as it is, undamaged."""
    formats = []
    with TemporaryDirectory() as folder:
        for sample in samples:
            path = Path(folder) / sample.name
            for name, content in {**sample.companions, sample.name: sample.content}.items():
                (path.parent / name).write_bytes(content)
            beside = [path.parent / name for name in sample.companions]
            formats.append(read_export(path, companions=beside).format)
    return formats


def tallied(ends: Iterable[Ended], formats: Sequence[str], tell: Callable[[Ended], None]) -> dict[str, Tally]:
    """Count how files ended, by format; `tell` is called for each failure."""
    tallies = {name: Tally(files=formats.count(name)) for name in sorted(set(formats))}
    for one in ends:
        tally = tallies[formats[one.number % len(formats)]]
        tally.ends[one.end] += 1
        tally.seconds = max(tally.seconds, one.seconds)
        tally.megabytes = max(tally.megabytes, one.megabytes)
        if one.failure:
            tell(one)
    return tallies


def table(tallies: dict[str, Tally]) -> str:
    """Write the table of docs/fuzz.md."""
    every = Tally(
        files=sum(one.files for one in tallies.values()),
        ends=sum((one.ends for one in tallies.values()), Counter()),
        seconds=max(one.seconds for one in tallies.values()),
        megabytes=max(one.megabytes for one in tallies.values()),
    )
    lines = [HEADER, tuple("---:" if place else "---" for place in range(len(HEADER)))]
    for name, one in {**tallies, "all": every}.items():
        counts = (one.ends[end] for end in (EXPORT, REFUSED_EXPORT, SURVEY, REFUSED_SURVEY, "failed"))
        numbers = (one.files, one.ends.total(), *counts)
        lines.append(
            (name, *(f"{number:,}" for number in numbers), f"{one.seconds:.1f}", f"{one.megabytes:,.0f}")
        )
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Damage files, read them, print what became of them; 1 where one failed."""
    chosen = _chosen(arguments)
    real = real_files(chosen.files or REAL)
    samples = [*real, *made_files()]
    where = "of the folder" if chosen.files else "beside the project"
    files = "1 file" if len(real) == 1 else f"{len(real)} files"
    print(f"{files} {where} and {len(samples) - len(real)} made for this run, seed {chosen.seed}.")
    if not real:
        print(
            "The real exports are not on this machine: LOYALTY_SHARED may name the folder that holds exports/."
        )
    if chosen.only is not None:
        return _once(samples, chosen.seed, chosen.only, chosen.save)
    failures: list[str] = []
    formats = formats_of(samples)

    def tell(one: Ended) -> None:
        name = samples[one.number % len(samples)].name
        failures.append(f"--seed {chosen.seed} --only {one.number}: {name}, {one.failure}")
        print(f"FAILED {failures[-1]}", flush=True)

    limits = Limits(chosen.seconds, chosen.megabytes)
    with TemporaryDirectory() as folder:
        make_job = partial(job_of, samples, Path(folder), chosen.seed)
        ends = done(range(chosen.mutations), make_job, limits, chosen.workers)
        tallies = tallied(ends, formats, tell)
    print(f"\n{table(tallies)}\n")
    print(f"{chosen.mutations:,} damaged files, {len(failures):,} failures.")
    return int(bool(failures))


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fuzz_intake", description=(__doc__ or "").split(":")[0]
    )
    parser.add_argument("--mutations", type=int, default=20_000, help="how many damaged files (20,000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other damage (1)")
    parser.add_argument("--files", type=Path, help="folder of files to damage in place of the real exports")
    parser.add_argument(
        "--only", type=int, help="the number of one damaged file, read here and with its traceback"
    )
    parser.add_argument("--save", type=Path, help="with --only: folder to write the damaged file to")
    parser.add_argument("--workers", type=int, default=2, help="how many processes (2)")
    parser.add_argument(
        "--seconds", type=float, default=Limits().seconds, help="the most that a file may take"
    )
    parser.add_argument(
        "--megabytes", type=float, default=Limits().megabytes, help="the most that it may need"
    )
    return parser.parse_args(arguments)


def _once(samples: Sequence[Sample], seed: int, number: int, save: Path | None) -> int:
    one: Damaged = damaged_file(samples, seed, number)
    if save is not None:
        save.mkdir(parents=True, exist_ok=True)
        for name, content in {**one.companions, one.name: one.content}.items():
            (save / name).write_bytes(content)
    asked = "for a survey" if one.survey else f"as {one.format}"
    print(f"{one.name}, {len(one.content):,} bytes, read {asked}")
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        print(reader(samples, Path(folder))(one))
    return 0


if __name__ == "__main__":
    sys.exit(main())
