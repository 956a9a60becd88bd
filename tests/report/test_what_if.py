"""The levers of the HTML page: the numbers of the report, words that are data, and nothing of it on paper."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report import sample
from tests.report.screen.test_html import WHAT_IF, make
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.what_if import gain
from toolkit.errors import ReportError
from toolkit.measures.weights import FloatArray
from toolkit.report.blocks import Heading, WhatIf, from_json, mime_bundle, to_json
from toolkit.report.document import assemble
from toolkit.report.draws import MOST_DRAWS, packed, unpacked
from toolkit.report.paper.typesetting import typst_data
from toolkit.report.views import view
from toolkit.report.what_if import Consequence, Lever

# A page as small as the script needs it: it fills in levers, and tells what then stands in the page.
STAGE = """
const [script, page, settings] = require("fs").readFileSync(0, "utf-8").split("\\u0000");
const { lang, data } = JSON.parse(page);
const levers = JSON.parse(data).consequences[0].effects.map(() => (
  { value: "0", told: {}, setAttribute(name, value) { this.told[name] = value; } }));
const stands = levers.map(() => ({}));
const results = JSON.parse(data).consequences.map(() => ({}));
const pressed = {};
const button = { addEventListener(name, call) { pressed[name] = call; } };
const panel = {
  dataset: { whatIf: data }, hidden: true,
  querySelectorAll: (what) => ({ input: levers, ".stands": stands, output: results })[what],
  querySelector: () => button,
  addEventListener(name, call) { pressed[name] = call; },
};
globalThis.document = { documentElement: { lang }, querySelectorAll: () => [panel] };
require("vm").runInThisContext(script);
const shown = () => ({
  results: results.map((one) => one.textContent), stands: stands.map((one) => one.textContent),
  aloud: levers.map((one) => one.told["aria-valuetext"]), hidden: panel.hidden,
});
const told = [shown()];
for (const lifts of JSON.parse(settings)) {
  lifts.forEach((points, place) => { levers[place].value = String(points); });
  pressed.input();
  told.push(shown());
}
pressed.click();
told.push(shown());
console.log(JSON.stringify(told));
"""


def acted(lang: str, block: WhatIf, settings: list[list[int]]) -> list[dict[str, Any]]:
    """Run the script of the page on a block, with the levers set in turn."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on this machine; the sums are those of toolkit.drivers.what_if")
    page = json.dumps({"lang": lang, "data": view(block)["data"]})
    parts = "\0".join([WHAT_IF.read_text("utf-8"), page, json.dumps(settings)])
    done = subprocess.run(
        [node, "-e", STAGE], input=parts, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def effects_of(block: WhatIf) -> TotalEffects:
    one = block.consequences[0]
    names = tuple(lever.label for lever in block.levers)
    return TotalEffects("y", names, np.array(one.effects), unpacked(one.draws, one.step), 200, 200.0, 0.95)


class TestTheScript:
    def test_it_gives_the_gain_and_the_limits_of_the_report(self) -> None:
        block = replace(
            sample.what_if(),
            consequences=(
                replace(sample.what_if().consequences[0], decimals=6, sentence="{gain}|{low}|{high}"),
            ),
        )
        settings = [[1, 0], [5, 0], [0, 12], [20, 12], [3, 7]]
        # The second has room for two points only.
        low = replace(block, consequences=(replace(block.consequences[0], room=(-1.0, 2.0)),))
        for one in (block, low):
            told = acted("en", one, settings)[1:-1]
            room = one.consequences[0].room
            for lifts, page in zip(settings, told, strict=True):
                expected = gain(effects_of(one), lifts, room=room)
                numbers = [float(part.replace("−", "-")) for part in page["results"][0].split("|")]
                assert numbers == pytest.approx([expected.value, expected.low, expected.high], abs=1e-6)
                assert max(numbers) <= room[1]

    def test_it_says_so_in_the_language_of_the_page(self) -> None:
        start, moved, back = acted("nl", sample.what_if(), [[10, 3]])
        assert start["results"] == back["results"] == ["–"]
        assert start["stands"] == back["stands"] == ["0 punten", "0 punten"]
        assert start["hidden"] is False
        assert moved["stands"] == moved["aloud"] == ["+10 punten", "+3 punten"]
        assert re.fullmatch(r"\+4,[45] punten \(marge \+\d,\d tot \+\d,\d\)", moved["results"][0])
        low = acted("en", sample.what_if(), [[0, 12]])[1]["results"][0]
        assert "−" in low
        assert "-" not in low

    def test_slots_of_other_words_stay_as_they_are(self) -> None:
        block = replace(
            sample.what_if(),
            lift="{points} $& {constructor} <b>",
            consequences=(replace(sample.what_if().consequences[0], sentence="{gain} {{ 7 * 7 }} ${low}"),),
        )
        moved = acted("en", block, [[1, 0]])[1]
        assert moved["stands"][0] == "+1 $& {constructor} <b>"
        assert moved["results"][0].startswith("+0.4 {{ 7 * 7 }} $+")


@given(st.integers(1, 4), st.integers(39, 400), st.floats(1e-9, 1e6), st.integers(0, 99))
def test_packed_draws_come_back_within_half_a_step(k: int, b: int, size: float, seed: int) -> None:
    draws = size * np.random.default_rng(seed).normal(size=(k, b))
    rows, step = packed(draws)
    told, counted = unpacked(rows, step), np.rint(draws / step)
    # Each draw stays whole; only their order is another.
    assert sorted(map(tuple, np.rint(told / step).T)) == sorted(map(tuple, counted.T))
    assert np.abs(counted * step - draws).max() <= step * 0.5000001
    assert step <= np.abs(draws).max() / 32_000


def test_the_order_of_packed_draws_tells_nothing_of_who_was_drawn() -> None:
    """From draws in their own order, each customer's part can be solved by who knows the seed."""
    rng = np.random.default_rng(7)
    parts = rng.normal(size=(2, 200))
    drawn = rng.multinomial(200, np.full(200, 1 / 200), size=600)
    draws = parts @ drawn.T / 200

    def known(told: FloatArray) -> list[float]:
        solved = np.linalg.lstsq(drawn - 1.0, (told - told.mean(axis=1, keepdims=True)).T, rcond=None)[0].T
        return [abs(float(np.corrcoef(one, part)[0, 1])) for one, part in zip(solved, parts, strict=True)]

    assert min(known(draws)) > 0.9
    assert max(known(unpacked(*packed(draws)))) < 0.25
    assert packed(draws[:, rng.permutation(600)]) == packed(draws)


def test_so_many_draws_as_a_page_carries_are_all_kept_and_more_are_cut() -> None:
    draws = np.random.default_rng(1).normal(size=(2, MOST_DRAWS + 5))
    rows, step = packed(draws)
    assert unpacked(rows, step).shape == (2, MOST_DRAWS)
    assert packed(np.zeros((1, 39))) == (("A" * 104,), 1.0)
    assert sum(map(len, rows)) < 11_000


def test_numbers_that_a_browser_wrote_without_a_point_come_back() -> None:
    data = json.loads(json.dumps(to_json(sample.what_if())).replace("20.0", "20"))
    assert from_json(data) == sample.what_if()


def test_what_cannot_be_moved_or_does_not_fit_is_refused() -> None:
    block = sample.what_if()
    with pytest.raises(ReportError, match="goes up to 0"):
        Lever("a", 0.0)
    with pytest.raises(ReportError, match="has 1 levers, but 'Houding' has 2 effects and 2 rows"):
        replace(block, levers=block.levers[:1])
    with pytest.raises(ReportError, match="needs levers, a consequence, and a confidence"):
        replace(block, consequences=())
    with pytest.raises(ReportError, match="can move"):
        replace(block, consequences=(replace(block.consequences[0], room=(1.0, 2.0)),))
    with pytest.raises(ReportError, match="whatif 'wat-als' has no title"):
        assemble([sample.meta(), Heading(1, "A"), replace(block, title=" ")])


def test_paper_and_a_notebook_cell_have_no_levers_that_do_nothing() -> None:
    data = typst_data(assemble([sample.meta(), Heading(1, "A"), sample.what_if()]))
    assert [block["kind"] for sheet in data["sheets"] for block in sheet["blocks"]] == ["heading"]
    bundle = mime_bundle(sample.what_if())
    assert "<script" not in bundle["text/html"]
    assert bundle["text/plain"].splitlines()[1] == "Vertrouwen (0–20)"


def test_words_are_data_in_every_place() -> None:
    texts = sample.HOSTILE[:5]
    page = make([sample.meta(), Heading(1, "A"), *(sample.what_if(text) for text in texts)])
    assert page.count("<script") == 2
    assert "<img src=x" not in page
    found = re.findall(r'data-what-if="([^"]*)"', page)
    for text, attribute in zip(texts, found, strict=True):
        data = json.loads(html.unescape(attribute))
        assert data["lift"] == data["consequences"][0]["sentence"]
        assert data["lift"].split() == text.split()


def test_a_lever_has_a_name_and_what_moves_is_said_aloud() -> None:
    page = mime_bundle(sample.what_if())["text/html"]
    section = page[page.index("<section class=") : page.index("</section>")]
    assert section.count("<label>") == section.count('type="range"') == len(sample.what_if().levers)
    # Read as a whole, name and number, and not once more by itself.
    assert 'aria-live="polite" aria-atomic="true"' in section
    assert section.count('<output aria-live="off">') == 1
    assert 'max="20.0"' in section
    assert " hidden>" in section.split("\n")[0]


def test_a_consequence_keeps_its_decimals() -> None:
    assert Consequence("a", (0.1,), ("AAA=",), 1.0, (0.0, 1.0), "{gain}").decimals == 1
