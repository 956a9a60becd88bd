"""The sentences of the flawed report: ten that break a rule, and others that are sound and look suspicious.

The rules bear the letters under which the lesson tells them: a cause, b significance, c order, d "unchanged", e small
groups, f who left, g scales, h shares, i margins, j promises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.language import N_


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the report.

    number    under which it stands, the same for every participant
    page      on which it stands
    says      with open slots for the numbers of the participant's data
    why       why it is sound, told to who accuses it; of a faulty one what is wrong with it, told at the end
    rule      the letter of the rule that it breaks; "" where it is sound
    mistaken  of a faulty one: rules that it may be thought to break, each with why it is another
    """

    number: int
    page: int
    says: str
    why: str
    rule: str = ""
    mistaken: Mapping[str, str] = field(default_factory=dict)


SENTENCES = (
    Sentence(
        1,
        1,
        N_(
            "Of the {invited} customers who were invited in spring {all} answered, {rate}. Whether the others think "
            "alike cannot be told from this."
        ),
        N_(
            "Sentence 1 is sound: a low response is told, with what it leaves open. Low is no fault; keeping silent "
            "about it would be."
        ),
    ),
    Sentence(
        2,
        1,
        N_(
            "In autumn these {all} customers were asked again, and {again} answered. Who did not, had scored {less} "
            "points of 100 lower on attitude in spring (margin {low} to {high})."
        ),
        N_(
            "Sentence 2 is sound: many dropped out, and it says how these differed. That is how a reader can judge the "
            "rest."
        ),
    ),
    Sentence(
        3,
        1,
        N_(
            "Customers have become more loyal to Het Blad: on attitude they stood at {before} in spring, and at "
            "{after} in autumn."
        ),
        N_(
            "Sentence 3 breaks rule f: the spring figure is of all, the autumn figure of who stayed. Who was less "
            "loyal had left."
        ),
        "f",
        {
            "i": N_(
                "Sentence 3 lacks its margins as well. But first ask of each of its two figures: whose is it?"
            ),
            "a": N_("Sentence 3 names no cause. Ask of each of its two figures: whose figure is it?"),
            "d": N_(
                "Sentence 3 claims a rise and not that all stayed the same. Are both figures of the same people?"
            ),
        },
    ),
    Sentence(
        4,
        1,
        N_(
            "Of the customers of branch North who buy online no figures are shown here: there are fewer than ten of "
            "them."
        ),
        N_(
            "Sentence 4 is sound: hiding so small a group protects its customers. Nothing is embellished by it."
        ),
    ),
    Sentence(
        5,
        1,
        N_("The mean mark rests on {marked} of the {all} answers: the others gave no mark."),
        N_(
            "Sentence 5 is sound: not everybody answers each question. A base that differs and is told is as it "
            "should be."
        ),
    ),
    Sentence(
        6,
        1,
        N_(
            "With {all} answers the margin is {margin}. That goes for every figure in this report, those per branch "
            "included."
        ),
        N_(
            "Sentence 6 breaks rule i: it is the margin of a share of one half among all customers. A branch, a mark "
            "and an NPS each have their own."
        ),
        "i",
        {
            "c": N_(
                "Sentence 6 puts nothing in order. Does the margin that it gives belong to the figures it is given to?"
            ),
            "h": N_("No shares are added up in sentence 6. Look at what the margin is used for."),
        },
    ),
    Sentence(
        7,
        2,
        N_(
            "The mean mark in spring is {mark} (margin {low} to {high}). Whether that is enough, the mark itself does "
            "not say."
        ),
        N_("Sentence 7 is sound: a mark with its own margin, and no verdict that the figure cannot bear."),
    ),
    Sentence(
        8,
        2,
        N_("On this mark, from 1 to 10, {high} gave a 9 or a 10 and {low} a 6 or less: an NPS of {score}."),
        N_(
            "Sentence 8 breaks rule g: an NPS belongs to the question on recommending, from 0 to 10. On a mark from 1 "
            "to 10 it is another number."
        ),
        "g",
        {
            "h": N_(
                "The two shares in sentence 8 leave out the sevens and eights, and may. But on which question is an "
                "NPS asked?"
            ),
            "i": N_(
                "Sentence 8 gives no margin, but that is not all: what was asked, and from which to which?"
            ),
        },
    ),
    Sentence(
        9,
        2,
        N_(
            "On the question whether they recommend Het Blad, 0 to 10, the NPS is {score} (margin {low} to {high}). "
            "Below zero means that there were more detractors than promoters among those who answered."
        ),
        N_(
            "Sentence 9 is sound: an NPS runs from −100 to 100, and so wide a margin is usual with so many answers."
        ),
    ),
    Sentence(
        10,
        2,
        N_("So {promoters} are promoters, {passives} are passive and {detractors} are detractors."),
        N_(
            "Sentence 10 breaks rule h: the shares add up to {sum}. Who gave a 6 was counted twice, as passive and as "
            "detractor."
        ),
        "h",
        {
            "g": N_("The scale in sentence 10 is the right one. Add up what it says."),
            "i": N_("Sentence 10 gives no margin to mistake. Add up what it says."),
        },
    ),
    Sentence(
        11,
        2,
        N_(
            "The question on {question} was answered with 1 to 3 by {low}, with 4 by {middle} and with 5 to 7 by "
            "{high}; by rounding that makes {sum} together."
        ),
        N_("Sentence 11 is sound: rounded shares may end at 99% or 101%, and it says so."),
    ),
    Sentence(
        12,
        2,
        N_(
            "On trust customers give {raw} on average, on the scale from 1 to 7. That is {score} points of 100."
        ),
        N_(
            "Sentence 12 is sound: on a scale from 1 to 7 the lowest answer is 0 points and the highest 100, so 4 is "
            "50."
        ),
    ),
    Sentence(
        13,
        3,
        N_(
            "The branches in order of their mark: {first} ({one}), {second} ({two}), {third} ({three}). The last can "
            "learn from the first."
        ),
        N_("Sentence 13 breaks rule c: no difference between branches is shown. Chance made this order."),
        "c",
        {
            "a": N_(
                "That one branch can learn from another, sentence 13 rests on their order. Is that order shown?"
            ),
            "e": N_("No branch in sentence 13 has fewer than ten customers. What would its order need?"),
            "i": N_("Sentence 13 gives no margin at all. What is it that it may not claim without one?"),
        },
    ),
    Sentence(
        14,
        3,
        N_(
            "At branch North {few} customers gave a mark: {mark} on average (margin {low} to {high}). Read that as "
            "indicative."
        ),
        N_(
            "Sentence 14 is sound: from ten customers on a group may be shown, and below thirty it is called "
            "indicative."
        ),
    ),
    Sentence(
        15,
        3,
        N_("The {few} customers whose garden Het Blad laid out give an NPS of {score}. Talk to them first."),
        N_(
            "Sentence 15 breaks rule e: fewer than ten customers. Colleagues know who they are, and one answer moves "
            "the score by more than ten points."
        ),
        "e",
        {
            "c": N_("Sentence 15 puts no groups in order. How many customers is it about?"),
            "i": N_("A margin would not save sentence 15: so few customers can be recognised."),
        },
    ),
    Sentence(
        16,
        3,
        N_(
            "Customers with a garden score {more} points higher on attitude than those without (margin {low} to "
            "{high}). That difference is shown; what brings it about is not."
        ),
        N_("Sentence 16 is sound: the margin stays clear of zero, and no cause is named."),
    ),
    Sentence(
        17,
        3,
        N_(
            "On trust it is shown that nothing of weight changed: who answered both times moved by {change} points "
            "(margin {low} to {high}), well within the five points that were agreed on beforehand."
        ),
        N_(
            "Sentence 17 is sound: the whole margin lies within the five points. So it is shown that no change of "
            "weight took place."
        ),
    ),
    Sentence(
        18,
        3,
        N_(
            "Among who answered both times the NPS moved by {change} points (margin {low} to {high}): recommendation "
            "has stayed the same."
        ),
        N_(
            "Sentence 18 breaks rule d: the margin leaves room for a large rise or fall. Not shown is not unchanged."
        ),
        "d",
        {
            "b": N_("Nobody calls anything significant in sentence 18. What does its margin leave room for?"),
            "f": N_(
                "Sentence 18 compares people with themselves, and says so. Look at what it concludes from the margin."
            ),
        },
    ),
    Sentence(
        19,
        4,
        N_(
            "Among who answered both times satisfaction rose significantly, by {change} points (margin {low} to "
            "{high}): an important gain."
        ),
        N_(
            "Sentence 19 breaks rule b: the rise is shown, and it is smaller than the five points that were agreed on "
            "as important."
        ),
        "b",
        {
            "d": N_("Sentence 19 does not say that anything stayed the same. How large is the rise?"),
            "f": N_(
                "Sentence 19 says of whom it speaks, and compares them with themselves. Weigh the size of the rise."
            ),
            "i": N_("The margin in sentence 19 is its own. Weigh the size of the rise against page 3."),
        },
    ),
    Sentence(
        20,
        4,
        N_(
            "Customers who trust Het Blad more score higher on attitude (correlation {r}). Whether trust brings that "
            "about, this cannot tell."
        ),
        N_("Sentence 20 is sound: two things go together, and it says that this proves no cause."),
    ),
    Sentence(
        21,
        4,
        N_(
            "Friendly service makes customers loyal: each point of friendliness brings {slope} points of attitude."
        ),
        N_(
            "Sentence 21 breaks rule a: they go together, and that is all these answers show. In truth friendliness "
            "does nothing of itself here."
        ),
        "a",
        {
            "j": N_("Sentence 21 speaks of today and promises nothing. What does it make of going together?"),
            "i": N_("A margin would not save sentence 21. What does it make of going together?"),
        },
    ),
    Sentence(
        22,
        4,
        N_(
            "Garden centres in Belgium are said to have an NPS of 21. That of Het Blad is not set beside it: another "
            "country, and asked by telephone."
        ),
        N_("Sentence 22 is sound: a figure that is not comparable is told, and not compared with."),
    ),
    Sentence(
        23,
        4,
        N_(
            "Should the plan add five points of trust, and should trust indeed be a cause, then we expect {gain} "
            "points more on attitude (margin {low} to {high})."
        ),
        N_("Sentence 23 is sound: an expectation, with its two conditions and its margin."),
    ),
    Sentence(
        24,
        4,
        N_("By carrying out the plan Het Blad will have an NPS of {target} next year."),
        N_(
            "Sentence 24 breaks rule j: an expectation without margin or condition is a promise nobody can keep."
        ),
        "j",
        {
            "a": N_(
                "There is a cause hidden in sentence 24 as well. What weighs most is that it speaks of next year."
            ),
            "i": N_(
                "Sentence 24 lacks a margin, and more than that. Of which year does it speak, and how surely?"
            ),
            "g": N_("The scale in sentence 24 is not at fault. Of which year does it speak, and how surely?"),
        },
    ),
)
