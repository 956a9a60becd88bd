"""Reports of any size for the deck: tables that it draws, claims that name what is in them."""

from __future__ import annotations

from typing import Any

from tests.report import sample
from toolkit.report.blocks import (
    Block,
    Column,
    FindingItem,
    Findings,
    Heading,
    KpiItem,
    Kpis,
    Summary,
    SummaryItem,
    Table,
)
from toolkit.report.document import Document, assemble

LONG = "Huishoudens met een warmtepomp en een contract voor drie jaar"  # 60 signs and one


def names(count: int, *, long: bool) -> list[str]:
    """Names of 3 or of 60 signs."""
    return [f"{place:02d} {LONG}"[:60] if long else f"A{place:02d}" for place in range(count)]


def table(
    identifier: str, columns: dict[str, str], rows: list[dict[str, str]], note: str = "Basis: 1.188 klanten."
) -> Table:
    """A table whose first column is text and whose others are numbers."""
    first, *others = columns.items()
    heads = (Column(*first), *(Column(key, label, "right") for key, label in others))
    return Table(identifier, f"Tabel {identifier}", heads, tuple(rows), note)


def printed(value: float) -> str:
    """A number with one decimal, as a Dutch report writes it."""
    return f"{value:.1f}".replace(".", ",").replace("-", "−")


def scores(of: list[str]) -> Table:
    """Scores with limits in two columns."""
    columns = {"theme": "Thema", "estimate": "Score", "low": "van", "high": "tot", "n": "n"}
    rows = [{"theme": name, **limits(40 + place), "n": "1.188"} for place, name in enumerate(of)]
    return table("scores-table", columns, rows)


def limits(value: float) -> dict[str, str]:
    """A score with its limits."""
    return {"estimate": printed(value), "low": printed(value - 3), "high": printed(value + 2)}


def changes(of: list[str]) -> Table:
    """Differences, up and down, with a margin in one column."""
    columns = {"theme": "Thema", "difference": "Verschil", "margin": "Marge"}
    rows = []
    for place, name in enumerate(of):
        value = (1 + place / 3) * (1 if place % 2 else -1)
        difference = f"+{printed(value)}" if value > 0 else printed(value)
        margin = f"{printed(value - 0.5)} tot {printed(value + 0.5)}"
        rows.append({"theme": name, "difference": difference, "margin": margin})
    return table("change-table", columns, rows)


def priorities(of: list[str]) -> Table:
    """Two numbers that place a dot."""
    columns = {"driver": "Driver", "effect": "Verband", "score": "Score nu"}
    rows = [
        {"driver": name, "effect": f"+{printed(1 + place * 7 % 11 / 3)}", "score": str(40 + place * 13 % 37)}
        for place, name in enumerate(of)
    ]
    return table("priorities-attitude-table", columns, rows)


def pairs(of: list[str]) -> Table:
    """Two numbers per row."""
    columns = {"value": "Waarde", "importance": "Belangrijk", "experience": "Gemerkt"}
    rows = [
        {"value": name, "importance": printed(50 + place), "experience": printed(60 - place)}
        for place, name in enumerate(of)
    ]
    return table("alignment-table", columns, rows)


def roadmap(of: list[str]) -> Table:
    """A plan; what comes later has no period."""
    labels = ("Orde", "Actie", "Eigenaar", "Wanneer", "Kosten", "Hoe te zien")
    keys = ("phase", "action", "owner", "period", "cost", "measure")
    phases = (("Eerst", "1 mei 2025 tot 31 juli 2025"), ("Daarna", "1 augustus 2025 tot 31 oktober 2025"))
    rows = []
    for place, name in enumerate(of):
        phase, period = (*phases, ("Later", "geen geld of tijd"))[place * 3 // len(of)]
        cells = (phase, name, "Klantenservice", period, "€\u00a040.000", LONG)
        rows.append(dict(zip(keys, cells, strict=True)))
    return Table("roadmap", "Wat eerst en wat later", tuple(map(Column, keys, labels)), tuple(rows), "Noot.")


def deck_blocks(count: int = 5, *, long: bool = False, colour: str = "#0b6e4f", **meta: Any) -> list[Block]:
    """A report with a chapter per kind of picture, each with a claim in the summary that names its first row."""
    of = names(count, long=long)
    first = of[0]
    chapters = (
        (scores(of), f"‘{first}’ scoort het laagst."),
        (changes(of), f"‘{first}’ is veranderd."),
        (priorities(of), f"Kijk eerst naar ‘{first}’."),
        (pairs(of), f"‘{first}’ wordt te weinig gemerkt."),
        (roadmap(of), f"Begin met ‘{first}’."),
    )
    blocks: list[Block] = [sample.meta(report="drivers", colour=colour, **meta)]
    for place, (one, claim) in enumerate(chapters):
        told = (
            FindingItem(f"k{place}", f"{claim} Dat is aangetoond.", "shown", "Welch-toets."),
            FindingItem(f"k{place}.more", f"Let hierop bij {place}. {claim}", "warning", "Oordeel."),
        )
        blocks += [Heading(1, f"Hoofdstuk {place}"), Findings(told), one]
    items = (KpiItem("NPS", "+12", "marge +7 tot +17", "n = 1.175"), KpiItem(LONG, "7,2", "", "", LONG))
    blocks += [Heading(1, "Kerncijfers"), Kpis(items)]
    lines = tuple(SummaryItem(f"k{place}", claim) for place, (_, claim) in enumerate(chapters))
    asked = ("Wat doen we eerst?", f"Wie pakt ‘{first}’ op? " * 3, "Wanneer meten we opnieuw?")
    return [*blocks, Summary("Samenvatting", "In februari vulden 1.204 klanten de lijst in.", lines, asked)]


def deck_document(count: int = 5, *, long: bool = False, colour: str = "#0b6e4f", **meta: Any) -> Document:
    """The same as a document."""
    return assemble(deck_blocks(count, long=long, colour=colour, **meta))
