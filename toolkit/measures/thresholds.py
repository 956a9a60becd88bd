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

# Where the effective n (Kish) is under this part of n, a few respondents settle the variance of a weighted mean, and
# degrees of freedom that count heads give false certainty: they are then Satterthwaite's (1946), Biometrics
# Bulletin 2, 110–114. Raking leaves .6 to .9, and what R has (n − 1, svyglm) holds there. Our choice of line.
TAME_EFFICIENCY: Final = 0.5
