"""Every line that is drawn through a number, named and sourced in one place.

What a consultant may set per engagement (cut points, smallest change, confidence, minimum cell) has its
default in the engagement; here stand the lines of the field, which no engagement moves.
"""

from __future__ import annotations

from typing import Final

# Reichheld (2003), The One Number You Need to Grow, Harvard Business Review 81(12), 46–54:
# promoters answer 9 or 10, passives 7 or 8, detractors 0 to 6.
PROMOTER_FROM: Final = 9
DETRACTOR_UP_TO: Final = 6

# Ends of the question that gives a net promoter score (same source); no other scale does.
RECOMMENDATION_SCALE: Final = (0, 10)

# The 9+ organisation counts its report marks of 9 and 10 on the Dutch school scale of 1 to 10.
REPORT_MARK_SCALE: Final = (1, 10)
NINE_PLUS_FROM: Final = 9

# Satisfied, but not very: marks of 7 and 8, which the Dutch school scale calls ample and good. Our choice of line.
SATISFIED_FROM: Final = 7

# A construct score needs at least half of its items: the half rule of Fayers et al. (2001), The EORTC QLQ-C30
# Scoring Manual, 3rd ed.
ANSWERED_SHARE: Final = 0.5

# Default line between high and low of an attitude, behaviour or lock-in score of 0 to 100: just above the
# scale's middle, fixed beforehand and not the sample's median, so that two waves can be compared. Our choice.
HIGH_FROM: Final = 60.0

# Adjusted Wald for NPS adds three imagined answers, by Rocks (2016), The American Statistician 70, 365–372.
ADDED_PROMOTERS: Final = 0.75
ADDED_PASSIVES: Final = 1.5
ADDED_DETRACTORS: Final = 0.75

# Alpha below this stops a claim about the scale. Hair, Black, Babin & Anderson (2019), Multivariate Data
# Analysis, 8th ed., take .60 to .70 as the lowest that is acceptable.
MINIMUM_ALPHA: Final = 0.6

# Two rows always fit a line: under three there is nothing to estimate reliability from. Our choice.
RELIABILITY_ROWS: Final = 3

# A driver that correlates more than this with the outcome or another driver measures the same thing twice.
# Our choice: above what two scales of this field reach that ask for different things.
DUPLICATE_CORRELATION: Final = 0.95

# Columns whose correlation matrix has an eigenvalue up to this determine each other, up to rounding: about the square
# root of what a double can tell apart, with a margin of two digits. Two columns with |r| of 1 minus this are the
# smallest case. Our choice.
DEPENDENT_WITHIN: Final = 1e-10

# A column whose standard deviation is at most this part of its largest value does not vary, up to rounding.
# Our choice, as above.
CONSTANT_WITHIN: Final = 1e-10

# Up to so many rows each respondent is resampled; above, equal random groups of respondents are, so that the time
# no longer grows with the rows. The relative error this adds to a standard error is 1/√(2·groups) = 1%. Our choice.
RESAMPLED_ROWS: Final = 10_000
RESAMPLED_GROUPS: Final = 5_000

# Two scales whose heterotrait-monotrait ratio may be as high as this are not told apart by the answers. Henseler,
# Ringle & Sarstedt (2015), Journal of the Academy of Marketing Science 43, 115–135, after Gold et al. (2001).
MAXIMUM_HTMT: Final = 0.9

# The stricter line of the same authors: a pair that may be above it is worth a reader's look.
STRICT_HTMT: Final = 0.85

# A bootstrap in which more than this part of the resamples gives no number gives no interval. Our choice.
MOST_UNDEFINED: Final = 0.01

# Where the effective n (Kish) is under this part of n, a few respondents settle the variance of a weighted mean, and
# degrees of freedom that count heads give false certainty: they are then Satterthwaite's (1946), Biometrics
# Bulletin 2, 110–114. Raking leaves .6 to .9, and what R has (n − 1, svyglm) holds there. Our choice of line.
TAME_EFFICIENCY: Final = 0.5

# Two scores of units (branches, teams) are laid side by side from this number of units on: with four, even a perfect
# order is found by chance once in twelve times, so that nothing could ever be shown. Our choice.
MINIMUM_UNITS: Final = 5

# A benchmark is not compared with when its year and that of the measurement lie more than so many years apart: what
# customers expect moves on. Our choice.
BENCHMARK_YEARS: Final = 2

# The shares of words in two groups are drawn together by so many imagined respondents of each, who use every word as
# often as all do (Monroe, Colaresi & Quinn, 2008, Political Analysis 16, 372–403, ask for a prior that is as strong as
# a small text). Our choice of number: as many as the smallest group that is shown.
PRIOR_RESPONDENTS: Final = 10.0

# A bend in a line is only looked for where this share of the respondents lies on either side: at the very ends a
# handful of answers would draw it. Andrews (1993), Econometrica 61, 821–856, trims 15%; few give a 10, so we take less.
BEND_SHARE: Final = 0.05

# And at least so many respondents on either side, so that the spread there can be estimated. Our choice.
BEND_RESPONDENTS: Final = 10

# A group carries significance letters from this many customers on (effective ones, where weighted): under it tables of
# survey research customarily test nothing. The tests hold their error rate from there; docs/methods/segments.md.
LETTERS_FROM: Final = 30

# Themes of answers in people's own words are sought from so many answers and so many different words on; and so many
# words tell a theme. Our choice: with fewer words, two groups of words that have nothing to do with each other come
# back in resamples too.
THEME_ANSWERS: Final = 50
THEME_VOCABULARY: Final = 20
THEME_WORDS: Final = 5

# Themes hold where their words come back in resamples with this mean agreement (Jaccard, 0 to 1; after Greene,
# O'Callaghan & Cunningham, 2014, ECML PKDD, 498–513). Our choice of line: words that have nothing to do with each
# other hardly ever reach it, whatever number of themes is tried (docs/methods/words.md has the table).
STABLE_THEMES: Final = 0.8

# Two orders of values are only compared from this many on: of three, even the most extreme order comes by chance one
# time in three. Four still cannot be shown (one time in twelve), but can be told. Our choice.
VALUES_TO_RANK: Final = 4

# How well what a customer notices matches what is important to that customer takes at least two values. Our choice.
VALUES_TO_COMPARE: Final = 2

# Whoever says to have recommended to more people than this counts with this number: few know it exactly, and one who
# answers 99 would carry the mean. Fixed beforehand, so that two measurements are capped alike. Our choice.
REFERRALS_UP_TO: Final = 10

# Customers are counted by purchases in these classes (1, 2, 3–4, 5–9, 10 and more), and by how long ago the last one
# was, in these parts of the silence after which a customer counts as lapsed. Fixed, so that waves and clients can be
# compared. Our choice.
PURCHASE_CLASSES: Final = (1, 2, 3, 5, 10)
RECENCY_PARTS: Final = (0.25, 0.5, 1.0)

# Days after the first purchase at which is told how many came back. Our choice.
RETURN_DAYS: Final = (30, 90, 180, 365)

# Days after the first purchase at which is told how many have not lapsed, from the silence that makes a lapse on.
# Our choice.
STAY_DAYS: Final = (90, 180, 365, 730)

# More curves than this cannot be told apart in one picture: periods are then taken together. Our choice.
MOST_COHORTS: Final = 5

# A sum of money of which one customer makes up more than the first part, or two more than the second, is not shown: it
# would tell what they spend. One: Bond, Brandt & de Wolf (2015), Guidelines for output checking, who also ask for at
# least 10 customers. Two, one of whom knows its own amount: our choice.
MOST_OF_ONE: Final = 0.5
MOST_OF_TWO: Final = 0.75
