"""The report room: blocks that a notebook emits, and the exporters that set them as PDF and HTML."""
