"""The page that tells what was drawn: per report what is promised, and the rate in each design."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from benchmarks.calibration.designs import DESIGNS
from benchmarks.calibration.rates import Claim, Rate, Verdict, verdict
from benchmarks.calibration.results import Cell
from benchmarks.calibration.studies import REPORTS, Report, Study

PAGE = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
_TITLES: dict[Report, str] = {
    "baseline": "The baseline report",
    "drivers": "The driver report",
    "followup": "The follow-up report",
}
_BLANKS = "one in seven answers to every other question missing, at random given the report mark"
HEAD = Path(__file__).with_name("head.md")
GLANCE = "<!-- in one glance -->"  # where the head has it
FEW = 300  # on fewer a test that errs twice as often as promised would often be called within its bound
State = Literal["every", "some", "none", "outside"]
_STATES: dict[State, str] = {
    "every": "held in every design",
    "some": "held in some, the others on too few",
    "none": "on too few clients everywhere",
    "outside": "outside in any design",
}


def page(studies: Mapping[str, Study], found: Mapping[str, Mapping[str, Cell]]) -> str:
    """Write the page, of what is kept of each study per design."""
    head = HEAD.read_text("utf-8").replace(GLANCE, _summary(studies, found))
    lines = [head + "\n" + "\n".join(_designs()) + "\n"]
    for report in REPORTS:
        rows = [
            row for one in studies.values() if one.report == report for row in _rows(one, found[one.name])
        ]
        if rows:
            promises = [
                line
                for one in studies.values()
                if one.report == report
                for line in _promises(one, found[one.name])
            ]
            lines += [
                f"## {_TITLES[report]}\n",
                *_table(rows),
                "",
                "What is promised, row by row:\n",
                *promises,
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


def outside(one: Study, cells: Mapping[str, Cell]) -> Iterator[str]:
    """Tell what of a study lies outside its bounds."""
    for design, cell in cells.items():
        for name, claim in one.claims.items():
            rate = cell.rates.get(name)
            if rate is not None and verdict(claim, rate) == "outside":
                yield (
                    f"{one.name} {name}, {design}: {claim.kind} {rate.value:.1%} ± {rate.error:.1%} "
                    f"of {rate.of} clients, promised {claim.promised:.0%}"
                )


def _designs() -> Iterator[str]:
    yield "| design | respondents | points of a question | what else |\n|---|---|---|---|"
    for design in DESIGNS.values():
        else_ = [
            word
            for word, holds in (
                (f"answers skewed ({design.skew:g})".replace("-", "−"), design.skew),
                ("uneven response, weighted", design.weighted),
                (_BLANKS, design.missing),
                ("drivers correlate .7 or more", design.correlated),
            )
            if holds
        ]
        yield f"| {design.name} | {design.n:,} | {design.points} | {'; '.join(else_)} |"


def _summary(studies: Mapping[str, Study], found: Mapping[str, Mapping[str, Cell]]) -> str:
    rates = [
        (one.claims[claim], rate)
        for one in studies.values()
        for cell in found[one.name].values()
        for claim, rate in cell.rates.items()
        if claim in one.claims and rate.of
    ]
    counted = Counter((verdict(claim, rate), rate.of < FEW) for claim, rate in rates)

    def of(which: Verdict) -> int:
        return counted[which, True] + counted[which, False]

    asked = sum(len(one.designs) * len(one.claims) for one in studies.values())
    lines = [
        "## In one glance\n",
        f"A promise is held in a design where it is kept on {FEW} simulated clients or more.\n",
        *_glance(studies, found),
        "",
        f"Of {len(rates)} rates {counted['within', False]} keep their promise on {FEW} clients or more and "
        f"{counted['within', True]} on fewer, which proves little; {of('cautious')} are more cautious "
        f"than promised, {of('outside')} lie outside their bound; {of('told')} are told without a promise.",
        f"{asked - len(rates)} of the {asked} rates of the whole grid are still to be drawn, or have no client yet.\n",
    ]
    return "\n".join(lines)


def _glance(studies: Mapping[str, Study], found: Mapping[str, Mapping[str, Cell]]) -> Iterator[str]:
    """Count the promises of each report by how far they are held."""
    yield "| report | promises | " + " | ".join(_STATES.values()) + " |"
    yield "|---|" + "---|" * (1 + len(_STATES))
    for report in REPORTS:
        states = Counter(
            _state(one, name, found[one.name])
            for one in studies.values()
            if one.report == report
            for name, claim in one.claims.items()
            if not claim.told
        )
        if states:
            numbers = (states.total(), *(states[state] for state in _STATES))
            yield f"| {_TITLES[report]} | " + " | ".join(map(str, numbers)) + " |"


def _held(one: Study, name: str, cells: Mapping[str, Cell]) -> int:
    """Count the designs in which a promise is kept on clients enough."""
    rates = (cell.rates[name] for cell in cells.values() if name in cell.rates)
    return sum(rate.of >= FEW and verdict(one.claims[name], rate) in ("within", "cautious") for rate in rates)


def _state(one: Study, name: str, cells: Mapping[str, Cell]) -> State:
    rates = [cell.rates[name] for cell in cells.values() if name in cell.rates]
    if any(verdict(one.claims[name], rate) == "outside" for rate in rates):
        return "outside"
    held = _held(one, name, cells)
    return "every" if held == len(one.designs) else "some" if held else "none"


def _rows(one: Study, cells: Mapping[str, Cell]) -> Iterator[list[str]]:
    for name, claim in one.claims.items():
        rates = {design: cell.rates[name] for design, cell in cells.items() if name in cell.rates}
        if not rates:
            continue
        known = [rate for rate in rates.values() if rate.of]
        error = max((rate.error for rate in known), default=float("nan"))
        fewest = min((rate.of for rate in known), default=0)
        refused = max(rate.left_out / max(rate.of + rate.left_out, 1) for rate in rates.values())
        yield [
            f"{one.name}: {name}",
            claim.kind,
            "told" if claim.told else f"{_held(one, name, cells)} of {len(one.designs)}",
            *(_cell(claim, rates.get(design), asked=design in one.designs) for design in DESIGNS),
            f"{100 * error:.1f}" if known else "",
            f"{fewest}",
            f"{100 * refused:.0f}%" if refused else "",
        ]


def _cell(claim: Claim, rate: Rate | None, *, asked: bool) -> str:
    if rate is None or not rate.of:
        return "–" if asked else ""
    told = f"{100 * rate.value:.1f}"
    around = {"outside": "**", "cautious": "*"}.get(verdict(claim, rate), "")
    few = f" ({rate.of})" if rate.of < FEW else ""
    return f"{around}{told}{around}{few}"


def _table(rows: list[list[str]]) -> Iterator[str]:
    heads = ["procedure", "kind", "held", *DESIGNS, "error", "clients", "refused"]
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _promises(one: Study, cells: Mapping[str, Cell]) -> Iterator[str]:
    for name, claim in one.claims.items():
        if any(name in cell.rates for cell in cells.values()):
            planned = f" Promised: {100 * claim.promised:.0f}%." if claim.bound is not None else ""
            yield f"- *{one.name}: {name}* — {claim.says}{planned}"
