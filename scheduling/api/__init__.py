"""The API of scheduling."""
