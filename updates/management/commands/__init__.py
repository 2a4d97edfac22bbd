"""Commands of the weekly update."""
