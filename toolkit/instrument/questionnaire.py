"""From an engagement to its questionnaire: introduction, sections, routing, and what the consultant has to know.

    from toolkit.instrument import questionnaire

    form = questionnaire(engagement, ["nl", "en"])
    form.questions[0].text["en"], form.notes

What is asked: the items of the constructs in the order of the engagement, the segments that declare values, the open
questions. Nothing is said in the introduction that the engagement does not say; the time it takes is an estimate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.engagement import Engagement, is_filled, text
from toolkit.errors import LoyaltyError
from toolkit.instrument.asking import Remarks, ask_consent, ask_item, ask_open, ask_segment, per_language
from toolkit.instrument.bank import bank_question, section_of, section_titles
from toolkit.instrument.form import Asked, Questionnaire, Section, Texts
from toolkit.instrument.phrases import phrase
from toolkit.instrument.texts import ANY_CATEGORY, filled
from toolkit.language import Language

# Seconds per question: a rule of thumb of this house, to be replaced by the time of a trial.
SECONDS = {"scale": 8, "choice": 8, "number": 12, "open": 45}
FALLBACK = "en"  # where the bank has no questions in the language of the reports
# The section of a construct that the house does not know, by its role.
SECTION_OF_ROLE = {
    "driver": "opinion",
    "attitude": "choice",
    "behaviour": "choice",
    "lock_in": "switching",
    "touchpoint": "contact",
    "background": "background",
    "basis": "reasons",
    "dividend": "telling",
    "alignment": "values",
}


def questionnaire(
    engagement: Engagement, languages: str | Sequence[str] | None = None, *, tied: bool | None = None
) -> Questionnaire:
    """Make the questionnaire of an engagement, in one or more languages; without one in the client's.

    `tied`: whether each answer comes with the number of its customer; without it, whether a wave has a `key`.
    Raises LoyaltyError for a language that the bank lacks or where nothing is left to ask, and EngagementError where
    the engagement names a scale that cannot be used.
    """
    wanted = _languages(engagement, languages)
    remarks = Remarks([], [])
    sections = _in_order(_sections(engagement, wanted, remarks), remarks)
    sections = _with_consent(sections, engagement, wanted, remarks)
    questions = [question for section in sections for question in section.questions]
    if not questions:
        raise LoyaltyError("No question of the engagement has words. " + ". ".join(remarks.notes) + ".")
    if engagement.client.language not in ANY_CATEGORY:
        had, got = " and ".join(ANY_CATEGORY), " and ".join(wanted)
        remarks.notes.insert(
            0, f'client.language is "{engagement.client.language}", and the bank has {had}: it is in {got}'
        )
    keyed = any(wave.key for wave in engagement.waves) if tied is None else tied
    introduction = _introduction(engagement, questions, wanted, remarks, tied=keyed)
    _remark(engagement, questions, wanted, remarks)
    return Questionnaire(
        title=_say("title", engagement, wanted),
        languages=wanted,
        introduction=introduction,
        sections=sections,
        thanks=_say("thanks", engagement, wanted),
        notes=tuple(dict.fromkeys(remarks.notes)),
        untranslated=tuple(remarks.untranslated),
    )


def own_language(engagement: Engagement) -> str:
    """Give the language of a client's questionnaire: that of its reports where the bank has it, else English."""
    own = engagement.client.language
    return own if own in ANY_CATEGORY else FALLBACK


def _languages(engagement: Engagement, given: str | Sequence[str] | None) -> tuple[str, ...]:
    wanted = (given,) if isinstance(given, str) else tuple(given or (own_language(engagement),))
    for one in wanted:
        if one not in ANY_CATEGORY:
            known = ", ".join(ANY_CATEGORY)
            raise LoyaltyError(f"There is no questionnaire in {one!r}. Choose one of: {known}.")
    return tuple(dict.fromkeys(wanted))


def _sections(engagement: Engagement, languages: tuple[str, ...], remarks: Remarks) -> list[Section]:
    """Ask everything, under the heading where it belongs; what follows under the same heading joins it."""
    asked: list[tuple[str, Asked | None]] = []
    for key, construct in engagement.constructs.items():
        section = section_of().get(key, SECTION_OF_ROLE[construct.role])
        asked += [(section, ask_item(engagement, item, languages, remarks)) for item in construct.items]
    asked += [
        ("words", ask_open(key, question, engagement, languages, remarks))
        for key, question in engagement.open_answers.items()
    ]
    asked += [
        ("background", ask_segment(key, segment, languages, remarks))
        for key, segment in engagement.segments.items()
    ]
    sections: list[tuple[str, list[Asked]]] = []
    seen: set[str] = set()
    for section, question in asked:
        if question is None:
            continue
        if question.id in seen:
            remarks.notes.append(f"{question.id} is asked once, though the engagement reads its column twice")
            continue
        seen.add(question.id)
        if not sections or sections[-1][0] != section:
            sections.append((section, []))
        sections[-1][1].append(question)
    return [
        Section(_heading(section, engagement, languages), tuple(questions)) for section, questions in sections
    ]


def _heading(section: str, engagement: Engagement, languages: tuple[str, ...]) -> Texts:
    words = section_titles()[section]
    return per_language(languages, lambda language: filled(text(words, language), engagement, language))


def _in_order(sections: list[Section], remarks: Remarks) -> tuple[Section, ...]:
    """Put a question after the one that decides who is asked it, and have that one answered.

    An open question about an answer, such as why, comes right after that answer.
    """
    by_id = {question.id: question for section in sections for question in section.questions}
    places = {item: place for place, item in enumerate(by_id)}
    routed = {item: _routed(question, by_id, remarks) for item, question in by_id.items()}
    filters = {one.condition.item for one in routed.values() if one.condition is not None}
    final = {item: replace(question, required=item in filters) for item, question in routed.items()}
    late: dict[str, list[Asked]] = {}
    for question in final.values():
        if question.condition is None:
            continue
        if question.kind == "open" or places[question.condition.item] > places[question.id]:
            late.setdefault(question.condition.item, []).append(question)
    moved = {question.id for group in late.values() for question in group}
    ordered = []
    for section in sections:
        questions: list[Asked] = []
        for one in section.questions:
            questions += [] if one.id in moved else [final[one.id], *late.get(one.id, [])]
        if questions:
            ordered.append(replace(section, questions=tuple(questions)))
    return tuple(ordered)


def _with_consent(
    sections: tuple[Section, ...], engagement: Engagement, languages: tuple[str, ...], remarks: Remarks
) -> tuple[Section, ...]:
    """Ask right after an open question whose answers may be quoted whether this answer may be."""
    quoted = {one.column or key for key, one in engagement.open_answers.items() if one.consent}
    taken = {question.id for section in sections for question in section.questions}
    whole = []
    for section in sections:
        questions: list[Asked] = []
        for one in section.questions:
            questions.append(one)
            if one.kind != "open" or one.id not in quoted:
                continue
            consent = ask_consent(one.id, engagement.client.name, languages)
            if consent.id not in taken:
                questions.append(consent)
            remarks.notes.append(
                f"{consent.id} asks whether {one.id} may be quoted. The toolkit does not read that column: approve "
                "only answers of those who said yes there (1)"
            )
        whole.append(replace(section, questions=tuple(questions)))
    return tuple(whole)


def _routed(question: Asked, by_id: Mapping[str, Asked], remarks: Remarks) -> Asked:
    """Drop the routing of a question where the one it depends on is not asked, or not on the bank's scale."""
    condition = question.condition
    if condition is None:
        return question
    asked, known = by_id.get(condition.item), bank_question(condition.item)
    if asked is not None and known is not None:
        as_known = (asked.minimum, asked.maximum) == (known.minimum, known.maximum)
        if condition.value is None or as_known:
            return question
    why = "is not asked" if asked is None else "is asked on another scale"
    remarks.notes.append(
        f"{question.id} is asked of everybody, because {condition.item} {why}: see whether it still fits"
    )
    return replace(question, condition=None)


def _introduction(
    engagement: Engagement,
    questions: Sequence[Asked],
    languages: tuple[str, ...],
    remarks: Remarks,
    *,
    tied: bool,
) -> tuple[Texts, ...]:
    """Say what it is for, how long it takes, that it is voluntary, what happens to the answers and whom to ask."""
    minutes = max(1, math.ceil(sum(SECONDS[question.kind] for question in questions) / 60))
    remarks.notes.append(
        f"About {minutes} min. is an estimate from the number of questions: let a few people try it, and mend it"
    )
    privacy, author, disclosure = engagement.privacy, engagement.author, engagement.disclosure
    quoted = any(question.consent for question in engagement.open_answers.values())
    length = {"count": str(len(questions)), "minutes": str(minutes)}
    said = [
        _say("purpose", engagement, languages),
        _say("length_one" if minutes == 1 else "length", engagement, languages, **length),
        _say("voluntary", engagement, languages),
        _say("controller", engagement, languages),
        _say("tied" if tied else "not_tied", engagement, languages),
        *([_say("orders", engagement, languages)] if tied and engagement.orders is not None else []),
        _say(
            "groups_quotes" if quoted else "groups", engagement, languages, minimum=str(privacy.minimum_cell)
        ),
    ]
    if is_filled(disclosure.executor):
        executor = remarks.texts("disclosure.executor", disclosure.executor, languages)
        said.insert(1, _say_texts("executor", "executor", executor))
    if is_filled(privacy.legal_basis):
        basis = remarks.texts("privacy.legal_basis", privacy.legal_basis, languages)
        said.append(_say_texts("legal_basis", "basis", basis))
    if privacy.deletion_date is not None:
        day = privacy.deletion_date
        said.append(
            _say_texts("deletion", "date", per_language(languages, lambda code: Language(code).date(day)))
        )
    else:
        remarks.notes.append(
            "The introduction does not say when answers are deleted: privacy.deletion_date is empty"
        )
    remarks.notes += _on_privacy(engagement, tied=tied)
    contact = ", ".join(filter(None, (author.name, author.organisation)))
    remarks.notes.append(
        f"The introduction sends questions to {contact}: add a telephone number or an address"
    )
    said.append(_say("contact", engagement, languages, contact=contact))
    return tuple(said)


def _on_privacy(engagement: Engagement, *, tied: bool) -> list[str]:
    """Give the notes on what the introduction says of the law: it rests on a few keys of the engagement only."""
    why = "a wave has a key" if tied else "no wave has a key"
    anonymity = "tied" if tied else "not tied"
    notes = [
        f"The introduction says that {engagement.client.name} is responsible for the data: see whether that is so",
        f"The introduction says that answers are {anonymity} to the customer's number, because {why}: "
        "see whether the fieldwork does so",
    ]
    if engagement.orders is not None and not tied:
        notes.append(
            "No wave has a key, so the introduction does not say that answers are laid beside [orders]: if they will "
            "be, write the key and make the questionnaire again"
        )
    return notes


def _say(key: str, engagement: Engagement, languages: Iterable[str], **slots: str) -> Texts:
    org = engagement.client.name
    return per_language(tuple(languages), lambda language: phrase(key, language, org=org, **slots))


def _say_texts(key: str, slot: str, texts: Texts) -> Texts:
    return per_language(tuple(texts), lambda one: phrase(key, one, **{slot: texts[one].strip().rstrip(".")}))


def _remark(
    engagement: Engagement, questions: Sequence[Asked], languages: tuple[str, ...], remarks: Remarks
) -> None:
    """Note what the words of the questions and the columns of the engagement ask for."""
    if engagement.client.category is None:
        general = ANY_CATEGORY[languages[0]]
        if any(general in question.text[languages[0]] for question in questions):
            remarks.notes.append(f"client.category is empty, so questions say “{general}”")
    else:
        remarks.texts("client.category", engagement.client.category, languages)
    elsewhere = [
        question.id
        for question in questions
        if engagement.columns.get(question.id, question.id) != question.id
    ]
    if elsewhere:
        remarks.notes.append(
            f"[columns] reads {elsewhere[0]}"
            + (f" and {len(elsewhere) - 1} more" if len(elsewhere) > 1 else "")
            + " from another column: an export of this questionnaire has each in a column of its own name"
        )
