"""Answers in customers' own words: which words they use, who uses which, and which go together."""
