"""What in a client's folder leads to respondents, or may: the names that commands and runs give such files.

`loyalty purge` deletes them, and no report leaves with one of them.
"""

from __future__ import annotations

from typing import Final

SALT: Final = ".salt"  # makes the keys of respondents; it never leaves the folder
CHECK_PAGE: Final = "check.html"
MAP_PROPOSAL: Final = "engagement.proposal.toml"
QUOTES_PROPOSAL: Final = (
    "text/quotes.proposal.toml"  # holds answers of customers, for a person to choose from
)
STOPPED: Final = ".failed"  # in reports/: the notebook of a run that an internal error stopped
PURGED: Final = "purged.txt"  # what `loyalty purge` deleted, a line per file: DAY deleted NAME …
