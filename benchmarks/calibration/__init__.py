"""Every test and interval of the three reports, held against what it promises, over a grid of designs."""
