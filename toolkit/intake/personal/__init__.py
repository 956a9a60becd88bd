"""Personal data: recognised in columns and cells, redacted in open answers, hashed in keys."""
