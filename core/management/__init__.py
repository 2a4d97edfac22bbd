"""Base of the commands; the commands themselves live with their nouns."""
