"""Invented customers that take more to draw than a lesson can hold beside its exercises."""
