"""Procedures of the baseline report."""
