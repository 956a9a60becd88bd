"""Training: lessons in notebooks, on invented clients of whom the truth is known.

`open_lesson` is what a lesson begins with. Each lesson is a folder in `notebooks/training` with its text and a module
in `toolkit.training.lessons` with its client and its exercises. `toolkit.training.classes` makes and marks classes.
"""

from __future__ import annotations

from toolkit.training.lesson import Lesson, open_lesson

__all__ = ["Lesson", "open_lesson"]
