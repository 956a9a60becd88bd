"""The notebooks stay thin: parameters in one cell, three lines a cell, and only the toolkit imported."""

import ast
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NOT_IN_A_NOTEBOOK = (
    ast.FunctionDef,
    ast.Lambda,
    ast.For,
    ast.While,
    ast.ClassDef,
    ast.ListComp,
    ast.GeneratorExp,
)
MOST_LINES = 3


def _code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_there_is_a_notebook_per_report() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["baseline", "drivers", "followup"]


def test_what_the_chapters_leave_to_the_appendix_is_handed_to_it() -> None:
    """Without these, findings for specialists would be in no chapter at all."""
    (path,) = (path for path in NOTEBOOKS if path.stem == "drivers")
    source = "\n".join(cell.source for cell in _code_cells(path))
    assert "drivers_in_full(job, attitude, behaviour, say=(*say_attitude, *say_behaviour))" in source
    assert "categories_in_full(job, categories, say_categories)" in source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    """What holds of each notebook."""

    def test_it_has_one_cell_with_parameters(self, path: Path) -> None:
        tagged = [cell for cell in _code_cells(path) if "parameters" in cell.metadata.get("tags", [])]
        assert len(tagged) == 1
        assert tagged[0].source.startswith('client = "voorbeeld-energie"')

    def test_it_carries_no_outputs(self, path: Path) -> None:
        for cell in _code_cells(path):
            assert cell.outputs == []
            assert cell.execution_count is None

    def test_a_cell_is_three_lines_without_logic(self, path: Path) -> None:
        for cell in _code_cells(path):
            if "parameters" not in cell.metadata.get("tags", []):
                assert len(cell.source.splitlines()) <= MOST_LINES, cell.source
            found = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, NOT_IN_A_NOTEBOOK)]
            assert found == [], cell.source

    def test_it_imports_from_the_toolkit_only(self, path: Path) -> None:
        for cell in _code_cells(path):
            for node in ast.walk(ast.parse(cell.source)):
                assert not isinstance(node, ast.Import), cell.source
                if isinstance(node, ast.ImportFrom):
                    assert node.module == "toolkit.notebook"

    def test_every_text_cell_is_a_note_that_stays_out_of_the_report(self, path: Path) -> None:
        texts = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
        assert texts
        assert all(cell.metadata.get("tags") == ["note"] for cell in texts)
