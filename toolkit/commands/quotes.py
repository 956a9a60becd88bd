"""`loyalty quotes`: answers that could be quoted, in a file for a person to read and approve; shows none of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import numpy as np

from toolkit.analysis.baseline.word_counts import GROUPS, customer_groups, large_enough
from toolkit.analysis.job import Job
from toolkit.commands.screen import plain, screen
from toolkit.engagement import as_toml, load_engagement
from toolkit.errors import EngagementError, Fault
from toolkit.intake.personal.redaction import MARK
from toolkit.intake.quotes import FILE, LONGEST, PROPOSAL, approved_quotes
from toolkit.notebook import open_job
from toolkit.report.text import clean
from toolkit.workspace import client_folder, client_lock, replace_whole, staging

PER_GROUP: Final = 5
# Shorter answers say too little to be worth a quote.
SHORTEST, FEWEST_WORDS = 20, 4
_SEED = 31  # of the choice among answers, beside the engagement's

HEAD = """\
# Answers of {client} that could be quoted: a few per group, drawn by lot. Nothing here is printed by itself.
# Each was redacted, but no rule finds everything. Read it: can anybody tell who wrote it, or whom it is about?
# Look up in the export whether the customer said yes to being quoted (the column that ends in _CONSENT).
# Copy what may be printed into {file}, without the #, and fill in who approved it and on which day.
# Write […] for what is left out. Delete this file when you are done: it holds answers of customers.
"""
ENTRY = """\
# [[quotes]]
# question = {question}
# wave = {wave}
# text = {text}
# approved_by = ""
# approved_on =
"""
TITLES = {
    "promoter": "promoters (9–10)",
    "passive": "passives (7–8)",
    "detractor": "detractors (0–6)",
    "": "all who answered",
}


def quotes(workspace: Path, client: str, wave: str | None = None) -> None:
    """Write answers that could be quoted as commented entries in text/quotes.proposal.toml; quotes.toml stays as it is.

    `wave`: the id of the wave, the first without it. Proposed are answers to open questions whose respondents agreed to
    be quoted, and that enough of them answered. Raises EngagementError where there is no such question, or where
    quotes.toml has a fault.
    """
    folder = client_folder(workspace, client)
    engagement = load_engagement(folder)
    if not any(question.consent for question in engagement.open_answers.values()):
        names = ", ".join(engagement.open_answers) or "OPEN_1"
        mend = f"Write consent = true under [open_answers.…] ({names}) where respondents agreed to be quoted."
        fault = Fault("open_answers", "no open question has consent = true", mend)
        raise EngagementError(f"{client} has nothing that may be quoted", [fault])
    job = open_job("baseline", client, workspace=str(workspace), waves=wave or "")
    approved = approved_quotes(engagement, {job.survey.wave: job.survey.open})
    console = screen()
    pieces, told = [HEAD.format(client=client, file=FILE)], []
    for key, question in engagement.open_answers.items():
        if not question.consent or key not in job.survey.open:
            continue
        chosen = candidates(job, key, {one.text for one in approved})
        told.append(
            f"{key}: {sum(map(len, chosen.values()))} answers proposed" if chosen else _too_few(job, key)
        )
        pieces += [_written(job, key, group, texts) for group, texts in chosen.items()]
    with client_lock(folder), staging(folder / "text") as made:
        name = Path(PROPOSAL).name
        (made / name).write_text("\n".join(pieces), encoding="utf-8", newline="\n")
        replace_whole(made, folder / "text", [name])
    for line in told:
        console.print(plain(line))
    console.print(
        plain(f"Written: {folder / PROPOSAL}. It holds answers of customers: delete it when you are done.")
    )
    console.print(f"Copy what may be printed into {FILE}, and fill in who approved it.")


def candidates(job: Job, key: str, known: set[str]) -> dict[str, list[str]]:
    """Choose answers to a question that could be quoted, by group ("" where promoters and others are not known).

    Left out are answers in which something was redacted, that are too short or too long, or whose words are in `known`.
    A group of which too few customers answered is left out, and {} where too few answered at all.
    """
    answers = job.survey.open[key].map(_even, na_action="ignore").fillna("")
    wrote = answers.str.contains(r"\w", regex=True).to_numpy(bool)
    if not large_enough(job, wrote):
        return {}
    groups = customer_groups(job)
    parts = {"": wrote} if groups is None else {group: groups[group].to_numpy() & wrote for group in GROUPS}
    fit = answers.map(lambda text: _fits(text) and text not in known).to_numpy(bool)
    rng = np.random.default_rng([job.engagement.seed, _SEED])
    chosen = {}
    for group, here in parts.items():
        # In an order of their own, so that the place of a row in the file tells nothing.
        texts = sorted(set(answers[here & fit]))
        picked = rng.permutation(len(texts))[:PER_GROUP]
        if large_enough(job, here):
            chosen[group] = [texts[place] for place in sorted(picked.tolist())]
    return chosen


def _even(answer: str) -> str:
    return re.sub(r"\s+", " ", clean(answer)).strip()


def _fits(answer: str) -> bool:
    long_enough = len(answer) >= SHORTEST and len(answer.split()) >= FEWEST_WORDS
    return long_enough and len(answer) <= LONGEST and not MARK.search(answer)


def _written(job: Job, key: str, group: str, texts: list[str]) -> str:
    lines = [f"# {key}, {TITLES[group]}" + ("" if texts else ": none that could be quoted") + "\n"]
    lines += [
        ENTRY.format(
            question=as_toml(key), wave=as_toml(job.survey.wave), text=as_toml(text).replace("\x7f", "")
        )
        for text in texts
    ]
    return "\n".join(lines)


def _too_few(job: Job, key: str) -> str:
    return f"{key}: fewer than {job.engagement.privacy.minimum_cell} customers answered, so that none may be quoted"
