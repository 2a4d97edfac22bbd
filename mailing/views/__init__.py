"""Pages of mailing, one module a subject."""
