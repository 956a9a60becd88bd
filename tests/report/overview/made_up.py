"""Clients made up for the overview: folders as `loyalty run`, `keep` and `purge` leave them, without a run."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from toolkit.engagement import Engagement, load_engagement
from toolkit.intake import Survey
from toolkit.language import Language
from toolkit.report.manifest import manifest, run_hash
from toolkit.report.runs.history import as_json

TODAY = dt.date(2026, 11, 22)

ENGAGEMENT = """\
status = "draft"
[client]
name = {name}
sector = {sector}
language = "{language}"
[author]
name = "A. Adviseur"
[questions]
recommendation = "NPS_1"
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["TRU_1", "TRU_2"]
[constructs.attitude]
role = "attitude"
minimum = 1
maximum = 7
items = ["ATT_1", "ATT_2"]
[constructs.behaviour]
role = "behaviour"
minimum = 1
maximum = 7
items = ["BEH_1", "BEH_2"]
[constructs.recommending]
role = "background"
minimum = 0
maximum = 10
items = ["NPS_1"]
{privacy}
"""
WAVE = """
[[waves]]
id = "{id}"
label = {{ nl = "{nl}", en = "{en}" }}
file = "data/{id}.csv"
start = {year}-03-02
end = {year}-03-20
"""
WAVES = (("baseline", "Nulmeting", "Baseline", 2025), ("followup", "Vervolgmeting", "Follow-up", 2026))

Three = tuple[float, float, float]


@dataclass(frozen=True)
class Scores:
    """What a made-up report prints: attitude, behaviour and NPS with their limits; None where a report hides one."""

    attitude: Three | None = (59.1, 58.0, 60.3)
    behaviour: Three | None = (73.9, 72.6, 75.3)
    nps: Three | None = (3.1, -1.4, 7.7)


@dataclass(frozen=True)
class Changed:
    """What a made-up follow-up prints of a score: the difference with its limits, both levels, and the verdict."""

    difference: Three
    before: float
    after: float
    verdict: str


def client(
    root: Path,
    slug: str,
    name: str = "",
    *,
    waves: int = 1,
    data: bool = True,
    language: str = "nl",
    sector: str = "",
    deletion: dt.date | None = None,
) -> Engagement:
    """Make a client's folder with its engagement and its data."""
    folder = root / "clients" / slug
    (folder / "data").mkdir(parents=True)
    text = ENGAGEMENT.format(
        name=json.dumps(name or slug.title(), ensure_ascii=False),
        sector=json.dumps(sector, ensure_ascii=False),
        language=language,
        privacy="" if deletion is None else f"[privacy]\ndeletion_date = {deletion}",
    )
    for id_, nl, en, year in WAVES[:waves]:
        text += WAVE.format(id=id_, nl=f"{nl} {year}", en=f"{en} {year}", year=year)
        if data:
            (folder / "data" / f"{id_}.csv").write_text(f"{slug};{id_}\n1;2\n", "utf-8")
    (folder / "engagement.toml").write_text(text, "utf-8")
    return load_engagement(folder)


def report(
    engagement: Engagement,
    name: str,
    *,
    final: bool = False,
    language: str = "",
    scores: Scores | None = None,
    changes: Mapping[str, Changed] | None = None,
    day: dt.date = dt.date(2026, 4, 7),
) -> str:
    """Leave a report as a run leaves it; gives the hash of that run."""
    spoken = Language(language or engagement.client.language)
    waves = engagement.waves if name == "followup" else engagement.waves[:1]
    surveys = [_survey(engagement, one.id, one.file) for one in waves]
    parameters = {"language": spoken.code, "final": final, "waves": ""}
    record = manifest(engagement, name, parameters, cast("Iterable[Survey]", surveys))
    run = run_hash(record)
    findings, tables = _printed(scores, changes or {}, spoken)
    reports = engagement.folder / "reports"
    kept = reports / "history" / f"{name}-{run}"
    kept.mkdir(parents=True)
    for path, content in {
        kept / "findings.json": findings,
        kept / "tables.json": tables,
        kept / "run.json": {"run": run, **record},
        reports / f"{name}.findings.json": findings,
        reports / f"{name}.run.json": {"run": run, **record},
    }.items():
        path.write_bytes(as_json(content))
    for ending in ("pdf", "html"):
        (reports / f"{name}.{ending}").write_text("a report", "utf-8")
    moment = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC).timestamp()
    os.utime(reports / f"{name}.run.json", (moment, moment))
    return run


def _survey(engagement: Engagement, wave: str, file: str) -> SimpleNamespace:
    digest = hashlib.sha256((engagement.folder / file).read_bytes()).hexdigest()
    source = SimpleNamespace(file=Path(file).name, sha256=digest, beside=())
    return SimpleNamespace(wave=wave, source=source)


def _printed(
    scores: Scores | None, changes: Mapping[str, Changed], language: Language
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    findings: list[dict[str, Any]] = []
    tables: list[dict[str, Any]] = []
    labels = {"attitude": ("Houding", "Attitude"), "behaviour": ("Gedrag", "Behaviour")}
    names = {key: nl if language.code == "nl" else en for key, (nl, en) in labels.items()}
    if scores is not None:
        rows = []
        for key, told in (("attitude", scores.attitude), ("behaviour", scores.behaviour)):
            if told is not None:
                rows.append([names[key], *(language.number(one, 1) for one in told)])
        tables.append(table("scores-table", ("theme", "estimate", "low", "high"), rows))
        if scores.nps is not None:
            numbers = dict(zip(("value", "low", "high"), scores.nps, strict=True))
            findings.append({"key": "headline.nps", "numbers": numbers})
    keys = ("theme", "before", "after", "difference", "margin", "verdict")
    rows = {key: [names.get(key, key), *_row(one, language)] for key, one in changes.items()}
    if changes:
        tables.append(table("change-table", keys, [row for key, row in rows.items() if key != "nps"]))
        tables.append(table("recommendation-table", keys, [row for key, row in rows.items() if key == "nps"]))
    return findings, tables


def _row(one: Changed, language: Language) -> list[str]:
    value, low, high = one.difference
    margin = language.interval(language.signed(low, 1), language.signed(high, 1))
    levels = [language.number(level, 1) for level in (one.before, one.after)]
    return [*levels, language.signed(value, 1), margin, language.say(one.verdict)]


def table(identity: str, keys: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Give a table as the history keeps it."""
    return {"id": identity, "columns": [{"key": key} for key in keys], "rows": rows}


def change(value: float, low: float, high: float, before: float, verdict: str) -> Changed:
    """Give a change from a level."""
    return Changed((value, low, high), before, round(before + value, 1), verdict)


def forecast(engagement: Engagement, run: str, *, kept: dt.date | None, expected: float = 4.1) -> None:
    """Leave a forecast of the baseline wave: put aside on a day, or only where the last run wrote it."""
    gain = {"expected": expected, "low": expected - 1.3, "high": expected + 1.4, "above_0": 1.0}
    action = {
        **{
            "number": 1,
            "title": {"nl": "Bellen", "en": "Call"},
            "measure": {"nl": "vraag", "en": "question"},
        },
        **{"driver": "trust", "phase": "first", "start": None, "end": None, "owner": "Service"},
        **{"cost": 1000.0, "weeks": 2.0, "reach": 1.0, "lift": {"low": 2.0, "likely": 5.0, "high": 9.0}},
        **{"drivers": {"trust": gain}, "outcomes": {"attitude": gain}},
    }
    content = {
        **{"schema": 1, "run": run, "client": engagement.slug, "report": "drivers", "wave": "baseline"},
        **{"date": "2025-04-07", "objective": "attitude", "seed": 1, "draws": 2000, "confidence": 0.95},
        **{"method": "simulation", "currency": "EUR", "actions": [action]},
        "baseline": {"attitude": {"value": 59.1, "low": 58.0, "high": 60.3}},
        "total": {
            **{"cost": 1000.0, "start": "2025-05-01", "end": "2025-07-31", "first_choice_kept": None},
            **{"drivers": {"trust": {**gain, "also_through": []}}, "outcomes": {"attitude": gain}},
        },
    }
    if kept is None:
        place = engagement.folder / "reports" / "forecast.json"
    else:
        content["kept"] = kept.isoformat()
        place = engagement.folder / "forecasts" / f"baseline-{run}.json"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(as_json(content))


def scored(engagement: Engagement, run: str, surprises: Sequence[Three]) -> None:
    """Leave what came of a forecast: measured less expected, with limits; a last one is that of the NPS."""
    predictions = [
        {
            **{"kind": kind, "expected": 4.0, "could_tell": True},
            **dict(zip(("surprise", "surprise_low", "surprise_high"), one, strict=True)),
        }
        for one, kind in zip(surprises, ["driver", "driver", "outcome", "nps"], strict=False)
    ]
    round_ = {"run": run, "confidence": 0.95, "judged": "2026-03-20", "predictions": predictions}
    content = {"schema": 1, "client": engagement.slug, "report": "followup", "run": run, "rounds": [round_]}
    (engagement.folder / "reports" / "forecast.scores.json").write_bytes(as_json(content))


def purge(engagement: Engagement, day: dt.date) -> None:
    """Delete the data as `loyalty purge` does."""
    lines = []
    for one in engagement.waves:
        (engagement.folder / one.file).unlink()
        lines.append(f"{day} deleted {one.file} sha256 {'0' * 64}\n")
    (engagement.folder / "purged.txt").write_text("".join(lines), "utf-8")


def many(root: Path) -> Path:
    """Make a workspace of clients in every state, as a house may have them."""
    (root / "clients").mkdir(parents=True)
    day = dt.date
    both = {
        "attitude": change(3.8, 2.3, 5.3, 59.1, "better"),
        "behaviour": change(1.1, -0.6, 2.8, 73.9, "about the same"),
        "nps": change(14.6, 8.6, 20.5, 3.1, "better"),
    }
    one = client(
        root, "voorbeeld-energie", "Voorbeeld Energie", waves=2, sector="energie", deletion=day(2030, 12, 31)
    )
    forecast(one, "b915b487", kept=day(2025, 4, 10))
    _all(one, Scores(), both)
    scored(one, "b915b487", [(-3.1, -5.2, -1.1), (0.3, -2.9, 3.4), (-0.1, -2.8, 2.4), (1.4, -8.6, 10.3)])

    one = client(
        root, "waterland", "Waterschap Waterland", waves=2, sector="overheid", deletion=day(2027, 6, 1)
    )
    down = {
        "attitude": change(-4.4, -6.9, -1.9, 52.4, "worse"),
        "behaviour": change(-0.8, -3.4, 1.8, 61.0, "not decided"),
        "nps": change(-9.7, -17.3, -2.1, -18.2, "worse"),
    }
    forecast(one, "0a1b2c3d", kept=day(2025, 5, 2), expected=2.4)
    _all(one, Scores((52.4, 50.3, 54.5), (61.0, 58.8, 63.2), (-18.2, -23.9, -12.5)), down, final=True)
    scored(one, "0a1b2c3d", [(-6.8, -10.0, -3.6), (-1.1, -4.1, 1.9), (-2.7, -5.6, 0.2), (-9.0, -19.0, 1.0)])

    one = client(
        root, "lindeboom", "Zorgverzekeraar De Lindeboom", waves=2, sector="zorg", deletion=day(2026, 12, 8)
    )
    up = {
        "attitude": change(2.0, -0.3, 4.3, 66.0, "not decided"),
        "behaviour": change(3.1, 0.9, 5.3, 80.2, "better"),
        "nps": change(4.8, -2.2, 11.8, 24.5, "not decided"),
    }
    forecast(one, "11223344", kept=day(2025, 4, 30), expected=3.0)
    _all(one, Scores((66.0, 64.3, 67.7), (80.2, 78.9, 81.5), (24.5, 19.3, 29.7)), up, final=True)
    scored(one, "11223344", [(0.9, -1.8, 3.6), (1.4, -2.0, 4.8), (-1.0, -3.6, 1.6)])

    one = client(root, "havenbank", "Havenbank", waves=1, sector="financiën", deletion=day(2026, 10, 1))
    report(
        one,
        "baseline",
        scores=Scores((48.9, 46.6, 51.2), (70.1, 67.8, 72.4), (-7.4, -13.5, -1.3)),
        final=True,
    )
    report(one, "drivers", final=True)
    forecast(one, "55667788", kept=day(2026, 4, 20), expected=3.3)

    one = client(
        root, "fietskoerier", "Fietskoerier Oost", waves=1, sector="logistiek", deletion=day(2027, 2, 14)
    )
    report(one, "baseline", scores=Scores((71.3, 68.2, 74.4), None, (41.0, 32.6, 49.4)), day=day(2026, 9, 30))
    report(one, "drivers", day=day(2026, 9, 30))
    forecast(one, "99aabbcc", kept=None)
    with (one.folder / "data" / "baseline.csv").open("a", encoding="utf-8") as file:
        file.write("3;4\n")

    one = client(root, "boekhandel", "Boekhandel Het Lezend Hert", waves=1, sector="detailhandel")
    report(
        one,
        "baseline",
        scores=Scores((63.2, 57.9, 68.5), (58.4, 52.0, 64.8), (12.0, -1.9, 25.9)),
        day=day(2026, 10, 12),
    )

    one = client(root, "glasvezel", "Glasvezel Noord", waves=2, sector="telecom", deletion=day(2026, 11, 22))
    report(
        one,
        "baseline",
        scores=Scores((44.0, 42.2, 45.8), (66.5, 64.4, 68.6), (-31.2, -36.4, -26.0)),
        day=day(2026, 2, 3),
    )
    report(one, "drivers", day=day(2026, 2, 3))
    stopped = one.folder / "reports" / ".failed"
    stopped.mkdir()
    (stopped / "followup.ipynb").write_text("{}", "utf-8")

    client(root, "stadstheater", "Stadstheater", waves=1, sector="cultuur", deletion=day(2027, 1, 15))
    client(root, "nieuwe-klant", "Nieuwe Klant", waves=1, data=False)

    one = client(
        root, "oude-molen", "Bakkerij De Oude Molen", waves=1, sector="voeding", deletion=day(2026, 6, 30)
    )
    report(
        one,
        "baseline",
        scores=Scores((77.5, 73.0, 82.0), (81.0, 76.4, 85.6), (52.3, 41.8, 62.8)),
        final=True,
        day=day(2025, 12, 4),
    )
    report(one, "drivers", final=True, day=day(2025, 12, 4))
    purge(one, day(2026, 6, 29))

    one = client(
        root,
        "northwind",
        "Northwind Airlines",
        waves=2,
        language="en",
        sector="aviation",
        deletion=day(2028, 1, 1),
    )
    _all(
        one,
        Scores((57.7, 56.1, 59.3), (49.0, 47.1, 50.9), (8.8, 4.4, 13.2)),
        {**both, "attitude": change(0.2, -1.5, 1.9, 57.7, "about the same")},
        day=day(2026, 11, 3),
    )

    broken = client(root, "rommelmarkt", "Rommelmarkt")
    path = broken.folder / "engagement.toml"
    path.write_text(
        path.read_text("utf-8")
        .replace('role = "driver"', 'role = "driver"\nitms = 3')
        .replace('sector = ""', 'sectr = "x"'),
        "utf-8",
    )

    one = client(root, "sterrenwacht", "Sterrenwacht", waves=1, sector="cultuur", deletion=day(2027, 3, 1))
    run = report(one, "baseline", scores=Scores(), day=day(2026, 10, 1))
    (one.folder / "reports" / "history" / f"baseline-{run}" / "tables.json").write_text('[{"id": ', "utf-8")
    return root


def _all(
    engagement: Engagement,
    scores: Scores,
    changes: Mapping[str, Changed],
    *,
    final: bool = False,
    day: dt.date = dt.date(2026, 4, 7),
) -> None:
    report(engagement, "baseline", scores=scores, final=final, day=day)
    report(engagement, "drivers", final=final, day=day)
    if len(engagement.waves) > 1:
        report(engagement, "followup", changes=changes, final=final, day=day)
