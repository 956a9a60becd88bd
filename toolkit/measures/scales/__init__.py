"""Do the questions of a scale measure one thing, and two scales two."""
