"""What the demo client's reports say and how they are built, beside what was read in review.

A change of a sentence, a finding, a base, a column or their order shows here as a change of a text file. When it is
meant, `pytest tests/whole/test_snapshots.py --renew` writes the files anew; read what changed before it is committed.
"""

import difflib
from pathlib import Path

import nbformat
import pytest

from tests.whole.structure import structure
from toolkit.report.blocks import Heading, Meta, Prose
from toolkit.report.document import collect

SNAPSHOTS = Path(__file__).parent / "snapshots"
# As the README's commands leave them: the last run of each report.
REPORTS = {"baseline": "nl", "drivers": "nl", "followup": "en"}
MOST_LINES = 60


@pytest.mark.parametrize("report", REPORTS)
def test_the_report_says_what_was_read_in_review(
    reports: Path, report: str, request: pytest.FixtureRequest
) -> None:
    blocks = collect(nbformat.read(reports / f"{report}.ipynb", 4))
    (meta,) = (block for block in blocks if isinstance(block, Meta))
    assert meta.language == REPORTS[report]
    said, file = structure(blocks), SNAPSHOTS / f"{report}.{meta.language}.txt"
    if request.config.getoption("--renew"):
        SNAPSHOTS.mkdir(exist_ok=True)
        file.write_text(said, "utf-8", newline="\n")
    kept = file.read_text("utf-8")
    changed = [*difflib.unified_diff(kept.splitlines(), said.splitlines(), "read", "now", lineterm="", n=1)]
    told = "\n".join(
        [f"{len(changed)} lines changed; renew with --renew when that is meant:", *changed[:MOST_LINES]]
    )
    assert said == kept, told


def test_every_snapshot_is_of_a_report() -> None:
    assert {path.name for path in SNAPSHOTS.iterdir()} == {
        f"{name}.{code}.txt" for name, code in REPORTS.items()
    }


def test_a_changed_sentence_changes_the_snapshot() -> None:
    meta = Meta("T", "C", "baseline", "en", "2026-04-07")
    parts = [
        structure([meta, Heading(1, "One"), Prose((text,))]) for text in ("It rose by 3.", "It rose by 4.")
    ]
    assert parts[0] == "# T (en)\n\n## 1 One\n\nprose\n  It rose by 3.\n"
    assert parts[0] != parts[1]
