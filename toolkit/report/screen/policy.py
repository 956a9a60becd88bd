"""The hashes by which a page's policy names its style and its scripts: nothing else may style or run."""

from __future__ import annotations

import base64
import hashlib


def sha256(text: str) -> str:
    """Give the hash by which a page's policy names a style or a script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
