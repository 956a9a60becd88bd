"""Approved quotes are read whole or refused with every fault; a quote that nobody wrote is one."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.words_client import ENGAGEMENT, entry
from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import EngagementError
from toolkit.intake.quotes import FILE, _occurs, approved_quotes

OPEN = pd.DataFrame(
    {
        "OPEN_1": pd.Series(
            [
                "De monteur belde vooraf, en kwam ook écht.",
                None,
                'Niet  duur.\nWel traag… maar dat "mag".',
                "Ik sprak […: N.N.] en die hielp mij goed.",
                "De monteur belde vooraf, en was laat.",
            ],
            dtype="str",
        )
    }
)


@pytest.fixture
def engagement_with(tmp_path):
    def make(quotes: str | None, toml: str = ENGAGEMENT) -> Engagement:
        client = tmp_path / "klein"
        (client / "data").mkdir(parents=True)
        (client / "data" / "1.csv").write_text("r\n1\n", encoding="utf-8")
        (client / "data" / "2.csv").write_text("r\n1\n", encoding="utf-8")
        (client / "engagement.toml").write_text(toml, encoding="utf-8")
        if quotes is not None:
            (client / "text").mkdir()
            (client / FILE).write_text(quotes, encoding="utf-8")
        return load_engagement(client)

    return make


def faults(engagement: Engagement, waves=None) -> list[str]:
    with pytest.raises(EngagementError) as caught:
        approved_quotes(engagement, {"w1": OPEN} if waves is None else waves)
    assert str(caught.value).startswith("klein/text/quotes.toml cannot be ")
    return [str(fault) for fault in caught.value.faults]


def test_without_a_file_there_are_none(engagement_with):
    assert approved_quotes(engagement_with(None), {"w1": OPEN}) == ()


def test_an_empty_file_has_none(engagement_with):
    assert approved_quotes(engagement_with(""), {"w1": OPEN}) == ()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("De monteur belde vooraf", (0, 4)),
        ("De monteur […] kwam ook écht.", (0,)),
        ("De monteur … écht.", (0,)),
        ("monteur [...] laat", (4,)),
        ("Niet duur. Wel traag", (2,)),
        ("maar dat “mag”", (2,)),
        ("Ik sprak […] en die hielp mij goed.", (3,)),
        ("  hielp   mij goed ", (3,)),
        ("vooraf, en kwam ook e\u0301cht", (0,)),
    ],
)
def test_a_quote_is_found_where_it_was_written(engagement_with, text, rows):
    (quote,) = approved_quotes(engagement_with(entry(text)), {"w1": OPEN})
    assert quote.rows == rows
    assert (quote.question, quote.wave, quote.approved_by) == ("OPEN_1", "w1", "A. Adviseur")
    assert quote.approved_on.isoformat() == "2021-03-01"
    assert "  " not in quote.text


@pytest.mark.parametrize(
    "text",
    [
        "De monteur belde nooit",
        "de monteur belde vooraf",  # word for word, capitals too
        "uur. Wel traag",  # part of a word: "duur"
        "écht. […] De monteur",  # in another order
        "De monteur belde vooraf […] hielp mij goed",  # of two people
    ],
)
def test_a_quote_that_nobody_wrote_is_a_fault(engagement_with, text):
    (fault,) = faults(engagement_with(entry(text)))
    assert fault.startswith("quotes[1].text: ")
    assert "is what nobody wrote in w1. Copy it from the answers" in fault


def test_every_fault_at_once(engagement_with):
    quotes = [
        "titel = 1",
        entry("De monteur belde vooraf", tekst='"x"'),
        entry("De monteur belde vooraf", question='"OPEN_2"', approved_on='"1 maart"', approved_by=""),
        entry("Ik sprak […: N.N.] en die hielp"),
        entry("mail jan.jansen@example.org"),
        entry("x" * 301),
        entry("[…]"),
        entry("  "),
        entry("hielp mij goed", wave='"w2"'),
        entry("hielp mij goed", approved_on="2021-01-31"),
        entry("hielp mij goed"),
        entry("hielp  mij goed"),
    ]
    told = faults(engagement_with("\n".join(quotes)))
    assert told == [
        "titel: is no key of `text/quotes.toml`. Write [[quotes]] above each.",
        "quotes[1].tekst: is no key of a quote. Did you mean `text`? "
        "Keys here: question, text, approved_by, approved_on, wave.",
        "quotes[2].approved_by: is missing. Write approved_by = …: the name of who approved it, between quotes.",
        'quotes[2].approved_on: found "1 maart". '
        "Allowed: the day of approval, written 2026-04-07 without quotes.",
        'quotes[2].question: "OPEN_2" is no open question of the engagement. Did you mean `OPEN_1`? '
        "Open questions: OPEN_1.",
        'quotes[3].text: "Ik sprak […: N.N.] … holds the mark […: N.N.] of personal data that were taken out. '
        "Write […] in its place, if what stands around it can be about more than one person.",
        "quotes[4].text: holds what looks like personal data (e-mail address). Write […] in its place.",
        'quotes[5].text: "xxxxxxxxxxxxxxxxxxx… has 301 characters. '
        "Keep to 300: leave out what is not needed, and write […] in its place.",
        'quotes[6].text: "[…]" has no words. Write what the customer wrote.',
        'quotes[7].text: found "  ". Allowed: what the customer wrote, between quotes; […] for what is left out.',
        'quotes[8].wave: "w2" is no wave of the engagement. Waves: w1.',
        "quotes[9].approved_on: 2021-01-31 is before the fieldwork of w1 began. "
        "Write the day on which a person read and approved this quote.",
        "quotes[11].text: stands in quotes[10] too. Delete one.",
    ]
    assert not any("jansen" in one for one in told)


def test_without_consent_nothing_is_quoted(engagement_with):
    engagement = engagement_with(entry("De monteur belde vooraf"), ENGAGEMENT.replace("true", "false"))
    (fault,) = faults(engagement)
    assert fault == (
        "quotes[1].question: respondents to OPEN_1 have not agreed to be quoted. Write consent = true under "
        "[open_answers.OPEN_1] if respondents agreed to be quoted; else delete the quote."
    )


def test_a_question_that_was_not_asked(engagement_with):
    (fault,) = faults(engagement_with(entry("De monteur")), {"w1": OPEN[[]]})
    assert "open question OPEN_1 was not asked in w1" in fault


def test_quotes_of_another_wave_are_only_checked_for_their_form(engagement_with):
    second = '[[waves]]\nid = "w2"\nfile = "data/2.csv"\nstart = 2022-02-02\nend = 2022-02-20\n'
    engagement = engagement_with(
        entry("Dat schreef niemand", wave='"w2"', approved_on="2022-03-01"), ENGAGEMENT + second
    )
    (quote,) = approved_quotes(engagement, {"w1": OPEN})
    assert (quote.wave, quote.rows) == ("w2", ())
    assert "nobody wrote in w2" in faults(engagement, {"w2": OPEN})[0]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("quotes = 1", "quotes: is no list of tables. Write [[quotes]] above each quote."),
        ("quotes = [1]", "quotes: is no list of tables. Write [[quotes]] above each quote."),
        ('[[quotes]]\ntext = "x', "quotes.toml, line 2"),
    ],
)
def test_what_is_no_list_of_quotes(engagement_with, source, said):
    assert any(one.startswith(said) for one in faults(engagement_with(source)))


WORDS = st.lists(st.sampled_from(["de", "écht", "niet", "d'r", "€ 3", "(ja)", "a.b"]), min_size=1, max_size=8)


@given(WORDS, st.data())
def test_any_whole_words_of_an_answer_are_found_with_any_left_out(words, data):
    kept = sorted(data.draw(st.sets(st.integers(0, len(words) - 1), min_size=1)))
    answers = pd.Series([" ".join(words), None, "iets anders"], dtype="str")
    quote = " […] ".join(words[place] for place in kept)
    assert _occurs(quote, answers).tolist() == [True, False, False]
    assert not _occurs(f"{quote} […] hond", answers).any()


def test_many_pieces_take_no_longer():
    answers = pd.Series(["a " * 5000], dtype="str")
    assert not _occurs(" […] ".join(["a"] * 40 + ["b"]), answers).any()
    assert _occurs(" […] ".join(["a"] * 40), answers).all()


def test_what_looks_like_a_person_is_shown_by_no_other_fault(engagement_with):
    told = faults(engagement_with(entry(f"Mevrouw Jansen {'was er heel goed ' * 30}")))
    assert len(told) == 2
    assert "this quote has" in told[1]
    assert not any("Jansen" in one for one in told)
