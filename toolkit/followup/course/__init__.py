"""The course of a measure over three waves or more."""
