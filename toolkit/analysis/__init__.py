"""What each report computes: the engagement's model and surveys put through the statistics."""
