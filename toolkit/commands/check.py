"""`loyalty check`: what a client's folder holds, what is wrong with it, and what reports can be made of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

from toolkit.commands.before_final import before_final
from toolkit.commands.beside import employees, orders
from toolkit.commands.doubts import nobody_had, unlikely, unnamed
from toolkit.commands.eject import own_part
from toolkit.commands.keep import forecasts
from toolkit.commands.page import Part, html_page, print_page
from toolkit.commands.screen import screen
from toolkit.engagement import (
    Engagement,
    column_of,
    items,
    load_engagement,
    segment_columns,
    wave,
)
from toolkit.engagement.private import CHECK_PAGE
from toolkit.errors import EngagementError, FaultsError, LoyaltyError, ReportError
from toolkit.intake import Survey
from toolkit.intake.quotes import quote_faults
from toolkit.intake.telling import names_told
from toolkit.measures.weights import effective_n
from toolkit.report.final.readiness import lacking
from toolkit.report.own.ejected import own_faults
from toolkit.report.own.words import text_faults, untranslated
from toolkit.report.waves import joined, tried_waves
from toolkit.workspace import client_folder

HTML = CHECK_PAGE
NAMED = 40
LEAST_P = 0.001
# Formats that add no columns of their own.
PLAIN = ("csv", "xlsx", "spss", "parquet")
OWN_EYES = Part(
    "For the consultant only",
    lines=("This page shows numbers of few respondents and names of columns: it is not for the client.",),
)
REASONS = {
    "answered": "answered",
    "not_applicable": "not applicable",
    "dont_know": "don't know",
    "no_answer": "no answer",
}
CHECKS = {
    "duplicate": "answered twice",
    "speeder": "very fast",
    "straight_line": "all answers alike",
    "impossible_date": "impossible date",
    "outside_fieldwork": "outside the fieldwork",
    "test": "trial or preview",
    "contradiction": "contradicts itself",
    "unfinished": "not finished",
}


def check(workspace: Path, client: str, *, html: bool = False, today: datetime.date | None = None) -> None:
    """Print one page on a client's folder, and with `html` write it as check.html; then all faults as one error."""
    folder = client_folder(workspace, client)
    console = screen()
    try:
        engagement = load_engagement(folder)
    except EngagementError as error:
        if html:
            _write(folder, client, [_faults([error])])
        raise
    surveys, errors = tried_waves(engagement)
    errors += [ReportError(str(one)) for one in (*text_faults(engagement), *own_faults(folder))]
    errors += quote_faults(engagement, {survey.wave: survey.open for survey in surveys})
    beside: list[Part] = []
    for told, found in (orders(engagement, surveys), employees(engagement)):
        beside += told
        errors += found
    kept, found = forecasts(engagement)
    errors += found
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    parts = [*_parts(engagement, surveys, errors, day), *beside, kept, _faults(errors)]
    title = " · ".join(
        (client, engagement.client.name, engagement.status, f"reports in {engagement.client.language}")
    )
    # The faults themselves come last, as the command's error.
    print_page(title, parts[:-1], console)
    if html:
        console.print(f"\nWritten: {_write(folder, title, parts)}")
    if errors:
        raise joined(errors)


def _write(folder: Path, title: str, parts: Sequence[Part]) -> Path:
    path = folder / HTML
    path.write_text(html_page(f"Check: {title}", [OWN_EYES, *parts]), encoding="utf-8", newline="\n")
    return path


def _faults(errors: Sequence[LoyaltyError]) -> Part:
    lines = []
    for error in errors:
        lines += [str(fault) for fault in error.faults] if isinstance(error, FaultsError) else [str(error)]
    return Part("To be mended", lines=tuple(lines), faults=True)


def _parts(
    engagement: Engagement, surveys: Sequence[Survey], errors: Sequence[LoyaltyError], today: datetime.date
) -> list[Part]:
    doubts = [f"{survey.wave}: {warning}" for survey in surveys for warning in survey.source.warnings]
    final, pointless = before_final(engagement, surveys, today)
    doubts += [*unnamed(engagement), *unlikely(engagement), *nobody_had(engagement, surveys), *pointless]
    own, unsure = own_part(engagement.folder)
    doubts += [*untranslated(engagement), *unsure]
    return [
        _waves(engagement, surveys),
        *(_columns(engagement, survey) for survey in surveys),
        *(_quality(engagement, survey) for survey in surveys),
        *(_weighting(survey) for survey in surveys),
        *(_response(survey) for survey in surveys),
        Part("Doubts on the way", lines=tuple(doubts)),
        _reports(engagement, surveys, errors),
        own,
        final,
    ]


def _waves(engagement: Engagement, surveys: Sequence[Survey]) -> Part:
    """One column per wave, one row per fact."""
    facts: dict[str, Callable[[Survey], str]] = {
        "file": lambda survey: Path(survey.source.file).name,
        "format": lambda survey: survey.source.format,
        "rows": _rows,
        "items": lambda survey: f"{survey.items.shape[1]} of {len(items(engagement))}",
        **{f"  {words}": _share_of(reason) for reason, words in REASONS.items()},
        "weights": _weights,
        "respondent key": lambda survey: _key(survey, surveys),
        **{f"segment {key}": _groups(key, engagement) for key in engagement.segments},
        **{f"open question {name}": _open(name) for name in engagement.open_answers},
    }
    rows = tuple((name, *(fact(survey) for survey in surveys)) for name, fact in facts.items())
    return Part("Waves", ("wave", *(survey.wave for survey in surveys)), rows if surveys else ())


def _rows(survey: Survey) -> str:
    kept, read = survey.source.rows_kept, survey.source.rows_read
    return f"{kept:,}" if kept == read else f"{kept:,} of {read:,} read"


def _share_of(reason: str) -> Callable[[Survey], str]:
    def share(survey: Survey) -> str:
        cells = survey.reasons.to_numpy()
        return f"{(cells == reason).mean():.1%}" if cells.size else "–"

    return share


def _weights(survey: Survey) -> str:
    if survey.weights is None:
        return "none"
    effective = effective_n(survey.weights)
    return f"effective n {effective:,.0f} ({effective / len(survey.weights):.0%})"


def _key(survey: Survey, surveys: Sequence[Survey]) -> str:
    if survey.key is None:
        return "none"
    first = surveys[0]
    if survey is first or first.key is None:
        return "there"
    return f"{survey.key.isin(first.key.dropna()).sum():,} also in {first.wave}"


def _groups(key: str, engagement: Engagement) -> Callable[[Survey], str]:
    def groups(survey: Survey) -> str:
        if key not in survey.segments:
            return "not in this file"
        sizes = survey.segments[key].value_counts()
        small = int((sizes < engagement.privacy.minimum_cell).sum())
        hidden = f", {small} under {engagement.privacy.minimum_cell} and not reported" if small else ""
        return f"{len(sizes)} groups{hidden}"

    return groups


def _open(name: str) -> Callable[[Survey], str]:
    def answers(survey: Survey) -> str:
        return f"{survey.open[name].notna().sum():,} answers" if name in survey.open else "not in this file"

    return answers


def _columns(engagement: Engagement, survey: Survey) -> Part:
    """Tell which columns were read as what, and which were not."""
    one = wave(engagement, survey.wave)
    asked = [item for item in items(engagement) if item in survey.items]
    read = [(item, column_of(engagement, survey.wave, item)) for item in asked]
    read += [
        (name, question.column or name)
        for name, question in engagement.open_answers.items()
        if name in survey.open
    ]
    read += [
        (f"segment {key}", column)
        for key, column in segment_columns(engagement, one).items()
        if key in survey.segments
    ]
    read += [(use, name) for use, name in (("weight", one.weight), ("key", one.key)) if name]
    read += [
        (role, name) for role in type(one.paradata).model_fields if (name := getattr(one.paradata, role))
    ]
    absent = [item for item in items(engagement) if item not in survey.items]
    count = "1 item" if len(asked) == 1 else f"{len(asked)} items"
    others = "Columns that nothing was read from"
    if survey.source.format not in PLAIN:
        others = "Other columns, of which only the platform's own times and status are read"
    lines = [
        f"Read: {count}",
        "Open answers are read and redacted; only approved quotes are printed"
        if len(survey.open.columns)
        else "",
        f"Items not asked: {_named(absent)}" if absent else "",
        f"{others}: {_named(survey.source.unread)}" if survey.source.unread else "",
        f"Left unread as personal data: {_named(survey.source.personal)}" if survey.source.personal else "",
    ]
    return Part(
        f"Columns of {survey.wave}",
        ("read as", "column"),
        tuple(read),
        tuple(line for line in lines if line),
    )


def _named(names: Sequence[str]) -> str:
    return names_told(names, NAMED)


def _quality(engagement: Engagement, survey: Survey) -> Part:
    """Tell per check how many rows it flagged, where, and whether they were left out."""
    rows = []
    for row in survey.quality.to_dict("records"):
        name, asked = CHECKS[row["check"]], row["check"] in engagement.quality.exclude
        if not row["made"]:
            rows.append((name, f"not checked: {row['why_not']}", "", ""))
        elif row["rows"] == 0:
            rows.append((name, "none", "", ""))
        else:
            kept = f"left out: {row['excluded']:,.0f}" if asked else "kept"
            rows.append((name, f"{row['rows']:,.0f} ({row['share']:.1%})", kept, row["where"]))
    return Part(f"Suspect rows of {survey.wave}", ("check", "rows", "", "where"), tuple(rows))


def _weighting(survey: Survey) -> Part:
    raking = survey.raking
    if raking is None:
        return Part("")
    rows = tuple(
        (
            f"{row.segment}: {row.code}",
            f"{row.n:,}",
            f"{row.sample_share:.1%}",
            f"{row.population_share:.1%}",
            f"{row.weighted_share:.1%}",
        )
        for row in raking.representativeness.itertuples()
    )
    told = f"Efficiency {raking.efficiency:.0f}%, effective n {raking.effective_n:,.0f}."
    columns = ("sample and population", "respondents", "sample", "population", "weighted")
    return Part(f"Weighting of {survey.wave}", columns, rows, (told,))


def _response(survey: Survey) -> Part:
    found = survey.nonresponse
    if found is None:
        return Part("")
    rows = [("all", f"{found.invited:,}", f"{found.rate:.1%}", f"{found.low:.1%} to {found.high:.1%}")]
    rows += [
        (
            f"{row['segment']}: {row['code']}",
            f"{row['invited']:,}",
            f"{row['rate']:.1%}",
            f"{row['low']:.1%} to {row['high']:.1%}",
        )
        for row in found.groups.to_dict("records")
    ]
    told = [
        f"{row['segment']}: {row['why_not']}"
        if row["why_not"]
        else f"{row['segment']}: p (Holm) {_p(row['p_holm'])}"
        for row in found.tests.to_dict("records")
    ]
    return Part(
        f"Response of {survey.wave}",
        ("who was invited", "invited", "answered", "interval"),
        tuple(rows),
        tuple(told),
    )


def _p(value: float) -> str:
    return "< 0.001" if value < LEAST_P else f"= {value:.3f}"


def _reports(engagement: Engagement, surveys: Sequence[Survey], errors: Sequence[LoyaltyError]) -> Part:
    """Tell per report whether it can be made, and what it would lack."""
    rows = []
    for report, (stops, lacks) in lacking(engagement, surveys).items():
        if stops or errors:
            why = "; ".join(stops) or "first mend what is told below"
            rows.append((report, "cannot be made", why))
        else:
            rows.append((report, "can be made", f"without {'; '.join(lacks)}" if lacks else "nothing lacks"))
    return Part("Reports", ("report", "", ""), tuple(rows))
