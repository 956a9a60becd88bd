"""Every line that the driver analysis draws through a number, named and sourced in one place.

The lines above which two columns measure the same thing or determine each other, under which a column does not vary,
and what is resampled of how many rows, are shared with the scales: `toolkit.measures.thresholds`.
"""

from __future__ import annotations

from typing import Final

# Exact LMG looks at all 2^p subsets of the drivers: 25 take under half a second, each further one doubles that.
# Grömping (2006), Journal of Statistical Software 17(1), tells why the exact method has to end somewhere.
MOST_DRIVERS: Final = 25

# Resamples go through all subsets up to so many drivers: 2,000 of them take two seconds there. Beyond, and for LMG of
# more drivers than above, drivers enter in random orders. Our choice.
MOST_RESAMPLED_DRIVERS: Final = 16

# Random orders are added until the standard error that their choice brings to a share is at most a tenth of a percent
# point, far below what the respondents bring; but never more than so many. Our choice.
SAMPLING_ERROR: Final = 0.001
MOST_ORDERS: Final = 8_192

# Orders that each resample goes through: their choice then makes limits wider by a few percent at most. Our choice.
RESAMPLED_ORDERS: Final = 128

# Explained variance up to this is rounding, so that nothing is left to divide into shares; a model that leaves
# less than this unexplained reproduces the outcome. Our choice.
ROUNDING: Final = 1e-12

# Leverage this close to 1 means that a coefficient rests on one respondent: HC3 divides by 1 minus leverage.
# MacKinnon & White (1985), Journal of Econometrics 29, 305–325, define it for leverages below 1. Our choice of line.
LEVERAGE_WITHIN: Final = 1e-9

# A product of two independent normal scores has a kurtosis of 9, so that its variance, estimated from m respondents,
# has m/4 degrees of freedom: 2m/(9 − 1). Satterthwaite (1946), Biometrics Bulletin 2, 110–114.
NORMAL_PRODUCT: Final = 4

# A bootstrap in which more than this part of the draws has no variance to divide says nothing. Our choice.
MOST_REDRAWN: Final = 0.5

# Of up to so many drivers all pairs are held against each other in all sets of the others: 66 pairs, 1,024 sets each.
# Our choice.
MOST_COMPARED: Final = 12

# A driver whose coefficient has at least so many times the variance that it would have without overlap is told, and
# one beyond the second line is warned of. Menard (1995), Applied Logistic Regression Analysis, for 5; Marquardt (1970),
# Technometrics 12, 591–612, for 10.
HIGH_VIF: Final = 5.0
SEVERE_VIF: Final = 10.0

# Drivers with a condition number beyond this overlap so much together that their coefficients are not to be told
# apart. Belsley, Kuh & Welsch (1980), Regression Diagnostics, chapter 3.
SEVERE_CONDITION: Final = 30.0

# How many times the likely value of an expert counts against each end in the mean of a PERT distribution.
# Malcolm, Roseboom, Clark & Fazar (1959), Operations Research 7, 646–669.
PERT_WEIGHT: Final = 4

# Gains that differ by less than this part of all gains together are level, so that the cheaper choice is taken.
# Far above the tolerances of the solver, far below what anybody can foresee. Our choice.
LEVEL_WITHIN: Final = 1e-6

# So many plans of actions are written out one by one; beyond that they are found by the solver, draw by draw.
# 200,000 take some 20 MB and a tenth of a second. Our choice.
MOST_PLANS: Final = 200_000

# Draws for which the best plan is then sought by the solver, at 10 to 30 ms each. Our choice.
SOLVED_DRAWS: Final = 60

# Outcomes in classes: fewer answers in the smaller of two classes than this many per predictor leave coefficients off
# and limits that do not cover. Vittinghoff & McCulloch (2007), American Journal of Epidemiology 165, 710–718; of more
# classes the number that counts is n − Σn_j³/n², Harrell (2015), Regression Modeling Strategies, 2nd ed., section 4.4.
EVENTS_PER_PREDICTOR: Final = 5

# All 2^p models are fitted one by one for outcomes in classes: 12 drivers take seconds with their resamples, each
# further one doubles that. Our choice.
MOST_CLASS_DRIVERS: Final = 12

# Answers that are taken as classes in an order: the scale of 0 to 10 has eleven. Our choice.
MOST_CLASSES: Final = 11

# Up to so many rows each respondent is resampled for the models of an outcome in classes; above, equal random groups
# are, so that the time no longer grows with the rows. It adds a relative error of 2% to a standard error. Our choice.
CLASS_ROWS: Final = 4_000
CLASS_GROUPS: Final = 1_000

# Newton's method settles in 4 to 8 steps where there is a highest point; this many mean that there is none. A step
# that gains no more than this part of a respondent's log-likelihood is the last. Our choice.
NEWTON_STEPS: Final = 60
NEWTON_WITHIN: Final = 1e-12

# A fitted chance nearer to 0 or 1 than 1/(1 + e^12), one in 160,000, calls for a look whether the classes are
# separated; a linear programme then decides. Our choice.
SUSPECT_LOGIT: Final = 12.0

# A class of asymmetry is that of a resample where penalty or reward is more than this many times the other, for steps
# of equal size: the share of the reward is then under a third or over two thirds. Our choice.
CLEARLY_LARGER: Final = 2.0

# A report weighs drivers, and compares links between groups, of at least this many (effective) customers per driver and
# variable held constant. Harrell (2015), Regression Modeling Strategies, 2nd ed., section 4.4, asks for 10 to 20.
CUSTOMERS_PER_PREDICTOR: Final = 10

# Where more than this part of the respondents would go for one missing answer, other treatments stand beside leaving
# them out. Schafer (1999), Statistical Methods in Medical Research 8, 3–15: up to 5% is of little consequence.
LISTWISE_LOSS: Final = 0.05

# A column with more than this part of its answers missing would rest on assumptions more than on answers. Our choice.
MOST_MISSING: Final = 0.5

# How often missing answers are drawn. Graham, Olchowski & Gilreath (2007), Prevention Science 8, 206–213, ask for 20
# where up to 30% of the information is missing.
IMPUTATIONS: Final = 20

# Rounds of the chained equations before a drawing is used. Van Buuren (2018), Flexible Imputation of Missing Data,
# 2nd ed., section 4.5.2: 5 to 20 are enough.
IMPUTATION_ROUNDS: Final = 10

# Missing answers of up to so many respondents are drawn, of more those of a random part: the time would grow with the
# rows, and the margin of a share is then two points at most. Our choice.
MOST_IMPUTED: Final = 10_000

# Resamples whose pairwise correlations contradict each other are put right up to this part of them; beyond it the
# limits would rest on what was put right. Our choice.
MOST_REPAIRED: Final = 0.05
