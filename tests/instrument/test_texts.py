import pytest

from toolkit.engagement import Engagement
from toolkit.instrument import construct_label, item_text


def engagement(name: str = "Voorbeeld", **client: object) -> Engagement:
    scale = {"role": "driver", "minimum": 1, "maximum": 7}
    return Engagement.model_validate(
        {
            "client": {"name": name, **client},
            "author": {"name": "A"},
            "constructs": {
                "trust": {**scale, "items": ["TRU_1", "ATT_2", "own", "VAL_1_IMP"]},
                "image": {**scale, "items": ["IMG_1"], "label": {"nl": "Uitstraling", "en": "Looks"}},
                "price_image": {**scale, "items": ["p"]},
            },
            "items": {"own": {"text": {"nl": "Wat vindt u van {org}?"}}, "TRU_1": {"minimum": 0}},
        }
    )


def test_a_label_is_the_client_s_then_the_house_s_then_the_key() -> None:
    assert construct_label(engagement(), "image", "nl") == "Uitstraling"
    assert construct_label(engagement(), "image", "en") == "Looks"
    assert construct_label(engagement(), "trust", "nl") == "Vertrouwen"
    assert construct_label(engagement(), "trust", "en") == "Trust"
    assert construct_label(engagement(), "price_image", "nl") == "price_image"
    assert construct_label(engagement(), "lock_in", "en") == "Lock-in (switching costs)"


def test_a_question_of_the_bank_names_client_and_category() -> None:
    one = engagement(category={"nl": "energie", "en": "energy"})
    assert item_text(one, "TRU_1", "en") == "Voorbeeld does what we have agreed."
    assert item_text(one, "ATT_2", "nl") == "Als ik weer energie nodig heb, is Voorbeeld mijn eerste keuze."
    assert item_text(one, "ATT_2", "en") == "When I need energy again, Voorbeeld is my first choice."


def test_without_a_category_the_question_still_reads() -> None:
    assert item_text(engagement(), "ATT_2", "en").startswith("When I need this product or service again, ")


def test_the_engagement_s_own_text_stands_as_it_is() -> None:
    assert item_text(engagement(), "own", "nl") == "Wat vindt u van {org}?"
    assert item_text(engagement(), "own", "en") == "Wat vindt u van {org}?"


def test_an_item_nobody_knows_is_given_by_its_name() -> None:
    assert item_text(engagement(), "VAL_1_IMP", "nl") == "VAL_1_IMP"


def test_a_stated_value_is_asked_by_its_name_whatever_its_item_is_called() -> None:
    value = {"label": {"nl": "eerlijkheid", "en": "honesty"}, "rank": 1}
    one = Engagement.model_validate(
        {
            **engagement().model_dump(exclude={"values", "report"}),
            "values": {"honest": {**value, "importance": "VAL_1_IMP", "experience": "V20b"}},
        }
    )
    assert item_text(one, "VAL_1_IMP", "nl") == "Hoe belangrijk is eerlijkheid voor u?"
    assert "honesty" in item_text(one, "V20b", "en")
    assert "Voorbeeld" in item_text(one, "V20b", "en")


@pytest.mark.parametrize("name", ["{category}", "{0.__class__}", "{", r"\1", "%s", "{{org}}"])
def test_a_client_s_name_is_never_a_template(name: str) -> None:
    one = engagement(name=name, category="x")
    assert item_text(one, "TRU_1", "en") == f"{name} does what we have agreed."
