"""The sections of the reports: results and findings composed into blocks."""
