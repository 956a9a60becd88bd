"""Was the change the doing of an action? Groups with and without it, drivers aimed at or not."""
