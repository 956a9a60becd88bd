"""Runs without processes of their own, for tests that put something else in the place of a part of them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from toolkit.report.workers.beside import Call


def in_this_process(patch: pytest.MonkeyPatch) -> None:
    """Have every run made here, one report after the other."""

    def one_by_one(
        calls: Sequence[Call], _: int, told: Callable[[str, str], None] | None = None
    ) -> list[Any]:
        return [one.task(*(() if told is None else (told,)), *one.args) for one in calls]

    patch.setattr("toolkit.report.run.is_own", lambda: True)
    patch.setattr("toolkit.report.make.side_by_side", one_by_one)
