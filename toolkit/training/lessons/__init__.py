"""The lessons, a module each: its invented client and its exercises. Each module has a PLAN."""
