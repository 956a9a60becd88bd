"""What customers wrote themselves: the words and themes that set promoters apart, and the quotes that may be shown.

Numbers of few customers never leave this room: what may not be told is marked here, and the tables' gate asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.analysis.baseline.shares import shown_share
from toolkit.analysis.baseline.word_counts import (
    ALL_GROUPS,
    SIDES,
    compared_themes,
    compared_words,
    customer_groups,
    large_enough,
)
from toolkit.analysis.job import Job
from toolkit.catalogues import available_languages
from toolkit.engagement import text
from toolkit.intake.quotes import Quote, approved_quotes
from toolkit.measures.estimate import Estimate
from toolkit.measures.multiplicity import holm
from toolkit.measures.words.lexicon import LANGUAGES
from toolkit.measures.words.themes import themes
from toolkit.measures.words.tokens import Terms, terms


@dataclass(frozen=True, slots=True)
class Said:
    """A quote that may be shown: its words, their language, and the group it comes from ("" where that is not told)."""

    text: str
    language: str
    group: str


@dataclass(frozen=True, eq=False)
class OpenQuestion:
    """What customers wrote to one open question.

    `wrote`: how many wrote something, None where that may not be told; `share`: of all customers, as an estimate.
    `compared`: whether enough promoters and detractors wrote to compare them; `judged`: how many words were compared.
    `apart`: the words that set them apart, a row per word as `compared_words` gives them, with `p_holm`.
    `themes`: a row per theme as `compared_themes` gives them, with `p_holm`, and `side` only where the difference is
    shown; empty where no themes hold, None where there is too little to seek them in.
    """

    key: str
    wrote: int | None
    share: Estimate | None
    compared: bool
    judged: int
    # Not in a repr: these frames hold numbers of few customers until the gate has seen them.
    apart: pd.DataFrame = field(repr=False)
    themes: pd.DataFrame | None = field(repr=False)
    quotes: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Words:
    """The open questions that enough customers answered, and how many tests their claims share (Holm)."""

    questions: tuple[OpenQuestion, ...]
    tests: int


def words(job: Job) -> Words | None:
    """Compare what promoters and detractors wrote, find themes, and pick the quotes that may be shown.

    None where no open question was answered by enough customers. Raises EngagementError where `text/quotes.toml` has a
    fault, such as a quote that nobody wrote.
    """
    survey = job.survey
    # Read even where nothing can be shown: a quote that nobody wrote is to be told.
    approved = approved_quotes(job.engagement, {survey.wave: survey.open})
    read = {str(key): _terms(job, survey.open[key]) for key in survey.open}
    read = {key: found for key, found in read.items() if large_enough(job, found.wrote)}
    if not read:
        return None
    groups = customer_groups(job)
    measured = [_measured(job, key, found, groups) for key, found in read.items()]
    questions = [
        replace(one, quotes=_quotes(job, one.key, read[one.key], groups, approved))
        for one in _adjusted(job, measured)
    ]
    return Words(tuple(questions), sum(len(_p_values(one)) for one in measured))


def _terms(job: Job, texts: pd.Series) -> Terms:
    client = job.engagement.client
    own = [client.name, *(text(client.category, code) for code in available_languages())]
    return terms(texts, language=_read_as(client.language), ignore=[name for name in own if name])


def _read_as(language: str) -> str:
    """The language to read answers in; one without a lexicon here is read as English and compared with nobody's."""
    return language if language in LANGUAGES else LANGUAGES[-1]


def _measured(job: Job, key: str, found: Terms, groups: pd.DataFrame | None) -> OpenQuestion:
    """Measure one question; its words and themes are all that were compared, and p-values are not yet adjusted."""
    wrote = pd.Series(found.wrote, index=job.survey.items.index)
    writers = None if groups is None else groups.mul(wrote, axis=0)
    known = job.engagement.client.language in LANGUAGES
    if not known or writers is None or not large_enough(job, *(writers[side].to_numpy() for side in SIDES)):
        compared, apart = False, pd.DataFrame({"p": [], "named": []})
    else:
        compared, apart = True, compared_words(job, found, writers)
    privacy = job.engagement.privacy
    sought = (
        themes(found.used, found.words, minimum=privacy.minimum_cell, seed=job.engagement.seed)
        if known
        else None
    )
    share = shown_share(job, wrote)
    return OpenQuestion(
        key=key,
        wrote=int(found.wrote.sum()) if share is not None else None,
        share=share,
        compared=compared,
        judged=len(apart),
        apart=apart,
        themes=None if sought is None else compared_themes(job, sought, wrote, writers if compared else None),
    )


def _p_values(one: OpenQuestion) -> pd.Series:
    parts = [one.apart["p"], *([] if one.themes is None else [one.themes["p"].dropna()])]
    return pd.concat([part.astype(float).reset_index(drop=True) for part in parts], ignore_index=True)


def _adjusted(job: Job, measured: Sequence[OpenQuestion]) -> list[OpenQuestion]:
    """Adjust the p-values of all words and themes of the chapter together, and keep the claims that they carry."""
    values = holm(np.concatenate([_p_values(one).to_numpy() for one in measured]))
    level = 1 - job.engagement.analysis.confidence
    adjusted, start = [], 0
    for one in measured:
        own = values[start : start + len(_p_values(one))]
        start += len(own)
        apart = one.apart.assign(p_holm=own[: len(one.apart)])
        apart = apart[(apart["p_holm"] < level) & apart["named"].astype(bool)]
        adjusted.append(
            replace(one, apart=apart, themes=_adjusted_themes(one.themes, own[len(one.apart) :], level))
        )
    return adjusted


def _adjusted_themes(
    found: pd.DataFrame | None, p_values: npt.NDArray[np.float64], level: float
) -> pd.DataFrame | None:
    if found is None:
        return None
    found = found.assign(p_holm=np.nan)
    found.loc[found["p"].notna(), "p_holm"] = p_values
    shown = (found["p_holm"] < level) & found["named"].astype(bool)
    return found.assign(side=found["side"].where(shown, ""))


def _quotes(
    job: Job, key: str, found: Terms, groups: pd.DataFrame | None, approved: Sequence[Quote]
) -> tuple[Said, ...]:
    """Give the approved quotes to a question; their group only where it is one, and large enough."""
    read = job.engagement.client.language.partition("_")[0]
    own = [one for one in approved if one.question == key and one.wave == job.survey.wave]
    told = _told_groups(job, found, groups)
    languages = found.languages if read in LANGUAGES else np.full(len(found.languages), read)
    return tuple(Said(one.text, str(languages[one.rows[0]]), _group_of(one, told)) for one in own)


def _told_groups(job: Job, found: Terms, groups: pd.DataFrame | None) -> Mapping[str, npt.NDArray[np.bool_]]:
    """Give the groups that may stand beside a quote: of which enough customers answered the question."""
    if groups is None:
        return {}
    writers = {group: groups[group].to_numpy() & found.wrote for group in ALL_GROUPS if group != "unrated"}
    return {group: here for group, here in writers.items() if large_enough(job, here)}


def _group_of(quote: Quote, groups: Mapping[str, npt.NDArray[np.bool_]]) -> str:
    rows = list(quote.rows)
    return next((group for group, here in groups.items() if here[rows].all()), "")
