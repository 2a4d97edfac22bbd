"""Pages of the weekly update: the queue of a week, the acts on one update, previews."""
