"""Where loyalty stands: scores, proportions, reliability and groups, each with its interval."""
