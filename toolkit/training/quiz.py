"""The quiz of a lesson: five questions in `quiz.json`, shown by jupyterquiz, with nothing from the network."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.language import Language
from toolkit.training.plans import Plan

# The house's colours, dark enough to read white letters on.
_COLOURS = {
    "--jq-multiple-choice-bg": "#1f3a5f",
    "--jq-many-choice-bg": "#1f3a5f",
    "--jq-numeric-bg": "#1f3a5f",
    "--jq-correct-color": "#1b7f4b",
    "--jq-incorrect-color": "#b3541e",
}
# Answers under each other, in the letters of the notebook: jupyterquiz's own are large, centred and two abreast.
_LOOK = (
    ".Quiz{margin:12px 0 0!important;font-size:1.05rem!important;line-height:1.4!important}"
    ".Quiz .Answer{grid-template-columns:1fr!important;grid-gap:6px!important}"
    ".Quiz .MCButton{justify-content:flex-start!important;padding:8px 12px!important;text-align:left!important;"
    "font-size:1rem!important}"
    ".Quiz .MCButton:focus-within{outline:3px solid #c46a1b}"
    ".Quiz .Feedback{margin:4px 0 14px;font-size:1rem!important;text-align:left!important}"
    '[data-jp-theme-light="false"] .Quiz .Feedback{color:var(--jp-content-font-color1)!important}'
)
# JupyterLab's MathJax lacks what jupyterquiz asks of it, and jupyterquiz would fetch another one from the network.
# No question of ours has a formula.
_NO_FORMULAS = """
const give = () => {
  if (window.MathJax && !Object.hasOwn(window.MathJax, "typeset")) window.MathJax.typeset = () => {};
};
give();
const again = setInterval(give, 100);
setTimeout(() => clearInterval(again), 20000);
"""


def questions_of(plan: Plan, language: Language) -> list[dict[str, Any]]:
    """Give the questions of a lesson in one language, in the form of jupyterquiz."""
    questions: list[dict[str, Any]] = _in(language.code, _read(plan.folder / "quiz.json"))
    return questions


def show_quiz(plan: Plan, language: Language) -> None:
    """Show the questions in a notebook."""
    from IPython.display import HTML, Javascript, display  # noqa: PLC0415 - only where there is a quiz
    from jupyterquiz import display_quiz  # noqa: PLC0415 - only where there is a quiz

    display(Javascript(_NO_FORMULAS))
    display_quiz(questions_of(plan, language), shuffle_answers=False, colors=_COLOURS, max_width=760)
    display(HTML(f"<style>{_LOOK}</style>"))


@cache
def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _in(code: str, thing: Any) -> Any:
    """Pick one language wherever a text is given in several."""
    if isinstance(thing, list):
        return [_in(code, one) for one in thing]
    if isinstance(thing, dict):
        return thing[code] if code in thing else {key: _in(code, one) for key, one in thing.items()}
    return thing
