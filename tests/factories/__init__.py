"""The least that makes a valid row, straight through the models (actions are what the tests test)."""
