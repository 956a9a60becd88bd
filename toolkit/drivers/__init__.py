"""What moves loyalty: importance of each driver, its sign, and how sure we are."""
