"""Procedures of the follow-up report."""
