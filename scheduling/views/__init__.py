"""Pages of scheduling."""
