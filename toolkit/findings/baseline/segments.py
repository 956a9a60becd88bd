"""What may be said of how groups of customers differ."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.segments import EFFORT, MARK, NINE_PLUS, NPS, Division, Segments
from toolkit.analysis.job import Job
from toolkit.findings.baseline.segment_words import (
    alone_plain,
    alone_slots,
    alone_text,
    measure_label,
    pair_plain,
    pair_slots,
    pair_text,
    some_text,
)
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WATCH, Unit, asking, of_difference
from toolkit.measures.segments.letters import shown, widest
from toolkit.measures.thresholds import LETTERS_FROM

# Of one division at most so many groups are told; the table has the rest.
MOST_TOLD = 2
# What a difference is measured in, where not in points of a score.
UNITS: dict[str, Unit] = {NPS: "nps", MARK: "mark", NINE_PLUS: "share", EFFORT: "share"}


def segments(job: Job, result: Segments | None) -> tuple[Finding, ...]:
    """Say per division which groups stand apart, or that no difference is shown."""
    if result is None:
        return ()
    found = [finding for division in result.divisions for finding in of_division(job, result, division)]
    found += [_too_few_shown(job, segment) for segment in result.too_few]
    if result.too_many:
        found.append(_too_many(job, result.too_many))
    return tuple(found)


def of_division(job: Job, result: Segments, division: Division) -> tuple[Finding, ...]:
    """Say of one division which groups stand apart, or that no difference is shown."""
    if division.found.tests["p"].notna().sum() == 0:
        return (_too_few(job, division),)
    apart = _by_weight(result, division)
    told = apart[["group", "sign"]].drop_duplicates().head(MOST_TOLD)
    if len(told):
        return tuple(
            _apart(job, result, division, apart[(apart["group"] == one.group) & (apart["sign"] == one.sign)])
            for one in told.itertuples()
        )
    different = shown(division.found, job.engagement.analysis.confidence)
    if different.empty:
        return (_alike(job, division),)
    return (_some(job, result, division, different),)


def _by_weight(result: Segments, division: Division) -> pd.DataFrame:
    """Order who stands apart: first on the outcome that is drawn, then as the table; the furthest apart first."""
    apart = division.apart
    # Of two groups one is higher where the other is lower: told once.
    apart = apart[~(_one_against_one(division, apart) & (apart["sign"] < 0))]
    measures = [result.outcome, *(name for name in result.kinds if name != result.outcome)]
    first = apart["measure"].map({name: place for place, name in enumerate(measures)})
    gap = [
        _size(division, measure, group)
        for measure, group in zip(apart["measure"], apart["group"], strict=True)
    ]
    return apart.assign(first=first, gap=gap).sort_values(
        ["first", "gap"], ascending=[True, False], kind="stable"
    )


def _one_against_one(division: Division, rows: pd.DataFrame) -> pd.Series:
    """Say where only two groups could be compared."""
    return (rows["others"] == 1) & (division.found.against == "pairs")


def _claim(job: Job, division: Division, row: pd.DataFrame) -> str:
    """Say without jargon that the group of a row stands apart."""
    measure, group, sign = str(row["measure"].iloc[0]), str(row["group"].iloc[0]), int(row["sign"].iloc[0])
    if _one_against_one(division, row).iloc[0]:
        pair = group, _other(division, measure, group)
        return pair_plain(job, pair_slots(job, division, measure, pair))
    return alone_plain(job, division, sign, alone_slots(job, division, measure, group))


def _other(division: Division, measure: str, group: str) -> str:
    """Name the only group that another could be compared with."""
    tests = division.found.tests
    here = tests[tests["measure"] == measure].iloc[0]
    return str(here["second"] if here["first"] == group else here["first"])


def _apart(job: Job, result: Segments, division: Division, rows: pd.DataFrame) -> Finding:
    group, sign = str(rows["group"].iloc[0]), int(rows["sign"].iloc[0])
    first = str(rows["measure"].iloc[0])
    single = _one_against_one(division, rows)
    themes = rows["measure"][single == single.iloc[0]]
    slots = alone_slots(job, division, first, group)
    if single.iloc[0]:
        slots = pair_slots(job, division, first, (group, _other(division, first, group)))
    slots["themes"] = job.language.listing(measure_label(job, str(name)) for name in themes)
    place = list(division.sizes.index).index(group) + 1
    # Only what says how loyal customers are is worth the first page, or a decision.
    loyal = first in (result.outcome, NPS)
    lagging = group if sign < 0 else _other(division, first, group) if single.iloc[0] else ""
    behind = ""
    if loyal and lagging:
        behind = job.language.say(
            "Do we first find out why customers in the group “{group}” score lower?",
            group=job.group_label(division.segment, lagging),
        )
    return Finding(
        f"segments.{division.segment}.{place}.{'higher' if sign > 0 else 'lower'}",
        pair_text(job, slots) if single.iloc[0] else alone_text(job, division, sign, slots),
        "shown",
        _evidence(job, division),
        _claim(job, division, rows.head(1)) if loyal else "",
        behind,
        _size(division, first, group),
        asking(behind, WATCH),
        _numbers(job, result, division, first, group),
    )


def _numbers(job: Job, result: Segments, division: Division, measure: str, group: str) -> dict[str, float]:
    """Give the numbers of a cell by the names that say how they are rounded."""
    cell = division.cell(measure, group)
    named = {"share": "estimate", "share_low": "low", "share_high": "high"}
    if result.kinds[measure] != "share":
        named = {name: name for name in ("estimate", "low", "high")}
    told = {name: cell[column] for name, column in named.items()}
    # Beside the size of the group the base tells to how few of it the question did not apply.
    silent = float(division.sizes["count"].to_dict()[group]) - cell["n"]
    return told if 0 < silent < job.engagement.privacy.minimum_cell else {**told, "n": cell["n"]}


def _size(division: Division, measure: str, group: str) -> float:
    """How large the smallest difference with another group is, beside a large one."""
    tests = division.found.tests
    here = tests[(tests["measure"] == measure) & ((tests["first"] == group) | (tests["second"] == group))]
    return of_difference(float(here["difference"].abs().min()), UNITS.get(measure, "points"))


def _evidence(job: Job, division: Division) -> str:
    language = job.language
    slots = {
        "segment": job.segment_label(division.segment),
        "minimum": language.number(LETTERS_FROM),
    }
    if division.found.against == "rest":
        return language.say(
            "Table by “{segment}”: each group of {minimum} customers or more against all others, Holm over the whole "
            "table.",
            **slots,
        )
    return language.say(
        "Table by “{segment}”: each pair of groups of {minimum} customers or more, Holm over the whole table.",
        **slots,
    )


def _some(job: Job, result: Segments, division: Division, different: pd.DataFrame) -> Finding:
    """Say that some groups differ, and which two most on the measure that counts most."""
    measures = list(dict.fromkeys(different["measure"]))
    first = result.outcome if result.outcome in measures else measures[0]
    gap = float(different.loc[different["measure"] == first, "difference"].abs().max())
    slots = pair_slots(job, division, first, widest(different, first))
    slots["themes"] = job.language.listing(measure_label(job, name) for name in measures)
    return Finding(
        f"segments.{division.segment}.some",
        some_text(job, slots),
        "shown",
        _evidence(job, division),
        pair_plain(job, slots) if first in (result.outcome, NPS) else "",
        "",
        of_difference(gap, UNITS.get(first, "points")),
        WATCH,
        {} if result.kinds[first] == "share" else {"difference": gap},
    )


def _alike(job: Job, division: Division) -> Finding:
    text = job.language.say(
        "That customers score differently by “{segment}” is not shown: there is no difference beyond chance.",
        segment=job.segment_label(division.segment),
    )
    return Finding(f"segments.{division.segment}.alike", text, "not_shown", _evidence(job, division))


def _too_few(job: Job, division: Division) -> Finding:
    slots = {"segment": job.segment_label(division.segment)}
    text = job.language.say(
        "By “{segment}” nothing can be compared: fewer than two groups are large enough.", **slots
    )
    if job.survey.weights is not None:
        text = job.language.say(
            "By “{segment}” nothing can be compared: what weighting leaves of the groups is large enough in fewer than "
            "two.",
            **slots,
        )
    return Finding(few_key(division.segment), text, "too_few", _evidence(job, division))


def _too_few_shown(job: Job, segment: str) -> Finding:
    """Say that a division has no two groups to show; not how large they are, which is what is hidden."""
    language = job.language
    text = language.say(
        "By “{segment}” nothing can be compared: fewer than two groups can be shown.",
        segment=job.segment_label(segment),
    )
    evidence = language.say(
        "A group is not shown if it has fewer than {minimum} customers, or if such a number would follow from it.",
        minimum=language.number(job.engagement.privacy.minimum_cell),
    )
    return Finding(few_key(segment), text, "too_few", evidence)


def few_key(segment: str) -> str:
    """The key of the finding that of a division nothing can be compared."""
    return f"segments.{segment}.few"


def _too_many(job: Job, names: tuple[str, ...]) -> Finding:
    text = job.language.say(
        "Not set out, because there are too many groups to compare: {segments}.",
        segments=job.language.listing(job.language.quoted(job.segment_label(name)) for name in names),
    )
    return Finding("segments.too_many", text, "too_few", job.language.say("Number of groups."))
