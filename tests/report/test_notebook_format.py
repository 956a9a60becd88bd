"""nbformat comes without a grammar and periods that take longer to load than any notebook to read."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("first", ["", "import jsonschema; before = set(sys.modules); "])
def test_no_unused_format_is_loaded_and_nothing_stays_blocked(first: str) -> None:
    told = (
        f"import sys; before = set(); {first}from toolkit.report.notebook_format import nbformat; "
        "from toolkit.report.notebook_format import FORMATS; "
        "print(bool({*FORMATS} & (set(sys.modules) - before)), nbformat.v4.new_notebook().nbformat)"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "4"]
