"""What a client's folder changes of a report: the consultant's words, and notebooks of its own."""
