"""The engagement: one job for one client, from engagement.toml to a frozen, validated `Engagement`."""

from toolkit.engagement.codes import code_number, folded, plain_number
from toolkit.engagement.data import Contradiction, OpenQuestion, Paradata, Segment, Wave
from toolkit.engagement.keys import as_toml
from toolkit.engagement.load import FILE_NAME, load_engagement
from toolkit.engagement.lookup import (
    ItemScale,
    actions_on,
    advised_on,
    column_of,
    constructs_with_role,
    disclosure_gaps,
    item_scale,
    items,
    scored_constructs,
    segment_columns,
    wave,
)
from toolkit.engagement.model import Construct, Engagement, MissingCodes, Role
from toolkit.engagement.paths import drawn_paths
from toolkit.engagement.suggest import did_you_mean, nearest
from toolkit.engagement.treatment import ANSWERED, scale_name
from toolkit.engagement.words import Table, Text, Words, is_filled, text

__all__ = [
    "ANSWERED",
    "FILE_NAME",
    "Construct",
    "Contradiction",
    "Engagement",
    "ItemScale",
    "MissingCodes",
    "OpenQuestion",
    "Paradata",
    "Role",
    "Segment",
    "Table",
    "Text",
    "Wave",
    "Words",
    "actions_on",
    "advised_on",
    "as_toml",
    "code_number",
    "column_of",
    "constructs_with_role",
    "did_you_mean",
    "disclosure_gaps",
    "drawn_paths",
    "folded",
    "is_filled",
    "item_scale",
    "items",
    "load_engagement",
    "nearest",
    "plain_number",
    "scale_name",
    "scored_constructs",
    "segment_columns",
    "text",
    "wave",
]
