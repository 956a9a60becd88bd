"""nbconvert exporters: an executed notebook to Typst source, PDF, or one HTML file.

`jupyter nbconvert --to loyalty-pdf executed.ipynb` works once the package is installed.
Only blocks reach the page: code, logs and the consultant's notes stay in the notebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any

# Before nbconvert, which would import what the module leaves out.
from toolkit.report.notebook_format import NotebookNode  # isort: split

import jinja2
from jinja2.bccache import Bucket
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import Bool, Instance, List, Unicode, default

from toolkit.errors import ReportError
from toolkit.report.document import Document, build_document
from toolkit.report.paper.floating import mended
from toolkit.report.paper.pdf import Typesetter, typesetter
from toolkit.report.paper.typesetting import timestamp, typst_source
from toolkit.report.screen.page import page_resources
from toolkit.report.screen.policy import sha256
from toolkit.report.templates import checked_overrides, client_templates_of, house_templates, with_hint

Resources = dict[str, Any]


class _Compiled(jinja2.BytecodeCache):
    """Keeps the templates that were compiled in this process, or in the one that it was forked from."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class _ReportExporter(TemplateExporter):
    """What the exporters share: the house's templates, a client's own before them, and the notebook's document."""

    client_templates = Unicode(
        "",
        help="Folder of template files that replace the house's of the same name. "
        "For a notebook in clients/<client>/reports it is clients/<client>/templates, if there.",
    ).tag(config=True)
    optimistic_validation = Bool(True).tag(config=True)
    # What is in `resources` nbconvert copies, whole, at each step.
    document = Instance(dict, allow_none=True, help="The document of the notebook, where it is made already.")
    # Nothing in a user's own Jupyter folders may change a report.
    template_data_paths = List(Unicode(), [])

    def get_prefix_root_dirs(self) -> list[str]:
        """Give none of Jupyter's folders: templates come from the house and the client only."""
        return []

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(house_templates())]

    def from_notebook_node(
        self, nb: NotebookNode, resources: Resources | None = None, **kw: Any
    ) -> tuple[Any, Resources]:
        """Export a notebook that has been run; the document goes along in `resources["document"]`.

        Raises ReportError when no report can be made of it.
        """
        folder = self._own_folder(resources)
        self.extra_loaders = [jinja2.FileSystemLoader(checked_overrides(folder))] if folder else []
        try:
            return super().from_notebook_node(nb, resources, **kw)
        except jinja2.TemplateError as error:
            line = getattr(error, "lineno", None)
            place = getattr(error, "name", None) or self.template_file
            told = f"{place}, line {line}," if line else place
            message = f"The template {told} cannot be used: {str(error.message).rstrip('.')}."
            raise ReportError(with_hint(message, folder)) from error

    def _own_folder(self, resources: Resources | None) -> Path | None:
        """Give the folder of the client's own templates, where there is one."""
        at = (resources or {}).get("metadata", {}).get("path", "")
        return Path(self.client_templates) if self.client_templates else client_templates_of(at)

    @contextmanager
    def _hinting(self, resources: Resources | None) -> Iterator[None]:
        """Name the client's own templates where a page cannot be set: one of them may be why."""
        try:
            yield
        except ReportError as error:
            raise ReportError(with_hint(str(error), self._own_folder(resources))) from error

    def _init_preprocessors(self) -> None:
        super()._init_preprocessors()
        self.register_preprocessor(self._add_document)

    def _add_document(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Come last among nbconvert's preprocessors, so that cells removed by tag stay out."""
        document = self.document or build_document(nb)
        resources["document"] = document
        resources.update(self._made_of(document))
        return nb, resources

    def _made_of(self, document: Document) -> Resources:
        raise NotImplementedError

    def compile(self) -> None:
        """Compile the templates once for all exporters of this process, and of those forked from it."""
        for name in self.environment.list_templates(extensions=["j2"]):
            self.environment.get_template(name)

    def _create_environment(self) -> jinja2.Environment:
        environment = super()._create_environment()
        environment.undefined = jinja2.StrictUndefined
        environment.bytecode_cache = _COMPILED
        environment.globals["part"] = lambda name: environment.loader.get_source(environment, name)[0]
        return environment


class LoyaltyTypstExporter(_ReportExporter):
    """Typst source of the report: one file that holds its own data."""

    output_mimetype = "text/x-typst"
    export_from_notebook = "Loyalty report (Typst)"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".typ"

    @default("template_extension")
    def _template_extension_default(self) -> str:
        return ".typ.j2"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "typst"

    def _made_of(self, document: Document) -> Resources:
        return {"typst_source": typst_source(document)}

    def from_notebook_node(
        self, nb: NotebookNode, resources: Resources | None = None, **kw: Any
    ) -> tuple[Any, Resources]:
        """Export a notebook that has been run to Typst source, with its figures and tables placed."""
        with typesetter() as setter:
            return self._placed(setter, nb, resources, **kw)

    def _placed(
        self, setter: Typesetter, nb: NotebookNode, resources: Resources | None, **kw: Any
    ) -> tuple[str, Resources]:
        source, resources = super().from_notebook_node(nb, resources, **kw)
        with self._hinting(resources):
            return mended(source, setter.places), resources


class LoyaltyPDFExporter(LoyaltyTypstExporter):
    """The report as PDF/UA-1 and PDF/A-2a."""

    output_mimetype = "application/pdf"
    export_from_notebook = "Loyalty report (PDF)"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override] # a PDF is bytes, as in nbconvert's own PDF exporter
        self, nb: NotebookNode, resources: Resources | None = None, **kw: Any
    ) -> tuple[bytes, Resources]:
        """Export a notebook that has been run to the bytes of a PDF."""
        with typesetter() as setter:
            source, resources = self._placed(setter, nb, resources, **kw)
            with self._hinting(resources):
                pdf, warnings = setter.pdf(source, timestamp(resources["document"]))
        for warning in warnings:
            self.log.warning("Typst: %s", warning)
        return pdf, resources


class LoyaltyHTMLExporter(_ReportExporter):
    """The report as one HTML file that fetches nothing, and runs nothing but the house's scripts."""

    output_mimetype = "text/html"
    export_from_notebook = "Loyalty report (HTML)"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "html"

    def _made_of(self, document: Document) -> Resources:
        return page_resources(document)

    def _create_environment(self) -> jinja2.Environment:
        environment = super()._create_environment()
        environment.autoescape = True
        environment.globals["sha256"] = sha256
        return environment
