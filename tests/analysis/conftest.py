"""A small client of one's own: answers per item in, a job out."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from toolkit.analysis.job import Job
from toolkit.notebook import open_job

HEAD = """\
seed = 1
[client]
name = "Klein"
language = "en"
[author]
name = "A"
[analysis]
resamples = 200
"""


@pytest.fixture
def job_of(tmp_path: Path) -> Callable[..., Job]:
    """`job_of("baseline", "[constructs.trust] …", {"a": [1, 2, …]})`; a second frame makes a second wave."""

    def make(report: str, model: str, *waves: Mapping[str, object], key: str = "", weight: str = "") -> Job:
        folder = tmp_path / "clients" / "klein"
        (folder / "data").mkdir(parents=True, exist_ok=True)
        lines = [HEAD, model]
        for place, answers in enumerate(waves, start=1):
            pd.DataFrame(answers).to_csv(folder / "data" / f"{place}.csv", index=False)
            lines += ["[[waves]]", f'id = "w{place}"', f'file = "data/{place}.csv"']
            lines += [f"start = 202{place}-02-02", f"end = 202{place}-02-20"]
            lines += [f'{name} = "{column}"' for name, column in (("key", key), ("weight", weight)) if column]
        (folder / "engagement.toml").write_text("\n".join(lines), encoding="utf-8")
        return open_job(report, "klein", workspace=str(tmp_path))

    return make
