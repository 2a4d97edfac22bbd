"""Commands about people and organizations."""
