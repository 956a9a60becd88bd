"""Files opened: what a file is by its content, and its rows as text."""
