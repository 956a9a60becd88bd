"""Every line that the driver analysis draws through a number, named and sourced in one place.

The line above which two columns measure the same thing is shared with the scales:
`toolkit.measures.thresholds.DUPLICATE_CORRELATION`.
"""

from __future__ import annotations

from typing import Final

# Exact LMG looks at all 2^p subsets of the drivers: 25 take under half a second, each further one doubles that.
# Grömping (2006), Journal of Statistical Software 17(1), tells why the exact method has to end somewhere.
MOST_DRIVERS: Final = 25

# Drivers whose correlation matrix has an eigenvalue up to this determine each other, up to rounding: about the
# square root of what a double can tell apart, with a margin of two digits. Two drivers with |r| of 1 minus this
# are the smallest case. Our choice.
DEPENDENT_WITHIN: Final = 1e-10

# A column whose standard deviation is at most this part of its largest value does not vary, up to rounding.
# Our choice, as above.
CONSTANT_WITHIN: Final = 1e-10

# Explained variance up to this is rounding, so that nothing is left to divide into shares; a model that leaves
# less than this unexplained reproduces the outcome. Our choice.
ROUNDING: Final = 1e-12

# Leverage this close to 1 means that a coefficient rests on one respondent: HC3 divides by 1 minus leverage.
# MacKinnon & White (1985), Journal of Econometrics 29, 305–325, define it for leverages below 1. Our choice of line.
LEVERAGE_WITHIN: Final = 1e-9

# Up to so many rows each respondent is resampled; above, equal random groups of respondents are, so that the time
# no longer grows with the rows. The relative error this adds to a standard error is 1/√(2·groups) = 1%. Our choice.
RESAMPLED_ROWS: Final = 50_000
RESAMPLED_GROUPS: Final = 5_000

# A bootstrap in which more than this part of the draws has no variance to divide says nothing. Our choice.
MOST_REDRAWN: Final = 0.5
