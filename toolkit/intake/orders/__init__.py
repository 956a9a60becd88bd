"""Orders as one tidy table, whatever the shop they come from."""
