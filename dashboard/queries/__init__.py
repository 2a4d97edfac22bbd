"""READ: what needs a person today, and the weekly updates of one project."""
