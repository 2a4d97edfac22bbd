"""Writing saved views and jobs on lists."""
