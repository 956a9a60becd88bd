"""The words for what customers spent."""

import math

from toolkit.findings.followup.results_spent import spread
from toolkit.language import Language


def test_limits_of_an_amount_are_told_or_unknown() -> None:
    euros = {code: spread(Language(code), -3.0, 12.0, "EUR") for code in ("en", "nl")}
    assert euros == {"en": "€\xa00 to €\xa012", "nl": "€\xa00 tot €\xa012"}
    # All spent the same: no margin, which is not one from nothing.
    assert spread(Language("en"), math.nan, math.nan, "EUR") == "unknown"
