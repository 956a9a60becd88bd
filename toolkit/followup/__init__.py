"""Wave against wave: what changed, and whether the change matters."""
