"""Groups of customers beside each other: every measure per group, and which groups differ beyond chance."""
