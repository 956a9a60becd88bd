"""What is said of an answer, as a notebook shows it and as a school's marking tool reads it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.language import N_, Language
from toolkit.training.look import styled

_HEADS = {True: N_("Right."), False: N_("Not yet."), None: N_("Open.")}
_KINDS = {True: "right", False: "wrong", None: "open"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Right, wrong, or (None) not answered yet; and why, as a sentence still to be translated."""

    right: bool | None
    says: str


@dataclass(frozen=True, slots=True)
class Told:
    """A head with sentences under it: a hint, or what was planted."""

    head: str
    sentences: tuple[str, ...]

    def __repr__(self) -> str:
        """Give it as plain text."""
        return "\n".join((self.head, *self.sentences))

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in self.sentences)
        return styled("loyalty-box", f"<strong>{html.escape(self.head)}</strong>{lines}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A verdict in the words of its reader: the last line of a cell, which the notebook shows.

    Until the answer is right its hints stand under it, each to be opened by who asks for it.
    """

    verdict: Verdict
    hints: tuple[str, ...]
    language: Language

    def __repr__(self) -> str:
        """Give the points: nbgrader reads what a cell ends with as those of that cell."""
        return "1" if self.verdict.right else "0"

    def _repr_mimebundle_(self, **_: Any) -> Mapping[str, str]:
        head, says = (self.language.say(text) for text in (_HEADS[self.verdict.right], self.verdict.says))
        inside = f'<div role="status"><strong>{html.escape(head)}</strong> {html.escape(says)}</div>{self._hints()}'
        box = styled(f"loyalty-box {_KINDS[self.verdict.right]}", inside)
        return {"text/plain": repr(self), "text/html": box}

    def _hints(self) -> str:
        if self.verdict.right:
            return ""
        return "".join(
            f"<details><summary>{html.escape(self._hint(number))}</summary>"
            f"{html.escape(self.language.say(hint))}</details>"
            for number, hint in enumerate(self.hints, 1)
        )

    def _hint(self, number: int) -> str:
        return self.language.say(N_("Hint {number}"), number=self.language.number(number))
