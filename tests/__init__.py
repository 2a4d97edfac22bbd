"""The test suite; the tree mirrors the source."""
