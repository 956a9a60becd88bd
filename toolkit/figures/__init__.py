"""Results drawn: each chart takes a tidy frame and ready-made labels, and gives SVG text."""
