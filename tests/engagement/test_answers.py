"""The consultant's answers to red flags, as engagement.toml says them."""

from tests.engagement.conftest import Faults, Load
from toolkit.engagement import text

PLACE = "[analysis]"
ANSWER = '[[answers]]\nflag = "reliability.trust"\nby = "A. de Vries"\n{}\n[analysis]'


def test_an_answer_is_read_in_both_languages(load: Load) -> None:
    assert load().answers == ()
    (answer,) = load((PLACE, ANSWER.format('text = { nl = "Weg.", en = "Gone." }'))).answers
    assert (answer.flag, answer.by) == ("reliability.trust", "A. de Vries")
    assert [text(answer.text, code) for code in ("nl", "en")] == ["Weg.", "Gone."]


def test_an_answer_without_words_is_refused(faults: Faults) -> None:
    (fault,) = faults((PLACE, ANSWER.format('text = " "')))
    assert fault.startswith("answers[1].text: is empty")
    (fault,) = faults((PLACE, ANSWER.format("")))
    assert fault.startswith("answers[1].text: is missing")
    (fault,) = faults((PLACE, ANSWER.format('text = "x"\nflagg = "x"')))
    assert "answers[1].flagg" in fault
    assert "Did you mean `flag`?" in fault
