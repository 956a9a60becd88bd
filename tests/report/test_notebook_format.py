"""nbformat comes without a grammar that takes longer to build than any notebook to read."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("first", ["", "import jsonschema; before = set(sys.modules); "])
def test_no_grammar_is_built_and_nothing_stays_blocked(first: str) -> None:
    told = (
        f"import sys; before = set(); {first}from toolkit.report.notebook_format import nbformat; "
        "print('rfc3987_syntax' in set(sys.modules) - before, nbformat.v4.new_notebook().nbformat)"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "4"]
