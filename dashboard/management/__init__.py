"""Commands that set up data."""
