"""Whether the importance of drivers shifted between two waves."""
