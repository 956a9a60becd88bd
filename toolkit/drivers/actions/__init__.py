"""From effects to actions: what each may bring, which to choose under budget and time, and what would change that."""
