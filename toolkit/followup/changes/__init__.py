"""The change of each measure between two waves: interval, tests, and a verdict in four words."""
