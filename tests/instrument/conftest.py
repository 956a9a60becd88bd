from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit.engagement import Engagement

Build = Callable[..., Engagement]


def engagement_of(constructs: dict[str, Any], **rest: Any) -> Engagement:
    raw = {"client": {"name": "Voorbeeld"}, "author": {"name": "A. Adviseur"}, "constructs": constructs}
    return Engagement.model_validate({**raw, **rest})


def construct(
    *items: str, role: str = "driver", ends: tuple[float, float] = (1, 7), **rest: Any
) -> dict[str, Any]:
    return {"role": role, "minimum": ends[0], "maximum": ends[1], "items": list(items), **rest}


@pytest.fixture
def standard(tmp_path: Path) -> Engagement:
    """The engagement that `loyalty new` makes, as the questionnaire command loads it."""
    from toolkit.commands.new import new
    from toolkit.commands.questionnaire import _before_fieldwork

    (tmp_path / "clients").mkdir()
    new(tmp_path, "zuiver-water")
    return _before_fieldwork(tmp_path / "clients" / "zuiver-water")[0]
