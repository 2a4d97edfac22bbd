"""READ: runs and their updates, the people they go to, the queue of a week."""
