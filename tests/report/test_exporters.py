import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import pytest
from jinja2 import nodes
from nbconvert.exporters import get_exporter
from pypdf import PdfReader
from traitlets.config import Config

from tests.report import sample
from toolkit.errors import ReportError
from toolkit.report.blocks import Heading
from toolkit.report.document import build_document
from toolkit.report.exporters import LoyaltyHTMLExporter, LoyaltyPDFExporter, LoyaltyTypstExporter
from toolkit.report.files import report_files
from toolkit.report.templates import checked_overrides, house_templates

NAMES = {
    "loyalty-typst": LoyaltyTypstExporter,
    "loyalty-pdf": LoyaltyPDFExporter,
    "loyalty-html": LoyaltyHTMLExporter,
}
SMALL = [sample.meta(), Heading(1, "Een")]


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A client folder with a templates folder and an executed notebook under reports."""
    folder = tmp_path / "clients" / "voorbeeld"
    (folder / "templates").mkdir(parents=True)
    (folder / "reports").mkdir()
    nbformat.write(sample.notebook(SMALL), folder / "reports" / "baseline.ipynb")
    return folder


def typst(client: Path, **options: str) -> str:
    source, _ = LoyaltyTypstExporter(**options).from_filename(str(client / "reports" / "baseline.ipynb"))
    return source


@pytest.mark.parametrize("name", NAMES)
def test_nbconvert_knows_them_by_name(name: str) -> None:
    exporter = get_exporter(name)
    assert exporter is NAMES[name]
    assert exporter.export_from_notebook.startswith("Loyalty report")


def test_the_command_line_of_nbconvert_gives_the_same_bytes(client: Path) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "loyalty-pdf", "baseline.ipynb"]
    subprocess.run(command, cwd=client / "reports", check=True, capture_output=True, timeout=120)
    pdf, _ = LoyaltyPDFExporter().from_notebook_node(sample.notebook(SMALL))
    assert (client / "reports" / "baseline.pdf").read_bytes() == pdf


def test_a_document_that_is_made_already_needs_no_outputs() -> None:
    document = build_document(sample.notebook(SMALL))
    for exporter in (LoyaltyTypstExporter, LoyaltyHTMLExporter):
        page, _ = exporter(document=document).from_notebook_node(sample.notebook([]))
        assert page == exporter().from_notebook_node(sample.notebook(SMALL))[0]


def test_templates_are_compiled_once_for_all_exporters_and_a_client_s_own_anew(
    client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for exporter in (LoyaltyTypstExporter, LoyaltyHTMLExporter):
        exporter().compile()
    compiled: list[str] = []
    generate = jinja2.Environment._generate

    def told(
        environment: jinja2.Environment, source: nodes.Template, name: str, *rest: Any, **more: Any
    ) -> str:
        compiled.append(name)
        return generate(environment, source, name, *rest, **more)

    monkeypatch.setattr(jinja2.Environment, "_generate", told)
    house = typst(client)
    LoyaltyHTMLExporter().from_notebook_node(sample.notebook(SMALL))
    assert compiled == []
    own = client / "templates" / "index.typ.j2"
    own.write_text("// Ons eigen\n" + (house_templates() / "typst" / own.name).read_text("utf-8"), "utf-8")
    assert typst(client) == "// Ons eigen\n" + house
    assert compiled == [own.name]


def test_a_client_s_file_replaces_the_house_s_of_the_same_name(client: Path) -> None:
    (client / "templates" / "cover.typ").write_text(
        "#let cover() = page[Ons eigen omslag]\n", encoding="utf-8"
    )
    (client / "templates" / "report.css").write_text("body { color: navy }\n", encoding="utf-8")
    source = typst(client)
    assert "Ons eigen omslag" in source
    assert "#let cover-words" not in source
    page, _ = LoyaltyHTMLExporter().from_filename(str(client / "reports" / "baseline.ipynb"))
    assert "body { color: navy }" in page
    assert ".findings" not in page
    pdf, _ = LoyaltyPDFExporter().from_filename(str(client / "reports" / "baseline.ipynb"))
    assert pdf.startswith(b"%PDF")


def test_overrides_are_only_those_of_the_notebook_s_own_client(client: Path, tmp_path: Path) -> None:
    (client / "templates" / "cover.typ").write_text("#let cover() = [x]", encoding="utf-8")
    elsewhere = tmp_path / "baseline.ipynb"
    elsewhere.write_bytes((client / "reports" / "baseline.ipynb").read_bytes())
    exporter = LoyaltyTypstExporter()
    assert "#let cover() = [x]" in exporter.from_filename(str(client / "reports" / "baseline.ipynb"))[0]
    assert "#let cover() = [x]" not in exporter.from_filename(str(elsewhere))[0]
    assert (
        "#let cover() = [x]"
        in LoyaltyTypstExporter(client_templates=str(client / "templates")).from_filename(str(elsewhere))[0]
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("covver.typ", "", "Did you mean 'cover.typ'"),
        ("cover.typ", '#import "@preview/cetz:0.3.0"', "imports a Typst package"),
        ("index.html.j2", "{{ nothing.here }}", "cannot be used: 'nothing' is undefined"),
        (
            "index.typ.j2",
            "{% for %}",
            r"index\.typ\.j2, line 1, cannot be used: .* own were used: index\.typ\.j2\. Mend",
        ),
        (
            "cover.typ",
            "#let cover() = [",
            r"The PDF cannot be made: unclosed delimiter.* used: cover\.typ\. Mend the one",
        ),
        (
            "cover.typ",
            "\ufeff#let cover() = [x]\n#cover(1)",
            r"The PDF cannot be made: .* used: cover\.typ\.",
        ),
    ],
)
def test_an_override_with_a_fault_is_refused_in_words(
    client: Path, name: str, content: str, words: str
) -> None:
    (client / "templates" / name).write_text(content, encoding="utf-8")
    exporter = LoyaltyHTMLExporter() if "html" in name else LoyaltyTypstExporter()
    with pytest.raises(ReportError, match=words):
        exporter.from_filename(str(client / "reports" / "baseline.ipynb"))


def test_the_files_of_a_report_use_the_client_s_templates_in_both_wherever_its_folder_is(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "klein"  # in no folder `clients`
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "cover.typ").write_text("#let cover() = [Our own cover]", encoding="utf-8")
    (folder / "templates" / "report.css").write_text("/* our own looks */", encoding="utf-8")
    made = report_files(sample.notebook(SMALL), "baseline", folder, lambda step: None).contents
    assert "our own looks" in made["baseline.html"].decode("utf-8")
    first = PdfReader(io.BytesIO(made["baseline.pdf"])).pages[0].extract_text()
    assert "Our own cover" in first


def test_other_files_beside_templates_are_let_be(client: Path, tmp_path: Path) -> None:
    (client / "templates" / "README.md").write_text("notes", encoding="utf-8")
    assert checked_overrides(client / "templates") == client / "templates"
    with pytest.raises(ReportError, match="is not there"):
        checked_overrides(tmp_path / "none")


def test_nothing_of_the_machine_reaches_a_report(client: Path) -> None:
    assert LoyaltyTypstExporter().template_paths == [str(house_templates() / "typst")]
    assert str(client) not in typst(client)


def test_no_block_of_a_cell_removed_by_its_tag_is_shown() -> None:
    notebook = sample.notebook([*SMALL, Heading(1, "Weg ermee")])
    notebook.cells[-2].metadata["tags"] = ["remove"]
    exporter = LoyaltyTypstExporter(Config({"TagRemovePreprocessor": {"remove_cell_tags": ["remove"]}}))
    source, _ = exporter.from_notebook_node(notebook)
    assert "Een" in source
    assert "Weg ermee" not in source
