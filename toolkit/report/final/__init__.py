"""What stands between a report and the word final."""
