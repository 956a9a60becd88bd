"""What customers really do: orders summed up per customer, when they stop, and the money that goes with it."""
