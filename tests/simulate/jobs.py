"""Simulated customers as the job of a report: nothing is read from a file but orders and employees, where asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.analysis.job import Job
from toolkit.engagement import Engagement
from toolkit.intake import Source, Survey
from toolkit.intake.personal.keys import client_salt, hashed_keys
from toolkit.intake.quality.flags import CHECKS
from toolkit.language import Language
from toolkit.simulate import Sample, World, null_world, simulate_wave
from toolkit.simulate.complete import VALUES
from toolkit.simulate.more import more_constructs
from toolkit.simulate.orders import Shop, draw_orders
from toolkit.simulate.parts import Construct, Item
from toolkit.simulate.pulse import QUESTIONS, draw_pulse
from toolkit.simulate.words import even_themes, open_answers

PULSE_TIE = 1.0
EMPLOYEES = 12  # per unit


def job_of(
    world: World,
    sample: Sample,
    *,
    report: str = "baseline",
    language: str = "en",
    written: pd.Series | None = None,
    folder: Path | None = None,
    shop: Shop | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Job:
    """Make the job of a report on a sample: all that the world asks stands in its engagement.

    `written` are the open answers to OPEN_1. With a `folder`, employees of the world's teams answer, and with a `shop`
    the customers have orders there; both are written as the files that a client would send. `extra` goes on top of
    engagement.toml: `{"context": {"choice": "monopoly"}}`.
    """
    raw = engagement_of(world)
    if folder is not None:
        (folder / "data").mkdir(parents=True, exist_ok=True)
        raw |= _beside(world, sample, folder, shop)
    if written is not None:
        raw["open_answers"] = {"OPEN_1": {"column": "open", "consent": True}}
    engagement = Engagement.model_validate(raw | dict(extra or {}))
    survey = _survey(sample, written)
    if folder is not None:
        engagement._folder = folder
        survey = replace(survey, key=hashed_keys(sample.key, client_salt(folder)))
    return Job(report, engagement, Language(language), (survey,))


def followup_job(
    world: World, samples: Sequence[Sample], *, language: str = "en", extra: Mapping[str, Any] | None = None
) -> Job:
    """Make the job of a follow-up on samples of one kind of world, in order of time: a year between each and the next.

    Customers of an earlier sample are known again by their key. `extra` goes on top of engagement.toml.
    """
    ids = [f"wave_{number}" for number in range(1, len(samples) + 1)]
    raw = engagement_of(world)
    raw["waves"] = [
        {
            "id": one,
            "file": "none.csv",
            "key": "key",
            "start": date(2021 + at, 3, 3),
            "end": date(2021 + at, 3, 21),
        }
        for at, one in enumerate(ids)
    ]
    engagement = Engagement.model_validate(raw | dict(extra or {}))
    surveys = tuple(
        replace(_survey(sample, None), wave=one, key=sample.key)
        for one, sample in zip(ids, samples, strict=True)
    )
    return Job("followup", engagement, Language(language), (surveys[0], surveys[-1]), surveys)


def null_jobs(
    number: int,
    *,
    n: int = 400,
    folder: Path | None = None,
    shop: Shop | None = None,
    language: str = "en",
    extra: Mapping[str, Any] | None = None,
) -> Iterator[Job]:
    """Make the jobs of so many clients without any real difference, n customers each.

    Nine in ten of them write why they gave their mark, all of the same things. `folder`, `shop` and `extra` as for
    `job_of`; each client has a folder of its own there.
    """
    world, themes = null_world(), even_themes()
    for seed in range(number):
        sample = simulate_wave(world, n, seed=seed)
        written = open_answers(
            sample.items["ATT_1"], seed=[seed, 1], language=language, themes=themes, answering=0.9
        )
        own = None if folder is None else folder / f"client-{seed}"
        yield job_of(world, sample, language=language, written=written, folder=own, shop=shop, extra=extra)


def _survey(sample: Sample, written: pd.Series | None) -> Survey:
    """Make the survey of a sample as intake would hand it on, without weights where all weigh the same."""
    rows = len(sample.items)
    return Survey(
        wave="baseline",
        items=sample.items,
        reasons=sample.reasons,
        weights=None if np.allclose(sample.weights, 1) else sample.weights,
        segments=sample.segments,
        key=None,
        open=pd.DataFrame(index=sample.items.index) if written is None else written.to_frame("OPEN_1"),
        quality=_unchecked(),
        raking=None,
        nonresponse=None,
        source=Source("none.csv", "", "csv", rows, rows, ()),
    )


def engagement_of(world: World) -> dict[str, Any]:
    """Write engagement.toml for a world: its model, questions, segments, values and network."""
    asked = {item.id for construct in _constructs(world) for item in construct.items}
    asked |= set(_single_items(world))
    special = {"recommendation": "ATT_1", "report_mark": "SAT_1", "share_of_wallet": "BEH_2"}
    special |= {"effort": "CES_1", "problem": "MOT_2", "recovery": "MOT_3", "referrals": "REF_1"}
    special |= {"voice": "VOI_1", "review": "NET_1", "price_tolerance": "PRI_1"}
    constructs = {construct.key: _construct(construct) for construct in _constructs(world)} | {
        key: entry for key, entry in _singles(world).items() if entry["items"][0] in asked
    }
    raw: dict[str, Any] = {
        "seed": 1,
        "client": {"name": "Simulated", "language": "en"},
        "author": {"name": "A"},
        "population": {"size": 50_000, "probability_sample": True, "country": "NL"},
        "constructs": constructs,
        "items": _own_scales(world),
        "questions": {name: item for name, item in special.items() if item in asked},
        "segments": {
            key: {"column": key, "values": {code: code for code in codes}}
            for key, codes in _segments(world).items()
        },
        "analysis": {"resamples": 200},
        "waves": [
            {"id": "baseline", "file": "none.csv", "start": date(2025, 3, 3), "end": date(2025, 3, 21)},
        ],
    }
    if "VAL_1_IMP" in asked:
        raw["values"] = {
            f"value_{number}": {
                "label": f"value {number}",
                "rank": number,
                "importance": f"VAL_{number}_IMP",
                "experience": f"VAL_{number}_EXP",
            }
            for number in range(1, VALUES + 1)
        }
    if "arrival" in _segments(world):
        raw["network"] = {"segment": "arrival", "codes": ["1", "2"]}
    return raw


def _constructs(world: World) -> tuple[Construct, ...]:
    return (*world.constructs, *more_constructs(world.more))


def _segments(world: World) -> dict[str, tuple[str, ...]]:
    """Give the groups of each segment."""
    own = {segment.key: tuple(segment.shares) for segment in world.segments}
    return own | {choice.key: tuple(choice.shares) for choice in world.more.choices if not choice.item}


def _single_items(world: World) -> tuple[str, ...]:
    more = world.more
    moments = (more.moments.problem, more.moments.recovery) if more.moments else ()
    choices = (choice.item for choice in more.choices if choice.item)
    return (*moments, *choices, *(count.item for count in more.counts))


def _construct(construct: Construct) -> dict[str, Any]:
    first = construct.items[0]
    return {
        "role": construct.role,
        "minimum": first.minimum,
        "maximum": first.maximum,
        "items": [item.id for item in construct.items],
        "reversed": [item.id for item in construct.items if item.reverse],
    }


def _singles(world: World) -> dict[str, dict[str, Any]]:
    """Give the constructs of one question that no scale measures, as the question bank has them."""
    most = {count.item: count.maximum for count in world.more.counts}
    return {
        "problem": {"role": "touchpoint", "minimum": 0, "maximum": 1, "items": ["MOT_2"]},
        "recovery": {"role": "touchpoint", "minimum": 1, "maximum": 10, "items": ["MOT_3"]},
        "referral": {"role": "dividend", "minimum": 0, "maximum": most.get("REF_1", 99), "items": ["REF_1"]},
        "voice": {"role": "dividend", "minimum": 0, "maximum": 1, "items": ["VOI_1"]},
        "network": {"role": "dividend", "minimum": 0, "maximum": 1, "items": ["NET_1"]},
    }


def _own_scales(world: World) -> dict[str, dict[str, int]]:
    def differs(item: Item, first: Item) -> bool:
        return (item.minimum, item.maximum) != (first.minimum, first.maximum)

    return {
        item.id: {"minimum": item.minimum, "maximum": item.maximum}
        for construct in _constructs(world)
        for item in construct.items
        if differs(item, construct.items[0])
    }


def _beside(world: World, sample: Sample, folder: Path, shop: Shop | None) -> dict[str, Any]:
    """Write the files that are laid beside the answers, and say of them what engagement.toml says."""
    said: dict[str, Any] = {}
    seed = int(sample.key.iloc[0])  # another file for another sample, the same for the same
    teams = next((choice for choice in world.more.choices if choice.key == "team"), None)
    if teams is not None:
        employees = dict.fromkeys(teams.shares, EMPLOYEES)
        draw_pulse(teams, employees, tie=PULSE_TIE, seed=seed).to_csv(
            folder / "data" / "pulse.csv", index=False
        )
        said["pulse"] = {
            "file": "data/pulse.csv",
            "unit": "unit",
            "segment": "team",
            "columns": [item.id for item in QUESTIONS],
            "minimum": 1,
            "maximum": 7,
        }
    if shop is not None:
        orders = draw_orders(shop, sample.latent["attitude"], seed=seed)
        orders["customer"] = sample.key.to_numpy()[orders["customer"]]
        orders.to_csv(folder / "data" / "orders.csv", index=False)
        said["orders"] = {
            "files": ["data/orders.csv"],
            "columns": {name: name for name in orders},
            "end": shop.end,
        }
        said["value"] = {"margin": 0.25, "horizon_years": 3, "source": "invented"}
    return said


def _unchecked() -> pd.DataFrame:
    """Give the table of checks of a survey that was read from no file: none was made."""
    return pd.DataFrame(
        {
            "check": CHECKS,
            "rows": pd.array([pd.NA] * len(CHECKS), dtype="Int64"),
            "share": np.nan,
            "made": False,
            "why_not": "",
            "where": "",
            "excluded": pd.array([pd.NA] * len(CHECKS), dtype="Int64"),
        }
    )
