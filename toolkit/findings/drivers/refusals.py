"""Why numbers were refused, in the words of the report: of themes by their name, and without counts of customers."""

from __future__ import annotations

import re

from toolkit.analysis.job import Job
from toolkit.language import N_

FEW = N_("too few customers answered about all of these themes; name fewer themes, or collect more answers")
NOTHING = N_("too few customers differ for the drivers to explain anything; collect more answers")
PAIRS = N_("the correlations of pairs of themes contradict each other, because each rests on other customers")
UNSETTLED = N_("no model fits: the drivers settle the outcome, or each other")

# What the statistics say on the left, what the report says on the right; the first that fits is told.
WORDS = (
    (
        r"(?P<themes>.+ and .+): correlation -?1, so they are one; leave one out",
        N_("{themes} go together wholly, so they are one; leave one out"),
    ),
    (
        r"(?P<theme>.+): correlation \S+ with (?:the outcome )?(?P<other>.+), above .+",
        N_("“{theme}” measures almost the same as “{other}”; leave one of the two out"),
    ),
    (
        r"(?P<themes>.+): each follows exactly from the others; leave one out",
        N_("each of {themes} follows exactly from the others; leave one out"),
    ),
    (
        r"(?P<theme>.+): it follows exactly from its (?:drivers|causes), .+",
        N_("“{theme}” follows exactly from the other themes; take out what it was computed from"),
    ),
    (
        r"(?P<theme>.+): all \d+ (?:complete rows|answers) have the value .+",
        N_(
            "everybody who counts scores the same on “{theme}”; leave it out, or look which answers went missing"
        ),
    ),
    (
        r"(?P<theme>.+): \d+% of its answers are missing, .+",
        N_("too large a part of the answers about “{theme}” is missing; leave it out"),
    ),
    (
        r"(?P<theme>.+): one respondent alone settles .+",
        N_(
            "one customer alone would settle what is said of “{theme}”; leave it out, or merge its rare answers"
        ),
    ),
    (
        r"too few customers answered (?:the outcome and all|both of two) .+: so many drivers take (?P<n>\d+)",
        N_("too few customers answered about all of these themes: so many themes take at least {n} of them"),
    ),
    (r".+ rows are complete, too few for .+|weights: they leave .+|.+ rows have both .+", FEW),
    (r"too few customers answered about any driver", N_("too few customers answered about any driver")),
    (
        r".+: its answers are so unevenly spread .+|too few customers in one of the classes answered all drivers",
        N_("too few customers gave one of the answers; name fewer themes, or collect more answers"),
    ),
    (
        r"no driver has a low, a middle and a high part of enough customers",
        N_("no driver has a low, a middle and a high part of enough customers"),
    ),
    (
        r"the effects of the drivers could not be computed",
        N_("the effects of the drivers could not be computed"),
    ),
    (r"priorities: one driver has no other .+", N_("one driver has no other to be compared with")),
    (
        r"nothing may be said of which driver comes first",
        N_("nothing may be said of which driver comes first"),
    ),
    (
        r"\d+ drivers are too many for an outcome in classes, .+; take at most (?P<n>\d+)",
        N_("so many drivers cannot be ranked for an outcome in classes; name at most {n}"),
    ),
    (r"(?:.+: )?in \d+ of \d+ resamples the drivers explain nothing.+|.+: the drivers explain no.+", NOTHING),
    (r"the pairwise correlations contradict .+|in \d+ of \d+ resamples the pairwise .+", PAIRS),
    (
        r".+: (?P<theme>\S+), alone or with others, separates .+",
        N_(
            "“{theme}”, alone or with others, tells in part of the customers without error who answers what; leave it "
            "out, or collect more answers"
        ),
    ),
    (r"the likelihood .+|.+: the computation of its model did not settle; .+", UNSETTLED),
)


def why(job: Job, reason: str) -> str:
    """Tell the reason of a refusal as a reader of the report knows it; one that has no words yet, as it is."""
    for pattern, words in WORDS:
        found = re.fullmatch(pattern, reason, re.DOTALL)
        if found is not None:
            slots = {name: _named(job, name, text) for name, text in found.groupdict().items()}
            return job.language.say(words, **slots)
    return reason


def _named(job: Job, slot: str, text: str) -> str:
    names = re.split(r", | and ", text) if slot == "themes" else [text]
    labels = [job.label(name) if name in job.engagement.constructs else name for name in names]
    return job.language.listing(map(job.language.quoted, labels)) if slot == "themes" else labels[0]
