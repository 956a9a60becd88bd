"""The consultant's answers to red flags: printed beside them, and asked for each before a report may be final."""

from __future__ import annotations

from pydantic import Field

from toolkit.engagement.words import Line, Strict, Text


class Answer(Strict):
    """What the consultant says of a red flag."""

    flag: Line = Field(
        description="The red flag that it answers, as `loyalty check` names it.",
        examples=["reliability.trust"],
    )
    by: Line = Field(description="Who answers for it.", examples=["A. Adviseur"])
    text: Text = Field(
        description="What was done about it, or why the report can do with it; printed beside it."
    )
