"""What may be said of answers in customers' own words."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from toolkit.analysis.baseline.words import OpenQuestion, Words
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import UNMEASURED, WATCH
from toolkit.findings.wording import numbers_of, shares
from toolkit.measures.estimate import Estimate
from toolkit.measures.words.lexicon import LANGUAGES

# A sentence names so many words at most; the table has them all.
MOST_NAMED = 6
# So many words of a theme stand for it in a sentence.
THEME_NAME = 3
SIDES = ("promoter", "detractor")


def words(job: Job, result: Words | None) -> tuple[Finding, ...]:
    """Say how many wrote something, which words and themes set promoters apart, and which theme is named most."""
    if result is None:
        return ()
    found = []
    for one in result.questions:
        if one.share is not None:
            found.append(_wrote(job, one, one.share))
        if job.engagement.client.language not in LANGUAGES:
            found.append(_not_read(job, one))
            continue
        found += _apart(job, result, one)
        found += _themes(job, result, one)
    return tuple(found)


def question_of(job: Job, one: OpenQuestion) -> str:
    """Give the wording of an open question."""
    own = job.engagement.open_answers[one.key].text
    return job.text(own) or job.item_text(one.key)


def theme_name(job: Job, words_of_theme: Iterable[str]) -> str:
    """Name a theme by its heaviest words."""
    return job.language.quoted(", ".join(list(words_of_theme)[:THEME_NAME]))


def side_words(apart: pd.DataFrame, side: str) -> list[str]:
    """Give the words that a group uses more, the clearest difference first."""
    theirs = apart[apart["side"] == side]
    return [str(word) for word in theirs.sort_values("p", kind="stable").index]


def _wrote(job: Job, one: OpenQuestion, share: Estimate) -> Finding:
    language = job.language
    text = language.say(
        "{share} of customers (margin {margin}) answered the open question in their own words.",
        share=language.percent(share.value),
        margin=shares(language, share.low, share.high),
    )
    evidence = language.say("Counted answers; interval by Wilson.")
    return Finding(f"words.wrote.{one.key}", text, "fact", evidence, "", "", 0.3, 0.3, numbers_of(share))


def _not_read(job: Job, one: OpenQuestion) -> Finding:
    text = job.language.say(
        "The words and themes of these answers were not examined: that is done for Dutch and English only."
    )
    return Finding(
        f"words.themes.{one.key}", text, "fact", job.language.say("The language of the engagement.")
    )


def _apart(job: Job, result: Words, one: OpenQuestion) -> list[Finding]:
    language = job.language
    if job.engagement.questions.recommendation is None:
        return []
    key = f"words.apart.{one.key}"
    if not one.compared:
        text = language.say(
            "Too few promoters or detractors wrote something to compare the words that they use."
        )
        return [Finding(key, text, "too_few", language.say("Minimum number of customers of a cell."))]
    if not one.judged:
        text = language.say("No word was used by enough promoters and detractors to compare them on it.")
        return [Finding(key, text, "too_few", language.say("Minimum number of customers of a cell."))]
    evidence = _evidence(job, result)
    promoter, detractor = (_listed(job, side_words(one.apart, side)) for side in SIDES)
    if not promoter and not detractor:
        text = language.plural(
            "That promoters and detractors use other words is not shown: {count} word was compared.",
            "That promoters and detractors use other words is not shown: {count} words were compared.",
            one.judged,
        )
        return [Finding(key, text, "not_shown", evidence, "", "", 0.3, 0.3)]
    return [
        Finding(
            key,
            _text(job, promoter, detractor),
            "shown",
            evidence,
            plain_of(job, one.apart),
            "",
            UNMEASURED,
            WATCH,
        )
    ]


def _text(job: Job, promoter: str, detractor: str) -> str:
    language = job.language
    if promoter and detractor:
        return language.say(
            "Promoters use these words more often than detractors do: {promoter}. Detractors more often use: "
            "{detractor}.",
            promoter=promoter,
            detractor=detractor,
        )
    if promoter:
        return language.say(
            "Promoters use these words more often than detractors do: {words}.", words=promoter
        )
    return language.say("Detractors use these words more often than promoters do: {words}.", words=detractor)


def plain_of(job: Job, apart: pd.DataFrame) -> str:
    """Say plainly which of these words set promoters and detractors apart; "" where there are none."""
    promoter, detractor = (_listed(job, side_words(apart, side)) for side in SIDES)
    if not promoter and not detractor:
        return ""
    language = job.language
    if promoter and detractor:
        return language.say(
            "Customers who recommend the organisation (9–10) more often use words such as {promoter}; customers who "
            "do not (0–6), words such as {detractor}.",
            promoter=promoter,
            detractor=detractor,
        )
    if promoter:
        return language.say(
            "Customers who recommend the organisation (9–10) more often use words such as {words} than customers who "
            "do not (0–6).",
            words=promoter,
        )
    return language.say(
        "Customers who do not recommend the organisation (0–6) more often use words such as {words} than customers who "
        "do (9–10).",
        words=detractor,
    )


def _listed(job: Job, found: list[str]) -> str:
    return job.language.listing(job.language.quoted(word) for word in found[:MOST_NAMED]) if found else ""


def _evidence(job: Job, result: Words) -> str:
    return job.language.plural(
        "Fisher’s exact test on customers per word ({count} comparison).",
        "Fisher’s exact test on customers per word, with Holm’s method for {count} comparisons.",
        result.tests,
    )


def _themes(job: Job, result: Words, one: OpenQuestion) -> list[Finding]:
    language = job.language
    key = f"words.themes.{one.key}"
    if one.themes is None:
        text = language.say("There are too few answers, or too few different words, to find themes in them.")
        return [Finding(key, text, "too_few", language.say("Minimum of answers and words for themes."))]
    if one.themes.empty:
        text = language.say(
            "Themes that would come back if other customers had answered are not found in the answers."
        )
        return [Finding(key, text, "not_shown", _resamples(job), "", "", 0.2, 0.3)]
    return [_most_named(job, one, one.themes), *_theme_differences(job, result, one, one.themes)]


def _resamples(job: Job) -> str:
    return job.language.say("Themes by non-negative factors; their number by what comes back in resamples.")


def _most_named(job: Job, one: OpenQuestion, found: pd.DataFrame) -> Finding:
    language = job.language
    first = found.reset_index(drop=True).iloc[int(found["estimate"].argmax())]
    row = {str(name): first[name] for name in ("words", "estimate", "low", "high")}
    text = language.plural(
        "The answers hold {count} theme: {theme}, named by {share} of those who wrote (margin {margin}).",
        "The answers hold {count} themes. The most named is {theme}, by {share} of those who wrote (margin {margin}).",
        len(found),
        theme=theme_name(job, row["words"]),
        share=language.percent(row["estimate"]),
        margin=shares(language, row["low"], row["high"]),
    )
    numbers = {"value": row["estimate"], "low": row["low"], "high": row["high"]}
    return Finding(f"words.themes.{one.key}", text, "fact", _resamples(job), "", "", 0.4, 0.4, numbers)


def _theme_differences(job: Job, result: Words, one: OpenQuestion, found: pd.DataFrame) -> list[Finding]:
    language = job.language
    evidence = _evidence(job, result)
    said = []
    for place, told, side in zip(found.index, found["words"], found["side"], strict=True):
        name = theme_name(job, told)
        if not side:
            continue
        if side == "promoter":
            text = language.say("Promoters name the theme {theme} more often than detractors do.", theme=name)
        else:
            text = language.say("Detractors name the theme {theme} more often than promoters do.", theme=name)
        said.append(Finding(f"words.theme.{one.key}.{place}", text, "shown", evidence, "", "", 0.4, 0.5))
    return said
