"""One notebook, executed: parameters, the cells run in a process of their own, failures, and nothing of it left."""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from toolkit.errors import ReportError
from toolkit.report.execute import execute, read_notebook
from toolkit.report.parameters import checked_parameters, declared_parameters
from toolkit.report.shell import CUT, MOST_PRINTED
from toolkit.report.workers import WorkerLost, workers

PARAMETERS = """\
client = "acme"
workspace = ""
language = ""
final = False
waves = ""
count = 3
share: float = 1
bold = True
either = None  # anything
"""
FIXED = {"client": "acme", "workspace": "", "language": "nl", "final": False}


def write(path: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "an-old-kernel", "display_name": "gone", "language": "python"}
    notebook.cells = [
        nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}, id="parameters"),
        *(nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)),
    ]
    path.write_text(nbformat.writes(notebook), "utf-8")
    return path


def run(folder: Path, *cells: str, **parameters: Any) -> tuple[Any, tuple[str, ...]]:
    notebook = read_notebook(write(folder / "baseline.ipynb", *cells))
    declared_parameters(notebook, "baseline.ipynb")
    place = {"report": "baseline", "workspace": folder, "keep": folder / ".failed" / "baseline.ipynb"}
    with workers(1) as pool:
        return pool.submit(partial(execute, notebook, {**FIXED, **parameters}, **place)).result()


def said(notebook: Any) -> str:
    return "".join(output.get("text", "") for output in notebook.cells[-1].outputs)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, tuple[str, ...], Path]:
    folder = tmp_path_factory.mktemp("a {place} with braces")
    (folder / "pandas.py").write_text("raise RuntimeError('the workspace is not a library')", "utf-8")
    cells = (
        "import warnings, sys; warnings.warn('mind the gap')",
        "import pandas, os, json\n"
        "print(json.dumps({'cwd': os.getcwd(), 'workspace': os.environ['LOYALTY_WORKSPACE'],\n"
        "    'python': sys.executable, 'seed': os.environ['PYTHONHASHSEED'],\n"
        "    'threads': os.environ['OMP_NUM_THREADS'],\n"
        "    'home': os.environ['IPYTHONDIR'],\n"
        "    'values': [client, language, final, waves, count, share, bold, either]}))",
    )
    notebook, warnings = run(folder, *cells, waves='a "quoted" \\ {brace} wêve', count=7, either=[1, "x"])
    return notebook, warnings, folder


def test_the_cells_run_in_this_python_and_see_the_workspace(
    executed: tuple[Any, tuple[str, ...], Path],
) -> None:
    notebook, _, folder = executed
    facts = json.loads(said(notebook))
    assert Path(facts["cwd"]).samefile(folder)
    assert Path(facts["workspace"]).samefile(folder)
    assert Path(facts["python"]).samefile(sys.executable)
    assert (facts["seed"], facts["threads"]) == ("0", "1")
    assert not Path(facts["home"]).exists(), "the folder of IPython's own settings goes with it"


def test_parameters_arrive_as_they_are(executed: tuple[Any, tuple[str, ...], Path]) -> None:
    values = json.loads(said(executed[0]))["values"]
    assert values == ["acme", "nl", False, 'a "quoted" \\ {brace} wêve', 7, 1, True, [1, "x"]]


def test_warnings_are_handed_on_and_not_kept(executed: tuple[Any, tuple[str, ...], Path]) -> None:
    notebook, warnings, _ = executed
    assert len(warnings) == 1
    assert "mind the gap" in warnings[0]
    assert "mind the gap" not in said(notebook)
    assert not notebook.cells[2].outputs


def test_times_and_drawn_ids_are_gone(executed: tuple[Any, tuple[str, ...], Path]) -> None:
    notebook = executed[0]
    assert [cell.id for cell in notebook.cells] == ["parameters", "injected-parameters", "cell-0", "cell-1"]
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}
    nbformat.validate(notebook)


def test_an_old_notebook_without_ids_gets_steady_ones(tmp_path: Path) -> None:
    path = write(tmp_path / "baseline.ipynb", "1")
    content = json.loads(path.read_text("utf-8"))
    content["nbformat_minor"] = 4
    for cell in content["cells"]:
        del cell["id"]
    path.write_text(json.dumps(content), "utf-8")
    assert [cell.id for cell in read_notebook(path).cells] == ["cell-0", "cell-1"]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"nbformat": 3}', '{"nbformat": 4, "nbformat_minor": 5}', "\xff"]
)
def test_what_is_no_notebook_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.ipynb"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ReportError, match=r"baseline\.ipynb cannot be read as a notebook"):
        read_notebook(path)


def test_an_error_of_ours_comes_back_in_its_own_words(tmp_path: Path) -> None:
    cells = (
        "from toolkit.errors import Fault, IntakeError",
        "raise IntakeError('Bad file', [Fault('row 2', 'no', 'Mend.')])",
    )
    with pytest.raises(ReportError) as caught:
        run(tmp_path, *cells)
    assert str(caught.value) == "Bad file\n  - row 2: no. Mend."
    assert not (tmp_path / ".failed").exists()


def test_any_other_error_says_where_and_keeps_the_notebook(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as caught:
        run(tmp_path, "raise ValueError('first line\\nlast line')")
    kept = tmp_path / ".failed" / "baseline.ipynb"
    for part in (
        "internal error in cell [3]",
        "ValueError. ",
        str(kept),
        "may hold answers",
        "No report was changed",
    ):
        assert part in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert "first line" in kept.read_text("utf-8")


@pytest.mark.parametrize("ends", ["import sys; sys.exit()", "exit()", "raise SystemExit('no data')"])
def test_a_cell_that_ends_python_is_no_good_end(tmp_path: Path, ends: str) -> None:
    with pytest.raises(
        ReportError, match=r"stopped in cell \[3\], which ends Python \(sys\.exit, .*"
    ) as caught:
        run(tmp_path, ends, "print('later')")
    assert str(tmp_path / ".failed" / "baseline.ipynb") in str(caught.value)
    assert (tmp_path / ".failed" / "baseline.ipynb").is_file()


def test_a_process_that_dies_is_said(tmp_path: Path) -> None:
    with pytest.raises(
        WorkerLost,
        match=r"ended unexpectedly\. Its last words: Fatal Python error: Abort.*\. No report was changed",
    ):
        run(tmp_path, "import os; os.abort()")


def test_no_settings_of_the_user_reach_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 31\n", "utf-8")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    monkeypatch.setenv("LOYALTY_SCORES", str(tmp_path / "nowhere"))
    asked = "import os, matplotlib; print(matplotlib.rcParams['font.size'], 'LOYALTY_SCORES' in os.environ)"
    notebook, _ = run(tmp_path, asked)
    assert said(notebook) == "10.0 False\n"


def test_what_is_printed_is_kept_as_far_as_a_notebook_can_hold_it(tmp_path: Path) -> None:
    """Ten times as many lines cost ten times as much, and no more is kept than fits."""
    cells = "import sys\nfor n in range(3):\n    print(n)\nprint('e', file=sys.stderr)\nprint('last')"
    notebook, _ = run(tmp_path, cells, f"for _ in range(200): print('x' * {MOST_PRINTED // 100})")
    assert [one.text for one in notebook.cells[-2].outputs] == ["0\n1\n2\n", "last\n"]
    assert said(notebook).endswith(CUT)
    assert len(said(notebook)) == MOST_PRINTED + len(CUT)


def declared(tmp_path: Path, parameters: str = PARAMETERS) -> Any:
    return declared_parameters(read_notebook(write(tmp_path / "b.ipynb", parameters=parameters)), "b.ipynb")


def test_an_unknown_parameter_names_the_nearest_and_all(tmp_path: Path) -> None:
    with pytest.raises(
        ReportError, match=r"no parameter 'wave'\. Did you mean `waves`\? It knows: waves, count, "
    ):
        checked_parameters(declared(tmp_path), {"wave": "x"}, "baseline")


def test_a_notebook_without_parameters_of_its_own_says_so(tmp_path: Path) -> None:
    only_fixed = "\n".join(PARAMETERS.splitlines()[:4])
    with pytest.raises(ReportError, match="It has no parameters of its own"):
        checked_parameters(declared(tmp_path, only_fixed), {"wave": "x"}, "baseline")


def test_a_notebook_must_declare_what_the_command_sets(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"b\.ipynb does not declare workspace, final\."):
        declared(tmp_path, 'client = ""\nlanguage = ""')


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("waves", "2017", "2017"),
        ("count", " -5 ", -5),
        ("share", "2.5", 2.5),
        ("bold", "No", False),
        ("bold", "TRUE", True),
        ("either", "[1, 2]", [1, 2]),
        ("either", "plain words", "plain words"),
        ("count", 4, 4),
    ],
)
def test_values_take_the_type_of_the_notebook(tmp_path: Path, name: str, text: Any, value: Any) -> None:
    found = checked_parameters(declared(tmp_path), {name: text}, "baseline")[name]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("count", "2.5", "whole number"),
        ("share", "2,5", "with a point"),
        ("share", "nan", "number"),
        ("bold", "maybe", "true"),
    ],
)
def test_values_of_another_type_are_refused(tmp_path: Path, name: str, text: str, wanted: str) -> None:
    with pytest.raises(
        ReportError, match=rf"'{name}' of the baseline notebook must be .*{wanted}.* not '{text}'"
    ):
        checked_parameters(declared(tmp_path), {name: text}, "baseline")


@pytest.mark.parametrize("name", FIXED)
def test_what_the_command_sets_is_not_for_p(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReportError, match="cannot be given with -p"):
        checked_parameters(declared(tmp_path), {name: "x"}, "baseline")
