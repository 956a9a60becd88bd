"""Which column holds which question: matched, and written as a proposal for engagement.toml."""
