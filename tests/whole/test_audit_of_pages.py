"""The audit on the demo's own pages: it finds nothing there, and does where one hidden cell is uncovered."""

import copy
from pathlib import Path

import pytest

from toolkit.engagement import Engagement, load_engagement
from toolkit.intake import Survey, read_survey
from toolkit.report.final.audit import leaks
from toolkit.report.final.audit.leak import HIDDEN, Finished, tables
from toolkit.report.final.final import finished, of_reports
from toolkit.report.final.readiness import REPORTS

Client = tuple[Engagement, list[Survey], list[Finished]]


@pytest.fixture(scope="module")
def client(reports: Path) -> Client:
    engagement = load_engagement(reports.parent)
    return (
        engagement,
        [read_survey(engagement, one.id) for one in engagement.waves],
        finished(reports, REPORTS),
    )


def test_the_pages_tell_of_no_small_group_and_have_all_their_quotes_approved(client: Client) -> None:
    engagement, surveys, made = client
    assert [one.document["meta"]["report"] for one in made] == list(REPORTS)
    assert of_reports(engagement, surveys, made) == []
    quotes = [quote for one in made for block in one.document["blocks"] for quote in block.get("quotes", ())]
    assert quotes


def test_a_share_that_is_uncovered_gives_the_other_of_its_line_away(client: Client) -> None:
    engagement, surveys, (baseline, *_) = client
    uncovered = copy.deepcopy(baseline)
    found = [
        (table, cells)
        for table in tables(uncovered.document)
        for cells in table["rows"]
        if table["id"].startswith("groups-") and cells.count(HIDDEN) == 2
    ]
    assert found
    table, cells = found[0]
    cells[len(cells) - 1 - cells[::-1].index(HIDDEN)] = "9%"
    other = table["columns"][cells.index(HIDDEN)]["label"]
    (leak,) = leaks(engagement, surveys, [uncovered])
    assert f"table {table['number']} " in leak.place
    assert leak.place.endswith(f"row “{cells[0]}”, column “{other}”")
    # The report as it was, in the reader's other hand, tells what the uncovered cell is about.
    assert any(
        "but hidden in table" in one.what for one in leaks(engagement, surveys, [uncovered], [baseline])
    )
