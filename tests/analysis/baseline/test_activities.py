"""The checklist of activities: each is judged by one rule, and said to be judged by a rule."""

import itertools
from collections.abc import Callable
from typing import get_args

import pytest

from tests.conftest import ROOT
from toolkit.analysis.baseline import activities
from toolkit.analysis.baseline.bonds import ANY, BASES, RULES, VERDICTS, rule_for
from toolkit.analysis.job import Job
from toolkit.engagement.setting import ActivityKind
from toolkit.findings.baseline import activities as say_activities
from toolkit.report.blocks import Findings, Heading, Table
from toolkit.report.sections.baseline import activities as show_activities

JobOf = Callable[..., Job]
KINDS = get_args(ActivityKind)
MODEL = """
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["nps"]
"""
ANSWERS = {"nps": [number % 11 for number in range(40)]}
CHECKLIST = [
    ("Monthly letter", "newsletter", "offer = false\nfollow_up = true"),
    ("Welcome call", "welcome", 'follow_up = true\nnote = "Since 2024."'),
    ("Points", "savings_programme", ""),
    ("Customer day", "event", "follow_up = false"),
    ("Helpdesk", "service", "follow_up = false"),
    ("Letters with offers", "newsletter", "offer = true"),
]


def listed(*named: tuple[str, str, str]) -> str:
    return MODEL + "".join(
        f'[[activities]]\nlabel = "{label}"\nkind = "{kind}"\n{more}\n' for label, kind, more in named
    )


def job_with(job_of: JobOf, *named: tuple[str, str, str]) -> Job:
    return job_of("baseline", listed(*named), ANSWERS)


@pytest.mark.parametrize(
    ("kind", "offer", "follow_up", "verdict"),
    [
        ("newsletter", False, True, "no_bond"),
        ("newsletter", True, True, "bond"),
        ("newsletter", True, False, "fades"),
        ("newsletter", True, None, "unknown"),
        ("newsletter", None, True, "unknown"),
        ("personal_contact", None, True, "bond"),
        ("personal_contact", True, False, "fades"),
        ("community", None, True, "bond"),
        ("welcome", None, True, "bond"),
        ("complaint_handling", False, True, "bond"),
        ("complaint_handling", None, None, "unknown"),
        ("contract", True, True, "holds"),
        ("savings_programme", True, True, "holds"),
        ("discount", None, None, "holds"),
        ("other", False, False, "no_bond"),
        ("other", False, True, "unknown"),
        ("other", True, True, "bond"),
    ],
)
def test_what_the_sources_hold_is_the_verdict(
    kind: str, offer: bool | None, follow_up: bool | None, verdict: str
) -> None:
    assert rule_for(kind, offer, follow_up).verdict == verdict


def test_every_activity_has_a_rule_and_every_rule_an_activity() -> None:
    judged = {rule_for(*facts).name for facts in itertools.product(KINDS, ANY, ANY)}
    assert judged == {rule.name for rule in RULES}
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert set(BASES) == set(KINDS)


def test_a_bond_never_rests_on_a_fact_that_is_missing() -> None:
    for kind, offer, follow_up in itertools.product(KINDS, ANY, ANY):
        if rule_for(kind, offer, follow_up).verdict == "bond":
            assert follow_up is True
            assert kind not in {"newsletter", "other"} or offer is True


def test_every_rule_gives_its_source_and_all_but_bonds_a_reason_and_a_mend() -> None:
    for rule in RULES:
        assert rule.sources
        assert rule.verdict in VERDICTS
        assert 0 < len(rule.short) <= 45
        assert bool(rule.mend) == bool(rule.reason) == (rule.verdict != "bond")
        assert all(text.endswith(".") for text in (rule.reason, rule.mend) if text)


def test_no_activities_no_chapter(job_of: JobOf) -> None:
    job = job_of("baseline", MODEL, ANSWERS)
    assert activities(job) is None
    assert say_activities(job, None) == ()
    assert show_activities(job, None, ()) == ()


def test_the_activities_are_counted_and_what_falls_short_is_mended(job_of: JobOf) -> None:
    job = job_with(job_of, *CHECKLIST)
    result = activities(job)
    assert result is not None
    count, bonds, *others = say_activities(job, result)
    assert (bonds.key, bonds.strength) == ("activities.bonds", "fact")
    assert bonds.text.startswith("A bond by the rules of this checklist: “Welcome call”. Keep these up")
    assert count.numbers == {
        "activities": 6.0,
        "bond": 1.0,
        "fades": 2.0,
        "no_bond": 1.0,
        "holds": 1.0,
        "unknown": 1.0,
    }
    assert count.strength == "fact"
    assert (
        "6. Verdict by the rules of this checklist: bond 1, fades without follow-up 2, no bond 1"
        in count.text
    )
    assert count.plain == (
        "Of the 6 activities with which Klein means to bind customers, 1 is a bond by the rules of this report."
    )
    assert count.decision
    assert {finding.key: finding.strength for finding in others} == {
        "activities.newsletter_without_offer": "warning",
        "activities.savings": "fact",
        "activities.no_follow_up": "warning",
        "activities.follow_up_unknown": "warning",
    }
    (fades,) = [finding for finding in others if finding.key == "activities.no_follow_up"]
    assert fades.text == (
        "Contact that nobody follows up fades. That goes for “Customer day” and “Helpdesk”. "
        "Agree who follows up what comes back from customers, and within how many days."
    )
    assert all("by rules, not a measurement" in finding.evidence for finding in (count, bonds, *others))


def test_where_all_bind_nothing_is_asked_of_the_board(job_of: JobOf) -> None:
    job = job_with(job_of, ("Welcome call", "welcome", "follow_up = true"))
    result = activities(job)
    count, bonds = say_activities(job, result)
    assert bonds.key == "activities.bonds"
    assert (count.decision, count.plain, count.size) == ("", "", 0)


def test_the_table_tells_facts_verdict_and_why(job_of: JobOf) -> None:
    job = job_with(job_of, *CHECKLIST)
    result = activities(job)
    heading, found, table = show_activities(job, result, say_activities(job, result))
    assert isinstance(heading, Heading)
    assert isinstance(found, Findings)
    assert isinstance(table, Table)
    assert len(table.rows) == len(CHECKLIST)
    assert table.rows[0] == {
        "activity": "Monthly letter",
        "kind": "newsletter",
        "offer": "no",
        "follow_up": "yes",
        "bases": "calculative",
        "verdict": "no bond",
        "why": "no offer",
    }
    assert table.rows[1]["why"] == "met at the start, and followed up. Since 2024."
    assert (table.rows[2]["offer"], table.rows[2]["verdict"]) == ("unknown", "holds: retention")
    assert table.rows[2]["bases"] == "calculative and structural"
    assert "A judgement by rules on what Klein says that it does" in table.note
    assert table.note.count("rule of practice") == 1
    assert "Verhoef (2003)" in table.note


def test_the_page_on_activities_is_the_rules() -> None:
    page = (ROOT / "docs" / "activities.md").read_text("utf-8")
    words = {True: "yes", False: "no", None: "not known"}

    def answers(held: tuple[bool | None, ...]) -> str:
        return "any" if held == ANY else ", ".join(words[one] for one in held)

    for rule in RULES:
        cells = (rule.name, ", ".join(rule.kinds), answers(rule.offer), answers(rule.follow_up), rule.verdict)
        assert f"| {' | '.join(cells)} |" in page
    for kind, bases in BASES.items():
        assert f"| {kind} | {', '.join(bases) or 'none by itself'} |" in page
    assert page.count("\n| ") == len(RULES) + len(BASES) + 2
