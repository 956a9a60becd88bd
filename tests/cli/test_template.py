"""The commented examples of a new client's engagement.toml work as they stand, once the # is taken away."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.cli.test_questionnaire import NAME, change, fill_in, folder, made
from tests.conftest import ROOT
from tests.instrument.written import lss_columns
from toolkit.commands.new import new
from toolkit.commands.questionnaire import questionnaire
from toolkit.engagement import items, load_engagement
from toolkit.engagement.keys import keys
from toolkit.instrument import columns_by_code

SETTING = re.compile(r"# (\[+[\w.]+\]+|\w+ = )")
# Between these lines stand the chapters that a client may switch on.
REGIONS = (("# Also in the question bank.", "[items]"), ("# What is laid beside the answers.", "[analysis]"))
LINES = ("country", "effort", "problem", "recovery", "resolved_from", "price_tolerance", "referrals", "voice")
LINES += (
    "review",
    "share_of_wallet",
    "bought_again",
    "AGAIN_1",
    "PRICE_1",
    "letters",
    "power",
    "panel_correlation",
    "size",
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "clients").mkdir()
    new(tmp_path, NAME)
    fill_in(tmp_path)
    return tmp_path


def switched_on(text: str) -> str:
    """Take the # away from every setting of the chapters."""
    for first, last in REGIONS:
        start = text.index(first)
        end = text.index(f"\n{last}", start)
        lines = text[start:end].split("\n")
        shown = [line.removeprefix("# ") if SETTING.match(line) else line for line in lines]
        text = text[:start] + "\n".join(shown) + text[end:]
    for name in LINES:
        text = re.sub(rf"^# ({name} = )", r"\1", text, count=1, flags=re.MULTILINE)
    return text


def test_every_chapter_can_be_switched_on_at_once(workspace: Path) -> None:
    path = folder(workspace) / "engagement.toml"
    path.write_text(switched_on(path.read_text("utf-8")), "utf-8")
    engagement = load_engagement(folder(workspace))
    assert engagement.population.country == "NL"
    assert engagement.context.choice == "contract"
    assert engagement.network is not None
    assert all(segment.label for segment in engagement.segments.values())
    assert [one.kind for one in engagement.activities] == ["newsletter"]
    assert [one.measure for one in engagement.benchmarks] == ["nps"]
    assert engagement.pulse is not None
    assert engagement.orders is not None
    assert engagement.value is not None
    assert set(engagement.values) == {"honest", "nearby"}
    assert engagement.analysis.letters == "rest"
    assert [(one.driver, one.lift.likely) for one in engagement.actions] == [("trust", 5)]
    assert engagement.plan.budget == 100_000
    asked = type(engagement.questions).model_fields
    assert all(getattr(engagement.questions, name) is not None for name in asked)
    questionnaire(workspace, NAME, "limesurvey")
    columns = [column.name for column in lss_columns(made(workspace)["questionnaire.lss"])]
    assert set(columns_by_code(items(engagement), columns)) == set(items(engagement))


def test_as_it_stands_none_of_them_is_on(workspace: Path) -> None:
    engagement = load_engagement(folder(workspace))
    assert engagement.network is engagement.pulse is engagement.orders is engagement.value is None
    assert engagement.activities == engagement.benchmarks == engagement.actions == ()
    assert not engagement.values
    change(workspace, "# country", "country")
    assert load_engagement(folder(workspace)).population.country == "NL"


def test_the_template_knows_every_table_and_question_of_the_engagement() -> None:
    text = (ROOT / "templates" / "client" / "engagement.toml").read_text("utf-8")
    tables = {path.split(".")[0].removesuffix("[]") for path, _, _ in keys() if "." in path}
    shown = {name.split(".")[0] for name in re.findall(r"^(?:# )?\[+([\w.]+)\]+", text, flags=re.MULTILINE)}
    assert tables <= shown
    questions = {path.removeprefix("questions.") for path, _, _ in keys() if path.startswith("questions.")}
    assert {
        name for name in questions if re.search(rf"^(?:# )?{name} = ", text, flags=re.MULTILINE)
    } == questions
    tomllib.loads(text)
