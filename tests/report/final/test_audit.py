"""The audit of finished pages: each way in which a report can tell of too few customers, and none where it does not."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.report.sample import meta
from tests.small_client import NAME, small_workspace
from toolkit.engagement import Engagement, load_engagement
from toolkit.intake import Survey, read_survey
from toolkit.language import Language
from toolkit.report.blocks import Block, Column, Figure, FindingItem, Findings, Prose, Summary, Table
from toolkit.report.document import assemble
from toolkit.report.final.audit import leaks
from toolkit.report.final.audit.groups import small_groups
from toolkit.report.final.audit.leak import Finished, Leak, counts_in
from toolkit.workspace import client_folder

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>n = {n}</text></svg>'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engagement, Survey]:
    """A client whose region "zuid" has 2 customers of 40."""
    folder = client_folder(small_workspace(tmp_path_factory.mktemp("audit")), NAME)
    text = (folder / "engagement.toml").read_text("utf-8")
    declared = text.replace(
        'column = "region"', 'column = "region"\nvalues = { noord = "Noord", zuid = "Zuid" }'
    )
    (folder / "engagement.toml").write_text(declared, encoding="utf-8")
    engagement = load_engagement(folder)
    return engagement, read_survey(engagement, "baseline")


def finished(
    *blocks: Block, language: str = "en", report: str = "baseline", wave: str = "baseline"
) -> Finished:
    return Finished(assemble([meta(language=language, report=report), *blocks]), (wave,))


def table(*rows: str, columns: str = "group|n", identity: str = "segments-x-table", note: str = "") -> Table:
    """A table of rows such as "North|12"; a column's key is its label, the first one holds words."""
    keys = columns.split("|")
    heads = tuple(Column(key, key, "right" if place else "left") for place, key in enumerate(keys))
    cells = tuple(dict(zip(keys, row.split("|"), strict=True)) for row in rows)
    return Table(identity, "Title", heads, cells, note)


def found(
    client: tuple[Engagement, Survey], *judged: Finished, beside: tuple[Finished, ...] = ()
) -> list[Leak]:
    engagement, survey = client
    return list(leaks(engagement, [survey], judged, beside))


def told(client: tuple[Engagement, Survey], *blocks: Block, language: str = "en") -> list[str]:
    return [f"{leak.place}: {leak.what}" for leak in found(client, finished(*blocks, language=language))]


@pytest.mark.parametrize("key", ["n", "n_first", "employees_n", "n_effective"])
def test_a_base_under_the_minimum_is_found_in_a_table(client: tuple[Engagement, Survey], key: str) -> None:
    small = table("North|1,204", "South|9", columns=f"group|{key}")
    assert told(client, small) == [
        f"table 1 “Title”, row “South”, column “{key}”: 9 customers, and no number may rest on fewer than 10"
    ]
    assert not told(client, table("North|1,204", "South|10", "East|0", "West|x", columns=f"group|{key}"))


def test_two_bases_in_one_cell_and_a_row_of_counts_are_read(client: tuple[Engagement, Survey]) -> None:
    assert len(told(client, table("Trust|1,204/7"))) == 1
    assert (
        len(told(client, table("Customers|204|8", "Trust|7.1|6.3", columns="measure|group-0|group-1"))) == 1
    )
    assert len(told(client, table("Klanten|204|8", columns="m|group-0|group-1"), language="nl")) == 1
    assert not told(client, table("Trust|7|6", columns="measure|group-0|group-1"))


def test_a_count_is_known_by_what_stands_above_or_before_it_too(client: tuple[Engagement, Survey]) -> None:
    for head in ("Customers", "N", "Respondents"):
        assert len(told(client, table("North|204", "South|9", columns=f"group|{head}"))) == 1
    assert len(told(client, table("Noord|204", "Oost|9", columns="group|Klanten"), language="nl")) == 1
    assert len(told(client, table("n|204|8", columns="measure|first|second"))) == 1
    assert not told(client, table("North|50.8|7%", columns="group|Customers|Respondents"))
    assert not told(client, table("Gives a 9|12%", columns="Customers|share"))


def test_dutch_numbers_are_read_as_dutch(client: tuple[Engagement, Survey]) -> None:
    assert not told(client, table("Noord|1.204", "Oost|2.007"), language="nl")
    assert not told(client, table("North|1,204", "South|2,007"), language="en")


@pytest.mark.parametrize(
    ("language", "text", "counts"),
    [
        ("en", "We asked 7 customers, n = 8 and n=9; 1,204 respondents answered.", [7, 8, 9, 1204]),
        ("nl", "Wij vroegen 7 klanten, n = 8; 1.204 respondenten antwoordden.", [7, 8, 1204]),
        ("en", "1 in 5 customers; 5% of customers; 7.5 customers a day; 3 questions; the +4 customers.", []),
        ("nl", "1 op de 5 klanten, 2 op 3 klanten en elke 4 klanten.", []),
        ("en", "customer 7 customersx, 12customers", []),
        ("en", "We saw it in 7 customers; one in 5 customers left, 2 of 9 customers too.", [7, 9]),
    ],
)
def test_numbers_of_customers_are_read_in_sentences(language: str, text: str, counts: list[int]) -> None:
    assert list(counts_in(text, Language(language))) == counts


def test_a_small_number_is_found_wherever_words_are_printed(client: tuple[Engagement, Survey]) -> None:
    words = "It rests on 7 customers."
    blocks: list[Block] = [
        Prose((words,)),
        Findings((FindingItem("a", words), FindingItem("b", "b", evidence=words))),
        Figure("f", "Title", SVG.format(n=40), words),
        Figure("g", "Title", SVG.format(n=7), "Alt"),
        table("North|40", note=words),
        Summary("Title", words, ()),
    ]
    places = [line.partition(":")[0].partition(",")[0] for line in told(client, *blocks)]
    assert places == ["summary", "prose", "finding B1", "finding B2", "figure 1", "figure 2", "table 1"]


def test_numbers_beside_a_finding_count_too(client: tuple[Engagement, Survey]) -> None:
    small = Findings((FindingItem("a", "Text.", numbers={"n": 4, "inside": 4, "n_first": 12, "value": 3.0}),))
    assert told(client, small) == ["finding B1: its number 'n' is 4, in findings.json; the minimum is 10"]


SHARES = "group|first|second|third"


def test_one_hidden_share_of_a_line_that_adds_up_follows(client: tuple[Engagement, Survey]) -> None:
    rows = ("North|40%|35%|25%", "South|50%|30%|20%")
    assert told(client, table(*rows, "East|60%|30%|x", columns=SHARES)) == [
        "table 1 “Title”, row “East”, column “third”: hidden, but 100% less the other shares of its line tells it"
    ]
    assert not told(client, table(*rows, "East|60%|x|x", columns=SHARES))
    # Shares that do not come to 100% where nothing is hidden tell nothing of each other.
    assert not told(client, table("North|40%|35%|15%", "South|50%|30%|20%", "East|60%|30%|x", columns=SHARES))


def test_a_column_that_adds_up_tells_its_hidden_cell_too(client: tuple[Engagement, Survey]) -> None:
    down = ("a|40%|50%|40%", "b|35%|30%|35%", "c|25%|20%|x")
    assert len(told(client, table(*down, columns=SHARES))) == 1
    hidden = ("a|40%|50%|40%", "b|35%|30%|x", "c|25%|20%|x")
    assert not told(client, table(*hidden, columns=SHARES))


def test_margins_are_no_part_of_a_total(client: tuple[Engagement, Survey]) -> None:
    rows = ("North|40%|35%|45%|60%", "South|50%|45%|55%|50%", "East|60%|55%|65%|x")
    assert len(told(client, table(*rows, columns="group|yes|low|high|no"))) == 1


def test_a_total_that_falls_just_short_tells_the_rest(client: tuple[Engagement, Survey]) -> None:
    counts = table("Customers|700|493|x", columns="measure|group-0|group-1|group-2")
    total = Prose(("1,200 customers answered.",))
    assert told(client, total, counts) == [
        "table 1 “Title”, row “Customers”, column “group-2”: hidden, but a number of customers that the report tells, "
        "less those shown here, is 7"
    ]
    assert not told(client, Prose(("1,300 customers answered.",)), counts)
    assert not told(client, counts)


def test_a_cell_hidden_here_and_printed_there_is_found(client: tuple[Engagement, Survey]) -> None:
    hidden = table("North|12%", "South|x", columns="group|share", identity="segments-region-table")
    printed = table("North|12%", "South|4%", columns="group|share", identity="segments-region-outcomes")
    assert told(client, hidden, printed) == [
        "table 1 “Title”, row “South”, column “share”: hidden, but printed in "
        "table 2 “Title”, row “South”, column “share”"
    ]
    # Of another matter the same words may be printed.
    other = table("North|12%", "South|4%", columns="group|share", identity="segments-team-outcomes")
    assert not told(client, hidden, other)
    # Two rows of the same words: which one is meant nobody knows.
    twice = table("South|4%", "South|5%", columns="group|share", identity="segments-region-outcomes")
    assert not told(client, hidden, twice)


def test_a_sibling_and_another_language_tell_too(client: tuple[Engagement, Survey]) -> None:
    hidden = finished(table("North|12%", "South|x", columns="group|share"))
    sibling = finished(table("North|12%", "South|4%", columns="group|share"), report="drivers")
    (leak,) = found(client, hidden, beside=(sibling,))
    assert leak.report == "baseline"
    assert leak.what.endswith("of the drivers report in en")
    (leak,) = found(client, sibling, beside=(hidden,))
    assert leak.report == "drivers"
    assert leak.what.startswith("printed, but hidden in table 1")
    dutch = finished(table("Noord|12%", "Zuid|4%", columns="group|share"), language="nl")
    (leak,) = found(client, hidden, beside=(dutch,))
    assert leak.what.endswith("of the baseline report in nl")
    assert not found(client, hidden, beside=(replace(dutch, waves=("later",)),))
    assert not found(client, beside=(hidden, sibling))


def test_a_sentence_that_tells_a_hidden_cell_is_found(client: tuple[Engagement, Survey]) -> None:
    hidden = table("Trust|7.1|x", "Image|6.8|6.9", columns="measure|A: North|B: South")

    def said(text: str) -> list[str]:
        return told(client, hidden, Findings((FindingItem("a", text),)))

    assert said("On “Trust” the score in “South” is 6.3.") == [
        "finding B1: tells of “Trust” and “South” what is hidden in table 1 “Title”, row “Trust”, column “B: South”"
    ]
    assert said("In “South” customers give “Trust” a 6.") != []
    assert not said("“North” scores 7.1 on “Trust”, and of “South” nothing is told.")
    assert not said("On “Image” the score in “South” is 6.9; “Trust” is 7.1 in “North”.")
    assert not said("“Trust” and “South” belong together. There are 5 others.")


def test_rows_below_a_row_are_told_apart(client: tuple[Engagement, Survey]) -> None:
    rows = ("Trust|7", "– margin|6 to 8", "Image|x", "– margin|x")
    first, second = (
        table(*rows, columns="measure|group-0", identity=f"segments-region-{name}")
        for name in ("table", "outcomes")
    )
    assert not told(client, first, second)


def test_groups_are_counted_anew_in_the_data(client: tuple[Engagement, Survey]) -> None:
    engagement, survey = client
    assert small_groups(engagement, [survey], "en") == {"Zuid": 2}
    leak = table("Noord|7.1|38", "Zuid|6.3|x", columns="group|score|n")
    assert told(client, leak) == [
        "table 1 “Title”, row “Zuid”, column “score”: tells of “Zuid”, a group of 2 in the data"
    ]
    across = table("Trust|7.1|6.3", columns="measure|A: Noord|B: Zuid")
    assert len(told(client, across)) == 1
    assert not told(client, table("Noord|7.1|38", "Zuid|x|x", columns="group|score|n"))
    assert not told(client, table("Noord|38|40%", "Zuid|–|60%", columns="group|score|population"))
    assert len(told(client, Prose(("In “Zuid” the score is 6.3.",)))) == 1
    assert not told(client, Prose(("Nothing is told of “Zuid”. The score is 6.3.",)))


def test_a_label_of_a_larger_group_elsewhere_is_no_small_group(client: tuple[Engagement, Survey]) -> None:
    engagement, survey = client
    rows = len(survey.segments)
    other = survey.segments.assign(other=pd.Categorical(["Zuid"] * rows))
    assert small_groups(engagement, [replace(survey, segments=other)], "en") == {}
    later = survey.segments.assign(region=pd.Categorical(["zuid"] * rows))
    assert small_groups(engagement, [survey, replace(survey, segments=later)], "en") == {}
