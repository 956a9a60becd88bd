"""The page itself: one file that loads nothing, in which every text of a client is data."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2

import toolkit
from toolkit.house import house_folder
from toolkit.language import N_, UNKNOWN, Language
from toolkit.report.lettering import cut_faces
from toolkit.report.overview import views, words
from toolkit.report.overview.look import Client
from toolkit.report.overview.plans import Record, record_of
from toolkit.report.overview.todo import tasks
from toolkit.report.screen.policy import sha256
from toolkit.report.text import clean, each_text

MOST_TASKS: Final = 10  # in sight; with more, those that can wait fold away
FACES: Final = (("normal", "400"), ("normal", "600"))
MARK: Final = b'<meta name="generator" content="loyalty overview">'


def overview_page(clients: Sequence[Client], language: Language, today: dt.date, base: Path) -> bytes:
    """Give the page over all clients as it is on a day; links lead from the folder `base`, where it will stand."""
    template = _environment().get_template("overview.html.j2")
    style, script = _part("overview.css"), _part("overview.js")
    style = _faces() + style
    # No text of a client can turn or break the lines of the page.
    view = each_text(_view(clients, language, today, base), clean)
    return template.render(
        labels=words.labels(language),
        lang=language.tag,
        style=style,
        style_hash=sha256(style),
        script=script,
        script_hash=sha256(script),
        generator=MARK.decode(),
        **view,
    ).encode()


def common_language(clients: Sequence[Client]) -> str:
    """Give the language that most clients have their reports in; Dutch where as many have another, or none has."""
    counts = Counter(one.engagement.client.language for one in clients if one.engagement is not None)
    return max([*counts, "nl"], key=lambda code: (counts[code], code == "nl", code))


def _view(clients: Sequence[Client], language: Language, today: dt.date, base: Path) -> dict[str, Any]:
    figures = views.figures_view(clients, language)
    record = record_of(one for client in clients if not client.demo for one in client.plans.plans)
    todo = [
        {
            "urgency": one.urgency,
            "text": one.text,
            "command": one.command,
            **({"name": "", "slug": ""} if one.client is None else views.whose(one.client)),
        }
        for one in tasks(clients, language, today)
    ]
    return {
        "version": toolkit.__version__,
        "date": language.say("As of {date}", date=language.date(today)),
        "key_figures": _key_figures(clients, language, today, len(todo), record),
        **_folded(todo, language),
        "clients": views.clients_view(clients, language, base),
        "reports": [words.report_name(language, one) for one in words.REPORT_NAMES],
        "figures": figures,
        "plans": views.plans_view(clients, language),
        "record": _told(record, clients, language),
        "retention": views.retention_view(clients, language, today),
        "faults": views.faults_view(clients),
        "shown": language.pattern(N_("{shown} of {all} shown")),
    }


def _folded(todo: list[dict[str, str]], language: Language) -> dict[str, Any]:
    """Fold what can wait away where the list is long."""
    waits = [one for one in todo if one["urgency"] == "later"] if len(todo) > MOST_TASKS else []
    told = language.plural("{count} more when there is time", "{count} more when there is time", len(waits))
    return {"todo": [one for one in todo if one not in waits], "waits": waits, "waits_told": told}


def _key_figures(
    clients: Sequence[Client], language: Language, today: dt.date, todo: int, record: Record | None
) -> list[dict[str, str]]:
    made = [one for client in clients for one in client.reports if one.made]
    current = sum(one.state in ("current", "closed") for one in made)
    late = sum(one.retention.raw and (one.retention.until or today) < today for one in clients)
    ratio = language.say("{count} of {total}", count=str(current), total=str(len(made)))
    came = UNKNOWN
    if record is not None:
        came = language.say("{count} of {total}", count=str(record.inside), total=str(record.tested))
    return [
        {"label": language.say("Engagements"), "value": language.number(len(clients)), "tone": ""},
        {"label": language.say("Reports up to date"), "value": ratio if made else UNKNOWN, "tone": ""},
        {"label": language.say("To do"), "value": language.number(todo), "tone": ""},
        {
            "label": language.say("Deletions overdue"),
            "value": language.number(late),
            "tone": "late" if late else "",
        },
        {
            "label": language.say("Expectations that came true"),
            "value": came,
            "tone": "",
        },
    ]


def _told(found: Record | None, clients: Sequence[Client], language: Language) -> str:
    """Say how often forecasts came true; "" where none could be tested."""
    if found is None:
        return ""
    sentence = language.plural(
        "Of {tested} expectations of {count} plan that a later wave could test, {inside} came true: {share} "
        "({margin}).",
        "Of {tested} expectations of {count} plans that a later wave could test, {inside} came true: {share} "
        "({margin}).",
        found.plans,
        tested=language.number(found.tested),
        inside=language.number(found.inside),
        share=language.percent(found.inside / found.tested),
        margin=language.interval(language.percent(found.low), language.percent(found.high)),
    )
    if found.promised is not None:
        share = language.percent(found.promised)
        sentence += " " + language.say("Right forecasts do so in {share} of cases.", share=share)
    if any(one.demo and one.plans.plans for one in clients):
        sentence += " " + language.say("The demo, whose customers are invented, does not count.")
    return sentence


def _folder() -> Path:
    return house_folder() / "templates" / "overview"


def _part(name: str) -> str:
    """Read a part of the page, with line ends as a browser reads them: its hash is of those."""
    return (_folder() / name).read_text("utf-8")


@cache
def _faces() -> str:
    """Give the rules of the fonts, which travel inside the page."""
    rules = [
        f'@font-face {{ font-family: "{face["family"]}"; font-weight: {face["weight"]}; font-style: normal; '
        f'src: url("data:font/woff;base64,{face["data"]}") format("woff"); }}\n'
        for face in cut_faces()
        if (face["style"], face["weight"]) in FACES
    ]
    return "".join(rules)


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(_folder())
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
