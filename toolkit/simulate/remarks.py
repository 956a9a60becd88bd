"""What customers of an energy supplier write of it: sentences by theme, in Dutch and English.

Where a sentence has [one|another], one of them is taken. No sentence holds anything personal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GROUPS = ("promoter", "passive", "detractor")


@dataclass(frozen=True, slots=True)
class Theme:
    """Something to write about.

    weights   per group how often it is written about, relative to the other themes; in the order of GROUPS
    texts     per language the sentences to choose from, each as likely
    against   themes that nobody writes about in the same answer, since they would contradict it; "*" for all
    """

    key: str
    weights: tuple[float, float, float]
    texts: Mapping[str, tuple[str, ...]]
    against: tuple[str, ...] = ()


THEMES = (
    Theme(
        "friendly",
        (5.0, 3.0, 1.0),
        {
            "nl": (
                "Ik ben [vriendelijk|netjes|heel vriendelijk] geholpen aan de telefoon.",
                "Vriendelijke medewerkers die [rustig uitleggen|meedenken] wat er kan.",
                "Altijd vriendelijk en deskundig, ook bij [lastige|domme] vragen.",
            ),
            "en": (
                "I was helped in a [friendly|very friendly] way on the phone.",
                "Friendly staff who [explain calmly|think along] what is possible.",
                "Always friendly and expert, even with [hard|silly] questions.",
            ),
        },
    ),
    Theme(
        "honest",
        (5.0, 1.8, 0.5),
        {
            "nl": (
                "Ze zijn eerlijk, ook als er iets [misgaat|niet goed gaat].",
                "Ze doen wat ze beloven, dat geeft [vertrouwen|mij vertrouwen].",
                "Eerlijk advies: ze raadden zelfs een goedkoper contract aan.",
            ),
            "en": (
                "They are honest, even when something [goes wrong|does not go well].",
                "They do what they promise, which gives [trust|me trust].",
                "Honest advice: they even recommended a cheaper contract.",
            ),
        },
        against=("promise_broken",),
    ),
    Theme(
        "clear_bill",
        (3.0, 3.0, 0.8),
        {
            "nl": (
                "Duidelijke jaarnota, geen verrassingen.",
                "De rekening is [overzichtelijk|goed te volgen] en klopt altijd.",
                "Bij de verhuizing ging alles vanzelf, de eindnota ook.",
            ),
            "en": (
                "A clear yearly bill, no surprises.",
                "The bill is [well arranged|easy to follow] and always right.",
                "When we moved house all went by itself, the final bill too.",
            ),
        },
        against=("wrong_bill",),
    ),
    Theme(
        "green",
        (3.0, 1.5, 0.7),
        {
            "nl": (
                "Echt groene stroom uit [de streek|Nederland], daar sta ik achter.",
                "Het coöperatieve idee spreekt mij aan.",
                "Ze denken mee over [zonnepanelen|een warmtepomp] en besparen.",
            ),
            "en": (
                "Truly green power from [the region|our country], I support that.",
                "The idea of a cooperative appeals to me.",
                "They think along about [solar panels|a heat pump] and saving.",
            ),
        },
    ),
    Theme(
        "engineer",
        (2.5, 1.5, 0.5),
        {
            "nl": (
                'De monteur zei "tot vanmiddag" en hij kwam ook écht.',
                "De monteur werkte [netjes|snel] en ruimde alles op.",
                "Fijn dat er één vast aanspreekpunt is.",
            ),
            "en": (
                'The engineer said "see you this afternoon" and really came.',
                "The engineer worked [tidily|fast] and cleaned up after.",
                "Good that there is one person to turn to.",
            ),
        },
    ),
    Theme(
        "dear",
        (0.7, 3.0, 4.5),
        {
            "nl": (
                "Het tarief is [te hoog|veel te hoog], elders is het goedkoper.",
                "Duur, en de prijs gaat elk jaar [omhoog|verder omhoog].",
                "Nieuwe klanten krijgen korting, trouwe klanten betalen meer.",
            ),
            "en": (
                "The rate is [too high|far too high], elsewhere it is cheaper.",
                "Expensive, and the price goes up [every year|further every year].",
                "New customers get a discount, loyal customers pay more.",
            ),
        },
    ),
    Theme(
        "waiting",
        (0.3, 1.5, 5.0),
        {
            "nl": (
                "Ik [wacht nog steeds|wacht al weken] op een reactie op mijn klacht.",
                "Lang in de wacht gestaan en daarna [doorverbonden|opnieuw doorverbonden].",
                "Lange wachttijd, en op de mail komt [geen|pas na dagen] antwoord.",
            ),
            "en": (
                "I am [still waiting|waiting for weeks] for an answer to my complaint.",
                "Kept on hold for long and then [passed on|passed on again].",
                "A long wait, and mail gets [no answer|an answer only after days].",
            ),
        },
    ),
    Theme(
        "promise_broken",
        (0.2, 0.8, 4.0),
        {
            "nl": (
                "Ik zou worden teruggebeld, maar dat is [nooit|nog niet] gebeurd.",
                "Afspraken worden niet nagekomen, [elke keer|steeds] een ander verhaal.",
                "Mijn klacht is [afgewimpeld|niet opgelost], ik voel mij niet serieus genomen.",
            ),
            "en": (
                "I would be called back, but that [never|has not yet] happened.",
                "Promises are not kept, [every time|always] a different story.",
                "My complaint was [brushed aside|not solved], I feel not taken seriously.",
            ),
        },
    ),
    Theme(
        "wrong_bill",
        (0.3, 1.0, 3.5),
        {
            "nl": (
                "De rekening klopt niet en niemand [legt uit|kan uitleggen] waarom.",
                "Het voorschot is zomaar verhoogd, [zonder uitleg|zonder overleg].",
                "Foute nota gekregen, en daarna [een aanmaning|nog een foute nota].",
            ),
            "en": (
                "The bill is wrong and nobody [explains|can explain] why.",
                "The advance was just raised, [without explanation|without asking].",
                "Got a wrong bill, and then [a reminder|another wrong bill].",
            ),
        },
    ),
    Theme(
        "app",
        (1.5, 2.5, 1.5),
        {
            "nl": (
                "Prima; maar de app mag [sneller|duidelijker].",
                "De website is overzichtelijk,\nde app wat minder.",
                "In de app zie ik [per dag|elk uur] wat ik verbruik.",
            ),
            "en": (
                "Fine; but the app could be [faster|clearer].",
                "The website is well arranged,\nthe app somewhat less.",
                "In the app I see what I use [every day|every hour].",
            ),
        },
    ),
    Theme(
        "ordinary",
        (0.7, 3.0, 1.2),
        {
            "nl": (
                "Eerlijk gezegd denk ik er [nooit|zelden] over na.",
                "Stroom is stroom, de ene leverancier is [als de andere|niet anders dan de andere].",
                "Gaat gewoon goed, niets bijzonders.",
            ),
            "en": (
                "To be frank I [never|seldom] think about it.",
                "Power is power, one supplier is [like the other|no different from the other].",
                "It just goes well, nothing special.",
            ),
        },
    ),
    Theme(
        "switching",
        (0.5, 1.5, 2.0),
        {
            "nl": (
                "Overstappen vind ik [te veel gedoe|gedoe], anders was ik al weg.",
                "Zodra mijn contract afloopt, ga ik [vergelijken|rondkijken].",
                "Tarieven zijn moeilijk te vergelijken; leg dat beter uit.",
            ),
            "en": (
                "Switching is [too much trouble|trouble], else I had left already.",
                "As soon as my contract ends, I will [compare|look around].",
                "Rates are hard to compare; explain that better.",
            ),
        },
    ),
    Theme(
        "nothing",
        (0.5, 1.0, 0.5),
        {
            "nl": ("Geen opmerkingen.", "Weet ik niet zo goed.", "Zomaar."),
            "en": ("No comments.", "I do not really know.", "Just so."),
        },
        against=("*",),
    ),
)
