"""What each run leaves to be compared with, and what changed between two."""
