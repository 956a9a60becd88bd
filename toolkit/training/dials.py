"""The simulator with dials on it: turn one, and see what baseline, drivers and follow-up would claim beside the truth.

Where no person is at the keyboard, as when a notebook is marked, the dials stand still and are a picture; the widgets
are not even imported then.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from IPython.display import display

from toolkit.catalogues import TRAINING
from toolkit.language import N_, Language
from toolkit.play import somebody_there
from toolkit.training.claims import Claim, Row, claims_of
from toolkit.training.invented_wave import Settings
from toolkit.training.look import styled

if TYPE_CHECKING:
    from ipywidgets import Widget

WIDTH, HEIGHT = 300, 26  # of the picture of one number


@dataclass(frozen=True, slots=True)
class Dial:
    """One dial: what it is called, where it can stand, and how its stand is written."""

    label: str
    stands: tuple[float, ...]
    written: Callable[[Language, float], str]


def _whole(language: Language, value: float) -> str:
    return language.number(value)


def _times(language: Language, value: float) -> str:
    return f"{language.number(value, 0 if value == round(value) else 1)} ×"


def _percent(language: Language, value: float) -> str:
    return language.percent(value)


def _effect(language: Language, value: float) -> str:
    return language.number(value, 2)


def _points(language: Language, value: float) -> str:
    return language.signed(value)


def _steps(first: float, last: float, number: int) -> tuple[float, ...]:
    """Give so many stands at equal distances, the ends among them."""
    return tuple(round(first + (last - first) * step / (number - 1), 6) for step in range(number))


DIALS: Final[Mapping[str, Dial]] = {
    "sample": Dial(N_("How many answer"), (50, 100, 200, 400, 800, 1600, 3200), _whole),
    "response": Dial(N_("The loyal answer more readily"), (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0), _times),
    "error": Dial(N_("Error in each answer"), _steps(0.1, 0.9, 17), _percent),
    "trust": Dial(N_("True effect of trust"), _steps(0.0, 0.55, 12), _effect),
    "satisfaction": Dial(N_("True effect of satisfaction"), _steps(0.0, 0.55, 12), _effect),
    "lock_in": Dial(N_("Harder to leave than usual"), _steps(-20, 20, 9), _points),
    "change": Dial(N_("True rise of trust"), _steps(-20, 20, 17), _points),
}


@dataclass(frozen=True, slots=True)
class Dials:
    """What a lesson shows of the simulator.

    turn    the dials that can be turned, in order; names of `DIALS`
    shows   the claims under them, in order; names of `toolkit.training.claims.CLAIMS`
    begin   where dials stand at first, where that is not where `Settings` has them
    """

    turn: tuple[str, ...]
    shows: tuple[str, ...]
    begin: Mapping[str, float] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """Where all dials stand at first."""
        return _turned(Settings(), self.begin)


def _turned(settings: Settings, stands: Mapping[str, float]) -> Settings:
    """Turn dials; how many answer is a whole number."""
    whole = {name: int(stand) if name == "sample" else stand for name, stand in stands.items()}
    return replace(settings, **whole)  # type: ignore[arg-type]  # each name is a field of its own type


def show_dials(dials: Dials, code: str, seed: int) -> None:
    """Show the dials to who is at the keyboard, else a picture of how they stand at first."""
    display(panel(dials, code, seed) if somebody_there() else Still(dials, code, seed))


@dataclass(frozen=True, slots=True)
class Still:
    """The dials as they stand at first, for where nobody can turn them."""

    dials: Dials
    code: str
    seed: int

    def __repr__(self) -> str:
        """Give the sentences of the claims."""
        return "\n".join(line for claim in self._claims() for line in (claim.head, *claim.sentences))

    def _claims(self) -> tuple[Claim, ...]:
        return claims_of(self.dials.settings, self.dials.shows, self.code, self.seed)

    def _repr_html_(self) -> str:
        words = Language(self.code, TRAINING)
        stands = "".join(f"<li>{html.escape(line)}</li>" for line in self._stands(words))
        return styled("loyalty-dials", f"<ul>{stands}</ul>{shown(self._claims(), words)}", style=_STYLE)

    def _stands(self, words: Language) -> Iterator[str]:
        for name in self.dials.turn:
            stand = DIALS[name].written(words, float(getattr(self.dials.settings, name)))
            yield words.say("{dial}: {stand}", dial=words.say(DIALS[name].label), stand=stand)


def panel(dials: Dials, code: str, seed: int) -> Widget:
    """Make the panel: a slider per dial, a button that draws other customers, and the claims under them."""
    import ipywidgets as widgets  # noqa: PLC0415 - slow to import, and only where somebody turns it

    words = Language(code, TRAINING)
    sliders = {name: _slider(widgets, name, dials.settings, words) for name in dials.turn}
    draw = widgets.Button(
        description=words.say("Ask other customers"), icon="refresh", layout={"width": "16em"}
    )
    result, drawn = widgets.HTML(layout={"width": "100%"}), [seed]

    def update(_: object = None) -> None:
        settings = _turned(dials.settings, {name: float(slider.value) for name, slider in sliders.items()})
        claims = claims_of(settings, dials.shows, code, drawn[0])
        told = f'<div role="status">{shown(claims, words)}</div>'
        result.value = styled("loyalty-dials", told, style=_STYLE)

    def others(_: object) -> None:
        drawn[0] += 1
        update()

    for slider in sliders.values():
        slider.observe(update, names="value")
    draw.on_click(others)
    update()
    return widgets.VBox([*sliders.values(), draw, result], layout={"width": "100%"})


def _slider(widgets: Any, name: str, settings: Settings, words: Language) -> Any:
    """Make the slider of a dial; it tells where it stands when it is let go, not on its way."""
    dial = DIALS[name]
    return widgets.SelectionSlider(
        options=[(dial.written(words, stand), stand) for stand in dial.stands],
        value=getattr(settings, name),
        description=words.say(dial.label),
        continuous_update=False,
        style={"description_width": "16em"},
        layout={"width": "40em", "max_width": "100%"},
    )


def shown(claims: tuple[Claim, ...], words: Language) -> str:
    """Give the claims as HTML: of each its sentences, and its numbers in a table with a picture in each row."""
    return "".join(_section(claim, words) for claim in claims)


def _section(claim: Claim, words: Language) -> str:
    says = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in claim.sentences)
    known = any(not math.isnan(row.truth) for row in claim.rows)
    measured, margin, truth = words.say("Measured"), words.say("Margin"), words.say("Truth")
    heads = [f"● {measured}", margin, *([f"◇ {truth}"] if known else [])]
    head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in heads)
    rows = "".join(_table_row(row, words, known=known) for row in claim.rows)
    table = f"<table><thead><tr><td></td><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
    inside = f"<strong>{html.escape(claim.head)}</strong>{table if claim.rows else ''}{says}"
    return f'<div class="claim">{inside}</div>'


def _table_row(row: Row, words: Language, *, known: bool) -> str:
    margin = Language(words.code).interval(_value(row, row.low, words), _value(row, row.high, words))
    cells = [_value(row, row.value, words), words.say("too few to show") if math.isnan(row.low) else margin]
    if known:
        cells.append(_truth(row, words))
    values = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
    missed = ' class="missed"' if row.missed else ""
    return f'<tr{missed}><th scope="row">{html.escape(row.label)}</th><td>{_picture(row)}</td>{values}</tr>'


def _truth(row: Row, words: Language) -> str:
    """Write the truth; in words too where the margin misses it, for colour alone tells not everybody."""
    truth = _value(row, row.truth, words)
    return words.say("{truth} (missed)", truth=truth) if row.missed else truth


def _value(row: Row, value: float, words: Language) -> str:
    return {
        "points": lambda: words.number(value),
        "difference": lambda: words.signed(value, 1),
        "share": lambda: words.percent(value),
        "coefficient": lambda: words.number(value, 2),
    }[row.unit]()


def _picture(row: Row) -> str:
    """Draw a number with its margin on its axis, and a rhombus where the truth is; the table says it in words."""
    middle = HEIGHT / 2

    def x(value: float) -> float:
        return 6 + (WIDTH - 12) * (min(max(value, row.least), row.most) - row.least) / (row.most - row.least)

    drawn = [f'<line class="axis" x1="6" x2="{WIDTH - 6}" y1="{middle}" y2="{middle}"/>']
    if row.least < 0:
        drawn.append(f'<line class="zero" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="3" y2="{HEIGHT - 3}"/>')
    if not math.isnan(row.low):
        ends = f'x1="{x(row.low):.1f}" x2="{x(row.high):.1f}"'
        drawn.append(f'<line class="margin" {ends} y1="{middle}" y2="{middle}"/>')
        drawn.append(f'<circle class="value" cx="{x(row.value):.1f}" cy="{middle}" r="5"/>')
    if not math.isnan(row.truth):
        at = x(row.truth)
        corners = f"{at:.1f},2 {at + 6:.1f},{middle} {at:.1f},{HEIGHT - 2} {at - 6:.1f},{middle}"
        drawn.append(f'<polygon class="truth" points="{corners}"/>')
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(drawn)}</svg>'


_STYLE = (
    ".loyalty-dials .claim{border-left:4px solid var(--house);background:var(--tint);padding:.5em .9em;"
    "margin:.7em 0;border-radius:0 4px 4px 0}"
    ".loyalty-dials svg{display:block;width:100%;min-width:9em;max-width:300px}"
    ".loyalty-dials tbody td:nth-child(2){width:45%}"
    ".loyalty-dials .claim{overflow-x:auto}"
    ".loyalty-dials ul{margin:.3em 0;padding-left:1.2em}"
    ".loyalty-dials table{border-collapse:collapse;margin:.3em 0;width:100%;max-width:46em}"
    ".loyalty-dials tr,.loyalty-dials thead{background:none!important;border:0}"
    ".loyalty-dials td,.loyalty-dials th{text-align:left!important;padding:.15em .9em .15em 0;border:0;"
    "font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".loyalty-dials thead th{color:var(--quiet);font-weight:400}"
    ".loyalty-dials tbody th{font-weight:400}"
    ".loyalty-dials .axis{stroke:var(--grid)}.loyalty-dials .zero{stroke:var(--quiet)}"
    ".loyalty-dials .margin{stroke:var(--house);stroke-width:5;opacity:.55}"
    ".loyalty-dials .value{fill:var(--house)}"
    ".loyalty-dials .truth{fill:none;stroke:var(--right);stroke-width:2}"
    ".loyalty-dials .missed td{color:var(--wrong)}"
    ".loyalty-dials .missed .margin{stroke:var(--wrong)}"
    ".loyalty-dials .missed .value{fill:var(--wrong)}"
)
