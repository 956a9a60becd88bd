"""`loyalty new` and `loyalty questionnaire`: what they write, what they say, and what they leave alone."""

import sys
from pathlib import Path

import pytest

from tests.instrument.written import lss_columns
from toolkit.commands.new import new
from toolkit.commands.questionnaire import questionnaire
from toolkit.engagement import items, load_engagement
from toolkit.errors import EngagementError, LoyaltyError, WorkspaceError
from toolkit.instrument import columns_by_code
from toolkit.instrument.writers import FORMATS

NAME = "zuiver-water"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "clients").mkdir()
    new(tmp_path, NAME)
    return tmp_path


def folder(workspace: Path) -> Path:
    return workspace / "clients" / NAME


def made(workspace: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder(workspace) / "questionnaire").iterdir()}


def change(workspace: Path, old: str, new_text: str) -> None:
    path = folder(workspace) / "engagement.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new_text, 1), "utf-8")


def fill_in(workspace: Path) -> None:
    for old, word in (
        ('[author]\nname = ""', '[author]\nname = "A"'),
        ("# start", "start"),
        ("# end", "end"),
    ):
        change(workspace, old, word)


def test_new_tells_of_the_questionnaire(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clients").mkdir()
    new(tmp_path, NAME)
    assert f"loyalty questionnaire {NAME} --format docx" in capsys.readouterr().out


def test_what_new_makes_can_be_asked_at_once(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    questionnaire(workspace, NAME, "limesurvey")
    (name,) = made(workspace)
    assert name == "questionnaire.lss"
    said = capsys.readouterr().out
    assert "27 questions, nl and en" in said
    assert "author.name is empty, so Zuiver Water stands in" in said
    columns = [column.name for column in lss_columns(made(workspace)[name])]
    fill_in(workspace)
    asked = items(load_engagement(folder(workspace)))
    assert list(columns_by_code(asked, columns)) == list(asked)
    assert (
        "Write 99" not in said
    )  # the codes of "don't know" and "not applicable" stand under [missing] already


@pytest.mark.parametrize(
    ("kind", "language", "name"),
    [
        ("docx", None, "questionnaire-nl.docx"),
        ("docx", "en", "questionnaire-en.docx"),
        ("limesurvey", "en", "questionnaire-en.lss"),
        ("qualtrics", None, "questionnaire-nl.qualtrics.txt"),
        ("xlsx", None, "questionnaire.xlsx"),
    ],
)
def test_each_format_has_its_file(workspace: Path, kind: str, language: str | None, name: str) -> None:
    questionnaire(workspace, NAME, kind, language)
    assert list(made(workspace)) == [name]


def test_the_client_s_language_is_the_main_one(workspace: Path) -> None:
    change(workspace, 'language = "nl"', 'language = "en"')
    questionnaire(workspace, NAME, "qualtrics")
    assert "All things considered" in made(workspace)["questionnaire-en.qualtrics.txt"].decode("utf-8")


def test_a_filled_in_engagement_signs_with_its_author(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_in(workspace)
    questionnaire(workspace, NAME, "qualtrics")
    assert "contact op met A." in made(workspace)["questionnaire-nl.qualtrics.txt"].decode("utf-8")
    assert "author.name" not in capsys.readouterr().out


def test_an_author_may_be_there_before_the_waves(workspace: Path) -> None:
    change(workspace, '[author]\nname = ""', '[author]\nname = "B. Baas"')
    questionnaire(workspace, NAME, "qualtrics")
    assert "contact op met B. Baas." in made(workspace)["questionnaire-nl.qualtrics.txt"].decode("utf-8")


def test_a_key_ties_the_answers_to_the_customer_before_the_waves_are_whole(workspace: Path) -> None:
    questionnaire(workspace, NAME, "qualtrics")
    assert "Wij koppelen uw antwoorden niet" in made(workspace)["questionnaire-nl.qualtrics.txt"].decode(
        "utf-8"
    )
    change(workspace, '# key = "klantnummer"', 'key = "klantnummer"')
    questionnaire(workspace, NAME, "qualtrics")
    text = made(workspace)["questionnaire-nl.qualtrics.txt"].decode("utf-8")
    assert "gekoppeld aan een nummer dat bij u hoort" in text
    assert "Wij koppelen uw antwoorden niet" not in text


def test_a_text_in_one_language_makes_a_questionnaire_in_one(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(
        workspace, '# ATT_2 = { text = { nl = "…", en = "…" } }', 'ATT_2 = { text = { nl = "Kiest u ons?" } }'
    )
    questionnaire(workspace, NAME, "limesurvey")
    assert list(made(workspace)) == ["questionnaire-nl.lss"]
    assert "It is in one language, because items.ATT_2.text is" in capsys.readouterr().out


def test_the_same_again_changes_nothing(workspace: Path) -> None:
    for kind in FORMATS:
        questionnaire(workspace, NAME, kind)
    first = made(workspace)
    for kind in FORMATS:
        questionnaire(workspace, NAME, kind)
    assert made(workspace) == first


def test_a_file_that_was_changed_is_kept(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questionnaire(workspace, NAME, "docx")
    ours = made(workspace)["questionnaire-nl.docx"]
    path = folder(workspace) / "questionnaire" / "questionnaire-nl.docx"
    for number in (1, 2):
        path.write_bytes(b"edited %d" % number)
        capsys.readouterr()
        questionnaire(workspace, NAME, "docx")
        said = capsys.readouterr().out
        assert f"kept as questionnaire-nl.{number}.docx" in said
    assert made(workspace) == {
        "questionnaire-nl.docx": ours,
        "questionnaire-nl.1.docx": b"edited 1",
        "questionnaire-nl.2.docx": b"edited 2",
    }


def test_output_goes_where_it_is_told(workspace: Path) -> None:
    path = workspace / "elders" / "vragen.txt"
    questionnaire(workspace, NAME, "qualtrics", "nl", path)
    assert path.read_bytes().startswith(b"[[AdvancedFormat]]")
    assert not (folder(workspace) / "questionnaire").exists()
    with pytest.raises(WorkspaceError, match="is a folder"):
        questionnaire(workspace, NAME, "qualtrics", "nl", path.parent)
    with pytest.raises(WorkspaceError, match="Cannot write"):
        questionnaire(workspace, NAME, "qualtrics", "nl", path / "onder-een-bestand.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_nothing_is_left_half_written(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WorkspaceError, match="No space left on device"):
        questionnaire(workspace, NAME, "xlsx")
    assert made(workspace) == {}


def test_mistakes_are_told(workspace: Path) -> None:
    with pytest.raises(LoyaltyError, match=r"There is no format 'word'\. Choose one of: docx, limesurvey"):
        questionnaire(workspace, NAME, "word")
    with pytest.raises(LoyaltyError, match=r"Did you mean `qualtrics`\?"):
        questionnaire(workspace, NAME, "qualtric")
    with pytest.raises(LoyaltyError, match="no questionnaire in 'de'"):
        questionnaire(workspace, NAME, "docx", "de")
    with pytest.raises(WorkspaceError, match="There is no client 'zuiver-watr'"):
        questionnaire(workspace, "zuiver-watr", "docx")


def test_only_what_comes_after_may_still_be_open(workspace: Path) -> None:
    change(workspace, "cut = 60.0", "cut = 600.0")
    with pytest.raises(EngagementError) as caught:
        questionnaire(workspace, NAME, "docx")
    assert [fault.where for fault in caught.value.faults] == ["analysis.cut"]
    assert "cannot be used: 1 fault" in str(caught.value)


def test_a_client_s_name_cannot_command_the_terminal(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(workspace, 'name = "Zuiver Water"', 'name = "[bold]x[/bold]"')
    questionnaire(workspace, NAME, "docx")
    assert "[bold]x[/bold] stands in" in capsys.readouterr().out


def test_the_template_shows_every_new_key_and_each_can_be_switched_on(workspace: Path) -> None:
    fill_in(workspace)
    change(
        workspace, '# label = { nl = "…", en = "…" }', '# label = { nl = "Te trouw", en = "Too faithful" }'
    )
    for old in (
        "# [open_answers.OPEN_1]",
        "# [segments.channel]",
        '# column = "kanaal"',
        '# label = { nl = "Kanaal", en = "Channel" }',
        "# [segments.channel.values]",
        '# 1 = { nl = "Webwinkel", en = "Web shop" }',
        '# 2 = { nl = "Winkel", en = "Shop" }',
        "# [quality]",
        '# exclude = ["test", "duplicate"]',
        "# speeder_seconds = 120",
        "# [[quality.contradictions]]",
        '# label = { nl = "Te trouw", en = "Too faithful" }',
        "# when = { BEH_1 = 10, BEH_3 = 1 }",
        "# [weighting]",
        "# source = ",
        "# trim = [0.3, 3.0]",
        "# [weighting.margins.channel]",
        "# 1 = 0.6",
        "# 2 = 0.4",
        '# personal = ["E-mail", "Naam"]',
        "# [scales.own]",
        '# "Helemaal niet" = 1',
        '# "Heel erg" = 3',
    ):
        change(workspace, old, old.removeprefix("# "))
    engagement = load_engagement(folder(workspace))
    assert engagement.weighting.margins["channel"]["1"] == 0.6
    assert engagement.quality.exclude == ("test", "duplicate")
    assert engagement.privacy.personal == ("E-mail", "Naam")
    questionnaire(workspace, NAME, "limesurvey")
    columns = [column.name for column in lss_columns(made(workspace)["questionnaire.lss"])]
    assert columns[-1] == "kanaal"
    assert columns[columns.index("ATT1") + 1] == "OPEN1"


def test_it_tells_what_respondents_are_not_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(workspace) / "engagement.toml"
    fill_in(workspace)
    own = """
[open_answers.OPEN_1]
consent = true
[segments.branch]
column = "filiaal"
values = { 1 = "Noord", 2 = "Zuid" }
[orders]
files = ["data/orders.csv"]
"""
    path.write_text(f"{path.read_text('utf-8')}{own}", "utf-8")
    capsys.readouterr()
    questionnaire(workspace, NAME, "limesurvey")
    said = " ".join(capsys.readouterr().out.split())
    assert "segments.branch has no label, so its question says “branch”" in said
    assert "OPEN_1_CONSENT asks whether OPEN_1 may be quoted." in said
    assert "approve only answers of those who said yes there (1)" in said
    assert "No wave has a key, so the introduction does not say that answers are laid beside [orders]" in said
    columns = [column.name for column in lss_columns(made(workspace)["questionnaire.lss"])]
    assert columns[columns.index("OPEN1") + 1] == "OPEN1CONSENT"
    change(workspace, "consent = true\n[seg", "consent = false\n[seg")
    change(workspace, 'column = "filiaal"\n', 'column = "filiaal"\nlabel = "Vestiging"\n')
    change(workspace, '[orders]\nfiles = ["data/orders.csv"]\n', "")
    questionnaire(workspace, NAME, "limesurvey")
    said = " ".join(capsys.readouterr().out.split())
    assert "may be quoted" not in said
    assert "has no label" not in said
    assert "[orders]" not in said
