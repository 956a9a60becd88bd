"""One page over all engagements of a workspace: what stands where, as the last runs left it."""
