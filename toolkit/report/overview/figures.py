"""The headline figures of a client, as its last reports print them: none is computed, and what they hide stays so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic_core import from_json

from toolkit.engagement import Engagement, constructs_with_role
from toolkit.errors import LoyaltyError, ReportError
from toolkit.instrument.texts import construct_label
from toolkit.language import N_, Language
from toolkit.report.runs.compare import numbers
from toolkit.report.runs.history import FINDINGS_FILE, HISTORY, TABLES_FILE

Measure = Literal["attitude", "behaviour", "nps"]
MEASURES: Final[tuple[Measure, ...]] = ("attitude", "behaviour", "nps")
NPS_DECIMALS: Final = 1
# The verdicts of the follow-up, as its tables print them.
BETTER, WORSE = N_("better"), N_("worse")
VERDICTS: Final = (
    *(BETTER, WORSE, N_("about the same"), N_("changed, but little")),
    *(N_("not decided"), N_("not judged")),
)
SCORES, CHANGES, RECOMMENDATION = "scores-table", "change-table", "recommendation-table"
TABLES: Final = (SCORES, CHANGES, RECOMMENDATION)
FURTHEST: Final = 1000  # no score lies beyond, nor does a change of one
MINUS: Final = "\N{MINUS SIGN}"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its margin and its decimals, as printed; `low` and `high` are None where the margin is not told."""

    value: float
    low: float | None
    high: float | None
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """What a score changed by since the first wave, its levels, and the verdict in English; "" where none is told."""

    figure: Figure
    before: float
    after: float
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline score; `construct` is "" for the NPS. A part that no report tells is None."""

    measure: Measure
    construct: str
    level: Figure | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Printed:
    """What a run left of its findings and tables, and the language of its words."""

    language: Language
    findings: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, Sequence[Row]]


def printed(reports: Path, report: str, run: str, language: str) -> Printed:
    """Read what a run left: from the history, else (of a run before there was one) its findings alone.

    Raises ReportError where its files cannot be read.
    """
    kept = reports / HISTORY / f"{report}-{run}"
    name = f"{HISTORY}/{kept.name}"
    try:
        if (kept / FINDINGS_FILE).is_file():
            findings = _list(kept / FINDINGS_FILE)
            tables = {one["id"]: list(_rows(one)) for one in _list(kept / TABLES_FILE) if one["id"] in TABLES}
        else:
            name = f"{report}.{FINDINGS_FILE}"
            findings, tables = _list(reports / name), {}
        by_key = {str(one.get("key", "")): one for one in findings}
        return Printed(Language(language), by_key, tables)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, LoyaltyError) as error:
        told = error if isinstance(error, LoyaltyError) else type(error).__name__
        raise ReportError(f"{name} cannot be read ({told}). Make the {report} report again.") from error


def headlines(
    engagement: Engagement, baseline: Printed | None, followup: Printed | None
) -> tuple[Headline, ...]:
    """Give the headline scores that a client's last reports tell: attitude, behaviour and the NPS.

    Raises ReportError where what they left has another form than reports have.
    """
    try:
        return _headlines(engagement, baseline, followup)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        told = f"its findings have another form than those of a report ({type(error).__name__})"
        raise ReportError(f"{HISTORY}: {told}. Make its reports again.") from error


def _headlines(
    engagement: Engagement, baseline: Printed | None, followup: Printed | None
) -> tuple[Headline, ...]:
    found = []
    for measure in MEASURES[:2]:
        for name in constructs_with_role(engagement, measure):
            level = None if baseline is None else _level(baseline, engagement, name)
            change = None if followup is None else _change(followup, engagement, name)
            found.append(Headline(measure, name, level, change))
    if engagement.questions.recommendation is not None:
        found.append(Headline("nps", "", _nps(baseline), _nps_change(followup)))
    return tuple(one for one in found if one.level is not None or one.change is not None)


def _list(path: Path) -> list[Any]:
    found = from_json(path.read_bytes())  # in half the time of json.loads, most of the page's
    if not isinstance(found, list):
        raise TypeError(f"{path.name} holds no list")
    return found


def _rows(table: Mapping[str, Any]) -> Iterator[Row]:
    keys = [str(column["key"]) for column in table["columns"]]
    yield from (dict(zip(keys, map(str, row), strict=False)) for row in table["rows"])


def _row(source: Printed, table: str, engagement: Engagement, construct: str) -> Row:
    label = construct_label(engagement, construct, source.language.code).strip()
    fits = [one for one in source.tables.get(table, ()) if one.get("theme", "").strip() == label]
    return fits[0] if len(fits) == 1 else {}


def _level(source: Printed, engagement: Engagement, construct: str) -> Figure | None:
    row = _row(source, SCORES, engagement, construct)
    low, high = (_read(row.get(key, ""), source.language) for key in ("low", "high"))
    return _figure(row.get("estimate", ""), [one for one in (low, high) if one is not None], source.language)


def _change(source: Printed, engagement: Engagement, construct: str) -> Change | None:
    return _changed(_row(source, CHANGES, engagement, construct), source.language)


def _changed(row: Row, language: Language) -> Change | None:
    limits = [_float(one) for one in numbers(row.get("margin", ""), language.code)]
    figure = _figure(row.get("difference", ""), limits, language)
    before, after = (_read(row.get(key, ""), language) for key in ("before", "after"))
    if figure is None or before is None or after is None:
        return None
    return Change(figure, before, after, _verdict(row.get("verdict", ""), language))


def _verdict(text: str, language: Language) -> str:
    return next((one for one in VERDICTS if language.say(one) == text), "")


def _nps(source: Printed | None) -> Figure | None:
    told = {} if source is None else source.findings.get("headline.nps", {}).get("numbers", {})
    return _finding_figure(told, "value")


def _nps_change(source: Printed | None) -> Change | None:
    if source is None:
        return None
    rows = source.tables.get(RECOMMENDATION, ())
    if rows:
        return _changed(rows[0], source.language)
    told = source.findings.get("change.nps", {}).get("numbers", {})
    figure = _finding_figure(told, "difference")
    before, after = told.get("before"), told.get("after")
    if figure is None or before is None or after is None:
        return None
    return Change(figure, float(before), float(after))


def _finding_figure(told: Mapping[str, Any], name: str) -> Figure | None:
    value = told.get(name)
    limits = [float(told[key]) for key in ("low", "high") if told.get(key) is not None]
    return None if value is None else _sound(float(value), limits, NPS_DECIMALS)


def _figure(text: str, limits: Sequence[float], language: Language) -> Figure | None:
    value = _read(text, language)
    if value is None:
        return None
    return _sound(value, limits, len(numbers(text, language.code)[0].partition(".")[2]))


def _sound(value: float, limits: Sequence[float], decimals: int) -> Figure | None:
    """Give a number with both its limits or none; None for what no score can be."""
    if not all(abs(one) <= FURTHEST for one in (value, *limits)):
        return None
    low, high = limits if len(limits) == 2 else (None, None)
    return Figure(value, low, high, decimals)


def _read(text: str, language: Language) -> float | None:
    """Read the one number of a cell; None where there is none, as where it is hidden."""
    found = numbers(text, language.code)
    return _float(found[0]) if len(found) == 1 else None


def _float(text: str) -> float:
    return float(text.replace(MINUS, "-"))
