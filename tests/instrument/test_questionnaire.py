"""What is asked, in which order, in which words, and what the consultant is told."""

import datetime

import pytest

from tests.instrument.conftest import construct, engagement_of
from toolkit.engagement import Engagement, folded, items
from toolkit.errors import EngagementError, LoyaltyError
from toolkit.instrument import Asked, Condition, Questionnaire, house_scales, questionnaire
from toolkit.instrument.form import MOST_IN_GRID, grids


def asked(form: Questionnaire, item: str) -> Asked:
    return form.question(item)


def codes(question: Asked) -> list[str]:
    return [option.code for option in question.answers]


def test_the_standard_questionnaire_is_whole_in_both_languages(standard: Engagement) -> None:
    form = questionnaire(standard, ["nl", "en"])
    assert [question.id for question in form.questions] == list(items(standard))
    assert form.untranslated == ()
    for question in form.questions:
        assert set(question.text) == {"nl", "en"}
        assert "{" not in question.text["nl"] + question.text["en"]
        assert question.kind == ("number" if question.id == "BEH_2" else "scale")
        if question.kind == "scale":
            assert question.low is not None
            assert question.high is not None
            assert codes(question)[: len(question.options)] == [option.code for option in question.options]


def test_each_printed_answer_leads_back_to_its_value(standard: Engagement) -> None:
    for question in questionnaire(standard, ["nl", "en"]).questions:
        scale = house_scales().get(question.scale)
        for option in question.options:
            for words in option.text.values():
                if words != option.code:
                    assert scale is not None
                    assert scale.values[folded(words)] == float(option.code)


def test_the_same_engagement_gives_the_same_questionnaire(standard: Engagement) -> None:
    first, second = questionnaire(standard, "nl"), questionnaire(standard, ["nl", "nl"])
    assert first == second
    assert hash(first) == hash(second)
    assert questionnaire(standard).languages == ("nl",)


def test_the_headings_are_not_those_of_the_report(standard: Engagement) -> None:
    form = questionnaire(standard, "nl")
    assert [section.title["nl"] for section in form.sections] == [
        "Uw mening over Zuiver Water",
        "Hoe u Zuiver Water ziet",
        "Uw contact met Zuiver Water",
        "Uw keuze voor Zuiver Water",
        "Overstappen",
    ]


def test_the_introduction_says_what_the_engagement_says_and_no_more() -> None:
    one = engagement_of({"trust": construct("TRU_1")})
    plain = " ".join(texts["en"] for texts in questionnaire(one, "en").introduction)
    assert plain.count("Voorbeeld would like to know what you think as a customer.") == 1
    assert "Voorbeeld is responsible for how your data are used." in plain
    assert "We do not tie your answers to your customer number." in plain
    assert "You can stop at any time." in plain
    assert "It takes about 1 minute." in plain
    assert "1 questions" not in plain
    assert "You decide whether you take part." in plain
    assert "groups of at least 10 people" in plain
    assert "Then contact A. Adviseur." in plain
    assert "deleted" not in plain
    assert "Legal basis" not in plain
    assert "anonym" not in plain
    full = engagement_of(
        {"trust": construct("TRU_1")},
        author={"name": "A. Adviseur", "organisation": "Bureau {x}"},
        disclosure={"executor": "Bureau."},
        privacy={
            "minimum_cell": 15,
            "deletion_date": datetime.date(2030, 12, 31),
            "legal_basis": {"nl": "toestemming", "en": "consent"},
        },
    )
    said = " ".join(texts["nl"] for texts in questionnaire(full, "nl").introduction)
    assert "Het onderzoek wordt gedaan door: Bureau." in said
    assert "groepen van ten minste 15 mensen" in said
    assert "uiterlijk op 31 december 2030 gewist" in said
    assert "Grondslag volgens de privacywet: toestemming." in said
    assert "contact op met A. Adviseur, Bureau {x}." in said


@pytest.mark.parametrize(
    ("key", "given", "tied"), [("nr", None, True), (None, None, False), (None, True, True)]
)
def test_the_introduction_says_whether_answers_are_tied_to_the_customer(
    key: str | None, given: bool | None, tied: bool
) -> None:
    wave = {"id": "a", "label": "A", "file": "data/a.csv", "start": datetime.date(2026, 1, 1)}
    wave |= {"end": datetime.date(2026, 1, 9)} | ({"key": key} if key else {})
    one = engagement_of({"trust": construct("TRU_1")}, waves=[wave])
    form = questionnaire(one, ["nl", "en"], tied=given)
    said = {language: " ".join(texts[language] for texts in form.introduction) for language in form.languages}
    assert ("gekoppeld aan een nummer dat bij u hoort" in said["nl"]) == tied
    assert ("So they are not anonymous." in said["en"]) == tied
    assert ("Wij koppelen uw antwoorden niet aan uw klantnummer." in said["nl"]) != tied
    told = "tied" if tied else "not tied"
    assert any(f"answers are {told} to the customer's number" in note for note in form.notes)
    assert any("Voorbeeld is responsible for the data: see whether" in note for note in form.notes)


def test_who_may_be_quoted_is_told_so_and_asked() -> None:
    constructs = {
        "attitude": construct("ATT_1", "ATT_2", role="attitude", ends=(0, 10)),
        "trust": construct("TRU_1"),
    }
    own = {"OPEN_1": {"consent": True}, "tip": {"column": "Tip", "text": "Heeft u een tip?", "consent": True}}
    form = questionnaire(engagement_of(constructs, open_answers=own), ["nl", "en"])
    said = {language: " ".join(texts[language] for texts in form.introduction) for language in form.languages}
    assert "only shows results of groups" not in said["en"]
    assert "alleen uitkomsten van groepen" not in said["nl"]
    assert "groups of at least 10 people. It may also show, word for word, what somebody wrote" in said["en"]
    assert "Wij doen dat alleen bij wie het goed vindt." in said["nl"]
    # Right after the answer it is about, also where that one stands right after its mark.
    order = [question.id for question in form.questions]
    assert order == ["ATT_1", "OPEN_1", "OPEN_1_CONSENT", "ATT_2", "TRU_1", "Tip", "Tip_CONSENT"]
    consent = asked(form, "OPEN_1_CONSENT")
    assert consent.text["nl"].startswith("Mogen wij uw antwoord op de vorige vraag letterlijk in het verslag")
    assert [(one.code, one.text["nl"], one.text["en"]) for one in consent.answers] == [
        ("1", "Ja", "Yes"),
        ("0", "Nee", "No"),
    ]
    assert consent.condition == Condition("OPEN_1", None)
    assert not asked(form, "OPEN_1").required  # nobody has to write something
    assert any("approve only answers of those who said yes there (1)" in note for note in form.notes)
    silent = questionnaire(engagement_of(constructs, open_answers={"OPEN_1": {}}), "en")
    assert "OPEN_1_CONSENT" not in [question.id for question in silent.questions]
    assert any("only shows results of groups" in texts["en"] for texts in silent.introduction)


def test_consent_that_the_engagement_asks_itself_is_not_asked_twice() -> None:
    one = engagement_of(
        {"trust": construct("TRU_1")},
        open_answers={"OPEN_1": {"consent": True}},
        segments={"c": {"column": "OPEN_1_CONSENT", "label": "Mag het?", "values": {"1": "Ja", "0": "Nee"}}},
    )
    assert [question.id for question in questionnaire(one, "nl").questions] == [
        "TRU_1",
        "OPEN_1",
        "OPEN_1_CONSENT",
    ]


@pytest.mark.parametrize("tied", [True, False])
def test_that_answers_are_laid_beside_orders_is_said_where_they_can_be(tied: bool) -> None:
    orders = {"files": ["data/orders.csv"], "columns": {"customer": "klant"}}
    one = engagement_of({"trust": construct("TRU_1")}, orders=orders)
    form = questionnaire(one, ["nl", "en"], tied=tied)
    said = {language: [texts[language] for texts in form.introduction] for language in form.languages}
    assert ("Wij leggen uw antwoorden naast wat u bij Voorbeeld heeft gekocht." in said["nl"]) == tied
    assert ("We compare your answers with what you bought from Voorbeeld." in said["en"]) == tied
    assert any(note.startswith("No wave has a key, so the introduction") for note in form.notes) != tied
    without = questionnaire(engagement_of({"trust": construct("TRU_1")}), "en", tied=tied)
    assert not any("bought" in texts["en"] for texts in without.introduction)
    assert not any("[orders]" in note for note in without.notes)


def test_why_is_asked_right_after_the_mark() -> None:
    one = engagement_of(
        {"attitude": construct("ATT_1", "ATT_2", role="attitude"), "trust": construct("TRU_1")},
        open_answers={"OPEN_1": {}},
    )
    form = questionnaire(one, "nl")
    assert [question.id for question in form.questions] == ["ATT_1", "OPEN_1", "ATT_2", "TRU_1"]
    assert asked(form, "ATT_1").required
    assert "In uw eigen woorden" not in [section.title["nl"] for section in form.sections]


def test_who_does_not_know_a_number_skips_it() -> None:
    one = engagement_of(
        {
            "behaviour": construct("BEH_2", role="behaviour", ends=(0, 100)),
            "referral": construct("REF_1", role="background", ends=(0, 99)),
        }
    )
    spend, referrals = questionnaire(one, ["nl", "en"]).questions
    assert spend.hint == {
        "nl": "Weet u het niet? Sla deze vraag dan over.",
        "en": "Do you not know? Then skip this question.",
    }
    assert referrals.hint is None


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Kanaal", "Kanaal. Kies wat voor u geldt."),
        ("Waar kocht u het?", "Waar kocht u het? Kies wat voor u geldt."),
    ],
)
def test_the_label_of_a_segment_is_its_question(label: str, text: str) -> None:
    values = {"1": "Winkel", "2": "Web"}
    segments = {"channel": {"column": "kanaal", "label": label, "values": values}}
    one = engagement_of({"trust": construct("TRU_1")}, segments=segments)
    assert asked(questionnaire(one, "nl"), "kanaal").text["nl"] == text


def test_how_long_it_takes_follows_the_number_of_questions() -> None:
    short = engagement_of({"image": construct("IMG_1", "IMG_2")})
    assert "1 minuut" in questionnaire(short, "nl").introduction[1]["nl"]
    long = engagement_of(
        {"own": construct(*(f"q{n}" for n in range(30)))},
        items={f"q{n}": {"text": f"Vraag {n}", "scale": "agree7"} for n in range(30)},
    )
    assert "ongeveer 4 minuten" in questionnaire(long, "nl").introduction[1]["nl"]
    assert any("estimate" in note for note in questionnaire(long, "nl").notes)


def test_routing_follows_its_filter_which_must_be_answered() -> None:
    form = questionnaire(
        engagement_of(
            {
                "recovery": construct("MOT_3", role="touchpoint", ends=(1, 10)),
                "problem": construct("MOT_2", role="touchpoint", ends=(0, 1)),
            }
        ),
        "nl",
    )
    assert [question.id for question in form.questions] == ["MOT_2", "MOT_3"]
    assert asked(form, "MOT_3").condition == Condition("MOT_2", 1.0)
    assert asked(form, "MOT_2").required
    assert not asked(form, "MOT_3").required


@pytest.mark.parametrize(
    ("constructs", "why"),
    [
        ({}, "because MOT_2 is not asked"),
        (
            {"problem": construct("MOT_2", role="touchpoint", ends=(1, 2))},
            "because MOT_2 is asked on another scale",
        ),
    ],
)
def test_routing_that_cannot_be_is_told(constructs: dict, why: str) -> None:
    one = engagement_of({**constructs, "recovery": construct("MOT_3", role="touchpoint", ends=(1, 10))})
    form = questionnaire(one, "nl")
    assert asked(form, "MOT_3").condition is None
    assert any(note.startswith("MOT_3 is asked of everybody") and why in note for note in form.notes)
    assert asked(form, "MOT_3").not_applicable is not None


def test_open_answers_and_segments_come_last() -> None:
    form = questionnaire(
        engagement_of(
            {"attitude": construct("ATT_1", role="attitude", ends=(0, 10))},
            open_answers={"OPEN_1": {}, "tip": {"column": "Tip", "text": "Heeft u een tip?"}, "leeg": {}},
            segments={
                "channel": {
                    "column": "kanaal",
                    "label": {"nl": "Kanaal", "en": "Channel"},
                    "values": {"1": {"nl": "Winkel", "en": "Shop"}, "2": "Web"},
                },
                "region": {"column": "regio"},
            },
        ),
        ["nl", "en"],
    )
    assert [question.id for question in form.questions] == ["ATT_1", "OPEN_1", "Tip", "kanaal"]
    assert asked(form, "OPEN_1").condition == Condition("ATT_1", None)
    assert asked(form, "kanaal").text["en"] == "Channel. Choose what applies to you."
    assert [(one.code, one.text["en"]) for one in asked(form, "kanaal").answers] == [
        ("1", "Shop"),
        ("2", "Web"),
    ]
    assert any(note.startswith("leeg is not asked") for note in form.notes)
    assert any(note.startswith("segments.region is not asked") for note in form.notes)
    assert form.sections[-1].title == {"nl": "Over u", "en": "About you"}


def test_a_choice_of_the_bank_has_its_answers() -> None:
    one = engagement_of(
        {"network": construct("NET_2", role="background", ends=(1, 5))}, missing={"dont_know": [9]}
    )
    question = asked(questionnaire(one, "en"), "NET_2")
    assert question.kind == "choice"
    assert codes(question) == ["1", "2", "3", "4", "5", "9"]
    assert question.options[0].text["en"] == "Someone recommended Voorbeeld"


def test_stated_values_are_asked_only_in_the_client_s_words() -> None:
    one = engagement_of(
        {"values": construct("VAL_1_IMP", "VAL_2_IMP", "VAL_1_EXP")},
        items={"VAL_1_IMP": {"text": {"nl": "Hoe belangrijk is duurzaamheid voor u?"}}},
    )
    form = questionnaire(one, ["nl", "en"])
    assert [question.id for question in form.questions] == ["VAL_1_IMP"]
    assert form.questions[0].scale == "important7"
    assert form.questions[0].text["en"] == "Hoe belangrijk is duurzaamheid voor u?"
    assert form.untranslated == ("items.VAL_1_IMP.text",)
    assert any("has no English text" in note for note in form.notes)
    assert any(note.startswith("VAL_2_IMP is not asked") for note in form.notes)


def test_a_stated_value_of_the_engagement_is_asked_in_the_bank_s_words() -> None:
    one = engagement_of(
        {
            "values_importance": construct("V1", role="alignment"),
            "values_experience": construct("V2", role="alignment"),
        },
        values={
            "honest": {
                "label": {"nl": "eerlijkheid", "en": "honesty"},
                "rank": 1,
                "importance": "V1",
                "experience": "V2",
            }
        },
    )
    form = questionnaire(one, ["nl", "en"])
    assert asked(form, "V1").text == {
        "nl": "Hoe belangrijk is eerlijkheid voor u?",
        "en": "How important is honesty to you?",
    }
    assert asked(form, "V1").scale == "important7"
    assert "honesty" in asked(form, "V2").text["en"]
    assert form.sections[0].title["nl"] == "Wat u belangrijk vindt"


def test_a_scale_of_another_length_keeps_its_words() -> None:
    one = engagement_of(
        {
            "trust": construct("TRU_1", ends=(1, 5)),
            "image": construct("IMG_1", ends=(1, 10)),
            "voice": construct("VOI_1", role="background", ends=(1, 2)),
        }
    )
    form = questionnaire(one, "en")
    five, ten, two = form.questions
    assert (five.scale, five.options[4].text["en"]) == ("agree5", "Strongly agree")
    assert (ten.options[0].text["en"], ten.options[1].text["en"]) == ("1 – Strongly disagree", "2")
    assert ten.prompt == {"en": "Do you agree with this?"}
    # Which of 1 and 2 is yes is not for us to say.
    assert [option.text["en"] for option in two.options] == ["1", "2"]
    assert any(note.startswith("VOI_1 has numbers without words") for note in form.notes)


def test_the_scale_of_the_engagement_is_printed() -> None:
    one = engagement_of(
        {"own": construct("q", ends=(1, 3))},
        items={"q": {"text": "Hoe was het?", "scale": "hoe"}},
        scales={"hoe": {"Slecht": 1.0, "Gaat wel": 2.0, "Goed": 3.0, "Prima": 3.0}},
    )
    question = questionnaire(one, "nl").questions[0]
    assert [(option.code, option.text["nl"]) for option in question.options] == [
        ("1", "Slecht"),
        ("2", "Gaat wel"),
        ("3", "Goed"),
    ]
    wrong = engagement_of({"own": construct("q", scale="agree77")}, items={"q": {"text": "x"}})
    with pytest.raises(EngagementError, match="agree77"):
        questionnaire(wrong, "nl")


def test_long_and_broken_scales_are_answered_with_a_number() -> None:
    one = engagement_of(
        {
            "a": construct("BEH_2", ends=(0, 100)),
            "b": construct("q", ends=(0, 2.5)),
            "c": construct("r", ends=(0, 12)),
        },
        items={"q": {"text": "q?"}, "r": {"text": "r?"}},
    )
    assert {question.kind for question in questionnaire(one, "nl").questions} == {"number"}


def test_answers_that_are_none_have_the_engagement_s_codes_or_are_told() -> None:
    one = engagement_of(
        {
            "trust": construct("TRU_1", missing={"dont_know": ["weet niet", 8], "no_answer": [9]}),
            "friendliness": construct("SRV_1"),
            "behaviour": construct("BEH_1", role="behaviour", ends=(0, 10), missing={"no_answer": [999]}),
        },
        missing={"not_applicable": [98.0], "no_answer": [99]},
    )
    form = questionnaire(one, "nl")
    assert [question.answers[-1].code for question in form.questions] == ["8", "98", "997"]
    told = [note for note in form.notes if note.startswith("Write")]
    assert told == [
        "Write 997 under constructs.behaviour.missing.dont_know: it is the code of “I don't know”"
    ]


def test_statements_stand_in_grids_that_are_not_too_long(standard: Engagement) -> None:
    form = questionnaire(standard, "nl")
    found = [tuple(one.id for one in grid) for section in form.sections for grid in grids(section)]
    assert ("IMG_1", "IMG_2", "IMG_3", "IMG_4", "TRU_1", "TRU_2", "TRU_3", "TRU_4") in found
    assert ("SAT_1",) in found
    assert ("ATT_1",) in found
    assert ("SRV_1", "SRV_2", "SRV_3") in found
    assert max(map(len, found)) <= MOST_IN_GRID
    assert [item for grid in found for item in grid] == list(items(standard))


def test_what_the_words_need_is_told() -> None:
    one = engagement_of({"attitude": construct("ATT_2", role="attitude")}, columns={"ATT_2": "Q9"})
    notes = questionnaire(one, "nl").notes
    assert any("client.category is empty" in note and "dit product of deze dienst" in note for note in notes)
    assert any(note.startswith("[columns] reads ATT_2 from another column") for note in notes)
    half = engagement_of(
        {"attitude": construct("ATT_2", role="attitude")},
        client={"name": "V", "category": {"nl": "energie"}},
    )
    assert questionnaire(half, ["nl", "en"]).untranslated == ("client.category",)


def test_a_column_is_asked_once() -> None:
    one = engagement_of(
        {"trust": construct("TRU_1")},
        segments={"a": {"column": "TRU_1", "values": {"1": "x"}}},
    )
    form = questionnaire(one, "nl")
    assert [question.id for question in form.questions] == ["TRU_1"]
    assert any(note.startswith("TRU_1 is asked once") for note in form.notes)


def test_what_cannot_be_made_is_refused() -> None:
    with pytest.raises(LoyaltyError, match="no questionnaire in 'fr'"):
        questionnaire(engagement_of({"trust": construct("TRU_1")}), "fr")
    with pytest.raises(LoyaltyError, match=r"q is not asked: write its question in \[items\.q\]"):
        questionnaire(engagement_of({"own": construct("q")}), "nl")


def test_a_client_whose_reports_are_in_another_language_is_asked_in_english(standard: Engagement) -> None:
    client = standard.client.model_copy(update={"language": "de"})
    form = questionnaire(standard.model_copy(update={"client": client}))
    assert form.languages == ("en",)
    assert form.notes[0] == 'client.language is "de", and the bank has nl and en: it is in en'
