"""What a survey costs as it grows: `python -m benchmarks.size` draws clients and makes their three reports."""
