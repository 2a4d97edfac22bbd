"""Commands of whoever runs the product; ``docs/operations.md`` says when."""
