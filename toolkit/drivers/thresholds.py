"""Every line that the driver analysis draws through a number, named and sourced in one place.

The lines above which two columns measure the same thing or determine each other, under which a column does not vary,
and what is resampled of how many rows, are shared with the scales: `toolkit.measures.thresholds`.
"""

from __future__ import annotations

from typing import Final

# Exact LMG looks at all 2^p subsets of the drivers: 25 take under half a second, each further one doubles that.
# Grömping (2006), Journal of Statistical Software 17(1), tells why the exact method has to end somewhere.
MOST_DRIVERS: Final = 25

# Explained variance up to this is rounding, so that nothing is left to divide into shares; a model that leaves
# less than this unexplained reproduces the outcome. Our choice.
ROUNDING: Final = 1e-12

# Leverage this close to 1 means that a coefficient rests on one respondent: HC3 divides by 1 minus leverage.
# MacKinnon & White (1985), Journal of Econometrics 29, 305–325, define it for leverages below 1. Our choice of line.
LEVERAGE_WITHIN: Final = 1e-9

# A bootstrap in which more than this part of the draws has no variance to divide says nothing. Our choice.
MOST_REDRAWN: Final = 0.5
