"""What of a report's tables a slide draws: numbers as they are printed, and nothing that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit.language import Language
from toolkit.report.beside.slides.drawn import Bar, Bars, Dot, Dots, Drawing, Grid, Line, Lines, Mark
from toolkit.report.beside.workbook import number_in
from toolkit.report.evidence.printed import printed_numbers

View = dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    """Which columns of which tables make a chart.

    `values` are one or two numbers per row, each with the columns of its limits: two, one that holds both, or none.
    `one_of`: rows differ in what this column says, and those that say what the first says are drawn.
    `dots`: the two numbers place a dot.
    """

    table: str
    label: str
    values: tuple[tuple[str, ...], ...]
    one_of: str = ""
    dots: bool = False


RECIPES: Final = (
    Recipe(r"scores-table", "theme", (("estimate", "low", "high"),)),
    Recipe(r"groups-.+-table", "group", (("estimate", "low", "high"),)),
    Recipe(r"curve-table", "marks", (("estimate", "low", "high"),)),
    Recipe(r"bases-table", "basis", (("estimate", "low", "high"),)),
    Recipe(r"alignment-table", "value", (("importance",), ("experience",))),
    Recipe(r"moments-table", "group", (("estimate_0", "low_0", "high_0"),)),
    Recipe(r"network-table", "group", (("estimate", "low", "high"),), one_of="measure"),
    Recipe(r"behaviour-means", "side", (("estimate", "low", "high"),), one_of="act"),
    Recipe(r"value", "group", (("value", "low", "high"),)),
    Recipe(r"pulse-table", "unit", (("employees",), ("customers",)), dots=True),
    Recipe(r"importance-.+-table", "driver", (("share", "margin"),)),
    Recipe(r"categories-promoter", "driver", (("share", "margin"),)),
    Recipe(r"paths-.+-table", "theme", (("total", "total_margin"),)),
    Recipe(r"asymmetry-.+-table", "driver", (("penalty", "penalty_margin"), ("reward", "reward_margin"))),
    Recipe(r"priorities-.+-table", "driver", (("effect",), ("score",)), dots=True),
    Recipe(r"actions-gains", "action", (("gain", "margin"),)),
    Recipe(r"change-table", "theme", (("difference", "margin"),)),
    Recipe(r"shares", "share", (("difference", "margin"),)),
    Recipe(
        r"composition-table", "theme", (("within", "within_margin"), ("composition", "composition_margin"))
    ),
    Recipe(r"impact-\d+-table", "measure", (("difference", "margin"),)),
    Recipe(r"linked-changes-.+", "driver", (("estimate", "margin"),)),
    Recipe(r"driver-shift-.+-table", "driver", (("before",), ("after",))),
    Recipe(r"results-table", "part", (("value", "margin"),), one_of="measure"),
    Recipe(r"forecast-table", "theme", (("expected", "forecast"), ("measured", "margin"))),
)
# Tables that are told as they stand: what to do, and what to do next.
GRIDS: Final[Mapping[str, tuple[str, ...]]] = {
    "roadmap": ("phase", "action", "owner", "period", "cost", "measure"),
    "steering": ("action", "driver", "carried", "change", "forecast", "advice"),
}
_LONGEST_NAME: Final = 160
COURSE: Final = "trend-table"
_WAVE: Final = re.compile(r"wave_\d+")
OUTCOMES: Final = re.compile(r"(segments-.+)-outcomes(-\d+)?")
_BASES: Final = ("n",)
_OF_FIGURE: Final = re.compile(r"(.+?)-(table|gains)")
_GROUP: Final = re.compile(r"[A-Z]{1,2}: ")  # the letter before the name of a group


def figure_of(table: str) -> str:
    """Give the id of the figure that shows a table: "scores" for "scores-table"."""
    if outcomes := OUTCOMES.fullmatch(table):
        return outcomes[1]
    found = _OF_FIGURE.fullmatch(table)
    return found[1] if found else table


def drawing(table: View, language: Language, said: str) -> Drawing | None:
    """Give what a slide shows of a table; None where it shows nothing of it.

    `said` are the findings beside it: of many lines those are drawn that they name.
    """
    if table["id"] == COURSE:
        return _course(table, language, said)
    if keys := GRIDS.get(table["id"]):
        return _grid(table, keys)
    for recipe in RECIPES:
        columns = {column["key"] for column in table["columns"]}
        wanted = {recipe.label, *(key for value in recipe.values for key in value)}
        if re.fullmatch(recipe.table, table["id"]) and wanted <= columns:
            return _drawn(table, recipe, language)
    return None


def outcomes(tables: Sequence[View], title: str, language: Language) -> Bars | None:
    """Give a bar per group of customers, for the score that the title of the figure beside the tables names.

    One division may stand in more than one table, a part of its groups in each.
    """
    bars: list[Bar] = []
    heads: list[str] = []
    for table in tables:
        named = (row for row in table["rows"] if language.quoted(row[0]) in title)
        row = next(named, None)
        if row is not None:
            heads.append(row[0])
            groups = [_name(_GROUP.sub("", column["label"], count=1)) for column in table["columns"][1:]]
            # A letter behind a score tells from which group it differs: here it would stand alone.
            marks = [_mark(cell.split(" ")[0], "", language) for cell in row[1:]]
            bars += [Bar(label, mark) for label, mark in zip(groups, marks, strict=True) if mark]
    if len(bars) < 2:
        return None
    first, shape = tables[0], _shape(bars, language)
    return Bars(first["id"], first["number"], first["title"], heads[0], tuple(bars), shape, first["note"])


def _course(table: View, language: Language, said: str) -> Lines | None:
    places = [at for at, column in enumerate(table["columns"]) if _WAVE.fullmatch(column["key"])]
    rows = [row for row in table["rows"] if language.quoted(row[0]) in said]
    lines = [Line(row[0], tuple(_mark(row[at], "", language) for at in places)) for row in rows]
    whole = tuple(one for one in lines if one.marks and one.marks[-1])
    if not whole or len(places) < 2:
        return None
    first = next(mark for mark in whole[0].marks if mark)
    number = number_in(first.text, language)
    waves = tuple(table["columns"][at]["label"] for at in places)
    shape = number.shape if number else "General"
    return Lines(table["id"], table["number"], table["title"], waves, whole, shape, table["note"])


def _grid(table: View, wanted: Sequence[str]) -> Grid | None:
    keys = [column["key"] for column in table["columns"]]
    known = tuple(key for key in wanted if key in keys)
    heads = tuple(table["columns"][keys.index(key)]["label"] for key in known)
    rows = tuple(tuple(row[keys.index(key)] for key in known) for row in table["rows"])
    return (
        Grid(table["id"], table["number"], table["title"], known, heads, rows, table["note"])
        if rows
        else None
    )


def _drawn(table: View, recipe: Recipe, language: Language) -> Bars | Dots | None:
    keys = [column["key"] for column in table["columns"]]
    heads = [table["columns"][keys.index(value[0])]["label"] for value in recipe.values]
    rows = list(_rows(table, recipe, keys, language))
    if not rows:
        return None
    if recipe.dots:
        dots = tuple(Dot(label, *marks) for label, marks, _ in rows if len(marks) == len(recipe.values))
        about = (table["id"], table["number"], table["title"])
        return Dots(*about, heads[0], heads[1], dots, table["note"]) if dots else None
    paired = len(recipe.values) > 1
    bars = []
    for label, marks, base in rows:
        for place, mark in enumerate(marks):
            name = language.say("{name}: {what}", name=label, what=heads[place]) if paired else label
            bars.append(Bar(name, mark, base, second=bool(place)))
    head, shape = _head(table, recipe, keys, heads, language), _shape(bars, language)
    about = (table["id"], table["number"], table["title"])
    return Bars(*about, head, tuple(bars), shape, table["note"], paired)


def _head(table: View, recipe: Recipe, keys: list[str], heads: list[str], language: Language) -> str:
    """Say what is drawn: the head of its column, or what its first row says that it is."""
    if recipe.one_of:
        return str(table["rows"][0][keys.index(recipe.one_of)])
    return language.listing(heads)


def _rows(
    table: View, recipe: Recipe, keys: list[str], language: Language
) -> Iterator[tuple[str, list[Mark], str]]:
    """Give the label, the marks and the base of every row whose numbers are all printed."""
    base = next((key for key in _BASES if key in keys), "")
    kind = keys.index(recipe.one_of) if recipe.one_of else -1
    for row in table["rows"]:
        if kind >= 0 and row[kind] != table["rows"][0][kind]:
            continue
        cells = dict(zip(keys, row, strict=True))
        marks = [
            _mark(cells[value[0]], " ".join(cells[key] for key in value[1:]), language)
            for value in recipe.values
        ]
        known = [mark for mark in marks if mark is not None]
        if len(known) == len(marks) and cells[recipe.label]:
            yield _name(cells[recipe.label]), known, cells.get(base, "")


def _name(text: str) -> str:
    """Give a name that a chart has room for: no slide is high enough for a page of text beside a bar."""
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _mark(text: str, limits: str, language: Language) -> Mark | None:
    """Read a cell and its limits; None for a cell that holds no number, as one that is hidden."""
    number = number_in(text, language)
    if number is None:
        return None
    found = [one.value / 100 if one.percent else one.value for one in printed_numbers(limits, language)]
    low, high = sorted(found) if len(found) == 2 else (None, None)
    return Mark(number.value, text, low, high)


def _shape(bars: Sequence[Bar], language: Language) -> str:
    """Give how Excel is to write the numbers of a chart: as the first of them is printed."""
    number = number_in(bars[0].mark.text, language)
    return number.shape if number else "General"
