"""Thresholds of the follow-up, each with its source. docs/methods tells them."""

from __future__ import annotations

from typing import Final

# So many respondents of both waves, with and without an action each, before regression to the mean is told apart from
# it: the house's choice, the least at which the intervals hold in simulation (docs/methods/impact.md).
PAIRS_FOR_REGRESSION: Final = 10

# Those with and without an action stood apart at the start where their mean scores differ by more than this part of a
# standard deviation. Stuart (2010), Statistical Science 25, 1–21, section 4.1; the What Works Clearinghouse (2022),
# Procedures and Standards Handbook 5.0, accepts no comparison beyond it.
APART_AT_START: Final = 0.25

# Waves from which on there is a course: two waves have one change, and any two points lie on a line.
# Draper & Smith (1998), Applied Regression Analysis, 3rd ed., section 2.1: lack of fit needs more places than the line.
TREND_WAVES: Final = 3

# Condition number from which on the covariance of wave means is singular but for rounding: of the sixteen digits of a
# number fewer than four are left after solving. Golub & Van Loan (2013), Matrix Computations, 4th ed., section 2.6.
SINGULAR_FROM: Final = 1e12

# Chart of individuals and moving range: limits at 3 standard deviations, judged by the mean moving range of two
# neighbours, which is 2/√π = 1.128 of them, so 3/1.128; and 1 + 3·√(2 − 4/π)/1.128 for the range itself.
# Shewhart (1931), Economic Control of Quality; Wheeler (2000), Understanding Variation, 2nd ed., appendix.
XMR_LIMIT: Final = 2.66
XMR_RANGE: Final = 3.267

# Waves from which on the limits of such a chart are firm: Wheeler (2000) lets limits firm up between 17 and 24 values.
XMR_FIRM_FROM: Final = 17

# Under so many respondents who turned from yes to no or back, McNemar's test is exact; from there on it is chi-square
# without continuity correction, whose error rate Fagerland, Lydersen & Laake (2013), BMC Medical Research Methodology
# 13:91, find close to its level. 25 is where statistical packages customarily pass from the one to the other.
EXACT_DISCORDANT: Final = 25

# Fewer promoters or detractors than this in a wave, and the change of a net promoter score is judged by score limits in
# the place of its variance: a normal distribution takes about 10 of each kind, Cochran (1977), Sampling Techniques, 3rd
# ed., section 3.6, for shares. Our choice for scores, by simulation (compare.md).
FEW_AT_AN_END: Final = 10

# Groups that a wave has too few of are merged. Where that hides more than this part of how the make-up shifted (the
# total variation distance), customers are not compared on that segment: with 20 points between groups it would move a
# score by 1 point at most. Our choice.
MOST_HIDDEN_SHIFT: Final = 0.05

# Each coefficient of a regression on groups needs so many answers in the smaller wave.
# Harrell (2015), Regression Modeling Strategies, section 4.4, for 10 to 20.
ANSWERS_PER_COEFFICIENT: Final = 10

# A measured margin may be at most so many times the expected change: beyond that "nothing changed" and "as expected"
# cannot be told apart, so that a forecast inside its limits says little. Our choice.
COULD_TELL: Final = 1.0

# Predictions of one plan rest on the same customers, whose answers on themes go together: taken to correlate so much,
# as scales of one questionnaire commonly do (Podsakoff, MacKenzie, Lee & Podsakoff 2003, Journal of Applied Psychology
# 88, 879–903, for that answers of one person do). Our choice of number.
TIED: Final = 0.5

# So many other clients must have scored forecasts before their count is shown to one of them: with fewer, who knows
# one could work out another. The rule of three of Willenborg & de Waal (2001), Elements of Statistical Disclosure
# Control.
FEWEST_CLIENTS: Final = 3

# An action that has cost more than so many times its plan is too dear to go on as it is. Cost estimates that early are
# commonly off by a quarter or more: AACE International, Recommended Practice 18R-97, class 3. Our choice of line.
OVERSPENT: Final = 1.25

# A level of invariance whose CFI is lower by more than this does not hold. Cheung & Rensvold (2002), Structural
# Equation Modeling 9, 233–255.
LARGEST_CFI_LOSS: Final = 0.01

# One factor under this CFI does not describe the answers to a theme. Bentler & Bonett (1980), Psychological Bulletin
# 88, 588–606. RMSEA gives no line here: with the few degrees of freedom of a short scale it is too large too often,
# Kenny, Kaniskan & McCoach (2015), Sociological Methods & Research 44, 486–507.
MINIMUM_CFI: Final = 0.9

# Questions that move by themselves stop a comparison when they add more than this part of the smallest change that
# matters to the difference of the score: 1 point where 5 matter. Our choice, by simulation (invariance.md).
MATERIAL_BIAS: Final = 0.2

# Fewer complete (effective) answers in a wave than this are too few for a factor model of the waves. Our choice:
# from here on its tests keep their 5% in simulation, also for crowded answers with weights (invariance.md).
FEWEST_FOR_INVARIANCE: Final = 150

# Parts into which customers are divided, so that the chance of each comes from all others. Hastie, Tibshirani &
# Friedman (2009), The Elements of Statistical Learning, 2nd ed., section 7.10, for 5 or 10.
CALIBRATION_FOLDS: Final = 10
