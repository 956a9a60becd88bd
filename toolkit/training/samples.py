"""The same survey over and over, as a picture that moves: intervals that hold the truth, and intervals that miss it."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.language import Language
from toolkit.training.look import styled

WIDTH, HEIGHT, MARGIN = 860, 300, 34
STEP = 0.04  # seconds between two surveys


@dataclass(frozen=True, eq=False)
class Samples:
    """Surveys of a world: what each would tell, and what is true. Arrays of shape (surveys,), in points."""

    estimates: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    truth: float

    @property
    def missed(self) -> npt.NDArray[np.bool_]:
        """Which intervals do not hold the truth."""
        return (self.low > self.truth) | (self.high < self.truth)


@dataclass(frozen=True, eq=False)
class Film:
    """The picture as a notebook and a slide show it: it needs no script, and stands still where motion is unwanted."""

    samples: Samples
    language: Language

    def __repr__(self) -> str:
        """Say what it shows."""
        return self.caption

    @property
    def caption(self) -> str:
        """How many intervals miss the truth."""
        return self.language.say(
            "{missed} of {all} intervals miss the true score of {truth}.",
            missed=self.language.number(int(self.samples.missed.sum())),
            all=self.language.number(len(self.samples.estimates)),
            truth=self.language.signed(self.samples.truth),
        )

    def _repr_html_(self) -> str:
        caption, again = html.escape(self.caption), html.escape(self.language.say("Play again"))
        picture = (
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{caption}">{self._lines()}</svg>'
        )
        button = f'<label class="again"><input type="checkbox">{again}</label>'
        figure = f"<figure>{picture}<figcaption>{caption} {button}</figcaption></figure>"
        return styled("loyalty-film", figure, style=_STYLE)

    def _lines(self) -> str:
        samples, language = self.samples, self.language
        bottom, top = float(samples.low.min()), float(samples.high.max())
        scale = (HEIGHT - 20) / (top - bottom)
        across = (WIDTH - MARGIN) / len(samples.estimates)
        drawn = [_axis(language, value, 10 + (top - value) * scale) for value in _ticks(bottom, top)]
        for place, (low, value, high, missed) in enumerate(
            zip(samples.low, samples.estimates, samples.high, samples.missed, strict=True)
        ):
            x = MARGIN + (place + 0.5) * across
            upper, middle, lower = (10 + (top - end) * scale for end in (high, value, low))
            kind = ' class="missed"' if missed else ""
            drawn.append(
                f'<g{kind} style="animation-delay:{place * STEP:.2f}s">'
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{upper:.1f}" y2="{lower:.1f}"/>'
                f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="1.7"/></g>'
            )
        y = 10 + (top - samples.truth) * scale
        drawn.append(f'<line class="truth" x1="{MARGIN}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        return "".join(drawn)


# The box turns the name of the animation, and a browser plays what has another name from the start.
_STYLE = (
    f".loyalty-film figure{{margin:0;max-width:{WIDTH}px}}"
    ".loyalty-film figcaption{margin-top:.3em}"
    ".loyalty-film text{font:12px sans-serif;fill:var(--quiet)}"
    ".loyalty-film line{stroke:var(--house);stroke-width:1.6}.loyalty-film circle{fill:var(--house)}"
    ".loyalty-film .missed line{stroke:var(--wrong);stroke-width:2.6}.loyalty-film .missed circle{fill:var(--wrong)}"
    ".loyalty-film .axis{stroke:var(--grid);stroke-width:1}"
    ".loyalty-film .truth{stroke:currentColor;stroke-width:1;stroke-dasharray:5 4}"
    ".loyalty-film .again{display:none;margin-left:.8em;color:var(--house);cursor:pointer;text-decoration:underline}"
    ".loyalty-film .again input{position:absolute;opacity:0}"
    ".loyalty-film .again:focus-within{outline:2px solid var(--house);outline-offset:2px}"
    "@media (prefers-reduced-motion:no-preference){"
    ".loyalty-film .again{display:inline}"
    ".loyalty-film g{opacity:0;animation:loyalty-appear .25s forwards}"
    ".loyalty-film:has(:checked) g{animation-name:loyalty-appear-again}"
    "@keyframes loyalty-appear{to{opacity:1}}@keyframes loyalty-appear-again{to{opacity:1}}}"
    "@media print{.loyalty-film g{opacity:1;animation:none}.loyalty-film .again{display:none}}"
)


def _ticks(bottom: float, top: float) -> list[float]:
    return [float(value) for value in range(-100, 101, 10) if bottom <= value <= top]


def _axis(language: Language, value: float, y: float) -> str:
    label = html.escape(language.number(value))
    return (
        f'<text x="{MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
        f'<line class="axis" x1="{MARGIN}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
    )
