"""What two waves have in common, and their answers on one scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.engagement import Engagement, item_scale
from toolkit.intake.survey import Survey


def common_items(first: Survey, second: Survey) -> list[str]:
    """Name the items that both waves asked, in order of the model."""
    return [str(item) for item in first.items if item in second.items]


def on_one_scale(engagement: Engagement, answers: pd.DataFrame) -> pd.DataFrame:
    """Give items from 0 to 1 as they are scored: on the ends of their scales, reversed ones turned."""
    scales = [item_scale(engagement, str(item)) for item in answers]
    least = np.array([scale.minimum for scale in scales])
    most = np.array([scale.maximum for scale in scales])
    sign = np.array([-1.0 if scale.reverse else 1.0 for scale in scales])
    start = np.array([scale.maximum if scale.reverse else scale.minimum for scale in scales])
    return (answers - start) * sign / (most - least)
