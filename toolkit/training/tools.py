"""Small sums that lessons ask for and reports do not: each in a function with a plain name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
from scipy.stats import norm

from toolkit.analysis.followup import frames
from toolkit.analysis.job import Job
from toolkit.catalogues import TRAINING
from toolkit.engagement import disclosure_gaps
from toolkit.language import N_, Language
from toolkit.measures.nps import net_promoter_score, nps_scores
from toolkit.measures.scales.reliability import cronbach_alpha
from toolkit.training.verdict import Told


def spread_of_scores(marks: pd.Series) -> float:
    """Give the standard deviation of the scores 100, 0 and −100 of recommendation marks (n,), in points."""
    return float(pd.Series(nps_scores(marks)).std())


def error_of_difference(first: pd.Series, second: pd.Series) -> float:
    """Give the standard error of the difference between the scores of two waves of other people, in points."""
    return math.hypot(*(spread_of_scores(marks) / math.sqrt(len(marks)) for marks in (first, second)))


def chance_of_more(points: float, first: pd.Series, second: pd.Series) -> float:
    """Give how often two such waves differ by so many points or more, up or down, where nothing changed; in percent.

    `first` and `second` are recommendation marks, (n,) each; the difference is taken to be normal.
    """
    return 200 * float(norm.sf(points / error_of_difference(first, second)))


def ranking(job: Job, marks: pd.Series, segment: str) -> pd.Series:
    """Rank groups of the first wave by their net promoter score, highest first, without margins: as one should not."""
    of = job.surveys[0].segments[segment].loc[marks.index].astype(str)
    scores = {
        job.group_label(segment, code): net_promoter_score(marks[of == code]).value
        for code in sorted(of.unique())
    }
    return pd.Series(scores, name="NPS").sort_values(ascending=False).round(0)


def crossed(
    rows: pd.Series, row_starts: tuple[float, ...], columns: pd.Series, column_starts: tuple[float, ...]
) -> pd.DataFrame:
    """Count customers by two answers of theirs, (n,) each, in classes; who gave only one of them is not counted.

    The starts are where classes begin, save the lowest: (7, 9) makes below 7, 7 and 8, and 9 or more of whole marks.
    """
    both = pd.concat([rows, columns], axis=1).dropna()
    first, second = _classes(both.iloc[:, 0], row_starts), _classes(both.iloc[:, 1], column_starts)
    return pd.crosstab(first, second, dropna=False)


def _classes(values: pd.Series, starts: tuple[float, ...]) -> pd.Series:
    between = [f"{first:g}–{after - 1:g}" for first, after in pairwise(starts)]
    labels = [f"< {starts[0]:g}", *between, f"≥ {starts[-1]:g}"]
    return pd.cut(values, [-math.inf, *starts, math.inf], right=False, labels=labels)


def halves_apart(points: float, **themes: pd.DataFrame) -> pd.Series:
    """Give the percentage of respondents whom two halves of the same questions put so many points apart, per theme.

    Each theme holds answers (n, questions), all on one scale and turned the same way; its first questions are set
    against the others.
    """
    apart = {}
    for name, items in themes.items():
        half = items.shape[1] // 2
        first, second = items.iloc[:, :half].mean(axis=1), items.iloc[:, half:].mean(axis=1)
        apart[name] = 100 * float(((first - second).abs() >= points).mean())
    return pd.Series(apart, name="%").round(0)


def links_without_error(outcome: pd.DataFrame, **themes: pd.DataFrame) -> pd.DataFrame:
    """Give the correlation of each theme with an outcome, as seen (r) and as it would be without error of measurement.

    All hold answers (n, questions). Without error: r / √(alpha of the theme · alpha of the outcome), Spearman's
    correction; an estimate without a margin.
    """
    rows = {}
    for name, items in themes.items():
        seen = float(items.mean(axis=1).corr(outcome.mean(axis=1)))
        alphas = [cronbach_alpha(one).value for one in (items, outcome)]
        rows[name] = {"alpha": alphas[0], "r": seen, "r / √(α · α)": seen / math.sqrt(alphas[0] * alphas[1])}
    return pd.DataFrame.from_dict(rows, orient="index").round(2)


def tie_between_waves(job: Job, theme: str) -> float:
    """Give the correlation of a theme in the first wave with that of the same customers in the last."""
    scores = frames(job)
    first, last = (wave.set_index("key")[theme] for wave in (scores.before, scores.after))
    return float(first.corr(last))


def by_group(job: Job, theme: str, segment: str) -> pd.DataFrame:
    """Give the mean of a theme and the number of customers per group and wave, as "n"; without margins."""
    scores, found = frames(job), {}
    for frame, survey in zip((scores.before, scores.after), job.surveys, strict=True):
        of = frame[theme].groupby(survey.segments[segment].astype(str))
        found[job.wave_label(survey)] = of.mean().round(1)
        found[f"n {job.wave_label(survey)}"] = of.count()
    table = pd.DataFrame(found)
    return table.set_axis([job.group_label(segment, str(code)) for code in table.index]).rename_axis(None)


def stopped_by_audit(job: Job, text: str) -> tuple[str, ...]:
    """Say on which lines `loyalty run --final` refuses a text as own words: those that tell of too few customers."""
    from toolkit.report.final.audit import Passage, small_numbers  # noqa: PLC0415 - slow to import

    passage = Passage("the report", job.language.code, text)
    found = small_numbers([passage], job.engagement.privacy.minimum_cell)
    return tuple(f"{one.where}: {one.what}" for one in found)


def not_disclosed(job: Job) -> tuple[str, ...]:
    """Name what a reader of this client's reports must be told and is not: a final report is refused until it is."""
    return tuple(disclosure_gaps(job.engagement))


def links_among_alike(
    scores: pd.DataFrame, driver: str, outcome: str, like: Sequence[str], *, parts: int = 5
) -> pd.Series:
    """Give the correlation of a driver with an outcome among all, and within groups that are much alike otherwise.

    `scores` has shape (n, themes). The groups, as many and as large as can be, are made by the mean of the themes in
    `like`: group 1 has the lowest. The first row, "=", is that of all respondents.
    """
    group = pd.qcut(scores[list(like)].mean(axis=1).rank(method="first"), parts, labels=False) + 1
    within = {str(name): part[driver].corr(part[outcome]) for name, part in scores.groupby(group)}
    return pd.Series({"=": scores[driver].corr(scores[outcome]), **within}, name="r").round(2)


def raw_export(job: Job) -> pd.DataFrame:
    """Give the file of a wave as it was received, a row per line; numbers as numbers, nothing left out or turned."""
    from toolkit.intake import read_export  # noqa: PLC0415 - slow to import

    frame = read_export(job.engagement.folder / job.wave().file).frame
    whole = [name for name in frame if frame[name].str.fullmatch(r"\d{1,3}").all()]
    return frame.astype(dict.fromkeys(whole, int))


def codebook(job: Job) -> Told:
    """Say which question stands in which column of the files, and which codes are no answer."""
    missing, language = job.engagement.missing, Language(job.language.code, TRAINING)
    asked = sorted((column, item) for item, column in job.engagement.columns.items())
    lines = [f"{column}  {job.item_text(item)}" for column, item in asked]
    codes = language.say(
        "{na} = not applicable, {dk} = don’t know, {none} = no answer.",
        na=str(missing.not_applicable[0]),
        dk=str(missing.dont_know[0]),
        none=str(missing.no_answer[0]),
    )
    return Told(language.say(N_("The questionnaire")), (*lines, codes))
