"""From a finding to the rows of the tables it rests on, and never to a wrong one."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from tests.report import sample
from toolkit.language import Language
from toolkit.report.blocks import Block, Column, FindingItem, Findings, Heading, Table
from toolkit.report.document import assemble
from toolkit.report.evidence.printed import printed_numbers
from toolkit.report.evidence.sources import row_label
from toolkit.report.exporters import LoyaltyHTMLExporter, LoyaltyPDFExporter

SCORES = ("theme", "estimate", "low", "high", "p_holm", "n")
HEADS = {"theme": "Theme", "estimate": "Score", "low": "from", "high": "to", "p_holm": "p (Holm)", "n": "n"}


def table(*rows: Sequence[str], keys: Sequence[str] = SCORES, words: int = 1, name: str = "scores") -> Table:
    """A table with so many columns of words, and numbers in the others."""
    columns = tuple(
        Column(key, HEADS.get(key, key), "left" if at < words else "right") for at, key in enumerate(keys)
    )
    return Table(name, "A table", columns, tuple(dict(zip(keys, row, strict=True)) for row in rows))


def finding(text: str, numbers: Mapping[str, Any] | None = None, key: str = "a") -> Findings:
    return Findings((FindingItem(key, text, "fact", "Some method.", numbers or {}),))


def rests_on(*blocks: Block, language: str = "en") -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Give what the first finding rests on: ids of tables with the names and columns of rows."""
    document = assemble([sample.meta(language=language, labels={}), Heading(1, "One"), *blocks])
    (first, *_) = [
        one for block in document["blocks"] if block["kind"] == "findings" for one in block["findings"]
    ]
    return [
        (one["id"], [(row["label"], [cell["head"] for cell in row["cells"]]) for row in one["rows"]])
        for one in first["rests_on"]
    ]


TRUST = ("Trust", "54.7", "53.5", "56.0", "0.012", "1,200")
IMAGE = ("Image", "61.5", "60.4", "62.7", "< 0.001", "1,200")


def test_a_value_with_its_margin_leads_to_the_row_and_columns_that_hold_them() -> None:
    found = rests_on(finding("“Trust” scores 54.7 of 100 (margin 53.5 to 56.0)."), table(IMAGE, TRUST))
    assert found == [("scores", [("Trust", ["Score", "from", "to"])])]


def test_a_rounded_value_leads_to_the_row_that_its_own_numbers_tell() -> None:
    close = ("Nearly", "54.6", "53.4", "55.9", "0.1", "1,100")
    numbers = {"estimate": 54.7, "low": 53.5, "high": 56.0}
    said = "The lowest theme scores 55 of 100 (margin 54 to 56)."
    assert rests_on(finding(said, numbers), table(close, TRUST)) == [
        ("scores", [("Trust", ["Score", "from", "to"])])
    ]
    # Without them both rows may be meant.
    near = ("Nearly", "54.8", "53.6", "56.1", "0.1", "1,100")
    assert rests_on(finding(said), table(near, TRUST)) == [("scores", [])]


def test_a_number_that_ends_in_a_nought_is_found_in_a_table_far_away() -> None:
    keys = ("theme", "estimate", "low", "high", "n")
    stayed = table(("730 days", "50.0%", "45.6%", "54.3%", "181"), keys=keys)
    text = "After two years 50% of customers had not lapsed (margin 46% to 54%)."
    numbers = {"estimate": 0.5, "low": 0.456, "high": 0.543, "n": 181}
    blocks = (finding(text, numbers), Heading(1, "Two"), stayed)
    assert rests_on(*blocks) == [("scores", [("730 days", ["Score", "from", "to"])])]
    # A number behind the sentence that is another one at the table's precision leads nowhere.
    assert rests_on(finding(text, {**numbers, "estimate": 0.503}), *blocks[1:]) == []


def test_a_sentence_that_opens_with_the_head_of_a_column_leads_to_its_cells() -> None:
    heads = ("Measurement", "Baseline", "Follow-up")
    waves = table(
        ("Begun", "3 March", "2 March"),
        ("Invited", "4,000", "1,200"),
        ("Answered", "1,200", "1,100"),
        ("Response", "30%", "92%"),
        keys=heads,
        name="waves",
    )
    said = finding("Baseline: 1,200 of the 4,000 customers answered within 3 weeks, a response of 30%.")
    columns = [("Invited", ["Baseline"]), ("Answered", ["Baseline"]), ("Response", ["Baseline"])]
    assert rests_on(said, waves) == [("waves", columns)]
    # Not in another section, not where the sentence opens otherwise, and not on numbers that two rows hold.
    assert rests_on(said, Heading(1, "Two"), waves) == []
    assert rests_on(finding("The baseline: 1,200 of 4,000 customers answered."), waves) == []
    twice = table(("Asked", "1,234", ""), ("Answered", "1,234", ""), keys=heads, name="waves")
    assert rests_on(finding("Baseline: 1,234 customers answered."), twice) == []


def test_a_share_leads_to_its_percentage_and_a_fall_to_its_difference() -> None:
    groups = table(
        ("high on both", "41.9%", "39.0%", "44.8%"), ("low", "13.3%", "11.5%", "15.4%"), keys=SCORES[:4]
    )
    share = {"estimate": 0.419, "low": 0.39, "high": 0.448}
    assert rests_on(finding("42% (margin 39% to 45%) score high.", share), groups) == [
        ("scores", [("high on both", ["Score", "from", "to"])])
    ]
    differences = table(
        ("Attitude", "−14.8", "−18.0", "−11.6"), ("Other", "+14.8", "+11.6", "+18.0"), keys=SCORES[:4]
    )
    assert rests_on(finding("They score 14.8 points (11.6 to 18.0) lower on “Attitude”."), differences) == [
        ("scores", [("Attitude", ["Score", "from", "to"])])
    ]
    assert rests_on(finding("“Other” rose by +14.8 (+11.6 to +18.0)."), differences) == [
        ("scores", [("Other", ["Score", "from", "to"])])
    ]


def test_dutch_numbers_are_read_as_dutch() -> None:
    dutch = table(
        ("Vertrouwen", "1.254,7", "1.253,5", "1.256,0"), ("Imago", "1,254", "1,253", "1,256"), keys=SCORES[:4]
    )
    found = rests_on(finding("‘Vertrouwen’: 1.254,7 (marge 1.253,5 tot 1.256,0)."), dutch, language="nl")
    assert found == [("scores", [("Vertrouwen", ["Score", "from", "to"])])]


def test_an_interval_in_one_cell_counts_as_its_two_ends() -> None:
    drivers = table(
        ("Trust", "49%", "42% to 56%"), ("Image", "42%", "36% to 49%"), keys=("driver", "Share", "Margin")
    )
    assert rests_on(finding("“Trust” explains 49% (margin 42% to 56%)."), drivers) == [
        ("scores", [("Trust", ["Share", "Margin"])])
    ]


def test_several_values_lead_to_several_rows_and_tables() -> None:
    means = table(
        ("60 or higher", "2.9", "2.6", "3.2"),
        ("under 60", "1.4", "1.2", "1.6"),
        keys=SCORES[:4],
        name="means",
    )
    link = table(("Attitude", "+0.36", "+0.27", "+0.44"), keys=SCORES[:4], name="link")
    said = (
        "More goes with “Attitude” (+0.36, margin +0.27 to +0.44): 2.9 times (2.6 to 3.2), "
        "the others 1.4 times (1.2 to 1.6)."
    )
    columns = ["Score", "from", "to"]
    assert rests_on(finding(said), link, means) == [
        ("link", [("Attitude", columns)]),
        ("means", [("60 or higher", columns), ("under 60", columns)]),
    ]


def test_rows_that_hold_the_same_leave_the_table_alone_unless_the_words_tell() -> None:
    same = table(
        ("bought again, promoters", "77%", "69%", "83%"),
        ("bought again, highest third", "77%", "69%", "83%"),
        keys=SCORES[:4],
    )
    assert rests_on(finding("77% bought again (69% to 83%)."), same) == [("scores", [])]
    found = rests_on(finding("Of the third that scored highest 77% bought again (69% to 83%)."), same)
    assert found == [("scores", [("bought again, highest third", ["Score", "from", "to"])])]
    both = table(("Trust", "7.6", "6.1", "9.1"), ("Image", "7.6", "6.1", "9.1"), keys=SCORES[:4])
    named = rests_on(finding("“Trust” and “Image” rose by 7.6 (6.1 to 9.1)."), both)
    assert [label for label, _ in named[0][1]] == ["Trust", "Image"]


def test_a_row_of_another_name_is_not_taken_for_the_one_that_is_named() -> None:
    other = table(("Trust", "60", "58", "62"), ("Image", "55", "54", "56"), keys=SCORES[:4])
    assert rests_on(finding("“Trust” scores 55 of 100 (margin 54 to 56)."), other) == []


def test_tables_of_the_own_section_go_first_and_others_ask_for_more() -> None:
    said = finding("“Trust” scores 54.7 of 100 (margin 53.5 to 56.0).")
    here, there = table(TRUST, name="here"), table(TRUST, name="there")
    assert rests_on(there, Heading(1, "Two"), said, here) == [("here", [("Trust", ["Score", "from", "to"])])]
    assert rests_on(said, Heading(1, "Two"), there) == [("there", [("Trust", ["Score", "from", "to"])])]
    vague = finding("Somebody scores 55 of 100 (margin 54 to 56).", {"estimate": 54.7})
    assert rests_on(vague, Heading(1, "Two"), there) == []
    told = finding("It is 55 (margin 54 to 56).", {"estimate": 54.7, "low": 53.5, "high": 56.0, "n": 1200})
    assert rests_on(told, Heading(1, "Two"), there) == [("there", [("Trust", ["Score", "from", "to"])])]


def test_few_digits_are_no_evidence() -> None:
    small = table(("people", "0.6", "0.5", "0.8", "0.1", "553"))
    said = "They told more people (0.6, margin 0.5 to 0.8)."
    assert rests_on(finding(said), small) == []
    assert rests_on(finding(said, {"n_loyal": 553.0}), small) == [
        ("scores", [("people", ["Score", "from", "to"])])
    ]


def test_a_scale_is_no_margin_and_a_rounder_cell_no_evidence() -> None:
    ranks = table(("Trust", "2", "1 to 4", "7 to 8"), keys=("driver", "Rank", "Margin", "Other"))
    assert rests_on(finding("That brings +2.4 points (margin +1.3 to +3.5) for “Trust”."), ranks) == []
    assert rests_on(finding("In three classes (0 to 6, 7 or 8, 9 or 10) “Trust” is first."), ranks) == []


def test_values_of_p_and_years_are_no_evidence() -> None:
    years = table(("2025", "2,025", "0.012", "x"), keys=("year", "n", "p_holm", "share"))
    assert rests_on(finding("In 2025 it was 0.012 and 0.012 and 0.012."), years) == []
    assert [one.value for one in printed_numbers("2025, B12, v1.2.3, 1,20 and 12.5%", Language("en"))] == [
        12.5
    ]


def test_a_cell_whose_row_and_column_are_named_is_found_in_a_table_of_groups() -> None:
    teams = table(
        ("Customers", "133", "146"), ("Attitude", "68 B", "51"), ("Behaviour", "68", "70"),
        keys=("Score", "A: Dommel", "B: Waal"),
    )  # fmt: skip
    said = (
        "“Dommel” scores higher than “Waal” on “Attitude”: 68 (margin 65 to 72) against 51 (margin 47 to 54)."
    )
    assert rests_on(finding(said), teams) == [("scores", [("Attitude", ["A: Dommel", "B: Waal"])])]
    # The number that follows on another name is that one's.
    more = "By team, “Dommel” is ahead on “Behaviour” and “Attitude”. On “Attitude”: 68 (margin 65 to 72)."
    assert rests_on(finding(more), teams) == [("scores", [("Attitude", ["A: Dommel"])])]


def test_numbers_behind_names_lead_to_their_rows_where_they_stand_in_one_column() -> None:
    chances = table(
        ("Trust", "26%", "31%"), ("Satisfaction", "28%", "41%"), ("Image", "31%", "22%"),
        keys=("driver", "Share", "First"),
    )  # fmt: skip
    said = "“Trust” and “Satisfaction” lead: “Satisfaction” (41%) and “Trust” in 31% of the draws."
    assert rests_on(finding(said), chances) == [
        ("scores", [("Trust", ["First"]), ("Satisfaction", ["First"])])
    ]
    assert rests_on(finding("“Satisfaction” (28%) and “Trust” (31%)."), chances) == []
    assert rests_on(finding("“Trust” (31%)."), chances) == []


def test_the_row_that_holds_most_of_many_numbers_is_found() -> None:
    plan = table(
        ("Attitude", "1,200", "5.0", "3.2", "2.2"), ("Image", "1,200", "5.0", "3.0", "2.2"),
        keys=("theme", "n", "Least", "Others", "Same"),
    )  # fmt: skip
    said = "With 1,200 answers a change of 3.2 points shows; with the same customers 2.2; 5.0 matters."
    assert rests_on(finding(said), plan) == [("scores", [("Attitude", ["n", "Least", "Others", "Same"])])]
    assert rests_on(finding(said.replace("3.2", "9.9")), plan) == []


def test_a_finding_without_numbers_rests_on_no_row_but_on_the_table_that_its_method_names() -> None:
    assert rests_on(finding("“Trust” is not compared."), table(TRUST)) == []
    (item,) = finding("“Trust” is not compared.").findings
    named = Findings((replace(item, evidence="Table of scores; a test."),))
    assert rests_on(named, table(TRUST)) == [("scores", [])]
    assert rests_on(named, table(TRUST), table(IMAGE, name="more")) == []
    assert rests_on(named, Heading(2, "Later"), table(TRUST)) == []


def test_a_row_is_named_by_as_many_words_as_tell_it_apart() -> None:
    view = {
        "columns": [{"align": "left"}, {"align": "left"}, {"align": "right"}, {"align": "left"}],
        "rows": [["A", "x", "1", "p"], ["A", "y", "2", "p"], ["A", "y", "3", "q"], ["B", "x", "4", "p"]],
    }
    assert [row_label(view, place) for place in range(4)] == ["A · x", "A · y · p", "A · y · q", "B"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Table 1, row “Trust”", "Table 1, rows “Trust” and “Image”", "Table 1, 4 rows", "Table 1"]),
        ("nl", ["Tabel 1, rij ‘Trust’", "Tabel 1, rijen ‘Trust’ en ‘Image’", "Tabel 1, 4 rijen", "Tabel 1"]),
    ],
)
def test_the_table_and_row_are_named_in_the_language_of_the_report(language: str, words: list[str]) -> None:
    names = ("Trust", "Image", "Ease", "Price")
    point, to = (",", "tot") if language == "nl" else (".", "to")
    numbers = [(f"5{at}.7", f"5{at}.1", f"5{at}.9") for at in range(4)]
    rows = [
        tuple(one.replace(".", point) for one in (name, *of))
        for name, of in zip(
            [*names, "Same", "Other"], [*numbers, *[("80.7", "80.1", "80.9")] * 2], strict=True
        )
    ]
    claims = [
        f"{value} ({low} {to} {high})".replace(".", point)
        for value, low, high in [*numbers, ("80.7", "80.1", "80.9")]
    ]
    texts = [claims[0], f"{claims[0]}, {claims[1]}", ", ".join(claims[:4]), claims[4]]
    block = Findings(tuple(FindingItem(str(at), f"Is {text}.") for at, text in enumerate(texts)))
    document = assemble(
        [sample.meta(language=language, labels={}), Heading(1, "One"), block, table(*rows, keys=SCORES[:4])]
    )
    found = next(one for one in document["blocks"] if one["kind"] == "findings")["findings"]
    assert [[source["text"] for source in one["sources"]] for one in found] == [[one] for one in words]
    assert [one["sources"][0]["anchor"] for one in found] == ["table-1-row-1"] * 3 + ["table-1"]


HOSTILE = "<b>Trust</b> #panic() [x](y)"


@pytest.fixture(scope="module")
def linked() -> Any:
    """A notebook with a finding that rests on a row of a long table, and one that rests on a table alone."""
    rows = [(f"Theme {at}", f"{at}.7", f"{at}.1", f"{at}.9") for at in range(20, 70)]
    rows[45] = (HOSTILE, *rows[45][1:])
    said = [f"“{HOSTILE}” is 65.7 (65.1 to 65.9).", "It is 80.7 (80.1 to 80.9)."]
    items = tuple(FindingItem(str(at), text, evidence=f"Method {at}.") for at, text in enumerate(said))
    twice = table(("Same", "80.7", "80.1", "80.9"), ("Other", "80.7", "80.1", "80.9"), keys=SCORES[:4])
    blocks = [
        sample.meta(language="en", labels={}),
        Heading(1, "One"),
        Findings(items),
        table(*rows, keys=SCORES[:4], name="long"),
        twice,
    ]
    return sample.notebook(blocks)


def test_the_page_links_each_finding_to_its_row(linked: Any) -> None:
    page, _ = LoyaltyHTMLExporter().from_notebook_node(linked)
    links = re.findall(r'Evidence: <a href="#([^"]+)">(.*?)</a>\. Method \d\.', page)
    shown = "&lt;b&gt;Trust&lt;/b&gt; #panic() [x](y)"
    assert links == [("table-1-row-46", f"Table 1, row “{shown}”"), ("table-2", "Table 2")]
    row = re.search(r'<tr id="table-1-row-46"[^>]*>(.*?)</tr>', page, re.S)
    assert row
    assert shown in row[1]
    assert "65.7" in re.sub(r"<[^>]*>", "", row[1])
    assert page.count('id="table-1-row-') == 1


def test_the_pdf_links_each_finding_to_its_row(linked: Any) -> None:
    pdf, _ = LoyaltyPDFExporter().from_notebook_node(linked)
    reader = PdfReader(io.BytesIO(pdf))
    pages = [page.extract_text() for page in reader.pages]
    (home,) = (at for at, text in enumerate(pages) if "Method 0." in text)
    targets = [
        next(
            at
            for at, page in enumerate(reader.pages)
            if page.indirect_reference == note.get_object()["/Dest"][0]
        )
        for note in reader.pages[home]["/Annots"]
    ]
    row_page = next(at for at, text in enumerate(pages) if "65.7" in text and at != home)
    assert row_page > home
    assert row_page in targets
    words = " ".join(pages[home].split())
    assert f"Evidence: Table 1, row “{HOSTILE}”. Method 0." in words
    assert "Evidence: Table 2. Method 1." in words


def test_sentences_about_other_customers_hardly_ever_lead_to_a_row() -> None:
    rng = np.random.default_rng(7)

    def estimate() -> tuple[str, str, str]:
        value, half = rng.uniform(20, 90), rng.uniform(1, 4)
        return f"{value:.1f}", f"{value - half:.1f}", f"{value + half:.1f}"

    rows = [(f"Theme {at}", *estimate(), "0.1", f"{rng.integers(100, 900)}") for at in range(150)]
    claims = [estimate() for _ in range(150)]
    items = tuple(
        FindingItem(str(at), f"It is {value} (margin {low} to {high}).")
        for at, (value, low, high) in enumerate(claims)
    )
    blocks = [Heading(1, "One"), Findings(items), table(*rows)]
    for between in ([], [Heading(1, "Two")]):
        document = assemble([sample.meta(language="en", labels={}), *blocks[:2], *between, blocks[2]])
        found = next(one for one in document["blocks"] if one["kind"] == "findings")["findings"]
        assert sum(bool(one["rests_on"]) for one in found) <= 1
