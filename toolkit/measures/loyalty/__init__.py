"""Loyalty in attitude and in behaviour: who is loyal, on which bases, and what goes with it."""
