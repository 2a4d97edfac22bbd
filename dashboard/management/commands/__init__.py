"""One command per module, named as the operator types it."""
