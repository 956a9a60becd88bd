"""What a notebook imports: open a job, and the rooms whose functions compute, say and show.

`open_job` reads the engagement and its waves.
`baseline`, `drivers` and `followup` compute; `say` puts results into sentences; `sections` makes pages of both;
`show` hands them to the reader; `play` gives the consultant levers that no report shows.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

from IPython.display import publish_display_data

from toolkit.analysis import baseline, drivers, followup
from toolkit.analysis.job import Job, counted
from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import ReportError
from toolkit.findings import baseline as say_baseline
from toolkit.findings import drivers as say_drivers
from toolkit.findings import followup as say_followup
from toolkit.findings import reliability
from toolkit.findings import response as say_response
from toolkit.intake import Survey, between_waves
from toolkit.language import Language
from toolkit.play import play
from toolkit.report.blocks import Block, mime_bundle
from toolkit.report.document import LABEL_KEYS
from toolkit.report.final.answers import answered
from toolkit.report.own.words import room
from toolkit.report.screen.render import block_text
from toolkit.report.sections import advice, appendix, front
from toolkit.report.sections import baseline as show_baseline
from toolkit.report.sections import drivers as show_drivers
from toolkit.report.sections import followup as show_followup
from toolkit.report.sections import response as show_response
from toolkit.report.waves import joined, survey_of
from toolkit.workspace import client_folder, find_workspace

__all__ = ["baseline", "drivers", "followup", "open_job", "play", "say", "sections", "show"]

WORKSPACE_VARIABLE = "LOYALTY_WORKSPACE"
SERIES = "followup"  # the report on more than one wave

say = SimpleNamespace(
    response=say_response.response,
    reliability=reliability.reliability,
    baseline=say_baseline,
    drivers=say_drivers,
    followup=say_followup,
)
# Each section shows the consultant's own words at its end, where there are some.
sections = SimpleNamespace(
    front=front,
    response=room("response", show_response),
    baseline=room("baseline", show_baseline),
    drivers=room("drivers", show_drivers),
    followup=room("followup", show_followup),
    advice=advice,
    appendix=room("appendix", appendix),
)


def open_job(report: str, client: str, *, workspace: str = "", language: str = "", waves: str = "") -> Job:
    """Read the engagement of a client and the waves that a report is about.

    `workspace` is the folder that holds `clients/`; empty: the one that `loyalty run` works in, else the nearest from
    the current folder upwards. `language` is empty for the client's own. `waves` are ids of waves with a comma
    between; empty: the first wave for the baseline and the drivers, all waves for the follow-up, which compares the
    first of them with the last and shows the course of all.

    Raises EngagementError, IntakeError, ReportError or WorkspaceError, each saying what to mend.
    """
    given = workspace or os.environ.get(WORKSPACE_VARIABLE, "")
    folder = client_folder(find_workspace(Path.cwd(), Path(given) if given else None), client)
    engagement = load_engagement(folder)
    chosen = _chosen_waves(engagement, report, waves)
    surveys = tuple(counted(one) for one in _read(engagement, chosen))
    words = Language(language or engagement.client.language)
    if report == SERIES:
        return Job(report, engagement, words, (surveys[0], surveys[-1]), surveys)
    return Job(report, engagement, words, surveys)


def _read(engagement: Engagement, chosen: tuple[str, ...]) -> list[Survey]:
    """Read waves, and refuse those that cannot be compared; what is only doubtful `loyalty check` tells."""
    surveys = [survey_of(engagement, wave_id) for wave_id in chosen]
    between = between_waves(engagement, surveys)
    if between.errors:
        raise joined(between.errors)
    return between.told(surveys)


def _chosen_waves(engagement: Engagement, report: str, waves: str) -> tuple[str, ...]:
    known = [wave.id for wave in engagement.waves]
    fewest = 2 if report == SERIES else 1
    if len(known) < fewest:
        raise ReportError(
            f"The {report} report of {engagement.slug} needs {fewest} waves; engagement.toml has {len(known)}. "
            f"Add the later measurement under [[waves]]."
        )
    if not waves:
        return tuple(known) if report == SERIES else (known[0],)
    chosen = tuple(part.strip() for part in waves.split(","))
    right = len(chosen) >= fewest if report == SERIES else len(chosen) == fewest
    if not right or len(set(chosen)) != len(chosen) or not set(chosen) <= set(known):
        needed = "2 or more" if report == SERIES else "1"
        raise ReportError(
            f"The parameter waves is {waves!r}; the {report} report needs {needed} of: {', '.join(known)}."
        )
    return tuple(wave_id for wave_id in known if wave_id in chosen)


def show(job: Job, *blocks: Block | None) -> None:
    """Show blocks: a reader in JupyterLab sees them, and the reports are made of them."""
    labels = {key: job.language.pattern(word) for key, word in LABEL_KEYS.items()}
    for block in blocks:
        if block is not None:
            job.seen.extend(block_text(block).splitlines())
            publish_display_data(mime_bundle(answered(job.engagement, job.language, block), labels))
