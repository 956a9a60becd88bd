"""Every kind of figure with made-up results: as many rows and names as long as one asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from toolkit.figures import charts, gaps, penalties
from toolkit.figures.calibration import calibration
from toolkit.figures.columns import columns, divided
from toolkit.figures.curve import mark_curve
from toolkit.figures.dumbbell import dumbbell
from toolkit.figures.fields import loyalty_map
from toolkit.figures.forecast import expected_and_measured
from toolkit.figures.gains import gains
from toolkit.figures.individuals import individuals
from toolkit.figures.multiples import Panel, multiples
from toolkit.figures.odds import odds
from toolkit.figures.parts import parts
from toolkit.figures.paths import Arrow, Box, paths
from toolkit.figures.priorities import priority_map
from toolkit.figures.reading import reading
from toolkit.figures.scatter import scatter
from toolkit.figures.sides import sides
from toolkit.figures.style import Look
from toolkit.figures.survival import survival_curves

WORDS = (
    *("service", "prijs", "levering", "afspraken", "vertrouwen", "uitleg"),
    *("klachten", "duurzaamheid", "gemak", "snelheid", "nabijheid", "adviseurs"),
)
FIRST = (
    *("Bereikbaarheid", "Vriendelijkheid", "Betrouwbaarheid", "Klantgerichtheid"),
    *("Deskundigheid", "Aandacht", "Zorg"),
)
MOST_PANELS = 16


@dataclass(frozen=True)
class Case:
    """How many rows a specimen has, and how many signs each name."""

    rows: int
    signs: int
    look: Look

    def name(self, place: int) -> str:
        """Give a name of just so many signs, another one for each place."""
        if self.signs < 6:
            return f"{FIRST[place % 7][:1]}{place:02d}"[: self.signs]
        words = [FIRST[place % 7], "van", "de", *(WORDS[(place * 5 + step) % 12] for step in range(8))]
        text = " ".join(words)[: self.signs].rstrip()
        return text + "n" * (self.signs - len(text))

    def names(self) -> list[str]:
        return [self.name(place) for place in range(self.rows)]

    def spread(self, low: float, high: float, seed: int = 0) -> np.ndarray:
        """Give a number per row, in no order."""
        return np.random.default_rng(seed).permutation(np.linspace(low, high, self.rows))

    def odd(self) -> list[bool]:
        return [place % 3 == 0 for place in range(self.rows)]


def percent(value: float) -> str:
    return f"{value:.0%}"


def signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _interval(estimate: np.ndarray, half: float) -> pd.DataFrame:
    return pd.DataFrame({"estimate": estimate, "low": estimate - half, "high": estimate + half})


def intervals_of(case: Case) -> str:
    table = _interval(case.spread(8, 98), 2)
    values = [f"{value:.0f}" for value in table["estimate"]]
    return charts.intervals(
        table, case.names(), values, case.look, axis_label=f"{case.name(3)}, 0 tot 100", highlight=case.odd()
    )


def bars_of(case: Case) -> str:
    table = _interval(np.sort(case.spread(0.02, 0.62))[::-1], 0.04)
    outlined = [place % 3 == 1 for place in range(case.rows)]
    return charts.bars(
        table,
        case.names(),
        [percent(one) for one in table["estimate"]],
        case.look,
        axis_label="aandeel in de samenhang (alle thema’s samen 100%)",
        highlight=case.odd(),
        outlined=outlined,
        tick=percent,
    )


def changes_of(case: Case) -> str:
    table = _interval(case.spread(-8, 9), 2.5).rename(columns={"estimate": "difference"})
    verdicts = np.where(table["difference"].abs() > 4, "better", "not decided")
    return charts.changes(
        table.assign(verdict=verdicts),
        case.names(),
        [signed(one) for one in table["difference"]],
        case.look,
        axis_label="verandering in punten van 100",
        band=5,
        band_label="minder dan 5 punten",
        tick=signed,
    )


def columns_of(case: Case) -> str:
    table = _interval(np.array([0.01, 0.01, 0.01, 0.03, 0.08, 0.13, 0.2, 0.22, 0.16, 0.15]), 0.02)
    tones = [*["plain"] * 6, "pale", "pale", "strong", "strong"]
    spans = [(0, 5, "criticasters 28%"), (6, 7, "passief tevredenen 41%"), (8, 9, "promotors 31%")]
    return columns(
        table.clip(lower=0),
        ["0", "1", "2–3", *"45678", "9", "10"],
        [percent(one) for one in table["estimate"]],
        case.look,
        axis_label="antwoord op de aanbevelingsvraag, 0 tot 10",
        tones=tones,
        spans=spans,
        tick=percent,
    )


def divided_of(case: Case) -> str:
    detractors, promoters = case.spread(0.02, 0.6), case.spread(0.01, 0.38, 1)
    table = pd.DataFrame({"d": detractors, "m": 1 - detractors - promoters, "p": promoters})
    return divided(
        table,
        case.names(),
        [("d", "criticasters", "plain"), ("m", "passief tevredenen", "pale"), ("p", "promotors", "strong")],
        [f"−{20 + place} (−{35 + place} tot −{5 + place})" for place in range(case.rows)],
        case.look,
        axis_label="aandeel van de klanten",
        heading="NPS (marge)",
        share=percent,
    )


def _pairs(case: Case, first: str, second: str, low: float, high: float, half: float) -> pd.DataFrame:
    one, two = case.spread(low, high), case.spread(low, high, 1)
    return pd.DataFrame(
        {
            f"{name}{end}": values + shift * half
            for name, values in ((first, one), (second, two))
            for end, shift in (("", 0), ("_low", -1), ("_high", 1))
        }
    )


def dumbbell_of(case: Case) -> str:
    table = _pairs(case, "before", "after", 0.06, 0.5, 0.05)
    return dumbbell(
        table,
        case.names(),
        [f"{place - 5:+d}".replace("-", "−") for place in range(case.rows)],
        case.look,
        labels=(case.name(1), case.name(2)),
        axis_label=f"aandeel in wat alle drivers verklaren van “{case.name(4)}”",
        highlight=case.odd(),
        tick=percent,
    )


def gaps_of(case: Case) -> str:
    table = _pairs(case, "importance", "experience", 4, 96, 2)
    return gaps.gaps(
        table,
        case.names(),
        [signed(one) for one in table["experience"] - table["importance"]],
        case.look,
        labels=("belangrijk", "gemerkt"),
        axis_label="score, 0 tot 100",
    )


def gains_of(case: Case) -> str:
    table = _interval(case.spread(-0.2, 2.2), 0.6)
    return gains(
        table,
        case.names(),
        [signed(one) for one in table["estimate"]],
        case.look,
        axis_label=f"punten op “{case.name(2)}”",
        highlight=case.odd(),
        tick=signed,
    )


def penalties_of(case: Case) -> str:
    table = _pairs(case, "penalty", "reward", -9, 9, 2.5)
    return penalties.penalties(
        table,
        case.names(),
        ["enthousiasmerend" if odd else "niet uitgemaakt" for odd in case.odd()],
        case.look,
        labels=("lage scores", "hoge scores"),
        axis_label=f"punten op “{case.name(2)}” naast middelste scores",
        tick=signed,
    )


def parts_of(case: Case) -> str:
    table = _pairs(case, "within", "composition", -4, 5, 1.2)
    return parts(
        table.assign(difference=table["within"] + table["composition"]),
        case.names(),
        [f"{signed(a)} en {signed(b)}" for a, b in zip(table["within"], table["composition"], strict=True)],
        case.look,
        labels=("bij dezelfde klanten", "door andere klanten", "hele verandering"),
        axis_label="verandering in punten van 100",
        tick=signed,
    )


def forecast_of(case: Case) -> str:
    expected, measured = case.spread(0, 8), case.spread(-1, 9, 1)
    table = pd.DataFrame(
        {
            "expected": expected,
            "forecast_low": expected - 1.5,
            "forecast_high": expected + 1.5,
            "measured": measured,
            "low": measured - 1,
            "high": measured + 1,
            "verdict": ["below" if odd else "inside" for odd in case.odd()],
        }
    )
    return expected_and_measured(
        table,
        case.names(),
        [signed(one) for one in measured],
        case.look,
        axis_label="verandering in punten",
        expected_label="verwacht",
        measured_label="gemeten",
        tick=signed,
    )


def odds_of(case: Case) -> str:
    table = _interval(case.spread(-2.5, 2.5), 0.9)
    return odds(
        table,
        case.names(),
        case.look,
        left="criticasters (0–6)",
        right="promotors (9–10)",
        axis_label="zoveel keer zo groot is de kans dat het woord wordt gebruikt",
        tick=lambda ratio: f"{ratio:.0f}×",
    )


def curve_of(case: Case) -> str:
    estimate = np.array([39.0, 48, 51, 58, 64, 69, 77])
    table = _interval(estimate, 4).assign(mark=range(4, 11), monotone=estimate)
    return mark_curve(
        table,
        ["3 tot 4", *(str(mark) for mark in range(5, 11))],
        [f"{one:.0f}" for one in estimate],
        case.look,
        axis_labels=("rapportcijfer", f"{case.name(1)}, 0 tot 100"),
        fit_label="beste lijn die nergens daalt",
        bend=((4, 42), (7, 55), (10, 78)),
        bend_label="knik bij 7 (6,5 tot 7,6)",
    )


def calibration_of(case: Case) -> str:
    table = _interval(np.array([0.31, 0.28, 0.38, 0.64, 0.72, 0.81]), 0.1)
    return calibration(
        table.assign(predicted=[0.23, 0.37, 0.48, 0.59, 0.68, 0.79]),
        [percent(one) for one in table["estimate"]],
        case.look,
        axis_labels=(f"kans die volgt uit “{case.name(1)}”", "kocht opnieuw"),
        line_label="zoals voorspeld",
        tick=percent,
    )


def fields_of(case: Case) -> str:
    edges = [0, 20, 40, 50, 60, 70, 80, 100]
    fields = pd.DataFrame(
        [
            {"left": a, "right": b, "bottom": c, "top": d, "shade": 1 + (i * j) % 5}
            for i, (a, b) in enumerate(pairwise(edges))
            for j, (c, d) in enumerate(pairwise(edges))
        ]
    )
    words = {
        "true": ("42%", "hoog op beide", "marge 39% tot 45%"),
        "latent": ("6%", "alleen loyaal in houding (latent)", "marge 5% tot 7%"),
        "spurious": ("39%", "alleen loyaal in gedrag (schijnbaar)", "marge 36% tot 42%"),
        "none": ("13%", "laag op beide", "marge 11% tot 15%"),
    }
    return loyalty_map(
        fields,
        words,
        case.look,
        cut=60,
        sems=(6, 10),
        axis_labels=(f"{case.name(1)}, 0 tot 100", f"{case.name(2)}, 0 tot 100"),
        band_label="onzeker",
        strong="true",
        shades=5,
    )


def individuals_of(case: Case) -> str:
    value = np.array([75.2, 75.0, 75.1, 75.1, 68.6])
    points = pd.DataFrame(
        {"place": range(5), "value": value, "low": value - 1.6, "high": value + 1.6, "signal": value < 70}
    )
    return individuals(
        points,
        [case.name(place) for place in range(5)],
        [f"{one:.1f}" for one in value],
        case.look,
        lines=((71.9, "ondergrens 71,9"), (74.4, "gemiddelde 74,4"), (77.0, "bovengrens 77,0")),
        axis_label="punten van 100",
        tick=lambda one: f"{one:.0f}",
    )


def sides_of(case: Case) -> str:
    points = {
        name: pd.DataFrame(
            {"place": [0.0, 1.0], "value": ends, "low": np.array(ends) - 4, "high": np.array(ends) + 4}
        )
        for name, ends in (("met de maatregel", [52.9, 62.4]), ("zonder de maatregel", [54.4, 61.9]))
    }
    return sides(
        points,
        [case.name(place) for place in range(2)],
        case.look,
        began=0.3,
        began_label="de maatregel begint",
        axis_label="score van 100",
        tick=lambda one: f"{one:.0f}",
    )


def multiples_of(case: Case) -> str:
    shown = []
    for place, level in enumerate(case.spread(20, 95)[:MOST_PANELS]):
        course = level + np.array([0, 1.5, -1, 2, 6 if place % 3 == 0 else 0])
        levels = _interval(course, 1.4).assign(place=range(5))
        ends = (f"{course[0]:.1f}", f"{course[-1]:.1f}")
        shown.append(
            Panel(levels, case.name(place), "geen stijging of daling", 5.0, ends, strong=place % 3 == 0)
        )
    return multiples(shown, case.look, ticks=[(place, f"’{14 + place}") for place in range(5)])


def paths_of(case: Case) -> str:
    keys = [f"d{place}" for place in range(case.rows)]
    boxes = [*(Box(key, case.name(place)) for place, key in enumerate(keys))]
    boxes += [Box("a", case.name(30), end=True), Box("b", case.name(31), end=True, doubtful=True)]
    arrows = [Arrow(keys[0], key, 0.5, True, "+4.4") for key in keys[1:4]]
    arrows += [
        Arrow(key, "a", 0.1 * (n % 10), n % 4 == 0, "+2.6" if n % 4 == 0 else "")
        for n, key in enumerate(keys)
    ]
    arrows += [Arrow(key, "b", 0.1, n % 6 == 1, "−1.2" if n % 6 == 1 else "") for n, key in enumerate(keys)]
    return paths(boxes, [*arrows, Arrow("a", "b", 0.8, True, "+2.5")], case.look)


def priorities_of(case: Case) -> str:
    table = pd.DataFrame({"effect": case.spread(0.2, 4.4), "score": case.spread(44, 82, 1)})
    for name, half in (("effect", 0.6), ("score", 1.2)):
        table = table.assign(**{f"{name}_low": table[name] - half, f"{name}_high": table[name] + half})
    corners = {"enough": "zwakke samenhang, hoge score", "keep": "sterke samenhang, hoge score: vasthouden"}
    corners |= {
        "later": "zwakke samenhang, lage score",
        "first": "sterke samenhang, lage score: kijk hier eerst",
    }
    marks = [("shown", "open", "none")[place % 3] for place in range(case.rows)]
    return priority_map(
        table,
        case.names(),
        marks,
        case.look,
        lines=(2.4, 63.0),
        corners=corners,
        axis_labels=(f"samenhang: punten van “{case.name(1)}” bij 10 punten meer →", "score nu (0–100) →"),
        tick=signed,
    )


def scatter_of(case: Case) -> str:
    table = pd.DataFrame({"employees": case.spread(40, 75), "customers": case.spread(48, 70, 1)})
    for name, half in (("employees", 9), ("customers", 3)):
        table = table.assign(**{f"{name}_low": table[name] - half, f"{name}_high": table[name] + half})
    return scatter(
        table,
        case.names(),
        case.look,
        x="employees",
        y="customers",
        axis_labels=("medewerkers, 0 tot 100", f"klanten: {case.name(2)}, 0 tot 100"),
    )


def survival_of(case: Case) -> str:
    curves = []
    for place in range(5):
        time = np.arange(0, 1100, 60.0)
        estimate = np.clip(1 - np.maximum(time - 365, 0) / (1400 + 30 * place), 0.05, 1)
        curves.append(
            pd.DataFrame(
                {"time": time, "estimate": estimate, "low": estimate - 0.04, "high": estimate + 0.04}
            )
        )
    return survival_curves(
        curves,
        [case.name(place) for place in range(5)],
        case.look,
        axis_labels=("dagen sinds de eerste aankoop", "klanten die niet zijn afgehaakt"),
        highlight=[place == 4 for place in range(5)],
        tick=percent,
        mark=(365, "365 dagen stilte"),
    )


def reading_of(case: Case) -> str:
    return reading(
        [(62, 54, 70), (62, 60, 64), (48, 40, 56)],
        ["een voorbeeld", "meer klanten", "een andere groep"],
        ["62", "62", "48"],
        case.look,
        parts=("ondergrens", "getal", "bovengrens"),
        axis_label="score, 0 tot 100",
    )


# With few and with many rows: groups of customers, and drivers.
GROUPS, DRIVERS, ONE = (2, 25), (4, 22), (5,)
SPECIMENS: dict[str, tuple[Callable[[Case], str], tuple[int, ...]]] = {
    "intervals": (intervals_of, GROUPS),
    "bars": (bars_of, DRIVERS),
    "changes": (changes_of, DRIVERS),
    "columns": (columns_of, ONE),
    "divided": (divided_of, GROUPS),
    "dumbbell": (dumbbell_of, DRIVERS),
    "gaps": (gaps_of, DRIVERS),
    "gains": (gains_of, DRIVERS),
    "penalties": (penalties_of, DRIVERS),
    "parts": (parts_of, DRIVERS),
    "expected_and_measured": (forecast_of, DRIVERS),
    "odds": (odds_of, DRIVERS),
    "mark_curve": (curve_of, ONE),
    "calibration": (calibration_of, ONE),
    "loyalty_map": (fields_of, ONE),
    "individuals": (individuals_of, ONE),
    "sides": (sides_of, ONE),
    "multiples": (multiples_of, DRIVERS),
    "paths": (paths_of, DRIVERS),
    "priority_map": (priorities_of, DRIVERS),
    "scatter": (scatter_of, GROUPS),
    "survival_curves": (survival_of, ONE),
    "reading": (reading_of, ONE),
}
