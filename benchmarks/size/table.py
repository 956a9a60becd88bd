"""Costs by size: kept as JSON, printed as a table, written into docs/performance.md, and held to the promise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from benchmarks.size.measured import Cost

REPORTS = ("baseline", "drivers", "followup", "all")
RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- made by benchmarks.size -->", "<!-- end of what benchmarks.size made -->"
MOST_MEGABYTES = 6_000
# Measured costs spread: so much more than a straight line is no faster growth.
SPREAD = 1.15

Costs = Mapping[int, Mapping[str, Cost]]
HEADER = ("Respondents a wave", "Report", "Processor, s", "s per 10,000 more", "Memory, GB")


def kept(file: Path = RESULTS) -> dict[int, dict[str, Cost]]:
    """Give what was measured so far, smallest survey first."""
    if not file.exists():
        return {}
    read = json.loads(file.read_text(encoding="utf-8"))
    found = {int(size): {name: Cost(**cost) for name, cost in own.items()} for size, own in read.items()}
    return dict(sorted(found.items()))


def keep(respondents: int, report: str, cost: Cost, file: Path = RESULTS) -> None:
    """Keep one cost beside those that are there."""
    costs = kept(file)
    costs.setdefault(respondents, {})[report] = Cost(round(cost.seconds, 1), round(cost.megabytes))
    plain = {size: {name: asdict(one) for name, one in own.items()} for size, own in sorted(costs.items())}
    file.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")


def rows(costs: Costs) -> Iterator[tuple[str, ...]]:
    """Give the rows of the table: what each report cost, and what every 10,000 respondents more than before added."""
    before: dict[str, tuple[int, Cost]] = {}
    for size, own in costs.items():
        for report in REPORTS:
            if report not in own:
                continue
            cost, more = own[report], "–"
            if report in before:
                smaller, then = before[report]
                more = f"{(cost.seconds - then.seconds) / (size - smaller) * 10_000:.2f}"
            before[report] = (size, cost)
            yield f"{size:,}", report, f"{cost.seconds:,.0f}", more, f"{cost.megabytes / 1e3:.1f}"


def printed(costs: Costs) -> list[str]:
    """Give the lines of the table as Markdown."""
    lines = [HEADER, ("--:", ":--", "--:", "--:", "--:"), *rows(costs)]
    return [f"| {' | '.join(line)} |" for line in lines]


def page(costs: Costs, file: Path = PAGE) -> None:
    """Put the table in its place on the page."""
    text = file.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    file.write_text(
        "\n".join([f"{before}{BEGIN}", "", *printed(costs), "", f"{END}{after}"]), encoding="utf-8"
    )


def broken(costs: Costs) -> Sequence[str]:
    """Say where the promise is broken: memory beyond 6 GB, or a cost that grew faster than the respondents."""
    faults = [
        f"{report} of {size:,} respondents held {cost.megabytes:,.0f} MB, more than {MOST_MEGABYTES:,}"
        for size, own in costs.items()
        for report, cost in own.items()
        if cost.megabytes > MOST_MEGABYTES
    ]
    for (smaller, less), (larger, more) in pairwise(costs.items()):
        for report in less.keys() & more.keys():
            times = more[report].seconds / less[report].seconds
            if times > larger / smaller * SPREAD:
                faults.append(
                    f"{report} costs {times:.1f} times as much at {larger:,} as at {smaller:,} respondents"
                )
    return faults
