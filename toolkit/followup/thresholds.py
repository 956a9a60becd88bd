"""Thresholds of the follow-up, each with its source. docs/methods tells them."""

from __future__ import annotations
