"""Whom the sample stands for, and what a final report discloses of the research."""

from __future__ import annotations

from pydantic import Field

from toolkit.engagement.setting import COUNTRY
from toolkit.engagement.words import DraftText, Strict


class Population(Strict):
    """Whom the sample stands for."""

    description: DraftText = Field("", description="Who the customers are that the sample stands for.")
    size: int | None = Field(None, gt=0, description="How many they are.")
    country: str | None = Field(
        None,
        pattern=COUNTRY,
        description="Country they live in, by ISO 3166; only figures of the same one are compared with.",
        examples=["NL"],
    )
    probability_sample: bool = Field(
        False,
        description="Whether the sample was drawn by chance, so that intervals may be called precision.",
    )


class Disclosure(Strict):
    """What a final report discloses; keys the software can fill are optional even then."""

    data_collection_strategy: DraftText = Field(
        "", description="Survey, panel, orders: how the data came about."
    )
    sponsor: DraftText = Field("", description="Who paid for the research.")
    executor: DraftText = Field("", description="Who carried it out.")
    exact_instrument: DraftText = Field(
        "", description="The exact questions, languages and routing, or where they are."
    )
    population: DraftText = Field("", description="More about the population than [population] says.")
    sample_source_and_recruitment: DraftText = Field(
        "", description="Where the addresses came from, invitations, reminders, incentive."
    )
    mode_and_language: DraftText = Field("", description="How people answered and in which languages.")
    dates: DraftText = Field("", description="More about the dates than the waves say.")
    sample_sizes_and_precision: DraftText = Field(
        "", description="More about sample sizes than the reports compute."
    )
    weighting: DraftText = Field(
        "", description="Targets, their source, efficiency, trimming; or that nothing is weighted."
    )
    processing_and_quality_checks: DraftText = Field(
        "", description="What was done about speeders, straight-liners, duplicates and missing answers."
    )
    limitations: DraftText = Field("", description="What this research cannot say.")
    test_and_confidence_level: DraftText = Field("", description="More about the tests than the reports say.")
    multiplicity_rule: DraftText = Field(
        "", description="More about many tests at once than the reports say."
    )
    suppression_rule: DraftText = Field("", description="More about hidden cells than the reports say.")
    reliability_per_scale: DraftText = Field(
        "", description="More about reliability than the reports compute."
    )
    changes_since_the_baseline: DraftText = Field(
        "", description="What changed in questions, sample or mode between the waves; or that nothing did."
    )
    benchmark_sources: DraftText = Field(
        "", description="Country, mode and date of each benchmark; or that none is used."
    )
    software_versions_and_data_hash: DraftText = Field(
        "", description="More about versions than run.json holds."
    )
    legal_basis_and_retention: DraftText = Field("", description="More about privacy than [privacy] says.")
