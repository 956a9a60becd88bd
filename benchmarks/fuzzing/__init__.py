"""The parts of the fuzz run: files, damage to them, and the processes that read what comes of it."""
