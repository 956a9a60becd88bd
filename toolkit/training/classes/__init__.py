"""Classes: folders for participants, each with own data; their notebooks marked; what was planted, for the trainer."""
