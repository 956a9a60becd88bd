"""What may be said of attitude beside what customers really did."""

from __future__ import annotations

from toolkit.analysis.baseline.behaviour import Attached
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WATCH, of_link
from toolkit.findings.wording import changes, points
from toolkit.language import N_
from toolkit.measures.behaviour.orders import DAYS_A_YEAR
from toolkit.measures.estimate import Estimate

# By what was done, and whether it goes up or down with attitude.
DIRECTIONS = {
    ("purchases_year", True): N_(
        "Customers who score higher on “{attitude}” also buy more often (rank correlation {r}, margin {margin})."
    ),
    ("purchases_year", False): N_(
        "Customers who score higher on “{attitude}” buy less often (rank correlation {r}, margin {margin})."
    ),
    ("amount_year", True): N_(
        "Customers who score higher on “{attitude}” also spend more (rank correlation {r}, margin {margin})."
    ),
    ("amount_year", False): N_(
        "Customers who score higher on “{attitude}” spend less (rank correlation {r}, margin {margin})."
    ),
}
NOT_SHOWN = {
    "purchases_year": N_(
        "That customers who score higher on “{attitude}” buy more often is not shown (rank correlation {r}, margin "
        "{margin})."
    ),
    "amount_year": N_(
        "That customers who score higher on “{attitude}” spend more is not shown (rank correlation {r}, margin "
        "{margin})."
    ),
}


# By whether the orders cover a year.
BOUGHT = {
    True: N_(
        "Customers who score {cut} or higher on “{attitude}” bought {high} times in the last year ({high_range}), "
        "the others {low} times ({low_range})."
    ),
    False: N_(
        "Customers who score {cut} or higher on “{attitude}” bought {high} times in the {days} days of these orders "
        "({high_range}), the others {low} times ({low_range})."
    ),
}
SPENT = {
    True: N_(
        "Customers who score {cut} or higher on “{attitude}” spent {high} in the last year ({high_range}), the others "
        "{low} ({low_range})."
    ),
    False: N_(
        "Customers who score {cut} or higher on “{attitude}” spent {high} in the {days} days of these orders "
        "({high_range}), the others {low} ({low_range})."
    ),
}


def attached(job: Job, one: Attached, days: int) -> Finding:
    """Say whether those higher on an attitude did more, only where its test shows it; means where they may be told.

    `days`: how many of the last 365 days the orders cover.
    """
    language, found = job.language, one.association
    slots = {
        "attitude": job.label(one.attitude),
        "r": language.signed(found.value, 2),
        "margin": changes(language, found.low, found.high, 2),
    }
    evidence = language.say(
        "Respondents found in the order files; Spearman’s rank correlation, p {p} after Holm over the tests of this "
        "chapter.",
        p=language.p_equals(one.p),
    )
    key = f"behaviour.attached.{one.attitude}.{one.act}"
    numbers = {
        "correlation": found.value,
        "coefficient_low": found.low,
        "coefficient_high": found.high,
        "p": one.p,
        "n": float(found.n),
    }
    if not one.p < 1 - job.engagement.analysis.confidence or found.low <= 0 <= found.high:
        return Finding(key, language.say(NOT_SHOWN[one.act], **slots), "not_shown", evidence, numbers=numbers)
    text = language.say(DIRECTIONS[one.act, found.value > 0], **slots)
    means = _means(job, one, days)
    # On the first page only where the means themselves are apart too.
    apart = one.high is not None and one.low is not None and one.high.low > one.low.high
    plain = means if apart else ""
    text = f"{text} {means}" if means else text
    return Finding(key, text, "shown", evidence, plain, "", of_link(found.value), WATCH, numbers)


def _means(job: Job, one: Attached, days: int) -> str:
    """Say what customers high on an attitude did in a year, or in the days of the orders, beside the others."""
    language = job.language
    if one.high is None or one.low is None:
        return ""
    slots = {
        "cut": language.number(job.engagement.analysis.cut),
        "attitude": job.label(one.attitude),
        "days": language.number(days),
    }
    if one.act == "purchases_year":
        return language.say(
            BOUGHT[days >= DAYS_A_YEAR],
            high=language.number(one.high.value, 1),
            high_range=points(language, one.high.low, one.high.high, 1),
            low=language.number(one.low.value, 1),
            low_range=points(language, one.low.low, one.low.high, 1),
            **slots,
        )
    currency = job.engagement.orders.currency if job.engagement.orders else "EUR"
    return language.say(
        SPENT[days >= DAYS_A_YEAR],
        high=language.money(one.high.value, currency),
        high_range=money_range(job, one.high, currency),
        low=language.money(one.low.value, currency),
        low_range=money_range(job, one.low, currency),
        **slots,
    )


def money_range(job: Job, found: Estimate, currency: str) -> str:
    """Write the limits of an amount."""
    language = job.language
    return language.interval(language.money(found.low, currency), language.money(found.high, currency))
