"""The consultant's own words: at the end of their section, by name and language, and never lost in silence."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.small_client import NAME, small_notebook, small_workspace
from toolkit.analysis.job import Job
from toolkit.catalogues import available_languages
from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import ReportError
from toolkit.language import Language
from toolkit.notebook import sections
from toolkit.report.blocks import Block, Heading, Markdown, Prose
from toolkit.report.final.readiness import REPORTS
from toolkit.report.own.words import ROLES, own_text, room, sections_of, text_faults, untranslated
from toolkit.report.sections.advice import advice
from toolkit.workspace import client_folder

HEAD = Heading(1, "Key figures")


class Outcome:
    """What a section of drivers is told."""

    role = "behaviour"


@pytest.fixture
def engagement(tmp_path: Path) -> Engagement:
    folder = client_folder(small_workspace(tmp_path), NAME)
    (folder / "text").mkdir()
    return load_engagement(folder)


def write(engagement: Engagement, name: str, words: str = "Eigen *woorden*.") -> None:
    (engagement.folder / "text" / name).write_text(words, encoding="utf-8")


def job(engagement: Engagement, report: str = "baseline", language: str = "nl") -> Job:
    return Job(report, engagement, Language(language), ())


def rooms(name: str, **functions: Any) -> Any:
    module = ModuleType(name)
    for key, function in functions.items():
        function.__name__ = key
        setattr(module, key, function)
    module.FIGURES = ("a",)
    return room(name, module)


def shows(*blocks: Block) -> Any:
    return lambda job, *results: blocks


def test_words_stand_at_the_end_of_their_section_in_their_language(engagement: Engagement) -> None:
    write(engagement, "baseline.headline.nl.md", "\ufeff\n## Kop\n\nEigen *woorden*.\n\n")
    made = rooms("baseline", headline=shows(HEAD, Prose(("x",))), scores=shows(HEAD))
    own = Markdown("## Kop\n\nEigen *woorden*.")
    assert made.headline(job(engagement)) == (HEAD, Prose(("x",)), own)
    assert made.scores(job(engagement)) == (HEAD,)
    assert made.headline(job(engagement, language="en")) == (HEAD, Prose(("x",)))
    assert made.headline(job(engagement, report="followup")) == (HEAD, Prose(("x",)))
    assert made.FIGURES == ("a",)


def test_a_section_without_a_page_tells_that_its_words_are_lost(
    engagement: Engagement, capsys: pytest.CaptureFixture[str]
) -> None:
    write(engagement, "baseline.value.nl.md")
    assert rooms("baseline", value=shows()).value(job(engagement)) == ()
    told = "text/baseline.value.nl.md is not printed: this report has nothing to show under value\n"
    assert capsys.readouterr().err == told
    write(engagement, "baseline.value.nl.md", " \n")
    assert rooms("baseline", value=shows()).value(job(engagement)) == ()
    assert capsys.readouterr().err == ""


def test_pictures_and_what_no_page_shows_get_no_words(engagement: Engagement) -> None:
    for name in ("picture", "forecast"):
        write(engagement, f"drivers.{name}.nl.md")
    made = rooms("drivers", picture=lambda job: None, forecast=shows(HEAD))
    assert made.picture(job(engagement, "drivers")) is None
    assert made.forecast(job(engagement, "drivers")) == (HEAD,)


def test_attitude_and_behaviour_have_words_of_their_own(engagement: Engagement) -> None:
    write(engagement, "drivers.behaviour.nl.md", "Over gedrag.")
    made = rooms("drivers", drivers=shows(HEAD))
    assert made.drivers(job(engagement, "drivers"), (Outcome(),)) == (HEAD, Markdown("Over gedrag."))
    assert made.drivers(job(engagement, "drivers"), ()) == (HEAD,)


def test_the_names_are_those_of_the_notebooks(engagement: Engagement) -> None:
    baseline, drivers, followup = (sections_of(engagement, report) for report in REPORTS)
    assert baseline[:3] == ("response", "headline", "distribution")
    assert set(ROLES) < set(drivers)
    assert "forecast" in followup
    assert "forecast" not in drivers
    for names in (baseline, drivers, followup):
        assert not {"picture", "cover", "summary", "advice"} & set(names)
        assert "appendix" in names
    # Each is a section that the notebook's rooms know, so that its words are really shown.
    known = {name for one in vars(sections).values() for name in dir(one)} | set(ROLES)
    assert {*baseline, *drivers, *followup} <= known


def test_a_notebook_of_the_client_s_own_names_its_sections(engagement: Engagement) -> None:
    after = "%time\nsections.baseline.value(job)"
    small_notebook(
        engagement.folder.parent.parent, before="show(job, *sections.baseline.scores(job, 1))", after=after
    )
    assert sections_of(engagement, "baseline") == ("scores",)


def test_a_misspelt_name_is_told_with_what_may_be_meant(engagement: Engagement) -> None:
    names = ("baseline.nl.md", "baseline.scores.en.md", "drivers.attitude.nl.md", "README.md")
    for name in names:
        write(engagement, name)
    assert text_faults(engagement) == []
    for name in ("baseline.score.nl.md", "basline.scores.nl.md", "baseline.scores.fr.md", "notes.md"):
        write(engagement, name)
    told = dict(str(fault).split(": is printed in no report. ") for fault in text_faults(engagement))
    assert told["text/baseline.score.nl.md"].startswith(
        "Did you mean `baseline.scores.nl.md`? Sections of baseline: response, headline, "
    )
    languages = f"languages: {', '.join(available_languages())}."
    assert told["text/baseline.score.nl.md"].endswith(languages)
    assert "Did you mean `baseline.scores.nl.md`?" in told["text/basline.scores.nl.md"]
    assert languages in told["text/baseline.scores.fr.md"]
    assert "A name begins with the report: baseline, drivers, followup" in told["text/notes.md"]


def test_what_is_not_utf8_and_a_notebook_that_cannot_be_read_are_told(engagement: Engagement) -> None:
    (engagement.folder / "text" / "baseline.nl.md").write_bytes("financiële".encode("cp1252"))
    (engagement.folder / "notebooks").mkdir()
    (engagement.folder / "notebooks" / "drivers.ipynb").write_text("{", encoding="utf-8")
    assert [str(fault) for fault in text_faults(engagement)] == [
        "notebooks/drivers.ipynb: cannot be read as a notebook. Open it in Jupyter and save it again, or delete it to "
        "use the notebook of the house.",
        "text/baseline.nl.md: is not written in UTF-8. Save it again as UTF-8.",
    ]
    with pytest.raises(ReportError, match=r"text/baseline.nl.md is not written in UTF-8"):
        advice(job(engagement))


def test_a_text_that_lacks_in_a_language_is_told(engagement: Engagement) -> None:
    write(engagement, "baseline.scores.nl.md")
    assert list(untranslated(engagement)) == []
    write(engagement, "followup.en.md")
    assert list(untranslated(engagement)) == [
        "text/baseline.scores.en.md is not there: a report in that language prints nothing in its place",
        "text/followup.nl.md is not there: a report in that language prints nothing in its place",
    ]


def test_the_advice_is_a_chapter_of_its_own(engagement: Engagement) -> None:
    assert advice(job(engagement)) == ()
    write(engagement, "baseline.nl.md", "Doe dit.")
    assert advice(job(engagement)) == (Heading(1, "Advies"), Markdown("Doe dit."))
    assert own_text(engagement.folder / "text" / "none.md") == ""
