"""Importance where answers are missing: by pairs of answers, and with the missing ones drawn; no row is left out."""
