"""The rules by which an activity is judged a bond or not: data, each with its reason and where that is from.

They are rules of the craft, not results of a test. "Contact that nobody follows up fades" and "a newsletter without an
offer is no bond" are what practitioners hold; that a contract or a savings programme keeps customers without attaching
them is Dick and Basu's difference between repeat purchase and loyalty. The first rule that fits an activity judges it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from toolkit.language import N_

Verdict = Literal["bond", "fades", "no_bond", "holds", "unknown"]
VERDICTS: Final[tuple[Verdict, ...]] = ("bond", "fades", "no_bond", "holds", "unknown")

YES, NO, UNKNOWN = (True,), (False,), (None,)
ANY: Final = (True, False, None)

PRACTICE: Final = N_("rule of practice")
DICK_BASU: Final = "Dick & Basu (1994), Journal of the Academy of Marketing Science 22, 99–113"
BERRY: Final = "Berry (1995), Journal of the Academy of Marketing Science 23, 236–245"
VERHOEF: Final = "Verhoef (2003), Journal of Marketing 67(4), 30–45"
TAX: Final = "Tax, Brown & Chandrashekaran (1998), Journal of Marketing 62(2), 60–76"
MCALEXANDER: Final = "McAlexander, Schouten & Koenig (2002), Journal of Marketing 66(1), 38–54"
MUNIZ: Final = "Muniz & O’Guinn (2001), Journal of Consumer Research 27, 412–432"

# Forms of contact, which bind by what comes after them.
CONTACT: Final = ("personal_contact", "event", "community", "service", "complaint_handling", "welcome")
# What may be contact or not, and binds by what it brings as well.
OFFERED: Final = ("newsletter", "other")

# Which bases of loyalty an activity of a kind serves, where it does.
BASES: Final[dict[str, tuple[str, ...]]] = {
    "newsletter": ("calculative",),
    "discount": ("calculative",),
    "savings_programme": ("calculative", "structural"),
    "contract": ("structural",),
    "personal_contact": ("affective",),
    "event": ("affective",),
    "community": ("affective", "moral"),
    "service": ("calculative", "affective"),
    "complaint_handling": ("affective", "moral"),
    "welcome": ("affective",),
    "other": (),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: which activities it judges, and what it says of them.

    `offer`, `follow_up`: the answers it holds for; None stands for "not known". `short` says why in a few words, for
    the table; `reason` in a sentence and `mend` what to do about it, "" for a bond. All are to be translated.
    `sources` is what they rest on.
    """

    name: str
    short: str
    verdict: Verdict
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    reason: str = ""
    mend: str = ""
    offer: tuple[bool | None, ...] = ANY
    follow_up: tuple[bool | None, ...] = ANY

    def fits(self, kind: str, offer: bool | None, follow_up: bool | None) -> bool:
        """Say whether this rule judges such an activity."""
        return kind in self.kinds and offer in self.offer and follow_up in self.follow_up


# Each form of contact that is followed up is a bond: its kind, why in a few words, and what that rests on.
FOLLOWED_UP: Final = (
    ("personal_contact", N_("somebody knows them, and follows up"), (BERRY,)),
    ("event", N_("they meet, and it is followed up"), (MCALEXANDER,)),
    ("community", N_("a bond with each other, and followed up"), (MUNIZ, MCALEXANDER)),
    ("service", N_("there when it matters, and followed up"), (PRACTICE,)),
    ("complaint_handling", N_("dealt with, and followed up"), (TAX,)),
    ("welcome", N_("met at the start, and followed up"), (PRACTICE,)),
)

RULES: Final = (
    Rule(
        name="discount",
        short=N_("a larger discount elsewhere takes them away"),
        verdict="holds",
        kinds=("discount",),
        reason=N_(
            "A discount pays for the next purchase, and a larger one elsewhere takes the customer away again: it holds "
            "customers, which is retention and not loyalty."
        ),
        sources=(BERRY,),
        mend=N_("Do not count it as loyalty, and give customers another reason to stay."),
    ),
    Rule(
        name="savings",
        short=N_("held by what they have saved"),
        verdict="holds",
        kinds=("savings_programme",),
        reason=N_(
            "A savings programme rewards customers for coming back and holds them by what they have saved: that is "
            "retention, not loyalty."
        ),
        sources=(DICK_BASU, VERHOEF),
        mend=N_("Do not count it as loyalty, and give customers another reason to stay."),
    ),
    Rule(
        name="contract",
        short=N_("kept, attached or not"),
        verdict="holds",
        kinds=("contract",),
        reason=N_(
            "A contract keeps customers whether they are attached or not: that is retention, not loyalty."
        ),
        sources=(DICK_BASU,),
        mend=N_("Use the time that it gives to earn that customers want to stay when it ends."),
    ),
    Rule(
        name="newsletter_without_offer",
        short=N_("no offer"),
        verdict="no_bond",
        kinds=("newsletter",),
        offer=NO,
        reason=N_(
            "A newsletter without an offer is no bond: it asks for attention and brings nothing of worth."
        ),
        sources=(PRACTICE,),
        mend=N_("Put something of worth to the customer in it, and follow up what comes back; or stop it."),
    ),
    Rule(
        name="nothing",
        short=N_("no offer and no follow-up"),
        verdict="no_bond",
        kinds=("other",),
        offer=NO,
        follow_up=NO,
        reason=N_("It brings the customer nothing of worth, and nobody follows up what comes back."),
        sources=(PRACTICE,),
        mend=N_("Add something of worth to the customer and follow up what comes back; or stop it."),
    ),
    Rule(
        name="depends",
        short=N_("no offer: depends on what it is"),
        verdict="unknown",
        kinds=("other",),
        offer=NO,
        follow_up=YES,
        reason=N_(
            "What comes back is followed up, but it brings the customer nothing of worth: whether it binds depends on "
            "what it is."
        ),
        sources=(PRACTICE,),
        mend=N_("Ask customers whether they would miss it."),
    ),
    Rule(
        name="offer_unknown",
        short=N_("offer not known"),
        verdict="unknown",
        kinds=OFFERED,
        offer=UNKNOWN,
        reason=N_("It is not known whether it brings the customer something of worth."),
        sources=(PRACTICE,),
        mend=N_("Find out what customers get from it."),
    ),
    Rule(
        name="follow_up_unknown",
        short=N_("follow-up not known"),
        verdict="unknown",
        kinds=(*CONTACT, *OFFERED),
        follow_up=UNKNOWN,
        reason=N_("It is not known whether what comes back from customers is followed up."),
        sources=(PRACTICE,),
        mend=N_("Find out what happens with what customers say."),
    ),
    Rule(
        name="no_follow_up",
        short=N_("nobody follows up"),
        verdict="fades",
        kinds=(*CONTACT, *OFFERED),
        follow_up=NO,
        reason=N_("Contact that nobody follows up fades."),
        sources=(PRACTICE,),
        mend=N_("Agree who follows up what comes back from customers, and within how many days."),
    ),
    Rule(
        name="offer_followed_up",
        short=N_("an offer, and followed up"),
        verdict="bond",
        kinds=OFFERED,
        offer=YES,
        follow_up=YES,
        sources=(PRACTICE,),
    ),
    *(
        Rule(name=kind, short=short, verdict="bond", kinds=(kind,), sources=sources, follow_up=YES)
        for kind, short, sources in FOLLOWED_UP
    ),
)


def rule_for(kind: str, offer: bool | None, follow_up: bool | None) -> Rule:
    """Give the rule that judges an activity of a kind, with or without offer and follow-up (None: not known).

    >>> rule_for("newsletter", False, True).verdict, rule_for("event", None, False).verdict
    ('no_bond', 'fades')
    """
    return next(rule for rule in RULES if rule.fits(kind, offer, follow_up))
