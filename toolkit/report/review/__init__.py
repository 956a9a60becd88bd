"""A reviewer's annotated PDF, read back into a list of remarks per finding."""
