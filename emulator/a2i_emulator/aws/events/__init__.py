"""EventBridge: which rules an event matches, what each target gets, and how it gets there."""
