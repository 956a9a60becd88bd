"""A report with planted faults, for who learns to review: its sentences, the numbers in them, and its pages."""

from __future__ import annotations

from toolkit.training.flawed.pages import Page, report_page, report_text

__all__ = ["Page", "report_page", "report_text"]
