"""The tables that docs/methods/scales.md prints can be made again."""

import importlib

from tests.conftest import ROOT


def test_the_benchmark_runs(capsys):
    importlib.import_module("benchmarks.scales").main(["--small"])
    tables = capsys.readouterr().out.strip().split("\n\n")
    assert [len(table.splitlines()) - 2 for table in tables] == [4, 5, 2]
    page = (ROOT / "docs" / "methods" / "scales.md").read_text(encoding="utf-8")
    for table in tables:
        assert table.splitlines()[0] in page
