"""Suspect rows: answered twice, too fast, all alike, and the other checks."""
