"""The deck beside a report: what a consultant shows to a board, with charts that PowerPoint itself edits."""

from toolkit.report.beside.slides.deck import slides

__all__ = ["slides"]
