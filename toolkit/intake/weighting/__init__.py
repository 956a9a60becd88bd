"""Weights raked to margins, and who of those invited answered."""
