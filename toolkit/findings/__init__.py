"""Results put into whole sentences, each resting on a row of a table."""
