"""What each command of `loyalty` does."""
