"""A report with every kind of block, in Dutch and English, as a notebook that has been run."""

from __future__ import annotations

import base64
import io
from functools import cache
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode

from toolkit.house import house_folder
from toolkit.report.blocks import (
    MIME,
    Block,
    Column,
    Figure,
    FindingItem,
    Findings,
    Forecast,
    Heading,
    KpiItem,
    Kpis,
    Markdown,
    Meta,
    Prose,
    QuoteItem,
    Quotes,
    Scores,
    Summary,
    SummaryItem,
    Table,
    WhatIf,
    to_json,
)
from toolkit.report.draws import packed
from toolkit.report.what_if import Consequence, Lever

SHORT_SEGMENT = "B2B"
LONG_SEGMENT = "Huishoudens met zonnepanelen, warmtepomp en een vast contract"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 64"><circle cx="32" cy="32" r="26" fill="#0b6e4f"/>'
    '<path d="M22 34 L30 42 L44 22" fill="none" stroke="#fff" stroke-width="5"/>'
    '<rect x="74" y="20" width="150" height="10" fill="#1c1e21"/>'
    '<rect x="74" y="38" width="96" height="8" fill="#888"/></svg>'
)
LOGO_URI = "data:image/svg+xml;base64," + base64.b64encode(LOGO.encode()).decode()

# Text that some renderer could take for its own language.
HOSTILE = (
    "#let x = panic() #pagebreak() $x^2$ @preview/a:1.0 <b> *vet* _schuin_ `code`",
    "<script>alert(1)</script><img src=x onerror=alert(2)> &amp; &lt;",
    "{{ 7 * 7 }} {% raw %} {# gone #}",
    r"\input{/etc/passwd} \u{41} %comment ~ ^ \\ \"quoted\" 'single'",
    "=SUM(A1) +1 -1 @x // no /* comment */",
    "日本語 العربية עברית 😀 👨‍👩‍👧 e\u0301",
    "left\u202eright\u202c zero\u200bwidth bell\x07 half\ud800 line\nend",
)

DUTCH = {
    "contents": "Inhoud",
    "summary": "Managementsamenvatting",
    "summary_findings": "Wat we vonden",
    "summary_decisions": "Wat we u vragen te besluiten",
    "prepared_for": "Gemaakt voor",
    "prepared_by": "Gemaakt door",
    "wave": "Meting",
    "fieldwork": "Veldwerk",
    "date": "Datum",
    "version": "Versie",
    "status": "Status",
    "draft": "Concept",
    "final": "Definitief",
    "run": "Run",
    "page_of": "Pagina {page} van {pages}",
    "part_of": "deel {part} van {parts}",
    "figure": "Figuur",
    "figures": "Wat de figuren laten zien",
    "table": "Tabel",
    "finding": "Bevinding",
    "evidence": "Onderbouwing",
    "strength_shown": "Aangetoond",
    "strength_not_shown": "Niet aangetoond",
    "strength_too_few": "Te weinig antwoorden om iets te zeggen",
    "strength_fact": "Feit",
    "strength_warning": "Let op",
    "empty_table": "In deze tabel is niets te tonen.",
    "skip": "Naar het rapport",
    "quoted": "‘{name}’",
    "sorts": "De knoppen boven de kolommen sorteren deze tabel: "
    "oplopend, aflopend, en terug naar de volgorde van het rapport.",
    "subject": "Klantloyaliteit",
}


@cache
def chart(
    names: tuple[str, ...] = ("Vertrouwen", "Tevredenheid", "Betrokkenheid", "Imago"), colour: str = "#0b6e4f"
) -> str:
    """Draw intervals with matplotlib as the figures room does: text as text, in the report's font."""
    import matplotlib as mpl
    from matplotlib import font_manager
    from matplotlib.figure import Figure as Canvas

    for path in sorted((house_folder() / "templates" / "report" / "fonts").glob("SourceSans3-*.ttf")):
        font_manager.fontManager.addfont(path)
    settings = {
        "font.family": "Source Sans 3",
        "font.size": 9.5,
        "svg.fonttype": "none",
        "svg.hashsalt": "sample",
        "text.parse_math": False,
    }
    with mpl.rc_context(settings):
        height = 0.29 * len(names) + 0.62
        canvas = Canvas(figsize=(6.3, height))
        axes = canvas.add_axes((0.3, 0.46 / height, 0.685, 1 - 0.54 / height))
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        for place in range(len(names)):
            middle = 48 + 7 * place % 40
            axes.plot([middle - 5, middle + 5], [place, place], color=colour, linewidth=2.6)
            axes.plot(middle, place, "o", color=colour)
            axes.annotate(
                f"{middle}", (middle + 5, place), xytext=(5, 0), textcoords="offset points", va="center"
            )
        axes.set_yticks(range(len(names)), list(reversed(names)))
        axes.tick_params(length=0)
        axes.set_xlim(0, 100)
        axes.set_xlabel("Score (0–100)")
        target = io.StringIO()
        canvas.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue()


def meta(**changes: Any) -> Meta:
    """The facts of the Dutch sample, with changes."""
    facts: dict[str, Any] = {
        "title": "Nulmeting klantloyaliteit",
        "subtitle": "Waar de loyaliteit van uw klanten staat, in houding en in gedrag",
        "client": "Voorbeeld Energie",
        "wave_label": "Nulmeting 2026",
        "dates": "2 tot 20 februari 2026",
        "author": "Sanne de Vries",
        "organisation": "Loyaal Advies",
        "version": "1.0",
        "date": "2026-04-07",
        "status": "draft",
        "language": "nl",
        "colour": "#0b6e4f",
        "logo": LOGO_URI,
        "run": "3fa85f64",
        "report": "baseline",
        "manifest": {"seed": 20260301},
        "labels": DUTCH,
    }
    return Meta(**{**facts, **changes})


def segment_table(rows: int, identity: str = "segmenten") -> Table:
    """A table with many rows, short and long names, and suppressed cells."""
    columns = (
        Column("name", "Segment"),
        Column("n", "n", "right"),
        Column("score", "Houding (0–100)", "right"),
        Column("interval", "95%-interval", "right"),
        Column("nps", "NPS", "right"),
        Column("letters", "Verschil", "centre"),
    )
    names = (SHORT_SEGMENT, LONG_SEGMENT, "Webshop", "Vast contract", "Variabel contract", "Huurders")
    return Table(
        id=identity,
        title="Houding en aanbeveling verschillen weinig tussen de segmenten",
        columns=columns,
        rows=tuple(
            {
                "name": f"{names[i % len(names)]} {i + 1}",
                "n": "–" if i % 11 == 10 else f"{37 + 13 * i % 900}",
                "score": "–" if i % 11 == 10 else f"{52 + 7 * i % 31},{i % 10}",
                "interval": "–" if i % 11 == 10 else f"{48 + 7 * i % 31},0 tot {56 + 7 * i % 31},4",
                "nps": f"{'−' if i % 3 else '+'}{i % 40}",
                "letters": "AC" if i % 5 == 0 else "",
            }
            for i in range(rows)
        ),
        note="Basis: alle respondenten met een antwoord. – = minder dan 10 respondenten, daarom niet getoond. "
        "Letters: verschilt van dat segment, 95%, Holm. Bron: klantonderzoek Voorbeeld Energie, nulmeting 2026.",
    )


def wide_table(columns: int) -> Table:
    """A table with a column per segment."""
    keys = [f"s{i}" for i in range(columns)]
    labels = [
        LONG_SEGMENT if i % 7 == 3 else SHORT_SEGMENT if i % 7 == 1 else f"Contractvorm {i + 1}"
        for i in range(columns)
    ]
    names = ("Tevredenheid", "Vertrouwen", "Betrokkenheid", "Imago", "Overstapkosten")
    return Table(
        id=f"breed-{columns}",
        title=f"Gemiddelde score per driver in {columns} segmenten",
        columns=(
            Column("name", "Driver"),
            *(Column(k, t, "right") for k, t in zip(keys, labels, strict=True)),
        ),
        rows=tuple(
            {"name": name, **{key: f"{50 + 3 * i},{j}" for i, key in enumerate(keys)}}
            for j, name in enumerate(names)
        ),
        note="Basis: zie tabel 1.",
    )


def findings() -> Findings:
    """Findings of every strength."""
    return Findings(
        (
            FindingItem(
                "nps",
                "Voor elke 100 klanten zijn er 12 meer die u aanbevelen dan die u afraden "
                "(NPS +12, interval +7 tot +17).",
                "fact",
                "tabel Kerncijfers, rij NPS; Tango-interval",
            ),
            FindingItem(
                "trust",
                "Vertrouwen hangt het sterkst samen met een loyale houding: het draagt 34% "
                "van wat de drivers samen verklaren.",
                "shown",
                "tabel Drivers, rij Vertrouwen; LMG, 2.000 bootstraptrekkingen",
            ),
            FindingItem(
                "age",
                "Dat oudere klanten loyaler zijn dan jongere, is niet aangetoond.",
                "not_shown",
                "tabel Segmenten, rij Leeftijd; Welch-toets met Holm",
            ),
            FindingItem(
                "business", "Over zakelijke klanten valt nog niets te zeggen.", "too_few", "8 respondenten"
            ),
            FindingItem(
                "captive",
                "Van de klanten die blijven, zegt 27% dat overstappen te veel gedoe is. "
                "Dat is binding en geen loyaliteit.",
                "warning",
                "tabel Gebonden klanten, rij 2",
            ),
        )
    )


def quotes() -> Quotes:
    """Quotes in both languages, with and without a group."""
    return Quotes(
        (
            QuoteItem("De monteur belde vooraf, en kwam ook écht.", "nl", "Een promotor (9 of 10)"),
            QuoteItem('I waited […] and then they said "call again".', "en"),
        ),
        "Letterlijk, met toestemming; namen en andere persoonlijke gegevens zijn eruit gehaald.",
    )


def what_if(words: str = "") -> WhatIf:
    """Two levers and what goes with them; `words` in place of all its texts."""
    effects = np.array([0.4, 0.15])
    draws = effects[:, None] + np.random.default_rng(5).normal(size=(2, 200)) * [[0.05], [0.1]]
    rows, step = packed(draws)
    return WhatIf(
        id=words or "wat-als",
        title=words or "Wat hoort er bij een hogere score?",
        levers=(
            Lever(words or "Vertrouwen", 20.0, words or "nu 58 van de 100"),
            Lever(words or "Prijs", 12.0),
        ),
        consequences=(
            Consequence(
                label=words or "Houding",
                effects=(0.4, 0.15),
                draws=rows,
                step=step,
                room=(-58.0, 42.0),
                sentence=words or "{gain} punten (marge {low} tot {high})",
            ),
        ),
        confidence=0.95,
        lift=words or "{points} punten",
        reset=words or "Alles terug naar 0",
        note=words or "Samenhang, geen bewijs dat het een het ander veroorzaakt.",
    )


def forecast() -> Forecast:
    """What the follow-up will score: no page prints it."""
    return Forecast({"schema": 1, "actions": [{"number": 1, "title": {"nl": HOSTILE[0]}}], "limit": None})


def scores() -> Scores:
    """What came of the forecasts: no page prints it."""
    return Scores({"schema": 1, "client": HOSTILE[0], "rounds": [{"run": "3fa85f64", "predictions": []}]})


def summary() -> Summary:
    """The page for the board."""
    return Summary(
        title="Uw klanten blijven, maar een kwart blijft uit gemak en niet uit loyaliteit",
        lead="In februari 2026 vulden 1.204 van de 4.000 uitgenodigde klanten de vragenlijst in. "
        "Dit is wat hun antwoorden zeggen over de loyaliteit van uw klanten, en wat wij u vragen te besluiten.",
        findings=(
            SummaryItem("captive", "Een kwart van uw klanten blijft omdat overstappen gedoe is."),
            SummaryItem(
                "trust", "Vertrouwen doet het meest voor loyaliteit; daar is ook het meest te winnen."
            ),
            SummaryItem("nps"),
            SummaryItem(
                "age", "Leeftijd maakt geen aantoonbaar verschil. Richt acties dus niet op leeftijd."
            ),
        ),
        decisions=(
            "Maak prijswijzigingen vooraf en in gewone taal bekend, te beginnen bij de jaarnota van juni.",
            "Geef één team de opdracht om klachten binnen twee dagen op te lossen.",
            "Meet opnieuw in februari 2027, met dezelfde vragen.",
        ),
        figure=Figure(
            "drivers-kort",
            "Vertrouwen en tevredenheid wegen het zwaarst",
            chart(),
            "Puntendiagram: vertrouwen 34%, tevredenheid 28%, betrokkenheid 21% en imago 17%.",
            "Basis: 1.204 klanten. Aandeel in de verklaarde variantie van houding, met 95%-interval.",
        ),
    )


def body() -> list[Block]:
    """What follows the summary."""
    long_text = (
        "Loyaliteit heeft twee kanten. Iemand kan graag klant zijn, en iemand kan klant blijven. Die twee vallen vaak "
        "niet samen: een klant die blijft omdat overstappen moeite kost, gaat weg zodra die moeite kleiner wordt. "
        "Daarom meten we houding en gedrag apart en tellen we ze nooit bij elkaar op."
    )
    return [
        Heading(1, "Respons en methode"),
        Prose(
            (
                long_text,
                "De vragenlijst is online afgenomen. De antwoorden zijn gewogen naar contractvorm en leeftijd.",
            )
        ),
        Heading(2, "Wie heeft meegedaan"),
        Kpis(
            (
                KpiItem("Respondenten", "1.204", "30% van 4.000", "uitgenodigde klanten", ""),
                KpiItem("Houding", "64", "62 tot 66", "n = 1.188", "schaal 0 tot 100"),
                KpiItem("NPS", "+12", "+7 tot +17", "n = 1.175", ""),
                KpiItem("Cijfer 9 of 10", "31%", "28% tot 34%", "n = 1.201", "rapportcijfer"),
            )
        ),
        Heading(1, "Resultaten"),
        Heading(2, "Waar de loyaliteit staat"),
        findings(),
        Figure(
            "drivers",
            "Op vertrouwen scoort u het laagst, en juist dat telt het zwaarst",
            chart(
                (
                    "Vertrouwen",
                    "Tevredenheid",
                    "Betrokkenheid",
                    "Imago",
                    "Overstapkosten",
                    "Gemak van de webshop",
                )
            ),
            "Puntendiagram van zes scores met hun interval; vertrouwen is de laagste.",
            "Basis: 1.204 klanten, gewogen. Gemiddelde score van 0 tot 100 met 95%-interval. Bron: nulmeting 2026.",
        ),
        quotes(),
        Heading(3, "Per segment"),
        Prose((long_text, long_text)),
        segment_table(12),
        Markdown(
            "# Onze blik\n\nWij zagen dit **eerder**. Zie [de toelichting](https://example.org/uitleg?a=1&b=2).\n\n"
            "- eerst de jaarnota\n- dan de klachten\n  1. bellen\n  2. mailen\n\n> Loyaliteit is geen gewoonte.\n\n"
            "| Actie | Eigenaar | Kosten |\n|---|---|--:|\n"
            "| Jaarnota herzien | Marketing | € 20.000 |\n| Klachtenteam | Service | € 85.000 |\n"
        ),
        Figure(
            "alle-drivers",
            "Tweeëntwintig aspecten op een rij: de service wint, de prijs verliest",
            chart(tuple(f"Aspect {i + 1} van de dienstverlening" for i in range(22))),
            "Puntendiagram van tweeëntwintig aspecten.",
            "Basis: 1.204 klanten.",
        ),
        what_if(),
        Heading(1, "Bijlage: volledige tabellen"),
        Prose(("Deze tabellen horen bij hoofdstuk 2.",)),
        segment_table(60, "segmenten-lang"),
        wide_table(9),
        Heading(2, "Per contractvorm"),
        wide_table(14),
        wide_table(25),
        Heading(2, "Tot slot"),
        Prose((long_text,)),
    ]


def report(**changes: Any) -> list[Block]:
    """The whole Dutch sample."""
    return [meta(**changes), *body(), summary(), forecast(), scores()]


def hostile_report() -> list[Block]:
    """Every field of every block filled with text that is markup somewhere."""
    every = " | ".join(HOSTILE)
    one, two = HOSTILE[0], HOSTILE[1]
    figure = Figure(one, every, chart((one[:30].replace("$", ""), "<b> & 'x'")), every, every)
    return [
        meta(
            **dict.fromkeys(
                ("title", "subtitle", "client", "wave_label", "dates", "author", "organisation", "version"),
                every,
            )
        ),
        Heading(1, every),
        Heading(2, two),
        Prose(HOSTILE),
        Markdown(every),
        Findings(tuple(FindingItem(text, text, "shown", text, answers=(text,)) for text in HOSTILE)),
        Kpis(tuple(KpiItem(text, text, text, text, text) for text in HOSTILE[:3])),
        figure,
        Table(
            one,
            every,
            (Column(one, two), Column(two, one, "right")),
            tuple({one: t, two: t} for t in HOSTILE),
            every,
        ),
        *(what_if(text) for text in (every, *HOSTILE)),
        Summary(every, every, tuple(SummaryItem(text) for text in HOSTILE[:5]), HOSTILE[:3], figure),
    ]


def notebook(blocks: list[Block]) -> NotebookNode:
    """A notebook that showed these blocks, one cell each, among other things that reports leave out."""
    cells = [nbformat.v4.new_markdown_cell("Note for the trainer", metadata={"tags": ["note"]})]
    for place, block in enumerate(blocks):
        output = nbformat.v4.new_output("display_data", {MIME: to_json(block), "text/plain": "a block"})
        cell = nbformat.v4.new_code_cell(f"show(block_{place})", outputs=[output])
        cells.append(cell)
    stream = nbformat.v4.new_output("stream", text="a log line that stays in the notebook")
    cells.append(nbformat.v4.new_code_cell("print()", outputs=[stream]))
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    return nbformat.v4.new_notebook(cells=cells)
