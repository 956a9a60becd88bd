"""The page over all engagements: what it says, that it is safe, and how it behaves in a browser."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from tests.browser import DESK, PAPER, PHONE, browser, opened, quiet
from tests.report.overview.made_up import TODAY, Scores, client, forecast, report
from toolkit.cli import app
from toolkit.commands.overview import overview
from toolkit.engagement.scores import ScoredPrediction
from toolkit.errors import LoyaltyError, WorkspaceError
from toolkit.followup.forecast import Prediction, calibration
from toolkit.house import house_folder
from toolkit.language import Language
from toolkit.report.lettering import cut_faces, signs
from toolkit.report.overview.figures import VERDICTS, Figure
from toolkit.report.overview.look import Client, look_at_all
from toolkit.report.overview.page import common_language, overview_page
from toolkit.report.overview.plans import Plan, record_of
from toolkit.report.overview.todo import tasks
from toolkit.report.overview.views import strip
from toolkit.report.overview.words import LABELS
from toolkit.report.sections.followup.change import SMALL
from toolkit.report.sections.followup.change import VERDICTS as PRINTED

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = house_folder() / "templates" / "overview"


def plain(page: str) -> str:
    """The words of a page, as a reader sees them."""
    body = page[page.index("<body>") : page.index("<script>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def row(page: str, section: str, slug: str) -> str:
    """The words of a client's row in a section."""
    part = page[page.index(f'<section id="{section}"') :]
    found = re.search(rf'<tr[^>]*data-client="[^"]* {slug}">.*?</tr>', part, re.S)
    assert found, f"{slug} has no row in {section}"
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found[0]))).strip()


def test_figures_stand_in_the_language_of_the_page(pages: dict[str, str]) -> None:
    dutch, english = (row(pages[code], "figures", "waterland") for code in ("nl", "en"))
    assert "52,4 50,3 tot 54,5" in dutch
    assert "−4,4 −6,9 tot −1,9 52,4 → 48,0 slechter" in dutch
    assert "52.4 50.3 to 54.5" in english
    assert "−4.4 −6.9 to −1.9 52.4 → 48.0 worse" in english
    assert row(pages["nl"], "figures", "northwind").count("ongeveer gelijk") == 2


def test_each_report_stands_with_its_state(pages: dict[str, str]) -> None:
    told = row(pages["nl"], "clients", "fietskoerier")
    assert "opnieuw te maken" in told
    assert "verouderd concept gewijzigd: de gegevens" in told
    assert "wacht op een tweede meting" in told
    assert "30 sep 2026" in told
    assert "final" in row(pages["en"], "clients", "havenbank")


def test_what_needs_doing_comes_with_its_command(clients: dict[str, Client]) -> None:
    told = tasks(tuple(clients.values()), Language("nl"), TODAY)
    found = {(one.urgency, one.command) for one in told}
    assert {
        ("now", "loyalty purge havenbank"),
        ("now", "loyalty purge glasvezel"),
        ("now", "loyalty run glasvezel"),
        ("now", "loyalty check rommelmarkt"),
        ("now", "loyalty run sterrenwacht"),
        ("soon", "loyalty purge lindeboom"),
        ("soon", "loyalty run fietskoerier"),
        ("soon", "loyalty keep fietskoerier"),
        ("later", "loyalty run stadstheater"),
    } <= found
    assert [one.urgency for one in told] == sorted(
        (one.urgency for one in told), key=["now", "soon", "later"].index
    )
    # Nothing is asked of a client whose data are gone as agreed, nor of one that waits for its data.
    assert not any("oude-molen" in command or "nieuwe-klant" in command for _, command in found)


def test_a_later_version_of_the_toolkit_is_one_quiet_line(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.report.runs.fresh._software", lambda: {"toolkit": "99.0"})
    found = look_at_all(workspace)
    assert {one.slug: one.stage for one in found}["waterland"] == "final"
    told = [one for one in tasks(found, Language("en"), TODAY) if one.client is None]
    assert [one.command for one in told] == ["loyalty batch --all"]
    assert "earlier version of the toolkit" in told[0].text
    page = overview_page(found, Language("en"), TODAY, workspace).decode()
    assert "earlier version" in row(page, "clients", "waterland")
    # With the one line there are more than are shown at once, and those that can wait fold away.
    assert "<details>" in page


def test_forecasts_are_counted_over_clients_without_the_demo(pages: dict[str, str]) -> None:
    told = plain(pages["en"])
    # Three of a plan, tied by half, are worth one and a half, and those of both plans three.
    assert "Of 6 expectations of 2 plans that a later wave could test, 5 came true: 83% (31% to 98%)." in told
    assert (
        "Right forecasts do so in 95% of cases. The demo, whose customers are invented, does not count."
        in told
    )
    assert "awaits its follow-up" in row(pages["en"], "forecasts", "havenbank")
    assert "+3.3 +2.0 to +4.7 Attitude" in row(pages["en"], "forecasts", "havenbank")
    assert "2 of 3" in row(pages["en"], "forecasts", "voorbeeld-energie")


@pytest.mark.parametrize(("confidence", "other"), [(0.95, 0.95), (0.8, 0.8), (0.95, 0.8)])
def test_the_margin_of_what_came_true_is_that_of_the_follow_up_report(
    confidence: float, other: float
) -> None:
    surprises = {"a": [(0.0, -1.0, 1.0), (2.0, 1.0, 3.0), (1.0, -1.0, 3.0)], "b": [(0.0, -1.0, 1.0)]}
    plans = [
        Plan("", None, "", None, None, one, tuple(_prediction(*each) for each in surprises[name]))
        for name, one in (("a", confidence), ("b", other))
    ]
    found = record_of(plans)
    counted = calibration(
        [Prediction(name, 4.0, *each) for name, told in surprises.items() for each in told],
        confidence=confidence,
    )
    assert found is not None
    assert counted is not None
    assert (
        (found.plans, found.tested, found.inside) == (counted.rounds, counted.n, counted.inside) == (2, 4, 3)
    )
    assert (found.low, found.high) == pytest.approx((counted.share.low, counted.share.high), abs=1e-12)
    assert found.promised == (confidence if confidence == other else None)
    assert record_of([Plan("", None, "", None, None, 0.95)]) is None


def _prediction(surprise: float, low: float, high: float) -> ScoredPrediction:
    return ScoredPrediction(
        kind="driver", expected=4.0, surprise=surprise, surprise_low=low, surprise_high=high, could_tell=True
    )


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("havenbank", "1 okt 2026 52 dagen te laat"),
        ("glasvezel", "22 nov 2026 vandaag"),
        ("lindeboom", "8 dec 2026 over 16 dagen"),
        ("boekhandel", "– geen datum afgesproken"),
        ("rommelmarkt", "– niet te lezen"),
        ("oude-molen", "30 jun 2026 verwijderd op 29 jun 2026"),
    ],
)
def test_deletions_are_told_in_days(pages: dict[str, str], slug: str, told: str) -> None:
    assert row(pages["nl"], "retention", slug).endswith(told)


def test_overdue_is_what_should_have_been_gone_before_today(tmp_path: Path) -> None:
    client(tmp_path, "een", deletion=TODAY)
    client(tmp_path, "twee", deletion=TODAY - dt.timedelta(days=1))
    page = overview_page(look_at_all(tmp_path), Language("en"), TODAY, tmp_path).decode()
    assert re.search(
        r'<li class="late"><span class="value">1</span><span class="label">Deletions overdue', page
    )
    assert "1 day ago" in plain(page)


def test_faults_are_told_where_the_client_stands(pages: dict[str, str]) -> None:
    told = plain(pages["nl"])
    assert "client.sectr: is no key of `client`" in told
    assert "history/baseline-" in told
    assert "niet te lezen" in row(pages["nl"], "clients", "rommelmarkt")


def test_links_lead_to_the_reports(workspace: Path, pages: dict[str, str]) -> None:
    links = [one for one in re.findall(r'href="([^"#]+)"', pages["nl"]) if one != "data:,"]
    assert len(links) == 2 * 22
    assert all((workspace / unquote(one)).is_file() and not one.startswith("/") for one in links)


def test_the_page_holds_no_machine_path_and_is_the_same_each_time(
    workspace: Path, pages: dict[str, str]
) -> None:
    assert str(workspace) not in pages["nl"]
    assert overview_page(look_at_all(workspace), Language("nl"), TODAY, workspace).decode() == pages["nl"]


def test_an_empty_workspace_says_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    path = overview(tmp_path, today=TODAY)
    assert path == tmp_path / "overview.html"
    told = plain(path.read_text("utf-8"))
    assert "Hier staat nog geen opdracht" in told
    assert "loyalty new" in told


def test_a_quiet_day_says_so(tmp_path: Path) -> None:
    client(tmp_path, "rustig", data=False, language="en")
    page = overview(tmp_path, today=TODAY).read_text("utf-8")
    assert '<html lang="en">' in page
    assert "Nothing needs doing today." in plain(page)


NAMES = (
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "omgekeerd\u202egnp.exe",
    "=1+1",
    "日本語 株式会社",
    "Ĳsbrand & Zönen ’s-Gravenhage",
    "x" * 200,
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of clients with names that try something."""
    root = tmp_path_factory.mktemp("hostile")
    for number, name in enumerate(NAMES):
        one = client(root, f"klant-{number}", name, sector=name)
        report(one, "baseline", scores=Scores())
    broken = client(root, "stuk", "x")
    broken.folder.rename(broken.folder.with_name("--help; rm #%"))
    return root


def test_a_name_is_text_and_nothing_else(hostile: Path) -> None:
    page = overview(hostile, today=TODAY).read_text("utf-8")
    assert page.count("<script") == 1
    assert "<img" not in page
    assert "\u202e" not in page
    told = plain(page)
    assert '<script>alert("x")</script>' in told
    assert "{{ 7 * 7 }} {% raw %}" in told
    assert "omgekeerdgnp.exe" in told
    assert "loyalty check --help" not in told


def test_an_earlier_page_is_replaced_and_another_file_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client(tmp_path, "een", data=False)
    place = tmp_path / "out" / "pagina.html"
    overview(tmp_path, output=place, today=TODAY)
    first = place.read_bytes()
    overview(tmp_path, output=place, today=TODAY + dt.timedelta(days=1))
    assert place.read_bytes() != first
    assert [one.name for one in place.parent.iterdir()] == ["pagina.html"]
    place.write_text("iets van een ander", "utf-8")
    overview(tmp_path, output=place, today=TODAY)
    assert (place.parent / "pagina.1.html").read_text("utf-8") == "iets van een ander"
    assert "Another file stood there; it is now pagina.1.html" in capsys.readouterr().out
    with pytest.raises(WorkspaceError, match="is a folder"):
        overview(tmp_path, output=place.parent, today=TODAY)
    with pytest.raises(LoyaltyError, match="no report language 'xx'"):
        overview(tmp_path, language="xx", today=TODAY)


def test_the_command_writes_it(tmp_path: Path) -> None:
    client(tmp_path, "een", data=False)
    runner = CliRunner()
    done = runner.invoke(app, ["overview", "--workspace", str(tmp_path), "--language", "en"])
    assert done.exit_code == 0, done.output
    assert "1 client" in done.output
    assert '<html lang="en">' in (tmp_path / "overview.html").read_text("utf-8")
    wrong = runner.invoke(app, ["overview", "--workspace", str(tmp_path), "--language", "xx"])
    assert wrong.exit_code == 1
    assert "There is no report language 'xx'" in wrong.output


def test_it_is_written_in_the_language_of_most_clients(clients: dict[str, Client]) -> None:
    assert common_language(tuple(clients.values())) == "nl"
    assert common_language((clients["northwind"],)) == "en"
    assert common_language((clients["northwind"], clients["havenbank"])) == "nl"
    assert common_language(()) == "nl"


def test_what_can_be_read_without_the_slow_libraries_is() -> None:
    code = (
        "import sys; import toolkit.commands.overview; "
        "print([one for one in ('pandas', 'numpy', 'scipy', 'matplotlib', 'fontTools') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_template_says_each_label_and_no_other() -> None:
    used = set(re.findall(r"labels\.(\w+)", (FOLDER / "overview.html.j2").read_text("utf-8")))
    assert used | {"now", "soon", "later"} == set(LABELS)


def test_the_verdicts_are_those_that_the_follow_up_prints() -> None:
    assert set(VERDICTS) == {*PRINTED.values(), SMALL}


def test_the_fonts_hold_the_signs_of_the_page(pages: dict[str, str]) -> None:
    own = (FOLDER / "overview.html.j2").read_text("utf-8") + "".join(f"{one}" for one in LABELS.values())
    assert {sign for sign in own if sign.isprintable()} <= signs()
    shown = re.findall(
        r'font-weight: (\d+); font-style: normal; src: url\("data:font/woff;base64,([^"]+)', pages["nl"]
    )
    assert shown == [
        (one["weight"], one["data"])
        for one in cut_faces()
        if one["style"] == "normal" and one["weight"] in ("400", "600")
    ]


def test_a_number_beyond_its_axis_stands_at_the_end() -> None:
    assert strip(Figure(130, 90, 170), (0, 100, 50)) == {
        "at": 100.0,
        "tick": 50.0,
        "low": 90.0,
        "width": 10.0,
    }
    assert strip(Figure(0, None, None), (-100, 100, 0)) == {"at": 50.0, "tick": 50.0}


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """One browser for the tests of this page."""
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def path(workspace: Path, pages: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Dutch page as a file."""
    place = tmp_path_factory.mktemp("page") / "overview.html"
    place.write_text(pages["nl"], "utf-8")
    return place


def test_a_browser_finds_nothing_wrong(running: Browser, path: Path) -> None:
    for size, dark in ((DESK, False), (PHONE, True)):
        with opened(running, path, size) as one:
            one.page.emulate_media(color_scheme="dark" if dark else "light")
            quiet(one, path)
            assert one.too_wide <= 0
            assert one.violations() == []


def test_all_of_it_is_printed(running: Browser, path: Path) -> None:
    with opened(running, path, PAPER) as one:
        folded = one.page.locator("details li")
        assert folded.count() == 3
        assert not folded.first.is_visible()
        one.page.emulate_media(media="print")
        one.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert folded.first.is_visible()
        assert not one.page.locator("#filter").is_visible()


def test_hostile_names_do_nothing_in_a_browser(running: Browser, hostile: Path) -> None:
    place = overview(hostile, today=TODAY)
    with opened(running, place, PHONE) as one:
        quiet(one, place)
        assert one.too_wide <= 0


def test_tables_sort_and_clients_are_found_by_keyboard(running: Browser, path: Path) -> None:
    with opened(running, path) as one:
        page = one.page
        first = "#figures tbody tr:first-child .name"
        assert page.locator(first).inner_text() == "Bakkerij De Oude Molen"
        # The NPS from low to high, from high to low, and back.
        page.locator("#figures thead tr:last-child button").nth(3).focus()
        for expected in ("Glasvezel Noord", "Bakkerij De Oude Molen", "Bakkerij De Oude Molen"):
            page.keyboard.press("Enter")
            assert page.locator(first).inner_text() == expected
        # Who has no change stands last, whichever way.
        page.locator("#figures thead tr:last-child button").nth(4).focus()
        page.keyboard.press("Enter")
        assert page.locator(first).inner_text() == "Waterschap Waterland"
        page.locator("#filter").fill("LINDÉBOOM")
        assert page.locator("#clients tbody tr:visible").count() == 1
        assert page.locator("#todo li:visible").count() == 1
        assert page.locator("[role=status]").inner_text() == "1 van 13 getoond"
        assert one.told == []


def test_without_scripts_it_can_all_be_read(running: Browser, path: Path) -> None:
    with opened(running, path, scripts=False) as one:
        assert one.page.locator("#clients tbody tr").count() == 13
        assert not one.page.locator("#filter").is_visible()


def test_a_forecast_that_was_kept_late_is_no_fault(tmp_path: Path) -> None:
    one = client(tmp_path, "laat")
    forecast(one, "0a1b2c3d", kept=TODAY)
    page = overview(tmp_path, language="nl", today=TODAY).read_text("utf-8")
    assert "wacht op de vervolgmeting" in row(page, "forecasts", "laat")
