"""The names of the reports, and the waves that each needs."""

from __future__ import annotations

REPORTS = ("baseline", "drivers", "followup")
WAVES_NEEDED = {"baseline": 1, "drivers": 1, "followup": 2}
