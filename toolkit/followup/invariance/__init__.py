"""Do the questions of a theme measure the same thing in every wave: factor models of all waves at once."""
