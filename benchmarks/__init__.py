"""What the claims about speed rest on: one command per room, such as `python -m benchmarks.drivers`."""
