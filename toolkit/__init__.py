"""Customer loyalty, measured per client: baseline, drivers, follow-up."""

__version__ = "0.1.0"
