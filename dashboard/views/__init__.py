"""Pages of dashboard: home, and search with its palette."""
