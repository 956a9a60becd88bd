"""Procedures of the driver report."""
