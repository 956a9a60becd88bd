"""Composition against real change: how much of a change comes from other customers answering."""
