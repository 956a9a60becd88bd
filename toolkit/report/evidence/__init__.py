"""Which row of which table a finding rests on, found from what the report prints."""
