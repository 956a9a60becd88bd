"""`loyalty quotes` writes answers to choose from, shows none, and touches nothing else."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.words_client import ENGAGEMENT, answers, entry, words_job
from toolkit.commands.check import check
from toolkit.commands.quotes import PER_GROUP, quotes
from toolkit.errors import EngagementError, LoyaltyError, ReportError
from toolkit.intake.quotes import FILE, LONGEST, PROPOSAL, approved_quotes


@pytest.fixture
def client(tmp_path: Path) -> Path:
    words_job(tmp_path, answers(300))
    return tmp_path / "clients" / "klein"


def proposed(client: Path) -> str:
    return (client / PROPOSAL).read_text("utf-8")


def test_answers_are_written_and_none_is_shown(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quotes(client.parent.parent, "klein")
    written, shown = proposed(client), capsys.readouterr().out
    texts = re.findall(r'^# text = "(.*)"$', written, re.MULTILINE)
    given = set(answers(300)["OPEN_1"])
    assert len(texts) == len(set(texts)) == 3 * PER_GROUP
    assert set(texts) <= given
    assert all(len(text) <= LONGEST for text in texts)
    assert "OPEN_1: 15 answers proposed" in shown
    assert not [text for text in texts if text in shown]
    assert all(f"# OPEN_1, {group}" in written for group in ("promoters", "passives", "detractors"))
    assert not (client / FILE).exists()


def test_every_line_is_a_comment_that_becomes_an_approved_quote(client: Path) -> None:
    quotes(client.parent.parent, "klein")
    written = proposed(client)
    assert tomllib.loads(written) == {}
    entries = [line.removeprefix("# ") for line in written[written.index("# [[quotes]]") :].splitlines()]
    kept = [line for line in entries if not line.startswith("OPEN_1,")]
    filled = "\n".join(kept).replace('approved_by = ""', 'approved_by = "A"')
    (client / FILE).write_text(filled.replace("approved_on =", "approved_on = 2021-03-01"), "utf-8")
    job = words_job(client.parent.parent, answers(300))
    approved = approved_quotes(job.engagement, {"w1": job.survey.open})
    assert len(approved) == 3 * PER_GROUP
    assert all(quote.rows for quote in approved)
    # What is approved is not proposed again, and stays.
    before = (client / FILE).read_bytes()
    quotes(client.parent.parent, "klein")
    assert not [quote.text for quote in approved if f'"{quote.text}"' in proposed(client)]
    assert (client / FILE).read_bytes() == before


def test_the_same_answers_give_the_same_proposal(client: Path) -> None:
    quotes(client.parent.parent, "klein")
    first = proposed(client)
    quotes(client.parent.parent, "klein", "w1")
    assert proposed(client) == first
    assert sorted(path.name for path in (client / "text").iterdir()) == ["quotes.proposal.toml"]


def test_only_answers_that_can_be_quoted_are_proposed(tmp_path: Path) -> None:
    frame = answers(300)
    frame["OPEN_1"] = "kort"
    frame.loc[:49, "OPEN_1"] = "Mail mij op jan.jansen@example.org voor de rest"
    frame.loc[50:99, "OPEN_1"] = "lang " * 80
    frame.loc[100, "OPEN_1"] = 'Dit is\tprecies\x07 "goed" genoeg\\ om te tonen'
    frame.loc[100, "r"] = 10
    words_job(tmp_path, frame)
    quotes(tmp_path, "klein")
    written = proposed(tmp_path / "clients" / "klein")
    assert re.findall(r"^# text = (.*)$", written, re.MULTILINE) == [
        r'"Dit is precies \"goed\" genoeg\\ om te tonen"'
    ]
    assert "# OPEN_1, detractors (0–6): none that could be quoted" in written


def test_a_group_that_too_few_answered_is_not_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = answers(300)
    frame.loc[(frame["r"] <= 6) & (frame.index > 30), "OPEN_1"] = ""
    words_job(tmp_path, frame)
    quotes(tmp_path, "klein")
    assert "detractors" not in proposed(tmp_path / "clients" / "klein")
    frame.loc[9:, "OPEN_1"] = ""
    words_job(tmp_path, frame)
    quotes(tmp_path, "klein")
    assert "[[quotes]]" not in proposed(tmp_path / "clients" / "klein")
    assert "OPEN_1: fewer than 10 customers answered" in capsys.readouterr().out


def test_without_the_question_on_recommending_all_are_one_group(tmp_path: Path) -> None:
    toml = ENGAGEMENT.replace('[questions]\nrecommendation = "r"\n', "")
    words_job(tmp_path, answers(100), engagement=toml)
    quotes(tmp_path, "klein")
    assert "# OPEN_1, all who answered" in proposed(tmp_path / "clients" / "klein")


def test_without_consent_nothing_is_written(tmp_path: Path) -> None:
    words_job(tmp_path, answers(100), engagement=ENGAGEMENT.replace("true", "false"))
    with pytest.raises(EngagementError, match=r"consent = true under \[open_answers.…\] \(OPEN_1\)"):
        quotes(tmp_path, "klein")
    assert not (tmp_path / "clients" / "klein" / PROPOSAL).exists()


def test_faults_in_what_was_approved_are_told(client: Path) -> None:
    (client / "text").mkdir()
    (client / FILE).write_text(entry("Dat schreef niemand"), "utf-8")
    with pytest.raises(EngagementError, match="is what nobody wrote in w1"):
        quotes(client.parent.parent, "klein")


def test_an_unknown_wave(client: Path) -> None:
    with pytest.raises(ReportError, match="w7"):
        quotes(client.parent.parent, "klein", "w7")


def test_check_tells_of_quotes_that_would_stop_a_report(client: Path) -> None:
    (client / "text").mkdir()
    (client / FILE).write_text(entry("Dat schreef niemand"), "utf-8")
    (client / "text" / "qoutes.toml").write_text("", "utf-8")
    with pytest.raises(LoyaltyError) as caught:
        check(client.parent.parent, "klein")
    told = str(caught.value)
    assert (
        "text/qoutes.toml: is read by nothing. Did you mean `quotes.toml`? Quotes stand in text/quotes.toml."
        in told
    )
    assert "is what nobody wrote in w1" in told
