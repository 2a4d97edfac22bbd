"""The lists of the product as one mechanism sees them: what is exported, saved as a view and changed together."""
