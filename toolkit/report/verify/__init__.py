"""A report made again and held against what it printed: every file of it, number by number."""
