"""Whether a report may be called final."""

from __future__ import annotations

from toolkit.engagement import Engagement, disclosure_gaps
from toolkit.errors import ReportError


def require_final(engagement: Engagement) -> None:
    """Refuse to call the reports final while something that must be disclosed is not.

    Raises ReportError that names each gap and where to fill it.
    """
    gaps = disclosure_gaps(engagement)
    if gaps:
        where = f"{engagement.slug}/engagement.toml"
        lines = "\n".join(
            f"  - {where}, disclosure.{key}: it is empty. Write it under [disclosure]." for key in gaps
        )
        raise ReportError(f"The reports of {engagement.slug} cannot be final yet:\n{lines}")
