"""The chapter on missing answers: three treatments side by side."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.drivers.missing import Missing, OutcomeMissing
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import shares
from toolkit.language import N_
from toolkit.report.blocks import Block, Heading, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    blocks,
    counts_note,
    heading,
    percent_cell,
    said,
    table,
)

LABELS = {"listwise": N_("Left out"), "pairwise": N_("In pairs"), "imputed": N_("Filled in")}


def missing(job: Job, result: Missing | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Say what missing answers change, and print the shares by each treatment; () where few would be left out.

    Of later outcomes that they do not change, the appendix alone prints the shares.
    """
    if result is None or not say:
        return ()
    parts: list[Block | None] = [heading(job, N_("Does it matter that answers are missing?"))]
    general = tuple(finding for finding in say if finding.key == "missing.not_applicable")
    parts.append(said(general) if general else None)
    for place, outcome in enumerate(result.outcomes):
        mine = tuple(finding for finding in say if finding.key.startswith(f"missing.{outcome.outcome}."))
        if mine:
            parts += [Heading(2, job.language.quoted(job.label(outcome.outcome))), said(mine)]
            if not place or outcome.verdict != "same":
                parts.append(_table(job, outcome))
    return blocks(*parts)


def missing_in_full(job: Job, result: Missing | None) -> tuple[Table, ...]:
    """Print the shares by each treatment with their margins, and how much of the information is missing."""
    if result is None:
        return ()
    tables = (_full(job, outcome) for outcome in result.outcomes)
    return tuple(one for one in tables if one is not None)


def _frame(result: OutcomeMissing) -> pd.DataFrame | None:
    """Give the shares, and who stand behind each treatment; None where there is nothing to lay side by side."""
    if not result.treatments.compared or len(result.fronts) < 2:
        return None
    frame = result.shares
    found, main = result.treatments, result.main.importance
    behind = {
        "listwise": None if main is None else (main.n, main.n_effective),
        "pairwise": None if found.pairwise is None else (found.pairwise.n_least, found.pairwise.n_effective),
        "imputed": None if found.imputed is None else (found.imputed.n, found.imputed.n_effective),
    }
    for name, sizes in behind.items():
        if sizes is not None:
            frame[f"{name}_n"] = min(sizes)
    if found.imputed is not None:
        frame["information"] = found.imputed.table["missing_information"]
    return frame.sort_values(next(iter(result.fronts)), ascending=False, kind="stable")


def _table(job: Job, result: OutcomeMissing) -> Table | None:
    frame = _frame(result)
    if frame is None:
        return None
    columns = _driver(job)
    for name in result.fronts:
        columns[name] = (job.language.say(LABELS[name]), "right", _share(job, result, name))
    return _printed(job, result, frame, columns, f"missing-{result.outcome}", ())


def _full(job: Job, result: OutcomeMissing) -> Table | None:
    frame, language = _frame(result), job.language
    if frame is None:
        return None
    columns, notes = _driver(job), []
    for name in result.fronts:
        columns[name] = (language.say(LABELS[name]), "right", percent_cell(job, name))
        columns[f"{name}_margin"] = (language.say("Margin"), "right", _margin(job, name))
    if "information" in frame:
        columns["information"] = (language.say("Missing"), "right", percent_cell(job, "information"))
        notes.append(
            language.say(
                "Missing: part of the variance of the share, filled in, that comes of what is missing; the rest would "
                "be there without a missing answer."
            )
        )
    pairwise = result.treatments.pairwise
    if pairwise is not None and pairwise.repaired > 0:
        notes.append(
            language.say(
                "In {part} of the redrawn samples the correlations in pairs contradicted each other, and were put "
                "right.",
                part=language.percent(pairwise.repaired, 1),
            )
        )
    return _printed(job, result, frame, columns, f"missing-{result.outcome}-full", tuple(notes))


def _driver(job: Job) -> dict[str, tuple[str, str, Cell]]:
    return {"driver": (job.language.say("Driver"), "left", lambda row: job.label(str(row.name)))}


def _share(job: Job, result: OutcomeMissing, name: str) -> Cell:
    """Write a share, with a star where the driver may come first and that may be said."""
    front = () if result.verdict == "unsaid" else result.fronts[name]
    return lambda row: job.language.percent(row[name]) + (" *" if str(row.name) in front else "")


def _margin(job: Job, name: str) -> Cell:
    return lambda row: shares(job.language, row[f"{name}_low"], row[f"{name}_high"])


def _printed(
    job: Job,
    result: OutcomeMissing,
    frame: pd.DataFrame,
    columns: dict[str, tuple[str, str, Cell]],
    identifier: str,
    notes: tuple[str, ...],
) -> Table:
    language, found = job.language, result.treatments
    # Where few are left out, the other bases would tell how many.
    few = min(found.lost, found.complete) < job.engagement.privacy.minimum_cell
    bases = [found.complete] if few else [found.complete, found.n]
    note = counts_note(
        job,
        pd.Series(bases),
        language.say(
            "Shares of what the drivers explain (LMG). Left out: customers with all answers. In pairs: each "
            "correlation by all who answered both. Filled in: all customers, missing answers drawn many times from "
            "the other answers."
        ),
        language.say("* May come first by that treatment.")
        if result.verdict != "unsaid" and identifier == f"missing-{result.outcome}"
        else "",
        *notes,
    )
    title = language.say(
        "Shares in “{outcome}” by treatment of missing answers", outcome=job.label(result.outcome)
    )
    behind = {key: f"{key.split('_')[0]}_n" for key in columns if key != "driver"}
    if "information" in behind:
        behind["information"] = "imputed_n"
    counts = Customers(about=("driver",), cells=behind)
    return table(job, identifier, title, frame, columns, note, counts=counts)
