"""The consultant's answers to red flags, put beside the findings that tell of them."""

from __future__ import annotations

from dataclasses import replace

from toolkit.engagement import Engagement, text
from toolkit.language import Language
from toolkit.report.blocks import Block, FindingItem, Findings


def answered(engagement: Engagement, language: Language, block: Block) -> Block:
    """Give a block with the consultant's answers beside the findings that tell of red flags; others as they are."""
    if not isinstance(block, Findings) or not engagement.answers:
        return block
    return Findings(tuple(_with_answers(engagement, language, one) for one in block.findings))


def _with_answers(engagement: Engagement, language: Language, finding: FindingItem) -> FindingItem:
    said = tuple(
        language.say("Answer of {by}: {text}", by=one.by, text=text(one.text, language.code))
        for one in engagement.answers
        if one.flag in finding.flags
    )
    return replace(finding, answers=said)
