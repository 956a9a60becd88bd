"""Cells read as values: dates, moments, numbers and amounts of money."""
