"""What the client does today to bind customers, judged by rules."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.analysis.baseline.bonds import BASES, Rule, Verdict, rule_for
from toolkit.analysis.job import Job
from toolkit.engagement.setting import Activity


@dataclass(frozen=True)
class Judged:
    """One activity, the rule that judges it, and the bases of loyalty that its kind serves."""

    activity: Activity
    rule: Rule
    bases: tuple[str, ...]


@dataclass(frozen=True)
class Activities:
    """The activities of the client in the order of the engagement, judged."""

    judged: tuple[Judged, ...]

    def count(self, verdict: Verdict) -> int:
        """How many got this verdict."""
        return sum(one.rule.verdict == verdict for one in self.judged)

    def by_rule(self) -> tuple[tuple[Rule, tuple[Activity, ...]], ...]:
        """The rules that judged an activity, each with its activities, in the order in which they first did."""
        rules = dict.fromkeys(one.rule for one in self.judged)
        return tuple((rule, tuple(one.activity for one in self.judged if one.rule is rule)) for rule in rules)


def activities(job: Job) -> Activities | None:
    """Judge what the client does to bind customers; None where the engagement names no activity.

    It is a judgement by the rules of `bonds`, not a measurement.
    """
    named = job.engagement.activities
    if not named:
        return None
    return Activities(
        tuple(Judged(one, rule_for(one.kind, one.offer, one.follow_up), BASES[one.kind]) for one in named)
    )
